"""Rules of single record types: sums of lines, limits of payments, currencies of customers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.read import money_rows
from capptro_tui.errors import FieldError, Invalid, Refused
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.attachment import OWNERS, Attachment
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import ACTIVE, Customer
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.order import OWED, Order, OrderLine
from capptro_tui.models.records.payment import PAYMENT, Payment
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User
from capptro_tui.models.types import amounts
from capptro_tui.services.rules import contact_rules, fence_rules, user_rules
from capptro_tui.services.rules.writing import Writing
from capptro_tui.text.patterns import pattern

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


def follow(record: RecordType, writing: Writing) -> None:
    """Check the values that are about to be written to a record, and complete them. Raises Invalid."""
    own, about = _OWN.get(record.info.name, (None, frozenset()))
    if own is not None and about & writing.values.keys():
        own(writing)


def refuse_typed(record: RecordType) -> None:
    """Raise Refused for a record type that cannot be created by typing; the message says what to do instead."""
    if record is Attachment:
        raise Refused(
            "A document comes from a file: attach it to its record with “capptro attach C-42 FILE”, or with A on the "
            "page of that record."
        )


def depends_on(record: RecordType) -> frozenset[str]:
    """Return the fields that trigger the rules of a record type."""
    return _OWN[record.info.name][1] if record.info.name in _OWN else frozenset()


def _line(line: Writing) -> None:
    """Compute net and tax of a line. Raises Invalid if they are too large."""
    whole = line.whole
    net, tax = amounts.line(whole["quantity"], whole["unit_price"], whole["tax_rate"], whole["currency"])
    if abs(net) + abs(tax) > amounts.LARGEST:
        raise Invalid([FieldError("unit_price", "Unit price: the line comes to more than can be recorded.")])
    line.values["net"], line.values["tax"] = net, tax


def _order(order: Writing) -> None:
    """Keep an order's currency, and set its due day by its customer's payment term unless one was typed."""
    _keep_currency(order, Order)
    whole = order.whole
    customer = order.transaction.get(Customer, whole["customer_id"])
    days = days_to_pay(customer.payment_term)
    is_new = order.row_id is None
    moved = not is_new and order.values.get("day", order.stored["day"]) != order.stored["day"]
    followed = is_new or (moved and order.stored["due"] == _due(order.stored["day"], days))
    if days is not None and followed and not order.values.get("due"):
        order.values["due"] = _due(whole["day"], days)


def days_to_pay(term: str) -> int | None:
    """Return the days that a payment term names: 30 for `net 30` or `30 days`; None for none, or several."""
    found = _TERM.fullmatch(term.strip())
    return int(found[1] or found[2]) if found else None


_TERM = pattern(r"net\s*(\d{1,3})(?:\s*days?)?|(\d{1,3})\s*days?(?:\s*net)?", re.IGNORECASE)


def _due(day: str, days: int | None) -> str | None:
    if days is None:
        return None
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _payment(payment: Writing) -> None:
    """Keep a payment's currency, and add a notice about credit: an amount beyond the debt."""
    _keep_currency(payment, Payment)
    transaction, whole = payment.transaction, payment.whole
    customer = transaction.get(Customer, whole["customer_id"])
    if whole["kind"] != PAYMENT:
        return
    order = transaction.get(Order, whole["order_id"]) if whole["order_id"] is not None else None
    if order is not None and order.status not in OWED:
        state = Order.fields["status"].choice(order.status).label.lower()
        payment.notices.append(f"{number(Order, order.id)} is {state}: until it is owed for, the payment is credit.")
        return
    counted = payment.stored["amount"] if payment.row_id is not None and not payment.stored.get("trashed") else 0
    owed = money_rows.balance(transaction, customer.id)
    if payment.row_id is not None and payment.stored["customer_id"] == customer.id:
        owed += counted if payment.stored["kind"] == PAYMENT else -counted
    if (credit := whole["amount"] - max(0, owed)) > 0:
        told = amounts.money(credit, customer.currency)
        payment.notices.append(f"{told} more than {customer.name} owes is kept as credit.")


def _contract(contract: Writing) -> None:
    """Keep a contract's currency."""
    _keep_currency(contract, Contract)


def _keep_currency(writing: Writing, record: RecordType) -> None:
    """Raise Invalid if a record moves to a customer with another currency: amounts are never converted."""
    if writing.row_id is None or "customer_id" not in writing.values:
        return
    customer = writing.transaction.get(Customer, writing.values["customer_id"])
    if customer.currency != (old := writing.stored["currency"]):
        label, called = record.info.label.lower(), number(record, writing.row_id)
        message = (
            f"Customer: {customer.name} is billed in {customer.currency}, {called} is in {old}. "
            f"Make a new {label} for {customer.name} instead."
        )
        raise Invalid([FieldError("customer_id", message)])


def _customer(customer: Writing) -> None:
    """Raise Invalid if a customer with amounts is to get another currency."""
    if customer.row_id is not None and (told := has_amounts(customer.transaction, customer.row_id)):
        raise Invalid([FieldError("currency", f"Currency: there is {told} in the old one.")])


def has_amounts(transaction: Transaction, customer_id: int) -> str:
    """Return the records in a customer's currency, counted: `3 orders`; "" if there are none."""
    counts = [(record, transaction.count(record, customer_id=customer_id)) for record in (Order, Payment, Contract)]
    return ", ".join(record.info.counted(count) for record, count in counts if count)


def _attachment(document: Writing) -> None:
    """Raise Invalid if a document's content changes, or if it does not belong to exactly one record."""
    values, whole = document.values, document.whole
    if fixed := [name for name in _CONTENT if name in values]:
        label = Attachment.fields[fixed[0]].label
        raise Invalid(
            [FieldError(fixed[0], f"{label} of a document is that of its file; attach another file instead.")]
        )
    owners = [name for name in _OWNER_LINKS if whole[name] is not None]
    labels = " and ".join(Attachment.fields[name].label.lower() for name in owners)
    if len(owners) > 1:
        raise Invalid(
            [FieldError(owners[-1], f"A document belongs to one record, not to {labels}. Empty one of them.")]
        )
    if not owners and whole["customer_id"] is None:
        emptied = next(name for name in _OWNER_LINKS if name in values)
        raise Invalid([FieldError(emptied, "A document belongs to a record: name another one instead.")])


def _settings(settings: Writing) -> None:
    """Raise Invalid if the default customer is not active, or a folder is not an absolute path."""
    if (folder := settings.whole["second_backup_folder"]) and not Path(folder).expanduser().is_absolute():
        message = "Second backup folder: name it from the top, such as /media/usb."
        raise Invalid([FieldError("second_backup_folder", message)])
    if (customer_id := settings.whole["default_customer_id"]) is not None:
        customer = settings.transaction.get(Customer, customer_id)
        if customer.status != ACTIVE:
            raise Invalid([FieldError("default_customer_id", f"Default customer: {customer.name} is not active.")])


_CONTENT = ("size", "type", "sha256")
_OWNER_LINKS = tuple(f"{name}_id" for name in OWNERS)

_Rule = Callable[[Writing], None]

_OWN: dict[str, tuple[_Rule, frozenset[str]]] = {
    OrderLine.info.name: (_line, frozenset({"quantity", "unit_price", "tax_rate"})),
    Order.info.name: (_order, frozenset({"customer_id", "day", "due"})),
    Payment.info.name: (_payment, frozenset({"amount", "order_id", "customer_id", "kind"})),
    Contract.info.name: (_contract, frozenset({"customer_id"})),
    Customer.info.name: (_customer, frozenset({"currency"})),
    Attachment.info.name: (_attachment, frozenset({*_CONTENT, *_OWNER_LINKS})),
    Settings.info.name: (_settings, frozenset({"default_customer_id", "second_backup_folder"})),
    Contact.info.name: (contact_rules.follow, contact_rules.ABOUT),
    User.info.name: (user_rules.follow, user_rules.ABOUT),
    Geofence.info.name: (fence_rules.follow, fence_rules.ABOUT),
}
"""Record type's name to its rule, and the fields that trigger it."""
