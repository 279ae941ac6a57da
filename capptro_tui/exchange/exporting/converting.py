"""Convert stored values for a file, a block of a column at a time.

The function for a column is chosen once, from its field's declaration. It gets the values of the column and the
currencies of the same rows, and returns as many values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from capptro_tui.models.field import Field
from capptro_tui.models.record import number
from capptro_tui.models.schema import Schema
from capptro_tui.models.types import locales
from capptro_tui.models.types.moment_texts import local_moment

Convert = Callable[[Sequence[Any], Sequence[str]], Sequence[Any]]
"""Converts a block of a column; None in place of one leaves the stored values."""

USERS: Final = ("created_by", "modified_by")
"""Columns with the login of a user."""

_KEPT = 4096
"""Number of converted values that a column remembers: most columns repeat a few."""

_STARTS_FORMULA: Final = frozenset("=+-@\t\r\n")


def by_value(convert: Callable[[Any], Any]) -> Convert:
    """Return a conversion of each value by itself."""
    remembered = lru_cache(_KEPT)(convert)
    return lambda column, _: [*map(remembered, column)]


def by_currency(convert: Callable[[Any, str], Any]) -> Convert:
    """Return a conversion of each value with its currency."""
    remembered = lru_cache(_KEPT)(convert)
    return lambda column, currencies: [*map(remembered, column, currencies)]


def is_number(field: Field) -> bool:
    """Return whether the values of a field are numbers to calculate with. An identifier is none."""
    return not field.link and field.type.column_type in ("INTEGER", "REAL")


def is_temporal(field: Field) -> bool:
    """Return whether the values of a field are days or moments."""
    return field.type.list_width() is not None


def exact(schema: Schema, field: Field) -> Convert | None:
    """Return the conversion to the exact form, which is the same in every locale.

    It is that of JSON as text: a link by number, a day `2026-11-28`, an amount `45.00`, a yes or no as a word.
    """
    if field.link:
        target = schema.record_named(field.link)
        return by_value(lambda value: number(target, value)) if target.info.letter else None
    if field.type.is_flag:
        return by_value(lambda value: "yes" if value else "no")
    if field.type.needs_currency:
        return by_currency(lambda value, currency: field.to_json(value, {"currency": currency}))
    return by_value(lambda value: field.to_json(value, {})) if is_number(field) else None


def shown(field: Field, full_name: Callable[[str], str]) -> Convert | None:
    """Return the conversion to text for people, in the shown locale. A link is its title already.

    Numbers have the locale's decimal sign and no groups, so that a spreadsheet takes them for numbers.
    """
    if field.link:
        return None
    if field.name in USERS:
        return by_value(full_name)
    if field.type.needs_currency:
        return by_currency(lambda value, currency: field.edit_text(value, {"currency": currency}))
    if field.type.column_type == "REAL":
        sign = locales.number_style(locales.shown_in()).decimal
        return by_value(lambda value: "" if value is None else repr(value).replace(".", sign))
    if is_number(field):
        return by_value(field.edit_text)
    if field.type.is_text and not field.choices:
        return None
    return by_value(field.format)


def guarded(column: Sequence[Any]) -> Sequence[Any]:
    """Return texts so that no spreadsheet takes one for a formula, which may call other programs.

    A text that begins with `=`, `+`, `-`, `@`, a tab or a line break gets an apostrophe before it, as OWASP advises; so
    does one that has apostrophes before such a sign already, so that `unguarded` gives each text back.
    """
    return [
        f"'{text}" if text and (text[0] in _STARTS_FORMULA or (text[0] == "'" and _is_guarded(text))) else text
        for text in column
    ]


def twice_guarded(column: Sequence[Any], _currencies: Sequence[str] = ()) -> Sequence[Any]:
    """Return texts with another apostrophe before those that seem guarded, so that `unguarded` gives each text back."""
    return [f"'{text}" if text and text[0] == "'" and _is_guarded(text) else text for text in column]


def unguarded(text: str) -> str:
    """Return a text without the apostrophe that `guarded` has put before it."""
    return text[1:] if text[:1] == "'" and _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    return text.lstrip("'")[:1] in _STARTS_FORMULA


def as_moment(stored: Any) -> date | datetime | None:
    """Return a stored day, moment or stamp as a value of the calendar, a stamp in local time; None if it is none."""
    text = local_moment(stored) if isinstance(stored, str) and stored.endswith("Z") else str(stored or "")
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-28") else datetime.fromisoformat(text)
    except ValueError:
        return None
