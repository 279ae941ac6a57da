"""Bytes that are no keys, and the way from bytes to events on a clock that a test moves."""

from __future__ import annotations

import random

from textual.message import Message

from capptro_tui.widgets.terminal.input_filter import GIVE_UP
from capptro_tui.widgets.textual_patches.terminal_input import TerminalInput

KNOWN = [
    *(b"\x1b[A", b"\x1b[1;5C", b"\x1bOP", b"\x1b[15~", b"\x1b[3;2~", b"\x1b[Z", b"\x1b[I", b"\x1b[O", b"\x1b[[A"),
    *(b"\x1b[27u", b"\x1b[97;5u", b"\x1b[97;1:3u", b"\x1b[97:65;2u", b"\x1b[97;;97u", b"\x1b[57441;2u", b"\x1b[1;1:3A"),
    *(b"\x1b[1114112u", b"\x1b[55296;1u", b"\x1b[97;1;55296u", b"\x1b[99999999999999999999u", b"\x1b[97;4294967296u"),
    *(b"\x1b[<0;10;10M", b"\x1b[<35;150;40m", b"\x1b[<64;-1;-1M", b"\x1b[<999999;9999999;1M", b"\x1b[32;10;10M"),
    *(b"\x1b[M !!", b"\x1b[M#\xc8\xff", b"\x1b[M \x80\x80", b"\x1b[M\x7f\x00\x00"),
    *(b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", b"\x1b]11;rgb:1e/1e/1e\x07", b"\x1bP1+r54=78\x1b\\", b"\x1b_Gi=1;OK\x1b\\"),
    *(b"\x1b^pm\x1b\\", b"\x1bXsos\x1b\\", b"\x1b[?62;22c", b"\x1b[>0;276;0c", b"\x1b[24;80R", b"\x1b[0n", b"\x1b[?1u"),
    *(b"\x1b[?2026;2$y", b"\x1b[?2048;1$y", b"\x1b[48;24;80;0;0t", b"\x1b[48;0;0;0;0t", b"\x1b[8;24;80t", b"\x1b[201~"),
    *(b"\xfc", b"\xe9", b"\xc3", b"\xed\xa0\x80", b"\xff\xfe", b"\xf5\x80\x80\x80", b"\xc2\x9b31m", b"\x00"),
    *("株式".encode(), "👩‍👩‍👧‍👦".encode(), b"\r\n", b"\t", b"\x7f", b"\x18", b"\x1a"),
]  # fmt: skip
"""What terminals send, and what has ended programs."""


def mutated(chance: random.Random) -> bytes:
    """A few of the known ones, each with bytes changed, taken away, doubled or put in."""
    raw = bytearray(b"".join(chance.choice(KNOWN) for _ in range(chance.randint(1, 3))))
    for _ in range(chance.randint(0, 6)):
        place = chance.randrange(len(raw) + 1)
        match chance.randrange(5):
            case 0:
                raw[place:place] = bytes([chance.randrange(256)])
            case 1:
                del raw[place : place + chance.randint(1, 3)]
            case 2:
                raw[place:place] = chance.choice((b"\x1b", b"\x1b[", b";", b":", b"9" * chance.randint(1, 40), b"\x07"))
            case 3:
                raw[place:place] = raw[: chance.randrange(len(raw) + 1)]
            case _:
                raw[place : place + 1] = bytes([chance.choice(b"0123456789;:<>?$uM~ABCR\x1b\xff")])
    return bytes(raw)


def at_random(chance: random.Random) -> bytes:
    return b"\x1b" * chance.randrange(2) + chance.randbytes(chance.randrange(12))


class Reader:
    """The way from bytes to events, on a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.faults: list[BaseException] = []
        self._input = TerminalInput(note=self.faults.append, clock=lambda: self.now)

    def read(self, raw: bytes, chance: random.Random | None = None) -> list[Message]:
        """The events of these bytes, cut into reads by chance."""
        found: list[Message] = []
        while raw:
            length = chance.randint(1, len(raw)) if chance else len(raw)
            found += self._input.feed(raw[:length])
            raw = raw[length:]
        return found

    def wait(self) -> list[Message]:
        """The events after a pause in which nothing is typed."""
        self.now += GIVE_UP + 0.01
        return list(self._input.tick())
