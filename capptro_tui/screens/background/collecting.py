"""Collect the submissions in the inbox while the app is open, if Settings name one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced, Refused, Restored
from capptro_tui.models.record import number
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

_SOON: Final = 1.0
"""Seconds until the next look if there are more files than were taken at once."""

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
        self._said: set[str] = set()
        self._is_looking = False
        self._came = 0

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
        standing: list[str] = []
        try:
            if folder := business_settings.settings(self._database)["inbox_folder"]:
                found = await asyncio.to_thread(self._collect, Path(folder).expanduser())
                self._tell(found)
                standing = _standing(found)
                if _may_be_more(found):
                    self._app.set_timer(_SOON, self.look)
        except FileReplaced:  # the watcher shows the message
            return
        except Refused as refused:
            standing = [str(refused)]
        except Exception as fault:  # a failed look does not end the program
            standing = [self._app.fault_noted(fault)]
        finally:
            self._is_looking = False
        self._say_once(standing)

    def _collect(self, folder: Path) -> Collected:
        from capptro_tui.exchange.submissions.collecting import collect  # late: most desks have no inbox

        return collect(self._database, folder, most=_MOST_FILES)

    def _tell(self, found: Collected) -> None:
        for result in found.results:
            self._publish(replace(result, elsewhere=True))
        self._came += len(found.ids)
        if self._came and not _may_be_more(found):
            came = "came in by a public form" if self._came == 1 else "came in by public forms"
            self._app.say(f"{Submission.info.counted(self._came)} {came}.")
            self._came = 0
        unmoved = {name for name, _ in found.unmoved}
        refused = [_refusal(name, why) for name, why in found.refused if name not in unmoved]
        for text in refused[:_MOST_TOLD]:
            self._app.say(text, severity="warning")
        if (more := len(refused) - _MOST_TOLD) > 0:
            self._app.say(f"{more:,} more in the inbox were refused.", severity="warning")
        for name, row_id in [one for one in found.already_there if one[0] not in unmoved][:_MOST_TOLD]:
            self._app.say(f"In the inbox, {name} was there already: {number(Submission, row_id)}.")

    def _say_once(self, standing: list[str]) -> None:
        """Say what is wrong, unless the look before has found the same."""
        for text in [text for text in standing if text not in self._said][:_MOST_TOLD]:
            self._app.say(text, severity="warning")
        self._said = set(standing)


def _may_be_more(found: Collected) -> bool:
    """Return whether a look ended because it had taken as many files as it may."""
    return found.stopped is None and len(found.results) >= _MOST_FILES


def _standing(found: Collected) -> list[str]:
    """Return what every look finds again, until people do something about it."""
    unmoved = {name for name, _ in found.unmoved}
    refused = [_refusal(name, why) for name, why in found.refused if name in unmoved]
    # The watcher shows the message about a file that was replaced, and after a restore reads everything anew.
    is_told = found.stopped is None or isinstance(found.stopped, FileReplaced | Restored)
    stopped = [] if is_told else [str(found.stopped)]
    return [*stopped, *(f"In the inbox, {name} stays: {why}" for name, why in found.unmoved), *refused]


def _refusal(name: str, why: str) -> str:
    return f"In the inbox, {name} was refused: {why}"
