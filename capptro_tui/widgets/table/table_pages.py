"""The pages of a record table that have been read, and the decision which page to read next."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from capptro_tui.errors import Superseded
from capptro_tui.widgets.table.table_columns import Row

PAGE: Final = 32
"""Rows of a page: about a screenful."""

AHEAD: Final = 16
"""Rows above and below the screen that are read ahead of scrolling."""

NEAR: Final = 32
"""Rows above and below the cursor in which its record is looked for when the same list is read again."""

KEPT: Final = 64
"""Pages kept in memory; the least recently drawn is dropped first."""

COUNT: Final = -1
"""Answer of `Pages.missing` and `Pages.wanted`, in place of a page: the count is needed."""

FIRST: Final = -2
"""Answer of the same: the first rows are needed, as nothing is known of the source."""


class RowSource(Protocol):
    """The source of a table's rows: one query in one order. Called in worker threads, where it may block."""

    def first_page(self, count: int) -> list[Row]:
        """Return the first rows, up to `count`, without delay; a full search may find more."""
        return self.rows(0, count)

    def first_page_within(self, count: int, seconds: float) -> list[Row]:
        """As `first_page`, but called on the event loop. Raises Superseded if it would take longer than `seconds`."""
        raise Superseded

    def rows(self, start: int, count: int) -> list[Row]:
        """Return up to `count` rows from position `start` (0 is the first); fewer only at the end."""

    def total(self) -> int:
        """Return the number of rows."""

    def place(self, row_id: int) -> int | None:
        """Return the position of the record with this id, from 0; None if it is not among the rows."""
        return next((place for place, row in enumerate(self.rows(0, self.total())) if row["id"] == row_id), None)

    def stop(self) -> None:
        """End running reads, in any thread, by raising Superseded there. The rows are no longer wanted.

        A source whose pages take no time has nothing to end.
        """
        return


class Pages:
    """The pages of one source, at most `KEPT` of them. It knows what is missing, and reads only when told to.

    Attributes:
        source: the source; None for no rows.
        length: number of rows as far as known: seen, or expected, until it is `counted`.
        counted: whether the number of rows is certain.
        busy: whether something is being read.
        error: exception of the source, after which nothing is missing; None if there is none.
    """

    def __init__(self, source: RowSource | None, expected: int = 0) -> None:
        """Start with nothing read. `expected` is a first guess at the length; without a source there are no rows."""
        self.source = source
        self.length = expected
        self.counted = False
        self.busy = False
        self.error: Exception | None = None
        self._past_end = False
        self._short: int | None = None
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()

    @property
    def may_have_rows(self) -> bool:
        """Whether rows may still be found."""
        return self.source is not None and self.error is None and not self.counted

    def row(self, index: int) -> Row | None:
        """Return the row at `index`; None if it has not been read."""
        number, offset = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None or index < 0:
            return None
        self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else None

    def held(self) -> Iterator[tuple[int, Row]]:
        """Yield every row in memory with its index."""
        for number, page in self._pages.items():
            yield from enumerate(page, number * PAGE)

    def missing(self, first: int, last: int) -> int | None:
        """Return the first page that must still be read for rows `first` to `last`, `FIRST`, `COUNT`, or None."""
        if self.source is None or self.error is not None:
            return None
        if self._past_end and not self.counted:
            return COUNT
        if not self.length:
            return None if self.counted or 0 in self._pages else FIRST
        first, last = (min(max(index, 0), self.length - 1) for index in (first, last))
        return next((page for page in range(first // PAGE, last // PAGE + 1) if page not in self._pages), None)

    def wanted(self, first: int, last: int) -> int | None:
        """Return what to read next with rows `first` to `last` on the screen: these, the count, then those around."""
        page = self.missing(first, last)
        if page is not None or self.source is None or self.error is not None:
            return page
        if self._short is not None:
            return self._short
        return self.missing(first - AHEAD, last + AHEAD) if self.counted else COUNT

    async def read(self, job: int, lines: int = PAGE) -> None:
        """Read the answer of `missing` or `wanted` in a thread; of the first rows, enough for `lines`."""
        if self.source is None:
            return
        self.busy = True
        try:
            with self._noting_errors():
                if job == COUNT:
                    self._count(await asyncio.to_thread(self.source.total))
                elif job == FIRST:
                    room = _room(lines)
                    self._begin(await asyncio.to_thread(self.source.first_page, room), room)
                else:
                    self._put(job, await asyncio.to_thread(self.source.rows, job * PAGE, PAGE))
        except Superseded:
            # Another source is wanted by now; this one is not read again.
            return
        finally:
            self.busy = False

    async def read_around(self, row_id: int, lines: int) -> int | None:
        """Read the rows around a record, enough for `lines` above and below it.

        Returns:
            The record's index; None if it is not among the rows.
        """
        if self.source is None:
            return None
        place = None
        with self._noting_errors():
            place = await asyncio.to_thread(self.source.place, row_id)
        if place is None:
            return None
        self.length = place + 1
        # The pages read tell where the rows end, and that there are more.
        while (job := self.missing(place - lines, place + lines)) is not None:
            await self.read(job, lines)
        row = self.row(place)
        return place if row is not None and row["id"] == row_id else None

    def begin(self) -> None:
        """Read the first page here and now."""
        if self.source is not None:
            with self._noting_errors():
                self._put(0, self.source.rows(0, PAGE))

    def try_within(self, lines: int, seconds: float) -> bool:
        """Read the first rows here and now, enough for `lines`. False if it would take longer than `seconds`."""
        if self.source is None:
            return False
        try:
            with self._noting_errors():
                self._begin(self.source.first_page_within(_room(lines), seconds), _room(lines))
        except Superseded:
            return False
        return True

    @contextmanager
    def _noting_errors(self) -> Iterator[None]:
        """Keep an exception of the source; the table's owner shows it to the user."""
        try:
            yield
        except Superseded:
            raise
        except Exception as error:
            # A source may raise anything.
            self.error = error

    def stop(self) -> None:
        """End running reads: the rows are no longer wanted."""
        if self.source is not None and not self.counted:
            self.source.stop()

    def _begin(self, rows: list[Row], room: int) -> None:
        """Take the first rows. If there was room for more, the last page is read again in full."""
        for start in range(0, max(len(rows), 1), PAGE):
            self._pages[start // PAGE] = rows[start : start + PAGE]
        self.length = len(rows)
        if len(rows) < room:
            self._short = len(rows) // PAGE

    def _put(self, page: int, rows: list[Row]) -> None:
        """Take the rows of a page."""
        start = page * PAGE
        self._short = None
        self._pages[page] = rows
        self._pages.move_to_end(page)
        if len(rows) >= PAGE:
            self.length = max(self.length, start + PAGE)
        elif rows or not page:
            self._count(start + len(rows))
        else:
            # The rows end somewhere before this page; only the count tells where.
            self.length = min(self.length, start)
            self._past_end = True
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)

    def _count(self, total: int) -> None:
        """Take the number of rows. A page with too few or too many rows for it is read again."""
        self.length = total
        self.counted = True
        for page, rows in list(self._pages.items()):
            if len(rows) != min(PAGE, total - page * PAGE):
                del self._pages[page]


def _room(lines: int) -> int:
    """Return the number of rows of a first read: whole pages, enough for `lines`."""
    return -(-max(lines, 1) // PAGE) * PAGE


class PageWindow:
    """The pages being shown, and those of a newer source until enough of it is read to replace them."""

    def __init__(self) -> None:
        """Start with nothing to show."""
        self.shown = Pages(None)
        self.coming: Pages | None = None
        self.keep = False

    def stop(self) -> None:
        """End all running reads."""
        for pages in (self.shown, self.coming):
            if pages is not None:
                pages.stop()

    @property
    def is_stale(self) -> bool:
        """Whether other rows are coming, so that no action should apply to the shown ones."""
        return self.coming is not None and not self.keep

    def turn_to(self, source: RowSource, keep: bool) -> None:
        """Prepare to show `source`; with `keep` it is the same list, read again.

        If that list is not shown yet, there is no place in it to keep.
        """
        keep = keep and not self.is_stale
        for pages in [self.coming] if keep else [self.coming, self.shown]:
            if pages is not None:
                pages.stop()
        self.coming = Pages(source, self.shown.length if keep else 0)
        self.keep = keep

    def turn_at_once(self, pages: Pages) -> None:
        """Replace all pages by these, which have enough rows read to be shown."""
        self.stop()
        self.shown, self.coming, self.keep = pages, None, False

    def job(self, top: int, lines: int, cursor: int) -> tuple[Pages, int] | None:
        """Return the pages to read from and the page or count to read, for `lines` rows from `top`; None for nothing.

        It is asked again after every read, so rows that have scrolled by meanwhile are never read.
        """
        pages = self.coming or self.shown
        if pages.busy:
            return None
        job = self._opening(pages, cursor, lines)[0] if self.coming else pages.wanted(top, top + max(lines, 1) - 1)
        return None if job is None else (pages, job)

    def turn(self, cursor: int, lines: int) -> int | None:
        """Show the coming pages if enough of them is read.

        Return the new place of `cursor`; None if it is too early.
        """
        if self.coming is None:
            return None
        job, index = self._opening(self.coming, cursor, lines)
        if job is not None:
            return None
        self.shown, self.coming = self.coming, None
        return index

    def _opening(self, pages: Pages, cursor: int, lines: int) -> tuple[int | None, int]:
        """Return what must be read before `pages` can be shown, and if that is None, the new place of the cursor."""
        if self.keep:
            reach = max(NEAR, lines)
            job = pages.missing(cursor - reach, cursor + reach)
            if job is not None:
                return job, 0
            places = {row["id"]: index for index, row in pages.held()}
            for distance in range(reach):
                for index in (cursor + distance, cursor - distance):
                    row = self.shown.row(index)
                    if row is not None and row["id"] in places:
                        return None, places[row["id"]]
        return pages.missing(0, 0), 0
