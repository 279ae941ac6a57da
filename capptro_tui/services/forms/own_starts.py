"""Start values of one record type besides links and defaults: a payment starts with the open amount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import PAYMENT, Payment


def own_start(database: Database, record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the start values of a new record; `given` has its links."""
    own = _OWN.get(record.info.name)
    return own(database, given) if own is not None else {}


def _payment(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the open amount of a payment's order; {} for a refund."""
    from capptro_tui.services.business import accounts

    order_id = given.get("order_id") if given.get("kind", PAYMENT) == PAYMENT else None
    order = rows.one(database, Order, order_id) if order_id is not None else None
    due = accounts.due(database, order) if order is not None else None
    return {"amount": due.open} if due is not None and due.open > 0 else {}


_OWN: dict[str, Callable[[Database, Mapping[str, Any]], dict[str, Any]]] = {Payment.info.name: _payment}
