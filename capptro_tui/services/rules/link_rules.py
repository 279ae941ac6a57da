"""Rules between records, read from the declarations: valid links, the only primary record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.errors import FieldError
from capptro_tui.models.field import Field
from capptro_tui.models.record import Record, RecordType, number
from capptro_tui.services.rules.currencies import refuse_conversion

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


def values_of(record: RecordType, row: Record) -> dict[str, Any]:
    """Return a row of a transaction as column to value."""
    return {name: getattr(row, name) for name in record.fields}


def called(record: RecordType, row: Record) -> str:
    """Return the name of a row of a transaction."""
    return record.called(values_of(record, row))


def link_problem(transaction: Transaction, field: Field, whole: Mapping[str, Any]) -> FieldError | None:
    """Return a problem if a link's target is missing, in the trash, or of another owner than the field allows."""
    row_id = whole[field.name]
    if row_id is None:
        return None
    target = transaction.schema.record_named(field.link)
    found = next(iter(transaction.find(target, id=row_id)), None)
    if found is None or found.trashed is not None:
        where = "in the trash" if found else "unknown"
        return FieldError(field.name, f"{field.label}: {number(target, row_id)} is {where}.")
    owner = target.owner_link()
    if field.type.scoped_by and owner and getattr(found, owner.name) != whole[field.type.scoped_by]:
        text = f"{field.label}: {called(target, found)} belongs to another {owner.label.lower()}."
        return FieldError(field.name, text)
    return None


def state_problem(record: RecordType, field: Field, before: Any, after: Any) -> FieldError | None:
    """Return a problem if a record may not change from one state to another; it names the allowed states."""
    if not field.follows_states or after == before or after in (choice := field.choice(before)).next:
        return None
    article = "An" if record.info.label[0] in "AEIOU" else "A"
    subject = f"{article} {record.info.label.lower()} that is {choice.label.lower()}"
    allowed = [field.choice(value).label.lower() for value in choice.next]
    if allowed:
        last = " or ".join([", ".join(allowed[:-1]), allowed[-1]] if len(allowed) > 1 else allowed)
        return FieldError(field.name, f"{subject} cannot become {field.choice(after).label.lower()}, only {last}.")
    return FieldError(field.name, f"{subject} stays so. Reopen it first.")


def state_problems(record: RecordType, stored: Mapping[str, Any], values: Mapping[str, Any]) -> list[FieldError]:
    """Return the problems of changed states."""
    changed = (record.fields[name] for name in values)
    found = (state_problem(record, field, stored[field.name], values[field.name]) for field in changed)
    return [problem for problem in found if problem]


def propagate(transaction: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]) -> None:
    """Update the copies of changed values in the records below these rows.

    Raises Refused if an amount's currency would change.
    """
    for other, name in transaction.schema.referencing(record) if ids else ():
        mine = {
            field.name: values[field.name]
            for field in other.fields.values()
            if name in field.copied_from and field.name in values
        }
        if mine:
            below = list(transaction.find_many(other, name, ids, only=("id",)))
            if "currency" in mine:
                refuse_conversion(transaction, other, below, mine["currency"])
            transaction.change_many(other, below, mine)
            _release_strays(transaction, other, below, mine)
            propagate(transaction, other, below, mine)


def _release_strays(
    transaction: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]
) -> None:
    """Empty scoped links of rows that have another owner now, where the target is not that owner's."""
    for field in record.links():
        target = transaction.schema.record_named(field.link)
        owner = target.owner_link() if field.type.scoped_by in values else None
        rows = transaction.find_many(record, "id", ids, only=("id", "trashed", field.name)) if owner else {}
        targets = transaction.find_many(target, "id", {row[field.name] for row in rows.values()} - {None})
        strays = {
            row_id: row
            for row_id, row in rows.items()
            if row[field.name] in targets
            and owner
            and targets[row[field.name]][owner.name] != values[field.type.scoped_by]
        }
        _let_go(transaction, record, field, strays)


def _let_go(transaction: Transaction, record: RecordType, link: Field, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Empty a link of rows; rows that require it go to the trash."""
    if link.required:
        live = [row_id for row_id, row in rows.items() if row["trashed"] is None]
        transaction.change_many(record, live, {"trashed": transaction.batch_id})
    else:
        transaction.change_many(record, rows, {link.name: None})


def has_nearer(link: Field, row: Mapping[str, Any]) -> bool:
    """Return whether a row has this link from a record nearer to it.

    It goes to the trash with that record, and is no orphan while that one exists, even if this link's target is
    trashed.
    """
    return any(row[name] is not None for name in link.copied_from)


def others_with(
    transaction: Transaction, record: RecordType, field: Field, row_id: int | None, whole: Mapping[str, Any]
) -> list[Record]:
    """Return the other records of the same owner that have an exclusive mark: one that only one of them may have."""
    owner = record.owner_link()
    if owner is None:
        return []
    found = transaction.find(record, **{owner.name: whole[owner.name], field.name: True, "trashed": None})
    return [other for other in found if other.id != row_id]


def settle_exclusive(
    transaction: Transaction, record: RecordType, row_id: int | None, values: dict[str, Any], stored: Mapping[str, Any]
) -> None:
    """Keep an exclusive mark with one record of an owner: the last one marked. A record that moves in loses its own."""
    whole = {**stored, **values}
    owner = record.owner_link()
    for field in record.fields.values():
        if not field.unique_per_owner or owner is None:
            continue
        if values.get(field.name):
            for other in others_with(transaction, record, field, row_id, whole):
                transaction.change(other, {field.name: False})
        elif owner.name in values and whole[field.name] and others_with(transaction, record, field, row_id, whole):
            values[field.name] = False


def release_dependents(transaction: Transaction, record: RecordType, ids: Collection[int], *, since: int = 0) -> None:
    """Empty scoped links to these records from records whose owner is no longer theirs.

    Args:
        transaction: the write.
        record: the type of the records.
        ids: their ids.
        since: number of a batch; only records that were written after it let go. By default all do.
    """
    owner = record.owner_link()
    scoped = [
        (other, name) for other, name in transaction.schema.referencing(record) if other.fields[name].type.scoped_by
    ]
    if owner is None or not scoped:
        return
    targets = transaction.find_many(record, "id", ids, only=("id", owner.name))
    for other, name in scoped:
        link = other.fields[name]
        found = transaction.find_many(
            other, name, targets, only=("id", "version", "trashed", name, link.type.scoped_by)
        )
        strays = {
            row_id: row
            for row_id, row in found.items()
            if row["version"] > since and row[link.type.scoped_by] != targets[row[name]][owner.name]
        }
        _let_go(transaction, other, link, strays)
