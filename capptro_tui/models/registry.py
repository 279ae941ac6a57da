"""The record types of the program: one line each."""

from __future__ import annotations

from capptro_tui.errors import Refused
from capptro_tui.models.contact import Contact
from capptro_tui.models.customer import Customer
from capptro_tui.models.field import Field, Kind
from capptro_tui.models.journal import Batch, Change
from capptro_tui.models.kinds import display
from capptro_tui.models.pair import Distinct, DuplicateDue, DuplicatePair
from capptro_tui.models.record import RecordType, number, parse_number
from capptro_tui.models.settings import Settings
from capptro_tui.models.user import User
from capptro_tui.models.work_item import WorkItem

RECORDS: list[RecordType] = [
    Customer,
    Contact,
    WorkItem,
    User,
    Settings,
    Distinct,
    DuplicatePair,
    DuplicateDue,
    Batch,
    Change,
]
"""Every record type; owners come before what they own."""


def record_named(name: str) -> RecordType:
    """The record type called `name` in the database. Raises Refused when this version knows none."""
    for record in RECORDS:
        if record.info.name == name:
            return record
    raise Refused(f"The database holds records called “{name[:40]}”, which this version does not know.")


def numbered() -> list[RecordType]:
    """The record types that people see: those with numbers of their own."""
    return [record for record in RECORDS if record.info.letter and record.info.journaled]


def reference(text: str) -> tuple[RecordType, int]:
    """Record type and id that a number names (`C-42`). Raises Refused when it is not a number of ours."""
    parsed = parse_number(text)
    if parsed:
        for record in numbered():
            if record.info.letter == parsed[0]:
                return record, parsed[1]
    raise Refused(f"“{text[:40]}” is not a number. Numbers look like C-000042 (or C-42).")


def owned_by(record: RecordType) -> list[tuple[RecordType, str]]:
    """(record type, link column) of everything that points to `record`, journal left out."""
    return [
        (other, one.name)
        for other in RECORDS
        if other.info.journaled
        for one in other.links()
        if one.link == record.info.name
    ]


def read_value(one: Field, value: object) -> str:
    """A stored value as people read it; a link by its number."""
    if one.kind is Kind.LINK and isinstance(value, int):
        return number(record_named(one.link), value)
    return display(one, value)
