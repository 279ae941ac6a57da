"""The trash: deleted records, until they are restored or the trash is emptied."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from capptro_tui.models.record import number
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.moment_texts import moment_width, stamp_text
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.services.history import trash_list
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import Paged, PlainTable
from capptro_tui.widgets.table.record_table import Column, RecordTable

_COLUMNS = (
    Column("title", "Name", 26, lambda row: row["title"], grow=2, sortable=False),
    Column("what", "What", 9, lambda row: row["record"].info.label, sortable=False),
    Column("at", "Deleted", moment_width, lambda row: stamp_text(row["at"] or ""), align="right", sortable=False),
    Column("number", "Number", 8, lambda row: _quiet(number(row["record"], row["row_id"])), sortable=False),
    Column("by", "By", 16, lambda row: row["by"], grow=1, sortable=False),
)


class Trash(BrowseScreen[None]):
    """All records in the trash, the last deleted first."""

    HELP = (
        "What you delete stays here: `r` brings it back, with what went along and the links that it lost.\n"
        "`x` empties the trash."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", "Restore", id="trash.restore"),
        Binding("x", "empty", "Empty", tooltip="Empty the trash", id="trash.empty"),
    ]

    def body(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Static("Trash", id="name")
            yield Static("", id="count")
        yield PlainTable(_COLUMNS, empty_text="The trash is empty.")

    def on_mount(self) -> None:
        self.table.show_source(self._rows())
        self.table.focus()

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one(RecordTable)

    def _rows(self) -> Paged:
        database = self.desk.database
        return Paged(partial(trash_list.trashed, database), partial(trash_list.count, database))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the keys of an empty trash, and opening the trash on itself."""
        if action in ("restore", "empty"):
            return True if any(table.row_count for table in self.query(RecordTable)) else None
        return (action, parameters) != ("screen", ("trash",))

    def written(self, result: WriteResult) -> None:
        """Read the trash again if records came or went."""
        if result.is_everything or any("trashed" in change.delta for change in result.changes):
            self.table.show_source(self._rows(), keep=True, elsewhere=result.elsewhere)

    @on(RecordTable.Counted)
    def _counted(self, event: table_messages.Counted) -> None:
        count = f"{event.total:,} {'record' if event.total == 1 else 'records'}" if event.total else ""
        self.query_one("#count", Static).update(Content(count))
        self.refresh_bindings()

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        self.desk.open_page(event.row["record"], event.row["row_id"])

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self.desk.say(str(event.error), severity="error")

    async def action_restore(self) -> None:
        """Restore the record under the cursor."""
        from capptro_tui.services.history import trash

        if row := self.table.row:
            await self.desk.perform(lambda database: trash.restore(database, row["record"], row["row_id"]))

    async def action_empty(self) -> None:
        """Remove everything in the trash, after a question."""
        from capptro_tui.services.history import trash

        preview = await self.desk.perform(lambda database: trash.empty(database, dry_run=True), dry_run=True)
        if preview is not None:
            then = partial(self.desk.perform, trash.empty)
            self.desk.confirm(
                "Empty the trash?", _going(self.desk.schema, preview), yes="Empty it", no="Keep it", then=then
            )


def _quiet(text: str) -> Content:
    return Content.styled(text, "$muted")


def _going(schema: Schema, preview: WriteResult) -> list[str]:
    """Return sentences on the records that emptying the trash removes, counted by type."""
    counts = Counter(change.record for change in preview.changes if change.operation == "remove")
    parts = [record.info.counted(counts[record]) for record in schema.numbered if counts[record]]
    return [f"This removes {', '.join(parts)}.", "Only undo can bring that back."]
