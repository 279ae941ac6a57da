"""Note: free words about a customer."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, Boolean, Link, Multiline


class Note(Record, name="note", label="Note", plural="Notes", letter="M", title=("text",), has_list=True, rank=120):
    """Free words about a customer; an important one stands at the top of its page."""

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=TRASH_WITH),
        required=True,
        indexed_by_target=True,
        column=2,
        width=22,
        grow=1,
    )
    text: str = field("Text", Multiline(limit=10000), required=True, column=1, width=40, grow=3, match=Match.WORDS)
    important: bool = field("Important", Boolean(), column=3, width=9, hint="shown at the top of the customer's page")
