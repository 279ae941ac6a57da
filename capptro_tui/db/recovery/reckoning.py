"""Compares the rows with the journal: every record must hold the values of its last journal entries.

The journal is the second copy of the data. A change of rows past it (by another program, a trigger, a damaged disk)
shows here: a record that is missing, one that is there although it was removed, a value that nobody set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from capptro_tui.db.journal.format import Stamps, decode_delta
from capptro_tui.models.record import RecordType
from capptro_tui.models.system.journal import CHANGE, CREATE

if TYPE_CHECKING:
    from sqlite3 import Connection

BLOCK = 1000
"""Number of ids that are compared together."""


@dataclass(slots=True)
class RowDifferences:
    """Differences between the records of one type and the journal.

    Attributes:
        missing: ids of records that must be there and are not.
        unexpected: ids of records that are there though they were removed for good.
        unknown: ids of records whose version names a batch, but that no journal entry knows.
        changed: id to the names of the columns whose values differ.
    """

    missing: list[int] = field(default_factory=list)
    unexpected: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    changed: dict[int, list[str]] = field(default_factory=dict)

    def add(self, other: RowDifferences) -> None:
        """Add the differences of another block."""
        self.missing += other.missing
        self.unexpected += other.unexpected
        self.unknown += other.unknown
        self.changed |= other.changed


@dataclass(slots=True)
class _Reckoned:
    """A record as the journal has it.

    Attributes:
        is_there: whether the record must exist.
        is_whole: whether the journal knows its creation. It does not for the settings, which no batch created.
        values: column to its last value; in a record that is whole, a column that is left out is empty.
    """

    is_there: bool = True
    is_whole: bool = False
    values: dict[str, Any] = field(default_factory=dict)


def reckon(connection: Connection, record: RecordType) -> Iterator[RowDifferences]:
    """Compare the records of one type with the journal, block by block of their ids.

    The rows and entries of a block are read in one transaction, so that a write meanwhile is in both or in neither.

    Args:
        connection: a connection that is in no transaction and whose rows are tuples.
        record: a journaled record type.
    """
    for start in range(1, _highest_id(connection, record) + 1, BLOCK):
        connection.execute("BEGIN")
        reckoned, rows = _reckoned(connection, record, start), _rows(connection, record, start)
        connection.execute("COMMIT")
        yield _compare(record, reckoned, rows)


def _highest_id(connection: Connection, record: RecordType) -> int:
    """Return the highest id in the records or in the journal."""
    query = (
        f'SELECT max(coalesce((SELECT max(id) FROM "{record.info.name}"), 0),'
        " coalesce((SELECT max(row_id) FROM change WHERE record = ?), 0))"
    )
    return int(connection.execute(query, [record.info.name]).fetchone()[0])


def _reckoned(connection: Connection, record: RecordType, start: int) -> dict[int, _Reckoned]:
    """Return id to the record as the journal has it, for a block of ids."""
    query = (
        "SELECT c.row_id, c.deed, c.delta, c.batch_id, b.at, b.by FROM change AS c"
        " LEFT JOIN batch AS b ON b.id = c.batch_id"
        " WHERE c.record = ? AND c.row_id BETWEEN ? AND ? ORDER BY c.id"
    )
    name = record.info.name
    found: dict[int, _Reckoned] = {}
    for row_id, deed, stored, *stamps in connection.execute(query, [name, start, start + BLOCK - 1]):
        if deed != CHANGE:
            found[row_id] = _Reckoned(is_there=deed == CREATE, is_whole=True)
        values = found.setdefault(row_id, _Reckoned()).values
        values |= {column: after for column, (_, after) in decode_delta(name, stored, Stamps(*stamps)).items()}
    return found


def _rows(connection: Connection, record: RecordType, start: int) -> dict[int, dict[str, Any]]:
    """Return id to row, as column to value, for a block of ids."""
    names = [name for name, field in record.fields.items() if not field.computed_by_database]
    columns = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {columns} FROM "{record.info.name}" WHERE id BETWEEN ? AND ?'
    rows = (dict(zip(names, row, strict=True)) for row in connection.execute(query, [start, start + BLOCK - 1]))
    return {row["id"]: row for row in rows}


def _compare(record: RecordType, reckoned: dict[int, _Reckoned], rows: dict[int, dict[str, Any]]) -> RowDifferences:
    found = RowDifferences(
        unknown=[row_id for row_id, row in rows.items() if row["version"] and row_id not in reckoned]
    )
    for row_id, known in sorted(reckoned.items()):
        row = rows.get(row_id)
        if row is None:
            found.missing += [row_id] if known.is_there else []
        elif not known.is_there:
            found.unexpected.append(row_id)
        elif names := [name for name, value in row.items() if not _agrees(record, known, name, value)]:
            found.changed[row_id] = names
    return found


def _agrees(record: RecordType, known: _Reckoned, name: str, value: Any) -> bool:
    """Return whether a column agrees with the journal; a column that is left out may hold its default."""
    if name in known.values:
        return bool(known.values[name] == value)
    return name == "id" or not known.is_whole or value in (None, "", record.fields[name].blank)


def missing_rows(connection: Connection, record: RecordType) -> Iterator[dict[str, Any]]:
    """Yield the records of one type that the journal has and the table lacks, as column to value with `id`.

    Records whose creation the journal does not know are left out.

    Args:
        connection: a connection whose rows are tuples.
        record: a journaled record type.
    """
    blank = {name: field.blank for name, field in record.fields.items() if not field.computed_by_database}
    for start in range(1, _highest_id(connection, record) + 1, BLOCK):
        rows = _rows(connection, record, start)
        for row_id, known in _reckoned(connection, record, start).items():
            if row_id not in rows and known.is_there and known.is_whole:
                yield {**blank, **known.values, "id": row_id}
