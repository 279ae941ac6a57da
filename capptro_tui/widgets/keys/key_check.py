"""Check a key from the config file: it must exist, and terminals must send it."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Final, NamedTuple

from textual.binding import Binding
from textual.keys import REPLACED_KEYS as KEYS_BY_NAME
from textual.keys import Keys, key_to_character

_MODIFIERS: Final = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_OTHER_NAMES: Final = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "page_up": "pageup",
    "pgdn": "pagedown", "pgdown": "pagedown", "page_down": "pagedown", "spacebar": "space", "backtab": "shift+tab",
    "control": "ctrl", "option": "alt", "cmd": "super", "command": "super", "win": "super",
}  # fmt: skip
"""Other names of keys, with their names here."""

_TAKEN: Final = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+left_square_bracket": "escape",
}
"""Keys that nearly all terminals send as another key."""


class CheckedKey(NamedTuple):
    """A key as the program names it, and a sentence about its problem. `key` is "" if there is a problem."""

    key: str
    problem: str


def check_key(text: str) -> CheckedKey:
    """Check a key of the config file and return it as bindings name it: `?` is `question_mark`."""
    key = text.strip()
    *modifiers, last = [key] if len(key) == 1 else key.split("+")
    if not last:
        return CheckedKey("", f"“{key}” is no key." if key else "a key is missing.")
    wrong = next((one for one in modifiers if one not in _MODIFIERS), "")
    if wrong or len(set(modifiers)) < len(modifiers):
        meant = f" Perhaps “{_OTHER_NAMES[wrong.lower()]}” is meant." if wrong.lower() in _OTHER_NAMES else ""
        return CheckedKey("", f"“{key}” is no key: before a + stand ctrl, alt or shift, each once.{meant}")
    named = last if last in _names() else _name_of_character(last)
    if not named:
        return CheckedKey("", f"“{key}” is no key.{_meant(last)}")
    if problem := _never_sent(key, set(modifiers), named):
        return CheckedKey("", problem)
    return CheckedKey("+".join([*modifiers, named]), "")


def _never_sent(key: str, modifiers: set[str], named: str) -> str:
    """Return a sentence that says why no terminal sends a key; "" if one does."""
    letter = named if len(named) == 1 and named.isalpha() else ""
    if modifiers == {"shift"} and named not in _names():
        better = f"write “{letter.upper()}”" if letter else "write the character that it makes"
        return f"no terminal sends “{key}”: {better}."
    if modifiers and letter.isupper():
        return f"no terminal sends “{key}”: write “{'+'.join([*sorted(modifiers), letter.lower()])}”."
    if other := _TAKEN.get("+".join([*sorted(modifiers), named])):
        return f"terminals send “{other}” for “{key}”: choose another key."
    if modifiers & {"super", "hyper", "meta"}:
        return f"“{key}” does not reach a program in a terminal: choose a key with ctrl or alt."
    return ""


def _name_of_character(text: str) -> str:
    """Return the name of the key for a character, given by itself or by its name; "" if there is none."""
    character = text if len(text) == 1 else key_to_character(KEYS_BY_NAME.get(text, text))
    if character is None or not character.isprintable() or character == " ":
        return ""
    return next(iter(Binding.make_bindings([Binding(character, "")]))).key


@cache
def _names() -> frozenset[str]:
    """Return the names, without modifiers, of keys that make no character, and of the space bar."""
    names = (key.value.rpartition("+")[2] for key in Keys)
    found = frozenset(name for name in names if len(name) > 1 and "<" not in name)
    return (found - {"return"} | {"space"}) - KEYS_BY_NAME.keys()


def _meant(last: str) -> str:
    low = last.lower()
    known = _OTHER_NAMES.get(low) or (low if low in _names() else "")
    close = [known] if known else get_close_matches(low, sorted(_names()), 1)
    return f" Perhaps “{close[0]}” is meant." if close else ""
