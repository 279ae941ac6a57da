"""Orders and balances for the tests of money."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order, OrderLine
from tests.support import add, get


def order(database: Database, customer_id: int, *prices: str, status: str = "confirmed", **typed: Any) -> int:
    """An order with a line for each price, without tax."""
    row_id = add(database, Order, customer_id=customer_id, status=status, **typed)
    for price in prices:
        add(database, OrderLine, order_id=row_id, description="Thing", unit_price=price)
    return row_id


def balance(database: Database, customer_id: int) -> int:
    """What a customer owes, as it is stored."""
    return int(get(database, Customer, customer_id)["balance"])
