"""Checks of a database file: SQLite's integrity check, broken links, and ids that the journal knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from capptro_tui.db.connection.driver import sqlite
from capptro_tui.models.schema import Schema
from capptro_tui.text.patterns import pattern

if TYPE_CHECKING:
    import sqlite3

Connection: TypeAlias = "sqlite3.Connection"

_MOST = 100
"""Largest number of faults that are read."""

_OF_AN_INDEX = pattern(r"(?:row \d+ missing from|wrong # of entries in|non-unique entry in) index (\w+)")
_OF_A_SEARCH_INDEX = pattern(r"inverted index for FTS5 table")


def faults(connection: Connection) -> tuple[list[str], set[str]]:
    """Return the faults of the file, and the names of damaged indexes, which can be rebuilt from the rows.

    Damage to the search index is left out: it has a check of its own.
    """
    damage: list[str] = []
    indexes: set[str] = set()
    try:
        for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST})"):
            found = _OF_AN_INDEX.search(line)
            if found:
                indexes.add(found[1])
            elif line != "ok" and not _OF_A_SEARCH_INDEX.search(line):
                damage.append(line.splitlines()[-1])
    except sqlite.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        damage.append(str(error))  # SQLite ends the check at damage that it cannot pass
    return damage, indexes


def reindex(connection: Connection, indexes: set[str]) -> None:
    """Rebuild indexes by their names."""
    for name in sorted(indexes):
        connection.execute(f'REINDEX "{name}"')


def broken_links(connection: Connection) -> dict[str, int]:
    """Return table to number of its rows whose link names a missing row."""
    found: dict[str, int] = {}
    for row in connection.execute("PRAGMA foreign_key_check"):
        found[row[0]] = found.get(row[0], 0) + 1
    return found


def unknown_changes(connection: Connection, schema: Schema) -> int:
    """Return the number of changes in the journal whose record type the schema does not know."""
    names = [record.info.name for record in schema.records]
    query = f"SELECT count(*) FROM change WHERE record NOT IN ({', '.join('?' * len(names))})"
    return int(connection.execute(query, names).fetchone()[0])


def next_ids_too_low(connection: Connection, schema: Schema) -> dict[str, int]:
    """Return table to highest id used in it or in the journal, for tables that would give that id again."""
    found = {}
    for record in schema.records:
        name = record.info.name
        known = connection.execute("SELECT max(row_id) FROM change WHERE record = ?", [name]).fetchone()[0] or 0
        highest = max(known, connection.execute(f'SELECT max(id) FROM "{name}"').fetchone()[0] or 0)
        given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [name]).fetchone()
        if highest > (given[0] if given else 0):
            found[name] = highest
    return found


def set_next_ids(connection: Connection, highest: dict[str, int]) -> None:
    """Set the counters of tables so that ids up to these are never given again."""
    for name, row_id in highest.items():
        if not connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [row_id, name]).rowcount:
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, row_id])
