"""The figures of the dashboard: what is there, and the work that is due."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.records import work_item
from capptro_tui.models.records.customer import ACTIVE, Customer
from capptro_tui.models.records.submission import NEW, Submission
from capptro_tui.models.records.work_item import WorkItem

_OPEN = tuple(choice.value for choice in work_item.STATUS if choice.open)


def is_empty(database: Database) -> bool:
    """Return whether there are no customers and no work items, in the trash or not."""
    return not any(rows.is_any(database, record) for record in (Customer, WorkItem))


def counts(database: Database) -> dict[str, int]:
    """Return the figures of the dashboard.

    These are `customers`, `open` work, new `submissions`, and the number of work items in each state.
    """
    states = rows.tally(database, WorkItem, "status")
    return {
        "customers": rows.total(database, rows.Query(Customer, equal={"status": ACTIVE})),
        "open": sum(count for state, count in states.items() if state in _OPEN),
        "submissions": rows.total(database, rows.Query(Submission, equal={"status": NEW})),
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
