"""The tables of values as text that goes into a field, and what comes of it: the same on every way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from string import ascii_uppercase
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.models.field import Declared, field
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.types import Currency, Date, DatetimeLocal, Email, FieldType, Money, Phone
from capptro_tui.services.records import records
from tests.amount_table import AMOUNTS
from tests.contact_table import EMAILS, NO_EMAILS, NO_PHONES, PHONES
from tests.moment_table import DAYS_ANYWHERE, DAYS_OF, MOMENTS_ANYWHERE, MOMENTS_OF
from tests.support import SOAK

NOW = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
"""The Friday on which the days and times of the table are typed."""

HOME = "en_GB"

ROOM = 20
"""Fields of a record, each for one text: so many are tried at once."""

_TAKEN = {record.info.letter for record in SHIPPED.records}
LETTERS = dict(
    zip(("amount", "plan", "past", "moment", "phone", "email"), sorted({*ascii_uppercase} - _TAKEN)[::-1], strict=False)
)
"""Kind of table to the letter of the numbers of its records; no real record has it."""


@dataclass(frozen=True)
class Case:
    """A text, and what is stored for it: nothing where it is refused, with a pattern of what the message says then."""

    text: str
    stored: Any
    refusal: str = ""


@dataclass(frozen=True)
class Block:
    """Texts that go into fields of one kind at once: where the business is, in which currency, and what they are."""

    name: str
    locale: str
    currency: str
    kind: str
    cases: tuple[Case, ...]
    is_again: bool = False  #: the same texts mean the same as in another region, where they are tried

    @property
    def record(self) -> RecordType:
        """The record type with these fields."""
        return VALUES[self.kind]

    def fields(self) -> Iterator[tuple[str, Case]]:
        """The field of each text."""
        return zip((f"value_{place}" for place in range(ROOM)), self.cases, strict=False)

    @property
    def right(self) -> dict[str, Case]:
        """What is taken, by its field."""
        return {name: case for name, case in self.fields() if not case.refusal}

    @property
    def wrong(self) -> dict[str, Case]:
        """What is refused, by its field."""
        return {name: case for name, case in self.fields() if case.refusal}


def _values(called: str, type_: FieldType) -> RecordType:
    """A record type with many fields of one kind."""
    body: dict[str, Any] = {"__module__": __name__, "__annotations__": {"name": "str", "currency": "str"}}
    body |= {"name": field("Name", required=True), "currency": field("Currency", Currency(), default="GBP")}
    for place in range(ROOM):
        body["__annotations__"][f"value_{place}"] = "int | None" if isinstance(type_, Money) else "str | None"
        body[f"value_{place}"] = Declared(f"No. {place}", type_, {})
    info = {
        "name": f"tried_{called}",
        "label": f"Tried {called}",
        "plural": f"Tried {called}s",
        "letter": LETTERS[called],
    }
    return type(f"Tried{called.title()}", (Record,), body, **info, title=("name",))


VALUES: dict[str, RecordType] = {
    "amount": _values("amount", Money()),
    "plan": _values("plan", Date()),
    "past": _values("past", Date(looks_back=True)),
    "moment": _values("moment", DatetimeLocal()),
    "phone": _values("phone", Phone(limit=Customer.fields["phone"].limit)),
    "email": _values("email", Email(limit=Customer.fields["email"].limit)),
}
"""Kind of table to a record type with as many of its fields as are tried at once."""

WITH_VALUES = SHIPPED.with_records(*VALUES.values())
"""The schema of a release that has these record types, too."""


def _blocks(
    kind: str, cases: Iterable[Case], locale: str = HOME, currency: str = "GBP", *, again: bool = False
) -> Iterator[Block]:
    """So many texts at once as there is room for."""
    left = list(cases)
    while left:
        some, left = left[:ROOM], left[ROOM:]
        yield Block(f"{kind} {locale} {currency} {some[0].text!a}", locale, currency, kind, tuple(some), again)


def _case(text: str, stored: Any, refusal: str) -> Case:
    return Case(text, stored, refusal if stored is None else "")


def _amounts() -> Iterator[Block]:
    for (locale, currency), texts in AMOUNTS.items():
        cases = (_case(text, stored, "must be a number") for text, stored in texts.items())
        yield from _blocks("amount", cases, locale, currency)


def _days() -> Iterator[Block]:
    for locale, own in DAYS_OF.items():
        for texts, again in ((DAYS_ANYWHERE, locale != HOME), (own, False)):
            for place, kind in enumerate(("plan", "past")):
                cases = (_case(text, meant[place], "is not a day") for text, meant in texts.items())
                yield from _blocks(kind, cases, locale, again=again)


def _moments() -> Iterator[Block]:
    for locale, own in MOMENTS_OF.items():
        for texts, again in ((MOMENTS_ANYWHERE, locale != HOME), (own, False)):
            cases = (_case(text, meant, "is not a day and time|Add a time") for text, meant in texts.items())
            yield from _blocks("moment", cases, locale, again=again)


def _contacts() -> Iterator[Block]:
    for kind, right, wrong, refusal in (
        ("phone", PHONES, NO_PHONES, "is not a phone number"),
        ("email", EMAILS, NO_EMAILS, "is not an email address"),
    ):
        cases = [Case(text, text.strip()) for text in right] + [Case(text, None, refusal) for text in wrong]
        yield from _blocks(kind, cases)


def blocks(kind: str) -> list[Block]:
    """The tables of one kind of field. What means the same in every region is tried in one, in a soak in each."""
    every = (*_amounts(), *_days(), *_moments(), *_contacts())
    return [one for one in every if one.kind == kind and (SOAK or not one.is_again)]


def move_business(database: Database, locale: str) -> None:
    """The business is where the texts are written."""
    records.change(database, Settings, 1, {"locale": locale})
