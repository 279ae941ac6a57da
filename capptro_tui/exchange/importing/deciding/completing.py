"""Completes a record that is to be written: texts without a field are kept, parts that cannot be are kept as text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from capptro_tui.exchange.importing.deciding.fitting import Fitted, text_field
from capptro_tui.exchange.importing.deciding.keeping import keep_texts, note_texts
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.exchange.importing.outcome import Action
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import customer_of
from capptro_tui.models.types import TODAY
from capptro_tui.services.importing.known_records import new_texts
from capptro_tui.services.importing.writing import link_to_owner
from capptro_tui.services.rules.behaviours.table import behaviour_of

if TYPE_CHECKING:
    from capptro_tui.services.importing.links import Source


def complete(planned: Planned) -> None:
    """Keep the texts of a record and its parts, and refuse it if it cannot be created from a row.

    That is if a value that it must have is missing, or if nobody types such records.
    """
    fitted = planned.fitted
    if planned.outcome.action is Action.CREATED and not fitted.record.info.is_typed:
        planned.refuse(behaviour_of(fitted.record).how_created)
        return
    if planned.outcome.action is Action.CREATED and (missing := missing_values(fitted)):
        unread = next((fitted.unread[name] for name in missing if name in fitted.unread), "")
        planned.refuse(unread or f"It has no {_labels(fitted.record, missing)}.")
        return
    _keep_parts(planned)
    if planned.outcome.action is Action.CREATED:
        _mark_first(planned)
    _keep_own(planned)


def refuse_unread_parts(planned: Planned) -> None:
    """Refuse a record with a part that is nothing by itself, as a line, and has a required value that cannot be read.

    A default in its place would be another quantity, another tax.
    """
    for part in planned.parts:
        unread = [why for name, why in part.unread.items() if part.record.fields[name].required]
        if unread and not part.record.info.letter:
            planned.refuse(f"{part.record.info.label} {part.title}: {unread[0]}" if part.title else unread[0])
            return


def missing_values(fitted: Fitted, owner: RecordType | None = None) -> tuple[str, ...]:
    """Return the names of fields without which a new record cannot be stored; of several, one must be filled.

    `owner` is the type of the record that it is a part of.
    """
    record = fitted.record
    belongs = link_to_owner(record, owner) if owner is not None else ""
    for field in _needed(cast("Any", record)):  # mypy takes the class for a dataclass, which is not hashable
        if field.name != belongs and not str(fitted.checked.get(field.name, "")).strip():
            return (field.name,)
    one_of = record.info.one_of
    if one_of and not any(str(fitted.checked.get(name) or "").strip() for name in one_of):
        return tuple(one_of)
    return ()


def _labels(record: RecordType, names: tuple[str, ...]) -> str:
    """Return the labels of fields, for a sentence: `date`, `first name or last name`."""
    if len(names) > 1:
        return " or ".join(record.fields[name].label.lower() for name in names)
    field = record.fields[names[0]]
    label = field.full_label.lower()
    return f"{label} date" if field.type.is_day and "date" not in label else label


@cache
def _needed(record: RecordType) -> list[Field]:
    """Return the fields of a new record for which a value must be given."""
    return [field for field in record.fields.values() if _must_be_given(field)]


def _must_be_given(field: Field) -> bool:
    """Whether a file must have a value of a field. The day of the import is none: it is a default for typing."""
    has_default = field.default not in (None, TODAY) or field.default_from is not None
    is_filled = field.is_read_only or field.position or has_default
    return field.required and not is_filled and (field.form or bool(field.link))


def _keep_parts(planned: Planned) -> None:
    """Keep the texts of parts with their record, and parts that lack what they must have, as text."""
    whole: list[Fitted] = []
    for part in planned.parts:
        label = part.record.info.label
        if missing := missing_values(part, planned.record):
            why = f"A {label.lower()} without a {_labels(part.record, missing)} cannot be stored."
            for name in list(part.typed):
                field = part.record.fields[name]
                planned.fitted.kept.append(f"{label} {field.label.lower()}: {part.typed[name]}")
                part.mend(f"{label} {field.label.lower()}", str(part.typed[name]), "", why)
            planned.fitted.kept += part.kept
            planned.fitted.mends += part.mends
            continue
        prefix = f"{part.title}: " if part.title else ""
        planned.fitted.kept += [f"{prefix}{text}" for text in keep_texts(part)]
        whole.append(part)
    planned.parts = whole


def _mark_first(planned: Planned) -> None:
    """Make the first contact of a new customer the primary one, unless one is given."""
    by_type: dict[str, list[Fitted]] = {}
    for part in planned.parts:
        by_type.setdefault(part.record.info.name, []).append(part)
    for parts in by_type.values():
        for field in parts[0].record.fields.values():
            if field.unique_per_owner and not any(part.checked.get(field.name) for part in parts):
                first = next((part for part in parts if not part.record.is_retired(_flags(part))), None)
                if first is not None:
                    first.checked[field.name] = first.typed[field.name] = True


def _flags(part: Fitted) -> dict[str, Any]:
    return {name: part.checked.get(name) for name in part.record.fields}


def _keep_own(planned: Planned) -> None:
    """Keep the texts of a record in its description, and the others in notes of its customer."""
    fitted, name = planned.fitted, text_field(planned.record)
    stored = str(planned.stored[name] or "") if planned.stored is not None and name else ""
    before = fitted.checked.get(name)
    rest = keep_texts(fitted, stored)
    if planned.stored is not None and name and fitted.checked.get(name) not in (before, stored):
        planned.changes[name] = fitted.typed[name]
        field = planned.record.fields[name]
        others = (each for each in planned.outcome.changes if each[0] != field.full_label)
        planned.outcome.changes = (*others, (field.full_label, stored, str(fitted.checked[name])))
        _mark_updated(planned)
    if rest and customer_of(planned.record, {"id": 0, **fitted.checked}) is None:
        planned.refuse(f"It has a text that is too long to keep: {rest[0][:60]}….")
        return
    planned.notes += note_texts(rest)


def drop_known_notes(source: Source, planned: Planned) -> None:
    """Drop the texts that the notes of a customer have already."""
    customer_id = customer_of(planned.record, planned.stored) if planned.stored is not None else None
    if planned.notes and customer_id is not None:
        planned.notes = new_texts(source, customer_id, planned.notes)
        if planned.notes:
            _mark_updated(planned)


def _mark_updated(planned: Planned) -> None:
    if planned.outcome.action is Action.UNCHANGED:
        planned.outcome.action = Action.UPDATED
