"""Every unit is read by itself, and what is not known is not typed."""

from __future__ import annotations

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IGNORE_SEQUENCE
from textual._parser import Parser
from textual._xterm_parser import XTermParser

from capptro_tui.widgets.textual_patches.terminal_input import TerminalInput, UnitParser
from tests.widgets.textual_patches.guards import assert_unchanged


def keys(raw: bytes) -> list[tuple[str, str | None]]:
    return [(event.key, event.character) for event in TerminalInput().feed(raw) if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a\x1b[A\x1b[15~b", [("a", "a"), ("up", None), ("f5", None), ("b", "b")]),
        (b"\x1ba\x1b\xc3\xa9x", [("alt+a", "a"), ("alt+é", "é"), ("x", "x")]),
        (b"\x1bOP\x1bOZx", [("f1", None), ("x", "x")]),
        (b"\x1b[97:65;2u\x1b[97;1:3u\x1b[97;5u", [("A", "A"), ("ctrl+a", None)]),
        (b"\x1b[13u\x1b[127;2u\x1b[32;2u", [("enter", "\r"), ("shift+backspace", None), ("shift+space", " ")]),
        (b"\x1b[?62c\x1b[5zx\x1b[\x1b[B", [("x", "x"), ("down", None)]),
        (b"M\xfcller", [("M", "M"), ("replacement_character", "\ufffd"), *((each, each) for each in "ller")]),
    ],
)
def test_keys(raw: bytes, expected: list[tuple[str, str | None]]) -> None:
    assert keys(raw) == expected


def test_the_mouse_the_focus_and_synchronised_output_are_passed_on() -> None:
    found = list(TerminalInput().feed(b"\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<64;1;1M\x1b[I\x1b[O\x1b[?2026;2$y"))
    names = [type(event).__name__ for event in found]
    assert names[:5] == ["MouseDown", "MouseUp", "MouseScrollUp", "AppFocus", "AppBlur"]
    assert names[5:] == ["TerminalSupportsSynchronizedOutput"]


@pytest.mark.parametrize("sequence", [each for each in ANSI_SEQUENCES_KEYS if len(each) > 1], ids=repr)
def test_no_sequence_of_the_framework_types_anything_else(sequence: str) -> None:
    """A key that the filter passes on is the key that the framework has for it; none is taken apart into letters."""
    known = ANSI_SEQUENCES_KEYS[sequence]
    found = keys(sequence.encode())
    if known is IGNORE_SEQUENCE or not found:
        return
    whole = [key for key, character in found if character is None or len(sequence) == 2]
    assert whole or isinstance(known, str) or len(found) == 1


def test_text_on_windows_comes_as_text() -> None:
    made = TerminalInput(debug=False)
    assert [event.key for event in made.feed("é\x1b[A") if isinstance(event, events.Key)] == ["é", "up"]
    assert list(made.tick()) == []


def test_the_framework_types_what_it_does_not_know() -> None:
    """Where it does not any more, `UnitParser` may go."""
    plain, ours = XTermParser(), UnitParser()
    plain._timeout_time = 0.0
    found = [*plain.feed("\x1b[5z"), *_given_up(plain)]
    assert [event.character for event in found if isinstance(event, events.Key)]
    assert list(ours.unit("\x1b[5z")) == []


def _given_up(parser: XTermParser) -> list[object]:
    parser._timeout_time = 0.0
    return list(parser.tick())


def test_the_framework_still_parses_in_this_way() -> None:
    assert_unchanged(
        (XTermParser.parse, "2eefb4e7371a"),
        (XTermParser._sequence_to_key_events, "fffb1adfe67f"),
        (XTermParser._parse_extended_key, "41c27ad70ba8"),
        (Parser.feed, "39519ff96973"),
        (Parser.tick, "cafac9caf9ba"),
    )
