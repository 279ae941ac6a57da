"""Maintain the backups in the background while the app is open. Problems are shown, and end nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced, Refused
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.start import maintenance
from capptro_tui.widgets.background import run_in_background

if TYPE_CHECKING:
    from collections.abc import Callable

    from capptro_tui.widgets.terminal_app import TerminalApp

SOON: Final = 5.0
"""Seconds after the start until the first check: the user's first actions come before it."""

EVERY: Final = 3600.0
"""Seconds from one check to the next."""


class Maintenance:
    """Sweeps leftovers and shows warnings once, then checks the backups every hour."""

    def __init__(self, app: TerminalApp, database: Database, publish: Callable[[WriteResult], None]) -> None:
        """Prepare the checks.

        Args:
            app: runs the work in the background and shows problems.
            database: the database to maintain.
            publish: called when a backup was taken.
        """
        self._app = app
        self._database = database
        self._publish = publish
        self._said: tuple[str, ...] = ()
        self._is_begun = False
        self._is_looking = False

    def start(self) -> None:
        """Start the checks."""
        self._app.set_timer(SOON, self._begin)

    def _begin(self) -> None:
        self._app.set_interval(EVERY, self._run)
        self._run()

    def _run(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            run_in_background(self._app, self._look, group="maintenance")

    async def _look(self) -> None:
        try:
            if not self._is_begun:
                self._is_begun = True
                self._say(await asyncio.to_thread(maintenance.begin, self._database))
            looked = await asyncio.to_thread(maintenance.look_after_backups, self._database)
            self._say([one for one in looked.problems if one not in self._said])
            self._said = looked.problems
            if looked.taken:
                self._publish(WriteResult(0, "", ()))
        except FileReplaced:  # the watcher shows the message
            return
        except Refused as refused:
            self._say([str(refused)])
        except Exception as fault:  # a failed backup does not end the program
            self._say([self._app.fault_noted(fault)])
        finally:
            self._is_looking = False

    def _say(self, sentences: list[str]) -> None:
        for one in sentences:
            self._app.say(one, severity="warning")
