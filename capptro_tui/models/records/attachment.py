"""Document: a file that was copied in, with the record it belongs to."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, ByteSize, Link, Text

OWNERS = (
    "contact", "site", "asset", "contract", "project", "work_item", "task", "order", "payment", "follow_up",
)  # fmt: skip
"""The record types, besides the customer, that may have documents."""

_LINKS = tuple(f"{name}_id" for name in OWNERS)


class Attachment(
    Record,
    name="attachment",
    label="Document",
    plural="Documents",
    letter="D",
    title=("name",),
    has_list=True,
    rank=130,
    is_typed=False,
):
    """A document. Its content is kept beside the database under its SHA-256; `customer_id` is that of its owner."""

    customer_id: int | None = field(
        "Customer", Link("customer", on_delete=TRASH_WITH), indexed_by_target=True, copied_from=_LINKS, form=False,
        column=2, width=22, grow=1,
    )  # fmt: skip
    contact_id: int | None = field("Contact", Link("contact", on_delete=TRASH_WITH), form=False)
    site_id: int | None = field("Site", Link("site", on_delete=TRASH_WITH), form=False)
    asset_id: int | None = field("Asset", Link("asset", on_delete=TRASH_WITH), form=False)
    contract_id: int | None = field("Contract", Link("contract", on_delete=TRASH_WITH), form=False)
    project_id: int | None = field("Project", Link("project", on_delete=TRASH_WITH), form=False)
    work_item_id: int | None = field("Work item", Link("work_item", on_delete=TRASH_WITH), form=False)
    task_id: int | None = field("Task", Link("task", on_delete=TRASH_WITH), form=False)
    order_id: int | None = field("Order", Link("order", on_delete=TRASH_WITH), form=False)
    payment_id: int | None = field("Payment", Link("payment", on_delete=TRASH_WITH), form=False)
    follow_up_id: int | None = field("Follow-up", Link("follow_up", on_delete=TRASH_WITH), form=False)
    name: str = field("Name", required=True, column=1, width=30, grow=2, match=Match.WORDS)
    description: str = field("Description", column=3, width=20, grow=1, match=Match.WORDS)
    size: int = field("Size", ByteSize(), required=True, column=4, width=10, form=False)
    type: str = field("Type", column=5, width=18, form=False)
    sha256: str = field("SHA-256", Text(limit=64), required=True, form=False)
