"""The duplicate check for many customers at once: those with an equal name, phone, email, account or external id.

An equal one of these alone makes two customers the same for a person to look at (`matching.compare`), so every certain
duplicate is found. Nobody looks at each row of a file: there, a phone or an email that couples, flats of one agent and
firms of one owner share makes two customers similar; only a name or an id of its own makes them the same.
Names that are only similar are left to the search for pairs, which compares all customers with each other afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import rows
from capptro_tui.db.read.duplicates import duplicate_rows
from capptro_tui.matching.derive import keys_of
from capptro_tui.models.field import Match
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates.duplicates import SAME_PERSON, facts_of
from capptro_tui.text.shape import name_shape

if TYPE_CHECKING:
    from capptro_tui.matching.compare import Facts

_SURE = 95
"""Least score of a customer that is taken for the same: the evidence against it does not outweigh that for it."""

_SURE_BY_NAME = 97
"""The same for one that shares only the name: nothing is against it. Two firms with one name have their own phones."""

_MOST_OF_A_KEY = 20
"""Most customers with an equal phone, email or reference that one is compared with."""

_MOST_OF_A_NAME = 5
"""The same for an equal name. One that has more in common with it than a frequent name is found by that, too."""

_NAME_COLUMN = "name_shape"

_OWN_IDS = frozenset({"external id", "second external id"})
_PHONES = [field.name for field in Customer.fields.values() if field.match is Match.PHONE]
_REFERENCES = {"account number": "account", "external id": "external_id", "second external id": "external_id2"}
"""The words of `Facts.references` to fields."""


@dataclass(frozen=True, slots=True)
class EqualCustomer:
    """A customer that shares a key with a given one.

    Attributes:
        row_id: its id.
        name: its name.
        score: 0 to 100, as in `Verdict`.
        reasons: the evidence, for people.
        is_sure: whether it is taken for the same customer: an equal name or id, and nothing that outweighs it.
        is_close: whether a person should look: it would be sure if the names were equal.
        is_trashed: whether it is in the trash.
        is_known: whether it is clearly the given one of an earlier time: an equal external id, or an equal name with an
            equal phone or email, and nothing that outweighs it.
    """

    row_id: int
    name: str
    score: int
    reasons: tuple[str, ...]
    is_sure: bool
    is_trashed: bool = False
    is_known: bool = False
    is_close: bool = False


class Similarity(NamedTuple):
    """Two customers compared; the attributes are those of `EqualCustomer`. The score is 0 if too little agrees."""

    score: int = 0
    reasons: tuple[str, ...] = ()
    is_sure: bool = False
    is_known: bool = False
    is_close: bool = False


def customer_facts(values: Mapping[str, Any], region: str) -> Facts:
    """Return the facts of a customer from its checked values. `region` is the business's country."""
    row: dict[str, Any] = dict.fromkeys(_COMPARED, "")
    row |= {name: value for name, value in values.items() if name in row}
    for field, columns in _KEYED:
        text = str(values.get(field.name) or "")
        row.update(zip(columns, keys_of(field, text, region) if text else ("",) * len(columns), strict=False))
    return facts_of(row)


def similarity(mine: Facts, other: Facts) -> Similarity:
    """Compare two customers that share a key."""
    from capptro_tui.matching.compare import compare

    verdict = compare(mine, other)
    if verdict is None:
        return Similarity()
    shared = {kind for kind, _ in mine.references & other.references}
    is_same_name = bool(mine.norm) and (mine.key == other.key or mine.compact == other.compact)
    is_reached = bool(mine.phones & other.phones) or (bool(mine.email) and mine.email == other.email)
    if shared or (is_same_name and is_reached):
        is_sure = verdict.score >= _SURE
    else:
        is_sure = is_same_name and _is_sure_by_name(verdict.score, mine, other)
    is_known = is_sure and (bool(shared & _OWN_IDS) or (is_same_name and is_reached))
    is_close = is_reached and not is_sure and verdict.score >= _SURE
    return Similarity(verdict.score, verdict.reasons, is_sure, is_known, is_close)


def _is_sure_by_name(score: int, mine: Facts, other: Facts) -> bool:
    """Return whether customers with no more than their name in common are the same; not with phones of their own."""
    has_own = bool((mine.phones and other.phones) or (mine.email and other.email))
    is_same_street = bool(mine.street) and mine.street == other.street
    return score >= _SURE_BY_NAME and (is_same_street or not has_own)


def search_keys(facts: Facts) -> set[str]:
    """Return the keys of a customer, each with its kind. A certain duplicate shares at least one of them."""
    keys = {f"phone {phone}" for phone in facts.phones} | {f"{kind} {key}" for kind, key in facts.references}
    keys |= {f"email {facts.email}"} if facts.email else set()
    return keys | ({f"name {facts.key}", f"name {facts.compact}"} if facts.key else set())


def find_equal(source: Source, customers: Sequence[Facts]) -> list[list[EqualCustomer]]:
    """Return, for each of some customers, those in the database with an equal key, the likeliest first.

    Args:
        source: a database, or the transaction that writes the customers.
        customers: the facts of the customers, some hundreds.

    Raises:
        Unusable: the database cannot be read.
    """
    ids, people = _with_equal_keys(source, customers)
    stored = {row["id"]: row for row in duplicate_rows.compared(source, set().union(*ids))} if any(ids) else {}
    known = {row_id: facts_of(row) for row_id, row in stored.items()}
    found = []
    for mine, theirs, contacts in zip(customers, ids, people, strict=True):
        hits: dict[int, EqualCustomer] = {}
        for row_id in sorted(theirs):
            hit = _hit(source, mine, stored[row_id], known[row_id], contacts.get(row_id, ()))
            if hit is not None and (hit.row_id not in hits or hits[hit.row_id].score < hit.score):
                hits[hit.row_id] = hit
        found.append(sorted(hits.values(), key=lambda hit: (hit.is_trashed, -hit.score, hit.row_id)))
    return found


def _hit(
    source: Source, mine: Facts, row: Mapping[str, Any], theirs: Facts, people: tuple[str, ...]
) -> EqualCustomer | None:
    score, reasons, is_sure, is_known, is_close = similarity(mine, theirs)
    if people:
        score, reasons = max(score, SAME_PERSON), (*reasons, *people)
    if not score:
        return None
    row_id, is_trashed = row["id"], row["trashed"] is not None
    if row["merged_into_id"] is not None:
        row_id = rows.standing_for(source, Customer, row_id)
        survivor = duplicate_rows.compared(source, [row_id])
        is_trashed = not survivor or survivor[0]["trashed"] is not None
    return EqualCustomer(row_id, row["name"], score, reasons, is_sure, is_trashed, is_known, is_close)


_Ids = list[set[int]]
_People = list[dict[int, tuple[str, ...]]]


def _with_equal_keys(source: Source, customers: Sequence[Facts]) -> tuple[_Ids, _People]:
    """Return for each customer the ids of those with an equal key, and the reasons from contacts by customer's id."""
    wanted: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, facts in enumerate(customers):
        for column, key in _columns_and_keys(facts):
            wanted[column][key].append(place)
    ids: _Ids = [set() for _ in customers]
    people: _People = [{} for _ in customers]
    for column, places in wanted.items():
        most = _MOST_OF_A_NAME if column == _NAME_COLUMN else _MOST_OF_A_KEY
        for key, holders in duplicate_rows.holders(source, Customer, column, places.keys(), most=most).items():
            for place in places[key]:
                ids[place].update(holders)
    columns = [(f"{name}_digits", "phone_digits", "phone") for name in _PHONES]
    for own, theirs, label in (*columns, ("email_norm", "email_norm", "email")):
        places = wanted.get(own, defaultdict(list))
        for key, holders in duplicate_rows.holders(source, Contact, theirs, places.keys(), "customer_id").items():
            for place in places[key]:
                ids[place].update(holders)
                people[place] |= dict.fromkeys(holders, (f"same {label} as one of its contacts",))
    return ids, people


def _columns_and_keys(facts: Facts) -> list[tuple[str, str]]:
    """Return the indexed columns in which a duplicate has a key of a customer, each with that key."""
    found = [(f"{name}_digits", phone) for name in _PHONES for phone in facts.phones]
    found += [(f"{_REFERENCES[kind]}_norm", key) for kind, key in facts.references]
    if facts.email:
        found.append(("email_norm", facts.email))
    if facts.norm:
        found.append((_NAME_COLUMN, name_shape(facts.key, facts.compact)))
    return found


_KEYED = [
    (field, [f"{field.name}{suffix}" for suffix in suffixes])
    for field in Customer.fields.values()
    for suffixes in [
        {Match.NAME: ("_norm",), Match.PHONE: ("_digits",)}.get(field.match, ("_norm",)) if field.match else ()
    ]
    if field.match in (Match.NAME, Match.PHONE, Match.EMAIL, Match.REFERENCE)
]
"""The compared fields of customers, each with the names of the derived columns that `facts_of` reads."""

_COMPARED = (
    *("name", "billing_street", "billing_postcode", "billing_city"),
    *(column for _, columns in _KEYED for column in columns),
)
