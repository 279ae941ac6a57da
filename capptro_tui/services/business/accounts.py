"""What customers owe: which orders are paid by which payments, how old the debt is, and the statement of it all."""

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
"""Days after an order is due, or after its date where it has no due day, at which a debt is called older: up to 30, to
60, to 90, and over 90."""

AGE_LABELS = ("up to 30 days", "31 to 60", "61 to 90", "over 90")


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be paid for an order, or was paid back without one."""

    order_id: int | None  #: None for what was paid back beyond all credit
    day: str  #: the order's
    counts_from: str  #: the day from which it is old: the day on which it is due, else the order's
    reference: str
    total: int
    paid: int  #: by payments for it, on account and by credit notes

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
    later: int  #: what of the balance comes from orders and payments of later days

    @property
    def balance(self) -> int:
        """What is owed in all; below nothing, what the customer has paid too much."""
        return sum(self.ages) - self.credit


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a statement: an order, credit note, payment or refund, and what is owed after it."""

    day: str
    number: str
    text: str
    amount: int  #: what it adds to what is owed; below nothing for a payment or credit note
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What happened on a customer's account between two days, both of them in it."""

    customer: dict[str, Any]
    since: str  #: "" for the beginning
    until: str  #: "" for all there is, also of later days
    opening: int
    entries: tuple[Entry, ...]
    aging: Aging  #: as of `until`, or of today

    @property
    def closing(self) -> int:
        """What is owed at the end."""
        return self.entries[-1].balance if self.entries else self.opening


def dues(billed: Iterable[Mapping[str, Any]], payments: Iterable[Mapping[str, Any]]) -> tuple[list[Due], int]:
    """What is to be paid, and what was paid beyond all of it.

    A payment or refund for an order counts there. What an order is paid too much, payments on account and credit notes
    pay what has been due longest. Refunds beyond all credit are owed again.

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
    """A customer's orders that are not paid in full, oldest first."""
    found, _ = dues(money_rows.billed(database, customer_id), money_rows.payments(database, customer_id))
    return [due for due in found if due.open and due.order_id is not None]


def due(database: Database, order: Mapping[str, Any]) -> Due | None:
    """What is paid of an order, and what is open; None for one that is not to be paid for."""
    customer_id = order["customer_id"]
    found, _ = dues(money_rows.billed(database, customer_id), money_rows.payments(database, customer_id))
    return next((one for one in found if one.order_id == order["id"]), None)


def dated_later(database: Database, customer_id: int) -> int:
    """What of a customer's balance comes from orders and payments of days after today."""
    return money_rows.dated_later(database, customer_id, database.now().date().isoformat())


def aging(database: Database) -> list[Aging]:
    """Every customer with a balance, who owes most first."""
    return [_aging(database, customer) for customer in money_rows.debtors(database)]


def statement(database: Database, customer_id: int, since: str = "", until: str = "") -> Statement:
    """A customer's statement from one ISO day to another; without them all of it. Raises Missing."""
    customer = rows.one(database, Customer, customer_id)
    if customer is None:
        raise Missing(f"There is no customer {number(Customer, customer_id)}.")
    found = [one for one in _entries(database, customer_id) if not until or one.day <= until]
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
        entries.append(Entry(day, numbered, text, amount, balance))
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
    """How old what a customer owes is: today and with everything on the account, or on a day and without what is
    later."""
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
