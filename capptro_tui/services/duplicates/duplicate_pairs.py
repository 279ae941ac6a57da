"""All pairs of customers that may be the same: found once, kept up to date, worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from capptro_tui.db.connection.reader import read_version
from capptro_tui.db.database import Database
from capptro_tui.db.read import pair_rows, rows
from capptro_tui.db.read.pair_rows import Found
from capptro_tui.models.record import Row
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import similar_names
from capptro_tui.services.duplicates.pair_finder import Block, Task

AT_ONCE = 400
"""Shapes of names whose customers are compared in one go."""

_SEVERAL = 200
"""Names from which on it is worth while to load all shapes for them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers, whole rows, that may be the same. `score` is 0 to 100; `reasons` say why."""

    low: Row
    high: Row
    grade: str
    score: int
    reasons: tuple[str, ...]


def pairs(database: Database, start: int, count: int) -> list[Pair]:
    """`count` of the known pairs from place `start` (0 is the first), worst first: by score, which says the grade too.

    Pairs that were said to be different, or with a customer that is in the trash or merged, are not among them. Raises
    Unusable.
    """
    return _whole(database, pair_rows.page(database, start, count))


def pair(database: Database, low_id: int, high_id: int) -> Pair | None:
    """The known pair of two customers, `low_id` the smaller id. Raises Unusable."""
    found = pair_rows.one(database, low_id, high_id)
    return next(iter(_whole(database, [found])), None) if found else None


def count(database: Database) -> int:
    """How many pairs are known. Raises Unusable."""
    return pair_rows.count(database)


def due(database: Database) -> int:
    """How many customers have changed since they were compared with all others. Raises Unusable."""
    return pair_rows.due_count(database)


def catch_up(
    database: Database,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> None:
    """Compare the customers that are due with all others, and keep what is found.

    It goes block by block, each written in a short transaction of its own: what `stop` or an error ends is whole as far
    as it went, and goes on from there the next time. `progress` is told how many customers of how many are done.
    Where one name, phone, … is that of many customers, each is compared with a few of them (see
    `pair_rows.NEIGHBOURS`). Raises Unusable, also when another program is writing for long.

    One thread at a time does it: another waits, and does what is due then.
    """
    with database.exclusive_maintenance(stop) as is_ours:
        if is_ours:
            _catch_up(database, progress, stop)


def catch_up_with_few(database: Database, *, stop: Callable[[], bool]) -> None:
    """As `catch_up`, unless so many customers are due that it would take long."""
    if due(database) <= _FEW:
        catch_up(database, stop=stop)


_FEW = 500


def _catch_up(database: Database, progress: Callable[[int, int], None] | None, stop: Callable[[], bool] | None) -> None:
    # What is written from now on is left to the next time.
    seen = read_version(database)
    waiting = dict(pair_rows.due_names(database))
    customers = pair_rows.live_count(database)
    everyone = len(waiting) > customers / 2
    total = customers if everyone else len(waiting)
    looked: set[int] = set()
    for block in _blocks(database, waiting, looked, everyone=everyone):
        pair_rows.replace(database, block.ids, looked, block.found, seen)
        looked |= block.ids
        if progress:
            progress(min(len(looked), total), total)
        if stop and stop():
            return


def _blocks(database: Database, waiting: dict[int, str], looked: set[int], *, everyone: bool) -> Iterator[Block]:
    """What comes of comparing `everyone`, and then those who wait (shapes of names by ids) and are not `looked` at."""
    from capptro_tui.services.duplicates import pair_workers

    many = None
    if everyone:
        many = similar_names.many_shapes(database)
        places = range(len(many))
        every = [Task(many.shapes(places[start : start + AT_ONCE])) for start in range(0, len(many), AT_ONCE)]
        yield from pair_workers.blocks(database, many, every)
    by_shape = defaultdict(set)
    for row_id, shape in waiting.items():
        if row_id not in looked:
            by_shape[shape].add(row_id)
    if many is None and len(by_shape) > _SEVERAL:
        many = similar_names.many_shapes(database)
    shapes = sorted(by_shape)
    parts = [shapes[start : start + AT_ONCE] for start in range(0, len(shapes), AT_ONCE)]
    some = [Task(part, frozenset[int]().union(*(by_shape[shape] for shape in part))) for part in parts]
    yield from pair_workers.blocks(database, many, some)


def _whole(database: Database, found: Collection[Found]) -> list[Pair]:
    ids = sorted({row_id for one in found for row_id in (one.low, one.high)})
    whole = {row["id"]: row for row in rows.by_ids(database, Customer, ids)}
    return [
        Pair(whole[one.low], whole[one.high], one.grade, one.score, one.reasons)
        for one in found
        if one.low in whole and one.high in whole
    ]
