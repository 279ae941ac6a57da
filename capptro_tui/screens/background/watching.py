"""Watch the database for writes of other windows and programs while the app is open, and tell the screens."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.app import App

from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced, Refused
from capptro_tui.services.history.other_windows import Seen, Watch, everything, read_changes
from capptro_tui.widgets.background import run_in_background

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from capptro_tui.services.history.write_result import WriteResult

EVERY: Final = 0.5
"""Seconds from one check of the database to the next."""


class Watcher:
    """Checks the database every half second, and when `look` is called.

    A check takes a fraction of a millisecond on the event loop; the changes it finds are read in a thread.
    """

    def __init__(
        self,
        app: App[Any],
        database: Database,
        publish: Callable[[WriteResult], None],
        replaced: Callable[[FileReplaced], None],
    ) -> None:
        """Prepare the checks.

        Args:
            app: runs the work in the background.
            database: the database to watch.
            publish: called with the changes of others.
            replaced: called once if the file is no longer the one that was opened.
        """
        self._app = app
        self._database = database
        self._publish = publish
        self._replaced = replaced
        self._watch = Watch(database)
        self._is_replaced = False
        self._is_settling = False

    def start(self) -> None:
        """Start the checks."""
        self._app.set_interval(EVERY, self.look)

    def start_anew(self) -> None:
        """Start over: another file was put in the database's place on purpose."""
        self._watch = Watch(self._database)
        self._is_replaced = False

    def look(self) -> None:
        """Check now."""
        if self._is_replaced:
            return
        seen = self._watch.look()
        if seen.replaced is not None:
            self._is_replaced = True
            self._replaced(seen.replaced)
        elif seen:
            run_in_background(self._app, partial(self._read, seen), group="watch", exit_on_error=False)
        elif seen.is_to_settle and not self._is_settling:
            run_in_background(self._app, self._settle, group="settle", exit_on_error=False)

    async def _read(self, seen: Seen) -> None:
        """Tell the screens about the changes of others. If they cannot be read now, the next change reads them."""
        if seen.is_restored:
            self._publish(everything())
            return
        try:
            self._publish(await asyncio.to_thread(read_changes, self._database, seen.batches))
        except Refused:
            return

    async def _settle(self) -> None:
        """Move everything from the log to the main file. If that is not possible now, it is tried again."""
        self._is_settling = True
        try:
            await asyncio.to_thread(self._database.settle)
        except Refused:
            return
        finally:
            self._is_settling = False
