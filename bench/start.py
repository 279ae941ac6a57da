"""The time from the command to the first frame, and to a customer list that takes keys."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bench import ten_lines
from bench.report import Row, ratio
from bench.watch import Watch

RUNS, WARM_UPS = 9, 2
NUMBER = rb"C-\d{6}"
"""A customer's number, as every row of the list shows it."""
_TYPED = b"zq"  # in no customer's name, so that nothing but the echo can show it


def app(database: Path) -> list[str]:
    """Return the command that opens our app."""
    return [sys.executable, "-m", "capptro_tui", "--db", str(database)]


def ten(source: str) -> list[str]:
    """Return the command that runs a yardstick."""
    return [sys.executable, "-c", source]


def run(databases: Mapping[int, Path], environment: Mapping[str, str]) -> list[Row]:
    """Measure databases, given by their number of customers, in turns with the yardsticks."""

    def first(database: Path) -> float:
        with Watch(app(database), environment) as watch:
            return watch.until(b"Customers") - watch.began

    def ten_first() -> float:
        with Watch(ten(ten_lines.HELLO), environment) as watch:
            return watch.until(b"Ten lines") - watch.began

    def usable(database: Path) -> float:
        # The app opens on the dashboard. As soon as that shows, `2` asks for the customers; as soon as a screenful of
        # them shows, `/` goes to the filter. The list is usable when the text typed there shows.
        with Watch(app(database), environment) as watch:
            watch.until(b"Customers")
            open_list(watch)
            open_filter(watch)
            watch.press(_TYPED)
            return watch.until(_TYPED) - watch.began

    def ten_usable() -> float:
        with Watch(ten(ten_lines.ECHO), environment) as watch:
            watch.until(b"en lines")  # the cursor is on the first letter
            watch.press(_TYPED)
            return watch.until(_TYPED) - watch.began

    fewest, most = min(databases), max(databases)
    firsts = in_turns([partial(first, databases[most]), ten_first])
    *usables, ten_lines_usable = in_turns([*(partial(usable, path) for path in databases.values()), ten_usable])
    ours = dict(zip(databases, usables, strict=True))
    rows = [ratio(f"start to the first frame at {most:,}", *firsts, goal=1.5)]
    rows += [ratio(f"start to a usable list at {n:,}", ours[n], ten_lines_usable, goal=2) for n in databases]
    if most > fewest:
        rows.append(ratio(f"start to a usable list at {most:,}, beside {fewest:,}", ours[most], ours[fewest], goal=1.1))
    return rows


def open_list(watch: Watch) -> None:
    """Go from the dashboard to the customer list, and wait for a screenful of rows."""
    watch.press(b"2")
    watch.until(NUMBER, times=15)


def open_filter(watch: Watch) -> None:
    """Go to the list's filter, and wait until it has the focus: the cursor is on the first letter of its hint then."""
    watch.press(b"/")
    watch.until(rb"m\w(\x1b\[[0-9;]*m)+[^\x1b]*type a name", raw=True)


def in_turns(measures: Sequence[Callable[[], float]]) -> list[float]:
    """Return the median of each measure in seconds. They take turns, so that a slow machine slows all."""
    rounds = [[measure() for measure in measures] for _ in range(WARM_UPS + RUNS)][WARM_UPS:]
    return [median(times) for times in zip(*rounds, strict=True)]
