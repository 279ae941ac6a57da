"""`show()` makes any text harmless, and leaves ordinary text as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from capptro_tui.show import MARKS_PER_BASE, show

ANY_CHARACTER = st.one_of(st.integers(0, 0x2FF), st.integers(0, 0x3100), st.integers(0, 0x10FFFF)).map(chr)
ANY_TEXT = st.lists(ANY_CHARACTER, max_size=60).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Acme Ltd",
        "ACME [Leeds] Ltd",
        "[/]",
        "[@click=app.quit]x[/]",
        "O'Brien & Söhne",
        "Zélie Café",
        "山田太郎株式会社",
        "Ελλάδα",
        "Кузнецов",
        "\u05d9\u05d5\u05e1\u05d9",
        "한국어",
        "Nguye\u0302\u0303n",
        "❤ 🚒 🇬🇧",
        "👍🏽",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert show(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        (42, "42"),
        (True, "True"),
        ("a\nb\r\nc\u2028d\u2029e\x85f", "a⏎b⏎c⏎d⏎e⏎f"),
        ("a\tb", "a⇥b"),
        ("\x1b]0;pwned\x07", "␛]0;pwned␇"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "�31m"),
        ("\u202egnp.exe", "⇄gnp.exe"),
        ("a\u200bb\u2060c\ufeffd\xade", "a␣b␣c␣d␣e"),
        ("\u3164\u2800\u115f", "␣␣␣"),
        ("\U000e0041\U000e007f", "␣␣"),
        ("a\ud800b", "a�b"),
        ("\ue000\uffff\U0010ffff", "���"),
        ("a\xa0b\u3000c", "a b c"),
        ("❤\ufe0f", "❤"),
        ("\ufe0f", "␣"),
        ("👩\u200d🔧", "👩␣🔧"),
    ],
)
def test_what_could_do_harm_becomes_a_visible_symbol(text: object, shown: str) -> None:
    assert show(text) == shown


def test_a_flood_of_marks_is_thinned() -> None:
    assert show("Z" + "\u0351" * 50 + "a") == "Z" + "\u0351" * MARKS_PER_BASE + "a"


def test_a_mark_without_a_base_gets_one() -> None:
    assert show("\u0301a") == "◌\u0301a"
    assert show("a \u0301") == "a ◌\u0301"


def test_long_text_is_cut() -> None:
    assert show("x" * 200) == "x" * 200
    assert show("x" * 201) == "x" * 199 + "…"
    assert show("äöü日本", 4) == "äöü…"
    assert show("abc", 1) == "…"


def test_a_megabyte_of_marks_is_cut_without_being_read() -> None:
    assert show("a" + "\u0301" * 1_000_000).endswith("…")


@given(ANY_TEXT, st.integers(1, 70))
@example("\u1161\u1161\u1161\u1161\u1161\u1161", 70)
def test_nothing_of_any_text_is_left_that_could_do_harm(text: str, limit: int) -> None:
    shown = show(text, limit)
    assert len(shown) <= limit
    assert bool(shown) == bool(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in shown)
    assert cell_len(shown) == sum(cell_len(char) for char in shown)
    assert cell_len(shown) * (MARKS_PER_BASE + 1) >= len(shown)
    if limit > len(shown):
        assert show(shown, limit) == shown
