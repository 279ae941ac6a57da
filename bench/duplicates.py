"""The duplicate check and the search for all pairs, each beside brute force on the same names in the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from math import inf
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from rapidfuzz import fuzz, process

from bench.databases import slip
from bench.report import Row, milliseconds, percentile, ratio
from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import duplicate_pairs, duplicates, similar_names
from capptro_tui.text.normalise import name_compact, name_key, name_norm

SIMILAR = 85
"""Least similarity of names that brute force counts as alike."""

_GOAL_FROM = 1_000_000
"""Number of customers from which on the check has a goal; among fewer it looks farther, and brute force is quick."""

_QUERIES = 400
_BRUTE_QUERIES = 15
_RECALL_QUERIES = 40
_ONLY_COPIED_TO = 200_000
"""Most customers among which all pairs are looked for: that takes a copy of the database, and brute force is slow."""

Typed = dict[str, Any]


def run(path: Path, count: int) -> list[Row]:
    """Measure on the database of `count` customers at `path`, which is left as it is."""
    with closing(Database.open(path)) as database:
        names = database.select("SELECT id, name_norm, name_key, name_compact FROM customer")
        typed = _typed(database, _QUERIES)
        started = perf_counter()
        similar_names.refresh(database)
        load = perf_counter() - started
        for values in typed[:20]:
            duplicates.check(database, values)
        times = [_seconds(partial(duplicates.check, database, values)) for values in typed]
        norms = [row["name_norm"] for row in names]
        brute = median(_seconds(partial(_brute, text, norms)) for text in _some(typed, _BRUTE_QUERIES))
        found = _recall(database, _typed(database, _RECALL_QUERIES, seed=2), names)
    at = f"at {count:,}"
    rows = [
        ratio(f"duplicate check {at}", median(times), brute, goal=1 / 60 if count >= _GOAL_FROM else inf),
        ratio(f"duplicate check {at}, p99", percentile(times, 99), brute, goal=1 / 25 if count >= _GOAL_FROM else inf),
        Row(f"duplicate check {at}, recall", f"{found:.4f}", "1", goal="1", met=found == 1),
        Row(f"names in memory {at}, loaded in", milliseconds(load)),
    ]
    if count <= _ONLY_COPIED_TO:
        rows.append(_all_pairs(path, at, brute * count / 2))
    return rows


def _all_pairs(path: Path, at: str, brute: float) -> Row:
    """Find all pairs on a copy; brute force would compare each customer with half of the others on average."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        copy = Path(folder) / path.name
        with closing(driver.connect(path)) as source, closing(driver.sqlite.connect(copy)) as target:
            source.backup(target)
        with closing(driver.connect(copy)) as connection:
            connection.execute("DELETE FROM duplicate_pair")
            connection.execute("INSERT OR IGNORE INTO duplicate_due (id) SELECT id FROM customer WHERE trashed IS NULL")
        with closing(Database.open(copy)) as database:
            seconds = _seconds(lambda: duplicate_pairs.catch_up(database))
            pairs = duplicate_pairs.count(database)
    return ratio(f"all duplicates {at}: {pairs:,} pairs", seconds, brute, goal=1 / 30, most=20)


def _recall(database: Database, typed: list[Typed], names: list[dict[str, Any]]) -> float:
    """Return the share, 0 to 1, of brute force's pairs that the check also finds."""
    keys = {row["id"]: row["name_key"] for row in names}
    compacts = {row["id"]: row["name_compact"] for row in names}
    expected = hits = 0
    for values in typed:
        norm = name_norm(values["name"])
        alike = set()
        for text, texts in ((name_key(norm), keys), (name_compact(norm), compacts)):
            alike |= {one for _, _, one in process.extract_iter(text, texts, scorer=fuzz.ratio, score_cutoff=SIMILAR)}
        found = {hit.row_id for hit in duplicates.check(database, values)}
        expected += len(alike)
        hits += len(alike & found)
    return hits / expected if expected else 1.0


def _typed(database: Database, count: int, seed: int = 1) -> list[Typed]:
    """Return the typed values of customers entered a second time, half of them with a slip in the name."""
    rng = Random(seed)
    last = database.select("SELECT max(id) AS n FROM customer")[0]["n"]
    typed: list[Typed] = []
    while len(typed) < count:
        found = database.select("SELECT * FROM customer WHERE id = ?", [rng.randint(1, last)])
        for row in found:
            values = {name: row[name] for name, field in Customer.fields.items() if field.form}
            typed.append(values | {"name": slip(rng, row["name"]) if rng.random() < 0.5 else row["name"]})
    return typed


def _brute(text: str, norms: list[str]) -> object:
    return process.extract(text, norms, scorer=fuzz.token_sort_ratio, score_cutoff=SIMILAR, limit=None)


def _some(typed: list[Typed], count: int) -> list[str]:
    return [name_norm(values["name"]) for values in typed[:count]]


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
