"""Leading zeros that a spreadsheet has taken away. They are proposed, never put back unasked."""

from __future__ import annotations

from capptro_tui.exchange.understanding.vocabulary.words import POSTCODE_LENGTHS, ZERO_REGIONS
from capptro_tui.text.phones import phone_key

ZERO_RESTORED = "the lost leading zero is put back"
_SHORTEST_PHONE = 8


def lost_zero_of_phone(text: str, region: str) -> str:
    """Return a bare number with its leading zero; "" if it has lost none.

    Args:
        text: the number as it stands.
        region: two-letter country of the numbers.
    """
    if not text.isascii() or not text.isdigit() or text[0] == "0" or len(text) < _SHORTEST_PHONE:
        return ""
    if region not in ZERO_REGIONS:
        return ""
    key = phone_key(text, region)
    return f"0{text}" if key != text and key == phone_key(f"0{text}", region) else ""


def lost_zero_of_postcode(text: str, region: str) -> str:
    """Return a postcode with its leading zero; "" if it has lost none."""
    is_short = text.isascii() and text.isdigit() and len(text) + 1 == POSTCODE_LENGTHS.get(region)
    return f"0{text}" if is_short else ""


def zero_question(header: str, text: str, whole: str) -> str:
    """Return the question about a value."""
    return f"“{text}” under “{header}” has probably lost its leading zero: is it {whole}?"
