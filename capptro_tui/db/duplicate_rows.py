"""Reading for the duplicate check: names, equal keys, contacts, and pairs known to be different."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.models.customer import Customer
from capptro_tui.models.field import Match
from capptro_tui.models.record import BASE
from capptro_tui.search.derive import derived_columns

_AT_ONCE = 500


def names(database: Database) -> list[tuple[int, str, str]]:
    """Id, sorted words and spaceless form of the name of every customer, trashed ones too."""
    rows = database.select("SELECT id, name_key, name_compact FROM customer")
    return [(row["id"], row["name_key"], row["name_compact"]) for row in rows]


def with_equal(database: Database, keys: Iterable[tuple[Match, str]]) -> set[int]:
    """Ids of the customers that have one of these keys in any field of its kind."""
    found: set[int] = set()
    for match, key in keys:
        columns = [one.name + ("_digits" if match is Match.PHONE else "_norm") for one in _matched(match)]
        where = " OR ".join(f'"{name}" = ?' for name in columns)
        found |= {row["id"] for row in database.select(f"SELECT id FROM customer WHERE {where}", [key] * len(columns))}
    return found


def contacts_like(database: Database, phones: Collection[str], email: str) -> list[dict[str, Any]]:
    """The contacts that have one of these phones' digits or this email, with their customer's id."""
    marks = ", ".join("?" * len(phones))
    return database.select(
        "SELECT customer_id, first_name, last_name, phone_digits, email_norm FROM contact"
        f" WHERE (phone_digits != '' AND phone_digits IN ({marks})) OR (email_norm != '' AND email_norm = ?)",
        [*phones, email],
    )


def compared(database: Database, ids: Collection[int]) -> list[dict[str, Any]]:
    """The customers with these ids, derived columns included."""
    columns = ", ".join(f'"{name}"' for name in [*Customer.fields, *derived_columns(Customer)])
    rows: list[dict[str, Any]] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows += database.select(f"SELECT {columns} FROM customer WHERE id IN ({marks})", some)
    return rows


def different_from(database: Database, row_id: int) -> set[int]:
    """Ids of the customers that were said to be different from this one."""
    rows = database.select('SELECT low_id, high_id FROM "distinct" WHERE ? IN (low_id, high_id)', [row_id])
    return {row["high_id"] if row["low_id"] == row_id else row["low_id"] for row in rows}


def _matched(match: Match) -> list[Any]:
    return [one for one in Customer.fields.values() if one.match is match and one.name not in BASE]
