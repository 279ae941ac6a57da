"""Windows of a long list: a page from anywhere, read from the nearest known place."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.indexes.list_order import ListPart

_Mark = tuple[int, Any, int]
"""A place in a part of a list, and the key and id of the row there."""


@dataclass(slots=True)
class _KnownPart:
    """Known facts of a part of a list: its number of rows, and marks of rows whose place is known."""

    part: ListPart
    size: int | None = None
    marks: list[_Mark] = field(default_factory=list)


class Window:
    """The ids of a list's rows in its order.

    Rows are not counted from the beginning to one far down: reading starts at the beginning, the end or an earlier
    page, whichever is nearest. The known places hold for one state of the database.

    The FROM clause `table` names the rows `t`; `where` is a condition with `values` that all rows of the list meet.
    """

    def __init__(self, table: str, where: str, values: list[Any], parts: list[ListPart], *, descending: bool) -> None:
        self._table, self._where, self._values = table, where, values
        self._descending = descending
        self._parts = [_KnownPart(part) for part in parts]

    def ids(self, source: Source, start: int, count: int) -> list[int]:
        """Return the ids of `count` rows from place `start`."""
        found: list[int] = []
        for known in self._parts:
            if len(found) == count:
                break
            if known.size is not None and start >= known.size:
                start -= known.size
                continue
            wanted = count - len(found)
            rows = self._read(source, known, start, wanted)
            found += [row_id for _, row_id in rows]
            if len(rows) < wanted:
                if known.size is None:
                    known.size = start + len(rows) if rows or not start else self._count(source, known.part)
                start = max(0, start - known.size)
        return found

    def total(self, source: Source) -> int:
        """Return the number of rows of the list."""
        for known in self._parts:
            if known.size is None:
                known.size = self._count(source, known.part)
        return sum(known.size or 0 for known in self._parts)

    def place(self, source: Source, row_id: int) -> int | None:
        """Return the place of a row, from 0; None if it is not in the list."""
        before = 0
        for known in self._parts:
            part = known.part
            condition, values = f"{self._where} AND {part.condition}", [*self._values, *part.values]
            query = f"SELECT {part.key or 'NULL'} AS k FROM {self._table} WHERE t.id = ? AND {condition}"
            if found := source.select(query, [row_id, *values]):
                sign, key = ">" if self._descending else "<", found[0]["k"]
                earlier, marks = f"t.id {sign} ?", [row_id]
                if part.key:
                    # The first test uses the index; the second alone would read every row.
                    earlier = f"{part.key} {sign}= ? AND ({part.key} {sign} ? OR {earlier})"
                    marks = [key, key, row_id]
                query = f"SELECT count(*) AS n FROM {self._table} WHERE {condition} AND {earlier}"
                return before + int(source.select(query, [*values, *marks])[0]["n"])
            if known.size is None:
                known.size = self._count(source, part)
            before += known.size
        return None

    def _count(self, source: Source, part: ListPart) -> int:
        query = f"SELECT count(*) AS n FROM {self._table} WHERE {self._where} AND {part.condition}"
        return int(source.select(query, [*self._values, *part.values])[0]["n"])

    def _read(self, source: Source, known: _KnownPart, start: int, count: int) -> list[tuple[Any, int]]:
        """Return key and id of the rows of a part from `start`, read from the nearest mark before or after them."""
        if known.size is not None:
            count = min(count, known.size - start)
        if count <= 0:
            return []
        place = bisect_left(known.marks, (start,))
        before = known.marks[place - 1] if place else None
        skipped = start - (before[0] + 1 if before else 0)
        after = known.marks[at] if (at := bisect_left(known.marks, (start + count,))) < len(known.marks) else None
        end = after[0] if after else known.size
        if end is not None and end - start - count < skipped:
            rows = self._page(source, known.part, after, end - start - count, count, backwards=True)[::-1]
        else:
            rows = self._page(source, known.part, before, skipped, count, backwards=False)
        if rows:
            self._remember(known, start + len(rows) - 1, rows[-1])
        return rows

    def _remember(self, known: _KnownPart, place: int, row: tuple[Any, int]) -> None:
        at = bisect_left(known.marks, (place,))
        if at == len(known.marks) or known.marks[at][0] != place:
            insort(known.marks, (place, *row), key=lambda mark: mark[0])

    def _page(
        self, source: Source, part: ListPart, mark: _Mark | None, skipped: int, count: int, *, backwards: bool
    ) -> list[tuple[Any, int]]:
        """Return key and id of `count` rows after (or before) a mark, or from the beginning (or end)."""
        falling = self._descending != backwards
        direction, sign = ("DESC", "<") if falling else ("ASC", ">")
        conditions = [self._where, part.condition]
        values = [*self._values, *part.values]
        if mark and part.key:
            conditions.append(f"{part.key} {sign}= ? AND ({part.key} {sign} ? OR t.id {sign} ?)")
            values += [mark[1], mark[1], mark[2]]
        elif mark:
            conditions.append(f"t.id {sign} ?")
            values.append(mark[2])
        order = ", ".join(f"{key} {direction}" for key in (part.key, "t.id") if key)
        query = (
            f"SELECT t.id, {part.key or 'NULL'} AS k FROM {self._table} WHERE {' AND '.join(conditions)}"
            f" ORDER BY {order} LIMIT ? OFFSET ?"
        )
        return [(row["k"], row["id"]) for row in source.select(query, [*values, count, skipped])]
