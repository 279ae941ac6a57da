"""Creating and changing records: the rules that hold for every record type, read from its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Problem
from capptro_tui.models.clean import clean
from capptro_tui.models.field import Field
from capptro_tui.models.record import Record, RecordType, number
from capptro_tui.models.registry import record_named
from capptro_tui.services.outcome import Outcome, outcome

if TYPE_CHECKING:
    from capptro_tui.db.work import Work

R = TypeVar("R", bound=Record)


def create(database: Database, record: RecordType, typed: Mapping[str, Any]) -> Outcome:
    """Create a record from typed text or values. Raises Invalid with every problem."""
    with database.write("create") as work:
        row = create_in(work, record, typed, database)
        work.summary = f"Created {record.info.label.lower()} {_called(record, row)}"
        return outcome(work, record, row.id)


def change(
    database: Database, record: RecordType, row_id: int, typed: Mapping[str, Any], version: int | None = None
) -> Outcome:
    """Change fields of a record. Raises Missing, Stale (`version` is not the current one) and Invalid."""
    with database.write("change") as work:
        row = work.get(record, row_id, version)
        stored = {name: getattr(row, name) for name in record.fields}
        values = clean(record, typed, stored, now=database.now())
        values = {name: value for name, value in values.items() if value != stored[name]}
        _follow_rules(work, record, row_id, values, stored)
        work.change(row, values)
        labels = [record.fields[name].label.lower() for name in values if record.fields[name].form]
        what = ", ".join(labels[:3]) + (" and more" if len(labels) > 3 else "")
        work.summary = f"Changed {what or record.info.label.lower()} of {_called(record, row)}"
        return outcome(work, record, row_id)


def create_in(work: Work, record: type[R], typed: Mapping[str, Any], database: Database) -> R:
    """Create a record inside a unit of work that does more."""
    values = clean(record, typed, record.defaults(), now=database.now())
    _follow_rules(work, record, None, values, record.defaults())
    return work.add(record, values)


def _called(record: RecordType, row: Record) -> str:
    return record.called({name: getattr(row, name) for name in record.fields})


def _follow_rules(
    work: Work, record: RecordType, row_id: int | None, values: dict[str, Any], stored: Mapping[str, Any]
) -> None:
    """The rules that need other records: links that hold, the one primary, names kept."""
    whole = {**stored, **values}
    problems = [problem for one in record.links() if one.name in values for problem in _link(work, one, whole)]
    for one in record.links():
        if one.within and one.name not in values and one.within in values and whole[one.name] is not None:
            problems += _link(work, one, whole)
    if problems:
        raise Invalid(problems)
    for one in record.links():
        if one.snapshot and whole[one.name] is not None and one.name in values:
            owner = record_named(one.link)
            values[one.snapshot] = _called(owner, work.get(owner, whole[one.name]))
    for one in record.fields.values():
        if one.exclusive and values.get(one.name):
            release_others(work, record, one, row_id, whole)


def _link(work: Work, one: Field, whole: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a link: its target must be there, not in the trash, and belong where the field says."""
    if whole[one.name] is None:
        return []
    target = record_named(one.link)
    found = work.find(target, id=whole[one.name])
    if not found or found[0].trashed is not None:
        where = "in the trash" if found else "unknown"
        return [Problem(one.name, f"{one.label}: {number(target, whole[one.name])} is {where}.")]
    if one.within:
        owner = next(link for link in target.links() if link.keeps)
        if getattr(found[0], owner.name) != whole[one.within]:
            return [
                Problem(one.name, f"{one.label}: {_called(target, found[0])} belongs to another {owner.label.lower()}.")
            ]
    return []


def release_others(work: Work, record: RecordType, one: Field, row_id: int | None, whole: Mapping[str, Any]) -> None:
    """Take an exclusive yes from the others of the same owner, before this record gets it."""
    owner = next(link.name for link in record.links() if link.keeps)
    for other in work.find(record, **{owner: whole[owner], one.name: True, "trashed": None}):
        if other.id != row_id:
            work.change(other, {one.name: False})
