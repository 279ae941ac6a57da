"""The screen of a terminal emulator: pyte, with what today's programs say to terminals and pyte does not know."""

from __future__ import annotations

import re

import pyte

from bench.child import Size

# Every escape sequence, whole: CSI, OSC, the other strings, and the short ones.
_SEQUENCE = re.compile(
    r"\x1b(?:\[(?P<csi>[0-?]*[ -/]*[@-~])|\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)\Z")
_LOOKS = re.compile(r"\x1b\[[0-9;:]*m")
_MODE = re.compile(r"\?([0-9;]+)([hl])")
_QUERY = re.compile(r"\?([0-9]+)\$p")
_PLAIN = re.compile(r"\??[0-9;]*[@-~]")

_MODES = {
    "1000": "mouse clicks",
    "1002": "mouse drags",
    "1003": "mouse moves",
    "1004": "focus reports",
    "1006": "mouse reports",
    "1049": "the alternate screen",
    "2004": "bracketed paste",
}
_HIDDEN, _KEYBOARD = "a hidden cursor", "the keyboard protocol"
_FRAME = "2026"


class Emulator:
    """Fed with a program's output, it has the screen that it makes, and answers what the program asks."""

    def __init__(self, size: Size) -> None:
        """An empty terminal of `size` (columns, lines)."""
        self._normal = pyte.Screen(*size)
        self._alternate = pyte.Screen(*size)
        self._screen = self._normal
        self._stream = pyte.Stream(self._screen)
        self._unfinished = ""
        self.mid_frame = False
        """True between the start and the end of a synchronized frame, of which a terminal shows nothing yet."""
        self.title = ""
        self.left_on: set[str] = set()

    @property
    def size(self) -> Size:
        """Columns and lines."""
        return self._screen.columns, self._screen.lines

    @property
    def lines(self) -> list[str]:
        """The screen, line by line, without trailing blanks."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and line, from 0."""
        return self._screen.cursor.x, self._screen.cursor.y

    def resize(self, size: Size) -> None:
        """Another window size, for both screens."""
        for screen in (self._normal, self._alternate):
            screen.resize(columns=size[0], lines=size[1])

    def feed(self, text: str) -> str:
        """Take output; the result is what the terminal says in return. A sequence may be split between two calls."""
        text = self._unfinished + text
        unfinished = _UNFINISHED.search(text)
        self._unfinished = unfinished[0] if unfinished else ""
        # How the text looks is nobody's question here, and takes half of the time.
        text = _LOOKS.sub("", text[: len(text) - len(self._unfinished)])
        answers = []
        end = 0
        for match in _SEQUENCE.finditer(text):
            self._stream.feed(text[end : match.start()])
            end = match.end()
            if match["csi"] is not None:
                answers.append(self._control(match["csi"], match[0]))
            elif match["osc"] is not None:
                self._command(match["osc"])
            elif match[0][1] not in "PX^_":
                self._stream.feed(match[0])
        self._stream.feed(text[end:])
        return "".join(answers)

    def _control(self, code: str, sequence: str) -> str:
        """Carry out one control sequence; the answer, if it was a question."""
        if mode := _MODE.fullmatch(code):
            for number in mode[1].split(";"):
                self._switch(number, mode[2] == "h")
        if query := _QUERY.fullmatch(code):
            # 2: known, and off. 0: not known. Synchronized output is known, in-band resizing is not.
            return f"\x1b[?{query[1]};{2 if query[1] == _FRAME else 0}$y"
        if code == "6n":
            column, line = self.cursor
            return f"\x1b[{line + 1};{column + 1}R"
        if code in {"c", "0c"}:
            return "\x1b[?62c"
        if code.startswith(">") and code.endswith("u"):
            self.left_on.add(_KEYBOARD)
        elif code.startswith("<") and code.endswith("u"):
            self.left_on.discard(_KEYBOARD)
        elif _PLAIN.fullmatch(code):
            self._stream.feed(sequence)
        return ""

    def _switch(self, mode: str, on: bool) -> None:
        if mode == _FRAME:
            self.mid_frame = on
        elif mode == "25":
            (self.left_on.discard if on else self.left_on.add)(_HIDDEN)
        elif name := _MODES.get(mode):
            (self.left_on.add if on else self.left_on.discard)(name)
        if mode == "1049":
            if on:
                self._alternate.reset()
            self._screen = self._alternate if on else self._normal
            self._stream = pyte.Stream(self._screen)

    def _command(self, text: str) -> None:
        number, _, argument = text.partition(";")
        if number in {"0", "2"}:
            self.title = argument
