"""The screen of backups: list them, take one, compare one with the database, restore one."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from capptro_tui.errors import Damaged, Refused
from capptro_tui.locations import backup_folder
from capptro_tui.screens.backups.backup_list import BackupRows, columns
from capptro_tui.screens.backups.restore_question import RestoreQuestion
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.services.backups import overview, taking
from capptro_tui.services.backups.overview import Overview, size_told
from capptro_tui.services.backups.store import Backup
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.restoring import replacing, restoring
from capptro_tui.services.restoring.restoring import BackupComparison
from capptro_tui.services.start.desk_start import FILE_KEPT
from capptro_tui.show import show
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable
from capptro_tui.widgets.table.record_table import RecordTable


class Backups(BrowseScreen[None]):
    """All backups of both places, newest first."""

    HELP = (
        "`enter` or `r` shows what is in a backup against what is here, and puts it back if you want that.\n"
        "`b` takes one now. They are taken by themselves once a day, and before what is hard to take back.\n"
        "Of a damaged database, “capptro salvage FILE OUT” saves what can be read."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", "Restore", tooltip="See what is in it, and restore it", id="backups.restore"),
        Binding("b", "back_up", "Back up now", tooltip="Take a backup now", id="backups.take"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._doing = ""
        self._seen: Overview | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Static("Backups", id="name")
            yield Static("", id="count")
        yield Static("", id="state")
        yield PlainTable(columns(self.desk.schema), empty_text="There are no backups yet. b takes one.")

    def on_mount(self) -> None:
        self._look()
        self.table.focus()

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one(RecordTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable actions while a backup is taken or restored, and opening this screen on itself."""
        if action == "restore":
            return True if not self._doing and any(table.row_count for table in self.query(RecordTable)) else None
        if action == "back_up":
            return None if self._doing else True
        if action == "back":
            return not self._doing
        return (action, parameters) != ("screen", ("backups",))

    def written(self, result: WriteResult) -> None:
        """Read the list again: a backup may have been taken."""
        self._look()

    def _look(self) -> None:
        database = self.desk.database
        read = BackupRows(
            database.schema, lambda: overview.read_overview(database).backups, backup_folder(database.path)
        )
        self.table.show_source(read, keep=True)
        self._look_at_state()

    @work(exclusive=True, group="state")
    async def _look_at_state(self) -> None:
        try:
            self._seen = await asyncio.to_thread(overview.read_overview, self.desk.database)
        except Refused:  # the table shows the message
            return
        self._show_state()

    def _show_state(self, doing: str | None = None) -> None:
        """Show the work in progress, or else the state of the backups. `doing` sets the work in progress."""
        if doing is not None:
            self._doing = doing
            self.refresh_bindings()
        for state in self.query("#state").results(Static):  # none if the screen was left meanwhile
            state.update(Content.styled(self._doing, "$accent") if self._doing else self._state())

    def _state(self) -> Content:
        seen = self._seen
        if seen is None:
            return Content("")
        if seen.problems:
            return Content("\n").join(Content.styled(f"⚠ {show(one, 300)}", "$warning") for one in seen.problems)
        if seen.second is None:
            return Content.styled("No second place yet. Settings can name a folder on another disk.", "$muted")
        newest = f", the last of {seen.second_newest.taken_text}" if seen.second_newest else ""
        return Content.styled(f"Copies are in {show(seen.second, 200)}{newest}.", "$muted")

    @on(RecordTable.Counted)
    def _counted(self, event: table_messages.Counted) -> None:
        count = f"{event.total:,} {'backup' if event.total == 1 else 'backups'}" if event.total else ""
        self.query_one("#count", Static).update(Content(count))
        self.refresh_bindings()

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self.desk.say(str(event.error), severity="error")

    # Taking a backup

    @work(group="doing")
    async def action_back_up(self) -> None:
        """Take a backup."""
        self._show_state("Taking a backup…")
        try:
            made = await asyncio.to_thread(taking.take_backup, self.desk.database, "by-hand")
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
        else:
            self.desk.saved(WriteResult(0, f"Took a backup: {size_told(made.size)}.", ()))
        finally:
            self._show_state("")

    # Restoring a backup

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        if not self._doing:
            self.action_restore()

    @work(group="doing")
    async def action_restore(self) -> None:
        """Compare the backup under the cursor with the database, and ask whether to restore it."""
        row = self.table.row
        if row is None:
            return
        backup: Backup = row["backup"]
        self._show_state("Reading the backup…")
        try:
            compared, is_lost = await asyncio.to_thread(self._compare, backup)
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
        else:
            self._ask(backup, compared, is_lost=is_lost)
        finally:
            self._show_state("")

    def _compare(self, backup: Backup) -> tuple[BackupComparison, bool]:
        """Compare a backup with the database. If the database is damaged, describe the backup alone.

        Returns:
            The comparison, and whether the database is damaged.
        """
        database = self.desk.database
        try:
            return restoring.compare(database, backup.path), False
        except Damaged as damage:
            if damage.path != database.path:
                raise
            return restoring.describe(database.path, backup.path, database.schema), True

    def _ask(self, backup: Backup, compared: BackupComparison, *, is_lost: bool) -> None:
        def answered(is_yes: bool | None) -> None:
            if is_yes:
                self._restore(backup, compared, is_lost=is_lost)

        self.app.push_screen(RestoreQuestion(backup, compared, kept=FILE_KEPT if is_lost else ""), answered)

    @work(group="doing")
    async def _restore(self, backup: Backup, compared: BackupComparison, *, is_lost: bool) -> None:
        """Restore a backup. If the database turns out to be damaged, ask whether the backup replaces it."""
        self._show_state("Restoring the backup…")
        try:
            said = await asyncio.to_thread(self._put_in_place if is_lost else self._put_back, backup)
        except Damaged as damage:
            if is_lost or damage.path != self.desk.database.path:
                self.desk.say(str(damage), severity="error")
            else:
                self.desk.say("The database is damaged, so it cannot be kept as a backup.", severity="error")
                self._ask(backup, compared, is_lost=True)
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
        else:
            if is_lost:
                self.desk.database_replaced()
            self.desk.saved(WriteResult(0, said, (), is_everything=True))
        finally:
            self._show_state("")

    def _put_back(self, backup: Backup) -> str:
        restoring.restore_backup(self.desk.database, backup.path)
        return f"Restored the backup of {backup.taken_text}. What was here is the newest backup."

    def _put_in_place(self, backup: Backup) -> str:
        done = replacing.put_in_place_of_open(self.desk.database, backup.path)
        return f"Restored the backup of {backup.taken_text}. The damaged file is kept in {done.kept}."
