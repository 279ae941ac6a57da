"""Keeps the derived data of a database: derived columns, related texts, search indexes and triggers.

All of it can be rebuilt from the rows. The structures come from the record declarations, not from migrations: a
database whose structures differ from those of this program gets them when it is created or migrated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.driver import sqlite
from capptro_tui.db.indexes import balance_index, duplicate_index, former_names, search_index
from capptro_tui.db.indexes.search_index import related_text, searchable
from capptro_tui.matching.derive import SEARCH_TEXT, derive, derived_columns
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema, made_once
from capptro_tui.text.patterns import pattern

if TYPE_CHECKING:
    from sqlite3 import Connection

_BLOCK = 2000
"""Number of rows that are checked together."""

_RANGE = 10_000
"""Number of rows that one statement changes."""

_OWN_NAME = pattern(r"\w+_search(_\w+)?|(duplicate|sums|balance)_\w+")

_LONGEST_CHAIN = 100
"""Longest chain of merges through which texts are followed."""


@made_once
def statements(schema: Schema) -> Mapping[str, str]:
    """Return name to DDL of every derived structure, in the order in which they are created."""
    return search_index.statements(schema) | duplicate_index.statements(schema) | balance_index.statements()


def release(connection: Connection) -> None:
    """Drop every trigger and view before a migration; `renew` puts them back.

    A table that they name could not be rebuilt, and they would treat a migration's changes of rows as a user's.
    """
    for name, kind, _ in _structures(connection):
        if kind != "table":
            connection.execute(f'DROP {kind} IF EXISTS "{name}"')


def renew(connection: Connection, schema: Schema) -> None:
    """Create or update every derived structure, and fill it. Runs inside a transaction.

    A migration that changes how columns are derived empties the rows' `search_text`: those rows are derived again here.
    """
    made = _make_structures(connection, schema, triggers=False)
    region = region_of(connection)
    records = searchable(schema)
    stale = {record.info.name for record in records if derive_anew(connection, record, region, only_empty=True)}
    for record in former_names.records(schema):
        former_names.put_all_right(connection, record)
    for record in records:
        if follow_related(connection, schema, record):
            stale.add(record.info.name)
    _make_structures(connection, schema, triggers=True)
    for index in search_index.indexes(schema):
        old = stale.intersection(record.info.name for record in index.records)
        for table in index.tables:
            if table in made or old or not is_whole(connection, table):
                rebuild(connection, table)


def mend_structures(connection: Connection, schema: Schema) -> list[str]:
    """Create the structures that are missing or differ, empty; return their names."""
    found = _make_structures(connection, schema, triggers=False)
    return [*found, *_make_structures(connection, schema, triggers=True)]


def _make_structures(connection: Connection, schema: Schema, *, triggers: bool) -> list[str]:
    """Drop the program's own structures that differ from those wanted, and create the missing ones.

    Args:
        connection: a connection in a transaction.
        schema: the schema of the database.
        triggers: True for the triggers on tables, False for all other structures.

    Returns:
        The names of the created structures.
    """
    wanted = {name: ddl for name, ddl in statements(schema).items() if _is_on_a_table(ddl) == triggers}
    for name, kind, ddl in _structures(connection):
        if _is_on_a_table(ddl) == triggers and wanted.get(name) != ddl and is_own_name(name):
            connection.execute(f'DROP {kind} IF EXISTS "{name}"')
    kept = {name for name, _, _ in _structures(connection)}
    missing = {name: ddl for name, ddl in wanted.items() if name not in kept}
    for ddl in missing.values():
        connection.execute(ddl)
    return list(missing)


def is_own_name(name: str) -> bool:
    """Return whether this or an earlier release uses the name for a structure of its own."""
    return bool(_OWN_NAME.fullmatch(name))


def _is_on_a_table(ddl: str) -> bool:
    """Return whether a DDL is that of a trigger on a table. A trigger on a view belongs to the view."""
    return ddl.startswith("CREATE TRIGGER") and " INSTEAD OF " not in ddl


def _structures(connection: Connection) -> list[tuple[str, str, str]]:
    """Return (name, type, DDL) of the triggers, views and virtual tables. Dropping a view drops its triggers."""
    found = connection.execute(
        "SELECT name, type, sql FROM sqlite_master"
        " WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL TABLE%' ORDER BY type DESC, name DESC"
    )
    return [(row[0], row[1], row[2]) for row in found]


# --- rows ---------------------------------------------------------------------------------------------------------


def region_of(connection: Connection) -> str:
    """Return the business's country, by which phone numbers are read."""
    return str(connection.execute("SELECT region FROM settings WHERE id = 1").fetchone()[0])


def wrongly_derived(
    connection: Connection, record: RecordType, region: str, *, only_empty: bool = False
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield for each block of rows the number checked, and the right derived columns of those that have wrong ones.

    Each item is (number of rows, list of dicts of derived column to right value, with `id`).

    Args:
        connection: a connection to the database.
        record: the record type.
        region: the business's country.
        only_empty: check only rows whose `search_text` is empty.
    """
    emptied = f" AND {SEARCH_TEXT} = ''" if only_empty else ""
    query = f'SELECT id FROM "{record.info.name}" WHERE id > ?{emptied} ORDER BY id LIMIT {_BLOCK}'
    last = 0
    while ids := [row[0] for row in connection.execute(query, [last])]:
        last = ids[-1]
        yield len(ids), wrong_among(connection, record, region, ids)


def wrong_among(connection: Connection, record: RecordType, region: str, ids: list[int]) -> list[dict[str, Any]]:
    """Return the right derived columns, with their `id`, of those of the rows that have wrong ones."""
    columns = [*record.fields, *derived_columns(record)]
    names = ", ".join(f't."{name}"' for name in columns)
    query = f'SELECT {names} FROM json_each(?) AS j CROSS JOIN "{record.info.name}" AS t ON t.id = j.value'
    found = []
    for values in connection.execute(query, [json.dumps(ids)]).fetchall():
        row = dict(zip(columns, values, strict=True))
        right = derive(record, row, region)
        if any(row[name] != value for name, value in right.items()):
            found.append({"id": row["id"], **right})
    return found


def put_right(connection: Connection, record: RecordType, rows: list[dict[str, Any]]) -> None:
    """Write derived columns, as `wrongly_derived` yields them."""
    if not rows:
        return
    columns = [name for name in rows[0] if name != "id"]
    sets = ", ".join(f'"{name}" = ?' for name in columns)
    statement = f'UPDATE "{record.info.name}" SET {sets} WHERE id = ?'
    connection.executemany(statement, [[row[name] for name in [*columns, "id"]] for row in rows])


def derive_anew(connection: Connection, record: RecordType, region: str, *, only_empty: bool = False) -> int:
    """Correct the derived columns of the rows that `wrongly_derived` checks; return the number of rows changed."""
    count = 0
    for _, rows in wrongly_derived(connection, record, region, only_empty=only_empty):
        put_right(connection, record, rows)
        count += len(rows)
    return count


def unrelated(connection: Connection, schema: Schema, record: RecordType) -> int:
    """Return the number of rows whose related text differs from the texts of the records it is made of."""
    query = f'SELECT count(*) FROM "{record.info.name}" WHERE related_text != {related_text(schema, record)}'
    return int(connection.execute(query).fetchone()[0])


def follow_related(connection: Connection, schema: Schema, record: RecordType) -> int:
    """Correct wrong related texts; return the number of corrections.

    Correcting one may make that of another wrong, along a chain of merges.
    """
    text = related_text(schema, record)
    statement = (
        f'UPDATE "{record.info.name}" SET related_text = {text} WHERE id BETWEEN ? AND ? AND related_text != {text}'
    )
    count = 0
    for _ in range(_LONGEST_CHAIN):
        changed = sum(connection.execute(statement, ends).rowcount for ends in _ranges(connection, record))
        if not changed:
            break
        count += changed
    return count


def _ranges(connection: Connection, record: RecordType) -> Iterator[tuple[int, int]]:
    """Yield the first and the last id of each `_RANGE` rows. SQLite holds in memory what one statement changes."""
    name = record.info.name
    first = 1
    while found := connection.execute(
        f'SELECT max(id) FROM (SELECT id FROM "{name}" WHERE id >= ? ORDER BY id LIMIT {_RANGE})', [first]
    ).fetchone()[0]:
        yield first, found
        first = found + 1


def add_up(connection: Connection) -> dict[str, int]:
    """Correct the wrong sums and balances; return table to number of rows changed."""
    found = {}
    for table, sums in balance_index.kept().items():
        sets = ", ".join(f"{name} = {expression}" for name, expression in sums.items())
        wrong = " OR ".join(f"{name} != {expression}" for name, expression in sums.items())
        count = connection.execute(f'UPDATE "{table}" SET {sets} WHERE {wrong}').rowcount
        if count > 0:
            found[table] = count
    return found


# --- indexes ------------------------------------------------------------------------------------------------------


def is_whole(connection: Connection, index: str) -> bool:
    """Return whether an FTS5 table is undamaged and has exactly the texts of the rows."""
    try:
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    except sqlite.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return False
    return True


def rebuild(connection: Connection, index: str) -> None:
    """Rebuild an FTS5 table from the rows."""
    connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
