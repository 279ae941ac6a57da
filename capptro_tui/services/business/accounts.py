"""Customers' accounts: which payments pay which orders, the age of debts, and statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import money_rows, rows
from capptro_tui.errors import Missing
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import SALE, Order
from capptro_tui.models.records.payment import PAYMENT, Payment

AGES = (30, 60, 90)
"""Limits in days between the ages of a debt: up to 30, to 60, to 90, and over 90.

They count from the day on which an order is due, or from its date if it has no due day.
"""

AGE_LABELS = ("up to 30 days", "31 to 60", "61 to 90", "over 90")


@dataclass(frozen=True, slots=True)
class Due:
    """An order with its payments, or a refund that exceeds all credit."""

    order_id: int | None  #: None for a refund beyond all credit
    day: str  #: the order's date, ISO
    counts_from: str  #: the day from which the debt ages: the due day, else the order's date
    reference: str
    total: int
    paid: int  #: by payments for it, on account and by credit notes

    @property
    def open(self) -> int:
        """The amount still to be paid."""
        return self.total - self.paid


@dataclass(frozen=True, slots=True)
class Aging:
    """A customer's debt, in the smallest unit of its currency: by age, and the credit to subtract."""

    customer_id: int
    name: str
    currency: str
    ages: tuple[int, ...]
    credit: int
    later: int  #: the part of the balance from orders and payments dated after today

    @property
    def balance(self) -> int:
        """The amount owed in all; negative if the customer has paid too much."""
        return sum(self.ages) - self.credit


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement: an order, credit note, payment or refund, and the balance after it."""

    day: str
    number: str
    text: str
    amount: int  #: the amount added to the balance; negative for a payment or credit note
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The entries on a customer's account between two days, both included."""

    customer: dict[str, Any]
    since: str  #: ISO day; "" for the beginning
    until: str  #: ISO day; "" for all entries, also those dated after today
    opening: int
    entries: tuple[StatementLine, ...]
    aging: Aging  #: as of `until`, or of today

    @property
    def closing(self) -> int:
        """The balance at the end."""
        return self.entries[-1].balance if self.entries else self.opening


def dues(billed: Iterable[Mapping[str, Any]], payments: Iterable[Mapping[str, Any]]) -> tuple[list[Due], int]:
    """Return the debts of a customer, and the credit that is left.

    A payment or refund for an order counts there. Overpayments of an order, payments on account and credit notes pay
    the longest due orders first. Refunds beyond all credit are owed again.

    Args:
        billed: Orders and credit notes as `money_rows.billed` reads them.
        payments: Payments and refunds as `money_rows.payments` reads them.

    Returns:
        The orders in the order of their days, and the credit that is left.
    """
    found: dict[int, Due] = {}
    credit = 0
    for row in billed:
        if row["amount"] > 0:
            found[row["id"]] = Due(row["id"], row["day"], row["due"] or row["day"], row["reference"], row["amount"], 0)
        else:
            credit -= row["amount"]
    last_refund = ""
    linked: dict[int, int] = defaultdict(int)
    for payment in payments:
        if payment["order_id"] in found:
            linked[payment["order_id"]] += payment["amount"]
        else:
            credit += payment["amount"]
        if payment["amount"] < 0:
            last_refund = payment["day"]
    for order_id, amount in linked.items():
        paid = min(amount, found[order_id].total)
        found[order_id] = replace(found[order_id], paid=paid)
        credit += amount - paid
    for one in sorted(found.values(), key=lambda due: (due.counts_from, due.order_id)):
        mine = max(0, min(credit, one.open))
        found[one.order_id or 0] = replace(one, paid=one.paid + mine)
        credit -= mine
    owed_again = [Due(None, last_refund, last_refund, "", -credit, 0)] if credit < 0 else []
    return [*found.values(), *owed_again], max(0, credit)


def owed_orders(database: Database, customer_id: int) -> list[Due]:
    """Return a customer's orders that are not paid in full, oldest first."""
    found, _ = dues(money_rows.billed(database, customer_id), money_rows.payments(database, customer_id))
    return [due for due in found if due.open and due.order_id is not None]


def due(database: Database, order: Mapping[str, Any]) -> Due | None:
    """Return the paid and open amounts of an order; None for an order that does not count."""
    customer_id = order["customer_id"]
    found, _ = dues(money_rows.billed(database, customer_id), money_rows.payments(database, customer_id))
    return next((one for one in found if one.order_id == order["id"]), None)


def dated_later(database: Database, customer_id: int) -> int:
    """Return the part of a customer's balance that comes from orders and payments dated after today."""
    return money_rows.dated_later(database, customer_id, database.now().date().isoformat())


def aging(database: Database) -> list[Aging]:
    """Return the ages of debt of every customer with a balance, the largest balance first."""
    return [_aging(database, customer) for customer in money_rows.debtors(database)]


def statement(database: Database, customer_id: int, since: str = "", until: str = "") -> Statement:
    """Return a customer's statement from one ISO day to another; "" for no limit. Raises Missing."""
    customer = rows.one(database, Customer, customer_id)
    if customer is None:
        raise Missing(f"There is no customer {number(Customer, customer_id)}.")
    found = [entry for entry in _entries(database, customer_id) if not until or entry.day <= until]
    before = [entry for entry in found if since and entry.day < since]
    return Statement(
        customer,
        since,
        until,
        before[-1].balance if before else 0,
        tuple(found[len(before) :]),
        _aging(database, customer, until),
    )


def _entries(database: Database, customer_id: int) -> list[StatementLine]:
    """Return all entries of a customer's account by day; orders before payments of the same day."""
    moves = [
        (row["day"], 0, row["id"], number(Order, row["id"]), _billed_by(row), row["amount"])
        for row in money_rows.billed(database, customer_id)
    ]
    moves += [
        (row["day"], 1, row["id"], number(Payment, row["id"]), _paid_by(row), -row["amount"])
        for row in money_rows.payments(database, customer_id)
    ]
    entries, balance = [], 0
    for day, _, _, numbered, text, amount in sorted(moves):
        balance += amount
        entries.append(StatementLine(day, numbered, text, amount, balance))
    return entries


def _billed_by(order: Mapping[str, Any]) -> str:
    what = Order.fields["kind"].choice(order["kind"]).label.lower() if order["kind"] != SALE else ""
    return ", ".join(text for text in (what, order["reference"]) if text)


def _paid_by(payment: Mapping[str, Any]) -> str:
    what = f"for {number(Order, payment['order_id'])}" if payment["order_id"] is not None else "on account"
    if payment["kind"] != PAYMENT:
        kind = Payment.fields["kind"].choice(payment["kind"]).label.lower()
        what = f"{kind} {what}" if payment["order_id"] is not None else kind
    return ", ".join(text for text in (what, payment["method"], payment["reference"]) if text)


def _aging(database: Database, customer: Mapping[str, Any], until: str = "") -> Aging:
    """Return the age of a customer's debt: as of today with all entries, or as of `until` without later ones."""
    row_id = customer["id"]
    today = database.now().date().isoformat()
    billed, payments = money_rows.billed(database, row_id), money_rows.payments(database, row_id)
    if until:
        billed = [row for row in billed if row["day"] <= until]
        payments = [row for row in payments if row["day"] <= until]
    as_of = date.fromisoformat(until or today)
    found, credit = dues(billed, payments)
    ages = [0] * (len(AGES) + 1)
    for due in found:
        days = (as_of - date.fromisoformat(due.counts_from)).days
        ages[sum(days > limit for limit in AGES)] += due.open
    later = sum(row["amount"] for row in billed if row["day"] > today)
    later -= sum(row["amount"] for row in payments if row["day"] > today)
    return Aging(row_id, customer["name"], customer["currency"], tuple(ages), credit, later)
