"""Reading amounts: what is owed, by whom, for what."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.reader import Source
from capptro_tui.models.order import OWED

_STATES = ", ".join(f"'{state}'" for state in OWED)
_PAID = "(SELECT coalesce(sum(p.amount), 0) FROM payment AS p WHERE p.order_id = o.id AND p.trashed IS NULL{})"


def owed(source: Source, customer_id: int, *, without: int | None = None) -> int:
    """A customer's balance, one payment left out, in the smallest unit of its currency."""
    query = (
        "SELECT c.balance + coalesce((SELECT p.amount FROM payment AS p WHERE p.id = ? AND p.customer_id = c.id"
        " AND p.trashed IS NULL), 0) AS n FROM customer AS c WHERE c.id = ?"
    )
    return int(source.select(query, [without, customer_id])[0]["n"])


def owed_for(source: Source, order_id: int, *, without: int | None = None) -> int:
    """What was not yet paid for an order by payments for it, one of them left out."""
    query = f'SELECT o.total - {_PAID.format(" AND p.id IS NOT ?")} AS n FROM "order" AS o WHERE o.id = ?'
    return int(source.select(query, [without, order_id])[0]["n"])


def owed_orders(source: Source, customer_id: int) -> list[dict[str, Any]]:
    """A customer's orders that are owed for, oldest first: `id`, `day`, `reference`, `total`, and `paid` by payments
    for it."""
    query = (
        f'SELECT o.id, o.day, o.reference, o.total, {_PAID.format("")} AS paid FROM "order" AS o'
        f" WHERE o.customer_id = ? AND o.trashed IS NULL AND o.status IN ({_STATES}) ORDER BY o.day, o.id"
    )
    return source.select(query, [customer_id])


def payments(source: Source, customer_id: int) -> list[dict[str, Any]]:
    """A customer's payments, oldest first: `id`, `day`, `amount`, `order_id`, `method`, `reference`."""
    query = (
        "SELECT id, day, amount, order_id, method, reference FROM payment"
        " WHERE customer_id = ? AND trashed IS NULL ORDER BY day, id"
    )
    return source.select(query, [customer_id])


def debtors(source: Source) -> list[dict[str, Any]]:
    """Id, name, currency and balance of the customers that owe something or are owed, the largest balance first."""
    query = (
        "SELECT id, name, currency, balance FROM customer"
        " WHERE trashed IS NULL AND balance != 0 ORDER BY balance DESC, id"
    )
    return source.select(query)
