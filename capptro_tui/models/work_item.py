"""Work item: one piece of work for a customer (a job, a work order)."""

from __future__ import annotations

from capptro_tui.models.field import Choice, Kind, Match, Tone, field
from capptro_tui.models.record import Record

NEW, SCHEDULED, IN_PROGRESS, ON_HOLD, COMPLETED, CANCELLED = (
    "new",
    "scheduled",
    "in_progress",
    "on_hold",
    "completed",
    "cancelled",
)

STATUS = (
    Choice(NEW, "New", "◆", Tone.ACTIVE, open=True),
    Choice(SCHEDULED, "Scheduled", "◷", Tone.ACTIVE, open=True),
    Choice(IN_PROGRESS, "In progress", "▶", Tone.GOOD, open=True),
    Choice(ON_HOLD, "On hold", "‖", Tone.WAIT, open=True),
    Choice(COMPLETED, "Completed", "✓", Tone.QUIET),
    Choice(CANCELLED, "Cancelled", "✗", Tone.QUIET),
)

PRIORITY = (
    Choice("low", "Low", "▽"),
    Choice("normal", "Normal"),
    Choice("high", "High", "▲", Tone.WAIT),
    Choice("urgent", "Urgent", "‼", Tone.ALERT),
)


class WorkItem(
    Record, name="work_item", label="Work item", plural="Work items", letter="W", title=("title",), tab=True
):
    """A piece of work. It keeps the customer's name as it was, so that it can be read when the link is gone."""

    customer_id: int | None = field(
        "Customer", kind=Kind.LINK, link="customer", snapshot="customer_name", column=3, width=22, grow=2
    )
    contact_id: int | None = field("Contact", kind=Kind.LINK, link="contact", within="customer_id")
    title: str = field("Title", required=True, column=2, width=26, grow=3, match=Match.WORDS)
    description: str = field("Description", kind=Kind.LONG, limit=10000)
    status: str = field("Status", kind=Kind.CHOICE, choices=STATUS, default=NEW, column=4, width=13)
    priority: str = field("Priority", kind=Kind.CHOICE, choices=PRIORITY, default="normal", column=6, width=10)
    scheduled_start: str | None = field(
        "Start", kind=Kind.MOMENT, column=5, width=16, hint="tomorrow 9:00, fri 14:30 or 2026-03-31 8:00"
    )
    scheduled_end: str | None = field(
        "End", kind=Kind.MOMENT, after="scheduled_start", hint="the same, or +90 for 90 minutes"
    )
    category: str = field("Category", kind=Kind.PICK, picklist="work_item_category")
    assigned_user_id: int | None = field("Assigned user", kind=Kind.LINK, link="user")
    notes: str = field("Notes", kind=Kind.LONG, limit=10000)
    customer_name: str = field("Customer's name", form=False, match=Match.WORDS)
