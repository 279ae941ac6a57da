"""Finds the customers that those of a file are: in the database, and among the rows of the file before them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.exchange.importing.outcome import SimilarRecord
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates.equal_keys import (
    EqualCustomer,
    customer_facts,
    find_equal,
    search_keys,
    similarity,
)

if TYPE_CHECKING:
    from capptro_tui.matching.compare import Facts
    from capptro_tui.services.importing.links import Source

_MOST_SAME = 20
"""Most rows of a file with an equal key that a later row is compared with."""


class CustomersInFile:
    """The new customers of the file so far. They are held in memory: a kilobyte or so each."""

    def __init__(self) -> None:
        self._by_key: defaultdict[str, list[tuple[Planned, Facts]]] = defaultdict(list)

    def add(self, planned: Planned, facts: Facts) -> None:
        """Add a customer that is to be created."""
        for key in search_keys(facts):
            same = self._by_key[key]
            if len(same) < _MOST_SAME:
                same.append((planned, facts))

    def find(self, facts: Facts, *, numbered: bool = False) -> tuple[Planned, SimilarRecord, bool] | None:
        """Return the earlier customer that one is for sure, the evidence, and whether it is clearly the same.

        Two that are `numbered`, each with a number from a database of this program, are two, however alike they are.
        """
        best: tuple[Planned, SimilarRecord, bool] | None = None
        for key in search_keys(facts):
            for planned, theirs in self._by_key.get(key, ()):
                if numbered and planned.old_id:
                    continue
                found = similarity(facts, theirs)
                if found.is_sure and (best is None or found.score > best[1].score):
                    shown = SimilarRecord("", planned.row, planned.fitted.title, found.score, found.reasons)
                    best = planned, shown, found.is_known
        return best

    def clear(self) -> None:
        """Forget all customers."""
        self._by_key.clear()


def facts_of_planned(customers: Sequence[Planned], region: str) -> list[Facts]:
    """Return the facts by which customers are compared. `region` is the business's country."""
    return [customer_facts(each.fitted.checked, region) for each in customers]


def find_there(source: Source, facts: Sequence[Facts]) -> list[list[EqualCustomer]]:
    """Return for each customer those of the database with an equal key, the likeliest first. Raises Unusable."""
    return find_equal(source, facts)


def as_similar(hit: EqualCustomer) -> SimilarRecord:
    """Return a customer of the database as an outcome names it."""
    name = f"{hit.name}, in the trash" if hit.is_trashed else hit.name
    return SimilarRecord(number(Customer, hit.row_id), 0, name, hit.score, hit.reasons)
