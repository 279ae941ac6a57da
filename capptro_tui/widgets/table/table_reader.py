"""Read a table's pages in threads: no more at a time than is useful, and not while keys come."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, Final, Protocol

from capptro_tui.widgets.table.table_pages import Pages

READERS: Final = 2
"""Most reads at a time: one for the shown rows, one of a source that is no longer wanted."""

REST: Final = 0.25
"""Seconds without a key after which more than the first rows is read: it would slow the next key.

It applies if rows fill the screen, or if a read has taken long lately. Without rows there is no waiting.
"""

PAINTED: Final = 0.04
"""Seconds after which the last rows are painted: reading on earlier would slow their painting."""

LONG: Final = 0.05
"""Seconds of reading that slow typing noticeably."""

LATELY: Final = 32
"""Number of last reads among which a long one counts: in a small database the first one waits for the start."""


class ReadingTable(Protocol):
    """The table of a reader."""

    @property
    def is_running(self) -> bool:
        """Whether the table is on a screen."""

    def read_in_background(self, read: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Read in a worker of the table."""

    def job(self) -> tuple[Pages, int] | None:
        """Return the pages to read from and the page to read next; None if nothing is needed."""

    def is_shown(self, pages: Pages) -> bool:
        """Whether these are the rows on the screen, not those of a newer source."""

    def screenful(self) -> int:
        """Number of rows that fit on the screen."""

    def take(self, pages: Pages) -> None:
        """Show newly read rows."""


class TableReader:
    """Reads for a table until nothing more is needed."""

    def __init__(self, table: ReadingTable) -> None:
        self.typing = False
        """Whether keys are being typed that change the list."""
        self._table = table
        self._took: deque[float] = deque(maxlen=LATELY)
        self._readers = 0
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """Start a reader if something is needed and none is free."""
        self._wanted.set()
        if self._table.is_running and self._readers < READERS and self._table.job() is not None:
            self._readers += 1
            self._table.read_in_background(self._read)

    async def _read(self) -> None:
        """Read until nothing is needed."""
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
        """Wait until no key has come for so many seconds, or something else is needed."""
        self._wanted.clear()
        try:
            await asyncio.wait_for(self._wanted.wait(), seconds)
        except TimeoutError:
            self.typing = False
