"""Names of keys for people."""

from __future__ import annotations

from textual.keys import format_key


def key_name(key: str) -> str:
    """Return a key of a binding as it is written for people: `ctrl+s`, `esc`, `?`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, last if last == "enter" else format_key(last)])
