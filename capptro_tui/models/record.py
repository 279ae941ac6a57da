"""The base class of all record types: names, numbers and fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self, dataclass_transform

from capptro_tui.models.field import Declared, Field, Match, field
from capptro_tui.models.types import CLEAR, Integer, Timestamp, base
from capptro_tui.text.articles import with_article
from capptro_tui.text.patterns import pattern

Row = base.Row
"""A record outside a write: column name to value."""


@dataclass(frozen=True, slots=True)
class Info:
    """Names and properties of a record type."""

    name: str  #: in database, code and JSON: `work_item`
    label: str  #: for people: `Work item`
    plural: str  #: for people: `Work items`
    letter: str  #: of its numbers; empty for records without one
    title: tuple[str, ...]  #: fields that together name a record
    one_of: tuple[str, ...] = ()  #: at least one of these must be filled
    rank: int = 1000  #: place among the record types in menus, in counts and on pages; the lowest comes first
    part: int = 0  #: place among the parts of a page that come before all others; 0: among the others, by `rank`
    has_list: bool = False  #: has a list of its own in the program
    tab: int = 0  #: place of the list among the program's tabs, from 1; 0 is not among them
    is_typed: bool = True  #: people create its records by typing; others come from files
    is_main: bool = False  #: the palette searches its records first, and the list of backups counts them
    has_timeline: bool = False  #: its history has the changes of all records that belong to it
    located: tuple[tuple[str, str], ...] = ()  #: pairs of coordinates; its place is the first pair that is filled in
    ended_as: str = ""  #: state that its open records get when their customer is deactivated
    is_association: bool = False  #: only says that two other records belong together
    journaled: bool = True
    is_singleton: bool = False  #: the database holds exactly one

    @property
    def slug(self) -> str:
        """Its plural on the command line: `work-items`."""
        return self.plural.lower().replace(" ", "-")

    @property
    def with_article(self) -> str:
        """One record in words: `a customer`, `an order`."""
        return with_article(self.label)

    def counted(self, count: int) -> str:
        """Return a number of its records in words: `1 work item`, `1,204 customers`."""
        return f"{count:,} {(self.label if count == 1 else self.plural).lower()}"


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class Record:
    """Base of every record type; a subclass declares its fields and nothing else.

    A subclass of a record type that is described by nothing is the same record type with more fields.

    The class itself is light: the SQLModel table is made from it by `db.schema.orm` where a file is made or migrated.
    Inside a transaction single rows have the attributes declared here; everything else reads plain `Row`s.
    """

    info: ClassVar[Info]
    fields: ClassVar[dict[str, Field]]
    _links: ClassVar[tuple[Field, ...]]
    _owner_link: ClassVar[Field | None]
    _matched: ClassVar[tuple[Field, ...]]
    _stand_in: ClassVar[Field | None]
    _retirement: ClassVar[Field | None]

    id: int = field("Id", Integer(), form=False)
    version: int = field("Version", Integer(), required=True, form=False)
    created_at: str = field("Created", Timestamp(), required=True, form=False, api="CustomerCreatedDate")
    created_by: str = field("Created by", form=False, api="created_by")
    modified_at: str = field("Last change", Timestamp(), required=True, form=False, api="CustomerModifiedDate")
    modified_by: str = field("Last change by", form=False)
    trashed: int | None = field("In the trash since batch", Integer(), form=False)

    def __init_subclass__(cls, **described: Any) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Declared)}
        if described:
            cls.info = Info(**described)
            cls.fields = {name: value.named(name) for name, value in _common_fields(cls.info).items()}
        cls.fields = cls.fields | {name: value.named(name) for name, value in own.items()}
        cls._links = tuple(field for field in cls.fields.values() if field.link)
        cls._owner_link = next((field for field in cls._links if field.type.on_delete is not CLEAR), None)
        cls._matched = tuple(field for field in cls.fields.values() if field.match)
        cls._stand_in = next((field for field in cls._links if field.merged_into), None)
        cls._retirement = next((field for field in cls.fields.values() if field.retires), None)
        for name in own:
            delattr(cls, name)

    @classmethod
    def of_row(cls, row: Row) -> Self:
        """Return a row with its columns as attributes, for code that knows which record type it has."""
        made = object.__new__(cls)
        vars(made).update(row)
        return made

    @classmethod
    def form_fields(cls) -> list[Field]:
        """Return the fields that people type, in their order."""
        return [field for field in cls.fields.values() if field.form]

    @classmethod
    def list_fields(cls) -> list[Field]:
        """Return the columns of a list, the first one first."""
        return sorted((field for field in cls.fields.values() if field.column), key=lambda field: field.column)

    @classmethod
    def brief_fields(cls) -> list[Field]:
        """Return the fields that a row of a list needs: its columns, its title, and those for its look and actions."""
        needed = {"id", "version", "trashed", *cls.info.title}
        return [
            field
            for field in cls.fields.values()
            if field.column or field.type.in_every_list_row or field.name in needed
        ]

    @classmethod
    def links(cls) -> tuple[Field, ...]:
        """Return the fields that point to other records."""
        return cls._links

    @classmethod
    def owner_link(cls) -> Field | None:
        """Return the link by which a record belongs to another; None for a type whose records belong to none."""
        return cls._owner_link

    @classmethod
    def matched_fields(cls) -> tuple[Field, ...]:
        """Return the fields by which a record is found."""
        return cls._matched

    @classmethod
    def name_field(cls) -> Field | None:
        """Return the field that is searched as the name; None for a record type without one."""
        return next((field for field in cls._matched if field.match is Match.NAME), None)

    @classmethod
    def stand_in(cls) -> Field | None:
        """Return the link that names the record into which a record was merged; None for a type that is not merged."""
        return cls._stand_in

    @classmethod
    def is_retired(cls, row: Row) -> bool:
        """Return whether a record is not offered any more: a contact who has left."""
        retirement = cls.retirement()
        return retirement is not None and bool(row[retirement.name])

    @classmethod
    def retirement(cls) -> Field | None:
        """Return the field that marks a record as not offered any more; None for a type without one."""
        return cls._retirement

    @classmethod
    def called(cls, row: Row) -> str:
        """Return the title of a record; its number if it has no title."""
        title = " ".join(text for name in cls.info.title if (text := _first_line(row[name])))
        return title or (number(cls, row["id"]) if cls.info.letter else cls.info.label.lower())

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Return the default values of a new record."""
        return {
            field.name: field.empty if field.default is None else field.default
            for field in cls.fields.values()
            if field.name not in BASE
        }


def _common_fields(info: Info) -> dict[str, Declared]:
    """Return name to declaration of the fields that every record has; outside the journal only the id."""
    found = {name: value for name, value in vars(Record).items() if isinstance(value, Declared)}
    return found if info.journaled else {"id": found["id"]}


_LONGEST_TITLE = 200


def _first_line(value: Any) -> str:
    """Return a text as a title; of several lines only the first."""
    text = str(value or "").strip()
    return text.partition("\n")[0].rstrip()[:_LONGEST_TITLE] if "\n" in text else text


BASE = frozenset(name for name, value in vars(Record).items() if isinstance(value, Declared))
"""Columns that every record has and the program fills."""

RecordType = type[Record]

Named = tuple[RecordType, int]
"""A record by its type and id."""

_NUMBER = pattern(r"\s*([A-Za-z])-?0*([1-9][0-9]{0,17})\s*")


def number(record: RecordType, row_id: int | None) -> str:
    """Return the number that people use for a record: its letter and its id, `C-000042`."""
    return f"{record.info.letter}-{row_id:06d}" if row_id is not None and record.info.letter else ""


def coordinates(record: RecordType, row: Row) -> tuple[float, float] | None:
    """Return latitude and longitude of a record: the first pair of `Info.located` that is filled in, or None."""
    for lat, lng in record.info.located:
        if row[lat] is not None and row[lng] is not None:
            return row[lat], row[lng]
    return None


def id_within(owner: RecordType, record: RecordType, row: Row) -> int | None:
    """Return the id of the record of the type `owner` that a row is, or belongs to; None for none."""
    if record.info.name == owner.info.name:
        return int(row["id"])
    return row.get(f"{owner.info.name}_id")


def parse_number(text: str) -> tuple[str, int] | None:
    """Return letter and id of a number in any of its spellings (`C-000042`, `c-42`, `C42`), or None."""
    found = _NUMBER.fullmatch(text)
    return (found[1].upper(), int(found[2])) if found else None
