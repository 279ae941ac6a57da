"""Currencies of amounts: they are never converted, so neither a record nor its customer changes to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction
    from capptro_tui.services.rules.writing import Writing


def keep_currency(writing: Writing, record: RecordType) -> None:
    """Raise Invalid if a record moves to a customer with another currency."""
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


def has_amounts(transaction: Transaction, customer_id: int) -> str:
    """Return the records in a customer's currency, counted: `3 orders`; "" if there are none."""
    counts = [(record, transaction.count(record, customer_id=customer_id)) for record in (Order, Payment, Contract)]
    return ", ".join(record.info.counted(count) for record, count in counts if count)
