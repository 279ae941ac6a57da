"""The cost, for a save, of the checks of the database file and of the writers' queue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from bench.report import Row, ratio
from capptro_tui.db.connection.file_guard import FileGuard
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.db.database import Database
from capptro_tui.db.schema import foreign_structures
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.records import records

_ROUNDS = 25
"""Number of turns, each of some saves with the checks and some without."""

_SAVES = 10


def run(folder: Path) -> list[Row]:
    """Measure saves of a customer, with and without the checks in turns, into a new database in a folder."""
    database = Database.create(folder / "saves.db", by=("bench", "Bench"))
    _save(database)
    checked: list[float] = []
    plain: list[float] = []
    for _ in range(_ROUNDS):
        checked += _save(database)
        with unchecked():
            plain += _save(database)
    database.close()
    return [ratio("a save of a customer (yardstick: without the checks of its file)", median(checked), median(plain))]


def _save(database: Database) -> list[float]:
    """Save some customers, and return the seconds of each save."""
    times = []
    for place in range(_SAVES):
        began = perf_counter()
        records.create(database, Customer, {"name": f"Customer {place}"})
        times.append(perf_counter() - began)
    return times


@contextmanager
def unchecked() -> Iterator[None]:
    """Turn off the checks of the file, its schema and its triggers, and the queue."""
    with (
        patch.object(FileGuard, "begin", lambda *_: 0),
        patch.object(FileGuard, "committed", lambda *_: None),
        patch.object(foreign_structures, "verify", lambda *_: None),
        patch.object(foreign_structures, "remember_verified", lambda *_: None),
        patch.object(WriterQueue, "wait_for_turn", lambda *_: nullcontext()),
    ):
        yield
