"""From the command to the first frame, and from the command to a customer list that takes keys."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
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
    """The command that opens our app."""
    return [sys.executable, "-m", "capptro_tui", "--db", str(database)]


def ten(source: str) -> list[str]:
    """The command that runs a yardstick."""
    return [sys.executable, "-c", source]


def run(database: Path, environment: Mapping[str, str], customers: int) -> list[Row]:
    """Both figures, for a database with so many customers."""

    def ours_first() -> float:
        with Watch(app(database), environment) as watch:
            return watch.until(b"Customers") - watch.began

    def ten_first() -> float:
        with Watch(ten(ten_lines.HELLO), environment) as watch:
            return watch.until(b"Ten lines") - watch.began

    def ours_usable() -> float:
        # The app opens on the dashboard. As soon as that shows, `2` asks for the customers; as soon as a screenful of
        # them shows, `/` goes to the filter; usable is when what is typed there then shows.
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

    first = alternate(ours_first, ten_first)
    usable = alternate(ours_usable, ten_usable)
    return [
        ratio("start to the first frame", *first, goal=1.5),
        ratio(f"start to a list of {customers:,} customers that takes keys", *usable, goal=2.5),
    ]


def open_list(watch: Watch) -> None:
    """Go from the dashboard to the customer list, and wait for a screenful of rows."""
    watch.press(b"2")
    watch.until(NUMBER, times=15)


def open_filter(watch: Watch) -> None:
    """Go to the list's filter, and wait until it has the focus: the cursor is on the first letter of its hint then."""
    watch.press(b"/")
    watch.until(rb"m\w(\x1b\[[0-9;]*m)+[^\x1b]*type a name", raw=True)


def alternate(ours: Callable[[], float], yardstick: Callable[[], float]) -> tuple[float, float]:
    """The medians of both, in seconds, taken in turns so that whatever slows the machine slows both."""
    pairs = [(ours(), yardstick()) for _ in range(WARM_UPS + RUNS)][WARM_UPS:]
    return median(mine for mine, _ in pairs), median(theirs for _, theirs in pairs)
