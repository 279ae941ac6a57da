"""Parts that are nothing by themselves: lines of an order, assets of a work item, sites of a contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.field import Field
from capptro_tui.models.record import Record, RecordType, Row
from capptro_tui.models.schema import Schema
from capptro_tui.services.history.trash import move_to_trash
from capptro_tui.services.records.records import change_in, create_in

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part.

    Attributes:
        key: its key in JSON: `lines`, `assets`.
        record: its record type.
        link: the column by which it belongs to its record.
        joined: its link to the other record, if it only joins two; None if it has fields of its own.
    """

    key: str
    record: RecordType
    link: str
    joined: Field | None


def parts_inside(schema: Schema, record: RecordType) -> list[Part]:
    """Return the kinds of parts inside a record type."""
    found = []
    for other, link in schema.referencing(record):
        if other.info.letter or other.info.is_singleton or other.fields[link].copied_from:
            continue
        first, *rest = (field for field in other.links() if not field.copied_from)
        if other.info.is_association and first.name == link:
            target = schema.record_named(rest[0].link)
            found.append(Part(target.info.slug.replace("-", "_"), other, link, rest[0]))
        elif not other.info.is_association and other.info.title:
            found.append(Part(other.info.slug.replace("-", "_"), other, link, None))
    return found


def read_parts(source: Source, part: Part, row_ids: Sequence[int]) -> dict[int, list[Row]]:
    """Return record's id to its parts outside the trash, in their order."""
    query = rows.Query(part.record, equal={part.link: tuple(row_ids)}, sort="id")
    found: dict[int, list[Row]] = {row_id: [] for row_id in row_ids}
    for row in rows.page(source, query, 0, rows.total(source, query)) if row_ids else []:
        found[row[part.link]].append(row)
    ordinal = next((field.name for field in part.record.fields.values() if field.position), "id")
    return {row_id: sorted(each, key=lambda row: (row[ordinal], row["id"])) for row_id, each in found.items()}


Values = Mapping[str, Sequence[Mapping[str, Any]]]
"""Key of a part to the values of each part."""


def writing_parts(record: RecordType, values: Values, database: Database) -> Callable[[Transaction, Record], None]:
    """Return a function that gives a record exactly these parts, in its batch; other parts go to the trash."""
    kinds = {part.key: part for part in parts_inside(database.schema, record)}

    def write(transaction: Transaction, row: Record) -> None:
        for key, wanted in values.items():
            part = kinds[key]
            there = read_parts(transaction, part, [row.id])[row.id]
            if part.joined is None:
                _replace(transaction, part, row.id, there, wanted, database)
            else:
                _join(transaction, part, row.id, there, wanted, database)

    return write


def _replace(
    transaction: Transaction,
    part: Part,
    owner: int,
    there: list[Row],
    wanted: Sequence[Mapping[str, Any]],
    database: Database,
) -> None:
    """Change the parts one by one in their order, add the missing ones, and put the remaining ones into the trash."""
    for place, new in enumerate(wanted):
        try:
            if place < len(there):
                change_in(transaction, part.record, there[place]["id"], new, database)
            else:
                create_in(transaction, part.record, {**new, part.link: owner}, database)
        except Invalid as invalid:
            label = f"{part.record.info.label} {place + 1}"
            raise Invalid(
                [FieldError(part.key, f"{label}: {problem.message}") for problem in invalid.field_errors]
            ) from None
    move_to_trash(transaction, part.record, [old["id"] for old in there[len(wanted) :]])


def _join(
    transaction: Transaction,
    part: Part,
    owner: int,
    there: list[Row],
    wanted: Sequence[Mapping[str, Any]],
    database: Database,
) -> None:
    """Add the missing joins, and put the unwanted ones into the trash."""
    assert part.joined is not None
    name = part.joined.name
    ids = [one[name] for one in wanted]
    held = {row[name] for row in there}
    for row_id in dict.fromkeys(ids):
        if row_id not in held:
            create_in(transaction, part.record, {part.link: owner, name: row_id}, database)
    move_to_trash(transaction, part.record, [row["id"] for row in there if row[name] not in ids])
