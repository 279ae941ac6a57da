"""Putting a screen together from its widgets, of which no more is drawn than is seen.

Reason: the framework draws, with every frame, every widget within the rectangle around all that has changed, also what
lies behind another or did not change: with a letter in a picker that is the whole form behind its list. And it leaves
the screens behind a dialog in a variable of the task that draws. Every task and timer that is begun from there then
holds them for as long as it lives, a timer that was stopped until its time has come.

Touches: `Screen._compositor`, `Compositor._dirty_regions`, `Compositor._get_renders` and `visible_screen_stack`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, Compositor
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip


class SeenCompositor(Compositor):
    """Leaves out widgets that show nothing of what has changed, and those that others in front of them cover.

    It does not hold the screens behind."""

    _changed: Iterable[Region] | None = None

    def render_update(
        self, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
    ) -> RenderableType | None:
        """Draw a frame, and forget what is behind this screen."""
        try:
            return super().render_update(full, screen_stack, simplify)
        finally:
            # A task that has begun while this was drawn has the same list.
            visible_screen_stack.get().clear()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draw what has changed."""
        self._changed = self._dirty_regions.copy()
        try:
            return super().render_partial_update()
        finally:
            self._changed = None

    def _get_renders(self, crop: Region | None = None) -> Iterator[tuple[Region, Region, list[Strip]]]:
        """Region, clip and lines of each widget to draw, the foremost first: what stands in front is kept."""
        wanted = [crop or self.size.region] if self._changed is None else list(self._changed)
        covered: list[Region] = []
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            parts = [part for one in wanted if (part := one.intersection(seen))]
            if any(not any(one.contains_region(part) for one in covered) for part in parts):
                strips = widget.render_lines(seen.translate(-region.offset))
                if len(strips) == seen.height and all(strip.cell_length == seen.width for strip in strips):
                    covered.append(seen)
                yield region, clip, strips


def draw_what_is_seen(screen: Screen[Any]) -> None:
    """Put a new screen together in this way."""
    screen._compositor = SeenCompositor()
