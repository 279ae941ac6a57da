"""Links of a new record that is created while another record is in view: on its page, or on its row in a list.

One rule, read from the declarations, serves every record type. The new record is linked to the record in view if it has
a link to such records, or if a record that only joins two (an asset worked on) has one to each. It then shares the
links that both have within their owner: an asset's site. If it cannot be linked to the record in view, only the owner
is shared: the customer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Invalid, Missing
from capptro_tui.models.field import Field
from capptro_tui.models.record import Record, RecordType, Row, number
from capptro_tui.models.records.customer import ACTIVE, deactivates
from capptro_tui.models.schema import Schema

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

InView = tuple[RecordType, Row]
"""A record that is in view: its type and its row."""


Also = Callable[["Transaction", Record], None]
"""A function that adds to the batch in which a record is created."""


def join_key(join: RecordType, link: Field) -> str:
    """Return the key of a join's other side among a new record's values: `work_item_asset.asset_id`."""
    return f"{join.info.name}.{link.name}"


def join_to(schema: Schema, new: RecordType, other: RecordType) -> tuple[RecordType, Field, Field] | None:
    """Return the record type that joins a new record with `other`, and its links to both.

    None if there is none that is created from the new record's side.
    """
    for join in schema.records:
        if join.info.is_association:
            first, second = (field for field in join.links() if not field.copied_from)
            if (first.link, second.link) == (new.info.name, other.info.name):
                return join, first, second
    return None


def made_in_part(schema: Schema, record: RecordType, link: str) -> RecordType:
    """Return the type of record that is created in the part of a page that shows `record` by a link.

    For a join seen from its second side it is the type at its first: a work item, on the page of an asset.
    """
    first = next(field for field in record.links() if not field.copied_from)
    return schema.record_named(first.link) if record.info.is_association and first.name != link else record


def is_linkable(schema: Schema, new: RecordType, other: RecordType) -> bool:
    """Return whether a new record can be linked to a record of another type, directly or by a join."""
    return _direct(new, other) is not None or join_to(schema, new, other) is not None


def belonging(source: Source, new: RecordType, in_view: InView) -> dict[str, int]:
    """Return the links that a new record starts with.

    Args:
        source: the source to read from.
        new: the type of the new record.
        in_view: the record in view.

    Returns:
        Field name to id; the other side of a join under its `join_key`. Trashed and deactivated records are left out,
        unless it is the record in view itself or its owner; people who have left are left out too.
    """
    record, row = in_view
    found: dict[str, int] = {}
    if (link := _direct(new, record)) is not None and not record.is_retired(row):
        found[link.name] = row["id"]
    if (joined := join_to(source.schema, new, record)) is not None:
        found[join_key(joined[0], joined[2])] = row["id"]
    owner, is_linked = new.owner_link(), bool(found)
    for field in _settable(new):
        is_owner = owner is not None and field.name == owner.name
        if field.name in found or not (is_owner or (is_linked and field.type.scoped_by)):
            continue
        shared = next((other for other in record.links() if _is_same(other, field) and row.get(other.name)), None)
        if shared is not None and (is_owner or _is_offered(source, field, row[shared.name])):
            found[field.name] = row[shared.name]
    return found


def belonging_to_all(source: Source, new: RecordType, in_view: Iterable[InView]) -> dict[str, int]:
    """Return the links that a new record starts with if several records are in view, the most important first.

    They are a page and the row under the cursor. A later one counts only if the new record can be linked to it, and if
    it has the same owner.
    """
    found: dict[str, int] = {}
    for place, each in enumerate(in_view):
        theirs = belonging(source, new, each) if not place or is_linkable(source.schema, new, each[0]) else {}
        if all(found.get(name, value) == value for name, value in theirs.items()):
            found |= theirs
    return found


def joining(record: RecordType, given: Mapping[str, Any], database: Database, also: Also | None) -> Also | None:
    """Return a function that joins a new record with those given under their `join_key`, then calls `also`.

    In the batch of the new record a join is created, or an existing record is linked to it.
    """
    joins = joins_given(database.schema, record, given)
    links = links_given(database.schema, record, given)
    if not joins and not links:
        return also

    def join(transaction: Transaction, row: Record) -> None:
        from capptro_tui.services.records.records import create_in  # imported late, for the start-up time

        for other, first, second in joins:
            target_id = given[join_key(other, second)]
            if _is_there(transaction, second, target_id):
                create_in(transaction, other, {first.name: row.id, second.name: target_id}, database)
        for other, link in links:
            _link_to_new(transaction, database, other, link, given[join_key(other, link)], row)
        if also is not None:
            also(transaction, row)

    return join


class _Unlinkable(Exception):
    """An existing record that cannot be linked to a new one any more; a sentence says why."""


def _is_there(transaction: Transaction, link: Field, row_id: int) -> bool:
    """Return whether the other side of a join is there still; a notice says so if it is not."""
    target = transaction.schema.record_named(link.link)
    is_there = any(row.trashed is None for row in transaction.find(target, id=row_id))
    if not is_there:
        transaction.notices.append(f"{number(target, row_id)} is not linked to it. It has been deleted meanwhile.")
    return is_there


def _link_to_new(
    transaction: Transaction, database: Database, other: RecordType, link: Field, row_id: int, new: Record
) -> None:
    """Link an existing record to a new one. If that cannot be, because it was changed meanwhile, a notice says so.

    The owner of the new record becomes that of the other if it has none; they are not linked if it has another one.
    """
    from capptro_tui.services.records.records import change_in

    try:
        values = _values_of_link(transaction, other, link, row_id, new)
        change_in(transaction, other, row_id, values, database)  # it raises these two before it writes
    except (_Unlinkable, Missing, Invalid) as why:
        transaction.notices.append(f"{number(other, row_id)} is not linked to it. {why}")


def _values_of_link(
    transaction: Transaction, other: RecordType, link: Field, row_id: int, new: Record
) -> dict[str, Any]:
    """Return the values that link an existing record to a new one. Raises _Unlinkable or Missing."""
    row = transaction.get(other, row_id)
    target = transaction.schema.record_named(link.link)
    if row.trashed is not None:
        raise _Unlinkable("It is in the trash.")
    if (linked := getattr(row, link.name)) is not None:
        raise _Unlinkable(f"It has the {link.label.lower()} {number(target, linked)} already.")
    owner, scope = target.owner_link(), link.type.scoped_by
    mine, its = (getattr(new, owner.name), getattr(row, scope)) if owner is not None and scope else (None, None)
    if owner is not None and its is not None and mine != its:
        raise _Unlinkable(f"It belongs to another {owner.label.lower()}.")
    return {link.name: new.id} | ({scope: mine} if mine is not None and its is None else {})


def joins_given(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> list[tuple[RecordType, Field, Field]]:
    """Return the joins among the values given for a new record."""
    found = (join_to(schema, record, other) for other in schema.records)
    return [each for each in found if each is not None and given.get(join_key(each[0], each[2])) is not None]


def links_given(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> list[tuple[RecordType, Field]]:
    """Return the links of existing records to a new one, among the values given for it."""
    found = [(other, other.fields[name]) for other, name in schema.referencing(record)]
    return [
        (other, link)
        for other, link in found
        if not other.info.is_association and given.get(join_key(other, link)) is not None
    ]


def joined_names(source: Source, record: RecordType, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and name, with its number, of each record with which a new record will be joined."""
    named = [
        (source.schema.record_named(second.link), given[join_key(join, second)])
        for join, _, second in joins_given(source.schema, record, given)
    ]
    named += [(other, given[join_key(other, link)]) for other, link in links_given(source.schema, record, given)]
    return [
        (target.info.label, f"{target.called(row)} ({number(target, row_id)})")
        for target, row_id in named
        if (row := rows.one(source, target, row_id)) is not None
    ]


def _settable(record: RecordType) -> list[Field]:
    return [field for field in record.links() if not field.copied_from and not field.merged_into]


def _direct(new: RecordType, other: RecordType) -> Field | None:
    """Return the link of a new record to another; one that is copied from a nearer record only if there is no other."""
    links = [*_settable(new), *(field for field in new.links() if field.copied_from)]
    return next((field for field in links if field.link == other.info.name), None)


def _is_same(field: Field, other: Field) -> bool:
    return field.link == other.link and not field.merged_into


def _is_offered(source: Source, link: Field, row_id: int) -> bool:
    """Return whether a link's target may be chosen for new records: it is neither in the trash nor deactivated."""
    target = source.schema.record_named(link.link)
    row = rows.one(source, target, row_id)
    return row is not None and row["trashed"] is None and (not deactivates(target) or row["status"] == ACTIVE)
