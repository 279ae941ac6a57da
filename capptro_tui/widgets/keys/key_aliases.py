"""Keys that stand for another key, in every terminal.

Older terminals send the same for `shift+backspace` as for `backspace`; newer ones tell them apart, which no user wants.
Bar code readers, some terminals and text typed ahead send a line feed for enter; in a field of several lines enter
makes a new line, so there it is the same too.
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
"""Key to the key that it stands for, and that key's character."""


def plain(event: events.Key, own: Container[str] = ()) -> events.Key:
    """Return the key that a key event stands for. Keys in `own`, to which the user has given a meaning, stay."""
    if event.key not in _SAME or event.key in own:
        return event
    return events.Key(*_SAME[event.key])
