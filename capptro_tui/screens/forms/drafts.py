"""The list of drafts: unsaved text of windows that have ended, to continue or to discard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capptro_tui.errors import Refused
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.moment_texts import moment_width, stamp_text
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.screens.forms.unsaved import open_draft
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.drafts.standing import Standing, record_of
from capptro_tui.show import show
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable, Rows
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import Row

Of = tuple[str, str, int | None]
"""A form: its kind, the record type, and the record's id; None for a new one."""

_STATES = {
    Standing.CHANGED: ("▲ changed since", "$warning"),
    Standing.RESTORED: ("▲ backup restored since", "$warning"),
    Standing.GONE: ("⚠ its record is gone", "$warning"),
    Standing.UNKNOWN: ("✗ of a newer version", "$muted"),
}

_LONGEST = 2000
"""Most characters of a field that are shown."""


class DraftTable(PlainTable):
    """The drafts, with a description of the enter key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Go on", tooltip="Go on with what was typed", id="table.open")
    ]


class DraftList(BrowseScreen[Draft | None]):
    """Drafts that were typed and not saved, the last first. Leaving keeps all of them.

    For a single form it closes with the draft to continue. Otherwise it opens that draft above itself, and closes when
    none is left.
    """

    HELP = (
        "The program ended before this was saved. `enter` goes on with it, `d` gives it up.\n"
        "`esc` keeps all of it: it is offered again in the same form, and at the next start."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "give_up", "Give up", tooltip="Give up what was typed", id="delete"),
        Binding("escape", "back", "Later", tooltip="Keep all of it for later", id="back"),
    ]

    def __init__(self, of: Of | None = None) -> None:
        """`of` is the form whose drafts are wanted; None for all drafts."""
        super().__init__()
        self._of = of
        self._had_some = False

    def body(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Static("Typed and not saved", id="name")
            yield Static("", id="count")
        yield DraftTable(_COLUMNS, empty_text="Nothing is waiting to be saved.")
        with VerticalScroll(id="preview", can_focus=False):
            yield Static(id="contents")

    def on_mount(self) -> None:
        self.table.focus()

    def on_screen_resume(self) -> None:
        """Show the remaining drafts."""
        self.table.show_source(Rows(self._rows), keep=True)

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one(RecordTable)

    @property
    def chosen(self) -> Draft | None:
        """The draft under the cursor."""
        return self.table.row["draft"] if self.table.row else None

    def _rows(self) -> list[Row]:
        drafts = self.desk.drafts
        return [
            {"id": int(draft.id[:15], 16), "draft": draft, "state": state, "above": drafts.above(draft)}
            for draft, state in drafts.look(self.desk.database)
            if self._of in (None, (draft.form, draft.record, draft.row_id))
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable discarding without a draft, and opening the list on itself."""
        if action == "give_up":
            return True if any(table.row_count for table in self.query(RecordTable)) else None
        return (action, parameters) != ("screen", ("drafts",))

    @on(RecordTable.Counted)
    def _counted(self, event: table_messages.Counted) -> None:
        count = event.total
        self.query_one("#count", Static).update(Content(f"{count:,} {'draft' if count == 1 else 'drafts'}"))
        self.refresh_bindings()
        if count:
            self._had_some = True
        elif self._had_some and self.is_current:
            self.dismiss(None)

    @on(RecordTable.Highlighted)
    def _highlighted(self, event: table_messages.Highlighted) -> None:
        lines = list(_preview(self.desk.schema, event.row)) if event.row else []
        self.query_one("#contents", Static).update(Content("\n").join(lines))
        self.query_one("#preview").scroll_home(animate=False)

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self.desk.say(str(event.error), severity="error")

    @on(RecordTable.Opened)
    async def _opened(self, event: table_messages.Opened) -> None:
        draft: Draft = event.row["draft"]
        if self._of is not None:
            self.dismiss(draft)
            return
        try:
            await open_draft(self.app, draft)
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
            self.on_screen_resume()

    def action_give_up(self) -> None:
        """Discard the draft under the cursor, after a question."""
        draft = self.chosen
        if draft is None:
            return

        def give_up() -> None:
            try:
                self.desk.drafts.give_up(draft)
            except Refused as refused:
                self.desk.say(str(refused), severity="error")
            self.on_screen_resume()

        question = f"Give up “{show(draft.title, 80)}”?"
        lines = [f"What you typed on {stamp_text(draft.typed_at)} is gone then, and nothing brings it back."]
        self.desk.confirm(question, lines, yes="Give it up", no="Keep it", then=give_up)


def _state(row: Row) -> Content:
    return Content.styled(*_STATES.get(row["state"], ("", "")))


_COLUMNS = (
    Column("title", "What", 26, lambda row: row["draft"].title, grow=3, sortable=False),
    Column("at", "Typed", moment_width, lambda row: stamp_text(row["draft"].typed_at), align="right", sortable=False),
    Column("state", "Since then", 24, _state, sortable=False),
)


def _preview(schema: Schema, row: Row) -> Iterator[Content]:
    """Yield the contents of a draft and of the drafts of the forms above it."""
    drafts: list[Draft] = [row["draft"], *row["above"]]
    for place, draft in enumerate(drafts):
        if place:
            yield Content.assemble("\n", (f"↳ {show(draft.title, 80)}", "bold"))
        record = record_of(schema, draft)
        for name in draft.typed:
            label = record.fields[name].full_label if record and name in record.fields else show(name, 40)
            yield Content.assemble((f"{label}  ", "$muted"), _shown(draft.contents[name]))


def _shown(content: FieldContent) -> Content:
    if isinstance(content.value, bool):
        return Content("yes" if content.value else "no")
    if not content.text:
        return Content.styled("(emptied)", "$muted")
    return Content("\n".join(show(line, _LONGEST) for line in content.text[:_LONGEST].splitlines()))
