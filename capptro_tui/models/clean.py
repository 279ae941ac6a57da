"""Checks a record's values against its declaration, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capptro_tui.errors import Invalid, Problem
from capptro_tui.models.behaviours import behaviour_of
from capptro_tui.models.record import BASE, RecordType


def clean(
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
        Problem(name, f"{record.info.label} has no field “{name[:40]}”.")
        for name in typed
        if name not in record.fields or name in BASE or record.fields[name].is_fixed
    ]
    for one in record.fields.values():
        if one.name in typed and one.name not in BASE:
            try:
                values[one.name] = one.parse(typed[one.name], now=now, locale=locale, row={**stored, **values})
            except ValueError as unfit:
                problems.append(Problem(one.name, str(unfit)))
    behaviour_of(record).complete(values, stored)
    whole = {**stored, **values}
    failed = {problem.field for problem in problems}
    problems += [one for one in _rules(record, whole) if one.field not in failed]
    if problems:
        order = list(record.fields)
        problems.sort(key=lambda one: order.index(one.field) if one.field in order else -1)
        raise Invalid(problems)
    return values


def _rules(record: RecordType, whole: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for one in record.fields.values():
        value = whole.get(one.name)
        if one.required and one.name not in BASE and (value is None or not str(value).strip()):
            problems.append(Problem(one.name, f"{one.full_label} must be filled in."))
        if one.after and value and (start := whole.get(one.after)) and value < start:
            problems.append(Problem(one.name, f"{one.full_label} is before {record.fields[one.after].label.lower()}."))
    one_of = record.info.one_of
    if one_of and not any(str(whole.get(name) or "").strip() for name in one_of):
        labels = " or ".join(record.fields[name].label.lower() for name in one_of)
        problems.append(Problem(one_of[0], f"Fill in {labels}."))
    return problems
