"""Days and times as people read them, in the locale that this process shows.

The functions take stored values: a day as `2026-11-28`, a month as `2026-11`, a moment of local wall time as
`2026-11-28T14:30`, a stamp in UTC as `2026-11-28T14:30:00Z`. They return any other text unchanged. `moments.parse_day`
and `moments.parse_moment` read the texts of `day_text` and `moment_text` back to the same value.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from capptro_tui.models.types import locales, moment_styles

if TYPE_CHECKING:
    from babel.dates import DateTimePattern

_KEPT = 8192
"""The number of cached texts: a list draws the same days again and again."""

_WEEK = timedelta(days=7)


def day_text(day: str) -> str:
    """Return the text of a stored day: `28 Nov 2026`."""
    return _day_text(day, locales.shown_in())


def month_text(month: str) -> str:
    """Return the text of a month: `Nov 2026`."""
    locale = locales.shown_in()
    try:
        return moment_styles.write(moment_styles.style(locale).month, date.fromisoformat(f"{month}-01"), locale)
    except ValueError:
        return month


def time_text(moment: str) -> str:
    """Return the time of a stored moment: `14:30`; "" for a day."""
    return _time_text(moment, locales.shown_in())


def moment_text(moment: str) -> str:
    """Return the text of a stored moment: `28 Nov 2026 14:30`; in ISO form if it has seconds or a year before 1000."""
    return _moment_text(moment, locales.shown_in())


def stamp_text(stamp: str) -> str:
    """Return a stored stamp as local time: `28 Nov 2026 14:30`."""
    return moment_text(local_moment(stamp))


def local_moment(stamp: str) -> str:
    """Return a stored stamp as a moment of local wall time, to the minute."""
    try:
        return datetime.fromisoformat(stamp).astimezone().replace(tzinfo=None).isoformat(timespec="minutes")
    except ValueError:
        return stamp


def full_day_text(day: str) -> str:
    """Return a stored day in words: `Saturday, 28 November 2026`."""
    locale = locales.shown_in()
    try:
        return moment_styles.write(moment_styles.style(locale).full_day, date.fromisoformat(day), locale)
    except ValueError:
        return day


def format_moment(stored: str, today: date, locale: str = "") -> str:
    """Return a stored day or moment with its weekday: `Sat 28 Nov 09:00`. The year is added unless it is this one.

    Without `locale`, the shown locale is used.
    """
    locale = locale or locales.shown_in()
    own, day = moment_styles.style(locale), date.fromisoformat(stored[:10])
    pattern = own.named_day if day.year == today.year else own.named_day_of_year
    return _joined(moment_styles.write(pattern, day, locale), _time_text(stored, locale))


def when_text(stored: str, today: date) -> str:
    """Return a stored day or moment as people say it: `tomorrow 09:00`, `Sat 28 Nov 09:00`."""
    try:
        day = date.fromisoformat(stored[:10])
    except ValueError:
        return stored
    near = _near(day, today)
    return _joined(near, time_text(stored)) if near else format_moment(stored, today)


def short_when_text(stored: str, today: date) -> str:
    """Return a stored day or moment in few cells: `tomorrow 09:00`, `Sat 09:00`; in another year, the day alone."""
    try:
        day = date.fromisoformat(stored[:10])
    except ValueError:
        return stored
    if day.year != today.year and not timedelta() <= day - today < _WEEK:
        return day_text(stored[:10])
    locale = locales.shown_in()
    own = moment_styles.style(locale)
    near = _near(day, today) if day >= today else ""
    pattern = own.weekday if today < day < today + _WEEK else own.short_day
    return _joined(near or moment_styles.write(pattern, day, locale), time_text(stored))


def day_width() -> int:
    """Return the cells of the widest day."""
    return _widths(locales.shown_in())[0]


def moment_width() -> int:
    """Return the cells of the widest moment."""
    return sum(_widths(locales.shown_in())[:2]) + 1


def time_width() -> int:
    """Return the cells of the widest time."""
    return _widths(locales.shown_in())[1]


def short_when_width(mark: int = 0) -> int:
    """Return the cells of the widest text of `short_when_text`; past ones have a mark of `mark` cells before them."""
    day, time, short = _widths(locales.shown_in())
    return max(mark + day, mark + short + 1 + time, len("tomorrow") + 1 + time)


def _near(day: date, today: date) -> str:
    """Return `today`, `tomorrow` or `yesterday`; "" for any other day."""
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days, "")


def _joined(day: str, time: str) -> str:
    return f"{day} {time}" if time else day


@lru_cache(_KEPT)
def _day_text(day: str, locale: str) -> str:
    try:
        return moment_styles.write(moment_styles.style(locale).day, date.fromisoformat(day), locale)
    except ValueError:
        return day


@lru_cache(_KEPT)
def _time_text(moment: str, locale: str) -> str:
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return moment_styles.write(moment_styles.style(locale).time, found, locale) if len(moment) > 10 else ""


@lru_cache(_KEPT)
def _moment_text(moment: str, locale: str) -> str:
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if found.isoformat(timespec="minutes") != moment or found.year < moment_styles.FIRST_YEAR:
        return moment.replace("T", " ")
    return _joined(_day_text(moment[:10], locale), _time_text(moment, locale))


@cache
def _widths(locale: str) -> tuple[int, int, int]:
    """Return the cells of the widest day, time and day without a year."""
    from rich.cells import cell_len

    own = moment_styles.style(locale)
    # In every month, on every weekday, early and late.
    moments = [datetime(2026, month, 20 + month % _WEEK.days, hour, 30) for month in range(1, 13) for hour in (0, 12)]

    def width(pattern: DateTimePattern) -> int:
        return max(cell_len(moment_styles.write(pattern, moment, locale)) for moment in moments)

    return width(own.day), width(own.time), max(width(own.short_day), width(own.weekday))
