"""Reads for the duplicate check: names and their shapes, equal keys, contacts, and a customer's compared columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from capptro_tui.db.connection.driver import FAULTS
from capptro_tui.db.connection.reader import Connected, Source
from capptro_tui.db.indexes.duplicate_index import HAS_PLACE, PLACE
from capptro_tui.matching.derive import derived_columns
from capptro_tui.models.field import Match
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.text.shape import SHAPE_LENGTH

_AT_ONCE = 500
_SHAPES_AT_ONCE = 50_000
_MOST_IN_A_PLACE = 100
_FOUND_BY = ("_key", "_compact", "_shape", "_text", "_order")

NamedRow = tuple[int, str, int | None]
"""(id of a customer, its normalised name, id of the customer that it was merged into or None)."""

T = TypeVar("T", int, str)


def is_large(database: Connected, count: int) -> bool:
    """Return whether there are more customers than `count`, trashed ones too."""
    return bool(database.select("SELECT 1 FROM customer LIMIT 1 OFFSET ?", [count]))


def shapes(database: Connected) -> Iterator[str]:
    """Yield the shapes of the names of all customers, trashed ones too: each once, in order, joined in blocks.

    SQLite joins them, so that other threads can run meanwhile.
    """
    query = (
        "SELECT group_concat(name_shape, '') FROM"
        f" (SELECT DISTINCT name_shape FROM customer WHERE name_shape > ? ORDER BY name_shape LIMIT {_SHAPES_AT_ONCE})"
    )
    last = ""
    while block := tuples(database, query, [last])[0][0]:
        yield block
        last = block[-SHAPE_LENGTH:]


def shapes_since(database: Connected, batch_id: int, limit: int) -> list[str]:
    """Return the shapes of the names of customers that batches after this one have written, `limit` at most."""
    # The + keeps the planner from reading all entries about customers.
    query = (
        "SELECT DISTINCT name_shape FROM change JOIN customer ON customer.id = row_id"
        " WHERE batch_id > ? AND +record = 'customer' LIMIT ?"
    )
    return [row[0] for row in tuples(database, query, [batch_id, limit])]


def named(database: Connected, shapes: Collection[str]) -> list[NamedRow]:
    """Return the customers, trashed ones too, whose names have one of these shapes."""
    query = "SELECT id, name_norm, merged_into_id FROM customer WHERE name_shape IN ({})"
    return [row for some in blocks(shapes) for row in tuples(database, marked(query, some), some)]


def with_equal(database: Connected, keys: Iterable[tuple[Match, str]]) -> set[int]:
    """Return ids of the customers that have one of these keys in any field with the same match role."""
    parts, values = [], []
    for match, key in keys:
        for field in Customer.fields.values():
            if field.match is match:
                suffix = "_digits" if match is Match.PHONE else "_norm"
                parts.append(f'SELECT id FROM customer WHERE "{field.name}{suffix}" = ?')
                values.append(key)
    return {row["id"] for row in database.select(" UNION ".join(parts), values)} if parts else set()


def holders(
    source: Source, record: RecordType, column: str, keys: Collection[str], wanted: str = "id", *, most: int = 20
) -> dict[str, list[int]]:
    """Return the records that hold each of many keys in an indexed column: the first ones of each key.

    Args:
        source: the source to read from.
        record: the record type.
        column: a derived column.
        keys: the keys.
        wanted: the column whose values are returned: the id, or that of a link.
        most: most records of each key.

    Returns:
        Key to ids, for the keys that a record holds.
    """
    query = (
        f'SELECT j.value AS key, (SELECT json_group_array(of) FROM (SELECT "{wanted}" AS of FROM "{record.info.name}"'
        f' WHERE "{column}" = j.value ORDER BY id LIMIT {most})) AS ids FROM json_each(?) AS j'
    )
    found = source.select(query, [json.dumps(sorted(keys))]) if keys else []
    return {row["key"]: ids for row in found if (ids := json.loads(row["ids"]))}


def in_the_same_place(database: Connected, postcode: str, street: str) -> set[int]:
    """Return ids of customers, at most 100, of an equal postcode whose street begins the same."""
    if not postcode or not street:
        return set()
    typed = PLACE.replace("billing_postcode", "?").replace("billing_street", "?")
    query = f"SELECT id FROM customer WHERE {PLACE} = {typed} AND {HAS_PLACE} LIMIT {_MOST_IN_A_PLACE}"
    return {row[0] for row in tuples(database, query, [postcode, street])}


def contacts_like(database: Connected, phones: Collection[str], email: str) -> list[dict[str, Any]]:
    """Return the contacts that have one of these phones' digits or this email, with their customer's id."""
    keys = [("phone_digits", phone) for phone in sorted(phones)] + [("email_norm", email)] * bool(email)
    one = 'SELECT id, customer_id, first_name, last_name, phone_digits, email_norm FROM contact WHERE "{}" = ?'
    query = " UNION ".join(one.format(column) for column, _ in keys)
    return database.select(query, [key for _, key in keys]) if keys else []


def compared(database: Source, ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the columns of the customers with these ids that are compared and shown; not whole rows."""
    query = f"SELECT {_compared_columns()} FROM customer WHERE id IN ({{}})"
    return [row for some in blocks(ids) for row in database.select(marked(query, some), some)]


def different_from(database: Connected, row_id: int) -> set[int]:
    """Return ids of the customers that people marked as different from this one."""
    rows = database.select('SELECT low_id, high_id FROM "distinct" WHERE ? IN (low_id, high_id)', [row_id])
    return {row["high_id"] if row["low_id"] == row_id else row["low_id"] for row in rows}


def blocks(values: Collection[T]) -> Iterator[list[T]]:
    """Return the values, sorted, in lists that are short enough for one query."""
    wanted = sorted(values)
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))


def marked(query: str, values: list[Any]) -> str:
    """Return the query with a placeholder for each value."""
    return query.format(", ".join("?" * len(values)))


def _compared_columns() -> str:
    matched = [field.name for field in Customer.fields.values() if field.is_compared]
    derived = [name for name in derived_columns(Customer) if not name.endswith(_FOUND_BY)]
    place = ["billing_street", "billing_postcode", "billing_city"]
    names = ["id", "status", "trashed", "merged_into_id", *matched, *place, *derived]
    return ", ".join(f'"{name}"' for name in names)


def tuples(database: Connected, query: str, values: list[Any]) -> list[Any]:
    """Return rows as plain tuples: thousands of dicts take long. Raises Unusable."""
    try:
        with database.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None
            return cursor.execute(query, values).fetchall()
    except FAULTS as error:
        raise database.explain(error) from None
