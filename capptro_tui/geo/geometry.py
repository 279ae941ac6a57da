"""Places on the ground: how far apart they are, and whether one is inside a circle or a polygon.

Places are on the WGS84 ellipsoid, in degrees; distances are metres along the shortest line there (C. F. F. Karney,
"Algorithms for geodesics", Journal of Geodesy 87, 2013, as implemented by geographiclib). The libraries are loaded at
their first use: most desks have no coordinates.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np

FARTHEST: Final = 20_003_932.0
"""Metres from a point to the other side of the Earth, over a pole; no two points are farther apart."""

EARTH: Final = 6_371_008.8
"""The mean radius of the Earth in metres, for estimates (IUGG)."""

_CLOSER: Final = 1.01
"""Factor by which a distance on the ellipsoid may exceed one on the sphere: 0.6 %, and a margin."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_PLACE = re.compile(rf"\s*\(?\s*({_NUMBER})\s*°?\s*[,;\s]\s*({_NUMBER})\s*°?\s*\)?\s*")


class Place(NamedTuple):
    """A point on the ground, in degrees."""

    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Circle:
    """All places at most `radius` metres from a centre."""

    centre: Place
    radius: float


@dataclass(frozen=True)
class Area:
    """One polygon or several; its edges are straight in longitude and latitude, as in GeoJSON (RFC 7946, 3.1.1).

    `shape` is a shapely polygon with the longitude as x, cut in two where it crosses the antimeridian, and closed along
    the antimeridian and ±90 where it holds a pole (RFC 7946, 3.1.9). `geojson.read_area` makes one.
    """

    shape: Any


Fence = Circle | Area


def read_place(text: str) -> Place:
    """Read a place from a text such as `51.5,-0.12`. Raises ValueError with a sentence for people."""
    found = _PLACE.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if found is None:
        raise ValueError(f"“{text[:40]}” is no place. It should look like 51.5,-0.12: latitude, then longitude.")
    return checked(float(found[1]), float(found[2]))


def checked(lat: float, lng: float) -> Place:
    """Return a place if its coordinates are in range. Raises ValueError with a sentence for people."""
    for label, value, most in (("Latitude", lat, 90), ("Longitude", lng, 180)):
        if not -most <= value <= most:
            raise ValueError(f"{label} must be between -{most} and {most}, not {value:g}.")
    return Place(lat, lng)


def place_of(lat: float | None, lng: float | None) -> Place | None:
    """Return the place of a record; None unless it has both coordinates."""
    return Place(lat, lng) if lat is not None and lng is not None else None


def distance(place: Place, other: Place) -> float:
    """Return the metres from one place to another."""
    from geographiclib.geodesic import Geodesic

    return float(Geodesic.WGS84.Inverse(*place, *other, Geodesic.DISTANCE)["s12"])


def contains(fence: Fence, place: Place) -> bool:
    """Whether a place is inside a fence or on its edge."""
    if isinstance(fence, Circle):
        return distance(fence.centre, place) <= fence.radius
    import shapely

    if abs(place.lat) == 90:  # every longitude there is the pole
        return bool(shapely.intersects(fence.shape, shapely.LineString([(-180, place.lat), (180, place.lat)])))
    sides = {place.lng, 180.0, -180.0} if abs(place.lng) == 180 else {place.lng}
    return any(bool(shapely.intersects_xy(fence.shape, lng, place.lat)) for lng in sides)


def edges(area: Area) -> list[np.ndarray]:
    """Return the lines around an area as arrays of (longitude, latitude), without cuts at antimeridian and poles."""
    import shapely

    around = _lines(shapely.boundary(area.shape))
    for pole in (90.0, -90.0):  # a pole is one point; as an edge it is a line
        around = around.difference(shapely.LineString([(-180, pole), (180, pole)]))
    west, east = (_lines(around.intersection(shapely.LineString([(lng, -90), (lng, 90)]))) for lng in (-180.0, 180.0))
    seam = _lines(shapely.transform(west, _other_side).intersection(east))
    around = around.difference(seam).difference(shapely.transform(seam, _other_side))
    return [shapely.get_coordinates(line) for line in _lines(shapely.line_merge(_lines(around))).geoms]


def _lines(shape: Any) -> Any:
    """Return the lines of a shape without its points: these are places where lines only touch."""
    import shapely

    return shapely.MultiLineString([part for part in shapely.get_parts(shape) if shapely.length(part) > 0])


def _other_side(coordinates: np.ndarray) -> np.ndarray:
    """Mirror points of the antimeridian: 180 for -180, and the other way round."""
    return coordinates * (-1, 1)


def outline(fence: Fence, points: int = 180) -> list[list[Place]]:
    """Return a fence's edge as lines of places to draw; a circle as a line of so many points."""
    if isinstance(fence, Area):
        return [[Place(lat, lng) for lng, lat in line] for line in edges(fence)]
    from geographiclib.geodesic import Geodesic

    wanted = Geodesic.LATITUDE | Geodesic.LONGITUDE
    around = (
        Geodesic.WGS84.Direct(*fence.centre, turn * 360 / points, fence.radius, wanted) for turn in range(points + 1)
    )
    return [[Place(each["lat2"], each["lon2"]) for each in around]]


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box in degrees. `west` is larger than `east` if the box crosses the antimeridian."""

    south: float
    west: float
    north: float
    east: float

    @property
    def is_around(self) -> bool:
        """Whether the box has every longitude."""
        return self.east - self.west >= 360

    @property
    def width(self) -> float:
        """The degrees of longitude that the box covers."""
        return self.east - self.west if self.west <= self.east else self.east + 360 - self.west


def box_around(place: Place, radius: float) -> Box:
    """Return a box that holds everything at most `radius` metres from a place, and little more where possible."""
    angle = radius / EARTH * _CLOSER
    tall = math.degrees(angle)
    south, north = max(-90.0, place.lat - tall), min(90.0, place.lat + tall)
    if south == -90 or north == 90:  # a pole is in it, and with it every longitude
        return Box(south, -180, north, 180)
    wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(place.lat)))))
    return Box(south, wrapped(place.lng - wide), north, wrapped(place.lng + wide))


def box_of(places: Iterable[Place]) -> Box | None:
    """Return the smallest box that holds some places; None for no place. It may cross the antimeridian."""
    found = list(places)
    if not found:
        return None
    return _joined(found, [(place.lng, place.lng) for place in found])


def box_of_area(area: Area) -> Box:
    """Return the smallest box that holds an area."""
    import shapely

    bounds = shapely.bounds(shapely.get_parts(area.shape)).tolist()
    corners = [Place(lat, west) for west, south, _, north in bounds for lat in (south, north)]
    return _joined(corners, [(west, east) for west, _, east, _ in bounds])


def _joined(places: list[Place], spans: list[tuple[float, float]]) -> Box:
    """Return the box of places and spans of longitude: the full circle without the widest gap between the spans."""
    south, north = min(place.lat for place in places), max(place.lat for place in places)
    spans = sorted(spans)
    first, reach = spans[0][0], spans[0][1]
    gaps = []
    for west, east in spans[1:]:
        if west > reach:
            gaps.append((west - reach, west, reach))
        reach = max(reach, east)
    gaps.append((first + 360 - reach, first, reach))
    gap, west, east = max(gaps)
    return Box(south, west, north, east) if gap > 0 else Box(south, -180, north, 180)


def wrapped(lng: float) -> float:
    """Return a longitude between -180 and 180."""
    return lng if -180 <= lng <= 180 else (lng + 180) % 360 - 180


def middle(box: Box) -> Place:
    """Return the middle of a box."""
    return Place((box.south + box.north) / 2, wrapped(box.west + box.width / 2))


def format_distance(metres: float) -> str:
    """Format a distance in metres for people: `450 m`, `3.2 km`, `1,204 km`."""
    if metres < 999.5:
        return f"{metres:.0f} m"
    return f"{metres / 1000:.1f} km" if metres < 99_950 else f"{metres / 1000:,.0f} km"
