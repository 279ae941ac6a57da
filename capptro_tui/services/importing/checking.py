"""Checks the values of one record type as its form does, with the work that is the same for all rows done once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType
from capptro_tui.models.types import amounts

_REMEMBERED = 2_000
"""Most values of a column that are remembered: towns, categories and states come again and again."""

_LONGEST_REMEMBERED = 40
"""Longest text that is remembered."""

Check = Callable[[Any, Mapping[str, Any]], Any]
"""Returns the stored form of a value; takes the record's other values. Raises ValueError with a sentence."""


class ValueChecks:
    """The checks of each field of a record type.

    Attributes:
        record: the record type.
        now: local time.
        locale: the business's locale.
    """

    def __init__(self, record: RecordType, *, now: datetime, locale: str) -> None:
        """Make the checks.

        Args:
            record: the record type.
            now: local time, by which days such as `tomorrow` are read.
            locale: the business's locale, by which text is read.
        """
        self.record = record
        self.now, self.locale = now, locale
        self._checks = {
            field.name: _check(field, now, locale)
            for field in record.fields.values()
            if field.name not in BASE and not field.is_read_only
        }

    def knows(self, name: str) -> bool:
        """Return whether people fill a field of this name."""
        return name in self._checks

    def check(self, name: str, value: Any, row: Mapping[str, Any]) -> Any:
        """Return the stored form of a typed value. Raises ValueError with a sentence for people.

        Args:
            name: the field.
            value: the text, or a value of JSON.
            row: the record's other values, for amounts and moments that depend on them.
        """
        return self._checks[name](value, row)


def _check(field: Field, now: datetime, locale: str) -> Check:
    """Return the check of one field."""
    if field.type.needs_currency:
        return partial(_check_amount, field, now, locale)
    if field.after or not field.type.is_text:
        return lambda value, row: field.parse(value, now=now, locale=locale, row=row)
    return _remembering(lambda value: field.parse(value, now=now, locale=locale))


def _check_amount(field: Field, now: datetime, locale: str, value: Any, row: Mapping[str, Any]) -> Any:
    """Check an amount whose currency is that of its customer, and may not be known yet: then any decimals are right."""
    if row.get("currency"):
        return field.parse(value, now=now, locale=locale, row=row)
    try:
        return field.parse(value, now=now, locale=locale, row={**row, "currency": amounts.USUAL})
    except ValueError:
        pass
    try:
        return field.parse(value, now=now, locale=locale, row={**row, "currency": _MOST_DECIMALS})
    except ValueError:
        # Says what is wrong, and names no currency that nobody chose.
        return field.parse(value, now=now, locale=locale, row={**row, "currency": ""})


_MOST_DECIMALS = "KWD"
"""A currency with as many decimals as any has."""


def _remembering(parse: Callable[[Any], Any]) -> Check:
    """Return a check that remembers the results of short texts. Values that do not fit are checked anew each time."""
    known: dict[str, Any] = {}

    def check(value: Any, _: Mapping[str, Any]) -> Any:
        if not isinstance(value, str) or len(value) > _LONGEST_REMEMBERED:
            return parse(value)
        found = known.get(value)
        if found is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[value] = parse(value)
        return found

    return check
