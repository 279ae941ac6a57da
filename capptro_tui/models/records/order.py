"""Order: a purchase of a customer, line by line; all orders together are the purchase history."""

from __future__ import annotations

from capptro_tui.models.field import FromSettings, Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.types import (
    RESTRICT,
    TODAY,
    TRASH_WITH,
    Choice,
    ChoiceOf,
    Currency,
    Date,
    FixedPoint,
    Integer,
    Link,
    Money,
    Multiline,
    Text,
    Tone,
)
from capptro_tui.models.types.amounts import PRICE_DECIMALS, QUANTITY_DECIMALS, TAX_DECIMALS

DRAFT, CONFIRMED, FULFILLED, CANCELLED = "draft", "confirmed", "fulfilled", "cancelled"

STATUS = (
    Choice(DRAFT, "Draft", "◇", Tone.QUIET, open=True, next=(CONFIRMED, FULFILLED, CANCELLED)),
    Choice(CONFIRMED, "Confirmed", "●", Tone.ACTIVE, open=True, next=(FULFILLED, CANCELLED)),
    Choice(FULFILLED, "Fulfilled", "✓", Tone.GOOD, reopens=CONFIRMED),
    Choice(CANCELLED, "Cancelled", "✗", Tone.QUIET, reopens=DRAFT),
)

OWED = (CONFIRMED, FULFILLED)
"""The states in which an order is owed, and a credit note counts."""

SALE, CREDIT = "order", "credit"

KIND = (Choice(SALE, "Order"), Choice(CREDIT, "Credit note", "↩", Tone.WAIT))
"""Amounts are positive in both: the kind decides the sign."""


class Order(Record, name="order", label="Order", plural="Orders", letter="O", title=(), has_list=True, rank=90, tab=3):
    """A purchase of a customer, or a credit note for one. The sums are those of its lines."""

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=RESTRICT),
        required=True,
        indexed_by_target=True,
        column=1,
        width=24,
        grow=2,
    )
    kind: str = field("Kind", ChoiceOf(KIND), backfilled=True, default=SALE)
    day: str = field("Date", Date(looks_back=True), required=True, default=TODAY, column=2)
    due: str | None = field("Due", Date(), after="day", hint="from the payment term, where that names days")
    reference: str = field(
        "Reference", Text(limit=64), column=3, width=14, grow=1, match=Match.REFERENCE, hint="the customer's own number"
    )
    work_item_id: int | None = field("Work item", Link("work_item", scoped_by=customer_id))
    status: str = field("Status", ChoiceOf(STATUS), default=DRAFT, column=4, width=13)
    net: int = field("Net", Money(), required=True, default=0, form=False, computed_by_database=True)
    tax: int = field("Tax", Money(), required=True, default=0, form=False, computed_by_database=True)
    total: int = field(
        "Total", Money(), required=True, default=0, column=5, width=13, form=False, computed_by_database=True
    )
    currency: str = field("Currency", Currency(), copied_from=("customer_id",), form=False)
    notes: str = field("Notes", Multiline(limit=10000))


class OrderLine(Record, name="order_line", label="Line", plural="Lines", letter="", title=("description",), rank=95):
    """One item of an order.

    Its net is the quantity times the price, its tax the rate's share of that net, each rounded to the currency's
    smallest unit, a half away from zero.
    """

    order_id: int = field("Order", Link("order", on_delete=TRASH_WITH), required=True)
    customer_id: int = field("Customer", Link("customer"), required=True, copied_from=("order_id",), form=False)
    currency: str = field("Currency", Currency(), copied_from=("order_id",), form=False)
    description: str = field("Description", required=True, column=1, width=30, grow=2)
    quantity: int = field(
        "Quantity",
        FixedPoint(QUANTITY_DECIMALS, low=1, high=10**6 * 10**QUANTITY_DECIMALS),
        required=True,
        default=10**QUANTITY_DECIMALS,
        column=2,
        width=9,
    )
    unit_price: int = field(
        "Unit price", Money(PRICE_DECIMALS), required=True, column=3, width=12, hint="below nothing for a discount",
    )  # fmt: skip
    tax_rate: int = field(
        "Tax %", FixedPoint(TAX_DECIMALS, low=0, high=100 * 10**TAX_DECIMALS, sign="%"), required=True, default=0,
        column=4, width=6, default_from=FromSettings(Settings.fields["tax_rate"]),
    )  # fmt: skip
    net: int = field("Net", Money(), required=True, default=0, column=5, width=12, form=False, computed_by_rule=True)
    tax: int = field("Tax", Money(), required=True, default=0, column=6, width=12, form=False, computed_by_rule=True)
    position: int = field("Place", Integer(low=1, high=1_000_000), required=True, position=True, form=False)
