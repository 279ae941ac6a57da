"""The part of the ground that a map shows, and how it is flattened: degrees to dots and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from capptro_tui.geo.geometry import Place, box_of, middle, wrapped

METRES_A_DEGREE: Final = 111_195.0
"""Of latitude, on a sphere of the Earth's mean radius."""

ACROSS, DOWN = 2, 4
"""Dots of a braille character."""

_LEAST_SPAN: Final = 400.0
"""Metres that a map shows at least when it is fitted to something."""

_FINEST: Final = 0.05
"""Metres a dot."""

Dot = tuple[float, float]
"""Columns from the left and rows from the top, in dots."""

Path = list[Dot]


@dataclass(frozen=True)
class View:
    """A window on the ground: its centre, the metres that one dot stands for, and its size in dots.

    The projection is equirectangular, true to scale at the centre. A dot is as high as it is wide: characters are twice
    as high as they are wide.
    """

    centre: Place
    scale: float
    columns: int
    rows: int

    @property
    def shrink(self) -> float:
        """How much shorter a degree of longitude is than one of latitude, at the centre."""
        return max(0.01, math.cos(math.radians(self.centre.lat)))

    def dot(self, place: Place) -> Dot:
        """Where a place is drawn; on the shorter way around the Earth."""
        return self._dot(place.lat, wrapped(place.lng - self.centre.lng))

    def _dot(self, lat: float, lng: float) -> Dot:
        """Where a latitude is drawn, and a longitude counted from the centre."""
        degree = METRES_A_DEGREE / self.scale
        return self.columns / 2 + lng * self.shrink * degree, self.rows / 2 - (lat - self.centre.lat) * degree

    def place(self, dot: Dot) -> Place:
        """The place that is drawn at a dot."""
        degree = METRES_A_DEGREE / self.scale
        lat = self.centre.lat - (dot[1] - self.rows / 2) / degree
        lng = self.centre.lng + (dot[0] - self.columns / 2) / degree / self.shrink
        return Place(max(-90.0, min(90.0, lat)), wrapped(lng))

    def paths(self, line: Iterable[Place]) -> Iterator[Path]:
        """A line as dots, unbroken where it crosses the antimeridian: again for each turn around the Earth in which a
        part of it may show."""
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
        """Whether a place is in the window."""
        column, row = self.dot(place)
        return 0 <= column < self.columns and 0 <= row < self.rows

    def moved(self, across: float, down: float) -> View:
        """The window so many dots further to the right and further down."""
        return replace(self, centre=self.place((self.columns / 2 + across, self.rows / 2 + down)))

    def zoomed(self, factor: float) -> View:
        """The window with each dot standing for so many times as much."""
        return replace(self, scale=max(_FINEST, min(self.scale * factor, self._coarsest)))

    def sized(self, columns: int, rows: int) -> View:
        """The window in another size."""
        return replace(self, columns=columns, rows=rows)

    @property
    def _coarsest(self) -> float:
        """Metres a dot at which the whole Earth is in the window."""
        return max(360 * METRES_A_DEGREE / max(1, self.columns), 180 * METRES_A_DEGREE / max(1, self.rows))

    def fitted(self, places: Iterable[Place]) -> View:
        """The window around some places, with a margin; around the same centre where there are none."""
        box = box_of(places)
        if box is None:
            return self
        found = replace(self, centre=middle(box))
        wide = box.width * found.shrink * METRES_A_DEGREE / max(1, self.columns * 0.72)
        tall = (box.north - box.south) * METRES_A_DEGREE / max(1, self.rows * 0.78)
        least = _LEAST_SPAN / max(1, min(self.columns, self.rows))
        return replace(found, scale=min(max(wide, tall, least), found._coarsest))


def clipped(start: Dot, end: Dot, columns: float, rows: float) -> tuple[Dot, Dot] | None:
    """The part of a line that is in a window of this size, by Liang and Barsky's method; None where none is."""
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
    """The largest of 1, 2, 5, 10, 20, 50 … (and their parts) that is not above `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (5, 2, 1) if step * power <= most * (1 + 1e-9))
