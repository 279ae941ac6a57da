"""Dates of a column: their order is decided once, by all values of the column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from capptro_tui.text.patterns import pattern

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
AMBIGUOUS, MIXED = "ambiguous", "mixed"

_NUMERIC = pattern(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[ T]+(\d{1,2}:\d{2}\S*.*))?")
_SERIAL = pattern(r"[2-6]\d{4}")
_ZERO_DAY = date(1899, 12, 30)
"""Day 0 of spreadsheets of today, which count a 29 February 1900 that never was."""

_MONTHS_FIRST = frozenset(("US", "PH"))
_YEAR_DIGITS = 4
_MOST_MONTHS = 12
_CENTURY_TURN = 50


@dataclass(slots=True)
class DateTally:
    """Counts of the dates of a column.

    Attributes:
        day_first: those that can only be read with the day first.
        month_first: those that can only be read with the month first.
        either: those that can be read both ways.
        fixed: those that say their order themselves (ISO), or are the same day in both.
        serial: whole numbers that may be the day numbers of a spreadsheet.
    """

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    fixed: int = 0
    serial: int = 0

    def add(self, text: str) -> bool:
        """Count a value; return whether it is a date."""
        found = _NUMERIC.fullmatch(text)
        if found is None:
            is_serial = _SERIAL.fullmatch(text) is not None
            self.serial += is_serial
            return is_serial
        orders = _orders(found[1], found[2], found[3], found[4])
        if not orders:
            return False
        if orders == (YEAR_FIRST,):
            self.fixed += 1
        elif orders == (DAY_FIRST,):
            self.day_first += 1
        elif orders == (MONTH_FIRST,):
            self.month_first += 1
        elif is_ambiguous(text):
            self.either += 1
        else:
            self.fixed += 1
        return True

    @property
    def dates(self) -> int:
        """The number of dates that are written as such."""
        return self.day_first + self.month_first + self.either + self.fixed

    @property
    def order(self) -> str:
        """The order of the column's dates: "dmy", "mdy", "ambiguous" or "mixed"; "ymd" if every one says its own."""
        if self.day_first and self.month_first:
            return MIXED
        if self.day_first or self.month_first:
            return DAY_FIRST if self.day_first else MONTH_FIRST
        return AMBIGUOUS if self.either else YEAR_FIRST


def order_of_region(region: str) -> str:
    """Return the usual order of a region's dates."""
    return MONTH_FIRST if region in _MONTHS_FIRST else DAY_FIRST


def read_date(text: str, order: str) -> str:
    """Return a date as ISO, with the time behind it if it has one; "" if the text is none, or may be two.

    Args:
        text: the date as written, or the day number of a spreadsheet.
        order: the order of the column. Only "dmy" and "mdy" decide about a date that can be read both ways.
    """
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return (_ZERO_DAY + timedelta(int(text))).isoformat() if _SERIAL.fullmatch(text) else ""
    orders = _orders(found[1], found[2], found[3], found[4])
    days = {each: _date(found[1], found[3], found[4], each) for each in orders}
    is_certain = YEAR_FIRST in orders or (len(orders) > 1 and len(set(days.values())) == 1)
    day = next(iter(days.values())) if is_certain else days.get(order)
    if day is None:
        return ""
    time = (found[5] or "").strip()
    return f"{day.isoformat()} {time}" if time and not time.startswith(("0:00", "00:00")) else day.isoformat()


def explained(text: str, order: str) -> str:
    """Return how `read_date` reads a date, for people."""
    if _NUMERIC.fullmatch(text) is None:
        return "a date: the day number of a spreadsheet"
    return {DAY_FIRST: "a date with the day first", MONTH_FIRST: "a date with the month first"}.get(order, "a date")


def is_ambiguous(text: str) -> bool:
    """Return whether a text is one day with the day first, and another one with the month first."""
    found = _NUMERIC.fullmatch(text)
    orders = _orders(found[1], found[2], found[3], found[4]) if found else ()
    return found is not None and len({_date(found[1], found[3], found[4], order) for order in orders}) > 1


def _orders(first: str, sign: str, second: str, third: str) -> tuple[str, ...]:
    if len(first) == _YEAR_DIGITS:
        return (YEAR_FIRST,) if _date(first, second, third, YEAR_FIRST) else ()
    if sign == ".":
        return (DAY_FIRST,) if _date(first, second, third, DAY_FIRST) else ()
    return tuple(order for order in (DAY_FIRST, MONTH_FIRST) if _date(first, second, third, order))


def _date(first: str, second: str, third: str, order: str) -> date | None:
    year, month, day = {
        YEAR_FIRST: (first, second, third), DAY_FIRST: (third, second, first), MONTH_FIRST: (third, first, second),
    }[order]  # fmt: skip
    if len(year) not in (2, _YEAR_DIGITS) or int(month) > _MOST_MONTHS:
        return None
    number = int(year)
    if len(year) < _YEAR_DIGITS:
        number += 1900 if number >= _CENTURY_TURN else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
