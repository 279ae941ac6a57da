"""Start values, first choices, notes and pasted details of single record types in forms, found by the type's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import PAYMENT
from capptro_tui.models.types import amounts

Notes = dict[int, str]
"""Id to the note on a record."""


def _start_with_nothing(_database: Database, _given: Mapping[str, Any]) -> dict[str, Any]:
    """Return no start values."""
    return {}


def _start_with_open_amount(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the open amount of a payment's order; {} for a refund."""
    from capptro_tui.services.business import accounts

    order_id = given.get("order_id") if given.get("kind", PAYMENT) == PAYMENT else None
    order = rows.one(database, Order, order_id) if order_id is not None else None
    due = accounts.due(database, order) if order is not None else None
    return {"amount": due.open} if due is not None and due.open > 0 else {}


def _offer_none_first(_database: Database, _owner_id: int | None, _limit: int) -> list[dict[str, Any]]:
    """Return no records."""
    return []


def _offer_owed_orders_first(database: Database, customer_id: int | None, limit: int) -> list[dict[str, Any]]:
    """Return the orders that are not paid in full, oldest first: a payment is mostly for one of these."""
    from capptro_tui.services.business import accounts

    if customer_id is None:
        return []
    ids = [due.order_id for due in accounts.owed_orders(database, customer_id) if due.order_id is not None]
    return rows.by_ids(database, Order, ids[:limit])


def _note_nothing(_database: Database, _found: list[dict[str, Any]]) -> Notes:
    """Return no notes."""
    return {}


def _note_open_amounts(database: Database, found: list[dict[str, Any]]) -> Notes:
    """Return the open amounts of orders."""
    from capptro_tui.services.business import accounts

    told: Notes = {}
    for customer_id in {row["customer_id"] for row in found}:
        dues = {due.order_id: due.open for due in accounts.owed_orders(database, customer_id)}
        for row in found:
            if row["customer_id"] == customer_id and row["id"] in dues:
                told[row["id"]] = f"open {amounts.money(dues[row['id']], row['currency'])}"
    return told


@dataclass(frozen=True, slots=True)
class PasteFields:
    """The fields for the parts of a pasted signature or address.

    Attributes:
        into: the field that people paste it into.
        fields: names of fields by `Proposal.field`; of a person also by "title", "first_name" and "last_name". The
            first free field gets the value. They are filled in this order.
        rest: the field of several lines for all other parts; "" for none.
    """

    into: str
    fields: Mapping[str, tuple[str, ...]]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class FormBehaviour:
    """The peculiarities of a record type in forms.

    Attributes:
        start: returns the start values of a new record besides links and defaults; takes its links.
        offer_first: returns the records of an owner that are most likely to be chosen, best first; takes the owner's id
            and the most records.
        note: returns notes on records as targets of a link.
        paste: the fields that a pasted text fills; None if the record type has none.
    """

    start: Callable[[Database, Mapping[str, Any]], dict[str, Any]] = _start_with_nothing
    offer_first: Callable[[Database, int | None, int], list[dict[str, Any]]] = _offer_none_first
    note: Callable[[Database, list[dict[str, Any]]], Notes] = _note_nothing
    paste: PasteFields | None = None


_CUSTOMER = PasteFields(
    into="name",
    fields={
        "company": ("name",),
        "person": ("name", "contact_name"),
        "phone": ("phone", "alt_phone"),
        "mobile": ("phone", "alt_phone"),
        "fax": ("fax",),
        "email": ("email",),
        "website": ("website",),
        **{part: (f"billing_{part}",) for part in ("street", "city", "state", "postcode", "country")},
    },
    rest="description",
)
_CONTACT = PasteFields(
    into="first_name",
    fields={
        **{part: (part,) for part in ("title", "first_name", "last_name", "role", "email")},
        "mobile": ("phone",),
        "phone": ("phone",),
    },
)
_SITE = PasteFields(
    into="name",
    fields={
        "company": ("name",),
        "person": ("contact_name",),
        "phone": ("phone",),
        "mobile": ("phone",),
        **{part: (part,) for part in ("email", "street", "city", "state", "postcode", "country")},
    },
    rest="notes",
)

BEHAVIOURS = {
    "customer": FormBehaviour(paste=_CUSTOMER),
    "contact": FormBehaviour(paste=_CONTACT),
    "site": FormBehaviour(paste=_SITE),
    "order": FormBehaviour(offer_first=_offer_owed_orders_first, note=_note_open_amounts),
    "payment": FormBehaviour(start=_start_with_open_amount),
}
"""Record type's name to its peculiarities, for those that have any."""

_USUAL = FormBehaviour()


def form_behaviour(record: RecordType) -> FormBehaviour:
    """Return the peculiarities of a record type in forms."""
    return BEHAVIOURS.get(record.info.name, _USUAL)
