"""Whether a database file is sound: what SQLite says of it, and what the journal and the rows say of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from capptro_tui.db.connection.driver import sqlite
from capptro_tui.models.registry import RECORDS
from capptro_tui.text.patterns import pattern

if TYPE_CHECKING:
    import sqlite3

Connection: TypeAlias = "sqlite3.Connection"

_MOST = 100
"""Faults of a file that are read."""

_OF_AN_INDEX = pattern(r"(?:row \d+ missing from|wrong # of entries in|non-unique entry in) index (\w+)")
_OF_A_SEARCH_INDEX = pattern(r"inverted index for FTS5 table")


def faults(connection: Connection) -> tuple[list[str], set[str]]:
    """What is wrong with the file itself, and the names of damaged indexes, which can be made anew from the rows.

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
        damage.append(str(error))  # SQLite gives the check up where it cannot go on
    return damage, indexes


def reindex(connection: Connection, indexes: set[str]) -> None:
    """Make indexes anew."""
    for name in sorted(indexes):
        connection.execute(f'REINDEX "{name}"')


def broken_links(connection: Connection) -> dict[str, int]:
    """Table to the number of its rows that name a row which is not there."""
    found: dict[str, int] = {}
    for row in connection.execute("PRAGMA foreign_key_check"):
        found[row[0]] = found.get(row[0], 0) + 1
    return found


def unknown_changes(connection: Connection) -> int:
    """How many changes in the journal are of records that this version does not know."""
    names = [record.info.name for record in RECORDS]
    query = f"SELECT count(*) FROM change WHERE record NOT IN ({', '.join('?' * len(names))})"
    return int(connection.execute(query, names).fetchone()[0])


def next_ids_too_low(connection: Connection) -> dict[str, int]:
    """Table to the highest id that it or the journal knows, where the database would give that id once more."""
    found = {}
    for record in RECORDS:
        name = record.info.name
        known = connection.execute("SELECT max(row_id) FROM change WHERE record = ?", [name]).fetchone()[0] or 0
        highest = max(known, connection.execute(f'SELECT max(id) FROM "{name}"').fetchone()[0] or 0)
        given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [name]).fetchone()
        if highest > (given[0] if given else 0):
            found[name] = highest
    return found


def set_next_ids(connection: Connection, highest: dict[str, int]) -> None:
    """Never give these ids again."""
    for name, row_id in highest.items():
        if not connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [row_id, name]).rowcount:
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, row_id])
