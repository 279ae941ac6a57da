"""Values as cells of a CSV file that a spreadsheet opens without running anything."""

from __future__ import annotations

import json
from typing import Any

from capptro_tui.text.patterns import pattern

_STARTS_FORMULA = ("=", "@", "+", "-", "\t", "\r", "\n")
_NUMBER_OR_PHONE = pattern(r"[+-]?[\d ().,/-]*")
"""A text that may begin with a sign and is no formula: `-45.00`, `+44 1632 960111`."""


def csv_cell(value: Any) -> str:
    """Return a value of JSON as the text of a cell.

    Nothing is empty, a yes or no is a word, an object is JSON. A spreadsheet takes a cell that begins with `=`, `@`,
    `+`, `-`, a tab or a line break for a formula, which may call other programs; such a text begins with an apostrophe
    here, as OWASP advises and other exporters do. Numbers and phone numbers stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    text = str(value)
    if text.startswith(_STARTS_FORMULA) and not (text[0] in "+-" and _NUMBER_OR_PHONE.fullmatch(text)):
        return f"'{text}"
    return text
