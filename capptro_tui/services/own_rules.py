"""The rules that only one record type has: what a line comes to, what a payment may be, who is billed in what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capptro_tui.db import money_rows
from capptro_tui.errors import Invalid, Problem, Refused
from capptro_tui.models import amounts
from capptro_tui.models.attachment import OWNERS, Attachment
from capptro_tui.models.contact import Contact
from capptro_tui.models.contract import Contract
from capptro_tui.models.customer import ACTIVE, Customer
from capptro_tui.models.geofence import Geofence
from capptro_tui.models.order import OWED, Order, OrderLine
from capptro_tui.models.payment import Payment
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.settings import Settings
from capptro_tui.models.user import User
from capptro_tui.services import contact_rules, fence_rules, user_rules

if TYPE_CHECKING:
    from capptro_tui.db.work import Work


@dataclass(frozen=True, slots=True)
class Writing:
    """What is about to be written to a record, a new one where `row_id` is None: checked values over what it holds."""

    work: Work
    row_id: int | None
    values: dict[str, Any]
    stored: Mapping[str, Any]
    notices: list[str] = field(default_factory=list)  #: sentences worth showing afterwards

    @property
    def whole(self) -> dict[str, Any]:
        """What it will hold."""
        return {**self.stored, **self.values}


def follow(record: RecordType, writing: Writing) -> None:
    """Check what is about to be written to a record, and complete its values. Raises Invalid."""
    own, about = _OWN.get(record.info.name, (None, frozenset()))
    if own is not None and about & writing.values.keys():
        own(writing)


def refuse_typed(record: RecordType) -> None:
    """Raise Refused, and say what to do instead, for a record that does not come to be by typing it."""
    if record is Attachment:
        raise Refused(
            "A document comes from a file: attach it to its record with “capptro attach C-42 FILE”, or with A on the "
            "page of that record."
        )


def depends_on(record: RecordType) -> frozenset[str]:
    """The fields of a record type that its own rules are about."""
    return _OWN[record.info.name][1] if record.info.name in _OWN else frozenset()


def _line(line: Writing) -> None:
    """A line comes to what it says."""
    whole = line.whole
    line.values["net"], line.values["tax"] = amounts.line(whole["quantity"], whole["unit_price"], whole["tax_rate"])


def _payment(payment: Writing) -> None:
    """A payment is not larger than what there is to pay."""
    work, row_id, whole = payment.work, payment.row_id, payment.whole
    customer = work.get(Customer, whole["customer_id"])
    owed = money_rows.owed(work, customer.id, without=row_id)
    if (order_id := whole["order_id"]) is not None:
        _must_be_owed(work.get(Order, order_id))
        owed = min(owed, money_rows.owed_for(work, order_id, without=row_id))
    if whole["amount"] > owed:
        what = number(Order, order_id) if order_id is not None else customer.name
        only = f"only {amounts.money(owed, customer.currency)} is owed" if owed > 0 else "nothing is owed"
        raise Invalid([Problem("amount", f"Amount: {only} for {what}.")])


def _must_be_owed(order: Order) -> None:
    """An order that nobody owes for takes no payment. Raises Invalid."""
    if order.status not in OWED:
        state = Order.fields["status"].choice(order.status).label.lower()
        raise Invalid([Problem("order_id", f"Order: {number(Order, order.id)} is {state}, so nothing is owed for it.")])


def _customer(customer: Writing) -> None:
    """A customer with amounts keeps its currency."""
    if customer.row_id is not None and (told := has_amounts(customer.work, customer.row_id)):
        raise Invalid([Problem("currency", f"Currency: there is {told} in the old one.")])


def has_amounts(work: Work, customer_id: int) -> str:
    """What is in a customer's currency, in words: `3 orders`; nothing where there is none."""
    counts = [(record, work.count(record, customer_id=customer_id)) for record in (Order, Payment, Contract)]
    return ", ".join(record.info.counted(count) for record, count in counts if count)


def _attachment(document: Writing) -> None:
    """What is in a document stays what it was, and it belongs to one record."""
    values, whole = document.values, document.whole
    if fixed := [name for name in _CONTENT if name in values]:
        label = Attachment.fields[fixed[0]].label
        raise Invalid([Problem(fixed[0], f"{label} of a document is that of its file; attach another file instead.")])
    owners = [name for name in _OWNER_LINKS if whole[name] is not None]
    labels = " and ".join(Attachment.fields[name].label.lower() for name in owners)
    if len(owners) > 1:
        raise Invalid([Problem(owners[-1], f"A document belongs to one record, not to {labels}. Empty one of them.")])
    if not owners and whole["customer_id"] is None:
        emptied = next(name for name in _OWNER_LINKS if name in values)
        raise Invalid([Problem(emptied, "A document belongs to a record: name another one instead.")])


def _settings(settings: Writing) -> None:
    """The default customer is an active one, and a folder is named from the top."""
    if (folder := settings.whole["second_backup_folder"]) and not Path(folder).expanduser().is_absolute():
        message = "Second backup folder: name it from the top, such as /media/usb."
        raise Invalid([Problem("second_backup_folder", message)])
    if (customer_id := settings.whole["default_customer_id"]) is not None:
        customer = settings.work.get(Customer, customer_id)
        if customer.status != ACTIVE:
            raise Invalid([Problem("default_customer_id", f"Default customer: {customer.name} is not active.")])


_CONTENT = ("size", "type", "sha256")
_OWNER_LINKS = tuple(f"{name}_id" for name in OWNERS)

_Rule = Callable[[Writing], None]

_OWN: dict[str, tuple[_Rule, frozenset[str]]] = {
    OrderLine.info.name: (_line, frozenset({"quantity", "unit_price", "tax_rate"})),
    Payment.info.name: (_payment, frozenset({"amount", "order_id", "customer_id"})),
    Customer.info.name: (_customer, frozenset({"currency"})),
    Attachment.info.name: (_attachment, frozenset({*_CONTENT, *_OWNER_LINKS})),
    Settings.info.name: (_settings, frozenset({"default_customer_id", "second_backup_folder"})),
    Contact.info.name: (contact_rules.follow, contact_rules.ABOUT),
    User.info.name: (user_rules.follow, user_rules.ABOUT),
    Geofence.info.name: (fence_rules.follow, fence_rules.ABOUT),
}
"""Record type's name to its rule, and the fields that this is about."""
