"""The declaration of a field: one place from which forms, lists, pages, import, export, search and history read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from capptro_tui.errors import Refused
from capptro_tui.models.types import locales
from capptro_tui.models.types.base import FieldType, InvalidValue, Reading, Row
from capptro_tui.models.types.choice import Choice, find_choice
from capptro_tui.models.types.text import Text

__all__ = ["Choice", "Declared", "Field", "FromOwner", "FromSettings", "Match", "field"]


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


_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. `name` is its column; a LINK's column ends in `_id`."""

    name: str
    label: str
    type: FieldType = _TEXT
    section: str = ""
    required: bool = False
    column: int = 0  #: place in the list, from 1; 0 is not in the list
    width: int = 16  #: preferred cells in the list; a day or moment takes what the locale takes
    grow: int = 0  #: share of a wide list's spare room
    match: Match | None = None
    api: str = ""  #: name in the 41-field customer record
    through: tuple[str, ...] = ()  #: LINK fields from the first filled one of whose records its value is always taken
    default_from: FromOwner | FromSettings | None = None  #: where a new record takes its value from
    nearest_to: str = ""  #: a LINK's records are offered by their distance: from that of a LINK field, or `settings`
    fills: bool = False  #: a LINK within another is filled in unasked where one record is the obvious one
    after: str = ""  #: DAY or MOMENT field that must not be later
    deadline: bool = False  #: DAY by which it is to be done: orders the list, where what is open and late is marked
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
        return self.name.removesuffix("_id") if self.link else self.name

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
        return self.type.empty

    @property
    def blank(self) -> Any:
        """What stands in a row that was there before its field was: nothing, or a number or currency to begin with."""
        has_default = self.backfilled or (self.default is not None and self.type.backfills_default)
        return self.default if has_default else self.empty

    @property
    def link(self) -> str:
        """The name of the record type that a Link leads to; empty for any other field."""
        return self.type.link

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The values that it may have, where they are declared."""
        return self.type.choices

    @property
    def limit(self) -> int:
        """Most characters of its text."""
        return self.type.limit

    def choice(self, value: str) -> Choice:
        """The declared choice for a stored value; an unknown value speaks for itself."""
        return find_choice(self.type.choices, value)

    def parse(self, value: Any, *, now: datetime, locale: str, row: Row | None = None) -> Any:
        """The value to store for what was typed or sent.

        Args:
            value: Text as it was typed, or a value of JSON. A number of JSON is in units: `5` is 5.00.
            now: Local wall time, from which "tomorrow" counts.
            locale: Whose signs and order of day and month the text is read with.
            row: What the record's other fields hold: the moment from which "+90" counts, the currency of an amount.

        Raises:
            ValueError: With a sentence for people.
        """
        try:
            return self.type.parse(value, self._reading(now, locale, row))
        except InvalidValue as invalid:
            raise ValueError(f"{self.full_label} {invalid}") from None

    def format(self, value: Any, row: Row | None = None) -> str:
        """A stored value as people read it, without its mark. A link reads as its id: only a read knows its title.

        `row` has what the record's other fields hold: the currency of an amount.
        """
        return self.type.format(value, row or _NO_ROW)

    def edit_text(self, value: Any, row: Row | None = None) -> str:
        """A stored value as text that `parse` reads back to the same value."""
        return self.type.edit_text(value, row or _NO_ROW)

    def to_json(self, value: Any, row: Row) -> Any:
        """A stored value in JSON; a link as its id. `row` has the currency of an amount."""
        return self.type.to_json(value, row)

    def from_json(self, value: Any) -> Any:
        """A value of JSON, or typed as one word, as `parse` takes it. Raises Refused."""
        try:
            return self.type.from_json(value)
        except Refused as refused:
            raise Refused(f"{self.full_label}: {refused}") from None

    def oddness(self, value: Any) -> str:
        """What is unusual about a value that can be stored, as a sentence with its field; "" if nothing is."""
        said = self.type.oddness(value)
        return f"{self.full_label}: {said}" if said else ""

    def explain(self, text: str, *, now: datetime, locale: str, row: Row | None = None) -> tuple[str, str]:
        """How a typed text is understood, and what is unusual about it; each "" where nothing is to say.

        The arguments are those of `parse`. What cannot be read says nothing: it is refused when it is saved.
        """
        if not self.type.explains_input or not text.strip():
            return "", ""
        reading = self._reading(now, locale, row)
        try:
            value = self.type.parse(text, reading)
        except ValueError:
            return "", ""
        understood, odd = self.type.explain(text, value, reading)
        return understood, f"{self.full_label}: {odd}" if odd else ""

    def retype(self, text: str, before: str, *, now: datetime, row: Row | None = None) -> str:
        """A text typed in one locale as it says the same in the one shown now; as it is where it does that already.

        Args:
            text: What was typed.
            before: The locale in which it was typed.
            now: Local wall time.
            row: What the record's other fields hold.
        """
        if not self.type.reads_by_locale or not text.strip():
            return text
        try:
            value = self.parse(text, now=now, locale=before, row=row)
        except ValueError:
            return text
        with suppress(ValueError):
            if self.parse(text, now=now, locale=locales.shown_in(), row=row) == value:
                return text
        return self.edit_text(value, row)

    def _reading(self, now: datetime, locale: str, row: Row | None) -> Reading:
        row = row or _NO_ROW
        return Reading(now, locale, row, row.get(self.after), self.default)


_NO_ROW: Row = {}


class FromOwner(NamedTuple):
    """A new record has what its owner has in a field."""

    field: Field


class FromSettings(NamedTuple):
    """A new record has what the business's settings have in a field."""

    field: Field


def field(label: str, type: FieldType = _TEXT, /, **declared: Any) -> Any:
    """Declare a field in the body of a record class. Its name is the attribute's; its type is Text unless given."""
    return Declared(label, type, declared)


class Declared:
    """A field in the body of a record class. Its name is empty until the class is made."""

    def __init__(self, label: str, type: FieldType, options: dict[str, Any]) -> None:
        self.label = label
        self.type = type
        self.options = options
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def named(self, name: str) -> Field:
        """The finished declaration."""
        return Field(name=name, label=self.label, type=self.type, **self.options)
