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
    DECIMAL = "decimal"  #: a number with `decimals` places, stored as a whole number of the last one
    MONEY = "money"  #: an amount in the row's `currency`, in its smallest unit or with `decimals` places
    CURRENCY = "currency"  #: the three letters of a currency, `GBP`
    DAY = "day"  #: `YYYY-MM-DD`
    MOMENT = "moment"  #: local wall time, `YYYY-MM-DDTHH:MM`; an appointment at nine stays at nine
    STAMP = "stamp"  #: UTC, `YYYY-MM-DDTHH:MM:SSZ`
    LINK = "link"  #: the id of another record
    LOCALE = "locale"  #: a language and a country, `en_GB`
    COUNTRY = "country"  #: the two letters of a country, `GB`
    WHOLE = "whole"  #: a whole number
    SIZE = "size"  #: so many bytes
    VALUES = "values"  #: a JSON object of text values


class Match(StrEnum):
    """How a field takes part in search and in the duplicate check; decides its derived columns."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    REFERENCE = "reference"
    WORDS = "words"
    ADDRESS = "address"  #: a street or town: the record itself is found by it, not what it names
    POSTCODE = "postcode"  #: likewise, with its spaces and without them

    @property
    def is_place(self) -> bool:
        """Whether it says where a record is, which other records are not found by."""
        return self in (Match.ADDRESS, Match.POSTCODE)


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
    next: tuple[str, ...] = ()  #: the states it may go to, of a field whose states follow each other
    reopens: str = ""  #: the state that reopening leads to, of one from which nothing else does


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. `name` is its column; a LINK's column ends in `_id`."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    section: str = ""
    required: bool = False
    column: int = 0  #: place in the list, from 1; 0 is not in the list
    width: int = 16  #: preferred cells in the list; a day or moment takes what the locale takes
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
    through: tuple[str, ...] = ()  #: LINK fields from the first filled one of whose records its value is always taken
    starts_as: str = ""  #: what a new record has here: the field of that name of its owner, or `settings.` and a name
    nearest_to: str = ""  #: a LINK's records are offered by their distance: from that of a LINK field, or `settings`
    fills: bool = False  #: a LINK within another is filled in unasked where one record is the obvious one
    after: str = ""  #: DAY or MOMENT field that must not be later
    looks_back: bool = False  #: DAY or MOMENT that records what was: without a year it is the last one, not the next
    deadline: bool = False  #: DAY by which it is to be done: orders the list, where what is open and late is marked
    decimals: int = 0  #: places of a DECIMAL; of a MONEY that has others than its currency
    snapshot: str = ""  #: field that keeps the linked record's title when the link is lost
    keeps: bool = False  #: the record goes to the trash together with the one this LINK names
    holds: bool = False  #: the record this LINK names is not removed for good while this one is there
    leads: bool = False  #: the record this LINK names is found by this one's text
    remembered: bool = False  #: a NAME or WORDS field: the record is found by what it held before, too
    by_name: bool = False  #: the record is found by the text of the one this LINK names
    stands_for: bool = False  #: the record stands for the one this LINK names, into which it was merged
    exclusive: bool = False  #: YES_NO: at most one yes among the records of the same owner
    unique: bool = False  #: no two records of the type have the same here, whatever the case
    retires: bool = False  #: YES_NO: a record with a yes is not offered any more, and has no exclusive yes
    ordinal: bool = False  #: WHOLE: a new record comes after the others of its owner
    backfilled: bool = False  #: a record that is older than this field has its default
    computed: bool = False  #: a rule of its record fills it, from the record's other fields
    kept: bool = False  #: the database itself keeps it, from other records; nobody writes it, and no history has it
    form: bool = True  #: typed by people; False is filled by the program
    default: Any = None
    hint: str = ""
    none: str = ""  #: what it says to a reader that a LINK is empty

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
    def is_compared(self) -> bool:
        """Whether it may say by itself that two records are the same."""
        return self.match is not None and not self.match.is_place

    @property
    def is_fixed(self) -> bool:
        """Whether it is never given a value from outside: a merge, a rule, its owner or the database fills it."""
        return self.is_reckoned or bool(self.through)

    @property
    def is_reckoned(self) -> bool:
        """Whether the program alone knows what it is: it is shown, and not exported."""
        return self.stands_for or self.kept or self.computed

    @property
    def follows_states(self) -> bool:
        """Whether its states follow each other, so that not every one may become every other."""
        return any(choice.next for choice in self.choices)

    @property
    def empty(self) -> Any:
        """What is stored when nothing was typed: text and a yes or no are never NULL, everything else is."""
        return "" if self.kind in TEXTUAL else False if self.kind is Kind.YES_NO else None

    @property
    def blank(self) -> Any:
        """What stands in a row that was there before its field was: nothing, or a number or currency to begin with."""
        has_default = self.backfilled or (self.default is not None and self.kind in _COUNTED)
        return self.default if has_default else self.empty

    def choice(self, value: str) -> Choice:
        """The declared choice for a stored value; an unknown value speaks for itself."""
        return next((choice for choice in self.choices if choice.value == value), Choice(value, value))


_COUNTED = frozenset({Kind.MONEY, Kind.DECIMAL, Kind.WHOLE, Kind.CURRENCY, Kind.LOCALE})

TEXTUAL = frozenset(
    {
        Kind.TEXT,
        Kind.LONG,
        Kind.EMAIL,
        Kind.PHONE,
        Kind.URL,
        Kind.CHOICE,
        Kind.PICK,
        Kind.COUNTRY,
        Kind.CURRENCY,
        Kind.LOCALE,
    }
)
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
