"""Reading a customer's timeline: what was done and what there is, in the order of its days."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from capptro_tui.db.connection.reader import Source
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import RECORDS


class Place(NamedTuple):
    """Where an entry of a timeline stands: its moment (UTC), its record's rank and its id; batches have rank 0."""

    at: str
    rank: int
    row_id: int


_UTC = "strftime('%Y-%m-%dT%H:%M:%SZ', {}, 'utc')"

MOMENTS = {
    "work_item": f"coalesce({_UTC.format('t.scheduled_start')}, t.created_at)",
    "order": _UTC.format("t.day"),
    "payment": _UTC.format("t.day"),
    "follow_up": "t.created_at",
    "note": "t.created_at",
    "attachment": "t.created_at",
}
"""Record type that has entries of its own to the expression for when: appointments and days are those of the wall
clock here, all else is UTC."""


def rank(record: RecordType) -> int:
    """The number by which a place tells a record type."""
    return RECORDS.index(record) + 1


def page(
    source: Source, customer_id: int, only: Collection[str] | None, before: Place | None, count: int
) -> list[Place]:
    """Up to `count` places below `before`, the latest first: of all, or of the record types named in `only`; a batch
    is there if it changed one of them. What only made a record with an entry of its own is no entry."""
    parts, values = [], []
    for record in RECORDS:
        name = record.info.name
        if name in MOMENTS and (only is None or name in only):
            parts.append(
                f'SELECT {MOMENTS[name]} AS at, {rank(record)} AS rank, t.id AS row_id FROM "{name}" AS t'
                " WHERE t.customer_id = ? AND t.trashed IS NULL"
            )
            values.append(customer_id)
    parts.append(_batches(only))
    values += [customer_id, customer_id]
    below = "WHERE (at, rank, row_id) < (?, ?, ?)" if before else ""
    query = (
        f"SELECT at, rank, row_id FROM ({' UNION ALL '.join(parts)}) {below}"
        " ORDER BY at DESC, rank DESC, row_id DESC LIMIT ?"
    )
    found = source.select(query, [*values, *(before or ()), count])
    return [Place(row["at"], row["rank"], row["row_id"]) for row in found]


def _batches(only: Collection[str] | None) -> str:
    """The batches that belong to a customer."""
    own = ", ".join(f"'{name}'" for name in MOMENTS)
    made = f"b.verb = 'create' AND c.record IN ({own})"
    among = "" if only is None else f" AND c.record IN ({', '.join(repr(name) for name in sorted(only))})"
    changes = (
        "SELECT c.batch_id FROM change AS c JOIN batch AS b ON b.id = c.batch_id"
        f" WHERE c.{{}} = ? AND NOT ({made}){among}"
    )
    either = " UNION ".join(changes.format(column) for column in ("customer_id", "other_customer_id"))
    return f"SELECT b.at, 0 AS rank, b.id AS row_id FROM ({either}) AS m JOIN batch AS b ON b.id = m.batch_id"
