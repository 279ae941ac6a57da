"""A contact card (vCard) that was pasted as text: the properties of the first card, as proposals.

Files of cards are read by the import. A card as text comes from mail programs and from codes that a phone has scanned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from capptro_tui.text.pasting.proposal import ASIDE, NOTE, Proposal
from capptro_tui.text.patterns import pattern

_BEGIN, _END = "BEGIN:VCARD", "END:VCARD"
_PROPERTY = pattern(r"(?:item\d+\.)?(?P<name>[A-Za-z-]+)(?P<options>(?:;[^:]*)?):(?P<value>.*)")
_ESCAPED = pattern(r"\\([\\,;nN])")
_PART = pattern(r"(?:[^\\;]|\\.?)*")
"""A part of a value, up to a semicolon without a sign before it."""
_FIELDS: Final = {
    "FN": "person", "ORG": "company", "TITLE": "role", "ROLE": "role", "EMAIL": "email", "URL": "website", "NOTE": NOTE,
}  # fmt: skip
_ADDRESS: Final = ("box", "extended", "street", "city", "state", "postcode", "country")
"""The parts of an address on a card, in their order."""


def is_card(text: str) -> bool:
    """Whether a text begins with a card."""
    return text.lstrip()[: len(_BEGIN)].upper() == _BEGIN


def card_proposals(lines: Sequence[tuple[int, str]]) -> list[Proposal]:
    """Return the proposals for the lines of a card. What follows the first card is an aside.

    Args:
        lines: each with its number.
    """
    found: list[Proposal] = []
    is_first = True
    for number, line in lines:
        found += _of_line(number, line) if is_first else [Proposal(ASIDE, line, number, line)]
        is_first = is_first and line.upper() != _END
    companies = {one.value for one in found if one.field == "company"}
    # The name on the card of a company is that of the company.
    return [one for one in found if one.field != "person" or one.value not in companies]


def _of_line(number: int, line: str) -> Iterator[Proposal]:
    shape = _PROPERTY.fullmatch(line)
    name, options = (shape["name"].upper(), shape["options"].upper()) if shape else ("", "")
    value = shape["value"].strip() if shape else ""
    if name == "ADR" and value:
        yield from _address(number, line, value)
    elif name == "TEL" and value:
        field = "mobile" if "CELL" in options else "fax" if "FAX" in options else "phone"
        yield Proposal(field, value.removeprefix("tel:"), number, line)
    elif name in _FIELDS and value and "QUOTED-PRINTABLE" not in options:
        text = ", ".join(filter(None, _parts(value))) if name == "ORG" else _plain(value)
        yield Proposal(_FIELDS[name], text, number, line)
    else:
        yield Proposal(ASIDE, line, number, line)


def _address(number: int, line: str, value: str) -> Iterator[Proposal]:
    given = _parts(value)
    parts = dict(zip(_ADDRESS, given, strict=False))
    street = ", ".join(text for name in _ADDRESS[:3] if (text := parts.pop(name, "")))
    for field, text in {"street": street, **parts}.items():
        if text:
            yield Proposal(field, text, number, line)
    if more := ", ".join(filter(None, given[len(_ADDRESS) :])):
        yield Proposal(ASIDE, more, number, line)


def _parts(value: str) -> list[str]:
    """Return the parts of a value, which semicolons divide."""
    found, place = [], 0
    while place <= len(value):
        part = _PART.match(value, place)
        assert part is not None  # it may be empty
        found.append(_plain(part[0]))
        place = part.end() + 1
    return found


def _plain(value: str) -> str:
    """Return a value without the signs that cards put before commas, semicolons and line breaks."""
    text = _ESCAPED.sub(lambda sign: ", " if sign[1] in "nN" else sign[1], value)
    return " ".join(text.split())
