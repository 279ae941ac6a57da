"""Nearest of many points or lines to a place: distances are estimated for all, then measured for a few."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from capptro_tui.geo.geometry import EARTH, Circle, Fence, Place, distance, edges, wrapped

if TYPE_CHECKING:
    import numpy as np

_STEP: Final = 1.0
"""Longest piece of a line, in degrees."""

_AXIS, _FLATTENING = 6_378_137.0, 1 / 298.257223563
"""The ellipsoid of WGS84: semi-major axis in metres, and flattening."""

_OBLATE: Final = 0.012
"""Share by which two long distances with chords of one length may differ on the ellipsoid; short ones do not differ."""

_MEASURED, _REFINED = 200, 3
"""Number of pieces that are measured on the ellipsoid, and of those on which the nearest point is searched."""


def to_edge(fence: Fence, place: Place) -> float:
    """Return the metres from a place to the nearest point of a fence's edge; infinite if the fence has no edge."""
    if isinstance(fence, Circle):
        return abs(distance(fence.centre, place) - fence.radius)
    return nearest(edges(fence), place)


def nearest(lines: Sequence[np.ndarray], place: Place) -> float:
    """Return the metres from a place to the nearest point of lines; infinite if there are none.

    The lines are straight in longitude and latitude. Estimates by chords through the Earth leave the pieces that may be
    the nearest; only these are measured along the ground.

    Args:
        lines: arrays of shape (n, 2): longitude and latitude in degrees.
        place: the place.
    """
    pieces = _pieces(lines)
    if pieces is None:
        return math.inf
    starts, ends = pieces
    measured = sorted(
        (distance(place, _along(starts[at], ends[at])(part)), at, part) for at, part in _candidates(starts, ends, place)
    )
    return min(min(found, _refined(place, _along(starts[at], ends[at]))) for found, at, _ in measured[:_REFINED])


def _pieces(lines: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return starts and ends of the lines' pieces, cut so that none is longer than `_STEP`; None for no piece."""
    import numpy as np

    starts, ends = [], []
    for line in lines:
        for start, end in pairwise(line):
            count = max(1, math.ceil(float(np.abs(end - start).max()) / _STEP))
            cuts = start + (end - start) * (np.arange(count + 1) / count)[:, None]
            starts.append(cuts[:-1])
            ends.append(cuts[1:])
    return (np.concatenate(starts), np.concatenate(ends)) if starts else None


def _candidates(starts: np.ndarray, ends: np.ndarray, place: Place) -> list[tuple[int, float]]:
    """Return the indices of the pieces that may be the nearest, each with the part, 0 to 1, of its nearest point.

    A piece is approximated by the chord between its ends: where it turns by an angle a, the error is below a²/4 radii.
    """
    import numpy as np

    here, one, other = _in_space(np.array([[place.lng, place.lat]])), _in_space(starts), _in_space(ends)
    chord = other - one
    length = (chord**2).sum(axis=1)
    part = (((here - one) * chord).sum(axis=1) / np.where(length > 0, length, 1)).clip(0, 1)
    away = np.sqrt(((one + part[:, None] * chord - here) ** 2).sum(axis=1))
    slack = EARTH * np.radians(np.abs(ends - starts)).sum(axis=1) ** 2 / 4 + away * _OBLATE * (away / EARTH) ** 2
    found = np.flatnonzero(away - slack <= (away + slack).min())
    order = found[np.argsort(away[found])][:_MEASURED]
    return [(int(at), float(part[at])) for at in order]


def closest(places: Sequence[Place], place: Place, count: int) -> list[int]:
    """Return the indices of the `count` places nearest to one, and of those that may be as near as the last of them."""
    import numpy as np

    away, slack = _lambert(np.array([(lng, lat) for lat, lng in places]), place)
    last = min(count, len(away)) - 1
    return [int(at) for at in np.flatnonzero(away - slack <= np.partition(away + slack, last)[last])]


def _lambert(points: np.ndarray, place: Place) -> tuple[np.ndarray, np.ndarray]:
    """Return the metres from a place to points, and the largest error of each, also in metres.

    It uses Lambert's formula for long lines: distances on the sphere of reduced latitudes, corrected for the
    flattening. It is some metres off at most, except on the other side of the Earth.

    Args:
        points: array of shape (n, 2): longitude and latitude in degrees.
        place: the place.
    """
    import numpy as np

    lng, lat = np.radians(points).T
    here, reduced = (np.arctan((1 - _FLATTENING) * np.tan(each)) for each in (math.radians(place.lat), lat))
    half, turned = (reduced - here) / 2, (lng - math.radians(place.lng)) / 2
    squared = np.clip(np.sin(half) ** 2 + np.cos(here) * np.cos(reduced) * np.sin(turned) ** 2, 0, 1)
    angle, mean = 2 * np.arcsin(np.sqrt(squared)), (reduced + here) / 2
    one = (angle - np.sin(angle)) * (np.sin(mean) * np.cos(half)) ** 2 / np.maximum(1 - squared, 1e-12)
    other = (angle + np.sin(angle)) * (np.cos(mean) * np.sin(half)) ** 2 / np.maximum(squared, 1e-300)
    away = _AXIS * (angle - _FLATTENING / 2 * (one + other))
    return away, away * np.where(angle < _OPPOSITE, 1e-5, 0.01) + 0.01


_OPPOSITE = math.radians(160)


def _in_space(points: np.ndarray) -> np.ndarray:
    """Return points (longitude, latitude) as vectors from the middle of the Earth, in metres."""
    import numpy as np

    lng, lat = np.radians(points).T
    squared = _FLATTENING * (2 - _FLATTENING)
    across = _AXIS / np.sqrt(1 - squared * np.sin(lat) ** 2)
    flat = across * np.cos(lat)
    return np.stack([flat * np.cos(lng), flat * np.sin(lng), across * (1 - squared) * np.sin(lat)], axis=1)


def _along(start: np.ndarray, end: np.ndarray) -> Callable[[float], Place]:
    """Return a function from a part of a piece, 0 to 1, to the place there."""
    (lng, lat), (lng_end, lat_end) = start.tolist(), end.tolist()
    return lambda part: Place(lat + (lat_end - lat) * part, wrapped(lng + (lng_end - lng) * part))


_GOLDEN = (math.sqrt(5) - 1) / 2
_ROUNDS = 40
"""Rounds of the search: its span shrinks to one part in 200 million."""


def _refined(place: Place, along: Callable[[float], Place]) -> float:
    """Return the least distance to a piece by golden section search. So short a piece has a single minimum."""
    low, high = 0.0, 1.0
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = distance(place, along(left)), distance(place, along(right))
    for _ in range(_ROUNDS):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = distance(place, along(left))
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = distance(place, along(right))
    return min(at_left, at_right)
