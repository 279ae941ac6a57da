"""The desk itself: its settings, its default customer, what is open today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records import follow_up, work_item
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import ACTIVE, Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.registry import parts_of
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.history.outcome import Outcome

_OPEN = tuple(choice.value for choice in work_item.STATUS if choice.open)


def settings(database: Database) -> dict[str, Any]:
    """The business's settings."""
    return rows.one(database, Settings, 1) or {}


def default_customer(database: Database) -> dict[str, Any] | None:
    """The customer that new work items start with, or None."""
    chosen = settings(database).get("default_customer_id")
    return rows.one(database, Customer, chosen) if chosen is not None else None


def toggle_default(database: Database, customer_id: int) -> Outcome:
    """Make a customer the default one, or stop if it is. Raises Missing and Refused."""
    row = rows.one(database, Customer, customer_id)
    if row and (row["trashed"] or row["status"] != ACTIVE):
        raise Refused(f"{row['name']} is not active, so it cannot be the default customer.")
    current = settings(database)["default_customer_id"]
    from capptro_tui.services.records import records  # late, for the start

    return records.change(
        database, Settings, 1, {"default_customer_id": None if current == customer_id else customer_id}
    )


def is_empty(database: Database) -> bool:
    """Whether nothing has been entered yet."""
    return not any(rows.is_any(database, record) for record in (Customer, WorkItem))


def counts(database: Database) -> dict[str, int]:
    """The figures of the dashboard: customers, and work items by state."""
    states = rows.tally(database, WorkItem, "status")
    return {
        "customers": rows.total(database, rows.Query(Customer, equal={"status": ACTIVE})),
        "open": sum(count for state, count in states.items() if state in _OPEN),
        **{choice.value: states.get(choice.value, 0) for choice in work_item.STATUS},
    }


def due_today(database: Database, limit: int = 20) -> list[dict[str, Any]]:
    """Open work items that start today or should have started, earliest first."""
    tonight = database.now().strftime("%Y-%m-%dT24:00")
    return [row for row in coming_up(database, limit) if row["scheduled_start"] < tonight]


def coming_up(database: Database, limit: int = 20) -> list[dict[str, Any]]:
    """Open work items with a start, earliest first: what should have started, what does today, and what is next. They
    have what a list needs."""
    query = rows.Query(WorkItem, equal={"status": _OPEN}, sort="scheduled_start")
    return [row for row in rows.page(database, query, 0, limit, brief=True) if row["scheduled_start"]]


@dataclass(frozen=True, slots=True)
class Activity:
    """What is going on with a customer: open work items, the last one done, the next one to do, whom to ask for, how
    many follow-ups are due by today, what is to be known of it, and what of its balance is dated later."""

    open: int
    last: dict[str, Any] | None
    next: dict[str, Any] | None
    contact: dict[str, Any] | None
    due: int
    notes: tuple[str, ...]
    later: int
    asks_primary: bool  #: whether somebody has left, nobody is the primary contact, and somebody could be it


def activity(database: Database, customer_id: int) -> Activity:
    """What is going on with a customer."""
    mine = {"customer_id": customer_id}
    to_do = rows.Query(WorkItem, equal={**mine, "status": _OPEN}, sort="scheduled_start")
    done = rows.Query(WorkItem, equal={**mine, "status": work_item.COMPLETED}, sort="scheduled_start", descending=True)
    primary = rows.Query(Contact, equal={**mine, "is_primary": True})
    first = [next(iter(rows.page(database, query, 0, 1)), None) for query in (done, to_do, primary)]
    open_ones = rows.Query(FollowUp, equal={**mine, "status": follow_up.OPEN})
    due = rows.total_until(database, open_ones, "due", database.now().date().isoformat())
    important = rows.page(database, rows.Query(Note, equal={**mine, "important": True}), 0, _MOST_NOTES)
    notes = tuple(Note.called(row) for row in important)
    done_last, to_do_next, contact = first
    from capptro_tui.services.business import accounts  # late, for the start

    later = accounts.dated_later(database, customer_id)
    asks = contact is None and all(
        rows.page(database, rows.Query(Contact, equal={**mine, "left": left}), 0, 1) for left in (True, False)
    )
    return Activity(rows.total(database, to_do), done_last, to_do_next, contact, due, notes, later, asks)


_MOST_NOTES = 3
"""Notes that are told at the top of a customer's page."""


def belongings(database: Database, ids: Collection[int]) -> dict[int, list[str]]:
    """What belongs to each of the customers, counted: `1 contact`, `12 work items`."""
    found: dict[int, list[str]] = {row_id: [] for row_id in ids}
    for other, link in parts_of(Customer):
        for row_id, count in rows.counts_by(database, other, link, ids).items():
            found[row_id].append(other.info.counted(count))
    return found


def suggestions(database: Database, record: RecordType, name: str) -> list[str]:
    """What is usually put into a PICK field: what is in use, then what the program ships with."""
    from capptro_tui.services.business.picklists import labels

    used = rows.values_in_use(database, record, name)
    shipped = labels(record.fields[name].type.picklist)
    return [*used, *(label for label in shipped if label not in used)]
