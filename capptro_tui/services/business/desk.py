"""The dashboard: settings, the default customer, today's work, and a customer's activity."""

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
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.history.outcome import WriteResult

_OPEN = tuple(choice.value for choice in work_item.STATUS if choice.open)


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


def is_empty(database: Database) -> bool:
    """Return whether there are no customers and no work items, in the trash or not."""
    return not any(rows.is_any(database, record) for record in (Customer, WorkItem))


def counts(database: Database) -> dict[str, int]:
    """Return the figures of the dashboard: `customers`, `open`, and the number of work items in each state."""
    states = rows.tally(database, WorkItem, "status")
    return {
        "customers": rows.total(database, rows.Query(Customer, equal={"status": ACTIVE})),
        "open": sum(count for state, count in states.items() if state in _OPEN),
        **{choice.value: states.get(choice.value, 0) for choice in work_item.STATUS},
    }


def due_today(database: Database, limit: int = 20) -> list[dict[str, Any]]:
    """Return open work items that start today or are overdue, earliest first."""
    tonight = database.now().strftime("%Y-%m-%dT24:00")
    return [row for row in coming_up(database, limit) if row["scheduled_start"] < tonight]


def coming_up(database: Database, limit: int = 20) -> list[dict[str, Any]]:
    """Return open work items with a start, earliest first: overdue ones, today's, and coming ones.

    The rows have the columns of a list.
    """
    query = rows.Query(WorkItem, equal={"status": _OPEN}, sort="scheduled_start")
    return [row for row in rows.page(database, query, 0, limit, brief=True) if row["scheduled_start"]]


@dataclass(frozen=True, slots=True)
class Activity:
    """A summary of a customer's records.

    Attributes:
        open: number of open work items.
        last: the last completed work item.
        next: the next open work item.
        contact: the primary contact.
        due: number of follow-ups due by today.
        notes: texts of important notes.
        later: the part of the balance from orders and payments dated after today.
    """

    open: int
    last: dict[str, Any] | None
    next: dict[str, Any] | None
    contact: dict[str, Any] | None
    due: int
    notes: tuple[str, ...]
    later: int
    asks_primary: bool  #: whether there is no primary contact, one has left, and another could be it


def activity(database: Database, customer_id: int) -> Activity:
    """Return the summary of a customer's records."""
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
    from capptro_tui.services.business import accounts  # imported late, for the start-up time

    later = accounts.dated_later(database, customer_id)
    asks = contact is None and all(
        rows.page(database, rows.Query(Contact, equal={**mine, "left": left}), 0, 1) for left in (True, False)
    )
    return Activity(rows.total(database, to_do), done_last, to_do_next, contact, due, notes, later, asks)


_MOST_NOTES = 3
"""Most notes at the top of a customer's page."""


def belongings(database: Database, ids: Collection[int]) -> dict[int, list[str]]:
    """Return id to counted records of each of the customers: `1 contact`, `12 work items`."""
    found: dict[int, list[str]] = {row_id: [] for row_id in ids}
    for other, link in database.schema.page_parts(Customer):
        for row_id, count in rows.counts_by(database, other, link, ids).items():
            found[row_id].append(other.info.counted(count))
    return found


def suggestions(database: Database, record: RecordType, name: str) -> list[str]:
    """Return suggestions for a PICK field: the values in use, then those that the program ships with."""
    from capptro_tui.services.business.picklists import labels

    used = rows.values_in_use(database, record, name)
    shipped = labels(record.fields[name].type.picklist)
    return [*used, *(label for label in shipped if label not in used)]
