"""Preload the code and data of the first page, the first form and the first save, in pauses of typing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

from textual.app import App

from capptro_tui.db.database import Database
from capptro_tui.widgets.background import run_in_background

if TYPE_CHECKING:
    from typing import Any

EVERY: Final = 0.25
"""Seconds between checks for a pause of typing."""

_PAUSE: Final = 0.5
"""Seconds without a key after which the next part is loaded.

A part takes a tenth of a second or two, in which a key waits for the interpreter several times.
"""


def _load_money(database: Database) -> None:
    """Format an amount: the first one loads the data of all currencies, which takes as long as a page."""
    from capptro_tui.models.types import amounts
    from capptro_tui.services.business import business_settings

    amounts.money(0, str(business_settings.settings(database)["currency"]))


PARTS: Final[tuple[Callable[[Database], object], ...]] = (
    lambda _: import_module("capptro_tui.screens.pages.record_page"),
    lambda _: import_module("capptro_tui.screens.pages.customer_page"),
    _load_money,
    lambda _: import_module("capptro_tui.screens.forms.form_screen"),
    lambda _: import_module("phonenumbers"),
    lambda database: database.preload(),
)
"""The parts to load, in the order in which they are likely to be needed."""


class Preloader:
    """Loads one part after the other in a thread, each in a pause of typing."""

    def __init__(
        self, app: App[Any], database: Database, is_quiet: Callable[[float], bool], loaded: Callable[[], None]
    ) -> None:
        """Prepare the loading.

        Args:
            app: runs the work in the background.
            database: the database of the first page and save.
            is_quiet: whether no key has come for so many seconds.
            loaded: called when everything is loaded.
        """
        self._app = app
        self._database = database
        self._is_quiet = is_quiet
        self._loaded = loaded
        self._left = list(PARTS)
        self._is_loading = False

    def start(self) -> None:
        """Start to look for pauses."""
        self._timer = self._app.set_interval(EVERY, self._look)

    def _look(self) -> None:
        if self._is_loading:
            return
        if not self._left:
            self._timer.stop()
            self._loaded()
        elif self._is_quiet(_PAUSE):
            self._is_loading = True
            # A part that fails here fails again with the first page, form or save, which shows the message.
            run_in_background(self._app, self._load, group="preload", exit_on_error=False)

    async def _load(self) -> None:
        part = self._left.pop(0)
        try:
            await asyncio.to_thread(part, self._database)
        finally:
            self._is_loading = False
