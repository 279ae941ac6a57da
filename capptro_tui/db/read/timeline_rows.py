"""Reads a customer's timeline: its batches and records in the order of their moments."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from capptro_tui.db.connection.reader import Source


class Place(NamedTuple):
    """The place of an entry in a timeline: its moment (UTC), its record's rank and its id.

    The rank is the record type's place in the schema, from 1; batches have rank 0.
    """

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
"""Record type with entries of its own to the SQL of their moment.

Appointments and days are stored in local time, all others in UTC.
"""


def page(
    source: Source, customer_id: int, only: Collection[str] | None, before: Place | None, count: int
) -> list[Place]:
    """Return up to `count` places below `before`, the latest first.

    A batch that only created a record with an entry of its own is left out.

    Args:
        source: the source to read from.
        customer_id: id of the customer.
        only: names of the record types to show, and to which the batches belong; None for all.
        before: the place to continue below; None for the newest.
        count: most places.
    """
    parts, values = [], []
    for place, record in enumerate(source.schema.records, start=1):
        name = record.info.name
        if name in MOMENTS and (only is None or name in only):
            parts.append(
                f'SELECT {MOMENTS[name]} AS at, {place} AS rank, t.id AS row_id FROM "{name}" AS t'
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
    """Return a query for the batches in a customer's timeline."""
    own = ", ".join(f"'{name}'" for name in MOMENTS)
    made = f"b.verb = 'create' AND c.record IN ({own})"
    among = "" if only is None else f" AND c.record IN ({', '.join(repr(name) for name in sorted(only))})"
    changes = (
        "SELECT c.batch_id FROM change AS c JOIN batch AS b ON b.id = c.batch_id"
        f" WHERE c.{{}} = ? AND NOT ({made}){among}"
    )
    either = " UNION ".join(changes.format(column) for column in ("customer_id", "other_customer_id"))
    return f"SELECT b.at, 0 AS rank, b.id AS row_id FROM ({either}) AS m JOIN batch AS b ON b.id = m.batch_id"
