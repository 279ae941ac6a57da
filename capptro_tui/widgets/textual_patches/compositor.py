"""A compositor that draws only the visible widgets that have changed.

Reason: with every frame the framework draws every widget within the rectangle around all changes, also those behind
another or unchanged: for a letter in a picker that is the whole form behind its list. It also leaves the screens behind
a dialog in a context variable of the drawing task. Every task and timer that is begun from there then holds them for as
long as it lives, a stopped timer until its time has come.

Touches: `Screen._compositor`, `Compositor._dirty_regions`, `Compositor._get_renders`, `visible_screen_stack` and the
`_parent` of a widget.
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
    """Leaves out widgets without a changed region, and those covered by others. It holds no screens behind."""

    _changed: Iterable[Region] | None = None

    def render_update(
        self, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
    ) -> RenderableType | None:
        """Draw a frame, and forget the screens behind this one."""
        try:
            return super().render_update(full, screen_stack, simplify)
        finally:
            # A task that has begun while this was drawn has the same list.
            visible_screen_stack.get().clear()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draw the changed regions."""
        self._changed = self._dirty_regions.copy()
        try:
            return super().render_partial_update()
        finally:
            self._changed = None

    def _get_renders(self, crop: Region | None = None) -> Iterator[tuple[Region, Region, list[Strip]]]:
        """Yield region, clip and lines of each widget to draw, the foremost first: widgets in front win."""
        wanted = [crop or self.size.region] if self._changed is None else list(self._changed)
        covered: list[Region] = []
        for widget, (region, clip) in self.visible_widgets.items():
            if widget._parent is None:
                continue  # removed since the last layout: it has lost its styles
            seen = region.intersection(clip)
            parts = [part for one in wanted if (part := one.intersection(seen))]
            if any(not any(one.contains_region(part) for one in covered) for part in parts):
                strips = widget.render_lines(seen.translate(-region.offset))
                if len(strips) == seen.height and all(strip.cell_length == seen.width for strip in strips):
                    covered.append(seen)
                yield region, clip, strips


def draw_what_is_seen(screen: Screen[Any]) -> None:
    """Give a new screen this compositor."""
    screen._compositor = SeenCompositor()
