"""Whatever bytes a terminal sends, the program lives on, and the text around them arrives."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from textual import events
from textual.message import Message

from capptro_tui.widgets.textual_patches.terminal_input import UnitParser
from tests.faults.odd_bytes import KNOWN, Reader, at_random, mutated
from tests.support import rounds

SEQUENCES = rounds(20_000)


def typed(found: list[Message]) -> str:
    """The text of keys and pastes."""
    return "".join(_text(event) for event in found)


def _text(event: Message) -> str:
    if isinstance(event, events.Paste):
        return event.text
    return event.character or "" if isinstance(event, events.Key) and event.is_printable else ""


def _junk() -> Iterator[bytes]:
    chance = random.Random(20260316)
    for place in range(SEQUENCES):
        yield mutated(chance) if place % 2 else at_random(chance)


def test_nothing_ends_the_program_and_the_text_around_arrives() -> None:
    chance = random.Random(1)
    reader = Reader()
    for raw in _junk():
        before = typed(reader.read(b"Smith", chance))
        assert before == "Smith", raw
        found = reader.read(raw, chance) + reader.wait()
        "".join(event.character or "" for event in found if isinstance(event, events.Key)).encode()
        assert typed(reader.read(b"& Co", chance)) == "& Co", raw
        assert reader.wait() == [], raw
    assert not reader.faults


@pytest.mark.parametrize("raw", [raw for raw in KNOWN if raw[:1] == b"\x1b"], ids=repr)
def test_a_whole_sequence_leaves_the_text_beside_it_alone(raw: bytes) -> None:
    reader = Reader()
    found = reader.read(b"Smi" + raw + b"th")
    assert typed(found) in ("Smith", "SmiAth", "Smiath")
    assert [_text(event) for event in found if _text(event)][-2:] == ["t", "h"]


def test_what_the_parser_still_raises_is_noted_and_the_next_sequence_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it may be in another release of the framework."""
    unit = UnitParser.unit

    def raising(self: UnitParser, text: str) -> Iterator[Message]:
        if text == "\x1b[15~":
            yield from unit(self, "\x1b[15")
            raise ValueError(text)
        yield from unit(self, text)

    monkeypatch.setattr(UnitParser, "unit", raising)
    reader = Reader()
    assert typed(reader.read(b"Smi\x1b[15~th")) == "Smith"
    assert [type(fault) for fault in reader.faults] == [ValueError]


def test_the_framework_alone_does_not_survive_this() -> None:
    """Where it does, the filter may be simpler."""
    ended = 0
    for raw in (b"\x1b[1114112u", b"\x1b[97;1;1114112u", b"\x1b[" + b"9" * 20 + b"u", b"\x1b[1:3;1u"):
        with pytest.raises((ValueError, OverflowError)):
            list(UnitParser().feed(raw.decode()))
        ended += 1
    assert ended == 4
