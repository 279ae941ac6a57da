"""The time and memory that an import takes, beside sqlite-utils with the same rows; and a rehearsal's.

An import validates, normalises, indexes, and writes the journal. Each runs as a process of its own.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench import databases
from bench.report import Row, milliseconds, ratio
from capptro_tui.exchange.access import open_database
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.importing.rehearsing import rehearse
from capptro_tui.exchange.importing.source_tables import read_source
from capptro_tui.models.records.customer import Customer

GOAL, GOAL_DUPLICATES = 3.0, 2.0
"""Largest ratios: an import to the plain insert, and one that looks for duplicates to one that does not."""
MOST_MEMORY = 250.0
"""Most megabytes of an import."""
REHEARSED, MOST_REHEARSAL, MOST_FIRST = 10_000, 15.0, 1.0
"""Number of rows that are rehearsed; longest times in seconds until all outcomes are there, and the first."""

COLUMNS = {
    "Name": "name", "Account": "account", "Phone": "phone", "Alt phone": "alt_phone", "Email": "email",
    "Contact": "contact_name", "Website": "website", "Status": "status", "Category": "category", "Type": "type",
    "Street": "billing_street", "City": "billing_city", "State": "billing_state", "Postcode": "billing_postcode",
    "Country": "billing_country",
}  # fmt: skip
"""Heading of the file to column of a made customer."""

_OTHERS = databases.SEED + 1
"""The seed of customers that no database has."""


class Run(NamedTuple):
    """A process that has ended: its seconds, and its megabytes at most.

    The system counts the memory of the process that started it, too: fewer megabytes than that has are never told.
    """

    seconds: float
    megabytes: float


def run(path: Path, count: int, surroundings: Mapping[str, str]) -> list[Row]:
    """Measure the import of `count` customers into a new database, and a rehearsal against the database of as many."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        source = folder / "customers.csv"
        _write(source, (databases.customer(index) for index in range(count)))
        plain = _ended(
            [sys.executable, "-m", "bench.plain_insert", str(source), str(folder / "plain.db")], surroundings
        )
        created = _import(folder, source, "create", surroundings)
        compared = _import(folder, source, "skip", surroundings)
        few = folder / "some.csv"
        _write(few, _some(count))
        first, whole = _rehearsed(path, few)
    return [
        ratio(f"import of {count:,} from CSV", created.seconds, plain.seconds, goal=GOAL),
        Row(f"import of {count:,}: memory", f"{created.megabytes:,.0f} MB", f"{plain.megabytes:,.0f} MB",
            goal=f"≤ {MOST_MEMORY:g} MB", met=created.megabytes <= MOST_MEMORY),
        ratio(f"import of {count:,}, duplicates looked for", compared.seconds, created.seconds, goal=GOAL_DUPLICATES),
        _within(f"rehearsal of {REHEARSED:,} rows at {count:,}, first outcomes", first, MOST_FIRST),
        _within(f"rehearsal of {REHEARSED:,} rows at {count:,}", whole, MOST_REHEARSAL),
    ]  # fmt: skip


def _within(what: str, seconds: float, most: float) -> Row:
    return Row(what, milliseconds(seconds), goal=f"≤ {milliseconds(most)}", met=seconds <= most)


def _write(target: Path, rows: Iterator[databases.Row]) -> None:
    """Write customers as a CSV file with headings."""
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([row.get(column, "") for column in COLUMNS.values()] for row in rows)


def _some(count: int) -> Iterator[databases.Row]:
    """Yield customers of whom a half is in the database of `count`."""
    for index in range(REHEARSED):
        yield databases.customer(index * 89 % count) if index % 2 else databases.customer(index, _OTHERS)


def _import(folder: Path, source: Path, on_duplicate: str, surroundings: Mapping[str, str]) -> Run:
    """Import a file into a new database by the command line."""
    command = [sys.executable, "-m", "capptro_tui", "--db", str(folder / f"{on_duplicate}.db"), "import", "customers"]
    return _ended([*command, str(source), "--on-duplicate", on_duplicate], surroundings, accepted=(0, 1))


def _ended(command: list[str], surroundings: Mapping[str, str], accepted: tuple[int, ...] = (0,)) -> Run:
    """Run a command to its end. Raises RuntimeError if its exit code is not one of those accepted."""
    start = perf_counter()
    with open(os.devnull, "wb") as nothing:
        streams = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), 1)]
        pid = os.posix_spawn(command[0], command, surroundings, file_actions=streams)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in accepted:
        raise RuntimeError(f"{' '.join(command)} ended with {status}.")
    return Run(perf_counter() - start, used.ru_maxrss / 1024)


def _rehearsed(path: Path, source: Path) -> tuple[float, float]:
    """Return the seconds until the first outcome of a rehearsal is there, and until all are."""
    with open_database(path) as database:
        start = perf_counter()
        records = read_source(database, Customer, open_source(source), "", None)
        outcomes = rehearse(database, Customer, records.read())
        next(outcomes)
        first = perf_counter() - start
        for _ in outcomes:
            pass
        return first, perf_counter() - start
