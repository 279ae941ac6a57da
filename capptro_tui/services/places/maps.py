"""What a map shows: places with a mark and a name, and the geofences around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.db.read import place_rows, rows
from capptro_tui.geo.geometry import Circle, Fence, Place, contains, distance, outline
from capptro_tui.geo.nearest import to_edge
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.records.customer import Customer, deactivates
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.places import places

MOST: Final = 200
"""Sites, and geofences, on one map."""

_NOT_MUCH: Final = 4
"""How many times as far away as half of the sites another may be that is shown with them."""

_CORNERS: Final = 72
"""Of a circle: between two of them it is a thousandth of its radius farther out."""

CUSTOMER, BUSINESS = "◆", "⌂"
"""Marks of what has no state."""

Subject = tuple[RecordType, int]
"""A record type and the id of one of its records."""


@dataclass(frozen=True)
class Fenced:
    """A geofence as it is drawn."""

    row: Row
    fence: Fence

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.row["name"])

    @cached_property
    def lines(self) -> list[list[Place]]:
        """Its edge."""
        return outline(self.fence, _CORNERS)


@dataclass(frozen=True)
class Spot:
    """A place with what is there. `around` are the geofences that it is in, as places in the map's list."""

    record: RecordType
    row: Row
    place: Place
    mark: str
    name: str
    around: tuple[int, ...] = ()

    @property
    def number(self) -> str:
        """The number of the record that is there."""
        return number(self.record, self.row["id"])


@dataclass(frozen=True)
class Scene:
    """A map: what it is of, what is on it, and what of that it opens with; `more` says that there are others."""

    title: str
    subject: Subject | None
    spots: list[Spot] = field(default_factory=list)
    fences: list[Fenced] = field(default_factory=list)
    business: Place | None = None
    more: bool = False

    def first(self) -> int:
        """The spot that the map opens with."""
        return next((at for at, spot in enumerate(self.spots) if (spot.record, spot.row["id"]) == self.subject), 0)

    def opening(self) -> tuple[list[Spot], list[int]]:
        """The spots and geofences that the map opens with: of a site that has geofences these, of the business what is
        not much farther away than most, of all else everything."""
        spots = [spot for spot in self.spots if spot.record is not Settings]
        if self.subject is None:
            away = [distance(self.business, spot.place) for spot in spots] if self.business else []
            most = sorted(away)[len(away) // 2] * _NOT_MUCH if away else 0.0
            return [spot for spot, metres in zip(spots, away, strict=True) if metres <= most] if away else spots, []
        own = [at for at, one in enumerate(self.fences) if self.subject == (Site, one.row["site_id"])]
        return ([], own) if own else (spots, list(range(len(self.fences))))

    def told(self, spot: Spot) -> list[str]:
        """What there is to say of a spot: how far from the business, and from the edges of which fences, it is."""
        from capptro_tui.geo.geometry import told

        said = []
        if self.business is not None and spot.record is not Settings:
            said.append(f"{told(distance(self.business, spot.place))} from the business")
        for at in spot.around[:2]:
            one = self.fences[at]
            edge = to_edge(one.fence, spot.place)
            said.append(f"inside {one.name}" + (f", {told(edge)} from its edge" if edge < float("inf") else ""))
        if len(spot.around) > 2:
            said.append(f"and {len(spot.around) - 2} more")
        if not spot.around and self.fences:
            said.append("in no geofence")
        return said


def scene(database: Database, subject: Subject | None) -> Scene:
    """The map of a customer, with its sites and geofences; of what belongs to a customer, that customer's; without a
    subject, of the sites around the business. Raises nothing where there are no coordinates: then it is empty."""
    business = places.business(database)
    row = rows.one(database, *subject) if subject is not None else None
    customer_id = row and (row["id"] if subject and subject[0] is Customer else row.get("customer_id"))
    customer = rows.one(database, Customer, customer_id) if customer_id else None
    if row is None or customer is None:
        return _around(database, business)
    if row.get("site_id") is not None:
        subject = (Site, row["site_id"])
    sites = rows.page(database, rows.Query(Site, equal={"customer_id": customer_id}, sort="name"), 0, MOST + 1)
    fences = rows.page(database, rows.Query(Geofence, equal={"customer_id": customer_id}), 0, MOST)
    more = len(sites) > MOST
    if subject is not None and subject[0] is Site and all(site["id"] != subject[1] for site in sites[:MOST]):
        sites = [*rows.by_ids(database, Site, [subject[1]]), *sites]
    found = [(Customer, customer), *((Site, site) for site in sites[:MOST])]
    return _drawn(str(customer["name"]), subject, found, fences, business, more=more)


def _around(database: Database, business: Place | None) -> Scene:
    """The sites nearest to the business, or if it is not known where that is, to any one of them."""
    centre = business or next(_located(database), None)
    near = places.by_distance(database, centre, Site, {}, MOST + 1) if centre else []
    sites: list[tuple[RecordType, Row]] = [(Site, row) for row, _ in near[:MOST]]
    theirs = {"site_id": tuple(row["id"] for _, row in sites)}
    fences = rows.page(database, rows.Query(Geofence, equal=theirs), 0, MOST) if sites else []
    title = str((rows.one(database, Settings, 1) or {}).get("business_name") or "The business")
    return _drawn(title, None, sites, fences, business, more=len(near) > MOST)


def _located(database: Database) -> Iterator[Place]:
    for block in place_rows.in_box(database, Site, places.EVERYWHERE, {}):
        yield from (Place(one.lat, one.lng) for one in block)


def _drawn(
    title: str,
    subject: Subject | None,
    found: Iterable[tuple[RecordType, Row]],
    fence_rows: Iterable[Row],
    business: Place | None,
    *,
    more: bool,
) -> Scene:
    """A map of what of these has coordinates."""
    fences = [Fenced(row, fence) for row in fence_rows if (fence := places.fence_of(row)) is not None]
    spots = [
        Spot(record, row, place, _mark(record, row), record.called(row), _fences_around(fences, place))
        for record, row in found
        if (place := places.where(record, row)) is not None
    ]
    if business is not None and (spots or fences):
        name = "The business"
        spots.append(Spot(Settings, {"id": 1}, business, BUSINESS, name, _fences_around(fences, business)))
    for one in fences:
        _ = one.lines  # here, where nobody waits for the next frame
    return Scene(title, subject, spots, fences, business, more)


def _mark(record: RecordType, row: Row) -> str:
    return record.fields["status"].choice(row["status"]).mark if deactivates(record) and record is Site else CUSTOMER


def _fences_around(fences: list[Fenced], place: Place) -> tuple[int, ...]:
    return tuple(at for at, one in enumerate(fences) if _may_hold(one.fence, place) and contains(one.fence, place))


def _may_hold(fence: Fence, place: Place) -> bool:
    """Whether a place is not too far north or south to be inside, which is quicker to tell."""
    if not isinstance(fence, Circle):
        return True
    return abs(fence.centre.lat - place.lat) * place_rows.DEGREE <= fence.radius * 1.01
