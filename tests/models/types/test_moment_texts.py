"""Days and times as they are shown, and read back to the same value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

import pytest
from babel.dates import format_date, format_time
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from capptro_tui.models.types import locales
from capptro_tui.models.types.moment_texts import (
    day_text,
    day_width,
    format_moment,
    full_day_text,
    moment_text,
    moment_width,
    month_text,
    short_when_text,
    short_when_width,
    stamp_text,
    time_text,
    time_width,
    when_text,
)
from capptro_tui.models.types.moments import parse_day, parse_moment
from tests.support import SOAK

LOCALES = [
    "en_GB", "de_DE", "en_US", "fr_FR", "ja_JP", "en_IE", "nl_NL", "pl_PL", "es_ES", "es_MX", "pt_BR", "it_IT",
    "sv_SE", "da_DK", "fi_FI", "nb_NO", "cs_CZ", "sk_SK", "hu_HU", "hr_HR", "ro_RO", "bg_BG", "el_GR", "tr_TR",
    "ru_RU", "uk_UA", "lv_LV", "lt_LT", "et_EE", "eu_ES", "ca_ES", "en_AU", "en_CA", "en_IN", "en_ZA", "fr_CA",
    "de_CH", "ko_KR", "zh_Hans_CN", "zh_Hant_TW", "hi_IN", "th_TH", "vi_VN", "ar_EG", "he_IL", "fa_IR",
]  # fmt: skip
"""A language of each kind: months by name and by number, halves of the day, other scripts."""

NOW = datetime(2026, 11, 27, 14, 0)  # a Friday

SHOWN = {
    "en_GB": ("28 Nov 2026", "28 Nov 2026 14:30", "Sat 28 Nov 14:30", "Saturday, 28 November 2026"),
    "en_IE": ("28 Nov 2026", "28 Nov 2026 14:30", "Sat, 28 Nov 14:30", "Saturday 28 November 2026"),
    "de_DE": ("28.11.2026", "28.11.2026 14:30", "Sa., 28. Nov. 14:30", "Samstag, 28. November 2026"),
    "en_US": ("Nov 28, 2026", "Nov 28, 2026 2:30 PM", "Sat, Nov 28 2:30 PM", "Saturday, November 28, 2026"),
    "en_CA": ("Nov 28, 2026", "Nov 28, 2026 2:30 p.m.", "Sat, Nov 28 2:30 p.m.", "Saturday, November 28, 2026"),
    "fr_FR": ("28 nov. 2026", "28 nov. 2026 14:30", "sam. 28 nov. 14:30", "samedi 28 novembre 2026"),
    "ja_JP": ("2026/11/28", "2026/11/28 14:30", "11月28日(土) 14:30", "2026年11月28日土曜日"),
    "cs_CZ": ("28. 11. 2026", "28. 11. 2026 14:30", "so 28. 11. 14:30", "sobota 28. listopadu 2026"),
    "zh_Hant_TW": ("2026年11月28日", "2026年11月28日 14:30", "11月28日 週六 14:30", "2026年11月28日 星期六"),
}


@pytest.mark.parametrize("locale", SHOWN)
def test_days_and_times_are_written_as_the_locale_does(locale: str) -> None:
    """The day, the moment, how it is said, and in words."""
    locales.show_in(locale)
    day, moment, said, full = SHOWN[locale]
    assert (day_text("2026-11-28"), moment_text("2026-11-28T14:30")) == (day, moment)
    assert (format_moment("2026-11-28T14:30", NOW.date()), full_day_text("2026-11-28")) == (said, full)


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en_GB", "Nov 2026"), ("de_DE", "Nov. 2026"), ("fr_FR", "nov. 2026"), ("ja_JP", "2026年11月")],
)
def test_months_are_written_as_the_locale_does(locale: str, text: str) -> None:
    locales.show_in(locale)
    assert month_text("2026-11") == text
    assert month_text("2026-13") == "2026-13"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_a_month(locale: str) -> None:
    """Each month has a text of its own."""
    locales.show_in(locale)
    assert len({month_text(f"2026-{month:02}") for month in range(1, 13)}) == 12


def test_a_stamp_is_shown_in_local_time_and_what_is_no_moment_as_it_is() -> None:
    """Nothing that is stored is hidden, and seconds are not left out."""
    assert stamp_text("2026-11-28T14:30:59Z") == "28 Nov 2026 14:30"
    for text in ("", "whenever", "2026-13-01"):
        assert (day_text(text), moment_text(text), stamp_text(text), full_day_text(text)) == (text,) * 4
        assert (when_text(text, NOW.date()), short_when_text(text, NOW.date())) == (text, text)
    assert moment_text("2026-11-28T14:30:05") == "2026-11-28 14:30:05"
    assert time_text("2026-11-28") == ""


def test_what_is_near_is_called_so() -> None:
    """In the words of the program; the time as the locale has it."""
    locales.show_in("en_US")
    assert when_text("2026-11-27T14:30", NOW.date()) == "today 2:30 PM"
    assert short_when_text("2026-11-28T00:05", NOW.date()) == "tomorrow 12:05 AM"
    assert short_when_text("2026-12-02T12:00", NOW.date()) == "Wed 12:00 PM"
    assert short_when_text("2026-11-01T12:00", NOW.date()) == "Nov 1 12:00 PM"
    assert short_when_text("2027-11-01T12:00", NOW.date()) == "Nov 1, 2027"


days = st.dates(max_value=date(9999, 12, 30)).map(date.isoformat)
moments = st.datetimes().map(lambda moment: moment.isoformat(timespec="minutes"))


@given(st.sampled_from(LOCALES), days, moments, st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.booleans())
def test_what_is_shown_is_read_back(locale: str, day: str, moment: str, now: datetime, back: bool) -> None:
    """To the same value, whatever the day on which it is read and whether the field looks ahead or back."""
    locales.show_in(locale)
    assert parse_day(day_text(day), now, locale, back=back) == day
    assert parse_moment(moment_text(moment), now, None, locale, back=back) == moment


def test_every_month_and_hour_is_read_back_and_is_as_babel_writes_it() -> None:
    """Early and late in the day, in one cell a character, within the width that columns have for it."""
    for locale in [code for code, _ in locales.locales()] if SOAK else LOCALES:
        check_year(locale, (date(2026, month, 9 + month) for month in range(1, 13)))


def check_year(locale: str, days: Iterable[date]) -> None:
    """Look at some days of a year, each at another hour."""
    locales.show_in(locale)
    for place, day in enumerate(days):
        moment = datetime(day.year, day.month, day.day, place * 23 // 12, 5 * place % 60)
        stored = moment.isoformat(timespec="minutes")
        shown, time = day_text(stored[:10]), time_text(stored)
        assert shown == even(format_date(day, "medium", locale=locale))
        if locale != "zh_Hant_TW":  # its parts of the day do not all say which hour it is
            assert time == even(format_time(moment, "short", locale=locale))
        assert moment_text(stored) == f"{shown} {time}"
        assert shown.strip() == shown
        assert set(re.findall(r"\s", shown + time)) <= {" "}
        assert cell_len(shown) <= day_width()
        assert cell_len(time) <= time_width()
        assert cell_len(f"{shown} {time}") <= moment_width()
        assert cell_len(short_when_text(stored, NOW.date())) <= short_when_width()
        assert parse_day(shown, NOW, locale) == stored[:10]
        assert parse_day(shown.upper(), NOW, locale) == stored[:10]
        assert parse_moment(moment_text(stored), NOW, None, locale) == stored


def even(text: str) -> str:
    """A text with ordinary spaces, without marks for the direction of writing."""
    return re.sub(r"\s", " ", re.sub("[\u061c\u200e\u200f]", "", text))
