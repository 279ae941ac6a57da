"""A list of records as a window: filtered, sorted, never held whole."""

from __future__ import annotations

from threading import get_ident
from typing import Any

from capptro_tui.db import rows
from capptro_tui.db.database import Database
from capptro_tui.errors import Missing
from capptro_tui.models.record import RecordType, number
from capptro_tui.search.normalise import search_terms

_ROOM = 12
"""Most names that are only like what was typed; they are looked for when nothing has it in it."""


class Listing:
    """The records that a list shows. Thread-safe; reads the database each time it is asked, so it is never stale.

    `equal` maps columns to a value or a tuple of values; `sort` is a field's name.
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
    ) -> None:
        self.database = database
        self.record = record
        self.terms = search_terms(text)
        self.asked = bool(text.strip())
        self.query = rows.Query(record, self.terms, dict(equal or {}), sort, descending, trash)
        self._slips: tuple[tuple[int, int], list[int]] | None = None

    def rows(self, start: int, count: int) -> list[dict[str, Any]]:
        """`count` records from place `start`."""
        if self.asked and not self.terms:
            return []
        found = rows.page(self.database, self.query, start, count)
        if len(found) < count and self.terms:
            exact = rows.total(self.database, self.query)
            first = max(0, start - exact)
            found += rows.by_ids(self.database, self.record, self._similar(exact)[first : first + count - len(found)])
        return found

    def total(self) -> int:
        """How many records there are."""
        if self.asked and not self.terms:
            return 0
        exact = rows.total(self.database, self.query)
        return exact + (len(self._similar(exact)) if self.terms else 0)

    def exact(self) -> int:
        """How many records have what was typed in them, typing slips left out."""
        return rows.total(self.database, self.query) if self.terms or not self.asked else 0

    def _similar(self, exact: int) -> list[int]:
        """Records whose name is like what was typed, when there is room for them."""
        if exact:
            return []
        # Each thread has a connection of its own, and each connection counts what others have written.
        seen = get_ident(), self.database.changed_elsewhere()
        if self._slips is None or self._slips[0] != seen:
            from capptro_tui.services.find import slips

            self._slips = seen, slips(self.database, self.query, self.terms, _ROOM)
        return self._slips[1]


def one(database: Database, record: RecordType, row_id: int) -> dict[str, Any]:
    """One record, in the trash or not. Raises Missing."""
    row = rows.one(database, record, row_id)
    if row is None:
        raise Missing(f"There is no {record.info.label.lower()} {number(record, row_id)}.")
    return row
