"""Reads a customer's timeline: its batches and records in the order of their moments."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from capptro_tui.db.connection.reader import Source
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema


class TimelinePlace(NamedTuple):
    """The place of an entry in a timeline: its moment (UTC), its record's rank and its id; batches have rank 0."""

    at: str
    rank: int
    row_id: int


_UTC = "strftime('%Y-%m-%dT%H:%M:%SZ', {}, 'utc')"


class OwnMoment(NamedTuple):
    """The moment of a record type's own entries: its SQL, and whether it has a time of day."""

    sql: str
    has_time: bool = True


MOMENTS = {
    "work_item": OwnMoment(f"coalesce({_UTC.format('t.scheduled_start')}, t.created_at)"),
    "order": OwnMoment(_UTC.format("t.day"), has_time=False),
    "payment": OwnMoment(_UTC.format("t.day"), has_time=False),
    "follow_up": OwnMoment("t.created_at"),
    "note": OwnMoment("t.created_at"),
    "attachment": OwnMoment("t.created_at"),
}
"""Record type with entries of its own to their moment; of equal moments the last type is the latest.

Appointments and days are stored in local time, all others in UTC.
"""

_RANKED = tuple(MOMENTS)


def record_of(schema: Schema, place: TimelinePlace) -> RecordType:
    """Return the record type of a place that is no batch's."""
    return schema.record_named(_RANKED[place.rank - 1])


def page(
    source: Source, customer_id: int, only: Collection[str] | None, before: TimelinePlace | None, count: int
) -> list[TimelinePlace]:
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
    for rank, name in enumerate(_RANKED, start=1):
        if only is None or name in only:
            parts.append(
                f'SELECT {MOMENTS[name].sql} AS at, {rank} AS rank, t.id AS row_id FROM "{name}" AS t'
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
    return [TimelinePlace(row["at"], row["rank"], row["row_id"]) for row in found]


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
