"""Deletes and restores records: with the records that belong to them, and links that are lost and come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.db.journal.format import read_delta
from capptro_tui.db.read.history import trash_rows
from capptro_tui.errors import Conflict, FieldError, Refused
from capptro_tui.models.record import Named, Record, RecordType, number
from capptro_tui.models.types.on_delete import RESTRICT, TRASH_WITH
from capptro_tui.services.backups.taking import take_backup_before
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.rules import alias
from capptro_tui.services.rules.behaviours.table import behaviour_of
from capptro_tui.services.rules.default_customer import lost_default
from capptro_tui.services.rules.link_rules import called, has_nearer, link_problem, others_with, propagate, values_of

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


def delete(database: Database, record: RecordType, row_id: int, *, dry_run: bool = False) -> WriteResult:
    """Put a record into the trash with the records that belong to it; other links to it are emptied and keep its name.

    Raises Missing, and Refused if it is in the trash already or merged.
    """
    with database.write("delete", dry_run=dry_run) as transaction:
        row = _deletable(transaction, record, row_id)
        notices = _delete(transaction, [(record, row_id)])
        transaction.summary = f"Deleted {record.info.label.lower()} {called(record, row)}"
        return result_of(transaction, record, row_id, notices)


def delete_many(database: Database, named: Sequence[Named], *, dry_run: bool = False) -> WriteResult:
    """Put records of any types into the trash, each as a delete of it alone does: all of them or none.

    A record that another one takes along may be named, too. A record that is named twice is deleted once.

    Raises:
        Conflict: nothing was deleted, because some records cannot be; it has the reason for each of them.
    """
    wanted = list(dict.fromkeys(named))
    with database.write("delete", dry_run=dry_run) as transaction:
        _all_or_none(transaction, wanted, _deletable, "Nothing was deleted.")
        notices = _delete(transaction, wanted)
        transaction.summary = f"Deleted {_counted(wanted)}"
        return result_of(transaction, notices=notices)


def _deletable(transaction: Transaction, record: RecordType, row_id: int) -> Record:
    """Return a row that can be deleted. Raises Missing, and Refused if it is in the trash already or merged."""
    row = transaction.get(record, row_id)
    alias.refuse_merged(record, row)
    if row.trashed is not None:
        raise Refused(f"{number(record, row_id)} is in the trash already.")
    return row


def _delete(transaction: Transaction, named: Sequence[Named]) -> tuple[str, ...]:
    """Put records into the trash. Return notices on the default customer and on customers without a primary contact."""
    default = transaction.settings().default_customer_id
    by_type: dict[RecordType, list[int]] = {}
    for record, row_id in named:
        by_type.setdefault(record, []).append(row_id)
    for record, ids in by_type.items():
        move_to_trash(transaction, record, ids)
    said = list(lost_default(transaction, default))
    for record, row_id in named:
        said += behaviour_of(record).deleted(transaction, row_id)
    return tuple(said)


def _all_or_none(
    transaction: Transaction,
    named: Sequence[Named],
    check: Callable[[Transaction, RecordType, int], object],
    nothing: str,
) -> None:
    """Check every record. Raises Conflict with the sentence `nothing`, and the reason for each that is refused."""
    problems = []
    for record, row_id in named:
        try:
            check(transaction, record, row_id)
        except Refused as refused:
            problems.append(str(refused))
    if problems:
        raise Conflict(nothing, problems)


def _counted(named: Iterable[Named]) -> str:
    """Return the number of records of each type, in words: `2 customers and 1 site`."""
    parts = [record.info.counted(count) for record, count in Counter(record for record, _ in named).items()]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def move_to_trash(transaction: Transaction, record: RecordType, ids: Iterable[int]) -> None:
    """Put rows into the trash within a transaction, with all that a delete takes along."""
    going = list(ids)
    for other, name in transaction.schema.referencing(record) if going else ():
        link = other.fields[name]
        if link.merged_into:
            continue  # the merged records still find it, in the trash and out of it
        found = transaction.find_many(other, name, going, only=("id", "trashed", *link.copied_from))
        dependents = {row_id: row for row_id, row in found.items() if not has_nearer(link, row)}
        if link.type.on_delete is TRASH_WITH:
            move_to_trash(transaction, other, [row_id for row_id, row in dependents.items() if row["trashed"] is None])
        elif not link.required:
            transaction.change_many(other, dependents, {name: None})
            propagate(transaction, other, dependents, {name: None})
            _release_held(transaction, other, dependents)
    transaction.change_many(record, going, {"trashed": transaction.batch_id})


def _release_held(transaction: Transaction, record: RecordType, ids: Collection[int]) -> None:
    """Empty links to rows that have lost their owner, from records that stay with that owner.

    Such a record is an order of a customer in the trash.
    """
    for other, name in transaction.schema.referencing(record) if ids else ():
        owner = other.owner_link()
        if owner and owner.type.on_delete is RESTRICT and other.fields[name].type.scoped_by == owner.name:
            transaction.change_many(other, transaction.find_many(other, name, ids, only=("id",)), {name: None})


def restore(database: Database, record: RecordType, row_id: int, *, dry_run: bool = False) -> WriteResult:
    """Take a record out of the trash, with the records that were trashed with it and the links lost by it.

    A link that has another target by now stays. Raises Missing and Refused, also for a merged record: undoing the merge
    brings that back.
    """
    with database.write("restore", dry_run=dry_run) as transaction:
        row = _restorable(transaction, record, row_id)
        _restore(transaction, record, row)
        transaction.summary = f"Restored {record.info.label.lower()} {called(record, row)}"
        return result_of(transaction, record, row_id)


def restore_many(database: Database, named: Sequence[Named], *, dry_run: bool = False) -> WriteResult:
    """Take records of any types out of the trash, each as a restore of it alone does: all of them or none.

    A record that comes back with its owner may be named, too, before or after it. A record that is named twice is
    restored once.

    Raises:
        Conflict: nothing was restored, because some records cannot be; it has the reason for each of them.
    """
    wanted = list(dict.fromkeys(named))
    with database.write("restore", dry_run=dry_run) as transaction:
        _all_or_none(transaction, wanted, _restorable, "Nothing was restored.")
        waiting = wanted
        while waiting:
            refused = {each: why for each in waiting if (why := _refused(transaction, *each))}
            if len(refused) == len(waiting):
                raise Conflict("Nothing was restored.", [*refused.values()])
            waiting = [*refused]  # an owner that is named after them is there now
        transaction.summary = f"Restored {_counted(wanted)}"
        return result_of(transaction)


def _restorable(transaction: Transaction, record: RecordType, row_id: int) -> Record:
    """Return a row that is in the trash. Raises Missing, and Refused if it is not there, or merged."""
    row = transaction.get(record, row_id)
    _undo_merges_first(record, row)
    if row.trashed is None:
        raise Refused(f"{number(record, row_id)} is not in the trash.")
    return row


def _restore(transaction: Transaction, record: RecordType, row: Record) -> None:
    """Take a row out of the trash. Raises Refused, with nothing changed, if its owner is there or it joins others."""
    _owner_must_live(transaction, record, row)
    if stray := _stray(transaction, record, row):
        raise Refused(stray.message)
    assert row.trashed is not None
    _untrash(transaction, record, row, row.trashed)


def _refused(transaction: Transaction, record: RecordType, row_id: int) -> str:
    """Take a row out of the trash that has not come with its owner; return why it cannot be, "" if it is out."""
    row = transaction.get(record, row_id)
    try:
        if row.trashed is not None:
            _restore(transaction, record, row)
    except Refused as refused:
        return str(refused)
    return ""


def _owner_must_live(transaction: Transaction, record: RecordType, row: Record) -> None:
    for owner, holder in _owners(transaction, record, row):
        _undo_merges_first(owner, holder)
        if holder.trashed is not None:
            raise Refused(
                f"{called(record, row)} belongs to {called(owner, holder)}, which is in the trash. "
                f"Restore {number(owner, holder.id)} first."
            )


def _owners(transaction: Transaction, record: RecordType, row: Record) -> Iterator[tuple[RecordType, Record]]:
    """Yield the records with which a row goes to the trash, each with its type."""
    whole = values_of(record, row)
    for link in record.links():
        if link.type.on_delete is TRASH_WITH and whole[link.name] is not None and not has_nearer(link, whole):
            owner = transaction.schema.record_named(link.link)
            yield owner, transaction.get(owner, whole[link.name])


def _stray(transaction: Transaction, record: RecordType, row: Record) -> FieldError | None:
    """Return a problem if a row joins records that belong to different owners by now; else None."""
    whole = values_of(record, row)
    joined = (field for field in record.links() if field.type.scoped_by and field.required)
    return next((problem for field in joined if (problem := link_problem(transaction, field, whole))), None)


def _undo_merges_first(record: RecordType, row: Record) -> None:
    alias.refuse_merged(record, row, f": undo that merge (batch {row.trashed}) to bring it back")


def _untrash(transaction: Transaction, record: RecordType, row: Record, batch_id: int) -> None:
    whole = values_of(record, row)
    for field in record.fields.values():
        if field.unique_per_owner and whole[field.name] and others_with(transaction, record, field, row.id, whole):
            transaction.change(row, {field.name: False})
    transaction.change(row, {"trashed": None})
    for lost in transaction.changes_holding(batch_id, f"[{row.id}, null]"):
        other = transaction.schema.record_named(lost["record"])
        for dependent in transaction.find(other, id=lost["row_id"]):
            _relink(transaction, other, dependent, read_delta(lost), row)
    for other, name in transaction.schema.referencing(record):
        if other.fields[name].type.on_delete is TRASH_WITH:
            for dependent in transaction.find(other, **{name: row.id, "trashed": batch_id}):
                _untrash_dependent(transaction, other, dependent, batch_id)
        elif other.fields[name].type.on_delete is RESTRICT:
            _relink_held(transaction, other, name, row, batch_id)


def _untrash_dependent(transaction: Transaction, record: RecordType, row: Record, batch_id: int) -> None:
    """Restore a row with its owner; if another owner of it is in the trash still, it moves to that one's batch."""
    for _, owner in _owners(transaction, record, row):
        if owner.trashed is not None:
            transaction.change(row, {"trashed": owner.trashed})
            return
    if _stray(transaction, record, row) is None:
        _untrash(transaction, record, row, batch_id)


def _relink(
    transaction: Transaction, record: RecordType, dependent: Record, delta: dict[str, list[Any]], row: Record
) -> None:
    """Restore links to the restored record, unless they have another target by now."""
    target = type(row).info.name
    for field in record.links():
        was_here = field.link == target and delta.get(field.name) == [row.id, None]
        whole = values_of(record, dependent)
        if not was_here or whole[field.name] is not None or has_nearer(field, whole):
            continue
        if link_problem(transaction, field, {**whole, field.name: row.id}) is None:
            transaction.change(dependent, {field.name: row.id})
            propagate(transaction, record, [dependent.id], {field.name: row.id})


def _relink_held(transaction: Transaction, record: RecordType, name: str, owner: Record, batch_id: int) -> None:
    """Restore links of records that stayed with their owner in the trash: an order's work item."""
    within = [field for field in record.links() if field.type.scoped_by == name]
    held = transaction.find_many(record, name, [owner.id], only=("id",)) if within else {}
    for change in transaction.changes_to(batch_id, record, held):
        row, delta = transaction.get(record, change["row_id"]), read_delta(change)
        for field in within:
            was = delta.get(field.name, [None])[0]
            whole = {**values_of(record, row), field.name: was}
            if was is not None and getattr(row, field.name) is None and link_problem(transaction, field, whole) is None:
                transaction.change(row, {field.name: was})


def empty(database: Database, *, dry_run: bool = False) -> WriteResult:
    """Remove everything in the trash for good, with the records merged into it. The journal keeps it, for an undo.

    Records that others hold, as payments hold a customer, stay in the trash, and the notices say so. A backup is taken
    before. Raises Refused if nothing else is in the trash, or the backup fails.
    """
    if not dry_run and _is_anything_trashed(database):
        take_backup_before(database, "before-emptying")
    with database.write("empty trash", dry_run=dry_run) as transaction:
        gone = 0
        held: list[str] = []
        for record in reversed(database.schema.records):
            ids = transaction.trashed(record)
            holders = _holders(transaction, record, ids)
            held += [_why_held(transaction, record, row_id, holders[row_id]) for row_id in sorted(holders)]
            free = [row_id for row_id in ids if row_id not in holders]
            _remove(transaction, record, free)
            gone += len(free)
        if not gone:
            raise Refused(" ".join(held[:_MOST_TOLD]) or "The trash is empty.")
        transaction.summary = f"Emptied the trash: {gone:,} record{'s' if gone > 1 else ''}"
        return result_of(transaction, notices=tuple(held[:_MOST_TOLD]))


def _is_anything_trashed(database: Database) -> bool:
    return bool(trash_rows.page(database, database.schema.numbered, 0, 1))


_MOST_TOLD = 3
"""Most records for which a message says why they stay."""


def _holders(transaction: Transaction, record: RecordType, ids: Collection[int]) -> dict[int, dict[RecordType, int]]:
    """Return id to record type to number of records that keep the row, or one merged into it, from being removed."""
    found: dict[int, dict[RecordType, int]] = {}
    for other, name in transaction.schema.referencing(record) if ids else ():
        link = other.fields[name]
        if link.type.on_delete is RESTRICT or link.merged_into:
            pointing = transaction.find_many(other, name, ids, only=("id", name))
            mine = _holders(transaction, other, pointing) if link.merged_into else {key: {other: 1} for key in pointing}
            for row_id, kinds in mine.items():
                counts = found.setdefault(pointing[row_id][name], {})
                for kind, count in kinds.items():
                    counts[kind] = counts.get(kind, 0) + count
    return found


def _why_held(transaction: Transaction, record: RecordType, row_id: int, holders: dict[RecordType, int]) -> str:
    told = " and ".join(other.info.counted(count) for other, count in holders.items())
    return f"{called(record, transaction.get(record, row_id))} stays in the trash: it has {told}."


def _remove(transaction: Transaction, record: RecordType, ids: Collection[int]) -> None:
    """Remove rows with the records that require them; other links to them are emptied."""
    for other, name in transaction.schema.referencing(record) if ids else ():
        link = other.fields[name]
        dependents = transaction.find_many(other, name, ids, only=("id",)).keys()
        if link.required or link.merged_into:
            _remove(transaction, other, dependents)
        else:
            transaction.change_many(other, dependents, {name: None})
    transaction.remove(record, ids)
