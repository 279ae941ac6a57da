"""Cut the bytes from a terminal into units that the framework's parser can take.

A terminal sends text, keys as escape sequences, mouse events, pastes, and replies to queries of this program or the one
before it, all in one stream that reads cut anywhere. The grammar is that of ECMA-48, with the additions of terminals:
X10 mouse reports, bracketed paste, the keys of the Linux console and of rxvt, and the keyboard protocol of kitty (see
`control_sequence.py`).

A unit is text, one complete escape sequence, or a paste. Replies of the terminal and whole sequences that are no keys
are dropped. Each byte that is no UTF-8 becomes U+FFFD. Nothing here reads or waits: the time is given with the bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from capptro_tui.text.patterns import pattern
from capptro_tui.widgets.terminal.control_sequence import understood

ESCAPE_DELAY: Final = 0.1
"""Seconds after which ESC is the escape key and not the start of a sequence."""

GIVE_UP: Final = 1.0
"""Seconds after which an unfinished sequence, reply or paste is given up."""

_BULK: Final = 64
"""Bytes of one read that no person types: a long reply is still on its way."""

_RETURN_DELAY: Final = 0.05
"""Seconds in which a line feed belongs to the carriage return before it, as bar code readers send them."""

_CONSOLE: Final = b"\x1b[["
_PASTE, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_TEXT = pattern(rb"[^\x00-\x1f\x7f]+")
_CSI = pattern(rb"\x1b\[([0-?]*[ -/]*[@-~])")
_CSI_BEGUN = pattern(rb"\x1b\[(?:<[-\d;]*|[0-?]*[ -/]*)")
_MOUSE = pattern(rb"\x1b\[<[-\d;]*[mM]")
"""Some terminals report places left of or above the window with a minus, which no other sequence has there."""

_RXVT_SHIFTED = pattern(rb"\x1b\[\d{1,2}\$")
_SS3 = pattern(rb"\x1bO[0-9;]*[A-Za-z]")
_SS3_BEGUN = pattern(rb"\x1bO[0-9;]*")
_X10 = pattern(rb"\x1b\[M[^\x01-\x1f]{0,3}", re.DOTALL)

_STRINGS: Final = {
    ord("]"): b"0123456789lLI",
    ord("P"): b"0123456789$>!+|",
    ord("_"): b"G",
    ord("^"): b"",
    ord("X"): b"",
}
"""The byte after ESC that begins a reply (OSC, DCS, APC, PM, SOS), to the bytes that follow it in terminals' replies.

Any other byte may mean that a person has pressed alt with that key, and then another key.
"""

_LETTERS: Final = frozenset(b"OPX")
"""Bytes after ESC that begin a longer sequence (SS3 too), and are alt with a letter if nothing follows."""

_C1: Final = dict.fromkeys(range(128, 160))
"""Control characters that no keyboard sends."""


@dataclass(frozen=True, slots=True)
class Paste:
    """A text from the clipboard, with its original line breaks."""

    text: str


Unit = str | Paste
"""Text, a control character or one complete escape sequence; or a paste."""


def _each(error: UnicodeError) -> tuple[str, int]:
    """Return one U+FFFD for each byte that cannot be decoded."""
    assert isinstance(error, UnicodeDecodeError)
    return "\ufffd" * (error.end - error.start), error.end


codecs.register_error("capptro.each", _each)
_DECODER = codecs.getincrementaldecoder("utf-8")


class InputFilter:
    """Takes bytes as they are read, and returns the units that are complete."""

    def __init__(self, escape_delay: float = ESCAPE_DELAY) -> None:
        """`escape_delay` is the time in seconds after which a lone ESC is a key."""
        self._escape_delay = escape_delay
        self._decoder = _DECODER("capptro.each")
        self._held = bytearray()
        """Bytes that cannot be understood yet; of a paste all of it."""
        self._in_paste = False
        self._in_string = 0
        """The byte after ESC that has begun the reply being swallowed, else 0."""
        self._since = 0.0
        """Time at which the held bytes began, or last continued."""
        self._returned: float | None = None
        """Time of the last byte if it was a carriage return, else None."""
        self._searched = 0
        """Number of bytes of the paste that have been searched for its end."""

    @property
    def deadline(self) -> float | None:
        """Time at which `tick` should be called if no more bytes come; None while nothing is held."""
        if self._in_paste or self._in_string or self._decoder.getstate()[0]:
            return self._since + GIVE_UP
        if not self._held:
            return None
        return self._since + (self._escape_delay if self._may_be_a_key() else GIVE_UP)

    def feed(self, data: bytes, now: float) -> list[Unit]:
        """Return the units that `data`, read at the time `now`, completes."""
        units = self.tick(now)
        goes_on = self._in_paste or (self._in_string and len(data) >= _BULK)
        if goes_on or self.deadline is None:
            self._since = now
        self._held += data
        units += self._units(now)
        return units

    def tick(self, now: float) -> list[Unit]:
        """Return the units whose rest is no longer awaited at the time `now`."""
        deadline = self.deadline
        return self.flush(now) if deadline is not None and now >= deadline else []

    def flush(self, now: float) -> list[Unit]:
        """Return the held bytes as units, as if nothing followed."""
        units: list[Unit] = []
        if self._in_paste:
            units += self._pasted(len(self._held))
        elif self._in_string:
            # An escape key, if that came last, in a reply that has no end.
            self._in_string = 0
            units += ["\x1b"] if self._held == b"\x1b" else []
        elif self._may_be_a_key():
            units.append(self._held.decode("utf-8", "capptro.each"))
        if rest := self._decoder.decode(b"", final=True):
            units.append(rest)
        self._decoder.reset()
        self._held.clear()
        self._since = now
        return units

    def _may_be_a_key(self) -> bool:
        """Whether the held bytes are a key by themselves: escape, or alt with a letter."""
        held = self._held
        return len(held) == 1 or (len(held) == 2 and held[1] in _LETTERS)

    def _units(self, now: float) -> Iterator[Unit]:
        """Take the complete units from the held bytes."""
        while self._held:
            before = len(self._held), self._in_paste, self._in_string
            if self._in_paste:
                yield from self._paste()
            elif self._in_string:
                self._swallow()
            elif self._held[0] == 0x1B:
                yield from self._escape(now)
            else:
                yield from self._plain(now)
            if before == (len(self._held), self._in_paste, self._in_string):
                return
            if not (before[2] and self._in_string):
                self._since = now

    # Text and control characters

    def _plain(self, now: float) -> Iterator[Unit]:
        found = _TEXT.match(self._held)
        if found:
            self._returned = None
            text = self._decoder.decode(found[0])
            if found.end() < len(self._held):
                text += self._rest_of_text()
            yield from self._text(text)
            del self._held[: found.end()]
            return
        yield from self._text(self._rest_of_text())
        control = chr(self._held.pop(0))
        if control == "\n" and self._returned is not None and now - self._returned < _RETURN_DELAY:
            self._returned = None
            return
        self._returned = now if control == "\r" else None
        yield control

    def _rest_of_text(self) -> str:
        """Return the rest of a character that was cut off and not continued."""
        rest = self._decoder.decode(b"", final=True)
        self._decoder.reset()
        return rest

    def _text(self, text: str) -> Iterator[Unit]:
        if text := text.translate(_C1):
            yield text

    # Escape sequences

    def _escape(self, now: float) -> Iterator[Unit]:
        held = self._held
        yield from self._text(self._rest_of_text())
        self._returned = None
        if len(held) == 1:
            return
        second = held[1]
        if second == ord("["):
            yield from self._csi()
        elif second == ord("O"):
            yield from self._ss3()
        elif second in _STRINGS:
            if len(held) > 2:
                self._begin_string(second, now)
        elif second == 0x1B:
            del held[0]
            yield "\x1b"
        else:
            yield from self._alt()

    def _csi(self) -> Iterator[Unit]:
        held = self._held
        if held.startswith(_PASTE):
            self._take(len(_PASTE))
            self._in_paste = True
        elif begun := _X10.match(held):
            self._drop(begun, whole=6)
        elif held.startswith(_CONSOLE):
            # Another bracket is no sequence by itself, but on the Linux console the beginning of a function key.
            if len(held) > len(_CONSOLE):
                yield from self._key(4 if held[3] in b"ABCDE" else 3)
        elif found := _RXVT_SHIFTED.match(held) or _MOUSE.match(held) or _CSI.match(held):
            yield from self._key(found.end())
        elif begun := _CSI_BEGUN.match(held):
            self._drop(begun)

    def _key(self, length: int) -> Iterator[Unit]:
        """Take a whole sequence, and yield it if the framework knows it."""
        if sequence := understood(self._take(length)):
            yield sequence

    def _drop(self, begun: re.Match[bytes], whole: int = 0) -> None:
        """Drop a sequence of `whole` bytes, or one cut off by a byte that cannot belong to it."""
        if begun.end() < len(self._held) or begun.end() == whole:
            self._take(begun.end())

    def _ss3(self) -> Iterator[Unit]:
        held = self._held
        if found := _SS3.match(held):
            yield self._take(found.end())
        else:
            begun = _SS3_BEGUN.match(held)
            if begun and begun.end() < len(held):
                yield self._take(2)

    def _alt(self) -> Iterator[Unit]:
        """Take ESC and one character: alt with that key."""
        for length in range(1, 5):
            piece = bytes(self._held[1 : 1 + length])
            try:
                character = piece.decode()
            except UnicodeDecodeError as error:
                if error.reason != "unexpected end of data":
                    self._take(2)
                    yield "\x1b\ufffd"
                    return
                if len(piece) < length:
                    return
            else:
                self._take(1 + length)
                if character.translate(_C1):
                    yield "\x1b" + character
                return

    def _take(self, count: int) -> str:
        taken = self._held[:count].decode("latin-1")
        del self._held[:count]
        return taken

    # Replies of the terminal

    def _begin_string(self, second: int, now: float) -> None:
        """Begin a reply, unless a person has pressed alt with that key and now another one."""
        is_late = now - self._since >= self._escape_delay
        if not is_late or self._held[2] in _STRINGS[second] or self._held[2] == 0x1B:
            self._in_string = second
        self._take(2)

    def _swallow(self) -> None:
        """Drop the held part of a reply, up to its end."""
        held = self._held
        end = re.search(rb"\x07|\x1b" if self._in_string == ord("]") else rb"\x1b", held)
        if end is None:
            held.clear()
        elif end[0] == b"\x07":
            self._take(end.end())
            self._in_string = 0
        else:
            self._take(end.start())
            if len(held) > 1:
                # ST ends the reply; any other sequence cuts it off.
                self._in_string = 0
                if held[1] == ord("\\"):
                    self._take(2)

    # Pastes

    def _paste(self) -> Iterator[Unit]:
        held = self._held
        start = max(0, self._searched - len(_PASTE_END))
        end = held.find(_PASTE_END, start)
        again = held.find(_PASTE, start, end if end >= 0 else len(held))
        self._searched = len(held)
        if again >= 0:
            # The paste before has no end.
            yield from self._pasted(again)
        elif end >= 0:
            yield from self._pasted(end)
            self._take(len(_PASTE_END))

    def _pasted(self, length: int) -> list[Unit]:
        """Take the held paste, up to `length` bytes."""
        text = self._held[:length].decode("utf-8", "capptro.each").replace("\x00", "")
        del self._held[:length]
        self._in_paste, self._searched = False, 0
        return [Paste(text)] if text else []
