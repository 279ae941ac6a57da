"""Days and times: a day, a moment of wall-clock time, a moment of world time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from capptro_tui.models.types.base import FieldType, Reading, Row
from capptro_tui.models.types.moment_texts import (
    day_text,
    day_width,
    format_moment,
    moment_text,
    moment_width,
    stamp_text,
)
from capptro_tui.models.types.moments import parse_day, parse_moment


class _Calendar(FieldType):
    """The common base of days and moments that people type."""

    reads_by_locale = True
    explains_input = True
    align = "right"

    def __init__(self, *, looks_back: bool = False, limit: int = 200) -> None:
        super().__init__(limit=limit)
        self.looks_back = looks_back  #: records the past: a day without a year is the last one, not the next

    def explain(self, text: str, value: Any, reading: Reading) -> tuple[str, str]:
        return format_moment(value, reading.now.date(), reading.locale), ""


class Date(_Calendar):
    """A day, `YYYY-MM-DD`. The default `TODAY` is the day on which a record is made."""

    name = "day"
    word = "DATE"
    word_hint = "such as 2026-03-31 or tomorrow"
    example = "2026-03-31"
    is_day = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        return parse_day(self.as_text(value), reading.now, reading.locale, back=self.looks_back)

    def _format(self, value: Any, row: Row) -> str:
        return day_text(str(value))

    def default_at(self, default: Any, now: datetime) -> Any:
        return now.date().isoformat() if default == TODAY else None

    def list_width(self) -> Callable[[], int] | None:
        return day_width


class DatetimeLocal(_Calendar):
    """A moment of local wall time, `YYYY-MM-DDTHH:MM`: an appointment at nine stays at nine."""

    name = "moment"
    word = "DATE-AND-TIME"
    word_hint = "such as 2026-03-31 8:00"
    example = '"2026-03-31 8:00"'
    is_near_in_time = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        return parse_moment(self.as_text(value), reading.now, reading.after, reading.locale, back=self.looks_back)

    def _format(self, value: Any, row: Row) -> str:
        return moment_text(str(value))

    def list_width(self) -> Callable[[], int] | None:
        return moment_width


class Timestamp(FieldType):
    """A moment in UTC, `YYYY-MM-DDTHH:MM:SSZ`, shown as local time. The program writes it, not people."""

    name = "stamp"
    can_equal = False
    align = "right"

    def _parse(self, value: Any, reading: Reading) -> Any:
        return self.as_text(value)

    def _format(self, value: Any, row: Row) -> str:
        return stamp_text(str(value))

    def edit_text(self, value: Any, row: Row) -> str:
        return str(value or "")

    def list_width(self) -> Callable[[], int] | None:
        return moment_width


TODAY = "today"
"""The default of a Date that is the day on which a record is made."""


def timestamp(moment: datetime) -> str:
    """Return a moment as a Timestamp stores it: UTC, ISO 8601 with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
