"""Finds the customers that those of a file are: in the database, and among the rows of the file before them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capptro_tui.exchange.importing.deciding.changing import adds_to
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.exchange.importing.outcome import SimilarRecord
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates.equal_keys import (
    EqualCustomer,
    Similarity,
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


@dataclass(frozen=True, slots=True)
class EarlierCustomer:
    """A customer in an earlier row of the file that a later one is, or may be.

    Attributes:
        planned: the customer.
        similar: the evidence.
        is_sure: whether it is the same.
        is_known: whether it is clearly the same.
        others: further customers of the file that are as likely the same.
    """

    planned: Planned
    similar: SimilarRecord
    is_sure: bool
    is_known: bool
    others: tuple[SimilarRecord, ...] = ()


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

    def find(self, facts: Facts, *, numbered: bool = False) -> EarlierCustomer | None:
        """Return the likeliest of the earlier customers that one is for sure, or that a person should look at.

        Two that are `numbered`, each with a number from a database of this program, are two, however alike they are.
        """
        found: dict[int, tuple[Planned, Similarity]] = {}
        for key in search_keys(facts):
            for planned, theirs in self._by_key.get(key, ()):
                if numbered and planned.old_id:
                    continue
                if planned.row in found:
                    continue
                one = similarity(facts, theirs)
                if one.is_sure or one.is_close:
                    found[planned.row] = planned, one
        if not found:
            return None
        ranks = {row: (one.is_sure, one.is_known, one.score) for row, (_, one) in found.items()}
        first, *rest = (row for row in sorted(found) if ranks[row] == max(ranks.values()))
        planned, one = found[first]
        others = tuple(_in_file(*found[row]) for row in rest)
        return EarlierCustomer(planned, _in_file(planned, one), one.is_sure, one.is_known, others)

    def clear(self) -> None:
        """Forget all customers."""
        self._by_key.clear()


def _in_file(planned: Planned, found: Similarity) -> SimilarRecord:
    return SimilarRecord("", planned.row, planned.fitted.title, found.score, found.reasons)


def facts_of_planned(customers: Sequence[Planned], region: str) -> list[Facts]:
    """Return the facts by which customers are compared. `region` is the business's country."""
    return [customer_facts(each.fitted.checked, region) for each in customers]


def find_there(source: Source, facts: Sequence[Facts]) -> list[list[EqualCustomer]]:
    """Return for each customer those of the database with an equal key, the likeliest first. Raises Unusable."""
    return find_equal(source, facts)


def one_of_several(similar: SimilarRecord, others: Sequence[SimilarRecord]) -> SimilarRecord:
    """Return the evidence for a record, which says how many others are as likely, if there are any."""
    count = f"one of {len(others) + 1} that are alike"
    return replace(similar, reasons=(*similar.reasons, count)) if others else similar


def which_one(first: SimilarRecord, others: Sequence[SimilarRecord]) -> str:
    """Return why a record stays open that may be several others."""
    names = ", ".join(f"{one.name} ({one.place})" for one in (first, *others))
    advice = "Put the number of the right one beside it." if first.number else "Make one row of them."
    return f"{len(others) + 1} are the same as it: {names}. {advice}"


def has_more(later: Planned, earlier: Planned) -> bool:
    """Return whether a later row of the file has something that the earlier one of the same customer lacks."""
    return adds_to(earlier.fitted, later.fitted) or any(
        all(one.record is not part.record or adds_to(one, part) for one in earlier.parts) for part in later.parts
    )


def as_similar(hit: EqualCustomer) -> SimilarRecord:
    """Return a customer of the database as an outcome names it."""
    name = f"{hit.name}, in the trash" if hit.is_trashed else hit.name
    return SimilarRecord(number(Customer, hit.row_id), 0, name, hit.score, hit.reasons)
