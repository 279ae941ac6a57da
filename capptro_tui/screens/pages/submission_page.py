"""The page of a submission: what was sent, and the keys that make a customer and a work item of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.submission import NEW, REJECTED, Submission
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.screens.pages.record_page import RecordPage
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.submissions import answering
from capptro_tui.widgets.page.long_text import LongText
from capptro_tui.widgets.page.tab_strip import Tab
from capptro_tui.widgets.table.table_columns import Row

CONTENT: Final = "content"


class SubmissionPage(RecordPage):
    """Everything about one submission."""

    HELP = (
        "`c` makes a customer of what was sent, `k` links it to one that is there; `w` makes a work item of it.\n"
        "`R` rejects it, and `x` takes that back. `u` undoes any of it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "create_customer", "Create customer", id="submission.create"),
        Binding("k", "link", "Link", tooltip="Link to a customer", id="submission.link"),
        Binding("R", "reject", "Reject", id="submission.reject"),
    ]

    def __init__(self, row_id: int) -> None:
        super().__init__(Submission, row_id)
        self._creates = False

    def possible(self) -> dict[str, bool]:
        """Return which actions apply now."""
        is_alive = self.row is not None and self.row["trashed"] is None
        is_new = is_alive and self.row is not None and self.row["status"] == NEW
        return {
            **super().possible(),
            "create_customer": is_new and self._creates,
            "link": is_new,
            "reject": is_new,
            "work_item": is_alive and self.row is not None and _may_have_work_item(self.row),
        }

    def _read_activity(self) -> None:
        self._creates = self.row is not None and answering.may_create_customer(self.desk.database, self.row)

    def _parts(self) -> list[Tab]:
        """Return the parts of the page, what was sent first."""
        return [Tab(CONTENT, "Content"), *super()._parts()]

    def _make_part(self, key: str, row: Row) -> Widget:
        if key == CONTENT:
            return LongText(str(row["content"]), id=CONTENT, classes="part")
        return super()._make_part(key, row)

    async def action_create_customer(self) -> None:
        """Open the form of a new customer with the values of the submission, which is linked when it is saved."""
        if (values := await self._values(answering.customer_values)) is not None:
            self.desk.open_form(Customer, prefill=values, using=True, then=self._customer_made)

    async def _customer_made(self, result: WriteResult | None) -> None:
        """Link the submission to a customer who was chosen in the form instead of a new one."""
        if result is not None and not result.batch:
            customer_id = result.row_id
            await self.desk.perform(lambda database: answering.link_customer(database, self.row_id, customer_id))

    def action_link(self) -> None:
        """Choose a customer for the submission."""
        self.desk.open_form(Submission, self.row_id, focus="customer_id")

    async def action_work_item(self) -> None:
        """Open the form of a new work item with the customer and the text of the submission."""
        if self.row is None or self.row["trashed"] is not None or not _may_have_work_item(self.row):
            return
        if self.row["work_item_id"] is not None:
            await super().action_work_item()
        elif (values := await self._values(answering.work_item_values)) is not None:
            focus = "title" if "customer_id" in values else "customer_id"
            self.desk.open_form(WorkItem, prefill=values, focus=focus, then=self.show_made)

    async def action_reject(self) -> None:
        """Reject the submission."""
        await self.desk.perform(lambda database: answering.reject(database, self.row_id))

    async def _values(self, read: Callable[[Database, Row], dict[str, Any]]) -> dict[str, Any] | None:
        """Return the values for a form, read from the submission in a thread.

        The key that asked for the form awaits them, so that keys typed next go to the form.

        Returns:
            None if they cannot be read, or the page was closed meanwhile.
        """
        if self.row is None:
            return None
        try:
            values = await asyncio.to_thread(read, self.desk.database, self.row)
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
            return None
        return values if self.is_current else None


def _may_have_work_item(row: Row) -> bool:
    """Return whether a work item may be created on the page: not of a submission that is rejected, without one."""
    return row["work_item_id"] is not None or row["status"] != REJECTED
