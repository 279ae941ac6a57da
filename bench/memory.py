"""The memory of the running app after a few minutes of work, beside a ten-line app's."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from bench import ten_lines
from bench.report import Row
from bench.start import app, open_filter, open_list, ten
from bench.watch import Watch

MOST, MOST_TIMES = 150.0, 1.6
"""The goals: megabytes, and ratio to our own app with 1,000 customers."""

_TYPED = b"smith b", b"0207", b"info@", b"wrig"
_PAUSE = 0.5


def used(database: Path, environment: Mapping[str, str]) -> float:
    """Return the app's megabytes after a jump to the end, some searches, and a new customer with duplicates."""
    with Watch(app(database), environment) as watch:
        watch.until(b"Customers")
        open_list(watch)
        for keys in (b"\x1b[F", b"\x1b[H"):
            watch.press(keys)
            watch.frames(_PAUSE)
        open_filter(watch)
        for word in _TYPED:
            for key in (*(word[at : at + 1] for at in range(len(word))), b"\x15"):
                watch.press(key)
                watch.frames(_PAUSE / 2)
        watch.press(b"\x1b[27u")
        watch.frames(_PAUSE)
        watch.press(b"n")
        watch.until(b"New customer")
        watch.press(b"Wrigt Plumbing")
        watch.frames(4 * _PAUSE)
        return resident(watch.pid)


def ten_lines_used(environment: Mapping[str, str]) -> float:
    """Return the megabytes of a ten-line app after some typing."""
    with Watch(ten(ten_lines.ECHO), environment) as watch:
        watch.until(b"en lines")
        watch.press(b"smith")
        watch.frames(_PAUSE)
        return resident(watch.pid)


def rows(ours: Mapping[int, float], ten: float) -> list[Row]:
    """Return a row for each size. Our own app with the fewest customers is the second yardstick of the others."""
    fewest = min(ours)
    found = []
    for count, megabytes in ours.items():
        grown = megabytes / ours[fewest]
        found.append(
            Row(
                f"memory at {count:,}" + (f" (ratio: to ours at {fewest:,})" if count != fewest else ""),
                f"{megabytes:.0f} MB",
                f"{ten:.0f} MB",
                f"{grown:.2f}x" if count != fewest else "",
                f"≤ {MOST:g} MB" + (f", ≤ {MOST_TIMES:g}x" if count != fewest else ""),
                megabytes <= MOST and grown <= MOST_TIMES,
            )
        )
    return found


def resident(pid: int) -> float:
    """Return the resident memory of a process, in megabytes."""
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(said.stdout) / 1024
