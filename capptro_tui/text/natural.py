"""Natural sort order for texts with numbers in them: Job 9 before Job 10."""

from __future__ import annotations

import re

from capptro_tui.text.patterns import pattern

_LONGEST = 200
"""Number of leading characters that decide the order."""

_DIGITS = pattern(r"\d+")


def natural_key(text: str) -> str | None:
    """Return a text that sorts character by character in natural order; None if the given text already does.

    Each number is preceded by its count of digits without leading zeros, so that the longer number is the larger one.

    >>> natural_key("Job 9"), natural_key("Job 10"), natural_key("Job")
    ('Job 19', 'Job 210', None)
    """
    key = _DIGITS.sub(_with_length, text[:_LONGEST])
    return key if key != text[:_LONGEST] else None


def _with_length(found: re.Match[str]) -> str:
    digits = str(int(found[0]))
    nines, rest = divmod(len(digits) if digits != "0" else 0, 9)
    return f"{'9' * nines}{rest}{digits}"
