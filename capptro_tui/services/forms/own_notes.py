"""Notes of one record type on its records as targets of a link: of an order, its open amount."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.order import Order
from capptro_tui.models.types import amounts

Notes = dict[int, str]
"""Id to the note on a record."""


def offered_first(database: Database, record: RecordType, owner_id: int | None, limit: int) -> list[dict[str, Any]]:
    """Return the records of an owner that are most likely to be chosen, best first; [] if there are no such."""
    own = _FIRST.get(record.info.name)
    return own(database, owner_id, limit) if own is not None and owner_id is not None else []


def own_notes(database: Database, record: RecordType, found: list[dict[str, Any]]) -> Notes:
    """Return the notes on records whose type has them."""
    own = _NOTES.get(record.info.name)
    return own(database, found) if own is not None else {}


def _owed_orders(database: Database, customer_id: int, limit: int) -> list[dict[str, Any]]:
    """Return the orders that are not paid in full, oldest first: a payment is mostly for one of these."""
    from capptro_tui.services.business import accounts

    ids = [due.order_id for due in accounts.owed_orders(database, customer_id) if due.order_id is not None]
    return rows.by_ids(database, Order, ids[:limit])


def _open_amounts(database: Database, orders: list[dict[str, Any]]) -> Notes:
    from capptro_tui.services.business import accounts

    told: Notes = {}
    for customer_id in {row["customer_id"] for row in orders}:
        dues = {due.order_id: due.open for due in accounts.owed_orders(database, customer_id)}
        for row in orders:
            if row["customer_id"] == customer_id and row["id"] in dues:
                told[row["id"]] = f"open {amounts.money(dues[row['id']], row['currency'])}"
    return told


_FIRST: dict[str, Callable[[Database, int, int], list[dict[str, Any]]]] = {Order.info.name: _owed_orders}
_NOTES: dict[str, Callable[[Database, list[dict[str, Any]]], Notes]] = {Order.info.name: _open_amounts}
