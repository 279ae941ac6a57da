"""A customer's timeline: one stream of what was done and what there is, the latest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from capptro_tui.db import rows, timeline_rows
from capptro_tui.db.database import Database
from capptro_tui.db.timeline_rows import Place
from capptro_tui.models.customer import Customer
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import RECORDS
from capptro_tui.services.history import Event, events

_MOST = 100
"""Changes of a batch that are told."""

EVERYTHING = "Everything"

FILTERS: dict[str, frozenset[str] | None] = {
    EVERYTHING: None,
    "Work": frozenset({"work_item", "task", "project", "work_item_asset"}),
    "Money": frozenset({"order", "order_line", "payment", "contract"}),
    "Notes": frozenset({"note", "follow_up"}),
    "Documents": frozenset({"attachment"}),
    "People and places": frozenset({"customer", "contact", "site", "asset", "geofence"}),
}
"""What a timeline may be narrowed to: the record types that it is about then."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something in a timeline: a batch of the journal as an `event`, or a record with its `row`."""

    place: Place
    event: Event | None
    record: RecordType
    row: dict[str, Any]


def stream(
    database: Database, customer_id: int, only: Collection[str] | None, before: Place | None, count: int
) -> list[Moment]:
    """Up to `count` moments below `before`, the latest first. Raises Unusable."""
    places = timeline_rows.page(database, customer_id, only, before, count)
    batches = [place.row_id for place in places if not place.rank]
    told = {event.batch: event for event in events(database, Customer, customer_id, batches, most=_MOST)}
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for rank in {place.rank for place in places} - {0}:
        ids = [place.row_id for place in places if place.rank == rank]
        found |= {(rank, row["id"]): row for row in rows.by_ids(database, RECORDS[rank - 1], ids)}
    made = []
    for place in places:
        record = RECORDS[place.rank - 1] if place.rank else Customer
        event, row = told.get(place.row_id) if not place.rank else None, found.get((place.rank, place.row_id), {})
        if event or row:
            made.append(Moment(place, event, record, row))
    return made
