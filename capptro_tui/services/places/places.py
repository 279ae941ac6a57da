"""Places of records: the nearest to a point, the geofences that contain it, and the distance to their edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from capptro_tui.db.database import Database
from capptro_tui.db.read import place_rows, rows
from capptro_tui.db.read.place_rows import Located
from capptro_tui.geo.geometry import Box, Circle, Fence, Place, box_around, contains, distance, place_of
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row, coordinates
from capptro_tui.models.records.customer import ACTIVE, Customer, deactivates
from capptro_tui.models.records.geofence import CIRCLE, Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.schema import Schema
from capptro_tui.models.system.settings import Settings

NEAR: Final[tuple[RecordType, ...]] = (Site, Customer)
"""The record types of a search near a point, by default."""

_FIRST, _FACTOR, _LAST = 250.0, 2, 2_000_000.0
"""Radii of the search in metres: the first, the factor to the next, and the limit from which on it is everywhere."""

EVERYWHERE = Box(-90, -180, 90, 180)

_FEW = 1_000
"""Most records that are measured one by one; of more, those too far away are left out first."""


@dataclass(frozen=True, slots=True)
class Near:
    """A record near a point: its distance in metres, and its geofences that contain the point."""

    record: RecordType
    row: Row
    place: Place
    distance: float
    inside: tuple[Row, ...] = ()


def near(
    database: Database, place: Place, *, limit: int = 20, what: Sequence[RecordType] = NEAR
) -> list[Near]:  # fmt: skip
    """Return the records nearest to a place, nearest first, without deactivated and trashed ones.

    A customer is at its shipping address, else at its billing address.
    """
    around = inside(database, place)
    found: list[Near] = []
    for record in what:
        link = fence_link(record)
        for row, metres in by_distance(database, place, record, {}, limit):
            fences = tuple(fence for fence in around if link is not None and fence[link.name] == row["id"])
            here = where(record, row)
            assert here is not None
            found.append(Near(record, row, here, metres, fences))
    return sorted(found, key=lambda one: one.distance)[:limit]


def by_distance(
    database: Database, place: Place, record: RecordType, equal: Mapping[str, Any], limit: int
) -> list[tuple[Row, float]]:
    """Return the live and active records of a type nearest to a place, each with its distance in metres.

    `equal` has values that columns must have.
    """
    if deactivates(record):
        equal = {"status": ACTIVE, **equal}
    found = _nearest(database, place, record, equal, limit)
    by_id = {row["id"]: row for row in rows.by_ids(database, record, [located.id for _, located in found])}
    return [(by_id[located.id], metres) for metres, located in found if located.id in by_id]


def inside(database: Database, place: Place) -> list[Row]:
    """Return the geofences that contain a place, oldest first."""
    found = rows.by_ids(database, Geofence, place_rows.fences_near(database, place))
    return [row for row in found if (fence := fence_of(row)) is not None and contains(fence, place)]


def fence_of(row: Row) -> Fence | None:
    """Return the circle or area of a geofence; None for an invalid shape, which only other programs write."""
    if row["shape"] == CIRCLE:
        centre = place_of(row["lat"], row["lng"])
        return Circle(centre, row["radius"]) if centre is not None and row["radius"] is not None else None
    from capptro_tui.geo import geojson

    try:
        return geojson.stored_area(row["polygon"])
    except geojson.Unreadable:
        return None


def located(schema: Schema) -> list[RecordType]:
    """Return the record types with numbers that have coordinates, without geofences."""
    return [record for record in schema.numbered if record.info.located]


def fence_link(record: RecordType) -> Field | None:
    """Return the link of a geofence to records of a type; None for a type that has no geofences."""
    return next((link for link in Geofence.links() if link.link == record.info.name), None)


def where(record: RecordType, row: Row) -> Place | None:
    """Return the place of a record, or None; a customer is at its shipping address, else at its billing address."""
    found = coordinates(record, row)
    return place_of(*found) if found is not None else None


def business(database: Database) -> Place | None:
    """Return the place of the business, or None if its settings have none."""
    row = rows.one(database, Settings, 1)
    return where(Settings, row) if row else None


def _nearest(
    database: Database, place: Place, record: RecordType, equal: Mapping[str, Any], limit: int
) -> list[tuple[float, Located]]:
    """Return the records nearest to a place with their distances, from a growing box, so that few of many are read."""
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
    """Return the nearest of located records, with their distances."""
    kept: list[Located] = []
    for block in blocks:
        kept += block
        if len(kept) > max(_FEW, 2 * limit):
            from capptro_tui.geo.nearest import closest

            kept = [kept[at] for at in closest([Place(located.lat, located.lng) for located in kept], place, limit)]
    known: dict[Place, float] = {}
    for located in kept:
        here = Place(located.lat, located.lng)
        if here not in known:
            known[here] = distance(place, here)
    measured = [(known[Place(located.lat, located.lng)], located) for located in kept]
    return sorted(measured)[:limit]
