"""The duplicate check: existing customers that may be the one being typed, with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.db.read.duplicates import duplicate_rows
from capptro_tui.errors import Missing
from capptro_tui.matching.derive import derive
from capptro_tui.models.field import Match
from capptro_tui.models.record import Record, number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.pair import Distinct
from capptro_tui.services.business.business_settings import settings
from capptro_tui.services.duplicates import similar_names
from capptro_tui.services.rules.alias import standing_for

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction
    from capptro_tui.matching.compare import Facts, Grade


@dataclass
class Duplicate:
    """A customer that may be the one being typed. `score` is 0 to 100; `reasons` are for people."""

    database: Database = field(repr=False, compare=False)
    row_id: int
    grade: Grade
    score: int
    reasons: tuple[str, ...]

    @cached_property
    def row(self) -> dict[str, Any]:
        """The customer's compared and shown columns; not its whole row. Raises Missing if it is gone by now."""
        found = duplicate_rows.compared(self.database, [self.row_id])
        if not found:
            raise Missing(f"There is no customer {number(Customer, self.row_id)} any more.")
        return found[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """The user's decision about possible duplicates.

    Attributes:
        save: whether to go on saving.
        use_id: customer to use instead.
        open_id: customer to open.
        merge_id: customer to merge with the one being edited.
        different: ids of customers marked as not the same.
    """

    save: bool = False
    use_id: int | None = None
    open_id: int | None = None
    merge_id: int | None = None
    different: frozenset[int] = frozenset()


def check(database: Database, values: Mapping[str, Any], row_id: int | None = None) -> list[Duplicate]:
    """Return the customers that may be the same as one with these field values, most likely first.

    Active, deactivated, trashed and merged customers are compared, and the contacts of customers; a hit of a merged one
    counts for the one that it was merged into. Pairs marked as different are left out. No name with a `name_similarity`
    of 85 is missed, nor an equal phone, email, account number or external id. Of very many similar names the nearest
    are compared by all fields, the rest by the name. A text that is too long to be stored is compared with none: a page
    that was pasted into a name would take minutes.

    Args:
        database: the database.
        values: field values of the customer.
        row_id: id of the customer itself when it is edited.

    Raises:
        Unusable: the database cannot be read.
    """
    if not _may_be_stored(values):
        return []
    region = str(settings(database)["region"])
    typed = {**Customer.defaults(), **values}
    mine = facts_of({**typed, **derive(Customer, typed, region)})
    names = similar_names.similar(database, mine.norm)
    nearest = sorted(names, key=lambda one: (-names[one].similarity, one))
    people = _people(database, mine)
    known = duplicate_rows.different_from(database, row_id) | {row_id} if row_id is not None else set()
    whole = {
        *nearest[:_COMPARED_WHOLE],
        *_with_equal_keys(database, mine),
        *duplicate_rows.in_the_same_place(database, str(typed["billing_postcode"]), str(typed["billing_street"])),
        *people,
    }
    rows = duplicate_rows.compared(database, whole - known)
    merged = {row["id"]: row["merged_into_id"] for row in rows} | {one: name.merged_into for one, name in names.items()}
    hits = [hit for row in rows if (hit := _hit(database, mine, row, people.get(row["id"], ())))]
    skipped = whole | known
    hits += _by_names(database, {one: names[one].similarity for one in nearest if one not in skipped}, mine)
    return sorted(_of_survivors(database, hits, merged, known), key=_worst_first)


def _may_be_stored(values: Mapping[str, Any]) -> bool:
    """Whether each text is short enough for its field."""
    texts = ((Customer.fields[name], text) for name, text in values.items() if name in Customer.fields)
    return not any(isinstance(text, str) and len(text) > field.type.limit for field, text in texts)


def remembering(different: Collection[int]) -> Callable[[Transaction, Record], None] | None:
    """Return a step for a save that marks these customers as different from the saved one; None if there are none."""
    if not different:
        return None

    def remember(transaction: Transaction, row: Record) -> None:
        for other in sorted(different):
            low, high = sorted((row.id, other))
            if not transaction.count(Distinct, low_id=low, high_id=high):
                transaction.add(Distinct, {"low_id": low, "high_id": high})

    return remember


def facts_of(row: Mapping[str, Any]) -> Facts:
    """Return the facts that the matcher compares, from a customer's row with its derived columns."""
    from capptro_tui.matching.compare import facts_from_keys

    return facts_from_keys(
        name=row["name"],
        norm=row["name_norm"],
        phones=[row[name] for name in _PHONES],
        email=row["email_norm"],
        account=row["account_norm"],
        external_id=row["external_id_norm"],
        external_id2=row["external_id2_norm"],
        street=row["billing_street"],
        postcode=row["billing_postcode"],
        city=row["billing_city"],
    )


SAME_PERSON = 60
"""Score of customers that only share a contact's phone or email."""

_COMPARED_WHOLE = 20
"""Number of similarly named customers that are compared by all fields, if only the name is similar."""

_PHONES = [field.name + "_digits" for field in Customer.fields.values() if field.match is Match.PHONE]
_RANK = {"same": 2, "likely": 1, "possible": 0}


def _hit(database: Database, mine: Facts, row: dict[str, Any], people: tuple[str, ...]) -> Duplicate | None:
    """Return the result of comparing with a row, given the reasons from its contacts; None for no match."""
    from capptro_tui.matching.compare import Grade, compare

    if verdict := compare(mine, facts_of(row)):
        hit = Duplicate(database, row["id"], verdict.grade, verdict.score, (*verdict.reasons, *people))
    elif people:
        hit = Duplicate(database, row["id"], Grade.LIKELY, SAME_PERSON, people)
    else:
        return None
    vars(hit)["row"] = row
    return hit


def _by_names(database: Database, similarities: Mapping[int, float], mine: Facts) -> Iterator[Duplicate]:
    """Yield the matches with customers by their names alone."""
    from capptro_tui.matching.compare import least_similarity, of_names

    least = least_similarity(mine.compact)
    verdicts = {one: of_names(one) for one in set(similarities.values()) if one >= least}
    for row_id, similarity in similarities.items():
        if verdict := verdicts.get(similarity):
            yield Duplicate(database, row_id, verdict.grade, verdict.score, verdict.reasons)


def _of_survivors(
    database: Database, hits: list[Duplicate], merged: Mapping[int, int | None], known: Collection[int]
) -> Collection[Duplicate]:
    """Return the hits, each customer once; a merged customer's hit becomes one of its survivor."""
    found = {hit.row_id: hit for hit in hits if merged.get(hit.row_id) is None}
    for hit in hits:
        survivor = hit.row_id if hit.row_id in found else standing_for(database, Customer, hit.row_id)
        if survivor == hit.row_id or survivor in known:
            continue
        alias = f"{hit.row['name']} ({number(Customer, hit.row_id)})"
        reasons: tuple[str, ...] = (f"{', '.join(hit.reasons) or 'similar'}: {alias}, which was merged into it",)
        if other := found.get(survivor):
            hit, reasons = min(other, hit, key=_worst_first), (*other.reasons, *reasons)
        found[survivor] = Duplicate(database, survivor, hit.grade, hit.score, reasons)
    return found.values()


def _worst_first(hit: Duplicate) -> tuple[int, int, int]:
    return -_RANK[hit.grade], -hit.score, hit.row_id


def _with_equal_keys(database: Database, mine: Facts) -> set[int]:
    keys = [(Match.PHONE, phone) for phone in mine.phones] + [(Match.REFERENCE, key) for _, key in mine.references]
    if mine.email:
        keys.append((Match.EMAIL, mine.email))
    return duplicate_rows.with_equal(database, keys)


def _people(database: Database, mine: Facts) -> dict[int, tuple[str, ...]]:
    """Return customer's id to the reasons, for customers with a contact of the same phone or email."""
    reasons: dict[int, tuple[str, ...]] = {}
    for contact in duplicate_rows.contacts_like(database, mine.phones, mine.email):
        name = f"{contact['first_name']} {contact['last_name']}".strip()
        what = "phone" if contact["phone_digits"] in mine.phones else "email"
        reasons[contact["customer_id"]] = (
            *reasons.get(contact["customer_id"], ()),
            f"same {what} as its contact {name}".strip(),
        )
    return reasons
