"""A scrolling view whose size changes without a layout of the whole screen.

Reason: `virtual_size`, the size of the scrolled content, changes with every letter of a filter and every page that is
read. The framework lays out the whole screen each time; here only the scrollbar changes.

Touches: `Widget._scroll_update`. Relies on: `virtual_size` may be declared again as a reactive of another kind.
"""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView


class QuietScrollView(ScrollView):
    """Lines drawn by the widget itself, which sets their number."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def resize_content(self, size: Size) -> None:
        """Set the size of the scrolled content."""
        self.virtual_size = size
        self._scroll_update(size)
