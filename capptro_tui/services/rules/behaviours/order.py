"""Rules of orders and their lines: the due day, the sums of lines."""

from __future__ import annotations

import re
from datetime import date, timedelta

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.types import amounts
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.writing import Writing
from capptro_tui.text.patterns import pattern


class OrderBehaviour(Behaviour):
    """Rules of orders."""

    triggers = frozenset({"customer_id", "day", "due"})

    def check(self, writing: Writing) -> None:
        """Set an order's due day by its customer's payment term unless one was typed."""
        whole = writing.whole
        customer = writing.transaction.get(Customer, whole["customer_id"])
        days = days_to_pay(customer.payment_term)
        is_new = writing.row_id is None
        moved = not is_new and writing.values.get("day", writing.stored["day"]) != writing.stored["day"]
        followed = is_new or (moved and writing.stored["due"] == _due(writing.stored["day"], days))
        if days is not None and followed and not writing.values.get("due"):
            writing.values["due"] = _due(whole["day"], days)


class OrderLineBehaviour(Behaviour):
    """Rules of the lines of orders."""

    triggers = frozenset({"quantity", "unit_price", "tax_rate"})

    def check(self, writing: Writing) -> None:
        """Compute net and tax of a line. Raises Invalid if they are too large."""
        whole = writing.whole
        net, tax = amounts.line(whole["quantity"], whole["unit_price"], whole["tax_rate"], whole["currency"])
        if abs(net) + abs(tax) > amounts.LARGEST:
            raise Invalid([FieldError("unit_price", "Unit price: the line comes to more than can be recorded.")])
        writing.values["net"], writing.values["tax"] = net, tax


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
