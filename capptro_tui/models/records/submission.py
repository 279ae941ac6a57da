"""Submission: one filled-in public form, and what became of it."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import (
    KEEP_NAME,
    Choice,
    ChoiceOf,
    JsonObject,
    Link,
    Multiline,
    Text,
    Timestamp,
    Tone,
)

NEW, CREATED, LINKED, REJECTED = "new", "created", "linked", "rejected"

STATUS = (
    Choice(NEW, "New", "◆", Tone.ACTIVE, open=True),
    Choice(CREATED, "Created", "✓", Tone.GOOD),
    Choice(LINKED, "Linked", "●", Tone.GOOD),
    Choice(REJECTED, "Rejected", "✗", Tone.QUIET, reopens=NEW),
)

WITH_CUSTOMER = (CREATED, LINKED)
"""The states of a submission that has a customer."""

WEB, MAIL, FILE = "web", "mail", "file"

SOURCES = (Choice(WEB, "Web page"), Choice(MAIL, "E-mail"), Choice(FILE, "File"))

LONGEST_MESSAGE = 10_000


class Submission(
    Record,
    name="submission",
    label="Submission",
    plural="Submissions",
    letter="Q",
    title=("name",),
    has_list=True,
    rank=141,
    is_typed=False,
):
    """A submission of a public form. It is received, not typed: people decide about it, and add notes."""

    public_form_id: int | None = field(
        "Public form", Link("public_form", can_filter=True), form=False, column=4, width=20, grow=1
    )
    customer_id: int | None = field(
        "Customer", Link("customer", on_delete=KEEP_NAME, name_kept_in="customer_name"), indexed_by_target=True,
        column=5, width=20, grow=1,
    )  # fmt: skip
    work_item_id: int | None = field("Work item", Link("work_item", scoped_by=customer_id))
    name: str = field("Name", form=False, column=1, width=24, grow=2, match=Match.WORDS)
    received_at: str = field("Received", Timestamp(), required=True, form=False, column=3, width=17)
    status: str = field("Status", ChoiceOf(STATUS), default=NEW, form=False, column=2, width=12)
    source: str = field("Came by", ChoiceOf(SOURCES), default=FILE, form=False)
    content: str = field("Content", Multiline(limit=100_000), form=False, match=Match.WORDS)
    notes: str = field("Notes", Multiline(limit=10_000), hint="your own, about this submission")
    customer_name: str = field("Customer's name", form=False)
    sent: str | None = field("As sent", JsonObject(limit=500_000), form=False)
    digest: str = field("Digest", Text(limit=64), required=True, form=False, unique=True)
