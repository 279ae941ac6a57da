"""Which control sequences are keys, and how the framework is told of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.widgets.terminal.control_sequence import understood


@pytest.mark.parametrize(
    ("sent", "passed_on"),
    [
        # A press is a press, and so is a repetition; a release is none.
        ("97;1:1u", "97;1;97u"),
        ("97;1:2u", "97;1;97u"),
        ("97;1:3u", ""),
        ("97;;97u", "97;1;97u"),
        ("13;1:1u", "13u"),
        ("13;1:3u", ""),
        ("1;1:1A", "1A"),
        ("1;1:3A", ""),
        ("1;5:2C", "1;5C"),
        ("3;1:3~", ""),
        ("3;2:1~", "3;2~"),
        # The key with shift tells what is typed, also where the text itself is not sent.
        ("97:65;2u", "97;2;65u"),
        ("97:65;1u", "97;1;97u"),
        ("97::113;1u", "97;1;97u"),
        ("49:33;2u", "49;2;33u"),
        ("97;2u", "97;2;65u"),
        ("49;2u", "49;2u"),
        ("97;65u", "97;1;65u"),
        ("97;66u", "97;2;97u"),
        ("49;65u", "49;1;49u"),
        ("97;129u", "97;1;97u"),
        ("223;2u", "223;2u"),
        ("32;2u", "32;2;32u"),
        ("97;2;65u", "97;2;65u"),
        ("97;5u", "97;5u"),
        ("97;69u", "97;5u"),
        ("106;5u", "106;5u"),
        ("127;2u", "127;2u"),
        ("27u", "27u"),
        ("57399;1;48u", "57399;1;48u"),
        # The same in the older form.
        ("27;5;106~", "106;5u"),
        ("27;2;13~", "13;2u"),
        # Keys that only hold others down.
        ("57441;2u", ""),
        ("57358;1u", ""),
        # Numbers that are no characters, no modifiers, no keys.
        ("55296;1u", ""),
        ("57343;1u", ""),
        ("1114112;1u", ""),
        ("99999999999999;1u", ""),
        ("97;1;55296u", "97;1;97u"),
        ("97;1;27u", "97;1;97u"),
        ("97;257u", ""),
        ("97;99999u", ""),
        ("97;1:9u", ""),
        ("0u", ""),
        ("1u", ""),
        ("5A", ""),
        ("25~", ""),
        ("200~", ""),
        ("97;1;97;5u", ""),
        ("u", ""),
        # Replies in the form of keys.
        ("24;80R", ""),
        ("1;2R", ""),
        ("1R", "1R"),
        ("P", "P"),
        ("1;2S", "1;2S"),
        # The mouse.
        ("<0;99999;1M", ""),
        ("<0;9999;9999M", "<0;9999;9999M"),
        ("<64;-1;3M", "<64;-1;3M"),
        ("32;10;10M", ""),
    ],
)
def test_keys_as_the_framework_knows_them(sent: str, passed_on: str) -> None:
    assert understood(f"\x1b[{sent}") == (f"\x1b[{passed_on}" if passed_on else "")


@given(st.text("0123456789:;<>=?$ uA~RMmy", max_size=40))
def test_nothing_raises_and_what_is_passed_on_is_short(body: str) -> None:
    found = understood(f"\x1b[{body}")
    assert found == "" or len(found) <= 32
    assert found == "" or understood(found) == found
