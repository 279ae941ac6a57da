"""Suggestions for mistyped names of fields and states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.record import RecordType
from capptro_tui.text.suggestions import did_you_mean


@contextmanager
def suggesting(record: RecordType, given: Mapping[str, Any]) -> Iterator[None]:
    """Add suggestions to the refusals of unknown fields and states that the body raises.

    Args:
        record: the type of the record whose fields are given.
        given: name of a field, in any form, to its typed value.

    Raises:
        Invalid: the error of the body, with a suggestion for each problem that has one.
    """
    try:
        yield
    except Invalid as invalid:
        raise Invalid([_with_suggestion(record, given, problem) for problem in invalid.field_errors]) from None


def field_names(record: RecordType) -> list[str]:
    """Return the names of a record's fields on the command line and in JSON."""
    return [field.key for field in record.fields.values() if field.form or not field.is_read_only]


def _with_suggestion(record: RecordType, given: Mapping[str, Any], problem: FieldError) -> FieldError:
    field = record.fields.get(problem.field)
    if field is None:
        if problem.field not in given:
            return problem
        return FieldError(problem.field, problem.message + did_you_mean(problem.field, field_names(record)))
    if not field.choices:
        return problem
    typed = next((given[name] for name in (field.key, field.name, field.api) if name in given), None)
    if not isinstance(typed, str):
        return problem
    return FieldError(problem.field, problem.message + did_you_mean(typed, [choice.label for choice in field.choices]))
