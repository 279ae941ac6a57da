"""Payment: money that a customer paid, for one order or on account."""

from __future__ import annotations

from capptro_tui.models.field import Kind, Match, field
from capptro_tui.models.record import Record


class Payment(Record, name="payment", label="Payment", plural="Payments", letter="Y", title=(), listed=True, tab=True):
    """Money that came in. Without an order it is on account, and pays the oldest orders first."""

    customer_id: int = field(
        "Customer", kind=Kind.LINK, link="customer", required=True, holds=True, by_name=True, column=1, width=24, grow=2
    )
    order_id: int | None = field(
        "Order", kind=Kind.LINK, link="order", within="customer_id", column=3, width=10, hint="none: on account",
        none="on account",
    )  # fmt: skip
    day: str = field("Date", kind=Kind.DAY, required=True, default="today", column=2, width=10)
    amount: int = field("Amount", kind=Kind.MONEY, required=True, low=1, column=4, width=13)
    currency: str = field("Currency", kind=Kind.CURRENCY, through=("customer_id",), form=False)
    method: str = field("Method", kind=Kind.PICK, picklist="payment_method", column=5, width=14)
    reference: str = field("Reference", limit=64, column=6, width=14, grow=1, match=Match.REFERENCE)
    notes: str = field("Notes", kind=Kind.LONG, limit=4000)
