"""Task: one step of a work item."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, Choice, ChoiceOf, Date, Integer, Link, Tone

OPEN, DONE, CANCELLED = "open", "done", "cancelled"

STATUS = (
    Choice(OPEN, "Open", "□", Tone.ACTIVE, open=True, next=(DONE, CANCELLED)),
    Choice(DONE, "Done", "✓", Tone.QUIET, reopens=OPEN),
    Choice(CANCELLED, "Cancelled", "✗", Tone.QUIET, reopens=OPEN),
)


class Task(
    Record,
    name="task",
    label="Task",
    plural="Tasks",
    letter="T",
    title=("title",),
    has_list=True,
    rank=80,
    ended_as=CANCELLED,
):
    """A step of a work item, in its order."""

    work_item_id: int = field(
        "Work item", Link("work_item", on_delete=TRASH_WITH), required=True, column=2, width=20, grow=1
    )
    customer_id: int | None = field(
        "Customer", Link("customer"), copied_from=("work_item_id",), indexed_by_target=True, form=False,
        column=3, width=20, grow=1,
    )  # fmt: skip
    title: str = field("Title", required=True, column=1, width=28, grow=2, match=Match.WORDS)
    assigned_user_id: int | None = field("Assigned user", Link("user"))
    due: str | None = field("Due", Date(), column=4, hint="today, fri or 2026-03-31")
    status: str = field("Status", ChoiceOf(STATUS), default=OPEN, column=5, width=12)
    position: int = field("Place", Integer(low=1, high=1_000_000), required=True, position=True, form=False)
