"""From a key in the customer filter to the new rows on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import quantiles

from bench import ten_lines
from bench.databases import customers
from bench.report import Row, ratio
from bench.start import NUMBER, app, open_filter, open_list, ten
from bench.watch import Watch

WORDS, LETTERS = 20, 8
PACE = 0.2
"""Seconds from one key to the next: a fast typist, and time to see every frame that a key leads to."""
SLOW = 1.0
"""Seconds more to wait where nothing has come in that time, so that a slow answer is counted and not missed."""
_WARM_UP = 20  # keys
_CLEAR = b"\x15"  # ctrl+u


def run(database: Path, environment: Mapping[str, str], count: int) -> list[Row]:
    """p50 and p99 of our filter and of a ten-line app, the same words typed into both."""
    words = _words(count)
    rows = re.compile(NUMBER)
    with Watch(app(database), environment) as watch:
        watch.until(b"Customers")
        open_list(watch)
        open_filter(watch)
        watch.frames(PACE)
        ours = _typed(watch, words, lambda frame, _: bool(rows.search(frame)))
    with Watch(ten(ten_lines.ECHO), environment) as watch:
        watch.until(b"en lines")
        theirs = _typed(watch, words, lambda frame, typed: typed in frame)
    if len(ours) < len(theirs) // 2:
        raise RuntimeError(f"Only {len(ours)} of {len(theirs)} keys brought new rows: is the filter there?")
    what = f"key to new rows in the filter of {count:,} customers"
    return [
        ratio(f"{what}, p50", _percentile(ours, 50), _percentile(theirs, 50), goal=3),
        ratio(f"{what}, p99", _percentile(ours, 99), _percentile(theirs, 99), goal=3),
    ]


def _words(count: int) -> list[bytes]:
    """What people type to find a customer: the start of a name, of some customers spread over the database."""
    names = [row["name"] for row in customers(count)][:: max(1, count // WORDS)]
    return [name[:LETTERS].strip().encode() for name in names[:WORDS] if name[:LETTERS].isascii()]


def _typed(watch: Watch, words: Iterable[bytes], counts: Callable[[bytes, bytes], bool]) -> list[float]:
    """The seconds from each key to the end of the last frame that counts; keys that led to none are left out."""
    times = []
    for word in words:
        for length in range(1, len(word) + 1):
            sent = watch.press(word[length - 1 : length])
            for pause in (PACE, SLOW):
                painted = [when for when, frame in watch.frames(pause) if counts(frame, word[:length])]
                if painted:
                    times.append(painted[-1] - sent)
                    break
        watch.press(_CLEAR)
        watch.frames(PACE)
    return times[_WARM_UP:]


def _percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]
