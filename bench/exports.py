"""The time to write all customers as CSV, in turns with Python's own writer over a cursor of the same columns."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.report import Row, ratio
from capptro_tui.db.connection import driver
from capptro_tui.exchange.access import open_database
from capptro_tui.exchange.exporting.exporting import ExportRequest, write_text
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.snapshot import outside_the_trash

GOAL = 2.0
"""Largest ratio to the plain writer."""

_TURNS = 3


def run(path: Path, count: int) -> list[Row]:
    """Measure the exports of a database of `count` customers, for people and exact."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        target = Path(folder) / "customers.csv"
        times: dict[str, list[float]] = {"plain": [], "for people": [], "exact": []}
        for _ in range(_TURNS):
            times["plain"].append(_timed(lambda: _plain(path, target)))
            times["for people"].append(_timed(lambda: _export(path, target, raw=False)))
            times["exact"].append(_timed(lambda: _export(path, target, raw=True)))
    plain = median(times.pop("plain"))
    return [ratio(f"CSV {form} of {count:,}", median(found), plain, goal=GOAL) for form, found in times.items()]


def _timed(write: Callable[[], object]) -> float:
    start = perf_counter()
    write()
    return perf_counter() - start


def _plain(path: Path, target: Path) -> None:
    names = ", ".join(f'"{name}"' for name in Customer.fields)
    with (
        closing(driver.connect(path, read_only=True)) as connection,
        target.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(Customer.fields)
        writer.writerows(connection.execute(f"SELECT {names} FROM customer WHERE trashed IS NULL ORDER BY id"))


def _export(path: Path, target: Path, *, raw: bool) -> None:
    request = ExportRequest(outside_the_trash(Customer), "csv", raw=raw)
    with open_database(path) as database, target.open("w", newline="", encoding="utf-8") as file:
        write_text(file, database, request, lambda _: None)
