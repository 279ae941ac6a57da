"""The parts of the dashboard below its figures: due work, and recent activity.

They are loaded once the first frame is painted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from capptro_tui.models.record import RecordType
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.types.moment_texts import short_when_text, short_when_width
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.show import show
from capptro_tui.widgets.page.marks import value_shown
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable, Rows
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.timeline import timeline_messages
from capptro_tui.widgets.timeline.timeline import JournalSource, Timeline

_DUE, _NEXT = "Today and overdue", "Coming up"
_LATE = "⚠ "
"""Mark before the time of work that should have begun on an earlier day."""

_LEAST, _AROUND = 3, 2
"""Least lines of the list of due work for its rows, and lines around them."""


class DashboardPanes(Container):
    """Due work and recent activity, side by side or one above the other."""

    def __init__(self, desk: AppActions, today: Callable[[], date]) -> None:
        """Args:
        desk: opens records and shows messages.
        today: returns the day.
        """
        super().__init__(id="panes")
        self._desk = desk
        self._today = today

    def compose(self) -> ComposeResult:
        with Vertical(id="due"):
            yield Static(_DUE, classes="title")
            yield PlainTable(_columns(self._today), empty_text="No work is scheduled. w adds a work item.")
        with Vertical(id="recent"):
            yield Static("Recent activity", classes="title")
            yield Timeline(empty_text="Nothing has happened yet.")

    def on_mount(self) -> None:
        self.timeline.show_source(JournalSource(self._desk.database))
        self.table.focus()

    @property
    def table(self) -> PlainTable:
        """The table of due work."""
        return self.query_one(PlainTable)

    @property
    def timeline(self) -> Timeline:
        """The recent activity."""
        return self.query_one(Timeline)

    def show_work(self, due: list[Row], coming: list[Row]) -> None:
        """Show due work, or the work that comes next if none is due."""
        title = _NEXT if coming and not due else _DUE
        rows = due or coming
        count = f"  {len(rows)}" if due else ""
        self.query_one("#due .title", Static).update(Content.assemble(title, (count, "$muted not bold")))
        self.query_one("#due").styles.max_height = max(len(rows), _LEAST) + _AROUND
        self.table.show_source(Rows(lambda: rows), keep=True)

    def about(self) -> tuple[RecordType, int] | None:
        """Return the record of the entry under the cursor; None if the timeline has not the focus."""
        return self.timeline.entry.about if self.timeline.has_focus and self.timeline.entry is not None else None

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        self._desk.open_page(WorkItem, event.row["id"])

    @on(RecordTable.Highlighted)
    @on(RecordTable.Counted)
    @on(Timeline.EntryHighlighted)
    def _moved(self) -> None:
        self.screen.refresh_bindings()

    @on(RecordTable.Failed)
    @on(Timeline.ReadingFailed)
    def _failed(self, event: table_messages.Failed | timeline_messages.ReadingFailed) -> None:
        self._desk.say(str(event.error), severity="error")


def _columns(today: Callable[[], date]) -> list[Column]:
    """Return the columns of due work: time, title, customer and state."""

    def starts(row: Row) -> Content:
        text = show(short_when_text(row["scheduled_start"], today()))
        late = row["scheduled_start"][:10] < today().isoformat()
        return Content.styled(f"{_LATE}{text}", "$warning") if late else Content(text)

    title, customer, status = (WorkItem.fields[name] for name in ("title", "customer_id", "status"))
    return [
        Column("start", "When", partial(short_when_width, len(_LATE)), starts),
        Column("title", "Title", 32, lambda row: value_shown(title, row), grow=3),
        Column("customer", "Customer", 24, lambda row: value_shown(customer, row), grow=2),
        Column("status", "Status", 13, lambda row: value_shown(status, row)),
    ]
