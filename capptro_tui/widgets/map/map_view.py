"""The view of a map: the visible part of the ground, and its projection from degrees to dots and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from capptro_tui.geo.geometry import Place, box_of, middle, wrapped

METRES_A_DEGREE: Final = 111_195.0
"""Metres of a degree of latitude, on a sphere of the Earth's mean radius."""

ACROSS, DOWN = 2, 4
"""Dots of a braille character, across and down."""

_LEAST_SPAN: Final = 400.0
"""Least metres that a fitted view shows."""

_FINEST: Final = 0.05
"""Finest scale, in metres a dot."""

Dot = tuple[float, float]
"""Columns from the left and rows from the top, in dots."""

Path = list[Dot]


@dataclass(frozen=True)
class MapProjection:
    """A view of the ground: its centre, the metres that one dot stands for, and its size in dots.

    The projection is equirectangular, true to scale at the centre. A dot is as high as it is wide: characters are twice
    as high as they are wide.
    """

    centre: Place
    scale: float
    columns: int
    rows: int

    @property
    def shrink(self) -> float:
        """Length of a degree of longitude at the centre, relative to one of latitude."""
        return max(0.01, math.cos(math.radians(self.centre.lat)))

    def dot(self, place: Place) -> Dot:
        """Return the dot of a place, on the shorter way around the Earth."""
        return self._dot(place.lat, wrapped(place.lng - self.centre.lng))

    def _dot(self, lat: float, lng: float) -> Dot:
        """Return the dot of a latitude, and of a longitude relative to the centre."""
        degree = METRES_A_DEGREE / self.scale
        return self.columns / 2 + lng * self.shrink * degree, self.rows / 2 - (lat - self.centre.lat) * degree

    def place(self, dot: Dot) -> Place:
        """Return the place at a dot."""
        degree = METRES_A_DEGREE / self.scale
        lat = self.centre.lat - (dot[1] - self.rows / 2) / degree
        lng = self.centre.lng + (dot[0] - self.columns / 2) / degree / self.shrink
        return Place(max(-90.0, min(90.0, lat)), wrapped(lng))

    def paths(self, line: Iterable[Place]) -> Iterator[Path]:
        """Yield a line as dots, unbroken where it crosses the antimeridian.

        The line comes again, shifted, for each turn around the Earth in which a part of it may be visible.
        """
        path: Path = []
        before = 0.0
        for place in line:
            lng = wrapped(place.lng - self.centre.lng)
            before = before + wrapped(lng - before) if path else lng
            path.append(self._dot(place.lat, before))
        turn = 360 * self.shrink * METRES_A_DEGREE / self.scale
        west, east = min(column for column, _ in path), max(column for column, _ in path)
        for shift in (0, -turn, turn):
            if east + shift >= 0 and west + shift <= self.columns:
                yield [(column + shift, row) for column, row in path] if shift else path

    def shows(self, place: Place) -> bool:
        """Whether a place is in the view."""
        column, row = self.dot(place)
        return 0 <= column < self.columns and 0 <= row < self.rows

    def moved(self, across: float, down: float) -> MapProjection:
        """Return the view moved by so many dots to the right and down."""
        return replace(self, centre=self.place((self.columns / 2 + across, self.rows / 2 + down)))

    def zoomed(self, factor: float) -> MapProjection:
        """Return the view with each dot standing for so many times as much ground."""
        return replace(self, scale=max(_FINEST, min(self.scale * factor, self._coarsest)))

    def sized(self, columns: int, rows: int) -> MapProjection:
        """Return the view in another size, in dots."""
        return replace(self, columns=columns, rows=rows)

    @property
    def _coarsest(self) -> float:
        """Metres a dot at which the whole Earth is in the view."""
        return max(360 * METRES_A_DEGREE / max(1, self.columns), 180 * METRES_A_DEGREE / max(1, self.rows))

    def fitted(self, places: Iterable[Place]) -> MapProjection:
        """Return a view of some places with a margin; the same view for no place."""
        box = box_of(places)
        if box is None:
            return self
        found = replace(self, centre=middle(box))
        wide = box.width * found.shrink * METRES_A_DEGREE / max(1, self.columns * 0.72)
        tall = (box.north - box.south) * METRES_A_DEGREE / max(1, self.rows * 0.78)
        least = _LEAST_SPAN / max(1, min(self.columns, self.rows))
        return replace(found, scale=min(max(wide, tall, least), found._coarsest))


def clipped(start: Dot, end: Dot, columns: float, rows: float) -> tuple[Dot, Dot] | None:
    """Return the part of a line that is in a window of this size; None if no part is. (Liang and Barsky's method.)"""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    low, high = 0.0, 1.0
    for towards, room in ((-dx, x), (dx, columns - x), (-dy, y), (dy, rows - y)):
        if towards == 0:
            if room < 0:
                return None
            continue
        cut = room / towards
        low, high = (max(low, cut), high) if towards < 0 else (low, min(high, cut))
    if low > high:
        return None
    return (x + low * dx, y + low * dy), (x + high * dx, y + high * dy)


def nice(most: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50 … and their decimal fractions that is not above `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (5, 2, 1) if step * power <= most * (1 + 1e-9))
