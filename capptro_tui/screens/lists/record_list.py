"""The list of a record type: filter as you type, a window of rows, and a summary of the record under the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from capptro_tui.errors import Refused, Superseded
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import ACTIVE, customer_of, deactivates
from capptro_tui.screens import routes
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.screens.behaviours import screen_behaviour
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.search.listing import Listing, one
from capptro_tui.show import show
from capptro_tui.widgets.background import AfterPause
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.page.marks import list_columns
from capptro_tui.widgets.page.summary import Summary
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.record_table import RecordTable
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.textual_patches.boxes import Across

if TYPE_CHECKING:
    from capptro_tui.screens.lists.filter import Filters
    from capptro_tui.services.records.belonging import InView


_OWN_ACTIONS = frozenset({"default", "merge", "duplicates"})
"""Actions that only the lists of some record types have."""

_PAUSE = 0.1
"""Seconds without a key before the records are counted anew."""


class RecordList(BrowseScreen[None]):
    """All records of one type."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", key_display="/", id="find"),
        Binding("escape", "back", "Clear the search", show=False, id="back"),
        Binding("n", "new", "New", id="new"),
        Binding("e", "edit", "Edit", id="edit"),
        Binding("d", "delete", "Delete", id="delete"),
        Binding("a", "switch('deactivated')", "Deactivate", id="status"),
        Binding("a", "switch('active')", "Reactivate", id="status"),
        Binding("v", "filter", "Filter", tooltip="Show only some", id="filter"),
        Binding("b", "bulk", "Change selected", id="bulk"),
        Binding("ctrl+a", "select_all", "Select all", show=False, id="select_all"),
        Binding("m", "merge", "Merge", tooltip="Merge with another customer", id="merge"),
        Binding("f", "default", "Default", tooltip="Make it the default customer", id="default"),
        Binding("L", "left", "Has left", tooltip="Mark who has left, or who is back", id="left"),
        Binding("D", "duplicates", "Find duplicates", show=False, id="duplicates"),
        Binding("i", "import", "Import", tooltip="Import records of a file", show=False, id="import"),
        Binding("E", "export", "Export", tooltip="Export what the list shows", show=False, id="export"),
    ]

    def __init__(self, record: RecordType) -> None:
        super().__init__()
        self.record = record
        self.behaviour = screen_behaviour(record)
        self.text = ""
        self.filters: Filters = {}
        self._batch = (0, "")
        self._status = ""
        self._filtered: list[tuple[str, str]] = []
        self._counts: list[tuple[str, int]] = []
        self._counting = AfterPause(self, _PAUSE, self._count)
        self._said = Content("")

    def body(self) -> ComposeResult:
        with Across(id="finder"):
            yield LineInput(placeholder=self.behaviour.find_hint, id="find", select_on_focus=False)
            yield Static("", id="count")
        yield Static("", id="state")
        with Across(id="rows"):
            columns = list_columns(self.record, today=lambda: self.desk.database.now().date())
            yield RecordTable(columns, empty_text=self._empty())
            yield Summary(self.record, self._whole)

    def on_mount(self) -> None:
        # The field's message would come a frame later, and bubble through all its containers.
        find = self.query_one("#find", Input)
        find.disable_messages(Input.Changed)
        self.watch(find, "value", self._typed, init=False)
        self._say_state()
        self._show()
        self.table.focus()

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one(RecordTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide actions that do not apply to the record type, the record's state or the selection."""
        if action in _OWN_ACTIONS:
            return action in self.behaviour.list_actions
        if action == "left":
            return self.record.retirement() is not None
        if action in ("new", "import"):
            return self.record.info.is_typed
        if action == "switch":
            return self._status not in ("", parameters[0])
        return bool(self.table.selected) if action == "bulk" and self.is_mounted else True

    @property
    def is_usual(self) -> bool:
        """Whether nothing is searched or filtered: then deactivated records are left out."""
        return deactivates(self.record) and not self.text.strip() and not self.filters and not self._batch[0]

    def customer_in_view(self) -> int | None:
        """Return the id of the customer under the cursor, or of the customer of the record under it."""
        row = self.table.row if self.focused is self.table else None
        return customer_of(self.record, row) if row is not None else None

    def records_in_view(self) -> list[InView]:
        """Return the record under the cursor."""
        row = self.table.row if self.focused is self.table else None
        return [(self.record, row)] if row is not None else []

    def led_to_record_in_view(self) -> Mapping[str, Sequence[int]]:
        """Return ids of the related records by which the search found the record under the cursor, by record type."""
        from capptro_tui.services.forms.link_matches import led_to

        in_view = self.records_in_view()
        if not in_view or not self.text.strip():
            return {}
        return led_to(self.desk.database, self.record, in_view[0][1]["id"], self.text)

    def written(self, result: WriteResult) -> None:
        """Read the list again if one of its records, or a record that it names, was written."""
        names = {self.record.info.name, *(field.link for field in self.record.links())}
        if any(field.computed_by_database for field in self.record.fields.values()):
            names |= {other.info.name for other, _ in self.desk.schema.referencing(self.record)}
        if result.touches_any(names):
            self._show(keep=True, elsewhere=result.elsewhere)

    def _show(self, *, keep: bool = False, typed: bool = False, elsewhere: bool = False) -> None:
        sort, descending = self.table.sort or ("", False)
        self.table.empty_text = self._empty()
        self.table.show_source(self._listing(sort, descending), keep, typed=typed, elsewhere=elsewhere)
        if self.behaviour.count is not None:
            self._counting.ask()

    @work(exclusive=True, group="counts")
    async def _count(self) -> None:
        """Count the listed records as their behaviour does. The table shows why they cannot be read."""
        assert self.behaviour.count is not None
        with suppress(Refused, Superseded):
            self._counts = await asyncio.to_thread(self.behaviour.count, self._listing())
            if self.is_running:
                self._say_state()

    def _listing(self, sort: str = "", descending: bool = False) -> Listing:
        asked = {"status": ACTIVE} if self.is_usual else self.filters
        equal: dict[str, Any] = {name: value for name, value in asked.items() if value}
        if self._batch[0]:
            equal["version"] = self._batch[0]  # a row's version is the batch that wrote it
        return Listing(
            self.desk.database, self.record, self.text, equal=equal, sort=sort, descending=descending, brief=True
        )

    def _whole(self, row_id: int) -> Row | None:
        """Return all columns of a record; None if it is gone. The table shows any other problem."""
        with suppress(Refused):
            return one(self.desk.database, self.record, row_id)
        return None

    def _empty(self) -> str:
        plural, label = self.record.info.plural.lower(), self.record.info.label.lower()
        if self.text or self.filters or self._batch[0]:
            adding = f"; n adds a new {label}" if self.record.info.is_typed else ""
            return f"No {plural} found. esc clears the search{adding}."
        return f"No {plural} yet. {self.behaviour.first_hint}"

    def _typed(self, text: str) -> None:
        self.text = text
        self._say_state()
        self._show(typed=True)

    @on(RecordTable.SortRequested)
    def _sorted(self) -> None:
        self._show()

    @on(RecordTable.Counted)
    def _counted(self, event: table_messages.Counted) -> None:
        label = self.record.info.label if event.total == 1 else self.record.info.plural
        self.query_one("#count", Static).update(Content(f"{event.total:,} {label.lower()}"), layout=False)
        if not event.total and self.is_usual and Listing(self.desk.database, self.record).first_ids(1)[0]:
            plural, label = self.record.info.plural.lower(), self.record.info.label.lower()
            self.table.empty_text = f"No active {plural}. {self._filter_key} shows the others; n adds a new {label}."

    @on(RecordTable.Highlighted)
    def _highlighted(self, event: table_messages.Highlighted) -> None:
        self.query_one(Summary).show_record(event.row["id"] if event.row else None)
        status = event.row["status"] if event.row and deactivates(self.record) else ""
        if status != self._status:
            self._status = status
            self.refresh_bindings()

    @on(RecordTable.SelectionChanged)
    def _selected(self) -> None:
        self._say_state()
        self.refresh_bindings()

    def _say_state(self) -> None:
        """Show below the search the filters, and the number of selected records."""
        parts: list[str | tuple[str, str]] = []
        if self.is_usual:
            parts += [("active only · ", "$muted"), (self._filter_key, "$accent"), (" shows others", "$muted"), "   "]
        if self._batch[0]:
            parts += [("Only ", "$muted"), (self._batch[1], "$accent"), (" · ", "$muted"), ("esc", "$accent bold")]
            parts += [(" shows all", "$muted"), "   "]
        for label, text in self._filtered:
            parts += [(f"{label} ", "$muted"), (show(text, 40) or "any", "$accent"), "   "]
        if count := len(self.table.selected):
            parts += [(f"● {self.record.info.counted(count)} selected", "$accent bold"), "   "]
        for label, count in self._counts:
            parts += [(f"{show(label)} ", "$muted"), f"{count:,}", "   "]
        said = Content.assemble(*parts)
        if said != self._said:
            self._said = said
            self.query_one("#state", Static).update(said, layout=False)

    @property
    def _filter_key(self) -> str:
        """The key that opens the filter."""
        return show(self.desk.config.keys.get("filter", "v").partition(",")[0], 10)

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        self.desk.open_page(self.record, event.row["id"])

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self.app.notify(str(event.error), severity="error", markup=False)

    def on_key(self, event: Any) -> None:
        """Go from the search field to the rows with `down` and `enter`."""
        if self.focused is self.query_one("#find") and event.key in ("down", "enter"):
            event.stop()
            self.table.focus()

    def search(self) -> None:
        """Go to the search field. Typing replaces the last search."""
        find = self.query_one("#find", Input)
        find.focus()
        find.select_all()

    def come_back(self) -> None:
        """Take the keys as commands again: the search field may have had the focus."""
        if self.is_mounted:
            self.table.focus()

    def action_back(self) -> None:
        """Clear the selection; the next time clear search and filters. The focus goes back to the rows."""
        find = self.query_one("#find", Input)
        if self.table.selected and self.focused is self.table:
            self.table.clear_selection()
        elif self.filters or self._batch[0]:
            find.value = ""
            self._batch = (0, "")
            self._narrow({})
        else:
            find.value = ""
        self.table.focus()

    def action_new(self) -> None:
        """Add a record; a customer starts with the name that was searched for."""
        prefill = {self.behaviour.searched_as: self.text} if self.behaviour.searched_as and self.text else {}
        self.desk.open_form(self.record, prefill=prefill, then=self.show_made)

    async def show_made(self, result: WriteResult | None) -> None:
        """Put the cursor on a new record, or explain that the list does not show it.

        A record made of parts, such as an order, opens on its page.
        """
        if result is None or result.record is not self.record:
            return
        sort, descending = self.table.sort or ("", False)
        self.table.focus()
        if not await self.table.show_record(self._listing(sort, descending), result.row_id):
            name = self.record.called(one(self.desk.database, self.record, result.row_id))
            self.desk.say(f"{name} is saved, but not among what this list is narrowed to. esc shows all.")
        if self.desk.schema.made_of(self.record):
            self.desk.open_page(self.record, result.row_id)

    def action_edit(self) -> None:
        """Edit the record under the cursor."""
        if row := self.table.row:
            self.desk.open_form(self.record, row["id"])

    async def action_delete(self) -> None:
        """Delete the record under the cursor to the trash, after a question."""
        if row := self.table.row:
            await self.desk.ask_delete(self.record, row["id"])

    async def action_switch(self, state: str) -> None:
        """Deactivate or reactivate the record under the cursor, after the affected records are shown."""
        from capptro_tui.screens.dialogs.status import ask_status

        if row := self.table.row:
            await ask_status(self, self.record, row["id"], state)

    async def action_left(self) -> None:
        """Mark the contact under the cursor as one who has left, or who is back."""
        from capptro_tui.screens.dialogs.retiring import toggle_left

        if row := self.table.row:
            await toggle_left(self.desk, self.record, row)

    def show_batch(self, batch: int, label: str) -> None:
        """Show only the records that a batch has written and nobody has changed since."""
        self._batch = (batch, label)
        self._show_anew({})

    def show_only(self, filters: Filters) -> None:
        """Show only the records with some values, whatever was searched for before."""
        self._batch = (0, "")
        self._show_anew(filters)

    def _show_anew(self, filters: Filters) -> None:
        if self.is_mounted:
            self.query_one("#find", Input).value = ""
        self._narrow(filters)

    def action_import(self) -> None:
        """Import records of a file."""
        from capptro_tui.screens.importing.opening import open_import

        open_import(self.desk, self.record)

    def action_export(self) -> None:
        """Write the records that the list shows to a file, in their order."""
        from capptro_tui.screens.exporting.export_dialog import ExportDialog

        sort, descending = self.table.sort or ("", False)
        shown = self.record.info.counted(self.table.row_count)
        self.app.push_screen(ExportDialog(self._listing(sort, descending), shown))

    def action_filter(self) -> None:
        """Show only records with certain states and values."""
        from capptro_tui.screens.lists.filter import Filter

        self.app.push_screen(Filter(self.record, {"status": ACTIVE} if self.is_usual else self.filters), self._narrow)

    def _narrow(self, filters: Filters | None) -> None:
        if filters is None:
            return
        from capptro_tui.widgets.form.field_inputs import filter_text

        self.filters = filters
        found = [(self.record.fields[name], value) for name, value in filters.items()]
        self._filtered = [(field.label, filter_text(self.desk.database, field, value)) for field, value in found]
        if self.is_mounted:
            self._say_state()
            self._show()

    async def action_select_all(self) -> None:
        """Select every record that the list shows."""
        ids = await asyncio.to_thread(self._listing().ids)
        if self.is_running:  # closed meanwhile, it has no table any more
            self.table.select(ids)

    def action_bulk(self) -> None:
        """Change all selected records at once."""
        self.desk.open_bulk_change(self.record, sorted(self.table.selected), lambda _: self.table.clear_selection())

    def action_merge(self) -> None:
        """Merge the two selected customers, or the one under the cursor with another."""
        if len(self.table.selected) == 2:
            keep, lose = sorted(self.table.selected)
            self.desk.open_merge(keep, lose)
        elif row := self.table.row:
            self.desk.open_merge(row["id"])

    def action_duplicates(self) -> None:
        """Show the customers that may have been entered twice."""
        self.desk.open_screen(routes.REVIEW.name)

    async def action_default(self) -> None:
        """Make the customer under the cursor the default one, or stop."""
        from capptro_tui.services.business import business_settings

        if row := self.table.row:
            await self.desk.perform(lambda database: business_settings.toggle_default(database, row["id"]))
