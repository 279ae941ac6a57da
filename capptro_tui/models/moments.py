"""Days and times as people type them: `tomorrow 9:00`, `fri 14:30`, `2026-03-31 8:00`, `+90`.

Times are the wall clock of the place where the work is done; they carry no zone.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")
_MINUTES = re.compile(r"\+\s*(\d{1,5})")


def parse_day(text: str, now: datetime) -> str:
    """An ISO date from what was typed. Raises ValueError with a sentence for people."""
    return _day(text.strip().lower(), now.date()).isoformat()


def parse_moment(text: str, now: datetime, after: str | None = None) -> str:
    """`YYYY-MM-DDTHH:MM` from what was typed; `+90` counts minutes from `after`, a time alone is on `after`'s day.

    Raises ValueError with a sentence for people.
    """
    typed = text.strip().lower().replace("t", " ", 1) if _ISO.match(text.strip()) else text.strip().lower()
    base = datetime.fromisoformat(after) if after else now
    with suppress(ValueError, OverflowError):
        if minutes := _MINUTES.fullmatch(typed):
            return _moment(base + timedelta(minutes=int(minutes[1])))
        if (clock := _CLOCK.fullmatch(typed)) and (clock[2] or clock[3]):
            return _moment(_at(base.date(), clock))
        day, _, time = typed.rpartition(" ")
        clock = _CLOCK.fullmatch(time)
        if day and clock:
            return _moment(_at(_day(day, now.date()), clock))
    raise _unreadable("a day and time such as tomorrow 9:00, fri 14:30 or 2026-03-31 8:00", text)


def _unreadable(wanted: str, text: str) -> ValueError:
    return ValueError(f"“{text[:40]}” is not {wanted}.")


def _moment(moment: datetime) -> str:
    return (
        moment.strftime("%Y-%m-%dT%H:%M") if moment.year > 999 else f"{moment.year:04}{moment.strftime('-%m-%dT%H:%M')}"
    )


def _at(day: date, clock: re.Match[str]) -> datetime:
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("hour")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return datetime(day.year, day.month, day.day, hour, minute)


def _day(text: str, today: date) -> date:
    if text in ("today", "tomorrow", "yesterday"):
        return today + timedelta(days=("yesterday", "today", "tomorrow").index(text) - 1)
    weekday = next((place for place, name in enumerate(_WEEKDAYS) if len(text) >= 3 and name.startswith(text)), None)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    with suppress(ValueError):
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3] or today.year), int(found[2]), int(found[1]))
    raise _unreadable("a day such as today, fri, 31.3.2026 or 2026-03-31", text)
