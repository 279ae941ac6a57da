"""Undo and redo of anything: the journal applied backwards or forwards, as a batch of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.db import journal_rows
from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Missing, Refused
from capptro_tui.models.kinds import display
from capptro_tui.models.record import BASE, Record, RecordType, number
from capptro_tui.models.registry import owned_by, record_named
from capptro_tui.services.outcome import Outcome, outcome

if TYPE_CHECKING:
    from capptro_tui.db.work import Work
    from capptro_tui.models.journal import Change

_STAMPS = ("version", "modified_at", "modified_by")


def undo(database: Database, batch_id: int | None = None, *, force: bool = False, dry_run: bool = False) -> Outcome:
    """Take back a batch, the last one if none is named.

    Rows that nobody has touched since become exactly what they were, version included. Raises Conflict, having touched
    nothing, when later work would be overwritten; with `force` it is overwritten. Raises Missing and Refused.
    """
    found = journal_rows.batch(database, batch_id) if batch_id is not None else journal_rows.last_to_undo(database)
    if found is None:
        raise Missing(f"There is no batch {batch_id} to undo." if batch_id is not None else "There is nothing to undo.")
    if found["verb"] in ("undo", "redo"):
        raise Refused(f"Batch {found['id']} is itself an undo or redo; name the batch it was about, {found['target']}.")
    if found["undone_by"] is not None:
        raise Refused(f"Batch {found['id']} has been undone already.")
    with database.write("undo", dry_run=dry_run) as work:
        _apply(work, found["id"], backwards=True, force=force)
        work.target(found["id"], undone=True)
        work.summary = f"Undid: {found['summary']}"
        return outcome(work)


def redo(database: Database, *, force: bool = False) -> Outcome:
    """Do again what was undone last. Raises Conflict and Missing as `undo` does."""
    found = journal_rows.last_to_redo(database)
    if found is None:
        raise Missing("There is nothing to redo.")
    with database.write("redo") as work:
        _apply(work, found["id"], backwards=False, force=force)
        work.target(found["id"], undone=False)
        work.summary = f"Did again: {found['summary']}"
        return outcome(work)


@dataclass(frozen=True, slots=True)
class _Step:
    """One row's way from the state a batch left (`now`) to the one it found (`then`), or back in a redo."""

    record: RecordType
    row_id: int
    title: str
    now: dict[str, Any]
    then: dict[str, Any]
    appears: bool
    goes: bool


def _steps(changes: list[Change], *, backwards: bool) -> list[_Step]:
    steps = []
    for change in reversed(changes) if backwards else changes:
        delta: dict[str, list[Any]] = json.loads(change.delta)
        now, then = (1, 0) if backwards else (0, 1)
        steps.append(
            _Step(
                record_named(change.record),
                change.row_id,
                change.title,
                {name: sides[now] for name, sides in delta.items()},
                {name: sides[then] for name, sides in delta.items()},
                appears=change.deed == ("remove" if backwards else "create"),
                goes=change.deed == ("create" if backwards else "remove"),
            )
        )
    return steps


def _apply(work: Work, batch_id: int, *, backwards: bool, force: bool) -> None:
    steps = _steps(work.changes_of(batch_id), backwards=backwards)
    leaving = {(step.record.info.name, step.row_id) for step in steps if step.goes}
    conflicts = [text for step in steps for text in _conflicts(work, step, leaving)]
    if conflicts and not force:
        raise Conflict("This has been changed since; undoing it would overwrite that.", conflicts)
    for step in steps:
        _loosen(work, step)
    for step in steps:
        _take(work, step, force=bool(conflicts))


def _row(work: Work, step: _Step) -> Record | None:
    return next(iter(work.find(step.record, id=step.row_id)), None)


def _conflicts(work: Work, step: _Step, leaving: set[tuple[str, int]]) -> list[str]:
    row = _row(work, step)
    what = f"{step.record.info.label} {number(step.record, step.row_id)} {step.title}".replace("  ", " ")
    if step.appears:
        return [f"{what} is there again."] if row else []
    if row is None:
        return [f"{what} has been removed."]
    texts = []
    for name, value in step.now.items():
        one, current = step.record.fields[name], getattr(row, name)
        if name not in BASE and current != value:
            texts.append(f"{what}: {one.label} is now “{display(one, current)}”, not “{display(one, value)}”.")
        elif name == "trashed" and current != value:
            texts.append(f"{what} has been {'put into' if current else 'taken out of'} the trash.")
    if step.goes:
        texts += [f"{what} {text}" for text in _holders(work, step, leaving)]
        if row.version != step.now["version"] and not texts:
            texts.append(f"{what} has been changed.")
    return texts


def _holders(work: Work, step: _Step, leaving: set[tuple[str, int]]) -> list[str]:
    """Who points to a row that would go, and would not go with it."""
    texts = []
    for other, name in owned_by(step.record):
        count = sum((other.info.name, row.id) not in leaving for row in work.find(other, **{name: step.row_id}))
        if count:
            texts.append(f"is used by {count} {(other.info.plural if count > 1 else other.info.label).lower()}.")
    return texts


def _loosen(work: Work, step: _Step) -> None:
    """Let go of what only one record may have, so that the order of the steps does not matter."""
    row = _row(work, step)
    for one in step.record.fields.values():
        if row is not None and one.exclusive and one.name in step.then and getattr(row, one.name):
            work.put_back(step.record, step.row_id, {one.name: False})


def _take(work: Work, step: _Step, *, force: bool) -> None:
    row = _row(work, step)
    if step.goes:
        if row is not None and not (force and _holders(work, step, set())):
            work.remove(row)
        elif row is not None:
            work.change(row, {"trashed": work.batch_id})
        return
    if row is None and not step.appears:
        return
    values = dict(step.then)
    if row is not None and row.version != step.now.get("version", row.version):
        later = {name: value for name, value in values.items() if name not in _STAMPS}
        work.change(row, later)
        return
    work.put_back(step.record, step.row_id, values)
