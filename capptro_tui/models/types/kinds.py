"""Former names of what a field does, for the callers that still use them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capptro_tui.models.types.dates import timestamp as stamp
from capptro_tui.models.types.json_object import changed_values
from capptro_tui.models.types.json_object import named_values as read_values

__all__ = ["changed_values", "display", "editable", "oddness", "parse", "read_values", "retyped", "stamp", "understood"]

READ_BY_LOCALE = frozenset({"day", "moment", "money", "decimal"})
UNDERSTOOD = READ_BY_LOCALE | {"phone", "email"}


def parse(field: Any, value: Any, *, now: datetime, locale: str, row: Mapping[str, Any] | None = None) -> Any:
    """`Field.parse`."""
    return field.parse(value, now=now, locale=locale, row=row)


def oddness(field: Any, value: Any) -> str:
    """`Field.oddness`."""
    return str(field.oddness(value))


def understood(
    field: Any, text: str, *, now: datetime, locale: str, row: Mapping[str, Any] | None = None
) -> tuple[str, str]:
    """`Field.explain`."""
    said: tuple[str, str] = field.explain(text, now=now, locale=locale, row=row)
    return said


def retyped(field: Any, text: str, before: str, *, now: datetime, row: Mapping[str, Any] | None = None) -> str:
    """`Field.retype`."""
    return str(field.retype(text, before, now=now, row=row))


def display(field: Any, value: Any, row: Mapping[str, Any] | None = None) -> str:
    """`Field.format`."""
    return str(field.format(value, row))


def editable(field: Any, value: Any, row: Mapping[str, Any] | None = None) -> str:
    """`Field.edit_text`."""
    return str(field.edit_text(value, row))
