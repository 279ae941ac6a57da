"""Create and change records: the rules that hold for every record type, read from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from capptro_tui.db.database import Database
from capptro_tui.db.read.rows import locale
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.validation import validate
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.rules import alias, cascade
from capptro_tui.services.rules.behaviours.table import behaviour_of
from capptro_tui.services.rules.currencies import conversion_problem
from capptro_tui.services.rules.link_rules import (
    called,
    link_problem,
    propagate,
    release_dependents,
    settle_exclusive,
    state_problems,
    values_of,
)
from capptro_tui.services.rules.starting import followed, starting, without_copies
from capptro_tui.services.rules.writing import Writing

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

R = TypeVar("R", bound=Record)


def create(
    database: Database,
    record: RecordType,
    typed: Mapping[str, Any],
    *,
    also: Callable[[Transaction, Record], None] | None = None,
    read_after: str | None = None,
) -> WriteResult:
    """Create a record.

    Args:
        database: the database.
        record: the record type.
        typed: field to typed text or value.
        also: adds to the same batch.
        read_after: id of the restore after which the user saw the data.

    Raises:
        Invalid: values do not fit; it has every problem.
        Restored: a backup was restored meanwhile.
    """
    record = database.schema.own(record)
    with database.write("create", read_after=read_after) as transaction:
        row = create_in(transaction, record, typed, database)
        if also:
            also(transaction, row)
        transaction.summary = f"Created {record.info.label.lower()} {called(record, row)}"
        return result_of(transaction, record, row.id)


def change(
    database: Database,
    record: RecordType,
    row_id: int,
    typed: Mapping[str, Any],
    version: int | None = None,
    *,
    also: Callable[[Transaction, Record], None] | None = None,
    read_after: str | None = None,
) -> WriteResult:
    """Change fields of a record.

    Args:
        database: the database.
        record: the record type.
        row_id: id of the record.
        typed: field to typed text or value.
        version: version of the record that the user saw; None to skip the check.
        also: adds to the same batch.
        read_after: id of the restore after which the user saw the data.

    Raises:
        Missing: there is no such record.
        Stale: the version is not the current one.
        Restored: a backup was restored meanwhile.
        Invalid: values do not fit; it has every problem.
    """
    record = database.schema.own(record)
    with database.write("change", read_after=read_after) as transaction:
        row, values, notices = change_in(transaction, record, row_id, typed, database, version)
        if also:
            also(transaction, row)
        labels = [record.fields[name].label.lower() for name in values if record.fields[name].form]
        what = ", ".join(labels[:3]) + (" and more" if len(labels) > 3 else "")
        transaction.summary = f"Changed {what or record.info.label.lower()} of {called(record, row)}"
        return result_of(transaction, record, row_id, notices)


def change_in(
    transaction: Transaction,
    record: type[R],
    row_id: int,
    typed: Mapping[str, Any],
    database: Database,
    version: int | None = None,
    *,
    reopening: bool = False,
) -> tuple[R, dict[str, Any], tuple[str, ...]]:
    """Change a record within a transaction that does more.

    `reopening` allows every change of state.

    Returns:
        The row, the values that changed, and the notices.
    """
    record = transaction.schema.own(record)
    row = transaction.get(record, row_id, version)
    stored = values_of(record, row)
    alias.refuse_merged(record, row)
    if row.trashed is not None:
        raise Refused(f"{called(record, row)} is in the trash. Restore it first.")
    following = followed(transaction, record, {**stored, **typed})
    typed = without_copies(record, typed, following or stored)
    values = (
        validate(record, typed, {**stored, **following}, now=database.now(), locale=locale(transaction)) | following
    )
    values = {name: value for name, value in values.items() if value != stored[name]}
    odd = _oddnesses(record, values)
    moved = _moved_along(record, typed, values)
    notices = _follow_rules(transaction, record, row_id, values, stored, reopening=reopening)
    changes = cascade.plan_cascade(transaction, record, [row_id], values)
    transaction.change(row, values)
    cascade.apply_cascade(transaction, changes)
    propagate(transaction, record, [row_id], values)
    release_dependents(transaction, record, [row_id])
    behaviour_of(record).changed(transaction, [row_id], values)
    return row, values, (*odd, *notices, *moved)


def _moved_along(record: RecordType, typed: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return notices about times that change with others without being typed."""
    moved = [
        field for name, field in record.fields.items() if field.type.is_near_in_time and name in values.keys() - typed
    ]
    texts = ((field.label, field.format(values[field.name])) for field in moved)
    return tuple(f"{label} is now {text}." if text else f"{label} was taken away." for label, text in texts)


def _oddnesses(record: RecordType, values: Mapping[str, Any]) -> list[str]:
    """Return warnings about values that are unusual but can be stored."""
    return [said for name, value in values.items() if (said := record.fields[name].oddness(value))]


def create_in(
    transaction: Transaction, record: type[R], typed: Mapping[str, Any], database: Database, row_id: int = 0
) -> R:
    """Create a record within a transaction that does more. It gets the id `row_id` if none so high was given before."""
    record = transaction.schema.own(record)
    if not record.info.is_typed:
        raise Refused(behaviour_of(record).how_created)
    start = starting(transaction, record, typed, database.now())
    following = followed(transaction, record, typed)
    typed = without_copies(record, typed, following)
    known = {**start, **following}
    values = {**start, **validate(record, typed, known, now=database.now(), locale=locale(transaction))}
    values |= followed(transaction, record, values)
    transaction.notices += _oddnesses(record, values)
    transaction.notices += _follow_rules(transaction, record, None, values, record.defaults())
    return transaction.add(record, {**values, "id": row_id})


def _follow_rules(
    transaction: Transaction,
    record: RecordType,
    row_id: int | None,
    values: dict[str, Any],
    stored: Mapping[str, Any],
    *,
    reopening: bool = False,
) -> list[str]:
    """Apply the rules that read other records, and complete `values`; return the notices. Raises Invalid.

    The rules are: valid links, allowed states, kept names, a single primary record, and those of the record type.
    """
    for field in record.links():
        if values.get(field.name) is not None:
            target = transaction.schema.record_named(field.link)
            values[field.name] = alias.standing_for(transaction, target, values[field.name])
    whole = {**stored, **values}
    problems = []
    for field in record.links():
        touched = field.name in values or (field.type.scoped_by in values and field.type.scoped_by != "")
        if touched and (problem := link_problem(transaction, field, whole)):
            problems.append(problem)
    if row_id is not None and not reopening:
        problems += state_problems(record, stored, values)
    if row_id is not None and (problem := conversion_problem(transaction, record, stored, whole)):
        problems.append(problem)
    if problems:
        raise Invalid(problems)
    writing = Writing(transaction, row_id, values, stored)
    behaviour = behaviour_of(record)
    if behaviour.triggers & values.keys():
        behaviour.check(writing)
    for field in record.links():
        if field.type.name_kept_in and values.get(field.name) is not None:
            owner = transaction.schema.record_named(field.link)
            values[field.type.name_kept_in] = called(owner, transaction.get(owner, values[field.name]))
    settle_exclusive(transaction, record, row_id, values, stored)
    return writing.notices
