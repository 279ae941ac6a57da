"""Compares many customers with all others, block by block, to find possible pairs. It only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from capptro_tui.db.database import Database
from capptro_tui.db.read.duplicates import duplicate_rows, pair_rows
from capptro_tui.db.read.duplicates.pair_rows import NEIGHBOURS, FoundPair
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import similar_names
from capptro_tui.services.duplicates.duplicates import SAME_PERSON, facts_of

if TYPE_CHECKING:
    from capptro_tui.matching.compare import Facts
    from capptro_tui.matching.signatures import ManyShapes

Ids = tuple[int, int]
"""The ids of two customers, the smaller one first."""

_MOST_KEPT = 50_000
"""Most customers whose facts are cached, and most shapes whose names are."""


class PairTask(NamedTuple):
    """Customers to compare with all others.

    Attributes:
        shapes: the shapes of their names.
        ids: ids of the customers with names of these shapes; None for all of them. A pair that is then in two tasks is
            found by the one whose shape comes first.
    """

    shapes: list[str]
    ids: frozenset[int] | None = None


class Block(NamedTuple):
    """The result of a task: the ids of the compared customers, and the possible pairs."""

    ids: frozenset[int]
    found: list[FoundPair]


class _Name(NamedTuple):
    """A name in the two compared forms, and the ids of the live customers that have it."""

    key: str
    compact: str
    ids: list[int]


class Finder:
    """Compares customers, reading each no more than needed: writes after the first task are not seen."""

    def __init__(self, database: Database, many: ManyShapes | None = None) -> None:
        """`many` has the shapes of all names; without it the similar shapes are looked up for each shape."""
        self._database = database
        self._many = many
        self._facts: dict[int, Facts | None] = {}
        self._names: dict[str, list[_Name]] = {}

    def block(self, task: PairTask) -> Block:
        """Compare the customers of a task with those that have a similar name or share a value. Raises Unusable."""
        near = self._near(task)
        self._read_names({*near, *(one for others in near.values() for one in others)})
        ids = task.ids
        if ids is None:
            ids = frozenset(row_id for shape in task.shapes for name in self._names[shape] for row_id in name.ids)
        people: defaultdict[Ids, list[str]] = defaultdict(list)
        for person in pair_rows.people(self._database, ids):
            reason = f"same {person.what} as {person.name}, contact of {number(Customer, person.owner)}"
            people[_ordered(person.customer, person.owner)].append(reason)
        sharing = pair_rows.sharing(self._database, ids) | set(people)
        if task.ids is None:
            sharing = self._later(sharing, ids, task.shapes[0])
        candidates = self._similar(near, task.ids) | sharing
        return Block(ids, list(self._compared(candidates - pair_rows.distinct(self._database, ids), people)))

    def _near(self, task: PairTask) -> dict[str, list[str]]:
        """Return shape to the similar shapes of names, for each shape of a task."""
        shapes = [shape for shape in task.shapes if shape]
        if self._many is None:
            return {shape: similar_names.near(self._database, shape, [_least(_letters(shape))]) for shape in shapes}
        found = dict(self._many.all_near(shapes, _least, later=task.ids is None))
        return dict(zip(found, self._many.shapes_of(found.values()), strict=True))

    def _read_names(self, shapes: set[str]) -> None:
        """Read the names of these shapes into the cache."""
        if len(self._names) > _MOST_KEPT:
            self._names.clear()
        from capptro_tui.text.normalise import name_compact, name_key

        missing = shapes - self._names.keys()
        self._names |= {shape: [] for shape in missing}
        last = None
        for shape, norm, row_id in pair_rows.live_names(self._database, missing):
            if (shape, norm) != last:
                last = shape, norm
                self._names[shape].append(_Name(name_key(norm), name_compact(norm), []))
            self._names[shape][-1].ids.append(row_id)

    def _similar(self, near: dict[str, list[str]], only: Collection[int] | None) -> set[Ids]:
        """Return the pairs with similar names, for all customers of the shapes in `near` or `only` for some."""
        from capptro_tui.matching.compare import similarity_of

        found: set[Ids] = set()
        for shape, others in near.items():
            least = _least(_letters(shape))
            for key, compact, ids in self._names[shape]:
                for other in others:
                    for other_key, other_compact, other_ids in self._names[other]:
                        if similarity_of(key, compact, other_key, other_compact, at_least=least):
                            found.update(_neighbours(ids, other_ids, only))
        return found

    def _later(self, pairs: set[Ids], ids: Collection[int], first: str) -> set[Ids]:
        """Return the pairs that no task with earlier shapes finds.

        Args:
            pairs: pairs that have one or both of `ids`.
            ids: the customers of this task.
            first: the first shape of this task.
        """
        others = {one for both in pairs for one in both if one not in ids}
        earlier = {
            row_id
            for row_id, shape in pair_rows.shapes_of(self._database, others)
            if shape and _place(shape) < _place(first)
        }
        return {both for both in pairs if earlier.isdisjoint(both)}

    def _compared(self, candidates: set[Ids], people: dict[Ids, list[str]]) -> Iterator[FoundPair]:
        """Yield the candidates that may be the same, with grade, score and reasons."""
        from capptro_tui.matching.compare import Grade, compare

        self._read_facts({row_id for both in candidates for row_id in both})
        for both in sorted(candidates):
            low, high = (self._facts[one] for one in both)
            if low is not None and high is not None:
                reasons = tuple(people.get(both, ()))
                if verdict := compare(low, high, names_suffice=False):
                    yield FoundPair(*both, verdict.grade, verdict.score, (*verdict.reasons, *reasons))
                elif reasons:
                    yield FoundPair(*both, Grade.LIKELY, SAME_PERSON, reasons)

    def _read_facts(self, ids: set[int]) -> None:
        """Read the facts of these customers into the cache; None for those that are gone or in the trash."""
        if len(self._facts) > _MOST_KEPT:
            self._facts.clear()
        missing = ids - self._facts.keys()
        self._facts |= dict.fromkeys(missing)
        for row in duplicate_rows.compared(self._database, missing):
            if row["trashed"] is None:
                self._facts[row["id"]] = facts_of(row)


def _neighbours(ids: list[int], others: list[int], only: Collection[int] | None) -> Iterator[Ids]:
    """Yield the pairs of two lists whose places in them are near each other; in short lists, all pairs."""
    for place, one in enumerate(ids):
        if only is None or one in only:
            for other in others[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]:
                if one != other:
                    yield _ordered(one, other)


def _place(shape: str) -> tuple[int, int, int]:
    """Return the sort key of shapes in the list of all shapes."""
    from capptro_tui.text.shape import parted

    bits, key, compact = parted(shape)
    return compact, key, bits


def _letters(shape: str) -> int:
    from capptro_tui.text.shape import parted

    return parted(shape)[2]


def _least(letters: int) -> float:
    """Return the least similarity of names that are compared. A name that is one letter shorter may need less."""
    from capptro_tui.matching.compare import least_similarity

    return least_similarity("x" * (letters - 1))


def _ordered(one: int, other: int) -> Ids:
    return (one, other) if one < other else (other, one)
