"""Plain SQL statements for the rows of a record type, made from its declaration."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.driver import as_dicts
from capptro_tui.matching.derive import derived_columns
from capptro_tui.models.record import RecordType

if TYPE_CHECKING:
    from sqlite3 import Connection

Rows = list[dict[str, Any]]
"""Rows as dicts of column to value; a yes-or-no field is a bool."""


def select_in(
    connection: Connection,
    record: RecordType,
    name: str,
    values: Collection[Any],
    *,
    equal: Mapping[str, Any] | None = None,
    only: Sequence[str] = (),
) -> Rows:
    """Return the rows with one of several values in a column, ordered by id.

    Args:
        connection: a connection in a transaction.
        record: the record type.
        name: the column.
        values: its accepted values.
        equal: values that other columns must have.
        only: the columns to read; all if empty.
    """
    tests, also = _equal(equal or {})
    condition = " AND ".join([f'"{name}" IN (SELECT value FROM json_each(?))', *tests])
    return _select(connection, record, condition, [json.dumps(list(values)), *also], only)


def select_equal(connection: Connection, record: RecordType, equal: Mapping[str, Any]) -> Rows:
    """Return the rows whose columns hold the given values, ordered by id."""
    tests, values = _equal(equal)
    return _select(connection, record, " AND ".join(tests) or "1", values)


def count_equal(connection: Connection, record: RecordType, equal: Mapping[str, Any]) -> int:
    """Return the number of rows whose columns hold the given values."""
    tests, values = _equal(equal)
    query = f'SELECT count(*) FROM "{record.info.name}" WHERE {" AND ".join(tests) or "1"}'
    return int(connection.execute(query, values).fetchone()[0])


def _equal(equal: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """Return tests and their parameters. NULL is written out: bound, it would keep SQLite from indexes of live rows."""
    tests = [f'"{name}" IS NULL' if value is None else f'"{name}" = ?' for name, value in equal.items()]
    return tests, [value for value in equal.values() if value is not None]


def _select(
    connection: Connection, record: RecordType, condition: str, values: list[Any], only: Sequence[str] = ()
) -> Rows:
    names = ", ".join(f'"{name}"' for name in only or record.fields)
    query = f'SELECT {names} FROM "{record.info.name}" WHERE {condition} ORDER BY id'
    found = as_dicts(connection.execute(query, values))
    flags = [name for name in only or record.fields if record.fields[name].type.is_flag]
    for row in found if flags else ():
        for name in flags:
            row[name] = None if row[name] is None else bool(row[name])
    return found


def next_id(connection: Connection, record: RecordType) -> int:
    """Return the id that the next new row gets."""
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [record.info.name]).fetchone()
    return int(found[0] or 0) + 1 if found else 1


def insert(connection: Connection, record: RecordType, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows with their derived columns."""
    columns = [*record.fields, *derived_columns(record)]
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{record.info.name}" ({names}) VALUES ({marks})'
    connection.executemany(statement, [[row[name] for name in columns] for row in rows])


def update(connection: Connection, record: RecordType, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the columns `names` of rows; by a single statement if all rows get the same values."""
    sets = ", ".join(f'"{name}" = ?' for name in names)
    values = [[row[name] for name in names] for row in rows]
    if len(rows) > 1 and all(one == values[0] for one in values):
        ids = json.dumps([row["id"] for row in rows])
        where = "id IN (SELECT value FROM json_each(?))"
        connection.execute(f'UPDATE "{record.info.name}" SET {sets} WHERE {where}', [*values[0], ids])
        return
    statement = f'UPDATE "{record.info.name}" SET {sets} WHERE id = ?'
    connection.executemany(statement, [[*one, row["id"]] for one, row in zip(values, rows, strict=True)])


def delete(connection: Connection, record: RecordType, ids: Iterable[int]) -> None:
    """Remove rows for good."""
    query = f'DELETE FROM "{record.info.name}" WHERE id IN (SELECT value FROM json_each(?))'
    connection.execute(query, [json.dumps(list(ids))])
