r"""Customers and contacts as vCards of version 3.0 (RFC 2426), which phones and mail programs take.

A customer is a card of its own, and each contact is one with the customer as its organisation. Their numbers, the
number of a contact's customer and the mark of the database are on them, so that they come back to the same records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from capptro_tui.exchange.formats.vcard.content_lines import OWN_CUSTOMER, OWN_DATABASE, OWN_PRODUCT
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.text import emails

MOST_OCTETS: Final = 75
"""The longest line, in octets of UTF-8 without its end (RFC 2426, section 2.6)."""

_BREAKS = re.compile("\r\n|\r|\n|\x85|\u2028|\u2029")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

_ONE_EMAIL = re.compile(r"[^\s,;|<>()]+@[^\s,;|<>()@]+")

_ADDRESS = ("street", "city", "state", "postcode", "country")
_ADDRESS_TYPES: Final = {"billing": "WORK,POSTAL", "shipping": "WORK,PARCEL"}

CARRIED: Final[Mapping[str, frozenset[str]]] = {
    "customer": frozenset(
        (
            "name", "phone", "alt_phone", "fax", "email", "website", "description", "category", "modified_at",
            *(f"{kind}_{part}" for kind in _ADDRESS_TYPES for part in (*_ADDRESS, "lat", "lng")),
        )
    ),
    "contact": frozenset(
        ("customer_id", "title", "first_name", "last_name", "role", "phone", "email", "modified_at")
    ),
}  # fmt: skip
"""Name of a record type to the columns that its cards carry."""


def escape(text: str) -> str:
    """Return a text as a value of a vCard: what has a meaning there is escaped, line breaks are `\\n`."""
    found = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _CONTROLS.sub("\ufffd", _BREAKS.sub(r"\\n", found))


def fold(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each of whole characters."""
    octets = line.encode("utf-8", "replace")
    pieces, start, room = [], 0, MOST_OCTETS
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end].decode())
        start, room = end, MOST_OCTETS - 1  # a later piece begins with a space
    return "\r\n ".join(pieces)


def is_changed(text: Any) -> bool:
    """Return whether a text has control characters, which a card cannot hold."""
    return isinstance(text, str) and _CONTROLS.search(text) is not None


def customer_card(row: Row, mark: str) -> str:
    """Return the card of a customer, as an organisation: nobody's name, and Apple's sign that it is a company.

    `mark` is that of its database.
    """
    name = escape(row["name"])
    lines = [f"FN:{name}", "N:;;;;", f"ORG:{name}", "X-ABSHOWAS:COMPANY"]
    lines += _filled("TEL;TYPE=WORK,VOICE,PREF", row["phone"])
    lines += _filled("TEL;TYPE=WORK,VOICE", row["alt_phone"])
    lines += _filled("TEL;TYPE=WORK,FAX", row["fax"])
    lines += _emails(row["email"])
    lines += [f"URL:{_uri(row['website'])}"] if row["website"] else []
    for kind, types in _ADDRESS_TYPES.items():
        parts = [escape(row[f"{kind}_{part}"]) for part in _ADDRESS]
        lines += [f"ADR;TYPE={types}:;;{';'.join(parts)}"] if any(parts) else []
    if place := _place(row):
        kind = place[0].partition("_")[0]
        lines.append(f"{kind}.GEO:{';'.join(repr(row[name]) for name in place)}")
    lines += _filled("CATEGORIES", row["category"])
    lines += _filled("NOTE", row["description"])
    return _card(lines, number(Customer, row["id"]), row["modified_at"], mark)


def contact_card(row: Row, customer: str, mark: str) -> str:
    """Return the card of a contact of the customer with this name. `mark` is that of its database."""
    first, last, title = (escape(row[name]) for name in ("first_name", "last_name", "title"))
    lines = [f"FN:{' '.join(filter(None, (title, first, last)))}", f"N:{last};{first};;{title};"]
    lines += _filled("ORG", customer)
    lines += _filled("TITLE", row["role"])
    lines += _filled("TEL;TYPE=WORK,VOICE,PREF", row["phone"])
    lines += _emails(row["email"])
    lines.append(f"{OWN_CUSTOMER}:{number(Customer, row['customer_id'])}")
    return _card(lines, number(Contact, row["id"]), row["modified_at"], mark)


class LeftOut:
    """Counts what cards cannot carry."""

    def __init__(self, records: Iterable[RecordType]) -> None:
        """Begin to count for cards of these record types."""
        self._fields = {
            record.info.name: [
                field
                for field in record.fields.values()
                if field.name not in CARRIED[record.info.name] | {"id", "version", "trashed"}
                and not field.name.startswith(("created_", "modified_"))
            ]
            for record in records
        }
        self._counts: dict[tuple[str, str], int] = {}
        self._controls = self._places = self._display_names = 0

    def count(self, record: str, row: Row) -> None:
        """Count the values of a row that its card leaves out."""
        for field in self._fields[record]:
            value = row[field.name]
            if value not in (None, "", 0) and value != field.default:
                key = (record, field.full_label)
                self._counts[key] = self._counts.get(key, 0) + 1
        self._controls += any(is_changed(row[name]) for name in CARRIED[record])
        self._display_names += _has_display_name(row["email"])
        if record == "customer":
            others = (pair for pair in Customer.info.located if pair != _place(row))
            self._places += any(row[name] is not None for pair in others for name in pair)

    def sentences(self) -> list[str]:
        """Return a sentence about the values that are left out, and one about characters that are replaced."""
        named = [f"{label} of {_counted(count, record)}" for (record, label), count in self._counts.items()]
        if self._places:
            named.append(f"a second place, or half of one, of {_counted(self._places, 'customer')}")
        if self._display_names:
            named.append(f"names beside e-mail addresses on {_counted(self._display_names, 'card')}")
        found = [f"A vCard does not carry these, which JSON does: {'; '.join(named)}."] if named else []
        if self._controls:
            found.append(f"\ufffd stands for each control character on {_counted(self._controls, 'card')}.")
        return found


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _card(lines: Iterable[str], uid: str, revised: str, mark: str) -> str:
    head = ["BEGIN:VCARD", "VERSION:3.0", f"PRODID:{OWN_PRODUCT}"]
    every = [*head, *lines, f"{OWN_DATABASE}:{mark}", f"UID:{uid}", f"REV:{revised}", "END:VCARD"]
    return "\r\n".join(map(fold, every)) + "\r\n"


def _filled(name: str, text: str) -> list[str]:
    return [f"{name}:{escape(text)}"] if text else []


def _emails(text: str) -> list[str]:
    if not text or _ONE_EMAIL.fullmatch(text):
        found = [text] if text else []
    else:
        try:
            found = emails.addresses(text)
        except ValueError:  # kept from before there were rules
            found = [text]
    return [f"EMAIL;TYPE=INTERNET:{escape(address)}" for address in found]


def _has_display_name(text: str) -> bool:
    """Return whether there is more in a text than e-mail addresses: `Ann <ann@x.com>`."""
    return any(sign in text for sign in "<(")


def _place(row: Row) -> tuple[str, str] | None:
    """Return the names of the coordinates that are a customer's place on its card; None if it has none."""
    return next((pair for pair in Customer.info.located if all(row[name] is not None for name in pair)), None)


def _uri(text: str) -> str:
    """Return a web address as it stands: in a URI nothing is escaped."""
    return _CONTROLS.sub("\ufffd", _BREAKS.sub(" ", text))
