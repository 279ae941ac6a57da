"""The published shape of each record type: the 41 names for customers, field names for all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.errors import FieldError, Invalid
from capptro_tui.exchange import customers, parts, records
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.schema import Schema
from capptro_tui.services.history.user_names import UserNames
from capptro_tui.services.importing.links import Source
from capptro_tui.services.importing.origins import DATABASE, LINKED, linked
from capptro_tui.services.records.inner_parts import parts_inside
from capptro_tui.services.search.listing import one
from capptro_tui.services.search.snapshot import Snapshot, outside_the_trash, read_rows


def _write(
    schema: Schema, record: RecordType, row: Row, inside: Mapping[str, Any], _people: UserNames
) -> dict[str, Any]:
    """Return a record under its field names, with its parts."""
    return {**records.to_json(schema, record, row, reckoned=False), **inside}


def _read_customer(schema: Schema, _record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    return customers.from_api(schema, given)


def _write_customer(
    schema: Schema, _record: RecordType, row: Row, inside: Mapping[str, Any], people: UserNames
) -> dict[str, Any]:
    return customers.to_api(schema, row, people, inside)


@dataclass(frozen=True, slots=True)
class Shape:
    """The published shape of a record type.

    Attributes:
        read: returns field names and values from an object in any shape of the record. Raises Invalid.
        write: returns a record as an object; takes its row, its parts with its origin, and the names of users.
        generated: names in the object that the program fills, besides those of every record.
    """

    read: Callable[[Schema, RecordType, Mapping[str, Any]], dict[str, Any]] = records.from_json
    write: Callable[[Schema, RecordType, Row, Mapping[str, Any], UserNames], dict[str, Any]] = _write
    generated: frozenset[str] = frozenset()


SHAPES = {
    "customer": Shape(_read_customer, _write_customer, customers.GENERATED),
}
"""Record type's name to its shape, for those with one of their own."""

_USUAL = Shape()


def _shape_of(record: RecordType) -> Shape:
    return SHAPES.get(record.info.name, _USUAL)


def read(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return field names and values for a service, from an object in any shape of the record. Raises Invalid."""
    return _shape_of(record).read(schema, record, given)


def read_typed(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same from fields typed one by one. Values that the program fills are refused. Raises Invalid."""
    generated = records.generated(record) | _shape_of(record).generated
    if filled := [name for name in given if name in generated]:
        raise Invalid([FieldError(name, f"“{name}” is filled in by the program.") for name in filled])
    return read(schema, record, given)


def export(snapshot: Snapshot, record: RecordType, *, mark: str = "") -> Iterator[dict[str, Any]]:
    """Yield every record that is not in the trash, oldest first, in its published shape with `mark`."""
    return published(snapshot, record, read_rows(snapshot, outside_the_trash(record)), mark=mark)


def published(
    source: Source, record: RecordType, blocks: Iterable[Sequence[Row]], *, mark: str = ""
) -> Iterator[dict[str, Any]]:
    """Yield records in their published shape; a block of them is read at a time.

    Args:
        source: the source to read from.
        record: their type.
        blocks: their rows.
        mark: the mark of the database, which each gets; "" for none.
    """
    people, shape = UserNames(source), _shape_of(record)
    origin = {DATABASE: mark} if mark else {}
    for block in blocks:
        inside = parts.to_json(source, record, block)
        numbers = [[*_numbers(source.schema, record, row, more)] for row, more in zip(block, inside, strict=True)]
        known = linked(source, {text for each in numbers for text in each})
        for row, more, named in zip(block, inside, numbers, strict=True):
            also = {LINKED: {text: known[text] for text in named if text in known}, **origin}
            yield shape.write(source.schema, record, row, {**more, **also}, people)


def _numbers(schema: Schema, record: RecordType, row: Row, inside: Mapping[str, list[Any]]) -> Iterator[str]:
    """Yield the numbers of the records that a record and its parts name."""
    for link in record.links():
        if row[link.name] is not None and not link.merged_into:
            yield records.value_to_json(schema, link, row[link.name], row)
    for kind in parts_inside(schema, record):
        for part in inside[kind.key]:
            if kind.joined is not None:
                yield part
            else:
                yield from (part[link.key] for link in kind.record.links() if part.get(link.key))


def objects(source: Source, record: RecordType, blocks: Iterable[Sequence[Row]]) -> Iterator[dict[str, Any]]:
    """Yield records with their parts; a block of them is read at a time."""
    for block in blocks:
        inside = parts.to_json(source, record, block)
        yield from (
            {**records.to_json(source.schema, record, row), **more} for row, more in zip(block, inside, strict=True)
        )


def whole(database: Database, record: RecordType, row_id: int) -> dict[str, Any]:
    """Return one record with its parts. Raises Missing."""
    return next(objects(database, record, [[one(database, record, row_id)]]))
