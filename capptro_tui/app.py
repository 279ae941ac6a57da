"""The door for people: tabs, themes, keys, and the one way from a screen to a service."""

from __future__ import annotations

import asyncio
import inspect
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.signal import Signal

from capptro_tui.config import Config, read_config, write_theme
from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Refused
from capptro_tui.locations import config_path
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import RECORDS
from capptro_tui.services.outcome import Outcome
from capptro_tui.show import show
from capptro_tui.themes import THEMES
from capptro_tui.widgets.key_order import OrderedKeys

if TYPE_CHECKING:
    from capptro_tui.services.duplicates import Answer, Duplicate

_HERE = Path(__file__).parent
_UNTIL_IDLE = 2.0
"""Seconds after the start until what the first save needs is loaded, in the background."""


class CapptroApp(OrderedKeys[int]):
    """The customer desk. `database` is None until there is a file: then the first-start screen makes one."""

    TITLE = "Capptro"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", "Commands and records", show=False, priority=True, id="palette"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="quit"),
    ]

    def __init__(self, path: Path, database: Database | None, config: Config | None = None) -> None:
        # The first screen that is painted is the dashboard, not an empty one below it.
        self.DEFAULT_MODE = "dashboard" if database else "_default"  # type: ignore[misc]
        # All styles at once: a screen that brings its own has everything parsed and styled again when it first opens.
        super().__init__(css_path=[_HERE / "app.tcss", *sorted((_HERE / "screens").glob("*.tcss"))])
        self.path = path
        self._database: Database | None = None
        self.config = config or Config()
        self.changed: Signal[Outcome] = Signal(self, "changed")
        self.tabs = [("dashboard", "Dashboard"), *((one.info.name, one.info.plural) for one in RECORDS if one.info.tab)]
        self.tabs.append(("settings", "Settings"))
        self.business = ""
        if database is not None:
            self._use(database)
        for theme in THEMES:
            self.register_theme(theme)
        # Without its watchers: they would have the styles parsed again that are not parsed yet.
        self.set_reactive(CapptroApp.theme, self.config.theme)
        self.stylesheet.set_variables(self.get_css_variables())
        for mode, _ in self.tabs:
            self.add_mode(mode, self._opener(mode))

    @property
    def database(self) -> Database:
        """The open database."""
        if self._database is None:
            raise Refused("There is no database yet.")
        return self._database

    @property
    def tab(self) -> str:
        """The mode that is shown."""
        return self.current_mode

    def on_mount(self) -> None:
        self.set_keymap(self.config.keys)
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit, 0, 128 + 15)
        if self._database is None:
            from capptro_tui.screens.first_start import FirstStart

            self.push_screen(FirstStart(self.path), self._begin)
        else:
            self.set_timer(_UNTIL_IDLE, self._warm)

    def _begin(self, database: Database | None) -> None:
        """Start working with the database that has just been made."""
        if database is None:
            self.exit(0)
            return
        self._use(database)
        self.switch_mode("dashboard")
        self.set_timer(_UNTIL_IDLE, self._warm)

    def _use(self, database: Database) -> None:
        from capptro_tui.services import desk

        self._database = database
        self.business = str(desk.settings(database)["business_name"])

    def _warm(self) -> None:
        """Load what the first save needs, in the background and after the first paint."""
        self.run_worker(self.database.warm, thread=True, group="warm")

    def _opener(self, mode: str) -> Callable[[], Screen[Any]]:
        """What makes the first screen of a tab; its code is loaded with its first use."""

        def dashboard() -> Screen[Any]:
            from capptro_tui.screens.dashboard import Dashboard

            return Dashboard()

        def settings() -> Screen[Any]:
            from capptro_tui.screens.settings import SettingsScreen

            return SettingsScreen()

        def listing() -> Screen[Any]:
            from capptro_tui.models.registry import record_named
            from capptro_tui.screens.record_list import RecordList

            return RecordList(record_named(mode))

        def opened() -> Screen[Any]:
            screen = {"dashboard": dashboard, "settings": settings}.get(mode, listing)()
            # A new screen is styled as it mounts; the framework would parse all styles anew for it, twice.
            screen._css_update_count = self._css_update_count
            return screen

        return opened

    # What screens may ask

    async def perform(self, act: Callable[[Database], Outcome], *, dry_run: bool = False) -> Outcome | None:
        """Do a write in a thread, tell everybody who shows what it changed, and say what went wrong."""
        try:
            outcome = await asyncio.to_thread(act, self.database)
        except Conflict as conflict:
            self.say(f"{conflict} " + " ".join(conflict.conflicts[:4]), severity="error")
            return None
        except Refused as refused:
            self.say(str(refused), severity="error")
            return None
        if not dry_run:
            self.saved(outcome)
        return outcome

    def saved(self, outcome: Outcome) -> None:
        """Tell everybody what was written, and say it."""
        self.publish(outcome)
        self.say(outcome.summary)

    def publish(self, outcome: Outcome) -> None:
        """Tell every screen what was written."""
        from capptro_tui.models.settings import Settings
        from capptro_tui.services import desk

        if outcome.touches(Settings):
            self.business = str(desk.settings(self.database)["business_name"])
        self.changed.publish(outcome)
        for notice in outcome.notices:
            self.say(notice, severity="warning")

    def say(self, text: str, *, severity: Any = "information") -> None:
        """A short message in a corner; data in it is harmless."""
        self.notify(show(text, 400), severity=severity, markup=False)

    def open_tab(self, place: int) -> None:
        """Show the tab at this place, from 0."""
        if place < len(self.tabs):
            self.switch_mode(self.tabs[place][0])

    def open_page(self, record: RecordType, row_id: int) -> None:
        """Show a record's page."""
        from capptro_tui.screens.record_page import RecordPage

        self.push_screen(RecordPage(record, row_id))

    def open_form(
        self,
        record: RecordType,
        row_id: int | None = None,
        *,
        prefill: dict[str, Any] | None = None,
        focus: str = "",
        using: bool = False,
        then: Callable[[Outcome | None], Any] | None = None,
    ) -> None:
        """Show a record's form, empty for a new one. `then` gets what was saved, or None."""
        from capptro_tui.screens.form_screen import FormScreen

        self.push_screen(FormScreen(record, row_id, prefill=prefill, focus=focus, using=using), then)

    def confirm(self, question: str, details: list[str], *, yes: str, no: str, then: Callable[[], Any]) -> None:
        """Ask a question; `then` is done on a yes."""
        from capptro_tui.screens.confirm import Confirm

        async def answered(is_yes: bool | None) -> None:
            if is_yes and inspect.isawaitable(doing := then()):
                await doing

        self.push_screen(Confirm(question, details, yes=yes, no=no), answered)

    def ask_duplicates(
        self, hits: list[Duplicate], *, saving: bool, using: bool, then: Callable[[Answer | None], Any]
    ) -> None:
        """Show possible duplicates and what can be done; `then` gets what was chosen."""
        from capptro_tui.screens.duplicates import Duplicates

        self.push_screen(Duplicates(hits, saving=saving, using=using), then)

    async def ask_delete(self, record: RecordType, row_id: int, then: Callable[[Outcome], Any] | None = None) -> None:
        """Delete a record after a question that names what goes along; `then` gets what was done."""
        from capptro_tui.screens.confirm import ConfirmDelete
        from capptro_tui.services import trash

        preview = await self.perform(
            lambda database: trash.delete(database, record, row_id, dry_run=True), dry_run=True
        )

        async def answered(is_yes: bool | None) -> None:
            outcome = await self.perform(lambda database: trash.delete(database, record, row_id)) if is_yes else None
            if outcome and then:
                then(outcome)

        if preview is not None:
            self.push_screen(ConfirmDelete(preview), answered)

    def open_screen(self, name: str) -> None:
        """Show one of the screens that have a name."""
        if name == "help":
            from capptro_tui.screens.help import Help

            self.push_screen(Help(self.screen))
        elif name == "trash":
            from capptro_tui.screens.trash import Trash

            self.push_screen(Trash())
        else:
            from capptro_tui.screens.history import History

            self.push_screen(History())

    def action_command_palette(self) -> None:
        """Show every command, and find records by name; not over itself, and not before there is a database."""
        from capptro_tui.screens.palette import Palette

        async def chosen(run: Callable[[], Any] | None) -> None:
            if run is not None and inspect.isawaitable(doing := run()):
                await doing

        if self._database is not None and not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.screen), chosen)

    def choose_theme(self, theme: str) -> None:
        """Use a theme from now on."""
        self.theme = theme
        try:
            write_theme(config_path(), theme)
        except Refused as refused:
            self.say(str(refused), severity="error")

    # Faults

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the program: the terminal is put right, a line is said, and no data is printed or logged."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        from capptro_tui.faults import note

        self.panic(note(error))


def run(path: Path) -> int:
    """Open the app on a database; returns the exit code. Raises Refused when the file or the config cannot be used."""
    config = read_config(config_path())
    database = Database.open(path) if path.exists() or path.is_symlink() else None
    app = CapptroApp(path, database, config)
    try:
        app.run()
    finally:
        if app._database is not None:
            app._database.close()
    return app.return_code or 0
