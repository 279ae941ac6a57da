"""Work item: one piece of work for a customer (a job, a work order)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import (
    KEEP_NAME,
    TRASH_WITH,
    Choice,
    ChoiceOf,
    DatetimeLocal,
    Link,
    Multiline,
    Suggested,
    Text,
    Tone,
)

NEW, SCHEDULED, IN_PROGRESS, ON_HOLD, COMPLETED, CANCELLED = (
    "new",
    "scheduled",
    "in_progress",
    "on_hold",
    "completed",
    "cancelled",
)

STATUS = (
    Choice(NEW, "New", "◆", Tone.ACTIVE, open=True, next=(SCHEDULED, IN_PROGRESS, ON_HOLD, COMPLETED, CANCELLED)),
    Choice(SCHEDULED, "Scheduled", "◷", Tone.ACTIVE, open=True, next=(NEW, IN_PROGRESS, ON_HOLD, COMPLETED, CANCELLED)),
    Choice(IN_PROGRESS, "In progress", "▶", Tone.GOOD, open=True, next=(ON_HOLD, COMPLETED, CANCELLED)),
    Choice(ON_HOLD, "On hold", "‖", Tone.WAIT, open=True, next=(IN_PROGRESS, COMPLETED, CANCELLED)),
    Choice(COMPLETED, "Completed", "✓", Tone.QUIET, reopens=IN_PROGRESS),
    Choice(CANCELLED, "Cancelled", "✗", Tone.QUIET, reopens=NEW),
)

PRIORITY = (
    Choice("low", "Low", "▽"),
    Choice("normal", "Normal"),
    Choice("high", "High", "▲", Tone.WAIT),
    Choice("urgent", "Urgent", "‼", Tone.ALERT),
)


class WorkItem(
    Record, name="work_item", label="Work item", plural="Work items", letter="W", title=("title",), has_list=True,
    rank=70, part=2, tab=2, is_main=True, ended_as=CANCELLED,
):  # fmt: skip
    """A piece of work. It keeps the customer's name as it was, so that it can be read when the link is gone."""

    customer_id: int | None = field(
        "Customer",
        Link("customer", on_delete=KEEP_NAME, name_kept_in="customer_name"),
        indexed_by_target=True,
        column=3,
        width=22,
        grow=2,
    )
    contact_id: int | None = field("Contact", Link("contact", scoped_by=customer_id), autofill=True)
    site_id: int | None = field("Site", Link("site", scoped_by=customer_id), autofill=True, nearest_to="settings")
    title: str = field("Title", required=True, column=2, width=26, grow=3, match=Match.WORDS)
    description: str = field("Description", Multiline(limit=10000))
    status: str = field("Status", ChoiceOf(STATUS), default=NEW, column=4, width=13)
    priority: str = field("Priority", ChoiceOf(PRIORITY), default="normal", column=6, width=10)
    scheduled_start: str | None = field(
        "Start", DatetimeLocal(), column=5, hint="tomorrow 9:00, fri 14:30 or 2026-03-31 8:00"
    )
    scheduled_end: str | None = field(
        "End", DatetimeLocal(), after="scheduled_start", hint="the same, or +90 for 90 minutes"
    )
    category: str = field("Category", Suggested("work_item_category"))
    assigned_user_id: int | None = field("Assigned user", Link("user"), nearest_to="site_id")
    contract_id: int | None = field("Contract", Link("contract", scoped_by=customer_id))
    project_id: int | None = field("Project", Link("project", scoped_by=customer_id))
    external_id: str = field("External ID", Text(limit=64), default="", match=Match.REFERENCE, foreign=True)
    notes: str = field("Notes", Multiline(limit=10000))
    customer_name: str = field("Customer's name", form=False, match=Match.WORDS)


class WorkItemAsset(
    Record,
    name="work_item_asset",
    label="Asset worked on",
    plural="Assets worked on",
    letter="",
    title=(),
    is_association=True,
    rank=75,
):
    """An asset that a work item is about."""

    work_item_id: int = field("Work item", Link("work_item", on_delete=TRASH_WITH), required=True, column=1, width=30)
    customer_id: int | None = field("Customer", Link("customer"), copied_from=("work_item_id",), form=False)
    asset_id: int = field(
        "Asset", Link("asset", on_delete=TRASH_WITH, scoped_by=customer_id), required=True, column=2, width=30
    )


def follow_start(values: dict[str, Any], stored: Mapping[str, Any]) -> None:
    """Complete checked `values` if they set the start of a work item, or make it new again.

    A new work item with a start is scheduled; a scheduled one whose start is taken away is new, and one that is made
    new again loses its start. An end that is not among the values keeps its distance from the start, and goes with it.

    Args:
        values: checked values, about to be written; they are completed.
        stored: the values so far.
    """
    exists = stored.get("id") is not None
    if values.get("status") == NEW and "scheduled_start" not in values and exists:
        values["scheduled_start"] = None
    if "scheduled_start" not in values:
        return
    start, before = values["scheduled_start"], stored.get("scheduled_start")
    status = values.get("status", stored.get("status"))
    if start is not None and status == NEW:
        values["status"] = SCHEDULED
    elif start is None and before is not None and status == SCHEDULED:
        values["status"] = NEW
    end = stored.get("scheduled_end")
    if exists and before is not None and end is not None and "scheduled_end" not in values:
        values["scheduled_end"] = _moved(end, before, start)


def _moved(end: str, before: str, start: str | None) -> str | None:
    """Return an end at its distance from a start that has moved; the end as it was, if there is no such time."""
    if start is None:
        return None
    try:
        moved = datetime.fromisoformat(end) + (datetime.fromisoformat(start) - datetime.fromisoformat(before))
    except OverflowError:
        return end
    return moved.isoformat(timespec="minutes")


def reopened(row: Mapping[str, Any], status: str, now: datetime) -> dict[str, Any]:
    """Return the values of a closed work item that is opened again in a state: a start in the past is removed.

    `now` is local wall time. With a future start it is scheduled and not new, without a start new and not scheduled.
    """
    start = row["scheduled_start"]
    if start is not None and datetime.fromisoformat(start) < now.replace(tzinfo=None):
        return {"status": NEW if status == SCHEDULED else status, "scheduled_start": None, "scheduled_end": None}
    return {"status": SCHEDULED if start is not None and status == NEW else status}
