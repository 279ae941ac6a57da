"""The one table that the benchmark prints, and the machine that it was made on."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table

_HEADINGS = ("ours", "yardstick", "ratio", "goal")
_CAPTION = (
    "Medians unless it says otherwise. Every yardstick was measured in the same run, in turns with ours or beside it."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its yardstick, as texts."""

    what: str
    ours: str
    yardstick: str = ""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None  #: None where there is no goal


def ratio(what: str, ours: float, yardstick: float, *, goal: float = math.inf, most: float = math.inf) -> Row:
    """Return a row of two times.

    Args:
        what: the name of the figure.
        ours: our time in seconds.
        yardstick: the yardstick's time in seconds.
        goal: largest ratio of ours to the yardstick.
        most: longest time in seconds.
    """
    limits = [f"≤ {milliseconds(most)}"] if most < math.inf else []
    limits += [f"≤ {f'{goal:g}x' if goal > 1 else _times(goal)}"] if goal < math.inf else []
    met = ours <= most and ours <= goal * yardstick if limits else None
    return Row(what, milliseconds(ours), milliseconds(yardstick), _times(ours / yardstick), ", ".join(limits), met)


def percentile(times: Sequence[float], percent: int) -> float:
    """Return the time that so many percent of the times do not exceed."""
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def show(rows: Iterable[Row], console: Console, title: str) -> None:
    """Print the table; its title names the machine that it was made on."""
    table = Table(title=title, title_justify="left", caption=_CAPTION)
    table.add_column("what")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        met = "" if row.met is None else "[green]✓ met[/]" if row.met else "[red]✗ missed[/]"
        table.add_row(row.what, row.ours, row.yardstick, row.ratio, row.goal, met)
    console.print(table)


def markdown(rows: Iterable[Row], title: str) -> str:
    """Return the table as Markdown."""
    lines = [title, "", f"| what | {' | '.join(_HEADINGS)} | |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        met = "" if row.met is None else "✓" if row.met else "✗"
        lines.append(f"| {row.what} | {row.ours} | {row.yardstick} | {row.ratio} | {row.goal} | {met} |")
    return "\n".join([*lines, "", _CAPTION])


def machine() -> str:
    """Describe the machine in a few words: processor, cores and their load, system, Python and SQLite."""
    from capptro_tui.db.connection.driver import sqlite

    return (
        f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"{platform.system()} {platform.release()}; Python {platform.python_version()}, SQLite {sqlite.sqlite_version}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def milliseconds(seconds: float) -> str:
    """Format a time given in seconds, as seconds or milliseconds."""
    return (f"{seconds:,.1f} s" if seconds >= 10 else f"{seconds * 1000:,.{0 if seconds >= 0.1 else 1}f} ms").replace(
        ".0 ms", " ms"
    )


def _times(ratio: float) -> str:
    """Format a ratio: `2.1x`, or `1/80` if ours is by far the smaller one."""
    return f"{ratio:.2f}x".replace(".00x", "x") if ratio > 0.2 else f"1/{1 / ratio:,.0f}"
