"""Reads deactivations from the journal: the one in force for a customer, and the records that it closed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.journal.format import COLUMNS, read_delta
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import DEACTIVATED, Customer

_IN_FORCE = "b.verb NOT IN ('undo', 'redo') AND b.undone_by IS NULL"
"""A condition for batches `b` that are in force: not undone, and no undo or redo themselves."""


def _sides(entry: str) -> str:
    """Return SQL for the delta of a journal entry, NULL for a created row: its short form is no JSON."""
    return f"CASE {entry}.deed WHEN 'create' THEN NULL ELSE {entry}.delta END"


def deactivations(source: Source, ids: Collection[int]) -> dict[int, int]:
    """Return customer's id to the batch that last deactivated it; customers that never were are left out."""
    query = (
        "SELECT c.row_id AS id, max(c.batch_id) AS batch FROM json_each(?) AS j"
        " CROSS JOIN change AS c ON c.record = ? AND c.row_id = j.value CROSS JOIN batch AS b ON b.id = c.batch_id"
        f" WHERE json_extract({_sides('c')}, '$.status[1]') = ? AND {_IN_FORCE} GROUP BY 1"
    )
    found = source.select(query, [json.dumps(list(ids)), Customer.info.name, DEACTIVATED])
    return {row["id"]: row["batch"] for row in found}


def taken_down(source: Source, record: RecordType, batches: Mapping[int, int], status: str) -> dict[int, str]:
    """Return id to state before the deactivation, for records that a deactivation closed and that are closed still.

    Records in the trash, or with another customer by now, are left out.

    Args:
        source: the source to read from.
        record: the record type.
        batches: customer's id to the number of the batch that deactivated it.
        status: the state into which the batch brought the records.
    """
    later = (
        "SELECT 1 FROM change AS c CROSS JOIN batch AS b ON b.id = c.batch_id WHERE c.record = x.record"
        f" AND c.row_id = x.row_id AND c.batch_id > x.batch_id AND json_type({_sides('c')}, '$.status') IS NOT NULL"
        f" AND {_IN_FORCE}"
    )
    # The + keeps SQLite from the index of batches: one may hold a million other changes.
    query = (
        f"SELECT t.id, json_extract({_sides('x')}, '$.status[0]') AS before FROM json_each(?) AS j"
        f" CROSS JOIN \"{record.info.name}\" AS t ON t.customer_id = json_extract(j.value, '$[0]')"
        " CROSS JOIN change AS x ON x.record = ? AND x.row_id = t.id AND +x.batch_id = json_extract(j.value, '$[1]')"
        f" WHERE t.trashed IS NULL AND t.status = ? AND json_extract({_sides('x')}, '$.status[1]') = t.status"
        f" AND json_extract({_sides('x')}, '$.status[0]') IS NOT NULL AND NOT EXISTS ({later}) ORDER BY t.id"
    )
    found = source.select(query, [json.dumps(list(batches.items())), record.info.name, status])
    return {row["id"]: row["before"] for row in found}


def held_then(source: Source, record: RecordType, ids: Collection[int], batch: int) -> dict[int, dict[str, Any]]:
    """Return id to column to value after a batch, for all columns that were written since then."""
    query = (
        f"SELECT {COLUMNS} FROM json_each(?) AS j CROSS JOIN change AS c ON c.record = ? AND c.row_id = j.value"
        " CROSS JOIN batch AS b ON b.id = c.batch_id"
        " WHERE +c.batch_id > ? AND c.deed = 'change' ORDER BY c.batch_id DESC"
    )
    found: dict[int, dict[str, Any]] = {}
    for row in source.select(query, [json.dumps(list(ids)), record.info.name, batch]):
        before = {name: sides[0] for name, sides in read_delta(row).items()}
        found[row["row_id"]] = {**found.get(row["row_id"], {}), **before}
    return found
