"""Collect the submissions in the inbox while the app is open, if Settings name one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced, Refused
from capptro_tui.models.records.submission import Submission
from capptro_tui.services.business import business_settings
from capptro_tui.widgets.background import run_in_background

if TYPE_CHECKING:
    from collections.abc import Callable

    from capptro_tui.exchange.submissions.collecting import Collected
    from capptro_tui.services.history.write_result import WriteResult
    from capptro_tui.widgets.terminal_app import TerminalApp

EVERY: Final = 20.0
"""Seconds from one look at the inbox to the next."""

_MOST_FILES: Final = 50
"""Most files that are taken at once: other windows write in between."""

_MOST_TOLD: Final = 3


class Collector:
    """Looks into the inbox again and again. The screens hear of the submissions as of any write of others."""

    def __init__(self, app: TerminalApp, database: Database, publish: Callable[[WriteResult], None]) -> None:
        """Prepare the looks.

        Args:
            app: runs the work in the background and shows messages.
            database: the database with the inbox among its settings.
            publish: called with the batch of each file.
        """
        self._app = app
        self._database = database
        self._publish = publish
        self._said = ""
        self._is_looking = False

    def start(self) -> None:
        """Begin to look."""
        self._app.set_interval(EVERY, self.look)
        self.look()

    def look(self) -> None:
        """Look now."""
        if not self._is_looking:
            self._is_looking = True
            run_in_background(self._app, self._look, group="inbox")

    async def _look(self) -> None:
        try:
            if folder := business_settings.settings(self._database)["inbox_folder"]:
                self._tell(await asyncio.to_thread(self._collect, Path(folder).expanduser()))
                self._said = ""
        except FileReplaced:  # the watcher shows the message
            return
        except Refused as refused:
            self._say_once(str(refused))
        except Exception as fault:  # a failed look does not end the program
            self._say_once(self._app.fault_noted(fault))
        finally:
            self._is_looking = False

    def _collect(self, folder: Path) -> Collected:
        from capptro_tui.exchange.submissions.collecting import collect  # late: most desks have no inbox

        return collect(self._database, folder, most=_MOST_FILES)

    def _tell(self, found: Collected) -> None:
        for result in found.results:
            self._publish(replace(result, elsewhere=True))
        if found.ids:
            came = "came in by a public form" if len(found.ids) == 1 else "came in by public forms"
            self._app.say(f"{Submission.info.counted(len(found.ids))} {came}.")
        for name, why in found.refused[:_MOST_TOLD]:
            self._app.say(f"In the inbox, {name} was refused: {why}", severity="warning")
        if (more := len(found.refused) - _MOST_TOLD) > 0:
            self._app.say(f"{more:,} more in the inbox were refused.", severity="warning")

    def _say_once(self, text: str) -> None:
        if text != self._said:
            self._said = text
            self._app.say(text, severity="warning")
