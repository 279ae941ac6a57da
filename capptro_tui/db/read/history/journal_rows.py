"""Reads the journal: batches, their changes, and a customer's part in them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.journal.format import COLUMNS, read_delta
from capptro_tui.db.read.user_rows import full_name_of

Rows = list[dict[str, Any]]


def batches(
    database: Source,
    *,
    record: str = "",
    row_id: int | None = None,
    customer_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Rows:
    """Return batches, newest first: all, those that touched one row, or those that belong to one customer.

    Args:
        database: the database or a reader of it.
        record: record type's name of the row.
        row_id: id of the row.
        customer_id: id of the customer.
        before: only batches below this number, to continue a listing.
        limit: most batches.

    Raises:
        Unusable: the database cannot be read.
    """
    conditions, values = [], []
    if row_id is not None:
        conditions.append("b.id IN (SELECT batch_id FROM change WHERE record = ? AND row_id = ?)")
        values += [record, row_id]
    if customer_id is not None:
        conditions.append(
            "b.id IN (SELECT batch_id FROM change WHERE customer_id = ?"
            " UNION SELECT batch_id FROM change WHERE other_customer_id = ?)"
        )
        values += [customer_id, customer_id]
    if before is not None:
        conditions.append("b.id < ?")
        values.append(before)
    where = " AND ".join(conditions) or "1"
    return database.select(f"{_BATCHES} WHERE {where} ORDER BY b.id DESC LIMIT ?", [*values, limit])


def batches_by_ids(database: Source, ids: list[int]) -> Rows:
    """Return the batches with these numbers, newest first. Raises Unusable."""
    among = "b.id IN (SELECT value FROM json_each(?))"
    return database.select(f"{_BATCHES} WHERE {among} ORDER BY b.id DESC", [json.dumps(ids)])


_BATCHES = (
    f"SELECT b.*, {full_name_of('b.by')} AS by_name, t.summary AS target_summary"
    " FROM batch AS b LEFT JOIN batch AS t ON t.id = b.target"
)


def changes(
    database: Source,
    batch_ids: list[int],
    *,
    record: str = "",
    row_id: int | None = None,
    customer_id: int | None = None,
    limit: int = 1000,
) -> Rows:
    """Return the changes of some batches, in order, `delta` as a dict of column to [before, after].

    Args:
        database: the database or a reader of it.
        batch_ids: numbers of the batches, as `batches` returned them for the same row or customer.
        record: record type's name of the row.
        row_id: only changes of this row.
        customer_id: only changes that belong to this customer.
        limit: most changes of a batch.
    """
    scope: str = ""
    values: list[Any] = []
    if row_id is not None:
        scope, values = "c.record = ? AND c.row_id = ?", [record, row_id]
    elif customer_id is not None:
        scope, values = "(c.customer_id = ? OR c.other_customer_id = ?)", [customer_id, customer_id]
    if scope and batch_ids:
        # The + keeps SQLite from the index of batches: an import's batch may hold a million other changes.
        among = "+c.batch_id IN (SELECT value FROM json_each(?))"
        statement = f"{_CHANGES} WHERE {scope} AND {among} ORDER BY c.id LIMIT ?"
        rows = database.select(statement, [*values, json.dumps(batch_ids), limit * len(batch_ids)])
    else:
        statement = f"{_CHANGES} WHERE c.batch_id = ? ORDER BY c.id LIMIT ?"
        rows = [row for batch_id in batch_ids for row in database.select(statement, [batch_id, limit])]
    schema = database.schema
    return [{**row, "delta": read_delta(row, schema.record_named(row["record"]).fields)} for row in rows]


_CHANGES = f"SELECT {COLUMNS} FROM change AS c CROSS JOIN batch AS b ON b.id = c.batch_id"


def counted(database: Source, batch_ids: list[int]) -> dict[int, int]:
    """Return batch number to number of rows that the batch changed."""
    statement = "SELECT count(*) AS n FROM change WHERE batch_id = ?"
    return {batch_id: database.select(statement, [batch_id])[0]["n"] for batch_id in batch_ids}


def last_to_undo(source: Source, among: Collection[int] | None = None) -> dict[str, Any] | None:
    """Return the newest batch that can be undone: it is not undone, and is no undo, redo or restore.

    Args:
        source: the source to read from.
        among: numbers of the batches to consider; None for all.
    """
    done = "verb NOT IN ('undo', 'redo', 'restore backup')"
    where = f"{done} AND undone_by IS NULL AND {_is_among('id', among)} ORDER BY id DESC"
    return _first(source, where)


def last_to_redo(source: Source, among: Collection[int] | None = None) -> dict[str, Any] | None:
    """Return the batch that was undone last, unless another batch was written since.

    Args:
        source: the source to read from.
        among: numbers of the batches to consider; None for all.
    """
    newest = f"SELECT max(id) FROM batch WHERE verb NOT IN ('undo', 'redo') AND {_is_among('id', among)}"
    where = f"undone_by > coalesce(({newest}), 0) AND {_is_among('undone_by', among)} ORDER BY undone_by DESC"
    return _first(source, where)


def batch(source: Source, batch_id: int) -> dict[str, Any] | None:
    """Return one batch, or None."""
    return _first(source, f"id = {int(batch_id)}")


def _is_among(column: str, among: Collection[int] | None) -> str:
    return "1" if among is None else f"{column} IN (SELECT value FROM json_each('{json.dumps(sorted(among))}'))"


def _first(source: Source, where: str) -> dict[str, Any] | None:
    return next(iter(source.select(f"{_BATCHES_OF_ONE} WHERE {where} LIMIT 1")), None)


_BATCHES_OF_ONE = f"SELECT batch.*, {full_name_of('batch.by')} AS by_name FROM batch"
