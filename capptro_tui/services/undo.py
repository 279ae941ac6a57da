"""Undo and redo of anything: the journal applied backwards or forwards, as a batch of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.db import journal_rows
from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Missing, Refused
from capptro_tui.models.field import Kind
from capptro_tui.models.record import BASE, Record, RecordType, number
from capptro_tui.models.registry import owned_by, read_value, record_named
from capptro_tui.services import rules
from capptro_tui.services.outcome import Outcome, outcome
from capptro_tui.services.rules import called, values_of
from capptro_tui.services.trash import put_away

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
        delta: dict[str, list[Any]] = journal_rows.read_delta(change.delta)
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
    conflicts = _conflicts(work, steps)
    if conflicts and not force:
        raise Conflict(_ASK, conflicts)
    for step in steps:
        _loosen(work, step)
    for step in steps:
        _take(work, step, force=force)
    broken = [text for step in steps for text in _mend(work, step)]
    if broken and not force:
        raise Conflict(_ASK, broken)


_ASK = "This has been changed since; undoing it would overwrite that."


def _row(work: Work, step: _Step) -> Record | None:
    return next(iter(work.find(step.record, id=step.row_id)), None)


def _conflicts(work: Work, steps: list[_Step]) -> list[str]:
    """Everything that has been done since to what the steps would change, a sentence each."""
    ours = {(step.record.info.name, step.row_id) for step in steps}
    texts = []
    for step in steps:
        what = f"{step.record.info.label} {number(step.record, step.row_id)} {step.title}".replace("  ", " ")
        row = _row(work, step)
        if step.appears:
            texts += [f"{what} is there again."] if row else []
        elif row is None:
            texts.append(f"{what} has been removed.")
        else:
            texts += [f"{what}: {text}" for text in _changed_since(step, row)]
            if step.goes:
                texts += [f"{what} {text}" for text in _holders(work, step, steps)]
            texts += [f"{what}: {text}" for text in _yes_taken(work, step, row, ours)]
        for name, value in step.then.items():
            if _is_gone(work, step, name) and (step.record.fields[name].link, value) not in ours:
                texts.append(f"{what}: {read_value(step.record.fields[name], value)} has been removed.")
    return texts


def _changed_since(step: _Step, row: Record) -> list[str]:
    """The fields that no longer hold what the batch left in them; of a row that would go, any field."""
    texts = []
    for name, one in step.record.fields.items():
        current = getattr(row, name)
        if name not in step.now and not (step.goes and current not in (None, "")):
            continue
        left = step.now.get(name, one.empty)
        if name == "trashed" and current != left:
            texts.append(f"it has been {'put into' if current else 'taken out of'} the trash.")
        elif name not in BASE and current != left:
            texts.append(f"{one.full_label} is now “{read_value(one, current)}”, not “{read_value(one, left)}”.")
    return texts


def _holders(work: Work, step: _Step, steps: list[_Step]) -> list[str]:
    """Who points to a row that would go, and is not going or letting go in the same steps."""
    texts = []
    for other, name in owned_by(step.record):
        loose = {
            each.row_id
            for each in steps
            if each.record is other and (each.goes or each.then.get(name, step.row_id) != step.row_id)
        }
        count = sum(row.id not in loose for row in work.find(other, **{name: step.row_id}))
        if count:
            texts.append(f"is used by {count} {(other.info.plural if count > 1 else other.info.label).lower()}.")
    return texts


def _yes_taken(work: Work, step: _Step, row: Record, ours: set[tuple[str, int]]) -> list[str]:
    """Another record that has been given, since, what only one may have."""
    whole = {**values_of(step.record, row), **step.then}
    texts = []
    for one in step.record.fields.values():
        if one.exclusive and whole[one.name] and whole["trashed"] is None and not step.goes:
            others = rules.others_with(work, step.record, one, step.row_id, whole)
            names = [called(step.record, other) for other in others if (step.record.info.name, other.id) not in ours]
            texts += [f"{one.label} is now {name}." for name in names]
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
        _remove(work, step, row)
        return
    if row is None and not step.appears:
        return
    gone = [name for name in step.then if _is_gone(work, step, name)]
    if any(step.record.fields[name].required for name in gone):
        return
    then = {**step.then, **dict.fromkeys(gone)}
    if force and row is not None:
        whole = {**values_of(step.record, row), **then}
        rules.settle_exclusive(work, step.record, step.row_id, dict(then), whole)
    if row is not None and row.version != step.now.get("version", row.version):
        work.change(row, {name: value for name, value in then.items() if name not in _STAMPS})
        return
    work.put_back(step.record, step.row_id, then)


def _is_gone(work: Work, step: _Step, name: str) -> bool:
    """Whether a link would lead to a record that has been removed for good."""
    one, value = step.record.fields[name], step.then[name]
    return one.kind is Kind.LINK and value is not None and not work.count(record_named(one.link), id=value)


def _remove(work: Work, step: _Step, row: Record | None) -> None:
    """Remove what the batch had created; what is in use by now goes to the trash as a delete would do it."""
    if row is not None and _holders(work, step, []):
        put_away(work, step.record, row)
    elif row is not None:
        work.remove(row)


def _mend(work: Work, step: _Step) -> list[str]:
    """Links that lead nowhere after the step, taken away: each is a reason to ask first."""
    row = _row(work, step)
    if row is None or row.trashed is not None:
        return []
    texts = []
    for one in step.record.links():
        if one.required and not one.keeps:
            continue  # what is said of a record, not owned by it, outlasts the trash
        problem = rules.link_problem(work, one, values_of(step.record, row))
        if problem and one.name != "default_customer_id":
            texts.append(f"{called(step.record, row)}: {problem.message}")
            work.change(row, {"trashed": work.batch_id} if one.required else {one.name: None})
    return texts
