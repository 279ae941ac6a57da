"""Undo and redo of any batch: its journal is applied backwards or forwards, as a batch of its own."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.db.read.history import journal_rows
from capptro_tui.db.read.rows import merge_chain
from capptro_tui.errors import Conflict, Missing, Refused
from capptro_tui.models.record import Record, RecordType, Row, number
from capptro_tui.models.system.user import fold_login, free_login
from capptro_tui.services.history.journal import Event, event_of
from capptro_tui.services.history.trash import move_to_trash
from capptro_tui.services.history.undo_checks import (
    Step,
    UndoPlan,
    conflicts,
    find_exclusive,
    gone_for_good,
    held_since,
    loose_ends,
    lost_links,
    must_hold,
    used,
)
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.rules import currencies, link_rules
from capptro_tui.services.rules.default_customer import end_default
from capptro_tui.services.rules.link_rules import called, values_of
from capptro_tui.services.rules.starting import followed

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

_STAMPS = ("version", "modified_at", "modified_by")


def undo(database: Database, batch_id: int | None = None, *, force: bool = False, dry_run: bool = False) -> WriteResult:
    """Undo a batch, the last one if none is named.

    Rows that nobody has changed since become exactly as they were, version included.

    Args:
        database: the database.
        batch_id: number of the batch; None for the last one.
        force: overwrite later changes.
        dry_run: do everything and roll it back.

    Raises:
        Conflict: later changes would be overwritten; nothing was changed.
        Missing: there is no such batch.
        Refused: the batch is undone already, or cannot be undone.
    """
    with database.write("undo", dry_run=dry_run) as transaction:
        found = (
            journal_rows.batch(transaction, batch_id)
            if batch_id is not None
            else journal_rows.last_to_undo(transaction)
        )
        if found is None:
            named = f"There is no batch {batch_id} to undo."
            raise Missing(named if batch_id is not None else "There is nothing to undo.")
        if found["verb"] in ("undo", "redo"):
            raise Refused(
                f"Batch {found['id']} is itself an undo or redo; name the batch it was about, {found['target']}."
            )
        if found["verb"] == "restore backup":
            raise Refused("A restore is not undone. What was there before it is kept as a backup: restore that one.")
        if found["undone_by"] is not None:
            raise Refused(f"Batch {found['id']} has been undone already.")
        _apply(transaction, found["id"], backwards=True, force=force)
        transaction.mark_undone(found["id"], undone=True)
        transaction.summary = f"Undid: {found['summary']}"
        return result_of(transaction)


def redo(database: Database, batch_id: int | None = None, *, force: bool = False) -> WriteResult:
    """Redo the batch that was undone last, or a given one. Raises as `undo` does."""
    with database.write("redo") as transaction:
        found = (
            journal_rows.batch(transaction, batch_id)
            if batch_id is not None
            else journal_rows.last_to_redo(transaction)
        )
        if found is None:
            raise Missing("There is nothing to redo.")
        if found["undone_by"] is None:
            raise Refused(f"Batch {found['id']} is not undone.")
        _apply(transaction, found["id"], backwards=False, force=force)
        transaction.mark_undone(found["id"], undone=False)
        transaction.summary = f"Did again: {found['summary']}"
        return result_of(transaction)


def find_last(database: Database, *, is_redo: bool = False) -> tuple[Event, bool] | None:
    """Return the batch that `u` undoes or `U` redoes: the last one of this window, else the last one of all.

    Returns:
        The batch, and whether this window wrote it; None if there is nothing.
    """
    find = journal_rows.last_to_redo if is_redo else journal_rows.last_to_undo
    own = find(database, database.own_batches)
    found = own or find(database)
    return (event_of(found), own is not None) if found else None


def _apply(transaction: Transaction, batch_id: int, *, backwards: bool, force: bool) -> None:
    """Apply the batch's steps in passes; each ends before the next begins."""
    plan = UndoPlan(transaction, batch_id, backwards)
    transaction.defer_links()
    for record, run in plan.runs():
        _check_merges(plan, record, run)
    if not force:
        found = [text for record, run in plan.runs() for text in conflicts(plan, record, run)]
        if found:
            raise Conflict(_ASK, found)
    for record, run in plan.runs():
        _loosen(transaction, record, run)
    for record, run in plan.runs():
        for _, alike in groupby(run, key=lambda step: step.goes):
            _take(plan, record, list(alike), force=force)
    for record, run in plan.runs():
        _follow_merges(transaction, record, run)
    for record, run in plan.runs():
        _follow(plan, record, run)
    broken = [text for record, run in plan.runs() for text in _mend(plan, record, run)]
    broken += end_default(transaction)
    if broken and not force:
        raise Conflict(_ASK, broken)


def _check_merges(plan: UndoPlan, record: RecordType, run: list[Step]) -> None:
    """Check the records that would be merged again.

    Raises Refused if one was merged into the other way round since, or if it has orders or payments that came since:
    they would stay with a customer whom nobody finds.
    """
    link = record.stand_in()
    for step in run if link is not None else ():
        survivor = step.then.get(link.name) if link is not None else None
        if survivor is None:
            continue
        into, what = number(record, survivor), f"{step.title} ({number(record, step.row_id)})"
        if step.row_id in merge_chain(plan.transaction, record, survivor):
            raise Refused(
                f"{what} cannot be merged into {into} again: that one was merged into it since. "
                "Undo the later merge first."
            )
        if since := held_since(plan, step):
            raise Refused(f"{what} has got {since} since. Merge it into {into} anew; then all of it moves.")


_ASK = "This has been changed since; undoing it would overwrite that."


def _loosen(transaction: Transaction, record: RecordType, run: list[Step]) -> None:
    """Clear marks that only one record of an owner may have, so that the order of the steps does not matter."""
    for field in record.fields.values():
        ids = [step.row_id for step in run if field.name in step.then] if field.unique_per_owner else []
        having = transaction.find_many(record, "id", ids, equal={field.name: True}, only=("id",)) if ids else {}
        transaction.restore_values(record, {row_id: {field.name: False} for row_id in having})


def _take(plan: UndoPlan, record: RecordType, run: list[Step], *, force: bool) -> None:
    """Take steps that all remove rows, or that all leave them: unchanged rows at once, the others one by one."""
    transaction = plan.transaction
    rows = transaction.find_many(record, "id", [step.row_id for step in run])
    if run[0].goes:
        in_use = used(plan, record, rows)
        transaction.remove(record, [row_id for row_id in rows if row_id not in in_use])
        move_to_trash(transaction, record, sorted(in_use & rows.keys()))
        return
    gone = gone_for_good(plan, record, run)
    one_by_one = record.info.is_singleton or (
        force and any(field.unique_per_owner or field.unique for field in record.fields.values())
    )
    untouched: dict[int, dict[str, Any]] = {}
    others = []
    for step in run:
        if one_by_one or lost_links(step, gone) or not _is_untouched(step, rows.get(step.row_id)):
            others.append(step)
        else:
            untouched[step.row_id] = step.then
    transaction.restore_values(record, untouched)
    for step in others:
        if step.appears and step.row_id in rows:
            plan.stayed.add((record.info.name, step.row_id))
        _take_one(transaction, step, gone, force=force)


def _is_untouched(step: Step, row: Row | None) -> bool:
    """Return whether nobody has written the row since; a row's version is the batch that wrote it."""
    if step.appears or row is None:
        return step.appears and row is None
    return bool(row["version"] == step.now.get("version", row["version"]))


def _take_one(transaction: Transaction, step: Step, gone: set[tuple[str, int]], *, force: bool) -> None:
    row = next(iter(transaction.find(step.record, id=step.row_id)), None)
    if row is None and not step.appears:
        return
    lost = lost_links(step, gone)
    if any(step.record.fields[name].required for name in lost):
        return
    then = {**step.then, **dict.fromkeys(lost)}
    if row is not None:
        _keep_merged(step.record, row, then)
    if force:
        blank = {name: field.blank for name, field in step.record.fields.items()}
        whole = {**(values_of(step.record, row) if row is not None else blank), **then}
        link_rules.settle_exclusive(transaction, step.record, step.row_id, dict(then), whole)
        if step.record.is_retired(whole):
            then |= dict.fromkeys(find_exclusive(step.record, whole), False)
    if force:
        _keep_unique(transaction, step.record, step.row_id, then)
    if row is not None and row.version != step.now.get("version", row.version):
        transaction.change(row, {name: value for name, value in then.items() if name not in _STAMPS})
        return
    transaction.restore_values(step.record, {step.row_id: then})


def _keep_merged(record: RecordType, row: Record, then: dict[str, Any]) -> None:
    """Leave out what would merge a record that is there, or take one out of the trash that is merged."""
    link = record.stand_in()
    if link is None:
        return
    if then.get(link.name) is not None and then.get("trashed", row.trashed) is None:
        del then[link.name]  # it was merged when the batch was written
    elif link.name not in then and getattr(row, link.name) is not None:
        then.pop("trashed", None)  # it was merged since


def _keep_unique(transaction: Transaction, record: RecordType, row_id: int, then: dict[str, Any]) -> None:
    """Change a row's unique values that another row has by now, such as a login, to similar free ones."""
    for field in record.fields.values():
        if field.unique and then.get(field.name):
            taken = {fold_login(getattr(other, field.name)) for other in transaction.find(record) if other.id != row_id}
            then[field.name] = free_login(then[field.name], taken)


def _follow_merges(transaction: Transaction, record: RecordType, run: list[Step]) -> None:
    """Link rows to the survivor of a merge since, where they go back to the other customer.

    A merge moves the rows that there are. Fields that are copied through such a link follow it later.
    """
    for link in record.links():
        target = transaction.schema.record_named(link.link)
        stand_in = target.stand_in()
        if stand_in is None or link.merged_into or link.copied_from or record.owner_link() is None:
            continue
        ids = [step.row_id for step in run if step.then.get(link.name) is not None]
        found = transaction.find_many(record, "id", ids) if ids else {}
        named = transaction.find_many(target, "id", {row[link.name] for row in found.values()} - {None})
        merged = {row_id for row_id, row in named.items() if row[stand_in.name] is not None}
        for row_id, row in found.items():
            if row[link.name] in merged:
                survivor = transaction.get(target, merge_chain(transaction, target, row[link.name])[-1])
                values: dict[str, Any] = {link.name: survivor.id}
                if link.type.name_kept_in:
                    values[link.type.name_kept_in] = called(target, survivor)
                link_rules.settle_exclusive(transaction, record, row_id, values, row)
                transaction.change(transaction.get(record, row_id), values)


def _follow(plan: UndoPlan, record: RecordType, run: list[Step]) -> None:
    """Update the fields copied from another record where either record was moved since.

    The rows of the steps are updated, and the rows below them. A row that appears has none, unless it had stayed.
    """
    transaction = plan.transaction
    own = {name for field in record.fields.values() if field.copied_from for name in (field.name, *field.copied_from)}
    handed = {name for other, link in transaction.schema.referencing(record) for name in _handed(other, link)}
    touched = [step for step in run if not step.goes and step.then.keys() & (own | handed)]
    for step in touched if own else ():
        for row in transaction.find(record, id=step.row_id):
            whole = values_of(record, row)
            right = followed(transaction, record, whole)
            if "currency" in right:
                currencies.refuse_conversion(transaction, record, [row.id], right["currency"])
            transaction.change(row, {name: value for name, value in right.items() if value != whole[name]})
    has_rows_below = [step for step in touched if not step.appears or (record.info.name, step.row_id) in plan.stayed]
    below = [step.row_id for step in has_rows_below if step.then.keys() & handed]
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for row_id, now in transaction.find_many(record, "id", below).items():
        alike.setdefault(tuple((name, now[name]) for name in sorted(handed)), []).append(row_id)
    for values, ids in alike.items():
        link_rules.propagate(transaction, record, ids, dict(values))


def _handed(record: RecordType, link: str) -> list[str]:
    """Return the fields of a record that are copied through this link."""
    return [field.name for field in record.fields.values() if link in field.copied_from]


def _mend(plan: UndoPlan, record: RecordType, run: list[Step]) -> list[str]:
    """Empty links that name no valid target after the steps; return a sentence for each, a reason to ask first.

    Checked are the links of the rows of the steps, and later links to rows that go into the trash or to another owner.
    """
    transaction = plan.transaction
    texts = _mend_links(transaction, record, [step.row_id for step in run])
    trashed = [step.row_id for step in run if step.then.get("trashed") is not None]
    for other, name in transaction.schema.referencing(record) if trashed else ():
        if must_hold(other.fields[name]):
            texts += _mend_links(transaction, other, transaction.find_many(other, name, trashed, only=("id",)))
    owner = record.owner_link()
    moved = [step.row_id for step in run if owner is not None and owner.name in step.then and not step.goes]
    for other, name in transaction.schema.referencing(record) if moved else ():
        if other.fields[name].type.scoped_by:
            texts += _mend_links(transaction, other, transaction.find_many(other, name, moved, only=("id",)))
    # Those in the trash, too; but what nobody has written since the batch goes back exactly.
    link_rules.release_dependents(transaction, record, moved, since=plan.batch_id)
    return texts


def _mend_links(transaction: Transaction, record: RecordType, ids: Iterable[int]) -> list[str]:
    """Empty invalid links of these rows; a row that requires the link goes into the trash.

    Return a sentence for each.
    """
    texts = []
    loose = loose_ends(transaction, record, ids)
    for row_id in loose:
        row = transaction.get(record, row_id)
        for field in record.links():
            whole = values_of(record, row)
            if row.trashed is not None or not must_hold(field) or link_rules.has_nearer(field, whole):
                continue
            if problem := link_rules.link_problem(transaction, field, whole):
                texts.append(f"{called(record, row)}: {problem.message}")
                transaction.change(row, {"trashed": transaction.batch_id} if field.required else {field.name: None})
                link_rules.propagate(transaction, record, [row_id], {field.name: None} if not field.required else {})
    if loose:
        link_rules.release_dependents(transaction, record, loose)
    return texts
