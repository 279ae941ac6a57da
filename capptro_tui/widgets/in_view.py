"""What has the focus stays in view when the window becomes smaller, as it does with the keyboard of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

from textual.geometry import Offset, Size
from textual.screen import Screen
from textual.widget import Widget

T = TypeVar("T")

TOGETHER: Final = "-seen-together"
"""The class of a widget that is seen as a whole where there is room: a field with its label."""


class FocusInView(Screen[T]):
    """A screen that scrolls to its focus whenever that is laid out in another space."""

    _space: tuple[Size, Size] | None = None
    """How large the box was that scrolls with the focus, and all that is in it."""

    def on_mount(self) -> None:
        """Look after each layout: another width lays the screen out more than once."""
        self.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def _laid_out(self, _: Screen[object]) -> None:
        box = _scrolling(self.focused)
        space = (box.size, box.virtual_size) if box is not None else None
        if space != self._space:
            self._space = space
            self.call_later(self._reveal)

    def _reveal(self) -> None:
        if self.focused is not None:
            reveal(self.focused)


def _scrolling(widget: Widget | None) -> Widget | None:
    """The nearest box around a widget that can scroll up and down."""
    around = widget.ancestors if widget is not None else []
    return next((node for node in around if isinstance(node, Widget) and node.allow_vertical_scroll), None)


def reveal(widget: Widget) -> None:
    """Scroll as little as brings a widget into view: with what belongs to it if there is room, else all of it, else
    the line with its cursor."""
    box = _scrolling(widget)
    if box is None:
        return
    view = box.content_region
    start = top = round(box.scroll_offset.y)
    for first, last in _wanted(widget):
        # Lines of the box, of which `top` is the first one in view.
        first, last = first - view.y + start, last - view.y + start
        top = min(max(top, last - view.height + 1), first)
    if top != start:
        box.scroll_to(y=top, animate=False, immediate=True)


def _wanted(widget: Widget) -> Iterator[tuple[int, int]]:
    """The first and last lines, on the screen, of what should be seen, the most important last."""
    for node in reversed(widget.ancestors_with_self):
        if isinstance(node, Widget) and (node is widget or node.has_class(TOGETHER)):
            yield node.region.y, node.region.bottom - 1
    cursor = getattr(widget, "cursor_screen_offset", None)
    if isinstance(cursor, Offset):
        yield cursor.y, cursor.y
