"""Keys that are another key, whatever the terminal makes of them.

Older terminals send the same for `shift+backspace` as for `backspace`; newer ones tell them apart, and nobody means to.
A line feed is what bar code readers, some terminals and text typed ahead have for enter; in a field of several lines
enter makes a new line, so there it is the same too.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from textual import events

_SAME: Final = {
    "ctrl+j": ("enter", "\r"),
    "ctrl+m": ("enter", "\r"),
    "shift+enter": ("enter", "\r"),
    "ctrl+i": ("tab", "\t"),
    "ctrl+h": ("backspace", "\x7f"),
    "shift+backspace": ("backspace", "\x7f"),
    "shift+delete": ("delete", None),
    "shift+space": ("space", " "),
    "shift+escape": ("escape", "\x1b"),
    "ctrl+left_square_bracket": ("escape", "\x1b"),
    # The framework deletes the word to the right of the cursor with these.
    "ctrl+backspace": ("ctrl+w", None),
    "alt+backspace": ("ctrl+w", None),
}
"""Keys, and which key with which character each of them is."""


def plain(event: events.Key, own: Container[str] = ()) -> events.Key:
    """The key that is meant. `own` are keys that the user has given a meaning; those stay as they are."""
    if event.key not in _SAME or event.key in own:
        return event
    return events.Key(*_SAME[event.key])
