"""Convert bytes from the terminal to events, whatever the bytes are.

Reason: the framework's parser raises on many sequences (numbers that are no characters, halves of surrogates), which
ends the program with a traceback, past the program's own fault path. It types an unknown sequence into the focused
field, after dropping the keys of a tenth of a second.

Touches: `XTermParser`, its `_timeout_time` and `_sequence_to_key_events`. Relies on: `tick` ends the parser's waiting
once that time has come; an unknown sequence is split into single characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import monotonic

from textual import constants
from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.events import Paste as PasteEvent
from textual.message import Message

from capptro_tui.widgets.terminal.input_filter import InputFilter, Paste, Unit

_ESC = "\x1b"
_SEQUENCES = ("\x1b[", "\x1bO")


class UnitParser(XTermParser):
    """Parses one unit at a time; none of it affects the next one."""

    _is_sequence = False

    def unit(self, text: str) -> Iterator[Message]:
        """Yield the events of some text, or of one complete sequence; none if it is not known."""
        self._is_sequence = text.startswith(_SEQUENCES) and len(text) > 2
        yield from self.feed(text)
        if self._timeout_time is not None:
            self._timeout_time = 0.0
            yield from self.tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        if self._is_sequence and len(sequence) == 1:
            return ()
        return super()._sequence_to_key_events(sequence, alt=alt)


class TerminalInput:
    """Takes bytes from a terminal and returns events; it never raises. For one thread."""

    def __init__(
        self,
        debug: bool = False,
        *,
        note: Callable[[Exception], object] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Prepare the parsing.

        Args:
            debug: the parser logs its input, as in the framework.
            note: called with exceptions of the parser.
            clock: gives the time in seconds.
        """
        self._debug = debug
        self._note = note
        self._clock = clock
        self._filter = InputFilter(constants.ESCAPE_DELAY)
        self._parser = UnitParser(debug)

    @property
    def is_waiting(self) -> bool:
        """Whether bytes are held back until more come or `tick` gives them up."""
        return self._filter.deadline is not None

    def feed(self, data: bytes | str) -> Iterator[Message]:
        """Return the events of the bytes read."""
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        return self._events(self._filter.feed(raw, self._clock()))

    def tick(self) -> Iterator[Message]:
        """Return the events whose rest is no longer awaited. Call it when nothing comes."""
        return self._events(self._filter.tick(self._clock()))

    def _events(self, units: Iterable[Unit]) -> Iterator[Message]:
        for unit in units:
            if isinstance(unit, Paste):
                yield PasteEvent(unit.text)
                continue
            try:
                events = list(self._parser.unit(unit))
            except Exception as fault:
                # A parser that has raised is not used again.
                if self._note is not None:
                    self._note(fault)
                self._parser = UnitParser(self._debug)
                continue
            yield from events
