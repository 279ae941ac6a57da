"""The line at the bottom with the active keys. It is one widget, where the framework has one for each key."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget


class KeyBar(Widget):
    """The keys of the screen with their actions, in the order of its `active_bindings`; a click presses one.

    If there is no room for all, the last ones are left out, except the very last: help, which lists them all.
    """

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        padding: 0 1;
        background: $footer-background;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[tuple[str, str, str]] | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._look)

    def render(self) -> Content:
        """Return the line."""
        parts = [
            Content.assemble((shown, "bold $accent"), (f" {what}{_GAP}", "$muted"))
            for _, shown, what in self._fitting()
        ]
        return Content("").join(parts)

    def _fitting(self) -> list[tuple[str, str, str]]:
        """Return the keys that fit."""
        if self._keys is None:
            self._keys = self._possible()
        keys = list(self._keys)
        while len(keys) > 1 and sum(map(_width, keys)) > self.content_size.width + len(_GAP):
            del keys[-2]
        return keys

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        end = self.styles.padding.left
        for one in self._fitting():
            end += _width(one)
            if event.x < end:
                self.app.simulate_key(one[0])
                return

    def _look(self, _: Screen[object]) -> None:
        """Draw again if the active keys have changed. Before the first drawing nothing is looked up, which is slow."""
        if self._keys is not None and self._keys != (keys := self._possible()):
            self._keys = keys
            self.refresh()

    def _possible(self) -> list[tuple[str, str, str]]:
        """Return the active keys, each as (key, shown key, description)."""
        keys, seen = [], set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and binding.action not in seen:
                seen.add(binding.action)
                keys.append((binding.key, self.app.get_key_display(binding), binding.description))
        return keys


_GAP = "  "


def _width(key: tuple[str, str, str]) -> int:
    """Return the width in cells of one key with its description and the gap after it."""
    return cell_len(f"{key[1]} {key[2]}{_GAP}")
