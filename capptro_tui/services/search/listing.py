"""A list of records as a window: filtered, sorted, never held as a whole."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.reader import DataVersion, Reader
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows, search_rows
from capptro_tui.errors import Missing
from capptro_tui.matching.derive import is_searchable
from capptro_tui.models.record import RecordType, number
from capptro_tui.services.search import slips
from capptro_tui.text.normalise import search_terms

if TYPE_CHECKING:
    from capptro_tui.db.read.list_window import Window

PAGE = 64
"""Most hits of a text that are read without collecting all of them."""


@dataclass(frozen=True, slots=True)
class _Hits:
    """The hits of a text: ids in order. The first `exact` of them contain it, the rest are guesses."""

    version: DataVersion
    ids: array[int]
    exact: int


class Listing:
    """The records of a list. Thread-safe, and never stale: its cache holds until the next write.

    A text finds the best first, unless a sort was chosen.
    """

    def __init__(
        self,
        database: Database,
        record: RecordType,
        text: str = "",
        *,
        equal: dict[str, Any] | None = None,
        sort: str = "",
        descending: bool = False,
        trash: bool | None = False,
        brief: bool = False,
    ) -> None:
        self.database = database
        record = self.record = database.schema.own(record)
        self.terms = search_terms(text)
        self.query = rows.Query(record, self.terms, dict(equal or {}), sort, descending, trash)
        self._brief = brief
        self._reader = Reader(database)
        self._nothing = bool(text.strip()) and not self.terms
        self._searched = bool(self.terms) and trash is False and is_searchable(record)
        self._plan = search_rows.plan(record, self.terms, self.query.equal)
        self._hits: _Hits | None = None
        self._collecting = threading.Lock()
        self._window: tuple[DataVersion, Window] | None = None

    def first_page(self, count: int) -> list[dict[str, Any]]:
        """Return the first rows fast, up to `count`. Raises Superseded.

        They have words that begin with the text, or if there are none, contain it anywhere. `rows` gives the same and
        may have more.
        """
        return self._by_ids(self.first_ids(count, quick=True)[0])

    def first_page_within(self, count: int, seconds: float) -> list[dict[str, Any]]:
        """Return rows as `first_page` does; raises Superseded also if it takes longer than so many seconds."""
        with self.database.time_limit(seconds):
            return self.first_page(count)

    def first_ids(self, count: int, *, quick: bool = False) -> tuple[list[int], int]:
        """Return the ids of the first `count` records, and how many of them are no guesses. Raises Superseded."""
        if self._nothing:
            return [], 0
        if not self._searched:
            ids = self._list().ids(self._reader, 0, count)
        elif not quick:
            hits = self._found(count)
            return list(hits.ids[:count]), min(hits.exact, count)
        elif self.query.sort:
            ids = search_rows.first_sorted(self._reader, self._plan, self.query, count)
        else:
            ids = search_rows.first(self._reader, self._plan, count, parts=False)
            ids = ids or search_rows.first(self._reader, self._plan, count, parts=True)
        return ids, len(ids)

    def rows(self, start: int, count: int) -> list[dict[str, Any]]:
        """Return `count` records from place `start`. Raises Superseded."""
        if self._nothing:
            return []
        if self._searched:
            return self._by_ids(self._found(start + count).ids[start : start + count])
        return self._by_ids(self._list().ids(self._reader, start, count))

    def ids(self) -> list[int]:
        """Return the ids of all records that contain the text, in their order. May take long. Raises Superseded."""
        if self._nothing:
            return []
        if self._searched:
            hits = self._found()
            return list(hits.ids[: hits.exact])
        return list(search_rows.all_ids(self._reader, self.query))

    def found_ids(self) -> array[int] | None:
        """Return the ids of all records that the text finds, the guesses last; None for a list without a text.

        May take long. Raises Superseded.
        """
        if self._nothing:
            return array("q")
        return self._found().ids if self._searched else None

    def total(self) -> int:
        """Return the number of records. May take long. Raises Superseded."""
        if self._nothing:
            return 0
        return len(self._found().ids) if self._searched else self._list().total(self._reader)

    def place(self, row_id: int) -> int | None:
        """Return the place of a record, from 0; None if it is not in the list. May take long. Raises Superseded."""
        if self._nothing:
            return None
        if not self._searched:
            return self._list().place(self._reader, row_id)
        ids = self._found().ids
        return ids.index(row_id) if row_id in ids else None

    def stop(self) -> None:
        """End running reads, from any thread: they raise Superseded, as do all later calls."""
        self._reader.stop()

    def _by_ids(self, ids: Any) -> list[dict[str, Any]]:
        return rows.by_ids(self._reader, self.record, ids, brief=self._brief)

    def _list(self) -> Window:
        """Return the window of the list without a search, with its known places."""
        version = self._reader.version()
        known = self._window
        if known is None or known[0] != version:
            known = self._window = version, rows.window(self.database.schema, self.query)
        return known[1]

    def _found(self, wanted: int | None = None) -> _Hits:
        """Return the hits of the text: at least the first `wanted`, or all."""
        hits = self._hits
        version = self._reader.version()
        if hits is not None and hits.version == version:
            return hits
        few = None
        if wanted is not None and wanted <= PAGE and not self.query.sort:
            few = array("q", search_rows.first(self._reader, self._plan, wanted, parts=True))
            if len(few) == wanted:
                return _Hits(version, few, wanted)
        with self._collecting:
            if self._hits is None or self._hits.version != version:
                exact = search_rows.every(self._reader, self._plan) if few is None else few
                self._hits = self._complete(version, exact)
            return self._hits

    def _complete(self, version: DataVersion, exact: array[int]) -> _Hits:
        """Return all hits of the text: the exact ones in their order, then the guesses."""
        guesses = slips.similar(self._reader, self._plan, self.terms, exact)
        if self.query.sort:
            exact = search_rows.sorted_ids(self._reader, exact, self.query)
        return _Hits(version, exact + array("q", guesses), len(exact))


def one_or_none(database: Database, record: RecordType, row_id: int) -> dict[str, Any] | None:
    """Return one record, in the trash or not; None if there is none."""
    return rows.one(database, record, row_id)


def by_ids(database: Database, record: RecordType, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the records with these ids, in this order; ids that are gone are left out."""
    return rows.by_ids(database, record, ids)


def one(database: Database, record: RecordType, row_id: int) -> dict[str, Any]:
    """Return one record, in the trash or not. Raises Missing."""
    row = one_or_none(database, record, row_id)
    if row is None:
        raise Missing(f"There is no {record.info.label.lower()} {number(record, row_id)}.")
    return row
