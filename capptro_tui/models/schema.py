"""The schema of a database: its record types, and the questions that can be answered from their declarations.

A schema is immutable. Two databases of one program may have different schemas, also with different record types of the
same name: code that names a record class (`Customer`) means the record type of that name in the schema of the database
at hand, which may have more fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final, TypeVar, cast

from capptro_tui.errors import Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import Record, RecordType, Row, number, parse_number

R = TypeVar("R", bound=Record)
T = TypeVar("T")
Part = tuple[RecordType, str]
"""A record type, and the column of its link to the record type that was asked for."""


class Schema:
    """The record types of a database.

    Attributes:
        records: every record type; owners come before their records.
        numbered: the record types that people see, those with numbers of their own, by their rank.
        listed: the record types that have a list of their own, by their rank.
        tabs: the record types whose list is one of the program's tabs, from the left.
    """

    __slots__ = ("_by_letter", "_by_name", "_made", "_referencing", "listed", "numbered", "records", "tabs")

    records: Final[tuple[RecordType, ...]]
    numbered: Final[tuple[RecordType, ...]]
    listed: Final[tuple[RecordType, ...]]
    tabs: Final[tuple[RecordType, ...]]

    def __init__(self, records: Sequence[RecordType]) -> None:
        """Make a schema.

        Args:
            records: its record types, owners before their records.

        Raises:
            ValueError: a name, plural or letter occurs twice, a link leads to no record type, or a record type comes
                before its owner.
        """
        self.records = tuple(records)
        ranked = sorted(self.records, key=_rank)
        self.numbered = tuple(record for record in ranked if record.info.letter and record.info.journaled)
        self.listed = tuple(record for record in ranked if record.info.has_list)
        self.tabs = tuple(sorted((one for one in self.listed if one.info.tab), key=lambda record: record.info.tab))
        self._by_name = {record.info.name: record for record in self.records}
        self._by_letter = {record.info.letter: record for record in self.numbered}
        _validate(self.records)
        self._referencing: dict[str, list[Part]] = {name: [] for name in self._by_name}
        for record in self.records:
            for link in record.links() if record.info.journaled else ():
                self._referencing[link.link].append((record, link.name))
        self._made: dict[Callable[..., Any], Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how another process makes the same schema."""
        return Schema, (self.records,)

    def with_records(self, *records: RecordType) -> Schema:
        """Return a schema with these record types: in place of those of the same names, the others at the end.

        Raises:
            ValueError: they do not fit the others.
        """
        given = {record.info.name: record for record in records}
        return Schema([*{**self._by_name, **given}.values()])

    def record_named(self, name: str) -> RecordType:
        """Return the record type called `name` in the database. Raises Refused if the schema has none."""
        try:
            return self._by_name[name]
        except KeyError:
            raise Refused(
                f"The database holds records called “{name[:40]}”, which this version does not know."
            ) from None

    def own(self, record: type[R]) -> type[R]:
        """Return this schema's record type of the same name. Raises Refused if it has none."""
        return cast("type[R]", self.record_named(record.info.name))

    def reference(self, text: str) -> tuple[RecordType, int]:
        """Return record type and id of a number (`C-42`). Raises Refused if it is none."""
        parsed = parse_number(text)
        if parsed and parsed[0] in self._by_letter:
            return self._by_letter[parsed[0]], parsed[1]
        raise Refused(f"“{text[:40]}” is not a number. Numbers look like C-000042 (or C-42).")

    def referencing(self, record: RecordType) -> list[Part]:
        """Return every link to a record type, without those of the journal."""
        return list(self._referencing.get(record.info.name, ()))

    def page_parts(self, record: RecordType) -> list[Part]:
        """Return the parts of a record's page.

        They are the records that people see, the joins with other records, and the lines that belong to it alone.
        """
        found = [
            (other, name)
            for other, name in self.referencing(record)
            if not (link := other.fields[name]).merged_into
            and not other.info.is_singleton
            and (other.info.letter or ((other.info.is_association or other.info.title) and not link.copied_from))
        ]
        return sorted(found, key=lambda part: (not part[0].info.part, part[0].info.part, *_rank(part[0])))

    def made_of(self, record: RecordType) -> list[Part]:
        """Return the parts of a record's page that are nothing by themselves: an order's lines."""
        return [
            (other, link)
            for other, link in self.page_parts(record)
            if not other.info.letter and not other.info.is_association
        ]

    def part_name(self, other: RecordType, link: str) -> str:
        """Return the title of a part of a page: the records that point to it by a link.

        A join has its own title on the page of its first side, `Assets worked on`, and that of the first side's records
        on the other, `Work items`.
        """
        first = next(field for field in other.links() if not field.copied_from)
        if not other.info.is_association or first.name == link:
            return other.info.plural
        return self.record_named(first.link).info.plural

    def read_value(self, field: Field, value: object, row: Row | None = None) -> str:
        """Return a stored value as people read it; a link by its number.

        Args:
            field: its field.
            value: the stored value.
            row: the record's other fields, where known.
        """
        if field.link and isinstance(value, int):
            return number(self.record_named(field.link), value)
        return field.format(value, row)

    def remember(self, make: Callable[[Schema], T]) -> T:
        """Return what a function makes of this schema. It is made once, and lives as long as the schema."""
        try:
            return cast("T", self._made[make])
        except KeyError:
            return cast("T", self._made.setdefault(make, make(self)))  # of two threads, both get the first


def made_once(make: Callable[[Schema], T]) -> Callable[[Schema], T]:
    """Make the result of a function once for each schema. The result is shared: nobody changes it."""

    @wraps(make)
    def remembered(schema: Schema) -> T:
        return schema.remember(make)

    return remembered


def _rank(record: RecordType) -> tuple[int, str]:
    """Return the sort key of a record type among others."""
    return record.info.rank, record.info.plural


def _validate(records: Sequence[RecordType]) -> None:
    """Raise ValueError if the record types do not fit each other."""
    numbered = [record.info for record in records if record.info.letter and record.info.journaled]
    for what, names in (
        ("record types are called", [record.info.name for record in records]),
        ("record types have the plural", [info.slug for info in numbered]),
        ("record types have numbers with the letter", [info.letter for info in numbered]),
    ):
        for name, count in Counter(names).items():
            if count > 1:
                raise ValueError(f"{count} {what} {name}.")
    known: set[str] = set()
    every = {record.info.name for record in records}
    for record in records:
        for link in record.links():
            if link.link not in every:
                raise ValueError(f"{record.info.name}.{link.name} links to {link.link}, which is no record type.")
        owner = record.owner_link()
        if owner is not None and owner.link not in known:
            raise ValueError(f"{record.info.name} comes before {owner.link}, to which it belongs.")
        known.add(record.info.name)
