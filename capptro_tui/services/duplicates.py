"""Finding customers that are entered twice: as one is typed, with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.db import duplicate_rows
from capptro_tui.db.database import Database
from capptro_tui.models.customer import Customer
from capptro_tui.models.field import Field, Match
from capptro_tui.models.pair import Distinct
from capptro_tui.models.record import Record
from capptro_tui.search.derive import derive

if TYPE_CHECKING:
    from capptro_tui.db.work import Work
    from capptro_tui.search.matching import Facts, Grade


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A customer that may be the one that is being typed. `score` is 0 to 100; `reasons` say why."""

    row: dict[str, Any]
    grade: Grade
    score: int
    reasons: tuple[str, ...]

    @property
    def row_id(self) -> int:
        """The customer's id."""
        return int(self.row["id"])


@dataclass(frozen=True, slots=True)
class Answer:
    """What a user wants done about possible duplicates.

    `save` goes on saving; `use_id` takes that customer instead; `open_id` has a look at it; `different` are customers
    said not to be the same.
    """

    save: bool = False
    use_id: int | None = None
    open_id: int | None = None
    different: frozenset[int] = frozenset()


def check(database: Database, values: Mapping[str, Any], row_id: int | None = None) -> list[Duplicate]:
    """The customers that may be the same as one with these field values, worst first.

    Active, deactivated and trashed customers and the contacts of customers are looked at. `row_id` is the customer
    itself when it is being edited; pairs that were said to be different are left out.
    """
    from capptro_tui.search.matching import Grade, compare
    from capptro_tui.services.desk import settings

    region = str(settings(database)["region"])
    typed = {**Customer.defaults(), **values}
    mine = _facts({**typed, **derive(Customer, typed, region)})
    people = _people(database, mine)
    wanted = {*_similar_names(database, mine), *_with_equal_keys(database, mine), *people}
    wanted -= duplicate_rows.different_from(database, row_id) | {row_id} if row_id is not None else set()
    hits = []
    for row in duplicate_rows.compared(database, wanted):
        verdict = compare(mine, _facts(row))
        reasons = people.get(row["id"], ())
        if verdict is not None:
            hits.append(Duplicate(row, verdict.grade, round(verdict.score), (*verdict.reasons, *reasons)))
        elif reasons:
            hits.append(Duplicate(row, Grade.LIKELY, _SAME_PERSON, reasons))
    return sorted(hits, key=lambda hit: (-_RANK[hit.grade], -hit.score, hit.row_id))


def remembering(different: Collection[int]) -> Callable[[Work, Record], None] | None:
    """What a save has to add so that these customers are not taken for the saved one again."""
    if not different:
        return None

    def remember(work: Work, row: Record) -> None:
        for other in sorted(different):
            low, high = sorted((row.id, other))
            if not work.count(Distinct, low_id=low, high_id=high):
                work.add(Distinct, {"low_id": low, "high_id": high})

    return remember


_SAME_PERSON = 60
_RANK = {"same": 2, "likely": 1, "possible": 0}


def _facts(row: Mapping[str, Any]) -> Facts:
    """What the matcher compares, from a row with its derived columns."""
    from capptro_tui.search.matching import facts_from_keys

    return facts_from_keys(
        name=row["name"],
        norm=row["name_norm"],
        phones=[row[one.name + "_digits"] for one in _fields(Match.PHONE)],
        email=row["email_norm"],
        account=row["account_norm"],
        external_id=row["external_id_norm"],
        external_id2=row["external_id2_norm"],
        street=row["billing_street"],
        postcode=row["billing_postcode"],
        city=row["billing_city"],
    )


def _fields(match: Match) -> list[Field]:
    return [one for one in Customer.fields.values() if one.match is match]


def _similar_names(database: Database, mine: Facts) -> list[int]:
    """Ids of the customers whose names are like this one's, by letters, in any order of words and spacing."""
    from rapidfuzz import fuzz, process

    from capptro_tui.search.matching import least_similarity

    if not mine.norm:
        return []
    least = least_similarity(mine.norm)
    names = duplicate_rows.names(database)
    found = set()
    for wanted, texts in (
        (mine.key, [key for _, key, _ in names]),
        (mine.compact, [compact for _, _, compact in names]),
    ):
        for _, _, place in process.extract_iter(wanted, texts, scorer=fuzz.ratio, score_cutoff=least):
            found.add(names[place][0])
    return list(found)


def _with_equal_keys(database: Database, mine: Facts) -> set[int]:
    keys = [(Match.PHONE, phone) for phone in mine.phones] + [(Match.REFERENCE, key) for _, key in mine.references]
    if mine.email:
        keys.append((Match.EMAIL, mine.email))
    if mine.norm:
        keys.append((Match.NAME, mine.norm))
    return duplicate_rows.with_equal(database, keys)


def _people(database: Database, mine: Facts) -> dict[int, tuple[str, ...]]:
    """For each customer with a contact of the same phone or email: the reasons."""
    reasons: dict[int, tuple[str, ...]] = {}
    for contact in duplicate_rows.contacts_like(database, mine.phones, mine.email):
        name = f"{contact['first_name']} {contact['last_name']}".strip()
        what = "phone" if contact["phone_digits"] in mine.phones else "email"
        reasons[contact["customer_id"]] = (
            *reasons.get(contact["customer_id"], ()),
            f"same {what} as its contact {name}",
        )
    return reasons
