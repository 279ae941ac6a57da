"""The record types of the program: one line each."""

from __future__ import annotations

from capptro_tui.errors import Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row, number, parse_number
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract, ContractSite
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.models.system.database_file import DatabaseFile
from capptro_tui.models.system.journal import Batch, Change
from capptro_tui.models.system.pair import Distinct, DuplicateDue, DuplicatePair
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User
from capptro_tui.models.types import CLEAR

RECORDS: list[RecordType] = [
    Customer,
    Contact,
    Site,
    Asset,
    Contract,
    ContractSite,
    Project,
    WorkItem,
    WorkItemAsset,
    Task,
    Order,
    OrderLine,
    Payment,
    FollowUp,
    Note,
    Attachment,
    Geofence,
    User,
    Settings,
    Distinct,
    DuplicatePair,
    DuplicateDue,
    Batch,
    Change,
    DatabaseFile,
]
"""Every record type; owners come before their records, as they are written.

What people see in an order is in that of `Info.rank`, `Info.part` and `Info.tab`.
"""


def record_named(name: str) -> RecordType:
    """Return the record type called `name` in the database. Raises Refused if this version knows none."""
    for record in RECORDS:
        if record.info.name == name:
            return record
    raise Refused(f"The database holds records called “{name[:40]}”, which this version does not know.")


def numbered() -> list[RecordType]:
    """Return the record types that people see: those with numbers of their own."""
    return sorted((record for record in RECORDS if record.info.letter and record.info.journaled), key=_place)


def listed() -> list[RecordType]:
    """Return the record types that have a list of their own."""
    return sorted((record for record in RECORDS if record.info.has_list), key=_place)


def tabs() -> list[RecordType]:
    """Return the record types whose list is one of the program's tabs, from the left."""
    return sorted((record for record in listed() if record.info.tab), key=lambda record: record.info.tab)


def _place(record: RecordType) -> tuple[int, str]:
    """Return the sort key of a record type among others."""
    return record.info.rank, record.info.plural


def reference(text: str) -> tuple[RecordType, int]:
    """Return record type and id of a number (`C-42`). Raises Refused if it is none."""
    parsed = parse_number(text)
    if parsed:
        for record in numbered():
            if record.info.letter == parsed[0]:
                return record, parsed[1]
    raise Refused(f"“{text[:40]}” is not a number. Numbers look like C-000042 (or C-42).")


def owner_link(record: RecordType) -> Field | None:
    """The link by which a record belongs to another, where it does."""
    return next((field for field in record.links() if field.type.on_delete is not CLEAR), None)


def referencing(record: RecordType) -> list[tuple[RecordType, str]]:
    """Return (record type, link column) of every link to `record`, without those of the journal."""
    return [
        (other, field.name)
        for other in RECORDS
        if other.info.journaled
        for field in other.links()
        if field.link == record.info.name
    ]


def page_parts(record: RecordType) -> list[tuple[RecordType, str]]:
    """Return (record type, link column) of the parts of a record's page.

    They are the records that people see, the joins with other records, and the lines that belong to it alone.
    """
    found = [
        (other, name)
        for other, name in referencing(record)
        if not (link := other.fields[name]).merged_into
        and not other.info.is_singleton
        and (other.info.letter or ((other.info.is_association or other.info.title) and not link.copied_from))
    ]
    return sorted(found, key=lambda part: (not part[0].info.part, part[0].info.part, *_place(part[0])))


def made_of(record: RecordType) -> list[tuple[RecordType, str]]:
    """Return (record type, link column) of the parts that are nothing by themselves: an order's lines."""
    return [
        (other, link) for other, link in page_parts(record) if not other.info.letter and not other.info.is_association
    ]


def part_name(other: RecordType, link: str) -> str:
    """Return the title of a part of a page: the records that point to it by a link.

    A join has its own title on the page of its first side, `Assets worked on`, and that of the first side's records on
    the other, `Work items`.
    """
    first = next(field for field in other.links() if not field.copied_from)
    if not other.info.is_association or first.name == link:
        return other.info.plural
    return record_named(first.link).info.plural


def read_value(field: Field, value: object, row: Row | None = None) -> str:
    """A stored value as people read it; a link by its number. `row` has the record's other fields, where known."""
    if field.link and isinstance(value, int):
        return number(record_named(field.link), value)
    return field.format(value, row)
