"""Draw a map's layers, from the ground up: grid, geofences, scale, places and their names."""

from __future__ import annotations

import math
from typing import Final

from rich.cells import cell_len

from capptro_tui.geo.geometry import wrapped
from capptro_tui.services.places.maps import Scene, Spot
from capptro_tui.show import show
from capptro_tui.widgets.map.map_canvas import GRID, Canvas
from capptro_tui.widgets.map.map_view import ACROSS, DOWN, METRES_A_DEGREE, MapProjection, Path, nice
from capptro_tui.widgets.table.table_columns import fit

_LONGEST: Final = 24
"""Most cells of a name on the map."""

_GRID: Final = 3
"""Number of grid lines wanted across the map."""


def draw(canvas: Canvas, view: MapProjection, scene: Scene, cursor: int) -> None:
    """Draw the part of a scene that is in the view. `cursor` is the index of the chosen place."""
    chosen = scene.spots[cursor] if cursor < len(scene.spots) else None
    around = set(chosen.around) if chosen is not None else set()
    paths = [[path for line in fenced.lines for path in view.paths(line)] for fenced in scene.fences]
    others = [spot for spot in scene.spots if spot is not chosen]
    _grid(canvas, view)
    _fences(canvas, paths, around)
    _scale(canvas, view)
    if chosen is not None:
        _spot(canvas, view, chosen, "cursor")
    for spot in others:
        _mark(canvas, view, spot)
    for spot in others:
        _spot(canvas, view, spot, "label")
    for at, fenced in enumerate(scene.fences):
        _name(canvas, view, fenced.name, paths[at], "around" if at in around else "fence")


def _grid(canvas: Canvas, view: MapProjection) -> None:
    """Draw faint lines of latitude and longitude, with their degrees at the edge."""
    wide, tall = (dots * view.scale / METRES_A_DEGREE for dots in (view.columns, view.rows))
    step = min(30.0, nice(max(wide, tall) / _GRID))
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    top, left = view.centre.lat + tall / 2, view.centre.lng - wide / 2 / view.shrink
    for turn in range(math.ceil((top - tall) / step), math.floor(top / step) + 1):
        if abs(turn * step) <= 90:
            row = (top - turn * step) / tall * view.rows
            canvas.line([(0.0, row), (float(view.columns), row)], GRID, every=4)
            _edge(canvas, 0, int(row // DOWN), _degrees(turn * step, places, "NS"))
    for turn in range(math.ceil(left / step), math.floor((left + wide / view.shrink) / step) + 1):
        column = (turn * step - left) * view.shrink / wide * view.columns
        canvas.line([(column, 0.0), (column, float(view.rows))], GRID, every=4)
        text = _degrees(wrapped(turn * step), places, "EW")
        _edge(canvas, int(column // ACROSS) - len(text) // 2, 0, text)


def _edge(canvas: Canvas, place: int, line: int, text: str) -> None:
    """Write degrees at the edge of the map, if there is room for them."""
    before = max(0, place - 2)
    if place >= 0 and canvas.is_free(before, line, place - before + len(text)):
        canvas.write(place, line, text, "scale")


def _degrees(value: float, places: int, sides: str) -> str:
    """Format a latitude or longitude for the edge of a map: `51.5°N`."""
    text = f"{abs(value):.{places}f}°"
    return text if float(text[:-1]) in (0, 180) else text + sides[value < 0]


def _fences(canvas: Canvas, paths: list[list[Path]], around: set[int]) -> None:
    """Draw the geofences; those around the chosen place last, and filled."""
    for at in sorted(range(len(paths)), key=lambda at: at in around):
        if at in around:
            canvas.fill(paths[at], "inside")
        for path in paths[at]:
            canvas.line(path, "around" if at in around else "fence")


def _name(canvas: Canvas, view: MapProjection, name: str, paths: list[Path], style: str) -> None:
    """Write a geofence's name above the northernmost visible point of its edge, or below, if there is room."""
    seen = [dot for path in paths for dot in path if 0 <= dot[0] < view.columns and 0 <= dot[1] < view.rows]
    if not seen:
        return
    row = min(row for _, row in seen)
    top = [column for column, at in seen if at < row + DOWN]
    text = _short(name)
    place = int(sum(top) / len(top) // ACROSS) - cell_len(text) // 2
    for line in (int(row // DOWN) - 1, int(row // DOWN) + 1):
        if canvas.is_free(place - 1, line, cell_len(text) + 2):
            canvas.write(place, line, text, style)
            return


def _short(name: str) -> str:
    """Shorten a name for the map."""
    text = show(name, 60)
    return fit(text, min(_LONGEST, cell_len(text))).rstrip()


def _scale(canvas: Canvas, view: MapProjection) -> None:
    """Draw the scale at the bottom on the left: a line with its length on the ground."""
    metres = nice(canvas.width / 4 * ACROSS * view.scale)
    cells = max(2, round(metres / view.scale / ACROSS))
    length = f"{metres / 1000:,.0f} km" if metres >= 1000 else f"{metres:g} m"
    canvas.write(0, canvas.height - 1, f"  ├{'─' * (cells - 2)}┤ {length} ", "scale")


def _mark(canvas: Canvas, view: MapProjection, spot: Spot) -> None:
    if view.shows(spot.place):
        column, row = view.dot(spot.place)
        canvas.write(int(column // ACROSS), int(row // DOWN), spot.mark, "spot")


def _spot(canvas: Canvas, view: MapProjection, spot: Spot, style: str) -> None:
    """Write a place's name beside its mark, if there is room; the chosen one's always."""
    if not view.shows(spot.place):
        return
    column, row = view.dot(spot.place)
    place, line = int(column // ACROSS), int(row // DOWN)
    name = _short(spot.name)
    cells = cell_len(name)
    if style == "cursor":
        start = place if place + cells + 3 <= canvas.width else place - cells - 2
        text = f"{spot.mark} {name} " if start == place else f" {name} {spot.mark}"
        canvas.write(max(0, start), line, text, style)
        return
    for at, below in ((place + 2, 0), (place - cells - 1, 0), (place - cells // 2, 1), (place - cells // 2, -1)):
        if canvas.is_free(at - 1 if at > place + 1 else at, line + below, cells):
            canvas.write(at, line + below, name, style)
            return
