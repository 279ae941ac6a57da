"""Time the output of a program as it arrives: no emulator stands between its terminal and the clock."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.child import Child

_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[^\[\]])")
_ASKED, _SUPPORTED = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_OPEN, _CLOSE = b"\x1b[?2026h", b"\x1b[?2026l"
PATIENCE = 30.0
"""Seconds until a measurement gives up: far beyond any figure of interest."""


def environment(cache: Path, home: Path) -> dict[str, str]:
    """Return the environment of every measured program: a plain modern terminal, an own home, byte code in `cache`.

    No other variable of the caller is passed on: PYTHONDONTWRITEBYTECODE would slow every start.
    """
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPYCACHEPREFIX": str(cache / "bytecode"),
    }


class Watch(Child):
    """A running program, and the times (seconds of `perf_counter`) at which it painted something."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it in a terminal of 100 columns by 30 lines. The clock starts just before."""
        self._output = b""
        self.began = time.perf_counter()
        super().__init__(command, environment, (100, 30))

    def press(self, keys: bytes) -> float:
        """Forget the output so far, send keys, and return the time of sending."""
        self._output = b""
        sent = time.perf_counter()
        self.write(keys)
        return sent

    def until(self, pattern: bytes, *, times: int = 1, raw: bool = False) -> float:
        """Read until the output, in whole frames, matches so many times, and return the time of the last output.

        Args:
            pattern: a regular expression.
            times: least number of matches.
            raw: match the output with its control sequences, not its text alone.

        Raises:
            RuntimeError: The program has ended or does not paint it.
        """
        wanted = re.compile(pattern)
        deadline = time.perf_counter() + PATIENCE
        while True:
            painted = self._take(deadline - time.perf_counter())
            text = self._output if raw else _SEQUENCE.sub(b"", self._output)
            if self._output.rfind(_OPEN) <= self._output.rfind(_CLOSE) and len(wanted.findall(text)) >= times:
                return painted

    def frames(self, seconds: float) -> list[tuple[float, bytes]]:
        """Return the frames that begin within the next seconds: the time when each is finished, and its text."""
        found = []
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0 or _OPEN in self._output:
            painted = self._take(max(left, 0.01), patient=True)
            *whole, self._output = self._output.split(_CLOSE)
            found += [(painted, _SEQUENCE.sub(b"", frame)) for frame in whole]
        return found

    def _take(self, timeout: float, *, patient: bool = False) -> float:
        data = self.read(timeout)
        now = time.perf_counter()
        if data:
            if _ASKED in data:
                self.write(_SUPPORTED)
            self._output += data
        if data == b"" or not (data or patient) or timeout < 0:
            happened = "has ended" if data == b"" else "does not paint what was awaited"
            raise RuntimeError(f"The measured program {happened}. Its last output:\n{self._output[-2000:]!r}")
        return now
