"""Checks before an undo or redo: later changes that it would overwrite, and links that would lose their target.

A batch may have changed a hundred thousand rows: its steps come in runs of one record type, and each check queries the
database once for a run.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from capptro_tui.db.journal.format import read_delta
from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType, Row, number
from capptro_tui.models.system.user import fold_login
from capptro_tui.models.types.on_delete import TRASH_WITH
from capptro_tui.services.rules.link_rules import has_nearer

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction
    from capptro_tui.models.schema import Schema

Rows = dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One row's way from the state after a batch (`now`) to the state before it (`then`); reversed in a redo.

    `appears` says that the step inserts the row, `goes` that it removes the row.
    """

    record: RecordType
    row_id: int
    title: str
    now: dict[str, Any]
    then: dict[str, Any]
    appears: bool
    goes: bool


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """The steps that undo a batch, or redo it.

    Attributes:
        transaction: the write.
        batch_id: number of the batch.
        backwards: whether the batch is undone.
        stayed: (record type's name, id) of rows that a step inserts again and that are there, kept in the trash because
            others point to them.
    """

    transaction: Transaction
    batch_id: int
    backwards: bool
    stayed: set[tuple[str, int]] = dataclasses.field(default_factory=set)

    def runs(self) -> Iterator[tuple[RecordType, list[Step]]]:
        """Yield the steps in their order, in runs of one record type that fit into memory."""
        for block in self.transaction.changes_in(self.batch_id, backwards=self.backwards):
            for name, run in groupby(block, key=lambda change: str(change["record"])):
                record = self.transaction.schema.record_named(name)
                yield record, [self._step(record, change) for change in run]

    def about(self, record: RecordType, ids: Iterable[int]) -> dict[int, Step]:
        """Return the steps of rows of one record type, by their ids."""
        found = self.transaction.changes_to(self.batch_id, record, ids)
        return {change["row_id"]: self._step(record, change) for change in found}

    def _step(self, record: RecordType, change: Row) -> Step:
        delta: dict[str, list[Any]] = read_delta(change, record.fields)
        now, then = (1, 0) if self.backwards else (0, 1)
        return Step(
            record,
            change["row_id"],
            change["title"],
            {name: sides[now] for name, sides in delta.items()},
            {name: sides[then] for name, sides in delta.items()},
            appears=change["deed"] == ("remove" if self.backwards else "create"),
            goes=change["deed"] == ("create" if self.backwards else "remove"),
        )


def conflicts(plan: UndoPlan, record: RecordType, run: list[Step]) -> Iterator[str]:
    """Yield a sentence for every later change that the steps would overwrite."""
    rows = plan.transaction.find_many(record, "id", [step.row_id for step in run])
    gone = gone_targets(plan.transaction, record, run)
    schema = plan.transaction.schema
    gone = {(name, row_id) for name, row_id in gone if not plan.about(schema.record_named(name), [row_id])}
    holders = _holders(plan, record, [step.row_id for step in run if step.goes and step.row_id in rows])
    taken = _yes_taken(plan, record, run, rows)
    _add_logins_taken(plan, record, run, taken)
    for step in run:
        what = f"{record.info.label} {number(record, step.row_id)} {step.title}".replace("  ", " ")
        row = rows.get(step.row_id)
        if step.appears and row:
            yield f"{what} is there again."
        elif row is None and not step.appears:
            yield f"{what} has been removed."
        elif row is not None:
            yield from (f"{what}: {text}" for text in _changed_since(schema, step, row))
            yield from (f"{what}: {text}" for text in _retired(step, row))
            yield from (f"{what} {text}" for text in holders.get(step.row_id, []))
        yield from (f"{what}: {text}" for text in taken.get(step.row_id, []))
        for name in lost_links(step, gone):
            yield f"{what}: {schema.read_value(record.fields[name], step.then[name])} has been removed."


def gone_targets(transaction: Transaction, record: RecordType, run: list[Step]) -> set[tuple[str, int]]:
    """Return (record type's name, id) of the targets of the steps' links that have been removed for good."""
    gone: set[tuple[str, int]] = set()
    for field in record.links():
        ids = {step.then[field.name] for step in run if step.then.get(field.name) is not None}
        target = transaction.schema.record_named(field.link)
        found = transaction.find_many(target, "id", ids, only=("id",)) if ids else {}
        gone |= {(field.link, row_id) for row_id in ids - found.keys()}
    return gone


def gone_for_good(plan: UndoPlan, record: RecordType, run: list[Step]) -> set[tuple[str, int]]:
    """Return the removed targets that no step inserts again."""
    gone = gone_targets(plan.transaction, record, run)
    for name in {name for name, _ in gone}:
        target = plan.transaction.schema.record_named(name)
        steps = plan.about(target, [row_id for other, row_id in gone if other == name])
        gone -= {(name, step.row_id) for step in steps.values() if step.appears}
    return gone


def lost_links(step: Step, gone: set[tuple[str, int]]) -> list[str]:
    """Return the names of a step's links whose targets are removed."""
    if not gone:
        return []
    return [field.name for field in step.record.links() if (field.link, step.then.get(field.name)) in gone]


def used(plan: UndoPlan, record: RecordType, ids: Iterable[int]) -> set[int]:
    """Return those of the rows to remove that others still point to afterwards.

    A row of another record type that is removed in a later step counts, for it may have to stay, in the trash. A row
    that is removed at the same time does not, unless others point to it.
    """
    wanted = set(ids)
    held: set[int] = set()
    together: list[tuple[int, int]] = []  # (row pointed to, row that points to it and is removed at the same time)
    for other, name in plan.transaction.schema.referencing(record):
        pointing = plan.transaction.find_many(other, name, wanted, only=("id", name))
        ours = plan.about(other, pointing) if pointing else {}
        for row_id, row in pointing.items():
            step = ours.get(row_id)
            if other is record and row_id in wanted:
                together.append((row[name], row_id))
            elif step is None or step.goes or not _lets_go(step, name, row[name]):
                held.add(row[name])
    while stays := {target for target, holder in together if holder in held} - held:
        held |= stays
    return held


def held_since(plan: UndoPlan, step: Step) -> str:
    """Return the records that stay with the record of a step wherever it goes, counted: `2 orders`; "" if none do.

    Those that the batch itself moves elsewhere do not count.
    """
    counts = []
    for other, name in plan.transaction.schema.referencing(step.record):
        field = other.fields[name]
        if field.required and field.type.on_delete is not TRASH_WITH:
            pointing = plan.transaction.find_many(other, name, [step.row_id], only=("id",))
            ours = plan.about(other, pointing) if pointing else {}
            staying = [row for row in pointing if row not in ours or not _lets_go(ours[row], name, step.row_id)]
            counts += [other.info.counted(len(staying))] if staying else []
    return " and ".join(counts)


def loose_ends(transaction: Transaction, record: RecordType, ids: Iterable[int]) -> list[int]:
    """Return those of the rows outside the trash that may have a link to no target or to the wrong owner's."""
    links = [field for field in record.links() if must_hold(field)]
    rows = transaction.find_many(record, "id", list(ids), equal={"trashed": None}) if links else {}
    loose: set[int] = set()
    for field in links:
        target = transaction.schema.record_named(field.link)
        owner = target.owner_link() if field.type.scoped_by else None
        found = transaction.find_many(
            target, "id", {row[field.name] for row in rows.values()} - {None}, equal={"trashed": None}
        )
        for row_id, row in rows.items():
            to = found.get(row[field.name])
            if has_nearer(field, row):
                continue
            if row[field.name] is not None and (to is None or (owner and to[owner.name] != row[field.type.scoped_by])):
                loose.add(row_id)
    return [row_id for row_id in rows if row_id in loose]


def must_hold(field: Field) -> bool:
    """Return whether a link's target must not be in the trash. Marks that only describe a record outlast that."""
    return field.name != "default_customer_id" and not (field.required and field.type.on_delete is not TRASH_WITH)


def _changed_since(schema: Schema, step: Step, row: Row) -> Iterator[str]:
    """Yield a sentence for each field that has changed since the batch; for a row to remove, for each filled field."""
    for name, field in step.record.fields.items():
        current = row[name]
        unknown = name not in step.now and not (step.goes and current not in (None, "", field.blank))
        if field.computed_by_database or unknown:
            continue
        left = step.now.get(name, field.blank)
        if name == "trashed" and current != left:
            yield f"it has been {'put into' if current else 'taken out of'} the trash."
        elif name not in BASE and current != left:
            is_now, was_left = schema.read_value(field, current), schema.read_value(field, left)
            yield f"{field.full_label} is now “{is_now}”, not “{was_left}”."


def _retired(step: Step, row: Row) -> Iterator[str]:
    """Yield a sentence if the step would give a retired record a mark that only one of an owner may have."""
    whole = {**row, **step.then}
    if not step.goes and step.record.is_retired(whole) and find_exclusive(step.record, whole):
        yield f"{step.record.called(whole)} is not offered any more."


def find_exclusive(record: RecordType, row: Row) -> list[str]:
    """Return the names of the set fields that only one record of an owner may have set."""
    return [field.name for field in record.fields.values() if field.unique_per_owner and row[field.name]]


def _holders(plan: UndoPlan, record: RecordType, ids: list[int]) -> dict[int, list[str]]:
    """Return row to sentences about records that still point to it, for rows that the steps remove."""
    texts: dict[int, list[str]] = defaultdict(list)
    for other, name in plan.transaction.schema.referencing(record) if ids else ():
        pointing = plan.transaction.find_many(other, name, ids, only=("id", name))
        ours = plan.about(other, pointing)
        counts: Counter[int] = Counter()
        for row_id, row in pointing.items():
            step = ours.get(row_id)
            if step is None or not (step.goes or _lets_go(step, name, row[name])):
                counts[row[name]] += 1
        for held, count in counts.items():
            texts[held].append(f"is used by {other.info.counted(count)}.")
    return texts


def _lets_go(step: Step, name: str, held: int) -> bool:
    """Return whether a link points elsewhere after a step."""
    return bool(step.then.get(name, held) != held)


def _add_logins_taken(plan: UndoPlan, record: RecordType, run: list[Step], texts: dict[int, list[str]]) -> None:
    """Add sentences about other records that have a unique value of the row by now."""
    for field in record.fields.values():
        wanted = {step.row_id: step.then[field.name] for step in run if field.unique and field.name in step.then}
        having = plan.transaction.find(record) if wanted else []
        ours = plan.about(record, [other.id for other in having])
        held = {fold_login(getattr(other, field.name)): other for other in having if other.id not in ours}
        for row_id, value in wanted.items():
            if value is not None and (other := held.get(fold_login(value))) is not None:
                texts[row_id].append(f"{field.label} “{value}” is now that of {number(record, other.id)}.")


def _yes_taken(plan: UndoPlan, record: RecordType, run: list[Step], rows: Rows) -> dict[int, list[str]]:
    """Return row to sentences about other records that have the owner's only mark by now."""
    texts: dict[int, list[str]] = defaultdict(list)
    owner = record.owner_link()
    for field in record.fields.values():
        if not field.unique_per_owner or owner is None:
            continue
        wanted: dict[int, int] = {}
        for step in run:
            whole = {**rows.get(step.row_id, {}), **step.then}
            is_there = (step.row_id in rows or step.appears) and not step.goes
            if is_there and whole.get(field.name) and whole.get("trashed") is None:
                wanted[step.row_id] = whole[owner.name]
        live = {field.name: True, "trashed": None}
        having = plan.transaction.find_many(record, owner.name, set(wanted.values()), equal=live)
        ours = plan.about(record, having)
        named: dict[int, list[str]] = defaultdict(list)
        for other_id, other in having.items():
            if other_id not in ours:
                named[other[owner.name]].append(f"{field.label} is now {record.called(other)}.")
        for row_id, owner_id in wanted.items():
            texts[row_id] += named.get(owner_id, [])
    return texts
