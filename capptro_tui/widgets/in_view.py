"""Keep the focused widget in view when the window becomes smaller, as it does with the keyboard of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

from textual.geometry import Offset, Size
from textual.screen import Screen
from textual.widget import Widget

T = TypeVar("T")

TOGETHER: Final = "-seen-together"
"""CSS class of a widget that is shown as a whole if there is room, such as a field with its label."""


class FocusInView(Screen[T]):
    """A screen that scrolls to its focused widget whenever that widget's space changes."""

    _space: tuple[Size, Size] | None = None
    """The size of the scrolling container around the focus, and the size of its content."""

    def on_mount(self) -> None:
        """Check after each layout: one change of the width causes several."""
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
    """Return the nearest container of a widget that can scroll vertically."""
    around = widget.ancestors if widget is not None else []
    return next((node for node in around if isinstance(node, Widget) and node.allow_vertical_scroll), None)


def reveal(widget: Widget) -> None:
    """Scroll as little as brings a widget into view.

    If there is room, that is the whole group that it belongs to (`TOGETHER`), else the widget, else the line with its
    cursor.
    """
    box = _scrolling(widget)
    if box is None:
        return
    view = box.content_region
    start = top = round(box.scroll_offset.y)
    for first, last in _wanted(widget):
        # These are lines of the container; `top` is the first one in view.
        first, last = first - view.y + start, last - view.y + start
        top = min(max(top, last - view.height + 1), first)
    if top != start:
        box.scroll_to(y=top, animate=False, immediate=True)


def _wanted(widget: Widget) -> Iterator[tuple[int, int]]:
    """Yield the first and last screen lines of the areas to show, the most important last."""
    for node in reversed(widget.ancestors_with_self):
        if isinstance(node, Widget) and (node is widget or node.has_class(TOGETHER)):
            yield node.region.y, node.region.bottom - 1
    cursor = getattr(widget, "cursor_screen_offset", None)
    if isinstance(cursor, Offset):
        yield cursor.y, cursor.y
