"""Two customers with related records of every kind: one with years of them, and one with ten of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.types import amounts

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

BUSY, PLAIN = "Zzyzx Everything Ltd", "Zzyzx Ten of Each Ltd"
"""Their names; no other customer is called so."""

MANY: dict[RecordType, int] = {
    WorkItem: 2_000,
    Order: 2_000,
    Payment: 2_000,
    Note: 3_000,
    FollowUp: 1_000,
    Task: 500,
    Site: 200,
}
"""Number of records of the busy customer: 10,000 entries of its timeline, and more."""

TEN = dict.fromkeys(MANY, 10)

_FIRST = date(2020, 1, 1)
_OPEN = 3  #: one in so many is still open
_ONE = 10**amounts.QUANTITY_DECIMALS
_PRICE = 5 * 10**amounts.PRICE_DECIMALS // 2  #: 2.50
_TAX = 20 * 10**amounts.TAX_DECIMALS  #: 20 %


def add(transaction: Transaction) -> None:
    """Add both customers."""
    for name, counts in ((BUSY, MANY), (PLAIN, TEN)):
        [customer_id] = transaction.add_many(Customer, [{"name": name, "phone": "01632 960123", "status": "active"}])
        for record, count in counts.items():
            if record is not Task:
                ids = transaction.add_many(record, _rows(record, customer_id, name, count))
            if record is WorkItem:
                transaction.add_many(Task, _tasks(ids, customer_id, counts[Task]))
            if record is Order:
                transaction.add_many(OrderLine, _lines(ids, customer_id))


def _rows(record: RecordType, customer_id: int, name: str, count: int) -> Iterator[dict[str, Any]]:
    for place in range(count):
        day = (_FIRST + timedelta(days=place)).isoformat()
        row: dict[str, Any] = {"customer_id": customer_id}
        if record is WorkItem:
            state = "scheduled" if place % _OPEN == 0 else "completed"
            row |= {
                "customer_name": name,
                "title": f"Visit {place}",
                "status": state,
                "scheduled_start": f"{day}T09:00",
            }
        elif record is Order:
            row |= {"day": day, "status": "confirmed", "currency": amounts.USUAL, "reference": f"PO {place}"}
        elif record is Payment:
            row |= {"day": day, "amount": 100, "currency": amounts.USUAL, "method": "Card"}
        elif record is Note:
            row |= {"text": f"Note {place} of what was said.", "important": place == 0}
        elif record is FollowUp:
            row |= {"title": f"Ring about {place}", "due": day, "status": "open" if place % _OPEN == 0 else "done"}
        else:
            row |= {"name": f"Site {place}", "street": f"{place} Mill Lane", "status": "active"}
        yield row


def _tasks(work_items: Sequence[int], customer_id: int, count: int) -> Iterator[dict[str, Any]]:
    for place in range(count):
        owner = {"work_item_id": work_items[place], "customer_id": customer_id}
        yield {**owner, "title": f"Step {place}", "position": 1, "status": "open"}


def _lines(orders: Sequence[int], customer_id: int) -> Iterator[dict[str, Any]]:
    for order_id in orders:
        owner = {"order_id": order_id, "customer_id": customer_id, "currency": amounts.USUAL}
        net, tax = amounts.line(_ONE, _PRICE, _TAX, amounts.USUAL)
        line = {
            "description": "Thing",
            "quantity": _ONE,
            "unit_price": _PRICE,
            "tax_rate": _TAX,
            "net": net,
            "tax": tax,
        }
        yield {**owner, **line, "position": 1}
