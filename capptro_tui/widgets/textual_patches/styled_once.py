"""Screens whose widgets are styled once as they open, not three times, and laid out once, not twice.

Reason: each widget is styled as it is made. The framework styles all of them again when the screen is first shown, and
parses every style sheet again for a tab's first screen, whose count of updates begins at 0. It lays a screen out when
it is shown, and again when it is told of its size, which is the same.

Touches: `Screen._css_update_count`, `App._css_update_count`. Relies on: a screen calls its own `update_node_styles`
when it is shown, and its own `_screen_resized` when it is told of its size. Later changes ask for a layout.
"""

from __future__ import annotations

from typing import Any, TypeVar

from textual.app import App
from textual.geometry import Size
from textual.screen import Screen

T = TypeVar("T")


class StyledOnce(Screen[T]):
    """A screen that styles its widgets again only once it has been laid out."""

    _is_painted = False

    def update_node_styles(self, animate: bool = True) -> None:
        """Style every widget again."""
        if self.outer_size:
            super().update_node_styles(animate)

    # The next two override the framework's methods of these names.

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        super()._refresh_layout(size, scroll)
        # While the app begins, a layout is not painted.
        self._is_painted = not self.app._batch_count

    def _screen_resized(self, size: Size) -> None:
        if size != self._size or not self._is_painted:
            super()._screen_resized(size)


def styles_are_parsed(screen: Screen[Any], app: App[Any]) -> None:
    """Mark a new screen as up to date: the app's style sheets are all parsed already."""
    screen._css_update_count = app._css_update_count
