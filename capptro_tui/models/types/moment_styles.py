"""Days and times in the form of a locale, written and read back by the patterns of the Unicode locale data.

Written texts have ordinary spaces only and no marks for the direction of writing: a terminal shows every character as
it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from capptro_tui.models.types import locales
from capptro_tui.text import plain_text

if TYPE_CHECKING:
    from babel.dates import DateTimePattern

_CLOCK: Final = "HH:mm"
FIRST_YEAR: Final = 1000
"""The first year in a locale's form. Earlier ones lack the four digits needed to read them back: ISO is used."""

_MONTHS: Final = tuple(datetime(2026, month, 9) for month in range(1, 13))
_HALVES: Final = (datetime(2026, 1, 9, 9), datetime(2026, 1, 9, 21))
"""A moment of each month, and of each half of a day."""


class MomentStyle(NamedTuple):
    """The patterns of days and times in a locale.

    Attributes:
        day: `28 Nov 2026`.
        time: `14:30`.
        short_day: A day of this year: `28 Nov`.
        named_day: A day of this year with its weekday: `Sat 28 Nov`.
        named_day_of_year: The same of any year: `Sat, 28 Nov 2026`.
        full_day: `Saturday, 28 November 2026`.
        weekday: `Sat`.
        month: `Nov 2026`.
    """

    day: DateTimePattern
    time: DateTimePattern
    short_day: DateTimePattern
    named_day: DateTimePattern
    named_day_of_year: DateTimePattern
    full_day: DateTimePattern
    weekday: DateTimePattern
    month: DateTimePattern


@cache
def style(locale: str) -> MomentStyle:
    """Return the patterns of days and times in a locale."""
    from babel.dates import parse_pattern

    known = locales.babel_locale(locale)
    day, time = known.date_formats["medium"], known.time_formats["short"]
    # A part of the day other than its halves, such as "at noon", does not say which hour it is.
    if any(value[0] == "B" for value in _fields(time)):
        time = parse_pattern(_CLOCK)
    short, named, of_year, month = (known.datetime_skeletons[name] for name in ("MMMd", "MMMEd", "yMMMEd", "yMMM"))
    return MomentStyle(day, time, short, named, of_year, known.date_formats["full"], parse_pattern("E"), month)


def write(pattern: DateTimePattern, moment: date, locale: str) -> str:
    """Write a day, or a day and time, by a pattern of `style`."""
    if moment.year < FIRST_YEAR and "y" in pattern.pattern:
        return moment.isoformat()[: len("yyyy-MM-dd")]
    return _plain(pattern.apply(moment, locales.babel_locale(locale)))


def read_day(text: str, locale: str) -> date | None:
    """Return the day in a text of exactly the locale's form, apart from case and commas; None for any other text."""
    found = _expressions(locale).day.fullmatch(_comparable(text))
    with suppress(ValueError):
        return _day(found, locale) if found else None
    return None


def read_moment(text: str, locale: str) -> datetime | None:
    """Return the moment in a text of exactly the locale's form, a day and then a time; None for any other text."""
    found = _expressions(locale).moment.fullmatch(_comparable(text))
    with suppress(ValueError):
        return _moment(found, locale) if found else None
    return None


class _Expressions(NamedTuple):
    """Regular expressions for a locale's days and moments, a group for each field, and the numbers of its names."""

    day: re.Pattern[str]
    moment: re.Pattern[str]
    months: dict[str, int]
    halves: dict[str, int]


@cache
def _expressions(locale: str) -> _Expressions:
    own = style(locale)
    months, halves = _named("M", own.day, locale), _named("a", own.time, locale)
    day = _expression(own.day, locale, {"M": months})
    time = _expression(own.time, locale, {"a": halves})
    return _Expressions(re.compile(day), re.compile(f"{day} {time}"), months, halves)


def _day(found: re.Match[str], locale: str) -> date:
    month = found["M"]
    return date(int(found["y"]), _expressions(locale).months.get(month) or int(month), int(found["d"]))


def _moment(found: re.Match[str], locale: str) -> datetime:
    day, hour, minute = _day(found, locale), int(found["h"]), int(found["m"])
    if half := found.groupdict().get("a"):
        hour = hour % 12 + 12 * _expressions(locale).halves[half]
    return datetime(day.year, day.month, day.day, hour, minute)


def _tokens(pattern: DateTimePattern) -> list[tuple[str, str]]:
    """Return (`chars` or `field`, text) of each part of a pattern."""
    from babel.dates import tokenize_pattern

    found = tokenize_pattern(pattern.pattern)
    return [(kind, value if isinstance(value, str) else value[0] * value[1]) for kind, value in found]


def _fields(pattern: DateTimePattern) -> list[str]:
    return [value for kind, value in _tokens(pattern) if kind == "field"]


def _named(letter: str, pattern: DateTimePattern, locale: str) -> dict[str, int]:
    """Return the names of the months (`M`, numbered from 1) or halves of the day (`a`, from 0), with their numbers.

    The names are in lower case. There are none if the pattern has numbers.
    """
    letters, samples, first = ("ML", _MONTHS, 1) if letter == "M" else ("a", _HALVES, 0)
    names = [one for one in _fields(pattern) if one[0] in letters and (letter == "a" or len(one) > 2)]
    return {
        _comparable(_part(name, moment, locale)): number
        for name in names
        for number, moment in enumerate(samples, first)
    }


def _part(name: str, moment: datetime, locale: str) -> str:
    """Return the text of one field of a pattern."""
    from babel.dates import DateTimeFormat

    return str(DateTimeFormat(moment, locales.babel_locale(locale))[name])


def _expression(pattern: DateTimePattern, locale: str, names: dict[str, dict[str, int]]) -> str:
    """Return a regular expression for the texts of a pattern, in the form of `_comparable`, a group for each field."""

    def parts() -> Iterator[str]:
        for kind, value in _tokens(pattern):
            letter = {"L": "M", "H": "h"}.get(value[0], value[0])
            if kind == "chars":
                yield _escaped(value)
            elif named := names.get(letter):
                yield f"(?P<{letter}>{'|'.join(_escaped(one) for one in sorted(named, key=len, reverse=True))})"
            elif letter in "ydMhm":
                yield rf"(?P<{letter}>\d{{4}})" if letter == "y" else rf"(?P<{letter}>\d{{1,2}})"
            else:  # an era, which is the same for every day
                yield _escaped(_part(value, _MONTHS[0], locale))

    return " ".join("".join(parts()).split())


def _escaped(text: str) -> str:
    """Return a regular expression for a literal text. Its spaces are not escaped."""
    return " ".join(re.escape(word) for word in re.split(r"[\s,]", plain_text.plain(text).casefold()))


def _comparable(text: str) -> str:
    """Return a text in the form for comparisons: as it looks, in lower case, without commas, words one space apart."""
    return _plain(plain_text.plain(text).replace(",", " ")).casefold()


def _plain(text: str) -> str:
    """Return a text without marks for the direction of writing, its words one ordinary space apart."""
    return " ".join(locales.DIRECTION_MARKS.sub("", text).split())
