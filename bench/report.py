"""The one table that the benchmark prints, and the machine that it was made on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its yardstick, as texts."""

    what: str
    ours: str
    yardstick: str = ""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None  #: None where there is no goal


def ratio(what: str, ours: float, yardstick: float, *, goal: float) -> Row:
    """A row of two times in seconds; the goal is the largest ratio of ours to the yardstick."""
    times = ours / yardstick
    return Row(what, _milliseconds(ours), _milliseconds(yardstick), f"{times:.2f}x", f"≤ {goal:g}x", times <= goal)


def show(rows: Iterable[Row], console: Console, title: str = "") -> None:
    """Print the table; its title says what machine it was made on."""
    table = Table(title=title or machine(), title_justify="left", caption="Medians unless it says otherwise.")
    table.add_column("what")
    for heading in ("ours", "yardstick", "ratio", "goal"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        met = "" if row.met is None else "[green]✓ met[/]" if row.met else "[red]✗ missed[/]"
        table.add_row(row.what, row.ours, row.yardstick, row.ratio, row.goal, met)
    console.print(table)


def machine() -> str:
    """The machine in a few words: processor, cores and how busy they are, system, Python and SQLite."""
    from capptro_tui.db.driver import sqlite

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


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 0.1 else f"{seconds * 1000:,.0f} ms"
