"""Who reads the pages that a table wants: in threads, no more at a time than is useful, and not while keys come."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, Final, Protocol

from capptro_tui.widgets.table.table_pages import Pages

READERS: Final = 2
"""Reads under way at most: one for the rows being shown, one of a source that is no longer wanted."""

REST: Final = 0.25
"""Seconds without a key after which more is read than the first rows, where they fill the screen or where that has
taken long lately: it would slow the next key. Where there are no rows, there is nothing to look at, and no waiting."""

PAINTED: Final = 0.04
"""Seconds after which what has just been read is on the screen: to read on before would slow its painting."""

LONG: Final = 0.05
"""Seconds of reading that somebody who types would feel …"""

LATELY: Final = 32
"""… in one of so many readings: what is read first in a small database waits for the program to start."""


class Table(Protocol):
    """What a reader asks of its table."""

    @property
    def is_running(self) -> bool:
        """Whether the table is on a screen."""

    def read_in_background(self, read: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Read in a worker of the table."""

    def job(self) -> tuple[Pages, int] | None:
        """What should be read now: of which pages, and which of them."""

    def is_shown(self, pages: Pages) -> bool:
        """Whether these are the rows on the screen, not those that are to come."""

    def screenful(self) -> int:
        """How many rows the screen has room for."""

    def take(self, pages: Pages) -> None:
        """Show what has been read."""


class TableReader:
    """Reads for a table until it wants nothing more."""

    def __init__(self, table: Table) -> None:
        self.typing = False
        """Whether keys are being typed for what is shown."""
        self._table = table
        self._took: deque[float] = deque(maxlen=LATELY)
        self._readers = 0
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """See that somebody reads what is wanted."""
        self._wanted.set()
        if self._table.is_running and self._readers < READERS and self._table.job() is not None:
            self._readers += 1
            self._table.read_in_background(self._read)

    async def _read(self) -> None:
        """Read until nothing is wanted."""
        try:
            while (job := self._table.job()) is not None:
                pages, what = job
                if self.typing and pages.length and self._table.is_shown(pages):
                    enough = pages.length >= self._table.screenful()
                    await self._rest(REST if enough or self._is_slow else PAINTED)
                    continue
                began = monotonic()
                await pages.read(what, self._table.screenful())
                self._took.append(monotonic() - began)
                self._table.take(pages)
        finally:
            self._readers -= 1

    @property
    def _is_slow(self) -> bool:
        return max(self._took, default=0) > LONG

    async def _rest(self, seconds: float) -> None:
        """Wait until nothing has been typed for so long, or something else is wanted."""
        self._wanted.clear()
        try:
            await asyncio.wait_for(self._wanted.wait(), seconds)
        except TimeoutError:
            self.typing = False
