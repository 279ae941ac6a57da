"""The summary of a customer's records: what is open, what comes next, whom to call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.records import follow_up, work_item
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.work_item import WorkItem

_OPEN = tuple(choice.value for choice in work_item.STATUS if choice.open)

_MOST_NOTES = 3
"""Most notes at the top of a customer's page."""


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


def belongings(database: Database, ids: Collection[int]) -> dict[int, list[str]]:
    """Return id to counted records of each of the customers: `1 contact`, `12 work items`."""
    found: dict[int, list[str]] = {row_id: [] for row_id in ids}
    for other, link in database.schema.page_parts(Customer):
        for row_id, count in rows.counts_by(database, other, link, ids).items():
            found[row_id].append(other.info.counted(count))
    return found
