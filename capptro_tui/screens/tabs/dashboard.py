"""The dashboard: figures, due work, and recent activity."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import STATUS, WorkItem
from capptro_tui.models.types.moment_texts import full_day_text, short_when_text, short_when_width
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.services.business import dashboard_figures
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.page.figures import Figure, Figures
from capptro_tui.widgets.page.marks import marked, value_shown
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable, Rows
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.timeline import timeline_messages
from capptro_tui.widgets.timeline.timeline import JournalSource, Timeline

_DUE, _NEXT = "Today and overdue", "Coming up"
_MOST = 200
"""Most work items that are listed as due."""

_SOON = 20
_LATE = "⚠ "
"""Mark before the time of work that should have begun on an earlier day."""

_LEAST, _AROUND = 3, 2
"""Least lines of the list of due work for its rows, and lines around them."""

_WELCOME = Content("\n").join(
    [
        Content.styled("Your desk is ready.", "bold"),
        Content(""),
        Content.assemble(("n", "bold $accent"), "  add your first customer"),
        Content.assemble(("w", "bold $accent"), "  write down a piece of work"),
        Content.assemble(("2", "bold $accent"), "  go to the customers"),
        Content.assemble(("?", "bold $accent"), "  all keys"),
    ]
)


_UNTIL_PAINTED = 0.2
"""Seconds after which the first frame is painted, on a slow machine too."""


class Dashboard(BrowseScreen[None]):
    """The first screen: figures, due work, and recent activity."""

    AUTO_FOCUS = ""
    HELP = (
        "`tab` goes from the work that is due to what was done last, and back.\n"
        "`enter` opens the work item, or shows what exactly was changed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "Customer", tooltip="New customer", id="new"),
        Binding("o", "record", "Open", tooltip="Open the record that was changed", show=False, id="dashboard.open"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._day: date | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="today")
            yield Static(id="backup")
        yield Figures(id="figures")
        yield Container(id="panes")
        yield Static(_WELCOME, id="welcome")

    def on_mount(self) -> None:
        self.call_after_refresh(self._fill)

    async def _fill(self) -> None:
        """Mount the panes, once the tabs and the figures have been painted."""
        due = Vertical(
            Static(_DUE, classes="title"),
            PlainTable(_columns(self._today), empty_text="No work is scheduled. w adds a work item."),
            id="due",
        )
        recent = Vertical(
            Static("Recent activity", classes="title"),
            Timeline(empty_text="Nothing has happened yet."),
            id="recent",
        )
        await self.query_one("#panes").mount(due, recent)
        self._look()
        # Its code is loaded in a thread, which would delay the first frame.
        self.set_timer(_UNTIL_PAINTED, self._look_at_backups)
        self.query_one(Timeline).show_source(JournalSource(self.desk.database))
        self.table.focus()

    @property
    def table(self) -> PlainTable:
        """The table of due work."""
        return self.query_one(PlainTable)

    def written(self, result: WriteResult) -> None:
        """Read everything again."""
        self._look()
        self._look_at_backups()
        self.query_one(Timeline).look_again()

    def on_screen_resume(self) -> None:
        """Read again if another day has begun."""
        if self._day is not None and self._day != self._today():
            self._look()
            self._look_at_backups()

    def _today(self) -> date:
        return self.desk.database.now().date()

    @work(exclusive=True, group="figures")
    async def _look(self) -> None:
        """Read the figures and the due work."""
        today = self._day = self._today()
        found = await asyncio.to_thread(_read, self.desk.database, today)
        if not self.is_running:  # the screen was closed meanwhile
            return
        name = "" if self.has_class("-wide") else show(self.desk.business, 60)
        self.query_one("#today", Static).update(Content.assemble(found.day, (f"   {name}", "$muted")))
        self.set_class(found.is_empty, "-empty")
        self.query_one(Figures).show_figures(_figures(found.counts))
        title = _NEXT if found.coming and not found.due else _DUE
        rows = found.due or found.coming
        count = f"  {len(rows)}" if found.due else ""
        self.query_one("#due .title", Static).update(Content.assemble(title, (count, "$muted not bold")))
        self.query_one("#due").styles.max_height = max(len(rows), _LEAST) + _AROUND
        self.table.show_source(Rows(lambda: rows), keep=True)

    @work(exclusive=True, group="backup")
    async def _look_at_backups(self) -> None:
        """Show the age of the last backup, and whether there are problems with the backups."""
        from capptro_tui.services.backups import overview  # late, for the start

        database = self.desk.database
        try:
            seen = await asyncio.to_thread(overview.read_overview, database)
        except Refused:  # the problem is shown where the data are needed
            return
        told = f"Backup {overview.newest_told(seen.newest, database.now())}" if seen.newest else "No backup yet"
        content = Content.styled(f"⚠ {told}", "$warning") if seen.problems else Content.styled(told, "$muted")
        for shown in self.query("#backup").results(Static):  # none if the screen was closed meanwhile
            shown.update(content)

    # Keys and messages

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        self.desk.open_page(WorkItem, event.row["id"])

    @on(RecordTable.Highlighted)
    @on(RecordTable.Counted)
    @on(Timeline.EntryHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(RecordTable.Failed)
    @on(Timeline.ReadingFailed)
    def _failed(self, event: table_messages.Failed | timeline_messages.ReadingFailed) -> None:
        self.desk.say(str(event.error), severity="error")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow opening a record if the entry under the cursor has one."""
        return action != "record" or self._about() is not None

    def _about(self) -> tuple[RecordType, int] | None:
        timeline = self.query(Timeline).first() if self.query(Timeline) else None
        if timeline is None or self.focused is not timeline or timeline.entry is None:
            return None
        return timeline.entry.about

    def action_record(self) -> None:
        """Open the record of the entry under the cursor."""
        if about := self._about():
            self.desk.open_page(*about)

    def action_new(self) -> None:
        """Add a customer."""
        self.desk.open_form(Customer)


@dataclass(frozen=True, slots=True)
class _Found:
    """The data of the dashboard, read at one time."""

    day: str
    is_empty: bool
    counts: dict[str, int]
    due: list[Row]
    coming: list[Row]


def _read(database: Database, today: date) -> _Found:
    due = dashboard_figures.due_today(database, _MOST)
    coming = [] if due else dashboard_figures.coming_up(database, _SOON)
    # The first formatted day loads the locale: here, where no frame waits.
    return _Found(
        full_day_text(today.isoformat()),
        dashboard_figures.is_empty(database),
        dashboard_figures.counts(database),
        due,
        coming,
    )


def _figures(counts: dict[str, int]) -> list[Figure]:
    """Return the figures: customers, open work, and work by state, open states first."""
    customers, opened = Content.styled("Customers", "$muted"), Content.styled("Open work", "$muted")
    return [
        Figure(counts["customers"], customers),
        Figure(counts["open"], opened),
        *(Figure(counts[choice.value], marked(choice), always=choice.open) for choice in STATUS),
    ]


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
