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
    """The role of a field in search and in the duplicate check. It decides the field's derived columns."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    REFERENCE = "reference"
    WORDS = "words"
    ADDRESS = "address"  #: a street or town: finds its own record, but not the record that its record leads to
    POSTCODE = "postcode"  #: the same for a postcode, with its spaces and without them

    @property
    def is_place(self) -> bool:
        """Whether the field tells where a record is. No other record is found by such a field."""
        return self in (Match.ADDRESS, Match.POSTCODE)


_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. `name` is its column; a link's column ends in `_id`."""

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
    copied_from: tuple[str, ...] = ()  #: links: the value is always that of the record of the first filled one
    default_from: FromOwner | FromSettings | None = None  #: the source of its value in a new record
    nearest_to: str = ""  #: a link: targets are offered by distance from the record of this link, or `settings`
    autofill: bool = False  #: a scoped link: filled in unasked if one record is obvious
    after: str = ""  #: name of a day or time field that must not be later
    deadline: bool = False  #: a day by which the record is to be done: orders the list, which marks late ones
    indexes_target: bool = False  #: a link: its target is found by the text of this record
    foreign: bool = False  #: an identifier in another program: one that is there is not replaced by that of a third
    remembered: bool = False  #: a NAME or WORDS field: the record is found by what it held before, too
    indexed_by_target: bool = False  #: a link: this record is found by the text of its target
    merged_into: bool = False  #: a link: this record was merged into its target
    unique_per_owner: bool = False  #: a yes or no: at most one yes among the records of the same owner
    unique: bool = False  #: no two records of the type have the same here, whatever the case
    retires: bool = False  #: a yes or no: a record with a yes is not offered any more
    position: bool = False  #: the place among the records of the owner: a new one comes last
    backfilled: bool = False  #: a record that is older than this field has its default
    computed_by_rule: bool = False  #: a rule of its record fills it, from the record's other fields
    computed_by_database: bool = False  #: computed from other records; nobody writes it, and no history has it
    form: bool = True  #: typed by people; False is filled by the program
    default: Any = None
    hint: str = ""
    none: str = ""  #: text that is shown for an empty link

    @property
    def key(self) -> str:
        """The name outside the database: that of a link has no `_id`."""
        return self.name.removesuffix("_id") if self.link else self.name

    @property
    def full_label(self) -> str:
        """The label for places without section headings: `Billing street`."""
        kind, _, address = self.section.partition(" ")
        return f"{kind} {self.label.lower()}" if address == "address" else self.label

    @property
    def is_compared(self) -> bool:
        """Whether equal values alone may show that two records are the same."""
        return self.match is not None and not self.match.is_place

    @property
    def is_read_only(self) -> bool:
        """Whether people never set the field: a merge, a rule, its owner or the database fills it."""
        return self.is_computed or bool(self.copied_from)

    @property
    def is_computed(self) -> bool:
        """Whether the program alone computes the value. Such a value is shown, but not exported."""
        return self.merged_into or self.computed_by_database or self.computed_by_rule

    @property
    def follows_states(self) -> bool:
        """Whether the states follow each other: a state may become only some of the others."""
        return any(choice.next for choice in self.choices)

    @property
    def empty(self) -> Any:
        """The stored value when nothing was typed: NULL, except for text and a yes or no, which are never NULL."""
        return self.type.empty

    @property
    def blank(self) -> Any:
        """The value in a row that is older than the field: a backfilled default, such as a number's, or empty."""
        has_default = self.backfilled or (self.default is not None and self.type.backfills_default)
        return self.default if has_default else self.empty

    @property
    def link(self) -> str:
        """The name of the record type that a Link leads to; empty for any other field."""
        return self.type.link

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The declared values of the field; empty if it declares none."""
        return self.type.choices

    @property
    def limit(self) -> int:
        """The most characters of a text."""
        return self.type.limit

    def choice(self, value: str) -> Choice:
        """Return the declared choice for a stored value; for an unknown value, a choice with the value as its label."""
        return find_choice(self.type.choices, value)

    def parse(self, value: Any, *, now: datetime, locale: str, row: Row | None = None) -> Any:
        """Return the value to store for a typed or sent value.

        Args:
            value: Text as it was typed, or a value of JSON. A number of JSON is in units: `5` is 5.00.
            now: Local wall time, from which "tomorrow" counts.
            locale: Locale of the text: its signs, and its order of day and month.
            row: Values of the record's other fields: the moment from which "+90" counts, the currency of an amount.

        Raises:
            ValueError: With a sentence for people.
        """
        try:
            return self.type.parse(value, self._reading(now, locale, row))
        except InvalidValue as invalid:
            raise ValueError(f"{self.full_label} {invalid}") from None

    def format(self, value: Any, row: Row | None = None) -> str:
        """Return a stored value as people read it, without its mark. A link is its id: only a read knows its title.

        `row` has the values of the record's other fields: the currency of an amount.
        """
        return self.type.format(value, row or _NO_ROW)

    def edit_text(self, value: Any, row: Row | None = None) -> str:
        """Return a stored value as text that `parse` reads back to the same value."""
        return self.type.edit_text(value, row or _NO_ROW)

    def to_json(self, value: Any, row: Row) -> Any:
        """Return a stored value in JSON, a link as its id. `row` has the currency of an amount."""
        return self.type.to_json(value, row)

    def from_json(self, value: Any) -> Any:
        """Convert a value of JSON, or one typed as a single word, for `parse`. Raises Refused."""
        try:
            return self.type.from_json(value)
        except Refused as refused:
            raise Refused(f"{self.full_label}: {refused}") from None

    def oddness(self, value: Any) -> str:
        """Return a warning about an unusual but valid value, with the field's label; "" if there is none."""
        said = self.type.oddness(value)
        return f"{self.full_label}: {said}" if said else ""

    def explain(self, text: str, *, now: datetime, locale: str, row: Row | None = None) -> tuple[str, str]:
        """Return the reading of a typed text as people read it, and a warning about it; each "" if there is none.

        The arguments are those of `parse`. Both are "" for a text that cannot be read: it is refused when it is saved.
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
        """Return a text typed in one locale, rewritten for the shown locale; unchanged if it has the same value there.

        Args:
            text: The typed text.
            before: The locale in which it was typed.
            now: Local wall time.
            row: Values of the record's other fields.
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
    """A new record takes the value of a field of its owner."""

    field: Field


class FromSettings(NamedTuple):
    """A new record takes the value of a field of the business's settings."""

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
        """Return the finished declaration."""
        return Field(name=name, label=self.label, type=self.type, **self.options)
