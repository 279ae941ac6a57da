"""A small map, drawn with braille dots: places with their names, geofences as outlines, a scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from capptro_tui.geo.geometry import Place
from capptro_tui.services.places.maps import Scene, Spot
from capptro_tui.widgets.map.map_canvas import Canvas
from capptro_tui.widgets.map.map_drawing import draw
from capptro_tui.widgets.map.map_view import ACROSS, DOWN, MapProjection

ZOOM: Final = 1.6
"""Factor by which one step out increases the ground that a dot stands for."""

_PART: Final = 6
"""One over the share of the window by which an arrow key moves it."""


_WIDER, _CLOSE = 3, 20_000
"""Limits for including the business in the first view: times the scale without it, or metres across."""


class Map(Widget, can_focus=True):
    """A window on a scene, with a cursor that goes from place to place."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--grid", "map--fence", "map--around", "map--inside", "map--label", "map--spot", "map--cursor", "map--scale",
    }  # fmt: skip
    DEFAULT_CSS = """
    Map {
        height: 1fr;
        width: 1fr;
        background: $surface;

        & > .map--grid { color: $foreground 16%; }
        & > .map--fence { color: $secondary 80%; }
        & > .map--around { color: $accent; }
        & > .map--inside { background: $accent 10%; }
        & > .map--label { color: $foreground 85%; }
        & > .map--spot { color: $accent; text-style: bold; }
        & > .map--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        & > .map--scale { color: $muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "step(1)", "Next place", key_display="tab", id="map.next"),
        Binding("shift+tab", "step(-1)", "Place before", show=False, id="map.before"),
        Binding("plus,equals_sign", "zoom(-1)", "Nearer", key_display="+", id="map.in"),
        Binding("minus", "zoom(1)", "Farther", key_display="-", id="map.out"),
        Binding("0,home", "fit", "All", key_display="0", tooltip="Show all of it", id="map.all"),
        Binding("left", "pan(-1, 0)", "To the west", show=False, id="map.west"),
        Binding("right", "pan(1, 0)", "To the east", show=False, id="map.east"),
        Binding("up", "pan(0, -1)", "To the north", show=False, id="map.north"),
        Binding("down", "pan(0, 1)", "To the south", show=False, id="map.south"),
        Binding("enter", "open", "Open", id="map.open"),
    ]

    @dataclass
    class Highlighted(Message):
        """The cursor has moved to another place."""

        spot: Spot | None

    @dataclass
    class Opened(Message):
        """The user wants to open a place."""

        spot: Spot

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.scene: Scene | None = None
        self.cursor = 0
        self._view: MapProjection | None = None
        self._drawn: list[Strip] = []

    @property
    def spot(self) -> Spot | None:
        """The place under the cursor; None without places."""
        spots = self.scene.spots if self.scene else []
        return spots[self.cursor] if self.cursor < len(spots) else None

    def show_scene(self, scene: Scene, *, keep: bool = False) -> None:
        """Show a scene; with `keep` the view stays."""
        self.cursor = min(self.cursor, max(0, len(scene.spots) - 1)) if keep else scene.first()
        self.scene = scene
        if not keep:
            self._view = None
        self._redraw()
        self.post_message(self.Highlighted(self.spot))

    # The view

    @property
    def view(self) -> MapProjection:
        """The present view. It is fitted to the scene at first."""
        columns, rows = self.size.width * ACROSS, self.size.height * DOWN
        if self._view is None:
            self._view = self._opening(MapProjection(Place(0, 0), 1000, columns, rows))
        if (self._view.columns, self._view.rows) != (columns, rows):
            self._view = self._view.sized(columns, rows)
        return self._view

    def _all(self) -> list[Place]:
        """Return all places of the scene, edges of geofences included."""
        if self.scene is None:
            return []
        return [*(spot.place for spot in self.scene.spots), *self._edges(range(len(self.scene.fences)))]

    def _opening(self, view: MapProjection) -> MapProjection:
        """Return the first view: the scene's opening places, and the business if it is not far from these."""
        if self.scene is None:
            return view
        spots, fences = self.scene.opening()
        shown = [*(spot.place for spot in spots), *self._edges(fences)]
        close = view.fitted(shown)
        business = self.scene.business
        wider = view.fitted([*shown, business]) if business is not None else close
        return wider if wider.scale <= max(close.scale * _WIDER, _CLOSE / max(1, view.columns)) else close

    def _edges(self, fences: Iterable[int]) -> list[Place]:
        drawn = self.scene.fences if self.scene else []
        return [place for at in fences for line in drawn[at].lines for place in line]

    def on_resize(self) -> None:
        """Draw again in the new size."""
        self._redraw()

    def action_zoom(self, step: int) -> None:
        """Zoom by steps, out for positive ones. Zooming in moves the place under the cursor towards the middle."""
        view = self.view
        if step < 0 and self.spot is not None and view.shows(self.spot.place):
            column, row = view.dot(self.spot.place)
            view = view.moved((column - view.columns / 2) * 0.6, (row - view.rows / 2) * 0.6)
        self._look(view.zoomed(ZOOM**step))

    def action_pan(self, across: int, down: int) -> None:
        """Move the view."""
        view = self.view
        self._look(view.moved(across * view.columns / _PART, down * view.rows / _PART))

    def action_fit(self) -> None:
        """Show the whole scene."""
        self._look(self.view.fitted(self._all()))

    def _look(self, view: MapProjection) -> None:
        self._view = view
        self._redraw()

    # The cursor

    def action_step(self, step: int) -> None:
        """Go to the next place, or to the one before; the view follows."""
        count = len(self.scene.spots) if self.scene else 0
        if count:
            self._choose((self.cursor + step) % count)

    def _choose(self, cursor: int) -> None:
        self.cursor = cursor
        spot = self.spot
        if spot is not None and not self.view.shows(spot.place):
            column, row = self.view.dot(spot.place)
            self._view = self.view.moved(column - self.view.columns / 2, row - self.view.rows / 2)
        self._redraw()
        self.post_message(self.Highlighted(spot))

    def action_open(self) -> None:
        """Open the place under the cursor."""
        if self.spot is not None:
            self.post_message(self.Opened(self.spot))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the place that was clicked, or the nearest one within a few cells."""
        spots = self.scene.spots if self.scene else []
        view = self.view

        def apart(at: int) -> float:
            column, row = view.dot(spots[at].place)
            return abs(column - event.x * ACROSS) + abs(row - event.y * DOWN)

        nearest = min(range(len(spots)), key=apart, default=None)
        if nearest is not None and apart(nearest) <= 6 * ACROSS:
            self._choose(nearest)

    def on_mouse_scroll_up(self) -> None:
        """Zoom in."""
        self.action_zoom(-1)

    def on_mouse_scroll_down(self) -> None:
        """Zoom out."""
        self.action_zoom(1)

    # Drawing

    def _redraw(self) -> None:
        self._drawn = []
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw again in other colours."""
        super().notify_style_update()
        self._drawn = []

    def render_line(self, y: int) -> Strip:
        """Return one line of the map."""
        if not self._drawn:
            self._drawn = self._draw()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> list[Strip]:
        canvas = Canvas(self.size.width, self.size.height)
        if self.scene is not None and self.size.width and self.size.height:
            draw(canvas, self.view, self.scene, self.cursor)
        known: dict[tuple[str, str], Style] = {}
        lines = [
            [Segment(text, self._style(style, ground, known)) for text, style, ground in canvas.row(line)]
            for line in range(canvas.height)
        ]
        return [Strip(line, canvas.width) for line in lines]

    def _style(self, style: str, ground: str, known: dict[tuple[str, str], Style]) -> Style:
        if (style, ground) not in known:
            made = self.get_visual_style(*([f"map--{style}"] if style else [])).rich_style
            if ground and style != "cursor":
                made += Style(bgcolor=self.get_visual_style(f"map--{ground}").rich_style.bgcolor)
            known[style, ground] = made
        return known[style, ground]
