"""Former names of the field types and of what a field does, for the callers that still use them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capptro_tui.models.types.dates import timestamp as stamp

__all__ = ["Kind", "display", "editable", "oddness", "parse", "stamp"]


class Kind:
    """The names of the field types."""

    TEXT = "text"
    LONG = "long"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    CHOICE = "choice"
    PICK = "pick"
    YES_NO = "yes_no"
    REAL = "real"
    DECIMAL = "decimal"
    MONEY = "money"
    CURRENCY = "currency"
    DAY = "day"
    MOMENT = "moment"
    STAMP = "stamp"
    LINK = "link"
    LOCALE = "locale"
    COUNTRY = "country"
    WHOLE = "whole"
    SIZE = "size"
    VALUES = "values"


def parse(field: Any, value: Any, *, now: datetime, locale: str, row: Mapping[str, Any] | None = None) -> Any:
    """`Field.parse`."""
    return field.parse(value, now=now, locale=locale, row=row)


def oddness(field: Any, value: Any) -> str:
    """`Field.oddness`."""
    return str(field.oddness(value))


def display(field: Any, value: Any, row: Mapping[str, Any] | None = None) -> str:
    """`Field.format`."""
    return str(field.format(value, row))


def editable(field: Any, value: Any, row: Mapping[str, Any] | None = None) -> str:
    """`Field.edit_text`."""
    return str(field.edit_text(value, row))
