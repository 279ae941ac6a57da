"""Phone numbers as people write them: clean and validate a text. Validation and comparison both use this module."""

from __future__ import annotations

import re
from typing import Final

from capptro_tui.text import plain_text
from capptro_tui.text.patterns import pattern

EXTENSION: Final = pattern(
    r"[\s,]*\(?(?:;ext=|\b(?:ext(?:ension|n)?|x|opt(?:ion)?|durchwahl|dw|app(?:arat)?|poste|int|内線)|x|#)"
    r"[:.\s]*\d{1,8}\)?\s*$",
    re.IGNORECASE,
)
"""An extension after a number: `ext 12`, `x12`, `#12`."""

SEVERAL: Final = pattern(r"\s*[/;,|&\n]\s*|\s+(?:or|and|oder|und|ou|et)\s+", re.IGNORECASE)
"""Separator of two numbers in one text."""

FEWEST_DIGITS: Final = 3
MOST_DIGITS: Final = 26
_FEW, _MANY = 6, 15
"""Least and most digits of an ordinary number. (ITU-T E.164 allows 15.)"""

_DASHES = pattern("[\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d]")
_LABEL = pattern(
    r"^\s*(?:(?:tel(?:ephone)?|callto|phone|mob(?:ile)?|cell|fax|office|home|whatsapp)\b[.:\s]*|[tmpf]\s?[.:]+\s*"
    "|[☎☏✆📞📱]\ufe0f?\\s*)",
    re.IGNORECASE,
)
_NOTE = pattern(r"\(\s*[^()\d]*[^\W\d_][^()\d]*\)")
_NUMBER = pattern(r"[+(]?[\d\s().\-/+]*\d[\d\s().\-/]*")


def plain(text: str) -> str:
    """Return a number in plain digits and dashes, without invisible marks, `tel:` and remarks such as `(Dave)`."""
    text = _DASHES.sub("-", plain_text.plain(text))
    return " ".join(_NOTE.sub(" ", _LABEL.sub("", text)).split())


def is_phone(text: str) -> bool:
    """Whether a text is a phone number or several, with or without an extension, a label and a remark."""
    if FEWEST_DIGITS <= _count(plain(text)) <= MOST_DIGITS and _is_number(text):
        return True
    return len(parts := SEVERAL.split(plain(text))) > 1 and all(_count(one) >= _FEW and is_phone(one) for one in parts)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(EXTENSION.sub("", plain(text))))


def oddness(text: str) -> str:
    """Return a sentence that says why a number that can be stored is unusual; "" if it is not."""
    if not _is_number(text):
        return "There are several numbers."
    count = _count(EXTENSION.sub("", plain(text)))
    if count < _FEW:
        return f"{count} digits are few for a phone number."
    if count > _MANY and not re.search(r"\d\s*/\s*\d", text):
        return f"{count} digits are many for a phone number."
    return ""


def _count(text: str) -> int:
    return sum(one.isdigit() for one in text)
