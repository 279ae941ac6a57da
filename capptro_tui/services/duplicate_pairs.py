"""All pairs of customers that may be the same: found once, kept up to date, worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from capptro_tui.db import duplicate_rows, pair_rows, rows
from capptro_tui.db.database import Database
from capptro_tui.db.pair_rows import NEIGHBOURS, Found
from capptro_tui.models.customer import Customer
from capptro_tui.models.record import Row, number
from capptro_tui.services import similar_names
from capptro_tui.services.duplicates import SAME_PERSON, facts_of

if TYPE_CHECKING:
    from capptro_tui.search.matching import Facts

Ids = tuple[int, int]
"""The ids of two customers, the smaller one first."""

Names = defaultdict[str, defaultdict[str, list[int]]]
"""Ids of customers, by the shape of their name and by the name."""

_SHAPES_AT_ONCE = 400
_SEVERAL = 200
"""Names from which on it is worth while to load all shapes for them."""

_MOST_FACTS = 50_000
"""Customers whose facts are kept at hand: some 50 MB."""


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
    with database.turn(stop) as is_ours:
        if is_ours:
            _catch_up(database, progress, stop)


def _catch_up(database: Database, progress: Callable[[int, int], None] | None, stop: Callable[[], bool] | None) -> None:
    waiting = pair_rows.due_names(database)
    if not waiting:
        return
    run = _Run(database)
    customers = pair_rows.live_count(database)
    everyone = len(waiting) > customers / 2
    total, done = customers if everyone else len(waiting), 0
    for ids in run.everyone() if everyone else run.only(waiting):
        done += ids
        if progress:
            progress(min(done, total), total)
        if stop and stop():
            return


class _Run:
    """One go at comparing. What is written to the database after it has begun is left to the next."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seen = duplicate_rows.last_batch(database)
        self.looked: set[int] = set()
        self.facts: dict[int, Facts | None] = {}

    def everyone(self) -> Iterator[int]:
        """Compare all customers, each with those whose names are as long or longer; how many, block by block."""
        shapes = similar_names.many_shapes(self.database)
        for start in range(0, len(shapes), _SHAPES_AT_ONCE):
            places = range(start, min(start + _SHAPES_AT_ONCE, len(shapes)))
            near = {}
            for place, shape in zip(places, shapes.shapes(places), strict=True):
                near[shape] = shapes.shapes(shapes.near(shape, _least(shape), place)[0])
            names = self._names(near)
            ids = {one for shape in near for found in names[shape].values() for one in found}
            self._compare(ids, _similar(near, names))
            self.looked |= ids
            yield len(ids)
        yield from self.only([one for one in pair_rows.due_names(self.database) if one[0] not in self.looked])

    def only(self, waiting: Iterable[tuple[int, str]]) -> Iterator[int]:
        """Compare these customers (id and shape of name) with all; how many, block by block."""
        by_shape = defaultdict(set)
        for row_id, shape in waiting:
            by_shape[shape].add(row_id)
        many = similar_names.many_shapes(self.database) if len(by_shape) > _SEVERAL else None
        todo = iter(by_shape)
        while some := list(islice(todo, _SHAPES_AT_ONCE)):
            near = {}
            for shape in filter(None, some):
                if many:
                    near[shape] = many.shapes(many.near(shape, _least(shape))[0])
                else:
                    near[shape] = similar_names.near(self.database, shape, [_least(shape)])
            ids = set[int]().union(*(by_shape[shape] for shape in some))
            self._compare(ids, _similar(near, self._names(near), ids))
            yield len(ids)

    def _names(self, near: Mapping[str, Collection[str]]) -> Names:
        """The live customers of these shapes."""
        names: Names = defaultdict(lambda: defaultdict(list))
        for shape, norm, row_id in pair_rows.live_names(
            self.database, {*near, *(one for o in near.values() for one in o)}
        ):
            names[shape][norm].append(row_id)
        return names

    def _compare(self, ids: Collection[int], similar: set[Ids]) -> None:
        """Compare these customers with those who have a similar name or share something, and write what comes of it."""
        from capptro_tui.search.matching import Grade, compare

        people: defaultdict[Ids, list[str]] = defaultdict(list)
        for one in pair_rows.people(self.database, ids):
            reason = f"same {one.what} as {one.name}, contact of {number(Customer, one.owner)}"
            people[_ordered(one.customer, one.owner)].append(reason)
        candidates = similar | pair_rows.sharing(self.database, ids) | set(people)
        candidates -= pair_rows.distinct(self.database, ids)
        candidates = {both for both in candidates if self.looked.isdisjoint(both)}
        self._read_facts({one for both in candidates for one in both})
        found = []
        for both in sorted(candidates):
            low, high = (self.facts[one] for one in both)
            if low is not None and high is not None:
                reasons = tuple(people.get(both, ()))
                if verdict := compare(low, high, names_suffice=False):
                    found.append(Found(*both, verdict.grade, verdict.score, (*verdict.reasons, *reasons)))
                elif reasons:
                    found.append(Found(*both, Grade.LIKELY, SAME_PERSON, reasons))
        pair_rows.replace(self.database, ids, self.looked, found, self.seen)

    def _read_facts(self, ids: set[int]) -> None:
        """Have the facts of these customers at hand, None of those who are gone."""
        if len(self.facts) > _MOST_FACTS:
            self.facts.clear()
        missing = ids - self.facts.keys()
        self.facts |= dict.fromkeys(missing)
        for row in duplicate_rows.compared(self.database, missing):
            if row["trashed"] is None:
                self.facts[row["id"]] = facts_of(row)


def _similar(near: Mapping[str, Collection[str]], names: Names, only: Collection[int] | None = None) -> set[Ids]:
    """The pairs whose names are similar, of each customer of these shapes, or `only` some, with one of a shape near."""
    from capptro_tui.search.matching import similarity_of
    from capptro_tui.search.normalise import name_compact, name_key

    forms = {norm: (name_key(norm), name_compact(norm)) for found in names.values() for norm in found}
    found: set[Ids] = set()
    for shape, others in near.items():
        least = _least(shape)
        for norm, ids in names[shape].items():
            for other in others:
                for other_norm, other_ids in names[other].items():
                    if norm == other_norm or similarity_of(*forms[norm], *forms[other_norm], at_least=least):
                        found.update(_neighbours(ids, other_ids, only))
    return found


def _neighbours(ids: list[int], others: list[int], only: Collection[int] | None) -> Iterator[Ids]:
    """The pairs of two lists whose places in them are not far from each other: all, of lists that are short."""
    for place, one in enumerate(ids):
        if only is None or one in only:
            for other in others[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]:
                if one != other:
                    yield _ordered(one, other)


def _least(shape: str) -> float:
    """The least similarity of names that are compared. A name one letter shorter may ask for less."""
    from capptro_tui.search.matching import least_similarity
    from capptro_tui.search.shape import parted

    return least_similarity("x" * (parted(shape)[2] - 1))


def _ordered(one: int, other: int) -> Ids:
    return (one, other) if one < other else (other, one)


def _whole(database: Database, found: Collection[Found]) -> list[Pair]:
    ids = sorted({row_id for one in found for row_id in (one.low, one.high)})
    whole = {row["id"]: row for row in rows.by_ids(database, Customer, ids)}
    return [
        Pair(whole[one.low], whole[one.high], one.grade, one.score, one.reasons)
        for one in found
        if one.low in whole and one.high in whole
    ]
