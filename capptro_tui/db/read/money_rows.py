"""Reads amounts: balances of customers, and their orders and payments."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.indexes.balance_index import ORDER_AMOUNT, PAYMENT_AMOUNT
from capptro_tui.models.records.order import OWED

_STATES = ", ".join(f"'{state}'" for state in OWED)


def balance(source: Source, customer_id: int) -> int:
    """Return a customer's balance in the smallest unit of its currency; negative if it has paid too much."""
    rows = source.select("SELECT balance FROM customer WHERE id = ?", [customer_id])
    return int(rows[0]["balance"]) if rows else 0


def billed(source: Source, customer_id: int) -> list[dict[str, Any]]:
    """Return a customer's orders and credit notes that count, oldest first.

    Each has `id`, `kind`, `day`, `due`, `reference`, and `amount`: the amount it adds to the balance.
    """
    query = (
        f'SELECT o.id, o.kind, o.day, o.due, o.reference, {ORDER_AMOUNT.format(row="o")} AS amount FROM "order" AS o'
        f" WHERE o.customer_id = ? AND o.trashed IS NULL AND o.status IN ({_STATES}) ORDER BY o.day, o.id"
    )
    return source.select(query, [customer_id])


def payments(source: Source, customer_id: int) -> list[dict[str, Any]]:
    """Return a customer's payments and refunds, oldest first.

    Each has `id`, `kind`, `day`, `order_id`, `method`, `reference`, and `amount`: the amount it takes from the balance.
    """
    query = (
        f"SELECT p.id, p.kind, p.day, p.order_id, p.method, p.reference, {PAYMENT_AMOUNT.format(row='p')} AS amount"
        " FROM payment AS p WHERE p.customer_id = ? AND p.trashed IS NULL ORDER BY p.day, p.id"
    )
    return source.select(query, [customer_id])


def dated_later(source: Source, customer_id: int, today: str) -> int:
    """Return the part of a customer's balance that comes from orders and payments dated after `today`."""
    query = (
        f'SELECT coalesce((SELECT sum({ORDER_AMOUNT.format(row="o")}) FROM "order" AS o WHERE o.customer_id = ?1'
        f" AND o.trashed IS NULL AND o.status IN ({_STATES}) AND o.day > ?2), 0)"
        f" - coalesce((SELECT sum({PAYMENT_AMOUNT.format(row='p')}) FROM payment AS p WHERE p.customer_id = ?1"
        " AND p.trashed IS NULL AND p.day > ?2), 0) AS n"
    )
    return int(source.select(query, [customer_id, today])[0]["n"])


def debtors(source: Source) -> list[dict[str, Any]]:
    """Return id, name, currency and balance of the customers with a balance other than 0, the largest first."""
    query = (
        "SELECT id, name, currency, balance FROM customer"
        " WHERE trashed IS NULL AND balance != 0 ORDER BY balance DESC, id"
    )
    return source.select(query)
