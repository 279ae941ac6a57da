"""Addresses in a pasted text: street, city, state, postcode and country, in the orders of several countries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from capptro_tui.text.legal_forms import STREET_WORDS
from capptro_tui.text.normalise import fold
from capptro_tui.text.pasting.people import is_company
from capptro_tui.text.pasting.proposal import Piece, Proposal
from capptro_tui.text.pasting.words import COUNTIES, COUNTRIES, HOUSE_WORDS, STREETS
from capptro_tui.text.patterns import pattern

_CODE: Final = (
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|ZZ\d\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{2}"
    r"|[A-Z]\d[\dW]\s?[A-Z\d]{4}"
)
"""Postcodes with letters: of the United Kingdom, Canada, the Netherlands and Ireland."""

_CITY_CODE = pattern(rf"(?P<city>[^\d,]*?),?\s*\b(?P<code>{_CODE})")
_CODE_CITY = pattern(
    r"(?:[A-Z]{1,2}\s?[-\u2013]\s?)?(?P<code>\d{4}\s?[A-Z]{2}|\d{4,5}|\d{3}\s\d{2})\s+"
    r"(?P<city>[^\W\d][^\d,]*(?:cedex(?:\s+\d+)?)?)",
    re.IGNORECASE,
)
_CITY_STATE_CODE = pattern(
    r"(?P<city>[^\d,]+?)(?:,\s*|\s+)(?P<state>(?!HR[AB]|VAT|RCS|FN|UID)[A-Z]{2,3}),?\s+(?P<code>\d{5}(?:-\d{4})?|\d{4})"
)
_CITY_STATE_NAME_CODE = pattern(
    r"(?P<city>[^\d,]+?),\s*(?P<state>[A-Z][a-z]+(?: [A-Z][a-z]+)?),?\s+(?P<code>\d{5}(?:-\d{4})?)"
)
_BOX = pattern(r"(?:p\.?\s?o\.?\s?box|postfach|postbus|apartado|case postale|b\.?p\.?(?=\s\d))\b.*", re.IGNORECASE)
_STREET_ENDING = pattern(
    r".*(?:stra(?:ss|ß)e|str\.?|weg|gasse|platz|allee|ring|damm|ufer|markt|straat|laan|gatan|vej)\s*\d.*", re.IGNORECASE
)
_HOUSE_NUMBER = pattern(
    r"\d{1,5}\s?(?:[a-z]|bis|ter)?(?:\s?[-/]\s?\d+\w?)?,?\s+[^\W\d].*"
    r"|[^\W\d].*\s\d{1,3}\s?[a-z]?(?:\s?[-/]\s?(?:top\s?|\w{1,3}\.?\s?)?\d+\w?)*",
    re.IGNORECASE,
)
_NUMBER_ALONE = pattern(r"\d{1,5}\s?(?:[a-z]|bis|ter)?", re.IGNORECASE)
_PART_BREAKS = pattern(r"\s*,\s*|\s+[\u2013\u2014-]\s+|\s+/\s+")
_NO_STREET: Final = frozenset({"no", "nr", "number", "num", "dr"})
"""Words of addresses that stand in many other texts, too."""

_DIGITS_OF_PHONE: Final = 7
_ABOVE: Final = 5
"""Most lines of an address above the one with the postcode."""


def take_address(pieces: Sequence[Piece], found: list[Proposal]) -> list[Piece]:
    """Propose street, city, state, postcode and country, and return the pieces that are none of them."""
    divided = [_parts(piece) for piece in pieces]
    parts = [part for one in divided for part in one]
    place = next((at for at, part in enumerate(parts) if not part.label_is_fixed and _add_place(part, found)), None)
    used = set() if place is None else {place}
    for at, part in enumerate(parts):
        near = place is not None and 0 < at - place < 3
        if at not in used and (near or place is None) and _is_country(part.text):
            found.append(part.proposed("country"))
            used.add(at)
            break
    if place is not None:
        used |= _take_town(parts, place, used, found)
    lines = _street_lines(parts, place, used)
    if lines:
        text = ", ".join(parts[at].text for at in lines)
        found.append(parts[lines[0]].proposed("street", text))
        town = lines[-1] + 1
        if (
            place is None
            and town < len(parts)
            and parts[town].line == parts[town - 1].line
            and _may_be_town(parts[town])
        ):
            found.append(parts[town].proposed("city"))
            used.add(town)
    left = [part for at, part in enumerate(parts) if at not in used and at not in lines]
    return [each for piece, of_it in zip(pieces, divided, strict=True) for each in _left_of(piece, of_it, left)]


def _left_of(piece: Piece, parts: list[Piece], left: list[Piece]) -> list[Piece]:
    """Return the parts of a piece that are left; the piece itself if all are."""
    found = [part for part in parts if any(part is each for each in left)]
    return [piece] if len(found) == len(parts) else found


def _parts(piece: Piece) -> list[Piece]:
    """Divide an address in one line: `14 Example Lane, Leeds, LS1 1AA`. Other texts stay whole."""
    if piece.label_is_fixed:
        return [piece]
    if len(texts := _without_country(piece.text)) > 1:
        return [part for text in texts for part in _parts(piece.part(text))]
    texts = [text for text in _PART_BREAKS.split(piece.text) if text]
    if len(texts) < 2 or _place(piece.text):
        return [piece]
    for at in range(len(texts) - 2, -1, -1):
        # `Dover, DE 19999` and `12, rue de l'Exemple` are one part each.
        if (
            _CITY_STATE_CODE.fullmatch(both := ", ".join(texts[at : at + 2]))
            or _CITY_STATE_NAME_CODE.fullmatch(both)
            or (_NUMBER_ALONE.fullmatch(texts[at]) and not _place(texts[at + 1]))
        ):
            texts[at : at + 2] = [both]
    texts = [part for text in texts for part in _without_country(text)]
    follows_name = not any(map(str.isdigit, texts[0])) and any(map(is_street_text, texts[1:]))
    is_address = any(map(_place, texts)) or (follows_name and not is_street_text(texts[0]))
    return [piece.part(text) for text in texts] if is_address else [piece]


def _without_country(text: str) -> list[str]:
    """Return a text that ends in a country after a postcode as the two; any other text alone."""
    words = text.split()
    for count in range(1, min(4, len(words))):
        head, tail = " ".join(words[:-count]).rstrip(","), " ".join(words[-count:])
        if _is_country(tail) and _place(head):
            return [head, tail]
    return [text]


def _is_country(text: str) -> bool:
    folded = fold(text)
    return folded in COUNTRIES and (len(folded) > 3 or text.isupper())


def _place(text: str) -> re.Match[str] | None:
    """Return the city, state and postcode in a text such as `Dover, DE 19999`, `01099 Dresden` or `York YO1 7HH`."""
    if found := _CODE_CITY.fullmatch(text):
        last = fold(found["city"]).split()[-1]
        is_street = last in _STREET_LAST or last.endswith(("strasse", "str", "straat", "weg"))
        return None if is_street or is_company(text) else found
    return _CITY_STATE_CODE.fullmatch(text) or _CITY_STATE_NAME_CODE.fullmatch(text) or _CITY_CODE.fullmatch(text)


_STREET_LAST: Final = frozenset(
    word for word in (*STREET_WORDS, *STREET_WORDS.values(), *STREETS) if len(word) > 1 and word not in _NO_STREET
)


def _add_place(piece: Piece, found: list[Proposal]) -> bool:
    """Propose city, state and postcode of a piece; False if it has no postcode."""
    if not (place := _place(piece.text)):
        return False
    parts = {"city": "", "state": "", **place.groupdict()}
    if fold(parts["city"]) in COUNTIES:  # the town stands before it
        parts["city"], parts["state"] = "", parts["city"]
    for field, value in (("city", parts["city"]), ("state", parts["state"]), ("postcode", parts["code"])):
        if value:
            found.append(piece.proposed(field, value.strip(" ,")))
    return True


def _take_town(parts: list[Piece], place: int, used: set[int], found: list[Proposal]) -> set[int]:
    """Propose county and town from the lines above a postcode that stands alone; return their places."""
    taken: set[int] = set()
    fields = {one.field for one in found}
    above = place - 1
    if "state" not in fields and above >= 0 and _is_county(parts[above].text):
        found.append(parts[above].proposed("state"))
        taken.add(above)
        above -= 1
    if "city" not in fields and above >= 0 and above not in used and _may_be_town(parts[above]):
        found.append(parts[above].proposed("city"))
        taken.add(above)
    return taken


def _is_county(text: str) -> bool:
    folded = fold(text)
    return folded in COUNTIES or folded.startswith(("co ", "county "))


def _may_be_town(piece: Piece) -> bool:
    has_digit = any(map(str.isdigit, piece.text))
    return not (has_digit or piece.label not in ("", "street") or is_street_text(piece.text) or is_company(piece.text))


def _street_lines(parts: list[Piece], place: int | None, used: set[int]) -> list[int]:
    """Return the places of the lines of the street: from the first such line to the one with the postcode."""
    free = [at for at, part in enumerate(parts) if at not in used and not part.label_is_fixed]
    if place is None:
        first = next((at for at in free if _is_street(parts[at])), None)
        return [] if first is None else [at for at in free if first <= at < first + 3 and _is_street(parts[at])]
    near = [at for at in free if place - _ABOVE <= at < place]
    first = next((at for at in near if _is_street(parts[at]) or _is_street_here(parts, at)), None)
    if first is None:
        return [at for at in free if place < at <= place + 2 and _is_street(parts[at])]
    if first - 1 in near and _names_a_house(parts[first - 1]):
        first -= 1
    return [at for at in near if at >= first and (at == first or _may_follow_street(parts[at]))]


def _may_follow_street(piece: Piece) -> bool:
    """Whether a line below the first one of a street belongs to it: a part of the town, or a box."""
    return ":" not in piece.text and sum(map(str.isdigit, piece.text)) < _DIGITS_OF_PHONE and not is_company(piece.text)


def _is_street(piece: Piece) -> bool:
    return piece.label == "street" or is_street_text(piece.text)


def _is_street_here(parts: list[Piece], at: int) -> bool:
    """Whether a line above a postcode is a street by its house number, or by its last word: `High Street`."""
    text = parts[at].text
    if at > 0 and len(words := fold(text).split()) in (2, 3, 4) and words[-1] in _STREET_LAST:
        return not any(map(str.isdigit, text))
    return bool(_HOUSE_NUMBER.fullmatch(text)) and ":" not in text and not is_company(text)


def _names_a_house(piece: Piece) -> bool:
    """Whether a line names the house of the street below it: `The Old Forge`, `Testham Business Park`."""
    words = fold(piece.text).split()
    return (
        bool({words[0], words[-1]} & HOUSE_WORDS) and not is_company(piece.text) and piece.line > 1 and not piece.label
    )


def is_street_text(text: str) -> bool:
    """Whether a text is a line of a street address: a box, or a number and a word of an address."""
    if _BOX.fullmatch(text) or _STREET_ENDING.fullmatch(text):
        return True
    if len(text) > 80 or not any(map(str.isdigit, text)):
        return False
    return any(word in _STREET_LAST for word in fold(text).split())
