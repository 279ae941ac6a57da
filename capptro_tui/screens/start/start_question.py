"""Questions before the desk opens: a problem with the database, and the ways to go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder
from capptro_tui.screens import routes
from capptro_tui.screens.backups.backup_list import BackupRows, columns
from capptro_tui.screens.backups.restore_question import RestoreQuestion
from capptro_tui.screens.base import BREAKPOINTS
from capptro_tui.screens.start.first_start import OfferRow, StartOffer
from capptro_tui.services.backups.store import Backup
from capptro_tui.services.start.desk_start import DeskStart, Question, Way
from capptro_tui.show import show
from capptro_tui.widgets.keys.key_bar import KeyBar
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable
from capptro_tui.widgets.table.record_table import RecordTable

_PLACES = ("First way", "Second way")
"""Descriptions of the ways in the line of keys; their titles stand beside their keys."""

_SAID_FOR = 30
"""Seconds for which the result is shown: it contains paths of files."""


@dataclass(frozen=True, slots=True)
class OpenedDatabase:
    """The result of a start. `database` is None if there is none yet."""

    database: Database | None


class StartQuestion(Screen[OpenedDatabase | None]):
    """Asks until the database is open. Closes with it, or with None if the user leaves."""

    AUTO_FOCUS = "OfferRow"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-low"), (22, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(place), f"take({place - 1})", label, id=f"start.{place}")
            for place, label in enumerate(_PLACES, 1)
        ),
        Binding("escape", "leave", "Quit", id="start.leave"),
        Binding("up", "app.focus_previous", "Up", show=False, id="start.up"),
        Binding("down", "app.focus_next", "Down", show=False, id="start.down"),
    ]

    def __init__(self, start: DeskStart, question: Question) -> None:
        super().__init__()
        self.start = start
        self.question = question
        self.busy = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False), Vertical(id="middle"):
            yield Static(show(self.question.title, 200), id="title", markup=False)
            yield Static(show(self.question.text, 1000), id="text", markup=False)
            with Vertical(id="ways"):
                for place, way in enumerate(self.question.ways):
                    yield OfferRow(StartOffer(str(place + 1), way.title, way.text, f"take({place})"))
            yield Static("", id="said")
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the ways of the present question, and none while one is taken."""
        if action == "take":
            return not self.busy and isinstance(parameters[0], int) and parameters[0] < len(self.question.ways)
        return not self.busy if action == "leave" else True

    def action_leave(self) -> None:
        """Leave without a decision."""
        self.dismiss(None)

    def action_take(self, place: int) -> None:
        """Take one of the ways."""
        way = self.question.ways[place]
        if way.act is not None:
            self._do(way.act)
        elif way.make_backup is not None:
            self._make_and_ask(way)
        else:
            self.app.push_screen(routes.CHOOSE_BACKUP.make(self.start), self._chosen)

    # Taking a way

    @work(exclusive=True)
    async def _do(self, act: Callable[[], str]) -> None:
        """Run an action in a thread and open the database. A refusal is shown, and the user may choose again."""
        self._turn(busy=True)
        try:
            said, found = await asyncio.to_thread(self._done_and_opened, act)
        except Refused as refused:
            self._say(str(refused), is_wrong=True)
            self._turn(busy=False)
            return
        if not self.is_running:  # closed meanwhile, it has no widgets any more
            return
        if said:
            self.app.notify(show(said, 600), markup=False, timeout=_SAID_FOR)
        if isinstance(found, Question):
            self.question = found
            self._say("")
            self.busy = False
            await self.recompose()
            self.query(OfferRow).first().focus()
            self.refresh_bindings()
        else:
            self.dismiss(OpenedDatabase(found))

    def _done_and_opened(self, act: Callable[[], str]) -> tuple[str, Database | Question | None]:
        return act(), self.start.open()

    @work(exclusive=True)
    async def _make_and_ask(self, way: Way) -> None:
        """Make a backup in a thread, and ask whether it replaces the database."""
        assert way.make_backup is not None
        self._say(f"{way.title}…")
        self._turn(busy=True)
        try:
            backup, note = await asyncio.to_thread(way.make_backup)
            compared = await asyncio.to_thread(self.start.describe, backup.path)
        except Refused as refused:
            self._say(str(refused), is_wrong=True)
        else:
            self._say("")
            question = RestoreQuestion(backup, compared, kept=self.start.kept, note=note)
            self.app.push_screen(question, lambda is_yes: self._chosen(backup if is_yes else None))
        finally:
            self._turn(busy=False)

    def _chosen(self, backup: Backup | None) -> None:
        if backup is not None:
            self._say("Putting it in place…")
            self._do(lambda: self.start.put_in_place(backup.path))

    def _turn(self, *, busy: bool) -> None:
        self.busy = busy
        if not self.is_running:  # closed meanwhile, it has no widgets any more
            return
        self.query_one("#middle").disabled = busy
        if not busy and self.focused is None:
            self.query(OfferRow).first().focus()
        self.refresh_bindings()

    def _say(self, text: str, *, is_wrong: bool = False) -> None:
        if not self.is_running:  # closed meanwhile, it has no widgets any more
            return
        said = self.query_one("#said", Static)
        said.set_class(is_wrong, "-wrong")
        said.update(Content(f"✗ {show(text, 600)}" if is_wrong else text))


class ChooseBackup(Screen[Backup | None]):
    """The backups of a database that is damaged or gone. Closes with the one that replaces it, or None."""

    AUTO_FOCUS = "PlainTable"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="back"),
    ]

    def __init__(self, start: DeskStart) -> None:
        super().__init__()
        self.start = start
        self._is_reading = False

    def compose(self) -> ComposeResult:
        with Vertical(id="body"):
            with Horizontal(id="heading"):
                yield Static("Put back a backup", id="name")
                yield Static("", id="count")
            yield Static("enter shows what is in one, and asks before anything is done.", id="state")
            yield PlainTable(columns(self.start.schema), empty_text="There are no backups.")
        yield KeyBar()

    def on_mount(self) -> None:
        rows = BackupRows(self.start.schema, self.start.backups, backup_folder(self.start.path))
        self.query_one(RecordTable).show_source(rows)

    @on(RecordTable.Counted)
    def _counted(self, event: table_messages.Counted) -> None:
        count = f"{event.total:,} {'backup' if event.total == 1 else 'backups'}" if event.total else ""
        self.query_one("#count", Static).update(Content(count))
        self.refresh_bindings()

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self._say(str(event.error))

    @on(RecordTable.Opened)
    async def _opened(self, event: table_messages.Opened) -> None:
        if not self._is_reading:
            self._look_into(event.row["backup"])

    @work(exclusive=True)
    async def _look_into(self, backup: Backup) -> None:
        """Show the contents of a backup, and ask whether it replaces the database."""
        self._is_reading = True
        try:
            compared = await asyncio.to_thread(self.start.describe, backup.path)
        except Refused as refused:
            if self.is_running:  # closed meanwhile, it has no widgets any more
                self._say(str(refused))
            return
        finally:
            self._is_reading = False

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                self.dismiss(backup)

        self.app.push_screen(RestoreQuestion(backup, compared, kept=self.start.kept), answered)

    def _say(self, text: str) -> Any:
        self.query_one("#state", Static).update(Content.styled(f"✗ {show(text, 600)}", "$error"))

    def action_back(self) -> None:
        """Go back to the question."""
        self.dismiss(None)
