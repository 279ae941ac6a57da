"""A signature or address block that was pasted: propose the field of a customer that each piece of it belongs to.

Nothing is taken by this: every proposal says the line it came from, and people take or leave it. A line that fits no
field is proposed as a note, so that all that was pasted is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from capptro_tui.text.emails import is_strict
from capptro_tui.text.legal_forms import LEADING_FORMS, STREET_WORDS, TRAILING_FORMS
from capptro_tui.text.normalise import fold
from capptro_tui.text.patterns import pattern
from capptro_tui.text.phone_shape import is_phone

MOST_LINES: Final = 60
MOST_CHARACTERS: Final = 5000
_LONGEST: Final = 200
"""Characters of the longest line that is looked at. A longer one is prose, and a note."""

_EMAIL = pattern(r"(?:mailto:)?<?([^\s<>()\[\],;:|]+@[^\s<>()\[\],;:|]+\.[^\s<>()\[\],;:|]*\w)>?", re.IGNORECASE)
_WEB = pattern(r"(?:https?://|www\.)[^\s<>|,;]*[\w/]", re.IGNORECASE)
_BARE_DOMAIN = pattern(r"(?:[\w-]+\.)+(?:com|net|org|biz|info|example|co\.\w\w|[a-z]{2})(?:/\S*)?", re.IGNORECASE)
_LABELS: Final = {
    "phone": "tel telephone phone telefon t p ph office direct work main tél téléphone teléfono",
    "mobile": "mobile mob m cell cellphone mobil handy portable móvil",
    "fax": "fax f telefax",
    "email": "email e-mail e mail courriel correo",
    "website": "web website w www url internet homepage",
    "company": "company firm firma business organisation organization",
    "person": "name contact kontakt attn attention",
    "street": "address street strasse straße adresse",
}
_FIELD_OF: Final = {word: field for field, words in _LABELS.items() for word in words.split()}
_LABEL = pattern(
    rf"\b({'|'.join(sorted(map(re.escape, _FIELD_OF), key=len, reverse=True))})\b\s*(?:\([^)\d]*\))?"
    r"(?:\s*\.?\s*:|\.?(?=\s*\+?[\d(][\d ()/.-]{6,}))\s*",
    re.IGNORECASE,
)
_BREAKS = pattern(r"\s*[|•·‣▪]\s*|\t+|\s{3,}")
_CLOSING = pattern(
    r"(?:kind|best|warm|many)?\s*(?:regards|wishes|thanks|cheers)|(?:yours )?(?:sincerely|faithfully)|thank you"
    r"|mit freundlichen gr(?:ü|ue)(?:ß|ss)en|cordialement|saludos|sent from my .*|-+|_+|=+|\*+",
    re.IGNORECASE,
)

_CODE: Final = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|ZZ\d\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{2}"
"""Postcodes with letters: of the United Kingdom, Canada and the Netherlands."""

_CITY_CODE = pattern(rf"(?P<city>.*?)[\s,]*\b(?P<code>{_CODE})")
_CODE_CITY = pattern(r"(?:[A-Z]{1,2}-)?(?P<code>\d{4}\s?[A-Z]{2}|\d{4,5}|\d{3}\s\d{2})\s+(?P<city>[^\W\d][^\d,]*)")
_CITY_STATE_CODE = pattern(r"(?P<city>[^\d,]+?)(?:,\s*|\s+)(?P<state>[A-Z]{2,3})\s+(?P<code>\d{5}(?:-\d{4})?|\d{4})")
_BOX = pattern(r"(?:p\.?\s?o\.?\s?box|postfach|postbus|apartado)\b.*", re.IGNORECASE)
_STREET_ENDING = pattern(r".*(?:stra(?:ss|ß)e|str\.|weg|gasse|platz|allee|straat|laan|gatan|vej)\s*\d.*", re.IGNORECASE)
_ROLE = pattern(
    r".*\b(?:manager|director|owner|partner|engineer|technician|assistant|secretary|accountant|head of|ceo|cfo|cto"
    r"|president|founder|proprietor|receptionist|sales|geschäftsführer(?:in)?|inhaber(?:in)?|leiter(?:in)?"
    r"|directeur|gérant|administrator|supervisor|foreman|buyer)\b.*",
    re.IGNORECASE,
)
_PERSON = pattern(r"(?:[^\W\d_][\w'\u2019.-]*\s+){1,4}[^\W\d_][\w'\u2019.-]*")
_COMPANY_WORDS: Final = frozenset(
    {
        *("sons", "brothers", "bros", "group", "services", "solutions", "partners", "associates", "heating"),
        *("plumbing", "electrical", "builders", "construction", "cleaning", "holdings", "industries", "supplies"),
        *("supply", "shop", "store", "restaurant", "hotel", "school", "college", "university", "hospital", "clinic"),
        *("club", "church", "council", "agency", "studio", "garage", "centre", "center"),
    }
)
"""Words of company names, as `fold` leaves them."""

_COUNTRIES: Final = frozenset(
    {
        *("uk", "united kingdom", "great britain", "england", "scotland", "wales", "northern ireland", "ireland"),
        *("usa", "united states", "us", "canada", "germany", "deutschland", "france", "austria", "osterreich"),
        *("switzerland", "schweiz", "netherlands", "nederland", "belgium", "spain", "espana", "italy", "italia"),
        *("australia", "new zealand", "poland", "polska"),
    }
)
"""Names of countries, as `fold` leaves them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a field, with the line of the text that has it.

    Attributes:
        field: "company", "person", "role", "phone", "mobile", "fax", "email", "website", "street", "city", "state",
            "postcode", "country", or "note" for all other texts.
        value: the text for the field.
        line: number of the line, from 1; that of the first one for a street of several lines.
        source: the line as it was pasted.
    """

    field: str
    value: str
    line: int
    source: str


@dataclass(slots=True)
class _Piece:
    """A part of a line that is not assigned yet."""

    text: str
    line: int
    source: str
    label: str = ""
    said: str = ""

    def proposed(self, field: str, value: str = "") -> Proposal:
        """Return the proposal of this piece for a field. A note keeps the label that it had."""
        text = self.said + self.text if field == "note" else self.text
        return Proposal(field, value or text, self.line, self.source)


def proposals(text: str) -> list[Proposal]:
    """Return the proposals for a text, in the order of its lines.

    Args:
        text: several lines; of a longer text the first MOST_LINES lines and MOST_CHARACTERS characters are looked at.
    """
    found: list[Proposal] = []
    rest: list[_Piece] = []
    for piece in _pieces(text[:MOST_CHARACTERS]):
        if reached := _reach(piece):
            found.append(reached)
        else:
            rest.append(piece)
    rest = _take_address(rest, found)
    _take_names(rest, found)
    return sorted(found, key=lambda one: one.line)


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the pieces of the lines: between labels and separators, and each address or web address alone."""
    for number, source in enumerate(text.splitlines()[:MOST_LINES], 1):
        if len(source) > _LONGEST:
            yield _Piece(source.strip(), number, source.strip(), "note")
            continue
        for part in _BREAKS.split(source):
            yield from _between_labels(part, number, source.strip())


def _between_labels(part: str, number: int, source: str) -> Iterator[_Piece]:
    label, said, start = "", "", 0
    for mark in (*_LABEL.finditer(part), None):
        for piece in _without_links(part[start : mark.start() if mark else len(part)], number, source):
            piece.label, piece.said = piece.label or label, said
            yield piece
        if mark:
            label, said, start = _FIELD_OF[mark[1].lower()], mark[0], mark.end()


def _without_links(text: str, number: int, source: str) -> Iterator[_Piece]:
    """Yield the e-mail and web addresses of a text, and what is left of it."""
    for field, shape in (("email", _EMAIL), ("website", _WEB)):
        for link in shape.finditer(text):
            yield _Piece(link[1] if field == "email" else link[0], number, source, field)
        text = shape.sub(" ", text)
    text = " ".join(text.split()).strip(" ,;\u2013\u2014<>/")
    if text and not _CLOSING.fullmatch(text.rstrip(",.!")):
        yield _Piece(text, number, source)


def _reach(piece: _Piece) -> Proposal | None:
    """Return the proposal of a piece that is a phone, an e-mail, a web address, or labelled as another field."""
    if piece.label == "note":
        return piece.proposed("note")
    if piece.label == "email" or "@" in piece.text:
        return piece.proposed("email") if is_strict(piece.text) else None
    if piece.label == "website" or _BARE_DOMAIN.fullmatch(piece.text):
        return piece.proposed("website") if "." in piece.text else None
    digits = sum(map(str.isdigit, piece.text))
    if is_phone(piece.text) and digits >= (3 if piece.label else 7):
        return piece.proposed(piece.label if piece.label in ("mobile", "fax") else "phone")
    return piece.proposed(piece.label) if piece.label in ("company", "person") else None


def _take_address(pieces: list[_Piece], found: list[Proposal]) -> list[_Piece]:
    """Propose street, city, state, postcode and country, and return the pieces that are none of them."""
    pieces = [part for piece in pieces for part in _comma_parts(piece)]
    place = next((at for at, piece in enumerate(pieces) if _add_place(piece, found)), None)
    used = set() if place is None else {place}
    for at, piece in enumerate(pieces):
        if fold(piece.text) in _COUNTRIES and (place is None or at > place):
            found.append(piece.proposed("country"))
            used.add(at)
    streets = [at for at, piece in enumerate(pieces) if at not in used and _is_street(piece)]
    if place is not None and not any(one.field == "city" for one in found) and place - 1 not in (*streets, *used, -1):
        found.append(pieces[place - 1].proposed("city"))
        used.add(place - 1)
    if streets:
        lines = range(streets[0], streets[-1] + 1) if streets[-1] - streets[0] < 4 else streets
        taken = [at for at in lines if at not in used]
        found.append(pieces[streets[0]].proposed("street", ", ".join(pieces[at].text for at in taken)))
        used |= set(taken)
    return [piece for at, piece in enumerate(pieces) if at not in used]


def _comma_parts(piece: _Piece) -> list[_Piece]:
    """Divide an address in one line: `14 Example Lane, Leeds, LS1 1AA`. Other texts stay whole."""
    parts = [part.strip() for part in piece.text.split(",")]
    if len(parts) < 2 or _CITY_STATE_CODE.fullmatch(piece.text):
        return [piece]
    if _CITY_STATE_CODE.fullmatch(", ".join(parts[-2:])):
        parts[-2:] = [", ".join(parts[-2:])]
    is_address = any(_place(part) for part in parts) or any(map(_is_street_text, parts))
    return [_Piece(part, piece.line, piece.source) for part in parts if part] if is_address else [piece]


def _place(text: str) -> re.Match[str] | None:
    """Return the city, state and postcode in a text such as `Dover, DE 19999`, `01099 Dresden` or `York YO1 7HH`."""
    return _CITY_STATE_CODE.fullmatch(text) or _CODE_CITY.fullmatch(text) or _CITY_CODE.fullmatch(text)


def _add_place(piece: _Piece, found: list[Proposal]) -> bool:
    """Propose city, state and postcode of a piece; False if it has no postcode."""
    if not (place := _place(piece.text)):
        return False
    for field, group in (("city", "city"), ("state", "state"), ("postcode", "code")):
        if value := place.groupdict().get(group):
            found.append(piece.proposed(field, value.strip(" ,")))
    return True


def _is_street(piece: _Piece) -> bool:
    return piece.label == "street" or _is_street_text(piece.text)


def _is_street_text(text: str) -> bool:
    """Whether a text is a line of a street address: a box, or a number and a word of an address."""
    if _BOX.fullmatch(text) or _STREET_ENDING.fullmatch(text):
        return True
    words = fold(text).split()
    has_number = any(char.isdigit() for char in text)
    return has_number and any(word in STREET_WORDS or word in STREET_WORDS.values() for word in words if len(word) > 1)


def _take_names(pieces: list[_Piece], found: list[Proposal]) -> None:
    """Propose company, person and role; the rest are notes. The first line that may be a person's name is one."""
    fields = {one.field for one in found}
    for piece in (part for one in pieces for part in _person_and_role(one)):
        field = "note"
        if "company" not in fields and _is_company(piece.text):
            field = "company"
        elif "role" not in fields and _ROLE.fullmatch(piece.text):
            field = "role"
        elif "person" not in fields and _PERSON.fullmatch(piece.text) and piece.text[0].isupper():
            field = "person"
        fields.add(field)
        found.append(piece.proposed(field))


def _person_and_role(piece: _Piece) -> list[_Piece]:
    """Divide `Ann Example, Managing Director`. Other texts stay whole."""
    person, comma, role = piece.text.partition(", ")
    if comma and _PERSON.fullmatch(person) and _ROLE.fullmatch(role) and not _is_company(piece.text):
        return [_Piece(person, piece.line, piece.source), _Piece(role, piece.line, piece.source)]
    return [piece]


def _is_company(text: str) -> bool:
    words = fold(text).split()
    if len(words) < 2:
        return False
    ends = any("".join(words[at:]) in TRAILING_FORMS for at in range(1, len(words)))
    return ends or words[0] in LEADING_FORMS or bool(_COMPANY_WORDS & set(words))
