"""Text reduced to its visible characters: no invisible marks, half-width signs, western digits."""

from __future__ import annotations

import unicodedata

from capptro_tui.text.patterns import pattern

_INVISIBLE = pattern("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def plain(text: str) -> str:
    """Return a text without invisible marks, with half-width signs and the digits 0 to 9."""
    if text.isascii():
        return text
    return "".join(map(_plain_character, _INVISIBLE.sub("", text)))


def _plain_character(one: str) -> str:
    if one.isdecimal():
        return str(unicodedata.decimal(one))
    return unicodedata.normalize("NFKC", one) if "\uff01" <= one <= "\uff5e" else one
