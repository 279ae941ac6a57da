"""Salvages the readable rows of a damaged database into a new one.

Each table is read in ranges of ids; a range that cannot be read is halved until the lost rows are known. A lost record
is put back from the journal, the second copy of the data.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection import soundness
from capptro_tui.db.connection.driver import FAULTS, connect, explained, sqlite
from capptro_tui.db.indexes import derived
from capptro_tui.db.recovery import reckoning
from capptro_tui.db.schema.foreign_structures import remember_verified
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema

if TYPE_CHECKING:
    from sqlite3 import Connection

LOST = "(lost)"
"""Text for the required fields of a stand-in: a record known only by its id, from links to it."""

_RANGE = 1000
"""Number of ids that are read at once."""

_MADE_ANEW = frozenset({"duplicate_pair", "duplicate_due", "database_file"})
"""Tables that are derived from others, or belong to the file. They are not copied."""


@dataclass(slots=True)
class Salvaged:
    """The result of salvaging one table.

    Attributes:
        record: the record type.
        read: number of rows that could be read.
        from_journal: number of rows put back from the journal.
        lost: ids that could be neither read nor put back; some of them may never have been in use.
        stood_in: number of stand-ins, made only because other records link to them.
    """

    record: RecordType
    read: int = 0
    from_journal: int = 0
    lost: set[int] = dataclasses.field(default_factory=set)
    stood_in: int = 0


def salvage_rows(source: Path, draft: Path, schema: Schema) -> list[Salvaged]:
    """Copy the readable rows of a damaged database into an empty one of the newest schema.

    Args:
        source: the damaged database.
        draft: a new, empty database.
        schema: its schema.

    Returns:
        The result of each table.

    Raises:
        Unusable: nothing can be read, or the draft cannot be written.
    """
    try:
        with closing(connect(source, read_only=True)) as damaged, closing(connect(draft)) as made:
            damaged.execute("PRAGMA writable_schema = ON")  # read a partly damaged schema too
            made.execute("PRAGMA foreign_keys = OFF")
            made.execute("BEGIN IMMEDIATE")
            derived.release(made)
            copied = (record for record in schema.records if record.info.name not in _MADE_ANEW)
            found = [_copy(damaged, made, record) for record in copied]
            for salvaged in found:
                if salvaged.record.info.journaled:
                    _give_back(made, salvaged)
            _mend_links(made, schema, {salvaged.record.info.name: salvaged for salvaged in found})
            soundness.set_next_ids(made, _next_ids(damaged, made, schema))
            made.execute("INSERT OR IGNORE INTO duplicate_due (id) SELECT id FROM customer WHERE trashed IS NULL")
            derived.renew(made, schema)
            derived.add_up(made)
            remember_verified(made)
            made.execute("COMMIT")
    except FAULTS as error:
        raise explained(error, source) from None
    return found


def _copy(damaged: Connection, made: Connection, record: RecordType) -> Salvaged:
    """Copy the readable rows of a table; columns that only one of the two has are left out."""
    found = Salvaged(record)
    columns = _common_columns(damaged, record)
    if not columns:
        return found
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    insert = f'INSERT OR REPLACE INTO "{record.info.name}" ({names}) VALUES ({marks})'
    for rows in _readable(damaged, record.info.name, columns, found.lost):
        for row in rows:
            try:
                made.execute(insert, row)
                found.read += 1
            except sqlite.Error:  # the row breaks the rules of the table
                found.lost.add(row[0])
    return found


def _common_columns(damaged: Connection, record: RecordType) -> list[str]:
    """Return the columns of a record that the damaged database has too, the id first; [] without an id."""
    there = {row[1] for row in _try(damaged, f'PRAGMA table_info("{record.info.name}")')}
    own = [name for name in record.fields if name in there]
    return ["id", *(name for name in own if name != "id")] if "id" in own else []


def _readable(damaged: Connection, table: str, columns: list[str], lost: set[int]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the readable rows, range by range; ids that cannot be read are added to `lost`."""
    names = ", ".join(f'"{name}"' for name in columns)
    query = f'SELECT {names} FROM "{table}" WHERE id BETWEEN ? AND ?'
    ranges = [(start, start + _RANGE - 1) for start in range(1, _highest(damaged, table) + 1, _RANGE)][::-1]
    while ranges:
        low, high = ranges.pop()
        try:
            yield damaged.execute(query, [low, high]).fetchall()
        except FAULTS:
            if low == high:
                lost.add(low)
            else:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]


def _highest(damaged: Connection, table: str) -> int:
    """Return the highest id that a table may hold, from all that can be read of it."""
    queries = (
        f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",
        f'SELECT max(id) FROM "{table}"',
        f"SELECT max(row_id) FROM change WHERE record = '{table}'",
    )
    return max(int(row[0] or 0) for query in queries for row in [*_try(damaged, query), (0,)])


def _try(damaged: Connection, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query; none if they cannot be read."""
    try:
        return damaged.execute(query).fetchall()
    except FAULTS:
        return []


def _give_back(made: Connection, found: Salvaged) -> None:
    """Put lost records back from the journal."""
    record = found.record
    for row in reckoning.missing_rows(made, record):
        names = [name for name in row if not record.fields[name].computed_by_database]
        marks = ", ".join("?" * len(names))
        statement = f'INSERT OR IGNORE INTO "{record.info.name}" ({", ".join(names)}) VALUES ({marks})'
        try:
            count = made.execute(statement, [row[name] for name in names]).rowcount
        except sqlite.Error:
            continue
        found.from_journal += max(0, count)
        found.lost.discard(row["id"])


def _mend_links(made: Connection, schema: Schema, found: dict[str, Salvaged]) -> None:
    """Empty links to lost records; a required link gets a stand-in as its target.

    A record whose required link can have no stand-in is deleted and counts as lost.
    """
    for table, row_id, target, _ in made.execute("PRAGMA foreign_key_check").fetchall():
        record = schema.record_named(table)
        for link in record.links():
            value = made.execute(f'SELECT "{link.name}" FROM "{table}" WHERE id = ?', [row_id]).fetchone()
            if link.link != target or value is None or value[0] is None or _is_there(made, target, value[0]):
                continue
            if not link.required:
                made.execute(f'UPDATE "{table}" SET "{link.name}" = NULL WHERE id = ?', [row_id])
            elif _stand_in(made, schema.record_named(target), value[0]):
                found[target].stood_in += 1
            else:
                made.execute(f'DELETE FROM "{table}" WHERE id = ?', [row_id])
                found[table].lost.add(row_id)


def _is_there(made: Connection, table: str, row_id: int) -> bool:
    return made.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', [row_id]).fetchone() is not None


def _stand_in(made: Connection, record: RecordType, row_id: int) -> bool:
    """Insert a record known only by its id; return False if it would have to belong to another one itself."""
    if any(link.required for link in record.links()):
        return False
    values: dict[str, Any] = {"id": row_id}
    for field in record.fields.values():
        if field.name != "id" and not field.computed_by_database:
            values[field.name] = LOST if field.required and field.type.is_text else field.blank
            if field.required and values[field.name] is None:
                values[field.name] = LOST if field.name.endswith(("_at", "at")) else 0
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    try:
        made.execute(f'INSERT INTO "{record.info.name}" ({names}) VALUES ({marks})', list(values.values()))
    except sqlite.Error:
        return False
    return True


def _next_ids(damaged: Connection, made: Connection, schema: Schema) -> dict[str, int]:
    """Return table to the highest id that was ever given in the damaged database or is in use in the new one."""
    known = {record.info.name for record in schema.records}
    found = soundness.next_ids_too_low(made, schema)
    for name, seq in _try(damaged, "SELECT name, seq FROM sqlite_sequence"):
        if name in known and isinstance(seq, int):
            found[name] = max(found.get(name, 0), seq)
    return found
