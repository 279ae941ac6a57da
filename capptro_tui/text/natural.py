"""The order of people for texts with numbers in them: Job 9 before Job 10."""

from __future__ import annotations

import re

from capptro_tui.text.patterns import pattern

_LONGEST = 200
"""Characters that decide the order."""

_DIGITS = pattern(r"\d+")


def natural_key(text: str) -> str | None:
    """A text that sorts, letter by letter, as the given one does by its numbers; None where that one does so itself.

    Before each number stands how many digits it has, leading zeros left out: the longer number is the larger one.

    >>> natural_key("Job 9"), natural_key("Job 10"), natural_key("Job")
    ('Job 19', 'Job 210', None)
    """
    key = _DIGITS.sub(_with_length, text[:_LONGEST])
    return key if key != text[:_LONGEST] else None


def _with_length(found: re.Match[str]) -> str:
    digits = str(int(found[0]))
    nines, rest = divmod(len(digits) if digits != "0" else 0, 9)
    return f"{'9' * nines}{rest}{digits}"
