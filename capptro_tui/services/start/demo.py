"""Loads the sample business into an empty database, as one batch that a single undo takes back."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.locations import shipped
from capptro_tui.models.record import Record, RecordType, number
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract, ContractSite
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.submission import WEB, Submission
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User, fold_login
from capptro_tui.models.types.dates import timestamp
from capptro_tui.services.business import dashboard_figures
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.records.records import change_in, create_in
from capptro_tui.services.submissions.receiving import Sent, receive_in

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

Entry = dict[str, Any]

FILES: dict[str, RecordType] = {
    "users": User,
    "customers": Customer,
    "contacts": Contact,
    "sites": Site,
    "assets": Asset,
    "contracts": Contract,
    "projects": Project,
    "work_items": WorkItem,
    "tasks": Task,
    "orders": Order,
    "payments": Payment,
    "follow_ups": FollowUp,
    "notes": Note,
    "geofences": Geofence,
    "public_forms": PublicForm,
}
"""File to the record type of its entries. Targets of links come first, and orders before their payments."""

PARTS: dict[str, tuple[RecordType, str]] = {
    "sites": (ContractSite, "site"),
    "assets": (WorkItemAsset, "asset"),
    "lines": (OrderLine, ""),
}
"""Key of a list in an entry to its record type, and the link whose key an element is; "" for whole entries."""


def load(database: Database) -> WriteResult:
    """Fill an empty database with the sample business. Raises Refused if it is not empty."""
    if not dashboard_figures.is_empty(database):
        raise Refused("The sample business goes into an empty database only; this one has customers or work items.")
    business = read("business")
    chosen = business.pop("default_customer")
    with database.write("demo") as transaction:
        # First, because new records take defaults from the settings.
        change_in(transaction, Settings, 1, business, database)
        sample = _Sample(transaction, database)
        for name, record in FILES.items():
            for one in read(name):
                sample.add(record, one)
        for place, one in enumerate(read("submissions")):
            sample.receive(one, digest=f"sample {place}")
        sample.date_back()
        change_in(transaction, Settings, 1, {"default_customer_id": sample.ids["customer", chosen]}, database)
        transaction.summary = f"Loaded the sample business {business['business_name']}"
        return result_of(transaction)


def read(name: str) -> Any:
    """Return the content of a sample file."""
    return json.loads(shipped("sample", f"{name}.json").read_text(encoding="utf-8"))


class _Sample:
    """Loads the entries of the sample business into a database."""

    def __init__(self, transaction: Transaction, database: Database) -> None:
        self.ids: dict[tuple[str, Any], int] = {}
        """(record type's name, entry's key) to id, for the records created so far."""
        self._transaction, self._database = transaction, database
        self._now, self._today = database.clock().astimezone(UTC), database.now().date()
        self._entered: defaultdict[RecordType, dict[int, Entry]] = defaultdict(dict)

    def add(self, record: RecordType, one: Entry) -> None:
        """Create the record of an entry, and those listed in it."""
        key = one.pop("key", None) or (one.get("customer"), one.get("first_name"), one.get("last_name"))
        if record is User and (known := self._known_user(one["login"])):
            self.ids[record.info.name, key] = known
            return
        parts = [(part, link, one.pop(name)) for name, (part, link) in PARTS.items() if name in one]
        days_ago = one.pop("created_days_ago", -one.get("day", 0))
        row = self._create(record, one)
        self.ids[record.info.name, key] = row.id
        if days_ago:
            self._entered[record][row.id] = {"created_at": timestamp(self._now - timedelta(days=days_ago))}
        for part, link, entries in parts:
            for entry in entries:
                self._create(part, {**({link: entry} if link else entry), f"{record.info.name}_id": row.id})

    def receive(self, one: Entry, digest: str) -> None:
        """Receive a submission of a public form, and link it to the records that were made of it."""
        at = timestamp(self._now - timedelta(hours=one["hours_ago"]))
        form = number(PublicForm, self.ids[PublicForm.info.name, one["public_form"]])
        row = receive_in(
            self._transaction, self._database, Sent(form, one["fields"], {"fields": one["fields"]}, WEB, digest, at)
        )
        links = {name: one[name] for name in ("customer", "work_item") if name in one}
        decided = {f"{name}_id": self.ids[name, key] for name, key in links.items()} | {"status": one["status"]}
        change_in(self._transaction, Submission, row.id, decided, self._database)
        self._entered[Submission][row.id] = {"created_at": at}

    def _known_user(self, login: str) -> int | None:
        """Return the id of the user with this login, or None: the current user may be one of the sample's people."""
        found = (row for row in self._transaction.find(User) if fold_login(row.login) == fold_login(login))
        return next((row.id for row in found), None)

    def date_back(self) -> None:
        """Set the creation times of records to those in their entries."""
        for record, rows in self._entered.items():
            self._transaction.restore_values(record, rows)

    def _create(self, record: RecordType, one: Entry) -> Record:
        values: Entry = {}
        for name, value in one.items():
            link = record.fields.get(f"{name}_id")
            if name == "scheduled":
                values |= self._scheduled(value)
            elif link is not None:
                values[link.name] = self._linked(link.link, value, one)
            else:
                values[name] = self._value(record, name, value)
        return create_in(self._transaction, record, values, self._database)

    def _linked(self, target: str, value: Any, one: Entry) -> int | None:
        """Return the id of a link's target by its key; a contact's key is its customer and names."""
        if isinstance(value, dict):
            value = (one["customer"], value["first_name"], value["last_name"])
        return self.ids[target, value] if value else None

    def _value(self, record: RecordType, name: str, value: Any) -> Any:
        """A value as it is typed; a day is counted from today."""
        if record.fields[name].type.is_day:
            return (self._today + timedelta(days=value)).isoformat()
        return json.dumps(value) if isinstance(value, dict) else value

    def _scheduled(self, value: tuple[int, str, int] | None) -> Entry:
        """Return start and end of an appointment, given as (days from today, start time, minutes)."""
        if value is None:
            return {}
        days, clock, minutes = value
        start = datetime.combine(self._today + timedelta(days=days), time.fromisoformat(clock))
        end = start + timedelta(minutes=minutes)
        return {"scheduled_start": f"{start:%Y-%m-%d %H:%M}", "scheduled_end": f"{end:%Y-%m-%d %H:%M}"}
