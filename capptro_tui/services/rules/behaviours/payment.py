"""Rules of payments: a notice about credit."""

from __future__ import annotations

from capptro_tui.db.read import money_rows
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import OWED, Order
from capptro_tui.models.records.payment import PAYMENT
from capptro_tui.models.types import amounts
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.writing import Writing


class PaymentBehaviour(Behaviour):
    """Rules of payments."""

    triggers = frozenset({"amount", "order_id", "customer_id", "kind"})

    def check(self, writing: Writing) -> None:
        """Add a notice about credit: an amount beyond the debt."""
        transaction, whole = writing.transaction, writing.whole
        customer = transaction.get(Customer, whole["customer_id"])
        if whole["kind"] != PAYMENT:
            return
        order = transaction.get(Order, whole["order_id"]) if whole["order_id"] is not None else None
        if order is not None and order.status not in OWED:
            state = Order.fields["status"].choice(order.status).label.lower()
            writing.notices.append(
                f"{number(Order, order.id)} is {state}: until it is owed for, the payment is credit."
            )
            return
        owed = money_rows.balance(transaction, customer.id)
        if writing.row_id is not None and writing.stored["customer_id"] == customer.id:
            counted = writing.stored["amount"] if not writing.stored.get("trashed") else 0
            owed += counted if writing.stored["kind"] == PAYMENT else -counted
        if (credit := whole["amount"] - max(0, owed)) > 0:
            told = amounts.money(credit, customer.currency)
            writing.notices.append(f"{told} more than {customer.name} owes is kept as credit.")
