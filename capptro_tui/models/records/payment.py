"""Payment: money that a customer paid, for one order or on account; as a refund, money that went back."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import (
    RESTRICT,
    TODAY,
    Choice,
    ChoiceOf,
    Currency,
    Date,
    Link,
    Money,
    Multiline,
    Suggested,
    Text,
    Tone,
)

PAYMENT, REFUND = "payment", "refund"

KIND = (Choice(PAYMENT, "Payment"), Choice(REFUND, "Refund", "↩", Tone.WAIT))
"""Amounts are positive in both: the kind decides the sign."""

_REFUNDS = "Money that went back is a payment of the kind Refund."


class Payment(
    Record, name="payment", label="Payment", plural="Payments", letter="Y", title=(), has_list=True, rank=100, tab=4
):
    """Money that came in, or a refund: money that went back.

    A payment without an order is on account, and pays the oldest orders first; an amount beyond the debt is credit.
    """

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=RESTRICT),
        required=True,
        indexed_by_target=True,
        column=1,
        width=24,
        grow=2,
    )
    order_id: int | None = field(
        "Order", Link("order", scoped_by=customer_id), column=3, width=10, hint="none: on account", none="on account",
    )  # fmt: skip
    kind: str = field("Kind", ChoiceOf(KIND), backfilled=True, default=PAYMENT)
    day: str = field("Date", Date(looks_back=True), required=True, default=TODAY, column=2)
    amount: int = field("Amount", Money(low=1, below=_REFUNDS), required=True, column=4, width=13)
    currency: str = field("Currency", Currency(), copied_from=("customer_id",), form=False)
    method: str = field("Method", Suggested("payment_method"), column=5, width=14)
    reference: str = field("Reference", Text(limit=64), column=6, width=14, grow=1, match=Match.REFERENCE)
    notes: str = field("Notes", Multiline(limit=4000))
