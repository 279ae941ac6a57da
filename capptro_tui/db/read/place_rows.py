"""Reading records by where they are: those between some latitudes and longitudes, and geofences around a point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.indexes.place_index import COORDINATES
from capptro_tui.db.read.rows import filters
from capptro_tui.geo.geometry import Box, Place
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.geofence import CIRCLE, POLYGON, Geofence

BLOCK: Final = 20_000
"""Records that are read at a time."""


class Located(NamedTuple):
    """A record's id, and where it is."""

    id: int
    lat: float
    lng: float


def count_in(source: Source, record: RecordType, box: Box, equal: Mapping[str, Any], most: int) -> int:
    """How many records are in a box, counted up to `most`. `equal` has what their columns must hold."""
    condition, values = _located(record, box, equal)
    query = f'SELECT count(*) AS n FROM (SELECT 1 FROM "{record.info.name}" AS t WHERE {condition} LIMIT ?)'
    return int(source.select(query, [*values, most])[0]["n"])


def in_box(source: Source, record: RecordType, box: Box, equal: Mapping[str, Any]) -> Iterator[list[Located]]:
    """The records in a box, block by block, from the south to the north."""
    lat, lng = COORDINATES[record.info.name]
    last = Located(0, box.south, 0)
    while True:
        condition, values = _located(record, replace(box, south=last.lat), equal)
        query = (
            f'SELECT t.id AS id, {lat} AS lat, {lng} AS lng FROM "{record.info.name}" AS t'
            f" WHERE {condition} AND ({lat} > ? OR t.id > ?) ORDER BY {lat}, t.id LIMIT ?"
        )
        found = [Located(**row) for row in source.select(query, [*values, last.lat, last.id, BLOCK])]
        yield found
        if len(found) < BLOCK:
            return
        last = found[-1]


def _located(record: RecordType, box: Box, equal: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The condition on table `t` that a record is in a box and not in the trash, and its parameters."""
    lat, lng = COORDINATES[record.info.name]
    conditions, values = filters(record, dict(equal), ordered=True)
    conditions = ["t.trashed IS NULL", f"{lat} IS NOT NULL", f"{lat} BETWEEN ? AND ?", *conditions]
    values = [box.south, box.north, *values]
    if box.is_around:
        conditions.append(f"{lng} IS NOT NULL")
    else:
        either = "{0} BETWEEN ? AND ?" if box.west <= box.east else "({0} >= ? OR {0} <= ?)"
        conditions.append(either.format(lng))
        values += [box.west, box.east]
    return " AND ".join(conditions), values


DEGREE: Final = 110_574.0
"""Metres that a degree of latitude has at least: at the equator."""

_WIDE: Final = 300_000.0
"""Radius in metres above which the longitude of a circle's centre is not looked at."""


def fences_near(source: Source, place: Place) -> list[int]:
    """The ids of the geofences that a place may be in, oldest first: all that it is in, and some others."""
    circle, values = _circles(place)
    polygon, more = _polygons(place)
    query = (
        f'SELECT id FROM "{Geofence.info.name}" WHERE trashed IS NULL'
        f" AND CASE shape WHEN ? THEN {circle} WHEN ? THEN {polygon} END ORDER BY id"
    )
    return [row["id"] for row in source.select(query, [CIRCLE, *values, POLYGON, *more])]


def _circles(place: Place) -> tuple[str, list[Any]]:
    """The condition that a place may be in a circle."""
    condition = f"abs(lat - ?) * {DEGREE} <= radius * 1.01"
    narrowest = math.cos(math.radians(min(90.0, abs(place.lat) + _WIDE / DEGREE))) * DEGREE
    if narrowest < DEGREE / 10:  # near a pole
        return condition, [place.lat]
    apart = "min(abs(lng - ?), 360 - abs(lng - ?))"
    return f"{condition} AND (radius > {_WIDE} OR {apart} * ? <= radius * 1.01)", [
        place.lat, place.lng, place.lng, narrowest,
    ]  # fmt: skip


def _polygons(place: Place) -> tuple[str, list[Any]]:
    """The condition that a place may be in a polygon: it is in the box that is stored with that."""
    west, south, east, north = (f"json_extract(polygon, '$.bbox[{at}]')" for at in range(4))
    condition = f"? BETWEEN {south} AND {north}"
    if abs(place.lng) == 180 or abs(place.lat) == 90:  # places with several longitudes
        return condition, [place.lat]
    between = f"? BETWEEN {west} AND {east}"
    around = f"{west} > {east} AND (? >= {west} OR ? <= {east})"
    return f"{condition} AND ({between} OR ({around}))", [place.lat, place.lng, place.lng, place.lng]
