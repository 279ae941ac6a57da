"""Where records are: what is near a point, in which geofences the point is, and how far it is to its edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from capptro_tui.db.database import Database
from capptro_tui.db.read import place_rows, rows
from capptro_tui.db.read.place_rows import Located
from capptro_tui.geo.geometry import Box, Circle, Fence, Place, box_around, contains, distance, place_of
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.records.customer import ACTIVE, Customer, deactivates
from capptro_tui.models.records.geofence import CIRCLE, Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User

NEAR: Final[tuple[RecordType, ...]] = (Site, Customer)
"""What is looked for when nothing else is said."""

LOCATED: Final[tuple[RecordType, ...]] = (Site, Customer, User)
"""The record types that have coordinates and are no geofences."""

_FIRST, _FACTOR, _LAST = 250.0, 2, 2_000_000.0
"""The radii in metres in which is looked: the first, by how much each is larger, and from when on it is everywhere."""

EVERYWHERE = Box(-90, -180, 90, 180)

_FEW = 1_000
"""Records that are measured one by one; of more, those that are too far away are left out first."""


@dataclass(frozen=True, slots=True)
class Near:
    """A record, how many metres it is away, and its geofences in which the point is."""

    record: RecordType
    row: Row
    place: Place
    distance: float
    inside: tuple[Row, ...] = ()


def near(
    database: Database, place: Place, *, limit: int = 20, what: Sequence[RecordType] = NEAR
) -> list[Near]:  # fmt: skip
    """The records that are nearest to a place, nearest first; a customer is where it is shipped to, else where it is
    billed. What is deactivated, in the trash or without coordinates is left out."""
    around = inside(database, place)
    found: list[Near] = []
    for record in what:
        own = {Site: "site_id", Customer: "customer_id"}.get(record, "")
        for row, metres in by_distance(database, place, record, {}, limit):
            fences = tuple(fence for fence in around if own and fence[own] == row["id"])
            here = where(record, row)
            assert here is not None
            found.append(Near(record, row, here, metres, fences))
    return sorted(found, key=lambda one: one.distance)[:limit]


def by_distance(
    database: Database, place: Place, record: RecordType, equal: Mapping[str, Any], limit: int
) -> list[tuple[Row, float]]:
    """The live and active records of a type that are nearest to a place, each with how many metres it is away.

    `equal` has what their columns must hold.
    """
    if deactivates(record):
        equal = {"status": ACTIVE, **equal}
    found = _nearest(database, place, record, equal, limit)
    by_id = {row["id"]: row for row in rows.by_ids(database, record, [one.id for _, one in found])}
    return [(by_id[one.id], metres) for metres, one in found if one.id in by_id]


def inside(database: Database, place: Place) -> list[Row]:
    """The geofences that a place is in, oldest first."""
    found = rows.by_ids(database, Geofence, place_rows.fences_near(database, place))
    return [row for row in found if (fence := fence_of(row)) is not None and contains(fence, place)]


def fence_of(row: Row) -> Fence | None:
    """The circle or area of a geofence; None where it is none, which only another program can have written."""
    if row["shape"] == CIRCLE:
        centre = place_of(row["lat"], row["lng"])
        return Circle(centre, row["radius"]) if centre is not None and row["radius"] is not None else None
    from capptro_tui.geo import geojson

    try:
        return geojson.stored_area(row["polygon"])
    except geojson.Unreadable:
        return None


def where(record: RecordType, row: Row) -> Place | None:
    """Where a record is, if that is known; a customer is where it is shipped to, else where it is billed."""
    if record is Customer:
        shipping = place_of(row["shipping_lat"], row["shipping_lng"])
        return shipping or place_of(row["billing_lat"], row["billing_lng"])
    return place_of(row.get("lat"), row.get("lng"))


def business(database: Database) -> Place | None:
    """Where the business is, if its settings say it."""
    row = rows.one(database, Settings, 1)
    return where(Settings, row) if row else None


def _nearest(
    database: Database, place: Place, record: RecordType, equal: Mapping[str, Any], limit: int
) -> list[tuple[float, Located]]:
    """The records nearest to a place with their distances: from a growing box, so that few of many are read."""
    radius = _FIRST
    while radius < _LAST:
        if place_rows.count_in(database, record, box_around(place, radius), equal, limit) >= limit:
            found = _measured(place, place_rows.in_box(database, record, box_around(place, radius), equal), limit)
            reach = found[-1][0]
            if reach <= radius:
                return found
            # Some of these are in a corner of the box; others outside it may be nearer.
            return _measured(place, place_rows.in_box(database, record, box_around(place, reach), equal), limit)
        radius *= _FACTOR
    return _measured(place, place_rows.in_box(database, record, EVERYWHERE, equal), limit)


def _measured(place: Place, blocks: Iterable[list[Located]], limit: int) -> list[tuple[float, Located]]:
    """The nearest of located records, with their distances."""
    kept: list[Located] = []
    for block in blocks:
        kept += block
        if len(kept) > max(_FEW, 2 * limit):
            from capptro_tui.geo.nearest import closest

            kept = [kept[at] for at in closest([Place(one.lat, one.lng) for one in kept], place, limit)]
    known: dict[Place, float] = {}
    for one in kept:
        here = Place(one.lat, one.lng)
        if here not in known:
            known[here] = distance(place, here)
    measured = [(known[Place(one.lat, one.lng)], one) for one in kept]
    return sorted(measured)[:limit]
