"""Columns of cards, named as Google Contacts names those of its CSV: "Organization Name", "Phone 1 - Value"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import unquote

from capptro_tui.exchange.formats.vcard.content_lines import (
    MEDIA,
    OWN_CUSTOMER,
    OWN_DATABASE,
    OWN_PRODUCT,
    ContentLine,
    split,
    unescaped,
)
from capptro_tui.services.importing.origins import is_mark
from capptro_tui.text.patterns import pattern

_SEVERAL: Final = " ::: "
"""Separator of several values in one cell, as Google writes it."""

_OWN_ADDRESS: Final = ("Street", "City", "State", "Postcode", "Country")
_OWN_PLACE: Final = ("Latitude", "Longitude")
"""Columns of the addresses of this program's own cards, and of their coordinates; the kind is before each."""

_OWN_ALT_PHONE: Final = "Alt Phone"
_ALT_TYPES: Final = frozenset({"work", "voice"})
"""Types of the second number of a customer on its own card: the first one is preferred besides."""

IDENTITY: Final = "UID"
"""The column of the identity that another program gives a card."""

OWN_NUMBER: Final = "Capptro Number"
"""The column of the number of a customer of this program: on its own card, and on those of its contacts."""

OWN_MARK: Final = "Capptro Database"
"""The column of the mark of the database in which that number holds."""

OWN_EMAIL: Final = "Capptro E-mail"
"""The column of the e-mail addresses of a customer or contact of this program: its field may hold several."""

_SINGLE: Final = (
    *("Name", "First Name", "Middle Name", "Last Name", "Phonetic First Name", "Phonetic Last Name"),
    *("Name Prefix", "Name Suffix", "Nickname", "Organization Name", "Organization Title", "Department"),
    *("Birthday", "Notes", "Labels", IDENTITY, "Category"),
    *(OWN_NUMBER, OWN_MARK, OWN_EMAIL, _OWN_ALT_PHONE),
    *(f"{kind} {part}" for kind in ("Billing", "Shipping") for part in (*_OWN_ADDRESS, *_OWN_PLACE)),
)
_NUMBERED: Final = ("E-mail", "Phone", "Address", "Relation", "Website", "Event", "Custom Field")
_ADDRESS: Final = ("PO Box", "Extended Address", "Street", "City", "Region", "Postal Code", "Country")
"""Parts of an address, in their order. (RFC 6350, 6.3.1)"""

_INNER: Final = ("Label", "Value", "Formatted", "Street", "City", "PO Box", "Region", "Postal Code", "Country")

_TECHNICAL: Final = frozenset(
    {
        *("PRODID", "REV", "X-ABADR", "X-ABUID", "CLIENTPIDMAP", "SOURCE", "MAILER", "PROFILE", "CLASS"),
        *("SORT-STRING", "X-IMAGEHASH", "X-IMAGETYPE", "AGENT"),
    }
)
"""Properties that say nothing about the person or company. They are left out."""

_OWN_PROPERTIES: Final = frozenset({OWN_DATABASE, OWN_CUSTOMER})
"""Properties that tell where a card of this program comes from. On cards of other programs they are left out."""

_READ: Final = frozenset({"VERSION", "KIND", "X-ABLABEL", "X-ABSHOWAS"})
"""Properties that decide how others are read."""

_BUILT_IN = pattern(r"_\$!<(.*)>!\$_")
_COLUMN = pattern(r"(.+?) (\d+) - (.+)")
_CUSTOMER_NUMBER = pattern(r"C-0*[1-9]\d{0,11}")
_NUMBER = pattern(r"[CN]-0*[1-9]\d{0,11}")
"""Numbers of this program's customers, and of its customers and contacts, as its cards have them."""

_PLAIN_DAY = pattern(r"(\d{4}|--)-?(\d\d)-?(\d\d)(?:T.*)?")
_NO_LABEL: Final = frozenset({"pref", "voice", "internet", "text", "msg", "parcel", "postal", "dom", "intl", "x400"})
_LABELS: Final = {"cell": "Mobile", "iphone": "Mobile", "fax": "Fax", "homepage": "Home Page"}


@dataclass(slots=True)
class Card:
    """One card.

    Attributes:
        number: the line of the file where it begins.
        version: "2.1", "3.0" or "4.0".
        lines: its properties.
    """

    number: int
    version: str = ""
    lines: list[ContentLine] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        """Whether this program has written it."""
        return self.first("PRODID") == OWN_PRODUCT

    @property
    def is_group(self) -> bool:
        """Whether it is a list of other cards, and nobody's own. (RFC 6350, 6.1.4)"""
        return self.first("KIND", "X-ADDRESSBOOKSERVER-KIND").strip().lower() == "group"

    def named(self, *names: str) -> list[ContentLine]:
        """Return its properties with one of the names, the preferred ones first."""
        return sorted((line for line in self.lines if line.name in names), key=lambda line: not line.is_preferred)

    def text(self, line: ContentLine) -> str:
        """Return the text of a property."""
        return unescaped(line.value, self.version)

    def parts(self, line: ContentLine, separator: str = ";") -> list[str]:
        """Return the texts of a property's parts."""
        return [unescaped(part, self.version) for part in split(line.value, separator)]

    def listed(self, line: ContentLine, join: str) -> list[str]:
        """Return the texts of a property's parts. A part may be a list with commas, but not in 2.1."""
        if self.version == "2.1":
            return self.parts(line)
        return [
            join.join(filter(None, (unescaped(one, self.version) for one in split(part, ","))))
            for part in split(line.value, ";")
        ]

    def first(self, *names: str) -> str:
        """Return the text of the first property with one of the names; "" if there is none."""
        found = self.named(*names)
        return self.text(found[0]) if found else ""


def values_of(card: Card) -> dict[str, str]:
    """Return the cells of a card by their columns. Only those with text are in it."""
    values = {**_name_values(card), **_other_values(card), **(_own_values(card) if card.is_own else {})}
    own = _own_lines(card)
    mails, phones = ([line for line in card.named(name) if line not in own] for name in ("EMAIL", "TEL"))
    _add_numbered(values, "E-mail", ((_label(card, one), _email(card.text(one))) for one in mails))
    _add_numbered(values, "Phone", ((_label(card, one), _phone(card, one)) for one in phones))
    if not card.is_own:
        _add_addresses(values, card)
    related = card.named("RELATED", "X-ABRELATEDNAMES")
    _add_numbered(values, "Relation", ((_label(card, one), card.text(one)) for one in related))
    _add_numbered(values, "Website", ((_label(card, one), card.text(one)) for one in card.named("URL")))
    dates = card.named("ANNIVERSARY", "X-ABDATE", "X-ANNIVERSARY")
    _add_numbered(values, "Event", ((_label(card, one) or "Anniversary", _day(card, one)) for one in dates))
    _add_numbered(values, "Custom Field", _custom(card))
    return {column: text for column, text in values.items() if text}


def left_out(card: Card) -> Iterable[str]:
    """Yield the name of each property of a card that is in no column."""
    technical = _TECHNICAL if _identity(card) else _TECHNICAL | _OWN_PROPERTIES
    return (line.name for line in card.lines if line.name in MEDIA or line.name in technical)


def column_key(column: str) -> tuple[int, int, int, int]:
    """Return the place of a column in the header."""
    if not (found := _COLUMN.fullmatch(column)) or found[1] not in _NUMBERED:
        return 0, 0, _SINGLE.index(column), 0
    inner = _INNER.index(found[3]) if found[3] in _INNER else len(_INNER)
    return 1, _NUMBERED.index(found[1]), int(found[2]), inner


def _name_values(card: Card) -> dict[str, str]:
    """Return name and organisation. The name as shown (FN) has a column only where it says more than its parts."""
    names = card.named("N")
    last, first, middle, prefix, suffix = ((card.listed(names[0], " ") if names else []) + [""] * 5)[:5]
    shown = card.first("FN")
    organisation, *units = (card.parts(card.named("ORG")[0]) if card.named("ORG") else []) or [""]
    is_company = card.first("KIND").lower() == "org" or card.first("X-ABSHOWAS").lower() == "company"
    if is_company:
        organisation = organisation or shown
        last = first = middle = prefix = suffix = ""
    words = set(" ".join((prefix, first, middle, last, suffix)).casefold().split())
    says_more = not set(shown.casefold().replace(",", " ").split()) <= words
    return {
        "Name": shown if says_more and shown.casefold() != organisation.casefold() else "",
        "First Name": first,
        "Middle Name": middle,
        "Last Name": last,
        "Name Prefix": prefix,
        "Name Suffix": suffix,
        "Organization Name": organisation,
        "Department": ", ".join(filter(None, units)),
    }


def _other_values(card: Card) -> dict[str, str]:
    """Return the values that a card has once."""
    birthdays = card.named("BDAY")
    uid = card.first("UID").removeprefix("urn:uuid:")
    categories = [part for line in card.named("CATEGORIES") for part in card.parts(line, ",")]
    return {
        "Phonetic First Name": card.first("X-PHONETIC-FIRST-NAME"),
        "Phonetic Last Name": card.first("X-PHONETIC-LAST-NAME"),
        "Nickname": card.first("NICKNAME"),
        "Organization Title": card.first("TITLE") or card.first("ROLE"),
        "Birthday": _day(card, birthdays[0]) if birthdays else "",
        "Notes": "\n".join(filter(None, map(card.text, (line for line in card.lines if line.name == "NOTE")))),
        "Labels": "" if card.is_own else _SEVERAL.join(filter(None, categories)),
        IDENTITY: "" if card.is_own and _NUMBER.fullmatch(uid) else uid,
    }


def _own_values(card: Card) -> dict[str, str]:
    """Return the values of a card of this program that other programs have no place for, under the fields' names."""
    own = _own_lines(card)
    values = {"Category": card.first("CATEGORIES"), **_identity(card)}
    values[OWN_EMAIL] = ", ".join(card.text(line) for line in own if line.name == "EMAIL")
    values[_OWN_ALT_PHONE] = next((card.text(line) for line in own if line.name == "TEL"), "")
    for line in card.named("ADR"):
        kind = "Shipping" if "parcel" in line.types else "Billing"
        for name, part in zip(_OWN_ADDRESS, card.parts(line)[2:], strict=False):
            values[f"{kind} {name}"] = part
    for line in card.named("GEO"):
        for name, part in zip(_OWN_PLACE, card.parts(line), strict=False):
            values[f"{line.group.capitalize()} {name}"] = part
    return {name: text for name, text in values.items() if name in _SINGLE}


def _identity(card: Card) -> dict[str, str]:
    """Return the number of the customer of an own card, and the mark of its database; nothing if either is damaged."""
    if not card.is_own:
        return {}
    values = {OWN_NUMBER: card.first(OWN_CUSTOMER) or card.first("UID"), OWN_MARK: card.first(OWN_DATABASE)}
    return values if _CUSTOMER_NUMBER.fullmatch(values[OWN_NUMBER]) and is_mark(values[OWN_MARK]) else {}


def _own_lines(card: Card) -> list[ContentLine]:
    """Return the addresses and the second number of an own card as it was written; others were added to it."""
    if not _identity(card):
        return []
    mails = [line for line in card.named("EMAIL") if line.types == {"internet"} and not line.group]
    phones = [line for line in card.named("TEL") if line.types == _ALT_TYPES and not line.group]
    return [*mails, *phones[:1]]


def _custom(card: Card) -> Iterable[tuple[str, str]]:
    """Yield label and text of each property that has no column of its own, or is there more often than that."""
    once = {"N", "FN", "ORG", "TITLE", "BDAY", "NICKNAME", "UID", "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME"}
    once |= set() if card.first("TITLE") else {"ROLE"}
    firsts = {id(card.named(name)[0]) for name in once if card.named(name)}
    columns = {"NOTE", "CATEGORIES", "EMAIL", "TEL", "ADR", "LABEL", "URL", "RELATED", "X-ABRELATEDNAMES"}
    columns |= {"ANNIVERSARY", "X-ABDATE", "X-ANNIVERSARY", *(("GEO",) if card.is_own else ())}
    for line in card.lines:
        if id(line) in firsts or line.name in columns | _READ | _TECHNICAL | _OWN_PROPERTIES | MEDIA:
            continue
        name = line.name.removeprefix("X-").replace("-", " ").capitalize() if len(line.name) > 4 else line.name
        label = _label(card, line).removeprefix("* ")
        yield f"{name} ({label})" if label else name, ", ".join(filter(None, card.parts(line)))


def _add_numbered(values: dict[str, str], group: str, found: Iterable[tuple[str, str]]) -> None:
    for number, (label, value) in enumerate(((label, value) for label, value in found if value), 1):
        values[f"{group} {number} - Label"] = label
        values[f"{group} {number} - Value"] = value


def _add_addresses(values: dict[str, str], card: Card) -> None:
    """Add the addresses. A delivery label is the written form of the address at the same place."""
    labels = [card.text(line) for line in card.lines if line.name == "LABEL"]
    addresses = card.named("ADR")
    for number in range(1, max(len(addresses), len(labels)) + 1):
        before = f"Address {number} - "
        formatted = labels[number - 1] if number <= len(labels) else ""
        if number <= len(addresses):
            line = addresses[number - 1]
            values[before + "Label"] = _label(card, line)
            formatted = formatted or unescaped(" ".join(line.parameters.get("LABEL", ())), card.version)
            for name, part in zip(_ADDRESS, card.listed(line, ", "), strict=False):
                values[before + name] = part
        values[before + "Formatted"] = formatted


def _label(card: Card, line: ContentLine) -> str:
    """Return the label of a property, with a star where it is the preferred one, as Google marks it."""
    marked = "* " if line.is_preferred else ""
    for other in card.lines:
        if line.group and other.group == line.group and other.name == "X-ABLABEL":
            text = card.text(other)
            return marked + (found[1] if (found := _BUILT_IN.fullmatch(text)) else text)
    types = line.types - _NO_LABEL
    if "fax" in types:
        place = next((place.capitalize() for place in ("work", "home") if place in types), "")
        return f"{marked}{place} Fax".replace("  ", " ") if place else f"{marked}Fax"
    order = ("cell", "iphone", "main", "pager", "work", "home")
    kinds = [kind for kind in order if kind in types] or sorted(types)
    return marked + (_LABELS.get(kinds[0]) or kinds[0].removeprefix("x-").capitalize() if kinds else "")


def _phone(card: Card, line: ContentLine) -> str:
    """Return a phone number, also of a URI such as `tel:+44-20-7946-0181;ext=12`. (RFC 3966)"""
    text = card.text(line)
    if text[:4].lower() != "tel:":
        return text
    number, *parameters = unquote(text[4:]).split(";")
    extensions = [one[4:] for one in parameters if one.lower().startswith("ext=")]
    return f"{number} ext. {extensions[0]}" if extensions else number


def _email(text: str) -> str:
    return unquote(text[7:]).partition("?")[0] if text[:7].lower() == "mailto:" else text


def _day(card: Card, line: ContentLine) -> str:
    """Return a date as `1985-04-12`, or `--04-12` where it has no year; any other text as it is written."""
    text = card.text(line)
    if not (found := _PLAIN_DAY.fullmatch(text)):
        return text
    year, month, day = found.groups()
    if year in line.parameters.get("X-APPLE-OMIT-YEAR", ()):
        year = "--"
    try:
        date(2000 if year == "--" else int(year), int(month), int(day))
    except ValueError:
        return text
    return f"{year.removesuffix('-')}-{month}-{day}"
