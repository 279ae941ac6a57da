"""The app: tabs, themes, keys, and the one way from a screen to a service."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.signal import Signal
from textual.worker import get_current_worker

from capptro_tui.config import Config, read_config, write_theme
from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced, Refused
from capptro_tui.garbage import EVERY, Garbage
from capptro_tui.locations import config_path, drafts_folder, resolve_database
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.screens import routes
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.screens.tabs.tabs import Tabs
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.start.desk_start import DeskStart, Question
from capptro_tui.show import show
from capptro_tui.themes import THEMES
from capptro_tui.watchdog import PROCESS, Watchdog
from capptro_tui.widgets.textual_patches.first_screen import begin_in_mode, begin_in_theme
from capptro_tui.widgets.textual_patches.matched_once import match_once

if TYPE_CHECKING:
    from capptro_tui.screens.background.collecting import Collector
    from capptro_tui.screens.background.watching import Watcher
    from capptro_tui.screens.start.start_question import OpenedDatabase
    from capptro_tui.services.drafts.drafts import Drafts

_HERE = Path(__file__).parent
_TURN = 0.0005
"""Seconds after which a thread hands the interpreter to the next one."""

UNTIL_IDLE = 1.0
"""Seconds from the start to work that can wait."""


class CapptroApp(AppActions):
    """The app. `database` is None until there is a file: then the first-start screen makes one."""

    TITLE = "Capptro"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", "Commands and records", show=False, priority=True, id="palette"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="quit"),
    ]

    def __init__(
        self,
        path: Path,
        database: Database | None,
        config: Config | None = None,
        watchdog: Watchdog | None = None,
        asking: tuple[DeskStart, Question] | None = None,
    ) -> None:
        """`asking` is the question to decide before the database opens."""
        # The first painted screen is the dashboard, without an empty one below it.
        begin_in_mode(self, "dashboard" if database else "_default")
        # All styles at once: a screen that brings its own has everything parsed and styled again when it first opens.
        # The later of two styles counts: their order does not depend on the folders that they are in.
        styles = sorted((_HERE / "screens").rglob("*.tcss"), key=lambda path: path.name)
        super().__init__(watchdog, css_path=[_HERE / "app.tcss", *styles])
        self.path = path
        self.schema = _schema(database, asking)
        self._database: Database | None = None
        self.config = config or Config()
        self.own_keys = {key for keys in self.config.keys.values() for key in keys.split(",")}
        self.changed: Signal[WriteResult] = Signal(self, "changed")
        self._tabs = Tabs(self, self.schema)
        self.tabs, self.modes = self._tabs.shown, self._tabs.modes
        self.business = ""
        self.folder = Path(os.path.expanduser("~"))
        self._drafts: Drafts | None = None
        self.garbage = Garbage()
        self._asking = asking
        self._watcher: Watcher | None = None
        self.collector: Collector | None = None
        self.replaced: FileReplaced | None = None
        if database is not None:
            self._use(database)
        for theme in THEMES:
            self.register_theme(theme)
        match_once(self)
        begin_in_theme(self, self.config.theme)
        for mode in self.modes:
            self.add_mode(mode, partial(self._tabs.first_screen, mode))

    @property
    def database(self) -> Database:
        """The open database. Raises Refused if there is none yet."""
        if self._database is None:
            raise Refused("There is no database yet.")
        return self._database

    @property
    def is_open(self) -> bool:
        """Whether there is an open database."""
        return self._database is not None

    def on_mount(self) -> None:
        self.set_keymap(self.config.keys)
        for problem in self.config.problems:
            self.say(problem, severity="warning")
        self.watchdog.before_hard_end(self._keep_typed)
        self.set_interval(EVERY, lambda: self.garbage.collect(is_open=len(self.screen_stack) > 1))
        if self._database is not None:
            self._start_working()
        elif self._asking is not None:
            self.push_screen(routes.START_QUESTION.make(*self._asking), self._answered)
        else:
            self._welcome()

    def _welcome(self) -> None:
        """Ask how to begin: there is no database yet."""
        welcome = routes.FIRST_START.make(self.path, self.schema)

        def begin(database: Database | None) -> None:
            self._begin(database)
            if database is not None and getattr(welcome, "is_importing", False):
                self._import_first()

        self.push_screen(welcome, begin)

    def _import_first(self) -> None:
        """Begin with an import of customers, over their list."""
        from capptro_tui.models.records.customer import Customer
        from capptro_tui.screens.importing.opening import open_import

        self.open_list(Customer.info.name)
        open_import(self, Customer)

    def _answered(self, opened: OpenedDatabase | None) -> None:
        """Go on after the question before the start was decided."""
        if opened is not None and opened.database is None:
            self._welcome()
        else:
            self._begin(opened.database if opened else None)

    def _begin(self, database: Database | None) -> None:
        """Start to work with an opened database; exit if there is none."""
        if database is None:
            self.exit(0)
            return
        self._use(database)
        self.switch_mode("dashboard")
        self._start_working()

    def _start_working(self) -> None:
        """Start the background work, once the first frame is painted."""
        self.database.tell = lambda text: self.call_from_thread(self.say, text)
        self._offer_left_drafts()
        for begin in (self._watch, self._begin_maintenance, self._preload):
            self.set_timer(UNTIL_IDLE, begin)

    @property
    def drafts(self) -> Drafts:
        """The drafts of this database. Their code is loaded with the first use: most starts find none."""
        if self._drafts is None:
            from capptro_tui.services.drafts.drafts import Drafts

            if self._database is None:
                self._drafts = Drafts(drafts_folder(), f"path {self.path}", self.path, lambda: datetime.now(UTC))
            else:
                key, clock = self._database.guard.database_id, self._database.clock
                self._drafts = Drafts(drafts_folder(), key, self._database.path, clock)
            self._drafts.kept.tell = lambda text: self.call_later(self.say, text, severity="error")
        return self._drafts

    def close_drafts(self) -> None:
        """Write the drafts to the disk, and close this window's file of them."""
        if self._drafts is not None:
            self._drafts.kept.close()
            self._drafts = None

    def close_database(self) -> None:
        """Close the database, if one was opened."""
        if self._database is not None:
            self._database.close()

    def _offer_left_drafts(self) -> None:
        """Offer drafts left by windows that have ended, if there are any."""
        is_any = False
        with suppress(OSError):
            is_any = any(drafts_folder().iterdir())
        if is_any:
            from capptro_tui.screens.forms.unsaved import offer_left_drafts

            offer_left_drafts(self)

    def _use(self, database: Database) -> None:
        self._database = database
        self.close_drafts()
        self._read_settings()

    def _read_settings(self) -> bool:
        """Show the business's name, and use its locale for days, times and numbers; return whether that changed."""
        from capptro_tui.models.types.locales import show_in, shown_in
        from capptro_tui.services.business import business_settings

        settings = business_settings.settings(self.database)
        self.business = str(settings["business_name"])
        before = shown_in()
        show_in(str(settings["locale"]))
        return before != shown_in()

    def _watch(self) -> None:
        """Start to watch for writes of other windows, and to copy the log into the main file."""
        from capptro_tui.screens.background.watching import Watcher

        self._watcher = Watcher(self, self.database, self.publish, self._say_replaced)
        self._watcher.start()

    def _begin_maintenance(self) -> None:
        """Start the sweep, the warnings and the backups in the background."""
        from capptro_tui.screens.background.collecting import Collector
        from capptro_tui.screens.background.maintenance import Maintenance

        Maintenance(self, self.database, self.publish).start()
        self.collector = Collector(self, self.database, self.publish)
        self.collector.start()

    def _say_replaced(self, replaced: FileReplaced) -> None:
        """Tell that the file was replaced: nothing can be saved any more, and the screens stay as they are."""
        from capptro_tui.screens.background.rescuing import hint

        self.replaced = replaced
        text = f"{replaced} {hint(self.database)}".rstrip()
        self.notify(show(text, 600), title="The database was replaced", severity="error", markup=False, timeout=60)

    def database_replaced(self) -> None:
        """Read everything again: another file was put in the place of the database on purpose."""
        if self._watcher is not None:
            self._watcher.start_anew()
        self.replaced = None

    def on_app_focus(self) -> None:
        """Look for writes of others when the window gets the focus."""
        if self._watcher is not None:
            self._watcher.look()

    def _preload(self) -> None:
        """Load in pauses of typing the code for the first page, the first form and the first save."""
        from capptro_tui.screens.background.preloading import Preloader

        Preloader(self, self.database, self.garbage.is_quiet, self.garbage.loaded).start()

    # Services for screens

    def publish(self, result: WriteResult) -> None:
        """Tell every screen about a write, and show its notices."""
        from capptro_tui.models.system.settings import Settings
        from capptro_tui.screens.behaviours import PAIRS_DEPEND_ON

        if result.touches(Settings) and self._read_settings():
            # every screen shows days or amounts
            result = replace(result, is_everything=True)
        self.changed.publish(result)
        for notice in result.notices:
            self.say(notice, severity="warning")
        if result.touches_any(PAIRS_DEPEND_ON):
            self.run_worker(self._keep_pairs, thread=True, group="pairs", exclusive=True)

    def _keep_pairs(self) -> None:
        """Look for duplicates of customers just written, so that the review of duplicates opens at once."""
        from capptro_tui.services.duplicates import duplicate_pairs

        worker = get_current_worker()
        # If it fails now, the review does it.
        with suppress(Refused):
            duplicate_pairs.catch_up_with_few(self.database, stop=lambda: worker.is_cancelled)

    def open_list(self, name: str) -> None:
        """Show the list of the record type called `name`, or the dashboard or the settings, freshly read.

        Screens open above it are closed, unless a form there has unsaved input.
        """
        if self._watcher is not None:
            self._watcher.look()
        self.switch_mode(name)
        self._tabs.come_back()

    async def find_in_list(self) -> None:
        """Go to the search of this tab's list, or of the customers' list if the tab has none."""
        await self._tabs.find()

    def is_quit(self, key: str) -> bool:
        """Return whether this key ends the program."""
        return key in self.config.keys.get("quit", "ctrl+q").split(",")

    def pop_screen(self) -> AwaitComplete:
        """Close the screen on top.

        Its background reads are cancelled: their results would arrive when some of its widgets are gone.
        """
        closed = self.screen
        for worker in [one for one in self.workers if closed in one.node.ancestors_with_self]:
            worker.cancel()
        popped = super().pop_screen()
        self.call_after_refresh(self.garbage.screen_closed)
        return popped

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme. The framework's own themes have no colour for muted text."""
        variables = super().get_css_variables()
        variables.setdefault("muted", variables["foreground-muted"])
        return variables

    def choose_theme(self, theme: str) -> None:
        """Use a theme from now on, and write it to the config file."""
        self.theme = theme
        try:
            write_theme(config_path(), theme)
        except Refused as refused:
            self.say(str(refused), severity="error")

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.garbage.typed()
        await super().on_event(event)

    # The end

    async def action_quit(self) -> None:
        """End the program; ask first if a form has unsaved input."""
        from capptro_tui.screens.forms.leaving import leave

        leave(self, [*self.modes, "_default"])

    def told_to_end(self, code: int) -> None:
        """End without questions, after writing drafts: the terminal is gone, or a signal has come."""
        self._keep_typed()
        super().told_to_end(code)

    def fault_noted(self, fault: BaseException) -> str:
        """Write drafts, then note a fault of the program."""
        self._keep_typed()
        return super().fault_noted(fault)

    def _keep_typed(self) -> None:
        """Write all unsaved input to the disk."""
        from capptro_tui.screens.forms.unsaved import keep_everything

        keep_everything(self, [*self.modes, "_default"])


def _config() -> Config:
    """Read the config without its faulty parts.

    Checking keys loads all screens, so it is done only if there are some.
    """
    config = read_config(config_path())
    if not config.keys:
        return config
    from capptro_tui.screens.commands.key_options import with_usable_keys

    return with_usable_keys(config)


def _schema(database: Database | None, asking: tuple[DeskStart, Question] | None) -> Schema:
    """Return the schema of the app's database; before the first start, which makes one, the shipped schema."""
    if database is not None:
        return database.schema
    return asking[0].schema if asking is not None else SHIPPED


def run(named: Path) -> int:
    """Open the app on a database; return the exit code. Raises Refused if the file cannot be used."""
    config, path = _config(), resolve_database(named)
    start = DeskStart(path, named)
    opened = start.open()
    asking = (start, opened) if isinstance(opened, Question) else None
    app = CapptroApp(path, opened if isinstance(opened, Database) else None, config, PROCESS, asking)
    # A reading thread hands over the interpreter soon, so that the screen does not wait for it.
    sys.setswitchinterval(_TURN)
    app.garbage.spare_keys()
    threading.excepthook = lambda failed: app.report_fault(failed.exc_value or failed.exc_type())
    try:
        app.run()
    finally:
        app.close_drafts()
        app.close_database()
    return app.return_code or 0
