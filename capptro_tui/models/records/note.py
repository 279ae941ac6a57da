"""Note: free words about a customer."""

from __future__ import annotations

from capptro_tui.models.field import Kind, Match, field
from capptro_tui.models.record import Record


class Note(Record, name="note", label="Note", plural="Notes", letter="M", title=("text",), listed=True):
    """Free words about a customer; an important one stands at the top of its page."""

    customer_id: int = field(
        "Customer", kind=Kind.LINK, link="customer", required=True, keeps=True, by_name=True, column=2, width=22, grow=1
    )
    text: str = field("Text", kind=Kind.LONG, required=True, limit=10000, column=1, width=40, grow=3, match=Match.WORDS)
    important: bool = field(
        "Important", kind=Kind.YES_NO, column=3, width=9, hint="shown at the top of the customer's page"
    )
