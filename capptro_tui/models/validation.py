"""Checks a record's values against its declaration, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.pure_rules import pure_rules_of
from capptro_tui.models.record import BASE, RecordType


def validate(
    record: RecordType, typed: Mapping[str, Any], stored: Mapping[str, Any], *, now: datetime, locale: str
) -> dict[str, Any]:
    """Return the checked values to store: the typed fields, and those that follow them by a rule of the record type.

    Args:
        record: the record type.
        typed: field to typed text or value.
        stored: the values so far; defaults for a new record.
        now: local time, by which days such as `tomorrow` are read.
        locale: the business's locale, by which text is read.

    Raises:
        Invalid: values do not fit; it has every problem, in the order of the fields.
    """
    values: dict[str, Any] = {}
    problems = [
        FieldError(name, f"{record.info.label} has no field “{name[:40]}”.")
        for name in typed
        if name not in record.fields or name in BASE or record.fields[name].is_read_only
    ]
    for field in record.fields.values():
        if field.name in typed and field.name not in BASE:
            try:
                values[field.name] = field.parse(typed[field.name], now=now, locale=locale, row={**stored, **values})
            except ValueError as unfit:
                problems.append(FieldError(field.name, str(unfit)))
    pure_rules_of(record).complete(values, stored)
    whole = {**stored, **values}
    failed = {problem.field for problem in problems}
    problems += [one for one in _rules(record, whole) if one.field not in failed]
    if problems:
        order = list(record.fields)
        problems.sort(key=lambda one: order.index(one.field) if one.field in order else -1)
        raise Invalid(problems)
    return values


def _rules(record: RecordType, whole: Mapping[str, Any]) -> list[FieldError]:
    problems = []
    for field in record.fields.values():
        value = whole.get(field.name)
        if field.required and field.name not in BASE and (value is None or not str(value).strip()):
            problems.append(FieldError(field.name, f"{field.full_label} must be filled in."))
        if field.after and value and (start := whole.get(field.after)) and value < start:
            problems.append(
                FieldError(field.name, f"{field.full_label} is before {record.fields[field.after].label.lower()}.")
            )
    one_of = record.info.one_of
    if one_of and not any(str(whole.get(name) or "").strip() for name in one_of):
        labels = " or ".join(record.fields[name].label.lower() for name in one_of)
        problems.append(FieldError(one_of[0], f"Fill in {labels}."))
    return problems
