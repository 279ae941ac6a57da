"""All possible pairs of duplicate customers: found once, kept up to date, most likely first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from capptro_tui.db.connection.reader import read_version
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.db.read.duplicates import pair_rows
from capptro_tui.db.read.duplicates.pair_rows import FoundPair
from capptro_tui.models.record import Row
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import similar_names
from capptro_tui.services.duplicates.pair_finder import Block, PairTask

AT_ONCE = 400
"""Number of name shapes whose customers are compared together."""

_SEVERAL = 200
"""Number of shapes from which on all shapes are loaded for them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers, whole rows, that may be the same. `score` is 0 to 100; `reasons` are for people."""

    low: Row
    high: Row
    grade: str
    score: int
    reasons: tuple[str, ...]


def pairs(database: Database, start: int, count: int) -> list[Pair]:
    """Return `count` of the known pairs from place `start` (0 is the first), highest score first.

    Pairs marked as different, or with a customer in the trash or merged, are left out. Raises Unusable.
    """
    return _whole(database, pair_rows.page(database, start, count))


def pair(database: Database, low_id: int, high_id: int) -> Pair | None:
    """Return the known pair of two customers, `low_id` the smaller id; None if there is none. Raises Unusable."""
    found = pair_rows.one(database, low_id, high_id)
    return next(iter(_whole(database, [found])), None) if found else None


def count(database: Database) -> int:
    """Return the number of known pairs. Raises Unusable."""
    return pair_rows.count(database)


def due(database: Database) -> int:
    """Return the number of customers that have changed since they were compared with all others. Raises Unusable."""
    return pair_rows.due_count(database)


def catch_up(
    database: Database,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> None:
    """Compare the customers that are due with all others, and store the pairs found.

    It goes block by block, each written in a short transaction of its own: after a stop or an error, the finished
    blocks stay, and the next call goes on from there. If very many customers share a name, phone, …, each is compared
    with a few of them (see `pair_rows.NEIGHBOURS`). One thread at a time does it: another waits, and then compares the
    rest.

    Args:
        database: the database.
        progress: called with the number of customers done and of all.
        stop: asked after each block; True ends the comparing.

    Raises:
        Unusable: the database cannot be used, or another program is writing for long.
    """
    with database.exclusive_maintenance(stop) as is_ours:
        if is_ours:
            _catch_up(database, progress, stop)


def catch_up_with_few(database: Database, *, stop: Callable[[], bool]) -> None:
    """Catch up as `catch_up` does, unless so many customers are due that it would take long."""
    if due(database) <= _FEW:
        catch_up(database, stop=stop)


_FEW = 500


def _catch_up(database: Database, progress: Callable[[int, int], None] | None, stop: Callable[[], bool] | None) -> None:
    # Later writes are left to the next time.
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
    """Yield the results of comparing all customers if `everyone`, and then those waiting that are not `looked` at.

    Args:
        database: the database.
        waiting: id to name shape of the customers that are due.
        looked: ids of the customers that have been compared; the caller adds to it.
        everyone: whether all customers are compared.
    """
    from capptro_tui.services.duplicates import pair_workers

    many = None
    if everyone:
        many = similar_names.many_shapes(database)
        places = range(len(many))
        every = [PairTask(many.shapes(places[start : start + AT_ONCE])) for start in range(0, len(many), AT_ONCE)]
        yield from pair_workers.blocks(database, many, every)
    by_shape = defaultdict(set)
    for row_id, shape in waiting.items():
        if row_id not in looked:
            by_shape[shape].add(row_id)
    if many is None and len(by_shape) > _SEVERAL:
        many = similar_names.many_shapes(database)
    shapes = sorted(by_shape)
    parts = [shapes[start : start + AT_ONCE] for start in range(0, len(shapes), AT_ONCE)]
    some = [PairTask(part, frozenset[int]().union(*(by_shape[shape] for shape in part))) for part in parts]
    yield from pair_workers.blocks(database, many, some)


def _whole(database: Database, found: Collection[FoundPair]) -> list[Pair]:
    ids = sorted({row_id for one in found for row_id in (one.low, one.high)})
    whole = {row["id"]: row for row in rows.by_ids(database, Customer, ids)}
    return [
        Pair(whole[one.low], whole[one.high], one.grade, one.score, one.reasons)
        for one in found
        if one.low in whole and one.high in whole
    ]
