"""Reads records by their coordinates: those in a box of latitudes and longitudes, and geofences around a point."""

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
"""Number of records that are read at a time."""


class Located(NamedTuple):
    """A record's id, and its coordinates in degrees."""

    id: int
    lat: float
    lng: float


def count_in(source: Source, record: RecordType, box: Box, equal: Mapping[str, Any], most: int) -> int:
    """Return the number of records in a box, counted up to `most`.

    Args:
        source: the source to read from.
        record: the record type.
        box: the box of latitudes and longitudes.
        equal: values that columns must have.
        most: the highest number counted to.
    """
    condition, values = _located(record, box, equal)
    query = f'SELECT count(*) AS n FROM (SELECT 1 FROM "{record.info.name}" AS t WHERE {condition} LIMIT ?)'
    return int(source.select(query, [*values, most])[0]["n"])


def in_box(source: Source, record: RecordType, box: Box, equal: Mapping[str, Any]) -> Iterator[list[Located]]:
    """Yield the records in a box, block by block, from south to north."""
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
    """Return the condition that a row of table `t` is in a box and not in the trash, and its parameters."""
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
"""Least metres of a degree of latitude: at the equator."""

_WIDE: Final = 300_000.0
"""Radius in metres above which the longitude of a circle's centre is ignored."""


def fences_near(source: Source, place: Place) -> list[int]:
    """Return the ids of geofences that may contain a place, oldest first: all that contain it, and some others."""
    circle, values = _circles(place)
    polygon, more = _polygons(place)
    query = (
        f'SELECT id FROM "{Geofence.info.name}" WHERE trashed IS NULL'
        f" AND CASE shape WHEN ? THEN {circle} WHEN ? THEN {polygon} END ORDER BY id"
    )
    return [row["id"] for row in source.select(query, [CIRCLE, *values, POLYGON, *more])]


def _circles(place: Place) -> tuple[str, list[Any]]:
    """Return the condition that a circle may contain a place, and its parameters."""
    condition = f"abs(lat - ?) * {DEGREE} <= radius * 1.01"
    narrowest = math.cos(math.radians(min(90.0, abs(place.lat) + _WIDE / DEGREE))) * DEGREE
    if narrowest < DEGREE / 10:  # near a pole
        return condition, [place.lat]
    apart = "min(abs(lng - ?), 360 - abs(lng - ?))"
    return f"{condition} AND (radius > {_WIDE} OR {apart} * ? <= radius * 1.01)", [
        place.lat, place.lng, place.lng, narrowest,
    ]  # fmt: skip


def _polygons(place: Place) -> tuple[str, list[Any]]:
    """Return the condition that a polygon may contain a place, by its stored box, and its parameters."""
    west, south, east, north = (f"json_extract(polygon, '$.bbox[{at}]')" for at in range(4))
    condition = f"? BETWEEN {south} AND {north}"
    if abs(place.lng) == 180 or abs(place.lat) == 90:  # places with several longitudes
        return condition, [place.lat]
    between = f"? BETWEEN {west} AND {east}"
    around = f"{west} > {east} AND (? >= {west} OR ? <= {east})"
    return f"{condition} AND ({between} OR ({around}))", [place.lat, place.lng, place.lng, place.lng]
