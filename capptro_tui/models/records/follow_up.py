"""Follow-up: a reminder to get back to a customer."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TODAY, TRASH_WITH, Choice, ChoiceOf, Date, Link, Multiline, Tone

OPEN, DONE, CANCELLED = "open", "done", "cancelled"

STATUS = (
    Choice(OPEN, "Open", "□", Tone.ACTIVE, open=True, next=(DONE, CANCELLED)),
    Choice(DONE, "Done", "✓", Tone.QUIET, reopens=OPEN),
    Choice(CANCELLED, "Cancelled", "✗", Tone.QUIET, reopens=OPEN),
)


class FollowUp(
    Record, name="follow_up", label="Follow-up", plural="Follow-ups", letter="F", title=("title",), has_list=True,
    rank=110, tab=5,
):  # fmt: skip
    """A call to make, an answer to give, by some day."""

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=TRASH_WITH),
        required=True,
        indexed_by_target=True,
        column=3,
        width=22,
        grow=1,
    )
    contact_id: int | None = field("Contact", Link("contact", scoped_by=customer_id), autofill=True)
    work_item_id: int | None = field("Work item", Link("work_item", scoped_by=customer_id))
    title: str = field("Title", required=True, column=2, width=30, grow=2, match=Match.WORDS)
    due: str = field(
        "Due", Date(), required=True, default=TODAY, column=1, deadline=True, hint="today, fri or 2026-03-31",
    )  # fmt: skip
    assigned_user_id: int | None = field("Assigned user", Link("user"))
    status: str = field("Status", ChoiceOf(STATUS), default=OPEN, column=4, width=12)
    notes: str = field("Notes", Multiline(limit=10000))
