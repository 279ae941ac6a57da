"""Where a new record is begun: its form, with what it belongs to filled in and the cursor where typing begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import owner_link
from capptro_tui.models.work_item import WorkItem
from capptro_tui.screens.base import Desk
from capptro_tui.services.belonging import InView, belonging_to_all
from capptro_tui.services.desk import default_customer
from capptro_tui.services.outcome import Outcome

Then = Callable[[Outcome | None], Any]
"""What is done with what was saved, or with None."""


def begin_new(desk: Desk, record: RecordType, in_view: Sequence[InView], then: Then | None = None) -> None:
    """Open the form of a new record that belongs to what is in view, the most important first.

    A work item for nobody in view is for the default customer until another is chosen.
    """
    prefill: dict[str, Any] = belonging_to_all(desk.database, record, in_view)
    focus = first_to_type(record, prefill)
    if record is WorkItem and "customer_id" not in prefill and (default := default_customer(desk.database)):
        prefill["customer_id"] = default["id"]
    desk.open_form(record, prefill=prefill, focus=focus, then=then)


def first_to_type(record: RecordType, given: dict[str, Any]) -> str:
    """The field in which typing begins: the owner, while it is open; else the first that must be filled and that
    nothing fills; else the first that is not given."""
    fields = [one for one in record.form_fields() if one.name not in given]
    owner = owner_link(record)
    if owner is not None and owner in fields:
        return owner.name
    must = next((one for one in fields if one.required and one.default is None), None)
    return must.name if must is not None else fields[0].name if fields else ""
