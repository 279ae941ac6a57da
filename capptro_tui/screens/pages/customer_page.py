"""A customer's page: contact, current work and balance at the top, all related records below."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.screens import routes
from capptro_tui.screens.new_record import begin_new
from capptro_tui.screens.pages.record_page import TIMELINE, RecordPage
from capptro_tui.services.business import business_settings, customer_activity
from capptro_tui.services.history.timeline import EVERYTHING, FILTERS
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.widgets.page.facts import activity_facts, activity_lines
from capptro_tui.widgets.page.tab_strip import Tab
from capptro_tui.widgets.timeline import timeline_messages
from capptro_tui.widgets.timeline.timeline import EntrySource, Timeline
from capptro_tui.widgets.timeline.timeline_entries import Stream

LOW: Final = 30
"""Up to this height in lines the notes at the top share one."""


class CustomerPage(RecordPage):
    """Everything about one customer."""

    HELP = (
        "`left` and `right` go through the parts of the page; `enter` opens what the cursor is at, `n` adds one.\n"
        "In the timeline, `n` writes a note and `v` narrows it to work, money, notes, documents.\n"
        "`e`, `d` and `a` act on the row under the cursor; `shift+tab`, or `up` from the first row, leads to the\n"
        "profile, where they act on the customer. `m` merges the customer; `b` is the statement of account."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "contact", "Contact", tooltip="New contact", id="page.contact"),
        Binding("b", "statement", "Balance", tooltip="Statement of account", id="page.statement"),
        Binding("m", "merge", "Merge", tooltip="Merge with another customer", id="merge"),
        Binding("f", "default", "Default", tooltip="Make it the default customer, or stop", show=False, id="default"),
        Binding("v", "narrow", "Filter", tooltip="Narrow the timeline", id="page.narrow"),
    ]
    _ADD_KEYS: ClassVar[dict[RecordType, str]] = {Contact: "c", WorkItem: "w"}

    def __init__(self, row_id: int) -> None:
        super().__init__(Customer, row_id)
        self._only = EVERYTHING
        self._going_on: customer_activity.Activity | None = None

    def possible(self) -> dict[str, bool]:
        """Return which actions apply now."""
        alive = self.row is not None and self.row["trashed"] is None
        found = super().possible()
        return {
            **found,
            **dict.fromkeys(("contact", "default", "merge"), alive),
            "statement": self.row is not None,
            "narrow": self.part == TIMELINE,
            "new": found["new"] or (alive and self.part == TIMELINE),
        }

    def _is_default(self) -> bool:
        return bool(business_settings.settings(self.desk.database)["default_customer_id"] == self.row_id)

    def _read_activity(self) -> None:
        alive = self.row is not None and self.row["trashed"] is None
        self._going_on = customer_activity.activity(self.desk.database, self.row_id) if alive else None

    def _facts(self, width: int) -> list[Content]:
        return activity_facts(self._going_on, str(self.row["currency"]), width) if self._going_on and self.row else []

    def _activity(self, width: int) -> list[Content]:
        today = self.desk.database.now().date()
        brief = self.size.height <= LOW
        return activity_lines(self._going_on, today, width, brief=brief) if self._going_on else []

    def _parts(self) -> list[Tab]:
        *parts, timeline = super()._parts()
        what = "" if self._only == EVERYTHING else f": {self._only.lower()}"
        return [*parts, Tab(TIMELINE, timeline.label + what)]

    def _happened(self) -> EntrySource:
        return Stream(self.desk.database, self.row_id, FILTERS[self._only])

    def _look_again(self) -> None:
        # Coming entries stand above new ones, so new ones cannot only be added on top.
        if self.timeline is not None:
            self.timeline.show_source(self._happened())

    @on(Timeline.EntryChosen)
    def _chosen(self, event: timeline_messages.EntryChosen) -> None:
        if not event.entry.batch and event.entry.about is not None:
            self.desk.open_page(*event.entry.about)

    def action_new(self) -> None:
        """Add a record to the part of the page that is shown; to the timeline, a note."""
        if self.part == TIMELINE:
            # The timeline itself shows it, on top.
            begin_new(self.desk, Note, self.records_in_view())
        else:
            super().action_new()

    def action_narrow(self) -> None:
        """Show the next kind of entries in the timeline: everything, work, money, …"""
        names = list(FILTERS)
        self._only = names[(names.index(self._only) + 1) % len(names)]
        if self.timeline is not None:
            self.timeline.show_source(self._happened())
        self._draw_parts()

    def action_contact(self) -> None:
        """Add a contact to the customer."""
        begin_new(self.desk, Contact, self.records_in_view(), self.show_made)

    def action_statement(self) -> None:
        """Show the statement of the customer's account."""

        self.desk.open_screen(routes.STATEMENT.name, self.row_id)

    def action_merge(self) -> None:
        """Merge the customer with another one, and go to the page of the one that stays."""

        def merged(result: WriteResult | None) -> None:
            if result is not None and result.row_id != self.row_id:
                self.desk.open_page(self.record, result.row_id)

        self.desk.open_merge(self.row_id, then=merged)

    async def action_default(self) -> None:
        """Make the customer the default one, or stop."""
        await self.desk.perform(lambda database: business_settings.toggle_default(database, self.row_id))
