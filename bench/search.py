"""The search alone, without a terminal: each key of typed texts, beside a comparison with every name."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from rapidfuzz import fuzz, process

from bench.report import Row, percentile, ratio
from bench.typed import texts
from capptro_tui.db.database import Database
from capptro_tui.db.indexes import search_index
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing

SCREENFUL = 30
_EACH = 12
_BRUTE = 9
_GOAL_AT, _GOAL = 1_000_000, 1 / 50
"""From so many customers on, the goal is this ratio to brute force, which is quick among few."""
_FRAME = 0.016


def run(path: Path, count: int) -> list[Row]:
    """Measure the list's first answer to a key, and the whole search of the picker, palette and command line."""
    typed = [text[:length] for _, text in texts(count, _EACH) for length in range(1, len(text) + 1)]
    with closing(Database.open(path)) as database:
        names = [row["name_norm"] for row in database.select("SELECT name_norm FROM customer")]
        brute = median(
            _times(lambda text: process.extract(text, names, scorer=fuzz.partial_ratio), typed[5::8][:_BRUTE])
        )
        names.clear()
        quick = _times(lambda text: Listing(database, Customer, text).first_page(SCREENFUL), typed)
        whole = _times(lambda text: find(database, text, limit=SCREENFUL), typed)
        size = index_bytes(database)
    at = f"at {count:,}"
    goal = _GOAL if count >= _GOAL_AT else math.inf
    return [
        ratio(f"search, first answer to a key {at}, p50", median(quick), brute, goal=goal),
        ratio(f"search, first answer to a key {at}, p99", percentile(quick, 99), brute, goal=goal, most=_FRAME),
        Row(
            f"search with typing slips {at}, p50 / p99",
            f"{median(whole) * 1000:.1f} / {percentile(whole, 99) * 1000:.1f} ms",
        ),
        Row(f"search index {at}, bytes", f"{size:,}"),
    ]


def index_bytes(database: Database) -> int:
    """Return the bytes of the search index, without those that the rows hold."""
    tables = [table for index in search_index.indexes(database.schema) for table in index.tables]
    sizes = [database.select(f"SELECT sum(length(block)) AS n FROM {table}_data")[0]["n"] for table in tables]
    return sum(sizes)


def _times(act: Callable[[str], object], texts: list[str]) -> list[float]:
    """Return the seconds for each text.

    A first round is not counted: after it the system has the needed parts of the file in memory.
    """
    for text in texts:
        act(text)
    found = []
    for text in texts:
        began = perf_counter()
        act(text)
        found.append(perf_counter() - began)
    return found
