"""Suggestions for a mistyped name: “Did you mean …?”."""

from __future__ import annotations

from collections.abc import Iterable

_LIKENESS = 0.65
"""The least likeness of two names, from 0 to 1: two letters in three must be in both, in the same order."""


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known name that is most like a word; "" if none is like it. Case, `_` and `-` make no difference."""
    names = {_folded(name): name for name in known}
    wanted = _folded(word)
    if wanted in names:
        return names[wanted]
    if len(wanted) > 1 and len(begun := [name for name in names if name.startswith(wanted)]) == 1:
        return names[begun[0]]
    from difflib import get_close_matches  # late, for the start

    found = get_close_matches(wanted[:100], names, 1, _LIKENESS)
    return names[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean “name”?` to put behind a sentence; "" if no known name is like the word."""
    name = closest(word, known)
    return f" Did you mean “{name}”?" if name else ""


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "-").replace(" ", "-")
