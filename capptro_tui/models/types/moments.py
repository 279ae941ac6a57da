"""Days and times as people type them: `tomorrow 9:00`, `fri 14:30`, `4 Dec 10:00`, `28.11. 9 am`, `+90`.

Times are the wall clock of the place of the work; they carry no zone. The order of day and month, and their names, are
those of the locale; English names are understood everywhere. Texts that the program writes in a locale are read back to
the same value.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from capptro_tui.models.types import locales, moment_styles
from capptro_tui.text import plain_text
from capptro_tui.text.patterns import pattern

_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_ISO_DAY = pattern(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO_MOMENT = pattern(r"(\d{4}-\d{1,2}-\d{1,2})[t ]+(\d{1,2}:\d{2})(:\d{2}(\.\d{1,6})?)?")
_NUMBERS = pattern(r"(\d{1,4})([./-])(\d{1,2})(?:\2(\d{1,4}))?\.?")
_CLOCK = pattern(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*(am|pm)?")
_MINUTES = pattern(r"\+\s*(\d{1,5})")
_DASHES = pattern("[\u2010-\u2015\u2212]")
_FILLERS = frozenset({"at", "on", "the", "of", "um", "uhr"})
"""Words that are ignored: `on the 28th of November at 9:00`, `28.11. um 9 Uhr`."""

_BETWEEN = pattern(r" |(?<=\d)[./-](?=[^\W\d_])|(?<=[^\W\d_])[./-](?=\d)")
"""Separates the words of a day: a space, or a sign as in `28-Nov-2026`."""

_WEEK = 7
_LEAP = 8
"""The longest distance in years between two days that are a 29 February."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a locale and the English ones, in lower case, with their numbers; its order of a day in numbers."""

    months: dict[str, int]
    weekdays: dict[str, int]
    order: str  #: of `d`, `m` and `y`


def parse_day(text: str, now: datetime, locale: str = locales.USUAL, *, back: bool = False) -> str:
    """Return the ISO date of a typed day.

    Args:
        text: The typed text.
        now: Local wall time.
        locale: Locale of the text: its order of day and month, and its names.
        back: Whether the field records the past: a day without a year, or a weekday, is then the last one. Otherwise
            it is the next one.

    Raises:
        ValueError: With a sentence for people.
    """
    found = moment_styles.read_day(text, locale) or _day(_plain(text), now.date(), locale, back)
    if found is None:
        raise _unreadable(f"a day such as today, fri, {_example(locale)} or 2026-03-31", text)
    return found.isoformat()


def parse_moment(
    text: str, now: datetime, after: str | None = None, locale: str = locales.USUAL, *, back: bool = False
) -> str:
    """Return a typed moment as `YYYY-MM-DDTHH:MM`. `+90` counts minutes from `after`; a time alone is on `after`'s day.

    The other arguments are those of `parse_day`. Raises ValueError with a sentence for people.
    """
    typed = _plain(text)
    base = datetime.fromisoformat(after) if after else now
    with suppress(ValueError, OverflowError):
        if minutes := _MINUTES.fullmatch(typed):
            return _moment(base + timedelta(minutes=int(minutes[1])))
        if iso := _ISO_MOMENT.fullmatch(typed):
            typed = f"{iso[1]} {iso[2]}"
        elif own := moment_styles.read_moment(text, locale):
            return _moment(own)
        for day_text, time_text in _halves(typed):
            clock = _CLOCK.fullmatch(time_text)
            day = _day(day_text, now.date(), locale, back) if day_text else base.date()
            # A number alone is a time only beside a day: "12" alone may be anything.
            if clock and day and (day_text or clock[2] or clock[3]):
                return _moment(_at(day, clock))
    if day := _day(typed, now.date(), locale, back):
        told = moment_styles.write(moment_styles.style(locale).named_day_of_year, day, locale)
        raise ValueError(f"“{text[:40]}” is {told}. Add a time, such as {text[:40].strip()} 9:00.")
    wanted = f"a day and time such as tomorrow 9:00, fri 14:30, {_example(locale)} 9:00 or 2026-03-31 8:00"
    raise _unreadable(wanted, text)


def _plain(text: str) -> str:
    """Return a text as it looks, in lower case, words one space apart, without commas and ignored words."""
    looks = _DASHES.sub("-", plain_text.plain(text)).casefold().replace(",", " ")
    words = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", looks.strip()).split()
    # "am" before a day is German; as half of the day it stands behind a time.
    said = words[1:] if words[:1] == ["am"] else words
    return " ".join(word for word in said if word not in _FILLERS)


def _halves(typed: str) -> list[tuple[str, str]]:
    """Return each possible (day, time) of a text: the time is its last words, its first words, or all of it."""
    words = typed.split(" ")
    halves = [("", typed)]
    for count in (1, 2):  # "9 am" is two words
        if len(words) > count:
            halves.append((" ".join(words[:-count]), " ".join(words[-count:])))
            halves.append((" ".join(words[count:]), " ".join(words[:count])))
    return halves


def _unreadable(wanted: str, text: str) -> ValueError:
    return ValueError(f"“{text[:40]}” is not {wanted}.")


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _at(day: date, clock: re.Match[str]) -> datetime:
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("hour")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return datetime(day.year, day.month, day.day, hour, minute)


def _day(text: str, today: date, locale: str, back: bool) -> date | None:
    """Return the day in a text; None if it is no day."""
    with suppress(ValueError, OverflowError):
        if text in _WORDS:
            return today + timedelta(days=_WORDS[text])
        if iso := _ISO_DAY.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if own := moment_styles.read_day(text, locale):
            return own
        if numbers := _NUMBERS.fullmatch(text):
            return _in_numbers(numbers, today, locale, back)
        return _in_words(text, today, locale, back)
    return None


def _in_numbers(found: re.Match[str], today: date, locale: str, back: bool) -> date | None:
    """Return the day of `28.11.` or `1/2/2026` in the locale's order; a leading year of four digits means ISO order."""
    parts = [found[1], found[3], *([found[4]] if found[4] else [])]
    order = "ymd" if len(parts) == 3 and len(found[1]) == 4 else _names(locale).order
    if len(parts) == 2:
        order = order.replace("y", "")
    given = {name: int(part) for name, part in zip(order, parts, strict=True)}
    lengths = {name: len(part) for name, part in zip(order, parts, strict=True)}
    if lengths["d"] > 2 or lengths["m"] > 2 or lengths.get("y", 4) not in (2, 4):
        return None
    return _dated(given["d"], given["m"], given.get("y"), today, back)


def _in_words(text: str, today: date, locale: str, back: bool) -> date | None:
    """Return the day of `mon`, `next fri`, `28 Nov`, `28-Nov-26` or `Nov 28th 2026`; None if it is no day."""
    names = _names(locale)
    words = [word.strip(".") for word in _BETWEEN.split(text)]
    direction = {"next": False, "last": True}.get(words[0]) if len(words) == 2 else None
    if direction is not None:
        back, words = direction, words[1:]
    weekday = names.weekdays.get(words[0])
    if weekday is not None and len(words) == 1:
        step = -((today.weekday() - weekday - 1) % _WEEK + 1) if back else (weekday - today.weekday() - 1) % _WEEK + 1
        return today + timedelta(days=step)
    if weekday is not None:  # "Sat 28 Nov": the weekday must be that of the day
        behind = text.partition(" ")[2]
        named = _day(behind, today, locale, back) if re.search(r"\d", behind) else None
        return named if named and named.weekday() == weekday else None
    months = [place for place, word in enumerate(words) if word in names.months]
    numbers = [re.fullmatch(r"(\d{1,4})(st|nd|rd|th)?", word) for word in words]
    rest = [found[1] for place, found in enumerate(numbers) if found and place not in months]
    if len(months) != 1 or len(rest) != len(words) - 1 or not 1 <= len(rest) <= 2 or len(rest[0]) > 2:
        return None
    if len(rest) == 2 and len(rest[1]) not in (2, 4):
        return None
    return _dated(int(rest[0]), names.months[words[months[0]]], int(rest[1]) if len(rest) == 2 else None, today, back)


def _dated(day: int, month: int, year: int | None, today: date, back: bool) -> date | None:
    """Return a day of a given year; without a year, its next date, or its last with `back`. None if there is none."""
    if year is not None:
        return date(year + 2000 if year < 100 else year, month, day)
    for away in range(_LEAP + 1):
        with suppress(ValueError):
            found = date(today.year - away if back else today.year + away, month, day)
            if found <= today if back else found >= today:
                return found
    return None


@cache
def _names(locale: str) -> _Names:
    from babel import Locale

    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    known = Locale.parse(locale)
    for one in (Locale.parse(locales.USUAL), known):
        for width in ("wide", "abbreviated"):
            for kind in ("format", "stand-alone"):
                for number, name in one.months[kind][width].items():
                    _put(months, name, number)
                for number, name in one.days[kind][width].items():
                    _put(weekdays, name, number)
    weekdays["weds"] = weekdays["wed"]
    pattern = re.sub("[^dmy]", "", known.date_formats["short"].pattern.lower())
    return _Names(months, weekdays, re.sub(r"(.)\1+", r"\1", pattern))


def _put(names: dict[str, int], name: str, number: int) -> None:
    """Add a name, and each of its beginnings of three or more letters that no other name has."""
    whole = name.casefold().strip(".")
    names[whole] = number
    for length in range(3, len(whole)):
        if whole[:length].isalpha() and names.setdefault(whole[:length], number) != number:
            break


def _example(locale: str) -> str:
    """Return an example of a day without a year, in numbers in the locale's form."""
    order, sign = _names(locale).order, "." if "." in _short_pattern(locale) else "/"
    numbers = {"d": "28", "m": "11"}
    return sign.join(numbers[name] for name in order.replace("y", ""))


@cache
def _short_pattern(locale: str) -> str:
    from babel import Locale

    return str(Locale.parse(locale).date_formats["short"].pattern)
