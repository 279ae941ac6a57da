"""Content of a map: places with a mark and a name, and the geofences around them."""

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
from capptro_tui.models.records.customer import Customer, customer_of
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site, site_of
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.places import places

MOST: Final = 200
"""Most sites, and most geofences, on one map."""

_NOT_MUCH: Final = 4
"""The first view shows the sites up to so many times the median distance away."""

_CORNERS: Final = 72
"""Corners of a drawn circle: halfway between two of them it is a thousandth of its radius farther out."""

CUSTOMER, BUSINESS = "◆", "⌂"
"""Marks of places without a state."""

Subject = tuple[RecordType, int]
"""A record type and the id of one of its records."""


Marked = tuple[RecordType, Row, str]
"""A record type, one of its records, and the mark of its place."""


@dataclass(frozen=True)
class Fenced:
    """A geofence as it is drawn."""

    row: Row
    fence: Fence

    @property
    def name(self) -> str:
        """The name of the geofence."""
        return str(self.row["name"])

    @cached_property
    def lines(self) -> list[list[Place]]:
        """Its edge, as lines of places."""
        return outline(self.fence, _CORNERS)


@dataclass(frozen=True)
class Spot:
    """A record at its place, or the business. `around` has the indexes of the map's geofences that contain it."""

    record: RecordType
    row: Row
    place: Place
    mark: str
    name: str
    around: tuple[int, ...] = ()
    is_business: bool = False

    @property
    def number(self) -> str:
        """The number of the record."""
        return number(self.record, self.row["id"])


@dataclass(frozen=True)
class Scene:
    """The content of a map.

    Attributes:
        title: its title.
        subject: the record that it is about; None for the business.
        spots: the places on it.
        fences: the geofences on it.
        site_id: id of the site that it is about; None for none.
        business: place of the business; None if unknown.
        more: whether sites were left out.
    """

    title: str
    subject: Subject | None
    spots: list[Spot] = field(default_factory=list)
    fences: list[Fenced] = field(default_factory=list)
    site_id: int | None = None
    business: Place | None = None
    more: bool = False

    @property
    def site_count(self) -> int:
        """The number of sites among the places."""
        return sum(site_of(spot.record, spot.row) is not None for spot in self.spots)

    def first(self) -> int:
        """Return the index of the selected spot when the map opens."""
        return next((at for at, spot in enumerate(self.spots) if (spot.record, spot.row["id"]) == self.subject), 0)

    def opening(self) -> tuple[list[Spot], list[int]]:
        """Return the spots and indexes of the geofences in view when the map opens.

        For a site with geofences they are those, for the business the sites that are not much farther away than most,
        for all others everything.
        """
        spots = [spot for spot in self.spots if not spot.is_business]
        if self.subject is None:
            away = [distance(self.business, spot.place) for spot in spots] if self.business else []
            most = sorted(away)[len(away) // 2] * _NOT_MUCH if away else 0.0
            return [spot for spot, metres in zip(spots, away, strict=True) if metres <= most] if away else spots, []
        own = [
            at
            for at, fenced in enumerate(self.fences)
            if self.site_id is not None and fenced.row["site_id"] == self.site_id
        ]
        return ([], own) if own else (spots, list(range(len(self.fences))))

    def describe(self, spot: Spot) -> list[str]:
        """Return texts about a spot: its distance from the business, and from the edges of geofences around it."""
        from capptro_tui.geo.geometry import format_distance

        said = []
        if self.business is not None and not spot.is_business:
            said.append(f"{format_distance(distance(self.business, spot.place))} from the business")
        for at in spot.around[:2]:
            fenced = self.fences[at]
            edge = to_edge(fenced.fence, spot.place)
            said.append(
                f"inside {fenced.name}" + (f", {format_distance(edge)} from its edge" if edge < float("inf") else "")
            )
        if len(spot.around) > 2:
            said.append(f"and {len(spot.around) - 2} more")
        if not spot.around and self.fences:
            said.append("in no geofence")
        return said


def scene(database: Database, subject: Subject | None) -> Scene:
    """Return the map of a subject; it is empty if there are no coordinates.

    Of a customer it has the sites and geofences; of a customer's record it is that customer's map; without a subject it
    has the sites around the business.
    """
    business = places.business(database)
    row = rows.one(database, *subject) if subject is not None else None
    customer_id = customer_of(subject[0], row) if subject is not None and row is not None else None
    customer = rows.one(database, Customer, customer_id) if customer_id is not None else None
    if subject is None or row is None or customer is None:
        return _around(database, business)
    site_id = site_of(subject[0], row)
    if site_id is not None:
        subject = (Site, site_id)
    sites = rows.page(database, rows.Query(Site, equal={"customer_id": customer_id}, sort="name"), 0, MOST + 1)
    fences = rows.page(database, rows.Query(Geofence, equal={"customer_id": customer_id}), 0, MOST)
    more = len(sites) > MOST
    if site_id is not None and all(site["id"] != site_id for site in sites[:MOST]):
        sites = [*rows.by_ids(database, Site, [site_id]), *sites]
    found = [(Customer, customer, CUSTOMER), *_with_marks(sites[:MOST])]
    return _drawn(str(customer["name"]), subject, found, fences, business, site_id=site_id, more=more)


def _around(database: Database, business: Place | None) -> Scene:
    """Return the map of the sites nearest to the business, or, if its place is unknown, to any one of them."""
    centre = business or next(_located(database), None)
    near = places.by_distance(database, centre, Site, {}, MOST + 1) if centre else []
    sites = [row for row, _ in near[:MOST]]
    theirs = {"site_id": tuple(row["id"] for row in sites)}
    fences = rows.page(database, rows.Query(Geofence, equal=theirs), 0, MOST) if sites else []
    title = str((rows.one(database, Settings, 1) or {}).get("business_name") or "The business")
    return _drawn(title, None, _with_marks(sites), fences, business, more=len(near) > MOST)


def _with_marks(sites: Iterable[Row]) -> Iterator[Marked]:
    """Yield sites with the marks of their states."""
    for row in sites:
        yield Site, row, Site.fields["status"].choice(row["status"]).mark


def _located(database: Database) -> Iterator[Place]:
    for block in place_rows.in_box(database, Site, places.EVERYWHERE, {}):
        yield from (Place(located.lat, located.lng) for located in block)


def _drawn(
    title: str,
    subject: Subject | None,
    found: Iterable[Marked],
    fence_rows: Iterable[Row],
    business: Place | None,
    *,
    site_id: int | None = None,
    more: bool,
) -> Scene:
    """Return a map of those of the records that have coordinates."""
    fences = [Fenced(row, fence) for row in fence_rows if (fence := places.fence_of(row)) is not None]
    spots = [
        Spot(record, row, place, mark, record.called(row), _fences_around(fences, place))
        for record, row, mark in found
        if (place := places.where(record, row)) is not None
    ]
    if business is not None and (spots or fences):
        name = "The business"
        around = _fences_around(fences, business)
        spots.append(Spot(Settings, {"id": 1}, business, BUSINESS, name, around, is_business=True))
    for fenced in fences:
        _ = fenced.lines  # computed here, in the background, so that no frame waits for it
    return Scene(title, subject, spots, fences, site_id, business, more)


def _fences_around(fences: list[Fenced], place: Place) -> tuple[int, ...]:
    return tuple(
        at for at, fenced in enumerate(fences) if _may_hold(fenced.fence, place) and contains(fenced.fence, place)
    )


def _may_hold(fence: Fence, place: Place) -> bool:
    """Return whether a place is not too far north or south to be inside: a quick first test."""
    if not isinstance(fence, Circle):
        return True
    return abs(fence.centre.lat - place.lat) * place_rows.DEGREE <= fence.radius * 1.01
