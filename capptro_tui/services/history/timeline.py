"""A customer's timeline: one stream of batches and records, the latest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.connection.reader import DataVersion, Reader
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.db.read.history import timeline_rows
from capptro_tui.db.read.history.timeline_rows import MOMENTS, TimelinePlace, record_of
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history.journal import Event, events

__all__ = ["EVERYTHING", "FILTERS", "CustomerStream", "Moment", "TimelinePlace"]

_MOST = 100
"""Most changes of a batch that are read."""

_READ_AHEAD = 1000
"""Number of places that are read at once."""

EVERYTHING = "Everything"

FILTERS: dict[str, frozenset[str] | None] = {
    EVERYTHING: None,
    "Work": frozenset({"work_item", "task", "project", "work_item_asset"}),
    "Money": frozenset({"order", "order_line", "payment", "contract"}),
    "Notes": frozenset({"note", "follow_up"}),
    "Documents": frozenset({"attachment"}),
    "People and places": frozenset({"customer", "contact", "site", "asset", "geofence"}),
}
"""Name of a filter to the record types that it shows; None for all."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of a timeline: a batch of the journal as an `event`, or a record with its `row`."""

    place: TimelinePlace
    event: Event | None
    record: RecordType
    row: dict[str, Any]

    @property
    def has_time(self) -> bool:
        """Whether its moment has a time of day; that of an order or a payment is a day."""
        return self.record.info.name not in MOMENTS or MOMENTS[self.record.info.name].has_time


class CustomerStream:
    """A customer's timeline, read from the latest entry to the oldest; one reader at a time.

    `only` has names of the record types to show; None for all.
    """

    def __init__(self, database: Database, customer_id: int, only: Collection[str] | None = None) -> None:
        self.database = database
        self.customer_id = customer_id
        self.only = only
        self._reader = Reader(database)
        self._ahead: list[TimelinePlace] = []
        self._follows: tuple[DataVersion, TimelinePlace | None] | None = None

    def moments(self, before: TimelinePlace | None, count: int) -> list[Moment]:
        """Return up to `count` moments below `before`, the latest first. Raises Unusable."""
        places = self._places(before, count)
        batches = [place.row_id for place in places if not place.rank]
        told = {event.batch: event for event in events(self.database, Customer, self.customer_id, batches, most=_MOST)}
        found: dict[tuple[int, int], dict[str, Any]] = {}
        types = {place.rank: record_of(self.database.schema, place) for place in places if place.rank}
        for rank, record in types.items():
            ids = [place.row_id for place in places if place.rank == rank]
            found |= {(rank, row["id"]): row for row in rows.by_ids(self.database, record, ids)}
        made = []
        for place in places:
            record = types.get(place.rank, Customer)
            event, row = told.get(place.row_id) if not place.rank else None, found.get((place.rank, place.row_id), {})
            if event or row:
                made.append(Moment(place, event, record, row))
        return made

    def _places(self, before: TimelinePlace | None, count: int) -> list[TimelinePlace]:
        """Return up to `count` places below `before`.

        Sorting them all takes long, so many are read at once and kept until the next write.
        """
        here = (self._reader.version(), before)
        if here != self._follows or len(self._ahead) < count:
            self._ahead = timeline_rows.page(
                self.database, self.customer_id, self.only, before, max(count, _READ_AHEAD)
            )
        places, self._ahead = self._ahead[:count], self._ahead[count:]
        self._follows = (here[0], places[-1] if places else before)
        return places
