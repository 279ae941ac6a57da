"""Memory of an app whose screens are gone through again and again. It must not grow."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.memory import resident
from bench.report import Row
from bench.start import NUMBER, app
from bench.watch import Watch

FIRST, LOOPS = 10, 50
"""Numbers of loops after which the memory is taken, first and last."""

MOST_TIMES = 1.05
"""The goal: largest ratio of the last memory to the first."""

_PAUSE = 0.1
"""Seconds to wait for the paint of a key that opens nothing."""

_ESCAPE, _DOWN, _RIGHT, _LEFT, _HELP, _PALETTE = b"\x1b[27u", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1bOP", b"\x10"


class Step(NamedTuple):
    """One step to a screen: the key, a pattern of the screen's text, and the keys pressed there."""

    screen: str
    key: bytes
    shows: bytes
    typed: Sequence[bytes] = ()


_LIST, _PAGE, _DASHBOARD = "list of customers", "customer page", "dashboard"
_WORK_ITEM, _QUESTION = "work item form", "question"
STEPS = [
    Step(_LIST, b"2", NUMBER, [_DOWN, b"/", b"s", b"e", b"a", _ESCAPE]),
    Step("filter", b"v", rb"Show only"),
    Step(_LIST, _ESCAPE, NUMBER),
    Step(_PAGE, b"\r", rb"Profile", [_RIGHT, _RIGHT, _LEFT, _LEFT, _LEFT]),
    Step("statement", b"b", rb"Owed"),
    Step(_PAGE, _ESCAPE, NUMBER),
    Step("customer form", b"e", rb"Save", [b"x"]),
    Step(_QUESTION, _ESCAPE, rb"Leave without saving"),
    Step(_PAGE, b"y", NUMBER),
    Step("map", b"l", rb"Map of|nothing to show"),
    Step(_PAGE, _ESCAPE, NUMBER),
    Step(_LIST, _ESCAPE, NUMBER),
    Step("palette", _PALETTE, rb"A command", [b"b", b"a", b"k"]),
    Step(_LIST, _ESCAPE, NUMBER),
    Step("help", _HELP, rb"Help"),
    Step(_LIST, _ESCAPE, NUMBER),
    Step("history", b"h", rb"Loaded the sample", [_DOWN]),
    Step(_LIST, _ESCAPE, NUMBER),
    Step("trash", b"t", rb"Trash"),
    Step(_LIST, _ESCAPE, NUMBER),
    Step("review of duplicates", b"D", rb"same name"),
    Step(_LIST, _ESCAPE, NUMBER),
    Step("go to a list", b"g", rb"Go to"),
    Step(_LIST, _ESCAPE, NUMBER),
    Step("list of work items", b"3", rb"W-\d{6}"),
    Step("settings", b"7", rb"Your business"),
    Step(_DASHBOARD, b"1", rb"Recent activity"),
    Step(_WORK_ITEM, b"w", rb"New work item", [b"t", b"a"]),
    Step(_WORK_ITEM, b"n", rb"Tansley"),
    Step(_WORK_ITEM, b"\r", rb"Tansley"),
    Step(_QUESTION, _ESCAPE, rb"Leave without saving"),
    Step(_DASHBOARD, b"y", rb"Recent activity"),
]


def run(folder: Path, environment: Mapping[str, str]) -> list[Row]:
    """Go through the screens of the sample business, which is made in `folder`."""
    database = folder / "sample.db"
    command = [*app(database), "demo"]
    subprocess.run(command, env=dict(environment), check=True, capture_output=True)
    with Watch(app(database), environment) as watch:
        watch.until(rb"Recent activity")
        used = [_go_through(watch) for _ in range(LOOPS)]
    return [row(used[FIRST - 1], used[-1])]


def row(first: float, last: float) -> Row:
    """Return the row of the memory at the first time and at the last, in megabytes."""
    grown = last / first
    return Row(
        f"memory after {LOOPS} loops over {len({step.screen for step in STEPS})} screens (ratio: to after {FIRST})",
        f"{last:.0f} MB",
        f"{first:.0f} MB",
        f"{grown:.2f}x",
        f"≤ {MOST_TIMES:g}x",
        grown <= MOST_TIMES,
    )


def _go_through(watch: Watch) -> float:
    """Go to each screen once, and return the memory after that in megabytes."""
    for step in STEPS:
        watch.press(step.key)
        watch.until(step.shows)
        for key in step.typed:
            watch.press(key)
            watch.frames(_PAUSE)
    return resident(watch.pid)
