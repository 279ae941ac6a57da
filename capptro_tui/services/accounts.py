"""What customers owe: which orders are paid by which payments, how old the debt is, and the statement of it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from capptro_tui.db import money_rows, rows
from capptro_tui.db.database import Database
from capptro_tui.errors import Missing
from capptro_tui.models.customer import Customer
from capptro_tui.models.order import Order
from capptro_tui.models.payment import Payment
from capptro_tui.models.record import number

AGES = (30, 60, 90)
"""Days after an order's date at which a debt is called older: up to 30, to 60, to 90, and over 90."""

AGE_LABELS = ("up to 30 days", "31 to 60", "61 to 90", "over 90")


@dataclass(frozen=True, slots=True)
class Due:
    """An order that is owed for. `paid` is what payments for it and on account have paid of its `total`."""

    order_id: int
    day: str
    reference: str
    total: int
    paid: int

    @property
    def open(self) -> int:
        """What is still to be paid."""
        return self.total - self.paid


@dataclass(frozen=True, slots=True)
class Aging:
    """What a customer owes, in the smallest unit of its currency: by age, and the sum, from which a credit is taken."""

    customer_id: int
    name: str
    currency: str
    ages: tuple[int, ...]
    credit: int

    @property
    def balance(self) -> int:
        """What is owed in all; below nothing, what the customer has paid too much."""
        return sum(self.ages) - self.credit


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a statement: an order or a payment, and what is owed after it."""

    day: str
    number: str
    text: str
    amount: int  #: above nothing for an order, below for a payment
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What happened on a customer's account between two days, both of them in it."""

    customer: dict[str, Any]
    since: str  #: "" for the beginning
    until: str
    opening: int
    entries: tuple[Entry, ...]
    aging: Aging  #: as of `until`

    @property
    def closing(self) -> int:
        """What is owed at the end."""
        return self.entries[-1].balance if self.entries else self.opening


def dues(orders: Iterable[Mapping[str, Any]], payments: Iterable[Mapping[str, Any]]) -> tuple[list[Due], int]:
    """The orders, oldest first, with what is paid of each, and what was paid beyond all of them.

    A payment for an order pays that one; what it is too much by, and payments on account, pay the oldest orders first.
    """
    found = {row["id"]: Due(row["id"], row["day"], row["reference"], row["total"], 0) for row in orders}
    spare = 0
    for payment in payments:
        due = found.get(payment["order_id"])
        mine = min(payment["amount"], due.open) if due else 0
        if due:
            found[due.order_id] = replace(due, paid=due.paid + mine)
        spare += payment["amount"] - mine
    for due in list(found.values()):
        mine = max(0, min(spare, due.open))
        found[due.order_id] = replace(due, paid=due.paid + mine)
        spare -= mine
    return list(found.values()), spare


def owed_orders(database: Database, customer_id: int) -> list[Due]:
    """A customer's orders that are not paid in full, oldest first."""
    found, _ = dues(money_rows.owed_orders(database, customer_id), money_rows.payments(database, customer_id))
    return [due for due in found if due.open]


def due(database: Database, order: Mapping[str, Any]) -> Due | None:
    """What is paid of an order, and what is open; None for one that is not to be paid for."""
    customer_id = order["customer_id"]
    found, _ = dues(money_rows.owed_orders(database, customer_id), money_rows.payments(database, customer_id))
    return next((one for one in found if one.order_id == order["id"]), None)


def aging(database: Database) -> list[Aging]:
    """Every customer with a balance, who owes most first."""
    today = database.now().date().isoformat()
    return [_aging(database, customer, today) for customer in money_rows.debtors(database)]


def statement(database: Database, customer_id: int, since: str = "", until: str = "") -> Statement:
    """A customer's statement from one ISO day to another; without them from the beginning to today. Raises Missing."""
    customer = rows.one(database, Customer, customer_id)
    if customer is None:
        raise Missing(f"There is no customer {number(Customer, customer_id)}.")
    until = until or database.now().date().isoformat()
    found = [one for one in _entries(database, customer_id) if one.day <= until]
    before = [one for one in found if since and one.day < since]
    return Statement(
        customer,
        since,
        until,
        before[-1].balance if before else 0,
        tuple(found[len(before) :]),
        _aging(database, customer, until),
    )


def _entries(database: Database, customer_id: int) -> list[Entry]:
    """All that was ever owed and paid, in the order of its days; of one day orders first."""
    moves = [
        (row["day"], 0, row["id"], number(Order, row["id"]), row["reference"], row["total"])
        for row in money_rows.owed_orders(database, customer_id)
    ]
    moves += [
        (row["day"], 1, row["id"], number(Payment, row["id"]), _paid_by(row), -row["amount"])
        for row in money_rows.payments(database, customer_id)
    ]
    entries, balance = [], 0
    for day, _, _, numbered, text, amount in sorted(moves):
        balance += amount
        entries.append(Entry(day, numbered, text, amount, balance))
    return entries


def _paid_by(payment: Mapping[str, Any]) -> str:
    what = f"for {number(Order, payment['order_id'])}" if payment["order_id"] is not None else "on account"
    return ", ".join(text for text in (what, payment["method"], payment["reference"]) if text)


def _aging(database: Database, customer: Mapping[str, Any], today: str) -> Aging:
    """How old what a customer owes is on a day; later orders and payments do not count."""
    row_id = customer["id"]
    orders = [row for row in money_rows.owed_orders(database, row_id) if row["day"] <= today]
    payments = [row for row in money_rows.payments(database, row_id) if row["day"] <= today]
    found, spare = dues(orders, payments)
    ages = [0] * (len(AGES) + 1)
    for due in found:
        days = (date.fromisoformat(today) - date.fromisoformat(due.day)).days
        ages[sum(days > limit for limit in AGES)] += due.open
    return Aging(row_id, customer["name"], customer["currency"], tuple(ages), spare)
