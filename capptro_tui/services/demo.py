"""The sample business: loads the shipped example into an empty database, as one batch that one undo takes back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.locations import shipped
from capptro_tui.models.contact import Contact
from capptro_tui.models.customer import Customer
from capptro_tui.models.kinds import stamp
from capptro_tui.models.work_item import WorkItem
from capptro_tui.services import desk
from capptro_tui.services.outcome import Outcome, outcome
from capptro_tui.services.records import create_in

if TYPE_CHECKING:
    from capptro_tui.db.work import Work


def load(database: Database) -> Outcome:
    """Fill an empty database with the sample business. Raises Refused when it is not empty."""
    if not desk.is_empty(database):
        raise Refused("The sample business goes into an empty database only; this one has customers or work items.")
    business = _read("business")
    with database.write("demo") as work:
        customers = {one.pop("key"): create_in(work, Customer, one, database).id for one in _read("customers")}
        contacts = _contacts(work, customers, database)
        for one in _read("work_items"):
            _work_item(work, one, customers, contacts, database)
        chosen = {"business_name": business["business_name"], "region": business["region"]}
        work.change(work.settings(), {**chosen, "default_customer_id": customers[business["default_customer"]]})
        work.summary = f"Loaded the sample business {business['business_name']}"
        return outcome(work)


def _contacts(work: Work, customers: dict[str, int], database: Database) -> dict[tuple[int, str, str], int]:
    contacts = {}
    for one in _read("contacts"):
        owner = customers[one.pop("customer")]
        row = create_in(work, Contact, {**one, "customer_id": owner}, database)
        contacts[owner, row.first_name, row.last_name] = row.id
    return contacts


def _work_item(
    work: Work,
    one: dict[str, Any],
    customers: dict[str, int],
    contacts: dict[tuple[int, str, str], int],
    database: Database,
) -> None:
    """A work item entered some days ago, with its times counted from today."""
    del one["key"]
    entered = database.clock().astimezone(UTC) - timedelta(days=one.pop("created_days_ago"))
    owner = customers[one.pop("customer")]
    person, scheduled = one.pop("contact"), one.pop("scheduled")
    if person:
        one["contact_id"] = contacts[owner, person["first_name"], person["last_name"]]
    if scheduled:
        days, clock, minutes = scheduled
        start = datetime.combine(database.now().date() + timedelta(days=days), time.fromisoformat(clock))
        one["scheduled_start"] = f"{start:%Y-%m-%d %H:%M}"
        one["scheduled_end"] = f"{start + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
    row = create_in(work, WorkItem, {**one, "customer_id": owner}, database)
    work.put_back(WorkItem, row.id, {"created_at": stamp(entered)})


def _read(name: str) -> Any:
    return json.loads(shipped("sample", f"{name}.json").read_text(encoding="utf-8"))
