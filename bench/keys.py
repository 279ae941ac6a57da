"""From a key to its paint, in a pseudo terminal: in the list's filter, in the picker, and moving through the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import ten_lines
from bench.report import Row, percentile, ratio
from bench.start import NUMBER, app, open_filter, open_list, ten
from bench.typed import LETTERS, texts
from bench.watch import Watch

EACH = 4
"""Number of texts typed for each way to look for a customer."""
PACE = 0.15
"""Seconds from one key to the next: a fast typist."""
SLOW = 0.09
"""Seconds to wait longer if nothing has come in that time, so that a slow answer is counted and not missed.

Later output is no answer to the key: the list reads on, and draws its scrollbar.
"""
P50, P99 = 0.016, 0.033
"""The goals, in seconds."""

_ECHOED = 3  # one text in so many is typed into the ten-line app too
_MOVES = 60
_JUMPS = 20
_CLEAR = b"\x15"  # ctrl+u
_DOWN, _PAGE_DOWN, _END, _HOME = b"\x1b[B", b"\x1b[6~", b"\x1b[F", b"\x1b[H"
_ROWS = re.compile(NUMBER)
_MANY = 250
"""Characters of a frame above which it shows more than the field: the list has changed."""


@dataclass(slots=True)
class _Times:
    """Seconds: from each key to its rows, and from the last of several keys sent at once."""

    keys: list[float] = field(default_factory=list)
    silent: int = 0  #: keys without an answer in time
    bursts: list[float] = field(default_factory=list)
    warm_up: int = 10  #: keys left that are not counted


def run(databases: Mapping[int, Path], environment: Mapping[str, str]) -> list[Row]:
    """Measure databases, given by their number of customers.

    Rows are p50 and p99 of the filter, the picker and a ten-line app, typed into in turns, and p99 of the keys that
    move the cursor.
    """
    found: list[Row] = []
    for count, database in databases.items():
        with Watch(ten(ten_lines.ECHO), environment) as echo:
            echo.until(b"en lines")
            found += _report(f"at {count:,}", *_measure(database, environment, count, echo))
    return found


def _measure(
    database: Path, environment: Mapping[str, str], count: int, ten_lines: Watch
) -> tuple[dict[str, _Times], dict[str, list[float]], _Times]:
    """Return the times of typing by place, the seconds of moving by key, and the times of typing into the ten lines."""
    filtered, picked, echo = _Times(), _Times(), _Times()

    def type_all(watch: Watch, times: _Times) -> None:
        for place, (_, text) in enumerate(texts(count, EACH)):
            _type(watch, text, times, rows=True)
            if place % _ECHOED == 0:
                _type(ten_lines, text, echo, rows=False)

    with Watch(app(database), environment) as watch:
        watch.until(b"Customers")
        open_list(watch)
        moves = {name: _moved(watch, keys) for name, keys in _keys().items()}
        open_filter(watch)
        watch.frames(PACE)
        type_all(watch, filtered)
    with Watch(app(database), environment) as watch:
        watch.until(b"Customers")
        watch.press(b"w")
        watch.until(b"New work item")
        watch.frames(SLOW)
        type_all(watch, picked)
    return {"filter": filtered, "picker": picked}, moves, echo


def _report(at: str, typed: Mapping[str, _Times], moves: Mapping[str, list[float]], echo: _Times) -> Iterator[Row]:
    p99 = percentile(echo.keys, 99)
    for where, times in typed.items():
        what = f"key to rows in the {where} {at}"
        yield ratio(f"{what}, p50", median(times.keys), median(echo.keys), goal=3, most=P50)
        yield ratio(f"{what}, p99", percentile(times.keys, 99), p99, goal=3, most=P99)
        yield Row(
            f"{what}: changed nothing in {PACE + SLOW:.2g} s", f"{times.silent} of {times.silent + len(times.keys)}"
        )
        yield ratio(f"{what}, the last of {LETTERS} at once", median(times.bursts), median(echo.bursts))
    for name, seconds in moves.items():
        yield ratio(f"{name}: key to paint {at}, p99", percentile(seconds, 99), p99, most=P99)


def _keys() -> dict[str, list[bytes]]:
    """Return the keys that move the cursor of a list, in an order in which each has something to paint."""
    return {"cursor down": [_DOWN] * _MOVES, "page down": [_PAGE_DOWN] * _MOVES, "end, home": [_END, _HOME] * _JUMPS}


def _type(watch: Watch, text: str, times: _Times, *, rows: bool) -> None:
    """Type letter by letter, then all at once.

    A key counts to the first frame with rows, or with its echo; several at once count to the last such frame. Keys that
    change nothing are left out.
    """
    keys = text.encode()
    # The other program had the processor for a while: the first key after that is slower in either program.
    _clear(watch)
    for length in range(1, len(keys) + 1):
        painted = _painted(watch, keys[length - 1 : length], keys[:length], rows=rows)
        times.warm_up -= 1
        if times.warm_up < 0:
            times.keys += painted[:1]
            times.silent += not painted
    _clear(watch)
    times.bursts += _painted(watch, keys, keys, rows=rows)[-1:]
    _clear(watch)


def _painted(watch: Watch, keys: bytes, typed: bytes, *, rows: bool) -> list[float]:
    """Press keys, and return the seconds from the last one to each frame that counts."""
    sent = watch.press(keys)
    for pause in (PACE, SLOW):
        found = [when - sent for when, frame in watch.frames(pause) if _counts(frame, typed, rows=rows)]
        if found:
            return found
    return []


def _counts(frame: bytes, typed: bytes, *, rows: bool) -> bool:
    """Whether a frame answers the keys: it shows rows, or else the typed text."""
    return bool(_ROWS.search(frame)) or len(frame) > _MANY if rows else typed in frame


def _clear(watch: Watch) -> None:
    watch.press(_CLEAR)
    watch.frames(PACE)


def _moved(watch: Watch, keys: Iterable[bytes]) -> list[float]:
    """Press each key, and return the seconds to its first frame with rows."""
    found = [_painted(watch, key, b"", rows=True) for key in keys]
    watch.press(_HOME)
    watch.frames(PACE)
    return [painted[0] for painted in found[1:] if painted]
