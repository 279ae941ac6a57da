"""Reads and writes possible pairs of duplicate customers, and the customers that are due to be compared again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from capptro_tui.db.connection.reader import Connected, DataVersion
from capptro_tui.db.indexes.duplicate_index import HAS_PLACE, PLACE
from capptro_tui.db.read.duplicates.duplicate_rows import blocks, marked, tuples
from capptro_tui.errors import Unusable
from capptro_tui.models.field import Match
from capptro_tui.models.records.customer import Customer

if TYPE_CHECKING:
    from sqlite3 import Connection

NEIGHBOURS = 10
"""Customers with an equal value in a field, on either side by id, with which one is compared.

So all of up to eleven customers with one phone are compared with each other, and of five thousand each with twenty.
"""


class FoundPair(NamedTuple):
    """A possible pair of duplicates; `low` and `high` are ids, `low` the smaller one."""

    low: int
    high: int
    grade: str
    score: int
    reasons: tuple[str, ...]


class Person(NamedTuple):
    """A customer that has the phone or email of a contact of another one.

    Attributes:
        customer: id of the customer that has the phone or email itself.
        owner: id of the customer that the contact belongs to.
        name: name of the contact.
        what: `phone` or `email`.
    """

    customer: int
    owner: int
    name: str
    what: str


class Maintained(Connected, Protocol):
    """A database whose derived data can be written."""

    def maintenance(self, verb: str, *, read_after: str | None = None) -> AbstractContextManager[Connection]:
        """Open one transaction outside the journal. Raises Unusable, and Restored if a backup was restored since."""


def page(database: Connected, start: int, count: int) -> list[FoundPair]:
    """Return `count` pairs from place `start`, the most likely first."""
    query = f"SELECT {_COLUMNS} FROM duplicate_pair ORDER BY -score, low_id, high_id LIMIT ? OFFSET ?"
    return [_found(row) for row in database.select(query, [count, start])]


def one(database: Connected, low: int, high: int) -> FoundPair | None:
    """Return a pair, or None if it is not known."""
    query = f"SELECT {_COLUMNS} FROM duplicate_pair WHERE low_id = ? AND high_id = ?"
    return next((_found(row) for row in database.select(query, [low, high])), None)


def count(database: Connected) -> int:
    """Return the number of known pairs."""
    return int(database.select("SELECT count(*) AS n FROM duplicate_pair")[0]["n"])


def live_count(database: Connected) -> int:
    """Return the number of customers that are not in the trash."""
    return int(database.select("SELECT count(*) AS n FROM customer WHERE trashed IS NULL")[0]["n"])


def due_count(database: Connected) -> int:
    """Return the number of customers that are due to be compared again."""
    return int(database.select("SELECT count(*) AS n FROM duplicate_due")[0]["n"])


def due_names(database: Connected) -> list[tuple[int, str]]:
    """Return id and shape of the name of each customer that is due."""
    query = "SELECT d.id, c.name_shape FROM duplicate_due AS d JOIN customer AS c ON c.id = d.id"
    return [(row["id"], row["name_shape"]) for row in database.select(query)]


def live_names(database: Connected, shapes: Collection[str]) -> list[tuple[str, str, int]]:
    """Return shape, normalised name and id of the customers outside the trash whose names have these shapes."""
    query = (
        "SELECT name_shape, name_norm, id FROM customer"
        " WHERE name_shape IN ({}) AND trashed IS NULL ORDER BY name_shape, name_norm, id"
    )
    return [row for some in blocks(shapes) for row in tuples(database, marked(query, some), some)]


def shapes_of(database: Connected, ids: Collection[int]) -> list[tuple[int, str]]:
    """Return id and shape of the name of each of these customers."""
    query = "SELECT id, name_shape FROM customer WHERE id IN ({})"
    return [row for some in blocks(ids) for row in tuples(database, marked(query, some), some)]


def sharing(database: Connected, ids: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs (low, high) of these customers with others that share a value with them.

    Shared values are a phone, email, account number or external id, or the postcode with the start of the street. At
    most `NEIGHBOURS` others on each side count for a value.
    """
    found: set[tuple[int, int]] = set()
    for some in blocks(ids):
        for mine, *lists in tuples(database, marked(_SHARING, some), some):
            for others in filter(None, lists):
                found |= {(mine, other) if mine < other else (other, mine) for other in map(int, others.split())}
    return found


def people(database: Connected, ids: Collection[int]) -> list[Person]:
    """Return equal phones and emails of these customers and the contacts of others, or the other way round."""
    return [
        Person(*row) for some in blocks(ids) for query in _PEOPLE for row in tuples(database, marked(query, some), some)
    ]


def distinct(database: Connected, ids: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs with one of these customers that people marked as different."""
    return {(low, high) for low, high in _pairs_of(database, '"distinct"', ids)}


def replace(
    database: Maintained, looked: Collection[int], kept: Collection[int], found: Iterable[FoundPair], seen: DataVersion
) -> None:
    """Replace the known pairs of customers by those found, in one transaction, and mark the customers as compared.

    Customers that were written after `seen` stay due, with the other customers of their pairs.

    Args:
        database: the database of the pairs.
        looked: ids of the customers that were compared with all others.
        kept: ids of customers that were compared earlier in the same run; pairs with them stay.
        found: the possible pairs.
        seen: the version of the records that were compared.

    Raises:
        Restored: a backup was restored since; nothing is written.
        Unusable: the database cannot be written.
    """
    with database.maintenance("duplicates", read_after=seen[0]) as connection:
        changed = {
            row_id
            for row in connection.execute(
                "SELECT customer_id, other_customer_id FROM change WHERE batch_id > ?", [seen[1]]
            )
            for row_id in row
        }
        rows, again = [], set(changed)
        for one in found:
            if one.low in changed or one.high in changed:
                again |= {one.low, one.high}
            else:
                rows.append((*one[:4], _as_json(one.reasons)))
        known = _pairs_of(database, "duplicate_pair", looked)
        gone = [(low, high) for low, high in known if low not in kept and high not in kept]
        connection.executemany("DELETE FROM duplicate_pair WHERE low_id = ? AND high_id = ?", gone)
        connection.executemany(f"INSERT OR REPLACE INTO duplicate_pair ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)
        done = [(one,) for one in looked if one not in again]
        connection.executemany("DELETE FROM duplicate_due WHERE id = ?", done)
        connection.executemany(
            "INSERT OR IGNORE INTO duplicate_due (id) SELECT id FROM customer WHERE id = ? AND trashed IS NULL",
            [(one,) for one in again if one is not None],
        )


def _pairs_of(database: Connected, table: str, ids: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs in a table that have one of these customers."""
    query = f"SELECT low_id, high_id FROM {table} WHERE {{}} IN ({{{{}}}})"
    sides = [query.format(side) for side in ("low_id", "high_id")]
    return {row for some in blocks(ids) for side in sides for row in tuples(database, marked(side, some), some)}


_as_json = json.JSONEncoder(ensure_ascii=False).encode
_COLUMNS = "low_id, high_id, grade, score, reasons"


def _found(row: dict[str, Any]) -> FoundPair:
    try:
        reasons = tuple(str(one) for one in json.loads(row["reasons"]))
    except ValueError:
        raise Unusable("The database is damaged: its possible duplicates cannot be read.") from None
    return FoundPair(row["low_id"], row["high_id"], row["grade"], row["score"], reasons)


def _columns(match: Match) -> list[str]:
    suffix = "_digits" if match is Match.PHONE else "_norm"
    return [field.name + suffix for field in Customer.fields.values() if field.match is match]


def _neighbours(mine: str, others: str, also: str = "") -> str:
    """Return SQL for the ids of others with the same value, on both sides, as two columns."""
    query = (
        "(SELECT group_concat(id, ' ') FROM (SELECT b.id FROM customer AS b"
        f" WHERE {others} = {mine} AND b.id {{}} a.id AND b.trashed IS NULL{also}"
        f" ORDER BY b.id {{}} LIMIT {NEIGHBOURS}))"
    )
    return f"{query.format('<', 'DESC')}, {query.format('>', 'ASC')}"


def _sharing() -> str:
    parts = [
        _neighbours(f"nullif(a.{mine}, '')", f"b.{other}")
        for match in (Match.PHONE, Match.EMAIL, Match.REFERENCE)
        for mine in _columns(match)
        for other in (_columns(match) if match is Match.PHONE else [mine])
    ]
    mine, other = (PLACE.replace("billing", f"{alias}.billing") for alias in "ab")
    has_place = HAS_PLACE.replace("billing", "b.billing")
    has_mine = HAS_PLACE.replace("billing", "a.billing")
    parts.append(_neighbours(f"CASE WHEN {has_mine} THEN {mine} END", other, f" AND {has_place}"))
    return f"SELECT a.id, {', '.join(parts)} FROM customer AS a WHERE a.id IN ({{}})"


def _people(what: str, mine: str, theirs: str) -> list[str]:
    """Return two queries for equal values in a field of customers and one of contacts, by either side's ids."""
    name = "trim(k.first_name || ' ' || k.last_name)"
    columns = f"SELECT a.id, o.id, {name}, '{what}'"
    live = f"a.{mine} != '' AND a.id != o.id AND a.trashed IS NULL AND k.trashed IS NULL AND o.trashed IS NULL"
    owner = "JOIN customer AS o ON o.id = k.customer_id"
    return [
        f"{columns} FROM customer AS a JOIN contact AS k ON k.id IN (SELECT id FROM contact WHERE {theirs} = a.{mine}"
        f" ORDER BY id LIMIT {NEIGHBOURS}) {owner} WHERE a.id IN ({{}}) AND {live}",
        f"{columns} FROM contact AS k JOIN customer AS a ON a.id IN (SELECT id FROM customer WHERE {mine} = k.{theirs}"
        f" ORDER BY id LIMIT {NEIGHBOURS}) {owner} WHERE k.customer_id IN ({{}}) AND k.{theirs} != '' AND {live}",
    ]


_SHARING = _sharing()
_PEOPLE = [
    query
    for match, what, theirs in ((Match.PHONE, "phone", "phone_digits"), (Match.EMAIL, "email", "email_norm"))
    for mine in _columns(match)
    for query in _people(what, mine, theirs)
]
