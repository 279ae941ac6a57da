"""The settings of the business, and the customer that new work items start with."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Refused
from capptro_tui.models.records.customer import ACTIVE, Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.history.write_result import WriteResult


def settings(database: Database) -> dict[str, Any]:
    """Return the business's settings."""
    return rows.one(database, Settings, 1) or {}


def default_customer(database: Database) -> dict[str, Any] | None:
    """Return the customer that new work items start with, or None."""
    chosen = settings(database).get("default_customer_id")
    return rows.one(database, Customer, chosen) if chosen is not None else None


def toggle_default(database: Database, customer_id: int) -> WriteResult:
    """Make a customer the default one, or unset it if it is. Raises Missing and Refused."""
    row = rows.one(database, Customer, customer_id)
    if row and (row["trashed"] or row["status"] != ACTIVE):
        raise Refused(f"{row['name']} is not active, so it cannot be the default customer.")
    current = settings(database)["default_customer_id"]
    from capptro_tui.services.records import records  # imported late, for the start-up time

    return records.change(
        database, Settings, 1, {"default_customer_id": None if current == customer_id else customer_id}
    )
