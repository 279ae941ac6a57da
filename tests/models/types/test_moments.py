"""Days and times as people type them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.models.types.moments import parse_day, parse_moment
from tests.moment_table import DAYS, MOMENTS
from tests.support import HOSTILE, is_plain

NOW = datetime(2026, 3, 16, 9, 30)  # a Monday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", "2026-03-16"),
        ("Tomorrow", "2026-03-17"),
        (" yesterday ", "2026-03-15"),
        ("fri", "2026-03-20"),
        ("Friday", "2026-03-20"),
        ("tues", "2026-03-17"),
        ("mon", "2026-03-23"),  # Monday is today; the next one is meant
        ("sun", "2026-03-22"),
        ("2026-03-31", "2026-03-31"),
        ("2026-3-1", "2026-03-01"),
        ("31.3.2027", "2027-03-31"),
        ("31/3/2027", "2027-03-31"),
        ("1.4", "2026-04-01"),
        ("29.2.2028", "2028-02-29"),
    ],
)
def test_day(typed: str, meant: str) -> None:
    """Every way of typing a day that the hints and messages name."""
    assert parse_day(typed, NOW) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow 9:00", "2026-03-17T09:00"),
        ("fri 14:30", "2026-03-20T14:30"),
        ("2026-03-31 8:00", "2026-03-31T08:00"),
        ("2026-03-31T08:00", "2026-03-31T08:00"),
        ("31.3.2026 8.15", "2026-03-31T08:15"),
        ("today 17", "2026-03-16T17:00"),
        ("today 5pm", "2026-03-16T17:00"),
        ("today 12am", "2026-03-16T00:00"),
        ("today 12:30PM", "2026-03-16T12:30"),
        ("14:00", "2026-03-16T14:00"),
        ("+90", "2026-03-16T11:00"),
        ("today 0:00", "2026-03-16T00:00"),
        ("0999-01-02 03:04", "0999-01-02T03:04"),
    ],
)
def test_moment(typed: str, meant: str) -> None:
    """A day and a time, a time alone, or minutes from now."""
    assert parse_moment(typed, NOW) == meant


def test_end_counts_from_the_start() -> None:
    """`+90` is ninety minutes after the start, and a time alone is on its day."""
    start = "2026-05-04T13:15"
    assert parse_moment("+90", NOW, start) == "2026-05-04T14:45"
    assert parse_moment("+ 720", NOW, start) == "2026-05-05T01:15"
    assert parse_moment("16:00", NOW, start) == "2026-05-04T16:00"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "9",
        "monkey 9:00",
        "sunset 9:00",
        "30.2.2026 9:00",
        "2026-13-01 9:00",
        "today 24:00",
        "today 9:60",
        "today 13pm",
        "today 0am",
        "0000-01-01 9:00",
        "tomorrow tomorrow 9:00",
        "+999999",
        "+-5",
        "9999-12-31 99:99",
    ],
)
def test_moment_that_is_none(typed: str) -> None:
    """What cannot be meant is refused with an example of what can, never guessed."""
    with pytest.raises(ValueError, match="is not a day and time such as tomorrow 9:00") as refused:
        parse_moment(typed, NOW)
    assert is_plain(refused.value)


@pytest.mark.parametrize("typed", ["", "monkey", "32.1.2026", "2026-02-30", "29.2.2026", "1.1.99999", "+1", "9:00"])
def test_day_that_is_none(typed: str) -> None:
    """The same for days."""
    with pytest.raises(ValueError, match="is not a day such as today"):
        parse_day(typed, NOW)


@pytest.mark.parametrize(("typed", "day"), [("fri", "Fri, 20 Mar 2026"), ("2026-03-31", "Tue, 31 Mar 2026")])
def test_a_day_alone_is_asked_for_its_time(typed: str, day: str) -> None:
    with pytest.raises(ValueError, match=f"{day}. Add a time, such as {typed} 9:00"):
        parse_moment(typed, NOW)


LATER = datetime(2026, 11, 27, 14, 0)  # a Friday


@pytest.mark.parametrize(("locale", "typed"), [(locale, typed) for locale in DAYS for typed in DAYS[locale]])
def test_days_as_they_are_written_somewhere(locale: str, typed: str) -> None:
    """The next one coming in a field that plans, the last one past in one that records."""
    for back, meant in zip((False, True), DAYS[locale][typed], strict=True):
        if meant is None:
            with pytest.raises(ValueError, match="is not a day"):
                parse_day(typed, LATER, locale, back=back)
        else:
            assert parse_day(typed, LATER, locale, back=back) == meant


@pytest.mark.parametrize(("locale", "typed"), [(locale, typed) for locale in MOMENTS for typed in MOMENTS[locale]])
def test_moments_as_they_are_written_somewhere(locale: str, typed: str) -> None:
    meant = MOMENTS[locale][typed]
    if meant is None:
        with pytest.raises(ValueError, match=r"is not a day|Add a time"):
            parse_moment(typed, LATER, None, locale)
    else:
        assert parse_moment(typed, LATER, None, locale) == meant


def test_end_beyond_the_calendar_is_refused() -> None:
    """Minutes that lead past the year 9999."""
    with pytest.raises(ValueError, match="is not a day and time"):
        parse_moment("+90", NOW, "9999-12-31T23:30")


@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31, 23, 59)))
def test_stored_moment_reads_back(moment: datetime) -> None:
    """What is stored may be typed again, as it is or as it is shown."""
    stored = moment.replace(second=0, microsecond=0).isoformat(timespec="minutes")
    assert parse_moment(stored, NOW) == stored
    assert parse_moment(stored.replace("T", " "), NOW) == stored


@given(st.text(max_size=30) | st.sampled_from(HOSTILE) | st.from_regex(r"[0-9:. /+\-a-z]{0,20}", fullmatch=True))
def test_anything_typed_is_a_moment_or_a_sentence(typed: str) -> None:
    """Never another error, and never a moment that does not read back."""
    stored, message = "", ""
    try:
        stored = parse_moment(typed, NOW)
    except ValueError as refused:
        message = str(refused)
    assert "is not a day" in message or "Add a time" in message if message else parse_moment(stored, NOW) == stored
