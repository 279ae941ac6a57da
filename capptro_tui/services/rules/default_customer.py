"""The default customer: it stops being it when it is deactivated or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capptro_tui.models.records.customer import ACTIVE, Customer

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


def end_default(transaction: Transaction) -> tuple[str, ...]:
    """Unset the default customer if it is not active any more; return the notices."""
    settings = transaction.settings()
    if settings.default_customer_id is None:
        return ()
    row = transaction.get(Customer, settings.default_customer_id)
    if row.status == ACTIVE and row.trashed is None:
        return ()
    transaction.change(settings, {"default_customer_id": None})
    return (_ended(row),)


def lost_default(transaction: Transaction, before: int | None) -> tuple[str, ...]:
    """Return a notice if a write has emptied the link to the default customer, whose id was `before`."""
    if before is None or transaction.settings().default_customer_id is not None:
        return ()
    return (_ended(transaction.get(Customer, before)),)


def _ended(customer: Customer) -> str:
    return f"{customer.name} is no longer the default customer."
