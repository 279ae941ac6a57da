"""Project: work items that belong together."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, Choice, ChoiceOf, Date, Link, Multiline, Tone

PLANNED, ACTIVE, ON_HOLD, COMPLETED, CANCELLED = "planned", "active", "on_hold", "completed", "cancelled"

STATUS = (
    Choice(PLANNED, "Planned", "◇", Tone.ACTIVE, open=True, next=(ACTIVE, CANCELLED)),
    Choice(ACTIVE, "Active", "▶", Tone.GOOD, open=True, next=(ON_HOLD, COMPLETED, CANCELLED)),
    Choice(ON_HOLD, "On hold", "‖", Tone.WAIT, open=True, next=(ACTIVE, COMPLETED, CANCELLED)),
    Choice(COMPLETED, "Completed", "✓", Tone.QUIET, reopens=ACTIVE),
    Choice(CANCELLED, "Cancelled", "✗", Tone.QUIET, reopens=PLANNED),
)


class Project(
    Record, name="project", label="Project", plural="Projects", letter="P", title=("name",), has_list=True, rank=60
):
    """Something larger that is done for a customer."""

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=TRASH_WITH),
        required=True,
        indexed_by_target=True,
        column=2,
        width=22,
        grow=1,
    )
    site_id: int | None = field("Site", Link("site", scoped_by=customer_id), autofill=True, column=4, width=18, grow=1)
    name: str = field("Name", required=True, column=1, width=26, grow=2, match=Match.WORDS)
    start: str | None = field("Start", Date(), column=5)
    end: str | None = field("End", Date(), after="start", column=6)
    status: str = field("Status", ChoiceOf(STATUS), default=PLANNED, column=3, width=13)
    notes: str = field("Notes", Multiline(limit=10000))
