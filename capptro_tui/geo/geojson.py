"""Areas and circles as GeoJSON (RFC 7946), in and out.

GeoJSON has no circles: ours are points with a `radius` in metres among their properties. A geometry that is read may
cross the antimeridian as people draw it (179 followed by -179 or by 181) and may go around a pole. An area that is
written is cut there, as the RFC wants it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from capptro_tui.geo.geometry import Area, Circle, Fence, box_of_area, checked, wrapped

if TYPE_CHECKING:
    import numpy as np

LEAST_RADIUS: Final = 1
MOST_RADIUS: Final = 20_000_000
"""Limits of a circle's radius, in metres."""

_LONGEST_EDGE: Final = 90.0
"""Longest edge that is written, in degrees. A longer one would be read again as crossing the antimeridian."""

_DECIMALS: Final = 9
"""Decimals of a degree that are kept: a tenth of a millimetre."""

_AREAS = ("Polygon", "MultiPolygon")
_OTHERS = ("LineString", "MultiLineString", "MultiPoint", "GeometryCollection")


class Unreadable(ValueError):
    """The text is no area or circle. The message is a sentence for people."""


@dataclass(frozen=True)
class Drawn:
    """A circle or an area with its name in the file; "" if it has none."""

    name: str
    fence: Fence


# --- reading ------------------------------------------------------------------------------------------------------


def read_area(text: str) -> Area:
    """Read the one area of a GeoJSON text: a geometry, a feature, or a collection of one feature.

    Raises:
        Unreadable: The text is no GeoJSON, has several shapes, or its shape is no area.
    """
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable('It is no GeoJSON. That looks like {"type": "Polygon", "coordinates": […]}.') from None
    geometries = [geometry for _, geometry in _features(found)]
    if len(geometries) != 1:
        raise Unreadable(f"It has {len(geometries):,} shapes; a geofence is one.")
    if _type(geometries[0]) == "Point":
        raise Unreadable("It is a point. Choose the circle as its shape, and type the centre and the radius.")
    return _area(geometries[0])


def stored_area(text: str) -> Area:
    """Read an area from a text that `write_area` made. Raises Unreadable."""
    import shapely

    try:
        return Area(shapely.from_geojson(text))
    except shapely.GEOSException:
        raise Unreadable("It is no GeoJSON.") from None


def read_fences(found: object) -> list[Drawn]:
    """Read every circle and area of a parsed GeoJSON value. Raises Unreadable that names the feature at fault."""
    drawn = []
    features = list(_features(found))
    for place, (properties, geometry) in enumerate(features, 1):
        name = _name(properties)
        try:
            drawn.append(Drawn(name, _fence(properties, geometry)))
        except ValueError as unreadable:
            called = f" (“{name[:40]}”)" if name else ""
            which = f"Feature {place:,}{called}: " if len(features) > 1 else ""
            raise Unreadable(f"{which}{unreadable}") from None
    if not drawn:
        raise Unreadable("It has no features.")
    return drawn


def _no_number(word: str) -> float:
    raise ValueError(word)


def _type(value: object) -> str:
    kind = value.get("type") if isinstance(value, Mapping) else None
    return kind if isinstance(kind, str) else ""


def _features(found: object) -> Iterator[tuple[Mapping[str, Any], object]]:
    """Yield the properties and the geometry of each feature. A bare geometry has no properties."""
    kind = _type(found)
    if not isinstance(found, Mapping) or not kind:
        raise Unreadable('It is no GeoJSON: that is an object with a "type".')
    if kind == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list):
            raise Unreadable('A FeatureCollection has a list of "features".')
        for one in features:
            if _type(one) != "Feature":
                raise Unreadable('The "features" of a FeatureCollection are objects of the type Feature.')
            yield from _features(one)
    elif kind == "Feature":
        properties = found.get("properties")
        yield (properties if isinstance(properties, Mapping) else {}), found.get("geometry")
    else:
        yield {}, found


def _name(properties: Mapping[str, Any]) -> str:
    for key in ("name", "title"):
        if isinstance(name := properties.get(key), str) and name.strip():
            return " ".join(name.split())
    return ""


def _fence(properties: Mapping[str, Any], geometry: object) -> Fence:
    if _type(geometry) != "Point":
        return _area(geometry)
    assert isinstance(geometry, Mapping)
    lng, lat = _position(geometry.get("coordinates"), "A Point's coordinates are [longitude, latitude].")
    radius = properties.get("radius")
    if isinstance(radius, bool) or not isinstance(radius, int | float) or not LEAST_RADIUS <= radius <= MOST_RADIUS:
        least = f'a "radius" from {LEAST_RADIUS} to {MOST_RADIUS:,} metres'
        raise Unreadable(f"A Point is a circle only with {least} among its properties.")
    return Circle(checked(lat, wrapped(lng)), round(radius))


def _area(geometry: object) -> Area:
    """Return the area of a Polygon or MultiPolygon."""
    kind = _type(geometry)
    if kind not in _AREAS or not isinstance(geometry, Mapping):
        what = f"A {kind} is no area" if kind in _OTHERS else "There is no area in it"
        raise Unreadable(f"{what}; a geofence is a Polygon, a MultiPolygon, or a Point with a radius.")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise Unreadable("A MultiPolygon's coordinates are a list of polygons.")
    return Area(_in_one(_polygon(each) for each in polygons))


def _polygon(rings: object) -> Any:
    """Return a shapely polygon from its rings: the outer one, then its holes."""
    import shapely

    if not isinstance(rings, list) or not rings:
        raise Unreadable(_NESTING)
    unrolled = [_unrolled(ring) for ring in rings]
    if all(ring.is_plain for ring in unrolled):
        return _valid(shapely.Polygon(unrolled[0].points, [ring.points for ring in unrolled[1:]]))
    outer, *holes = (_cut(_valid(shapely.Polygon(ring.points))) for ring in unrolled)
    for hole in holes:
        if not outer.covers(hole):
            raise Unreadable("A hole of the polygon is outside it, or overlaps another hole.")
        outer = outer.difference(hole)
    return _exact(outer)


_NESTING = "A Polygon's coordinates are a list of rings, and each of these is a list of [longitude, latitude] pairs."


@dataclass(frozen=True)
class _Ring:
    """A closed ring on an unbounded plane: its longitude continues beyond 180."""

    points: list[tuple[float, float]]
    is_plain: bool  #: whether all points are within -180 and 180


def _unrolled(ring: object) -> _Ring:
    """Return a ring without jumps at the antimeridian, closed, and by way of the pole if it goes around one.

    Of the two poles it takes the nearer one: people fence in the smaller side.
    """
    if not isinstance(ring, list):
        raise Unreadable(_NESTING)
    points = [_position(each, _NESTING) for each in ring]
    points = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < 4:
        raise Unreadable("A ring of the polygon has too few points: it needs at least three different ones.")
    unrolled, turn = points[:1], 0.0
    for (before, _), (lng, lat) in pairwise(points):
        if 180 < abs(lng - before) < 360:
            turn -= math.copysign(360, lng - before)
        unrolled.append((lng + turn, lat))
    if abs(turn) > 360:
        raise Unreadable("The polygon crosses itself.")
    if turn:
        pole = math.copysign(90, sum(lat for _, lat in unrolled))
        unrolled += [(points[0][0] + turn, pole), (points[0][0], pole), points[0]]
    is_plain = all(-180 <= lng <= 180 for lng, _ in unrolled)
    return _Ring([*unrolled[:1], *(point for pair in pairwise(unrolled) for point in _steps(*pair))], is_plain)


def _steps(start: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Yield the end of an edge, preceded by the points that cut a long edge."""
    (lng, lat), (east, north) = start, end
    count = max(1, math.ceil(abs(east - lng) / _LONGEST_EDGE))
    for step in range(1, count):
        yield lng + (east - lng) * step / count, lat + (north - lat) * step / count
    yield end


def _position(found: object, otherwise: str) -> tuple[float, float]:
    """Read longitude and latitude; a height is left out. Raises Unreadable with the text `otherwise`."""
    if not isinstance(found, list) or len(found) < 2:
        raise Unreadable(otherwise)
    lng, lat = found[:2]
    for value in (lng, lat):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Unreadable(otherwise)
    if not -90 <= lat <= 90 or not -360 <= lng <= 360:
        try:
            checked(lat, lng)
        except ValueError as unfit:
            raise Unreadable(f"{str(unfit).rstrip('.')}; GeoJSON has the longitude first.") from None
    return round(float(lng), _DECIMALS), round(float(lat), _DECIMALS)


def _valid(polygon: Any) -> Any:
    """Return the polygon if it is valid. Raises Unreadable that says what is wrong, and where."""
    import shapely

    if shapely.is_valid(polygon):
        return polygon
    if polygon.convex_hull.area == 0:
        raise Unreadable("The polygon has no area: its points are on one line.")
    what, _, where = str(shapely.is_valid_reason(polygon)).rstrip("]").partition("[")
    lng, lat = (float(each) for each in where.split()[:2])
    near = f"near {lat:.5f}, {wrapped(lng):.5f} (latitude, longitude)"
    if "Hole" in what or "hole" in what:
        raise Unreadable(f"A hole of the polygon is outside it, or overlaps another hole, {near}.")
    raise Unreadable(f"The polygon crosses itself {near}.")


def _cut(polygon: Any) -> Any:
    """Cut a polygon of the unbounded plane into pieces between -180 and 180."""
    import shapely

    west, _, east, _ = polygon.bounds
    pieces = []
    for turn in range(math.floor((west + 180) / 360), math.ceil((east + 180) / 360)):
        world = shapely.box(turn * 360 - 180, -90, turn * 360 + 180, 90)
        piece = shapely.transform(polygon.intersection(world), lambda points, by=turn * 360: _moved(points, by))
        pieces += [part for part in shapely.get_parts(piece) if part.area > 0]
    return shapely.union_all(pieces)


def _moved(points: np.ndarray, by: float) -> np.ndarray:
    """Move points west by so many degrees. Longitudes within 1e-9 of the antimeridian are set onto it."""
    import numpy as np

    moved = points - (by, 0)
    sides = np.copysign(180.0, moved[:, 0])
    moved[:, 0] = np.where(np.abs(np.abs(moved[:, 0]) - 180) < 1e-9, sides, moved[:, 0])
    return moved


def _in_one(polygons: Iterator[Any]) -> Any:
    """Join polygons to one shape without overlaps, its outer rings anticlockwise."""
    import shapely

    parts = list(polygons)
    return shapely.orient_polygons(parts[0] if len(parts) == 1 else _exact(shapely.union_all(parts)))


def _exact(shape: Any) -> Any:
    """Round a calculated shape to as many decimals as one that is read has. Raises Unreadable if nothing is left."""
    import shapely

    exact = shapely.set_precision(shapely.set_precision(shape, 10**-_DECIMALS), 0)
    if exact.is_empty:
        raise Unreadable("The polygon has no area to speak of.")
    return exact


# --- writing ------------------------------------------------------------------------------------------------------


def write_area(area: Area) -> str:
    """Return an area as a compact GeoJSON geometry. Its bounding box comes first: the database looks at that."""
    box = box_of_area(area)
    bounds = [_plain(each) for each in (box.west, box.south, box.east, box.north)]
    geometry = _geometry(area)
    return json.dumps({"type": geometry["type"], "bbox": bounds, **geometry}, separators=(",", ":"))


def _geometry(fence: Fence) -> dict[str, Any]:
    if isinstance(fence, Circle):
        return {"type": "Point", "coordinates": [_plain(fence.centre.lng), _plain(fence.centre.lat)]}
    found = fence.shape.__geo_interface__
    return {"type": found["type"], "coordinates": _listed(found["coordinates"])}


def feature(fence: Fence, number: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fence as a feature. A circle's radius, in metres, is added to its properties."""
    radius = {"radius": round(fence.radius)} if isinstance(fence, Circle) else {}
    return {"type": "Feature", "id": number, "geometry": _geometry(fence), "properties": {**properties, **radius}}


def collection(features: Iterable[str]) -> Iterator[str]:
    """Yield the lines of one collection of features, each given as a text."""
    yield '{"type": "FeatureCollection", "features": ['
    last = ""
    for one in features:
        if last:
            yield f"{last},"
        last = one
    yield f"{last}]}}"


def _listed(coordinates: Any) -> Any:
    return [_listed(each) for each in coordinates] if isinstance(coordinates, list | tuple) else _plain(coordinates)


def _plain(value: float) -> float:
    """Return a whole number as int, so that JSON shows it without a point."""
    return int(value) if value == int(value) else value
