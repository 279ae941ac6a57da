"""The declaration of a field: one place from which forms, lists, pages, import, export, search and history read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a field holds, which decides how it is typed, checked, stored and shown."""

    TEXT = "text"  #: one line
    LONG = "long"  #: several lines
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    CHOICE = "choice"  #: one of `choices`, stored as its value
    PICK = "pick"  #: any text, with suggestions from a picklist
    YES_NO = "yes_no"
    REAL = "real"
    DAY = "day"  #: `YYYY-MM-DD`
    MOMENT = "moment"  #: local wall time, `YYYY-MM-DDTHH:MM`; an appointment at nine stays at nine
    STAMP = "stamp"  #: UTC, `YYYY-MM-DDTHH:MM:SSZ`
    LINK = "link"  #: the id of another record
    COUNTRY = "country"  #: the two letters of a country, `GB`
    WHOLE = "whole"  #: a whole number
    VALUES = "values"  #: a JSON object of text values


class Match(StrEnum):
    """How a field takes part in search and in the duplicate check; decides its derived columns."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    REFERENCE = "reference"
    WORDS = "words"


class Tone(StrEnum):
    """How much attention a state asks for."""

    GOOD = "good"
    ACTIVE = "active"
    WAIT = "wait"
    QUIET = "quiet"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a CHOICE field, with a mark so that it is never told by colour alone."""

    value: str
    label: str
    mark: str = ""
    tone: Tone = Tone.QUIET
    open: bool = False  #: work in this state is still to be done


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. `name` is its column; a LINK's column ends in `_id`."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    section: str = ""
    required: bool = False
    column: int = 0  #: place in the list, from 1; 0 is not in the list
    width: int = 16  #: preferred cells in the list
    grow: int = 0  #: share of a wide list's spare room
    limit: int = 200  #: most characters
    low: float | None = None
    high: float | None = None
    match: Match | None = None
    api: str = ""  #: name in the 41-field customer record
    choices: tuple[Choice, ...] = ()
    picklist: str = ""
    link: str = ""  #: name of the record a LINK points to
    within: str = ""  #: name of the LINK field whose record must own this one's
    after: str = ""  #: MOMENT field that must not be later
    snapshot: str = ""  #: field that keeps the linked record's title when the link is lost
    keeps: bool = False  #: the record goes to the trash together with the one this LINK names
    stands_for: bool = False  #: the record stands for the one this LINK names, into which it was merged
    exclusive: bool = False  #: YES_NO: at most one yes among the records of the same owner
    form: bool = True  #: typed by people; False is filled by the program
    default: Any = None
    hint: str = ""

    @property
    def key(self) -> str:
        """Its name outside the database: a link is called without `_id`."""
        return self.name.removesuffix("_id") if self.kind is Kind.LINK else self.name

    @property
    def full_label(self) -> str:
        """Its label where no section stands above it: `Billing street`."""
        kind, _, address = self.section.partition(" ")
        return f"{kind} {self.label.lower()}" if address == "address" else self.label

    @property
    def empty(self) -> Any:
        """What is stored when nothing was typed: text is never NULL, everything else is."""
        return "" if self.kind in TEXTUAL else None

    def choice(self, value: str) -> Choice:
        """The declared choice for a stored value; an unknown value speaks for itself."""
        return next((choice for choice in self.choices if choice.value == value), Choice(value, value))


TEXTUAL = frozenset({Kind.TEXT, Kind.LONG, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.CHOICE, Kind.PICK, Kind.COUNTRY})
"""Kinds stored as text that is never NULL."""


def field(label: str, **declared: Any) -> Any:
    """Declare a field in the body of a record class; its name is the attribute's."""
    return Declared(label, declared)


@dataclass(frozen=True, slots=True)
class Declared:
    """A field that does not know its name yet."""

    label: str
    options: dict[str, Any]

    def named(self, name: str) -> Field:
        """The finished declaration."""
        return Field(name=name, label=self.label, **self.options)
