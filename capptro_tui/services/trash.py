"""Deleting and restoring: what goes to the trash, what loses its link, and how both come back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.db.journal_rows import read_delta
from capptro_tui.errors import Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import Record, RecordType, Row, number
from capptro_tui.models.registry import RECORDS, owned_by, record_named
from capptro_tui.services import alias
from capptro_tui.services.outcome import Outcome, outcome
from capptro_tui.services.rules import called, link_problem, others_with, values_of

if TYPE_CHECKING:
    from capptro_tui.db.work import Work


def delete(database: Database, record: RecordType, row_id: int, *, dry_run: bool = False) -> Outcome:
    """Put a record into the trash with what belongs to it; what only points to it keeps its name and loses the link.

    Raises Missing, and Refused when it is in the trash already or merged.
    """
    with database.write("delete", dry_run=dry_run) as work:
        row = work.get(record, row_id)
        alias.refuse_merged(record, row)
        if row.trashed is not None:
            raise Refused(f"{number(record, row_id)} is in the trash already.")
        was_default = record.info.name == "customer" and work.settings().default_customer_id == row_id
        put_away(work, record, [row_id])
        title = called(record, row)
        work.summary = f"Deleted {record.info.label.lower()} {title}"
        notices = (f"{title} is no longer the default customer.",) if was_default else ()
        return outcome(work, record, row_id, notices)


def put_away(work: Work, record: RecordType, ids: Iterable[int]) -> None:
    """Put rows into the trash inside a unit of work that may do more, with all that a delete takes along."""
    going = list(ids)
    for other, name in owned_by(record) if going else ():
        link = other.fields[name]
        if link.stands_for:
            continue  # its other numbers still find it, in the trash and out of it
        dependents = work.find_many(other, name, going, only=("id", "trashed", *link.through))
        along = [row_id for row_id, row in dependents.items() if _goes_along(link, row)]
        put_away(work, other, along)
        if not link.required:
            loose = {row_id for row_id, row in dependents.items() if not _stays_with(work, link, row)}
            work.change_many(other, loose - set(along), {name: None})
    work.change_many(record, going, {"trashed": work.batch_id})


def _goes_along(link: Field, row: Row) -> bool:
    """Whether a row goes to the trash with the record that its link names."""
    return link.keeps and row["trashed"] is None and not _has_nearer(link, row)


def _stays_with(work: Work, link: Field, row: Row) -> bool:
    """Whether a row that is in the trash already still belongs to the record that its link names, to come back to."""
    is_there = row["trashed"] is not None
    return link.keeps and is_there and (row["trashed"] == work.batch_id or not _has_nearer(link, row))


def _has_nearer(link: Field, row: Row) -> bool:
    """Whether a row belongs to a record that is nearer than the one its link names, and goes where that one goes."""
    return any(row[name] is not None for name in link.through)


def restore(database: Database, record: RecordType, row_id: int, *, dry_run: bool = False) -> Outcome:
    """Take a record out of the trash, with what went along and the links that were lost by it, unless they have been
    set anew. Raises Missing and Refused, also of a merged record: that comes back by undoing the merge."""
    with database.write("restore", dry_run=dry_run) as work:
        row = work.get(record, row_id)
        _undo_merges_first(record, row)
        if row.trashed is None:
            raise Refused(f"{number(record, row_id)} is not in the trash.")
        _owner_must_live(work, record, row)
        batch_id = row.trashed
        _untrash(work, record, row, batch_id)
        work.summary = f"Restored {record.info.label.lower()} {called(record, row)}"
        return outcome(work, record, row_id)


def _owner_must_live(work: Work, record: RecordType, row: Record) -> None:
    for link in record.links():
        if link.keeps and getattr(row, link.name) is not None:
            owner = record_named(link.link)
            holder = work.get(owner, getattr(row, link.name))
            _undo_merges_first(owner, holder)
            if holder.trashed is not None:
                raise Refused(
                    f"{called(record, row)} belongs to {called(owner, holder)}, which is in the trash. "
                    f"Restore {number(owner, holder.id)} first."
                )


def _undo_merges_first(record: RecordType, row: Record) -> None:
    alias.refuse_merged(record, row, f": undo that merge (batch {row.trashed}) to bring it back")


def _untrash(work: Work, record: RecordType, row: Record, batch_id: int) -> None:
    whole = values_of(record, row)
    for one in record.fields.values():
        if one.exclusive and whole[one.name] and others_with(work, record, one, row.id, whole):
            work.change(row, {one.name: False})
    work.change(row, {"trashed": None})
    for lost in work.changes_of(batch_id, holding=f"[{row.id}, null]"):
        for dependent in work.find(record_named(lost.record), id=lost.row_id):
            _relink(work, record_named(lost.record), dependent, read_delta(lost.delta), row)
    for other, name in owned_by(record):
        if other.fields[name].keeps:
            for dependent in work.find(other, **{name: row.id, "trashed": batch_id}):
                _untrash_dependent(work, other, dependent, batch_id)


def _untrash_dependent(work: Work, record: RecordType, row: Record, batch_id: int) -> None:
    """Bring a row back with its owner; where another owner of it is in the trash still, it comes back with that one."""
    for link in record.links():
        if link.keeps and (owner_id := getattr(row, link.name)) is not None:
            owner = work.get(record_named(link.link), owner_id)
            if owner.trashed is not None:
                work.change(row, {"trashed": owner.trashed})
                return
    _untrash(work, record, row, batch_id)


def _relink(work: Work, record: RecordType, dependent: Record, delta: dict[str, list[Any]], row: Record) -> None:
    """Set links back that pointed to the restored record, where nobody has chosen another since."""
    target = type(row).__tablename__  # type: ignore[attr-defined]
    for one in record.links():
        was_here = one.link == target and delta.get(one.name) == [row.id, None]
        if was_here and getattr(dependent, one.name) is None:
            whole = {**values_of(record, dependent), one.name: row.id}
            if link_problem(work, one, whole) is None:
                work.change(dependent, {one.name: row.id})


def empty(database: Database, *, dry_run: bool = False) -> Outcome:
    """Remove everything in the trash for good, with the merged records that stand for something in it. The journal
    still knows it, so it can be undone.

    What is still held, as a customer is by its payments, stays in the trash, and the notices say so. Raises Refused
    when nothing else is in it.
    """
    with database.write("empty trash", dry_run=dry_run) as work:
        gone = 0
        held: list[str] = []
        for record in reversed(RECORDS):
            ids = work.trashed(record)
            holders = _holders(work, record, ids)
            held += [_why_held(work, record, row_id, holders[row_id]) for row_id in sorted(holders)]
            free = [row_id for row_id in ids if row_id not in holders]
            _remove(work, record, free)
            gone += len(free)
        if not gone:
            raise Refused(" ".join(held[:_MOST_TOLD]) or "The trash is empty.")
        work.summary = f"Emptied the trash: {gone:,} record{'s' if gone > 1 else ''}"
        return outcome(work, notices=tuple(held[:_MOST_TOLD]))


_MOST_TOLD = 3
"""Records of which it is said why they stay."""


def _holders(work: Work, record: RecordType, ids: Collection[int]) -> dict[int, dict[RecordType, int]]:
    """By row: how many records of which type keep it from being removed, or one that stands for it."""
    found: dict[int, dict[RecordType, int]] = {}
    for other, name in owned_by(record) if ids else ():
        link = other.fields[name]
        if link.holds or link.stands_for:
            pointing = work.find_many(other, name, ids, only=("id", name))
            mine = _holders(work, other, pointing) if link.stands_for else {key: {other: 1} for key in pointing}
            for row_id, kinds in mine.items():
                counts = found.setdefault(pointing[row_id][name], {})
                for kind, count in kinds.items():
                    counts[kind] = counts.get(kind, 0) + count
    return found


def _why_held(work: Work, record: RecordType, row_id: int, holders: dict[RecordType, int]) -> str:
    told = " and ".join(other.info.counted(count) for other, count in holders.items())
    return f"{called(record, work.get(record, row_id))} stays in the trash: it has {told}."


def _remove(work: Work, record: RecordType, ids: Collection[int]) -> None:
    """Remove rows, with what cannot be without them; all else that points to them lets go."""
    for other, name in owned_by(record) if ids else ():
        link = other.fields[name]
        dependents = work.find_many(other, name, ids, only=("id",)).keys()
        if link.required or link.stands_for:
            _remove(work, other, dependents)
        else:
            work.change_many(other, dependents, {name: None})
    work.remove_many(record, ids)
