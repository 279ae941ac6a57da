"""The bytes of a database by structure, and those that single writes add to its log."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from math import inf
from pathlib import Path

from bench.report import Row
from capptro_tui.db.connection import driver
from capptro_tui.db.connection.checkpoint import log_size
from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.records import records

_MOST = {1_000_000: 2_500_000_000}
"""The goal: bytes of a database by its number of customers."""

_ONLY_COPIED_TO = 200_000
"""Most customers of a database that is copied to be written to."""


def run(path: Path, count: int) -> list[Row]:
    """Measure the database of `count` customers at `path`, which is left as it is."""
    at = f"at {count:,}"
    size = path.stat().st_size
    most = _MOST.get(count, inf)
    rows = [Row(f"database {at}", _bytes(size), *_goal(size, most))]
    rows += [Row(f"of it {group}, {at}", _bytes(found)) for group, found in _groups(path).most_common()]
    if count <= _ONLY_COPIED_TO:
        rows += [Row(f"log of {what} {at}", _bytes(found)) for what, found in _logs(path)]
    return rows


def _goal(size: int, most: float) -> tuple[str, str, str, bool | None]:
    return ("", "", "", None) if most == inf else ("", "", f"≤ {_bytes(most)}", size <= most)


def _groups(path: Path) -> Counter[str]:
    """Return the bytes of each group of structures; empty where SQLite cannot tell them."""
    found: Counter[str] = Counter()
    uri = f"file:{path}?mode=ro&immutable=1"
    # The SQLite of pysqlite3 has no dbstat, that of Python usually has it.
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(uri, uri=True)) as connection:
        for name, size in connection.execute("SELECT name, pgsize FROM dbstat WHERE aggregate = 1"):
            found[_group(name)] += size
    return found


def _group(name: str) -> str:
    """Return the group of a table or index."""
    if name in ("change", "batch") or name.startswith(("ix_change_", "ix_batch_")):
        return "journal"
    if "_search_" in name:
        return "search index"
    if name in {record.info.name for record in SHIPPED.records}:
        return "rows"
    return "indexes" if name.startswith(("ix_", "ux_", "sqlite_autoindex")) else "rest"


def _logs(path: Path) -> Iterator[tuple[str, int]]:
    """Yield single writes to a copy of the database, with the bytes that each adds to the log."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        copy = Path(folder) / path.name
        with closing(driver.connect(path)) as source, closing(driver.sqlite.connect(copy)) as target:
            source.backup(target)
        with closing(Database.open(copy)) as database:
            writes: dict[str, Callable[[], object]] = {
                "an edit of a searched field": lambda: records.change(
                    database, Customer, 7, {"name": "Kestrel Motors"}
                ),
                "an edit of another field": lambda: records.change(database, Customer, 7, {"billing_lat": 51.5}),
                "a new customer": lambda: records.create(database, Customer, {"name": "Tern and Sons"}),
            }
            for what, write in writes.items():
                database.settle()
                before = log_size(copy)
                write()
                yield what, log_size(copy) - before


def _bytes(size: float) -> str:
    """Return a size in the unit in which it has up to four digits."""
    for unit in ("B", "kB", "MB"):
        if size < 10_000:
            return f"{size:,.0f} {unit}"
        size /= 1_000
    return f"{size:,.2f} GB"
