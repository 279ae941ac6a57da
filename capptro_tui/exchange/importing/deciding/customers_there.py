"""Finds the customers that those of a file are: in the database, and among the rows of the file before them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capptro_tui.exchange.importing.deciding.changing import adds_to, same_values
from capptro_tui.exchange.importing.deciding.planned import Planned, There
from capptro_tui.exchange.importing.outcome import SimilarRecord
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates.equal_keys import (
    EqualCustomer,
    Similarity,
    customer_facts,
    find_equal,
    search_keys,
    similarity,
)
from capptro_tui.services.importing.known_records import first_new_id, rows_named

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
                if numbered and planned.given_id:
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


class CustomersThere:
    """The customers of the database when an import begins, as those of the file are found among them.

    Two records of one database of this program are two, however alike they are: each of them is another customer here.
    """

    def __init__(self, source: Source, record: RecordType) -> None:
        self._source = source
        self._record = record
        self._first_new = first_new_id(source, record)
        self._taken: dict[int, int] = {}
        self._hits: dict[int, list[EqualCustomer]] = {}
        self._named: Mapping[str, Sequence[Row]] = {}

    def read(self, planned: Sequence[Planned], facts: Sequence[Facts]) -> None:
        """Read what some customers of the file may be. Raises Unusable."""
        every = find_equal(self._source, facts)
        self._hits = {id(each): hits for each, hits in zip(planned, every, strict=True)}
        names = {mine.norm for each, mine in zip(planned, facts, strict=True) if each.is_card and mine.norm}
        self._named = rows_named(self._source, self._record, names, self._first_new)

    def with_equal_key(self, planned: Planned) -> list[EqualCustomer]:
        """Return the customers with an equal key that one may be, the likeliest first."""
        return [hit for hit in self._hits[id(planned)] if self._may_be(planned, hit.row_id)]

    def with_values_of_card(self, planned: Planned, facts: Facts) -> Row | None:
        """Return the first customer with all values of a card, which an earlier import of it has left."""
        rows = self._named.get(facts.norm, ()) if planned.is_card else ()
        alike = (row for row in rows if self._may_be(planned, row["id"]))
        return next((row for row in alike if same_values(row, planned.fitted)), None)

    def take(self, row_id: int, planned: Planned) -> None:
        """Note that a customer is one of the file."""
        if planned.given_id:
            self._taken[row_id] = planned.given_id

    def _may_be(self, planned: Planned, row_id: int) -> bool:
        given_id = planned.given_id
        return not given_id or (row_id < self._first_new and self._taken.get(row_id, given_id) == given_id)


def one_of_several(similar: SimilarRecord, others: Sequence[SimilarRecord]) -> SimilarRecord:
    """Return the evidence for a record, which says how many others are as likely, if there are any."""
    count = f"one of {len(others) + 1} that are alike"
    return replace(similar, reasons=(*similar.reasons, count)) if others else similar


def best_of(sure: Sequence[EqualCustomer], given_id: int) -> There:
    """Return the likeliest of the customers that one is for sure, with those that are as likely."""
    rank = {hit.row_id: (not hit.is_trashed, hit.is_known, hit.score, hit.row_id == given_id) for hit in sure}
    best = [hit for hit in sure if rank[hit.row_id] == max(rank.values())]
    first, *others = map(as_similar, best)
    return There(best[0].row_id, one_of_several(first, others), best[0].is_known, others=tuple(others))


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
