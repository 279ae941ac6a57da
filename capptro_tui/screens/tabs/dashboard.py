"""The dashboard: figures, due work, and recent activity."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.submission import NEW, Submission
from capptro_tui.models.records.work_item import STATUS
from capptro_tui.models.types.moment_texts import full_day_text
from capptro_tui.screens.base import BrowseScreen, DeskScreen
from capptro_tui.services.business import dashboard_figures
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.page.figures import Figure, Figures
from capptro_tui.widgets.page.marks import marked
from capptro_tui.widgets.table.table_columns import Row

if TYPE_CHECKING:
    from capptro_tui.screens.tabs.dashboard_panes import DashboardPanes

_MOST = 200
"""Most work items that are listed as due."""

_SOON = 20

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
        Binding("s", "submissions", "Submissions", tooltip="New submissions", show=False, id="dashboard.submissions"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._day: date | None = None
        self._panes: DashboardPanes | None = None
        self._submissions = 0

    def body(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="today")
            yield Static(id="backup")
        yield Figures(id="figures")
        yield Static(id="submissions")
        yield Static(_WELCOME, id="welcome")

    def on_mount(self) -> None:
        # While the app begins nothing is painted, and what is to follow a refresh is called at once: by the app's own
        # messages it has begun.
        self.app.call_later(self.call_after_refresh, self._fill)

    async def _fill(self) -> None:
        """Mount the panes, once the tabs and the figures have been painted."""
        from capptro_tui.screens.tabs.dashboard_panes import DashboardPanes  # late, for the first frame

        panes = DashboardPanes(self.desk, self._today)
        await self.mount(panes, before="#welcome")
        self._panes = panes
        self._look()
        # Its code is loaded in a thread, which would delay the first frame.
        self.set_timer(_UNTIL_PAINTED, self._look_at_backups)

    def written(self, result: WriteResult) -> None:
        """Read everything again."""
        self._look()
        self._look_at_backups()
        if self._panes is not None:
            self._panes.timeline.look_again()

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
        self._show_submissions(found.counts["submissions"])
        if self._panes is not None:
            self._panes.show_work(found.due, found.coming)

    def _show_submissions(self, count: int) -> None:
        """Show the number of new submissions, with the key that lists them. Without any there is no line."""
        self._submissions = count
        line = self.query_one("#submissions", Static)
        line.display = bool(count)
        what = "new submission" if count == 1 else "new submissions"
        key = show(self.desk.config.keys.get("dashboard.submissions", "s").partition(",")[0], 10)
        hint = ((f"   {key}", "bold $accent"), (" lists them", "$muted"))
        line.update(Content.assemble((f"{count:,}", "bold"), f" {what}", *hint))
        self.refresh_bindings()

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

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow opening the record of an entry if it has one, and listing new submissions if there are some."""
        if action == "submissions":
            return self._submissions > 0
        return action != "record" or self._about() is not None

    def _about(self) -> tuple[RecordType, int] | None:
        return self._panes.about() if self._panes is not None else None

    def action_record(self) -> None:
        """Open the record of the entry under the cursor."""
        if about := self._about():
            self.desk.open_page(*about)

    def action_submissions(self) -> None:
        """List the new submissions."""
        self.desk.open_list(Submission.info.name)
        if isinstance(self.desk.screen, DeskScreen):
            self.desk.screen.show_only({"status": NEW})

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
