"""The list of a record type: filter as you type, a window of rows, and the record under the cursor beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from capptro_tui.models.customer import Customer
from capptro_tui.models.record import RecordType
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.services.listing import Listing
from capptro_tui.services.outcome import Outcome
from capptro_tui.widgets import table_messages
from capptro_tui.widgets.line_input import LineInput
from capptro_tui.widgets.marks import list_columns
from capptro_tui.widgets.plain_table import SingleTable
from capptro_tui.widgets.record_table import RecordTable
from capptro_tui.widgets.summary import Summary


class RecordList(BrowseScreen[None]):
    """All records of one type."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Find", key_display="/", id="find"),
        Binding("escape", "back", "Clear the search", show=False, id="back"),
        Binding("n", "new", "New", id="new"),
        Binding("e", "edit", "Edit", id="edit"),
        Binding("d", "delete", "Delete", id="delete"),
        Binding("f", "default", "Default", tooltip="Make it the default customer", id="default"),
    ]

    def __init__(self, record: RecordType) -> None:
        super().__init__()
        self.record = record
        self.text = ""

    def body(self) -> ComposeResult:
        with Horizontal(id="finder"):
            yield LineInput(placeholder=self._placeholder(), id="find", select_on_focus=False)
            yield Static("", id="count")
        with Horizontal(id="rows"):
            yield SingleTable(list_columns(self.record), empty_text=self._empty())
            yield Summary(self.record)

    def on_mount(self) -> None:
        super().on_mount()
        self._show()
        self.table.focus()

    @property
    def table(self) -> RecordTable:
        """The rows."""
        return self.query_one(RecordTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The default customer is chosen among customers only."""
        return self.record is Customer if action == "default" else True

    def customer_in_view(self) -> int | None:
        """The customer under the cursor, or the one of the record under it."""
        row = self.table.row if self.focused is self.table else None
        if row is None:
            return None
        return row["id"] if self.record is Customer else row.get("customer_id")

    def written(self, outcome: Outcome) -> None:
        """Read the list again when one of its records, or one it names, was written."""
        names = {self.record.info.name, *(one.link for one in self.record.links())}
        if any(change.record.info.name in names for change in outcome.changes):
            self._show(keep=True)

    def _show(self, keep: bool = False) -> None:
        sort, descending = self.table.sort or ("", False)
        listing = Listing(self.desk.database, self.record, self.text, sort=sort, descending=descending)
        self.table.empty_text = self._empty()
        self.table.show_source(listing, keep)

    def _placeholder(self) -> str:
        if self.record is Customer:
            return "Press / and type a name, number, phone, email or contact"
        return "Press / and type any part of it"

    def _empty(self) -> str:
        plural, label = self.record.info.plural.lower(), self.record.info.label.lower()
        if self.text:
            return f"No {plural} found. esc clears the search; n adds a new {label}."
        return f"No {plural} yet. Press n to add the first one."

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        self.text = event.value
        self._show()

    @on(RecordTable.SortRequested)
    def _sorted(self) -> None:
        self._show()

    @on(RecordTable.Counted)
    def _counted(self, event: table_messages.Counted) -> None:
        label = self.record.info.label if event.total == 1 else self.record.info.plural
        self.query_one("#count", Static).update(Content(f"{event.total:,} {label.lower()}"), layout=False)

    @on(RecordTable.Highlighted)
    def _highlighted(self, event: table_messages.Highlighted) -> None:
        self.query_one(Summary).show_row(event.row)

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        self.desk.open_page(self.record, event.row["id"])

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self.app.notify(str(event.error), severity="error", markup=False)

    def on_key(self, event: Any) -> None:
        """`down` and `enter` lead from the search field to the rows."""
        if self.focused is self.query_one("#find") and event.key in ("down", "enter"):
            event.stop()
            self.table.focus()

    def action_search(self) -> None:
        """Go to the search field."""
        self.query_one("#find", Input).focus()

    def action_back(self) -> None:
        """Clear the search, and go back to the rows."""
        self.query_one("#find", Input).value = ""
        self.table.focus()

    def action_new(self) -> None:
        """Add a record."""
        self.desk.open_form(self.record, prefill={"name": self.text} if self.record is Customer and self.text else {})

    def action_edit(self) -> None:
        """Edit the record under the cursor."""
        if row := self.table.row:
            self.desk.open_form(self.record, row["id"])

    async def action_delete(self) -> None:
        """Put the record under the cursor into the trash, after a question."""
        if row := self.table.row:
            await self.desk.ask_delete(self.record, row["id"])

    async def action_default(self) -> None:
        """Make the customer under the cursor the default one, or stop."""
        from capptro_tui.services import desk

        if row := self.table.row:
            await self.desk.perform(lambda database: desk.toggle_default(database, row["id"]))
