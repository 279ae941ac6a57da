"""Windows of a long list: a page from anywhere, read from the nearest place that is known."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.indexes.list_order import Part

_Mark = tuple[int, Any, int]
"""A place in a part of a list, and the key and id of the row there."""


@dataclass(slots=True)
class _Known:
    """What is known of a part of a list: how many rows it has, and which stand where."""

    part: Part
    size: int | None = None
    marks: list[_Mark] = field(default_factory=list)


class Window:
    """The ids of a list's rows in its order. A row far down is not counted up to: reading goes on from the beginning,
    the end or a page that was read before, whichever is nearest. What is known is for one state of the database.

    `table` is the FROM clause (the rows as `t`), `where` a condition with `values` that all rows of the list meet.
    """

    def __init__(self, table: str, where: str, values: list[Any], parts: list[Part], *, descending: bool) -> None:
        self._table, self._where, self._values = table, where, values
        self._descending = descending
        self._parts = [_Known(part) for part in parts]

    def ids(self, source: Source, start: int, count: int) -> list[int]:
        """The ids of `count` rows from place `start`."""
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
        """How many rows the list has."""
        for known in self._parts:
            if known.size is None:
                known.size = self._count(source, known.part)
        return sum(known.size or 0 for known in self._parts)

    def place(self, source: Source, row_id: int) -> int | None:
        """Where a row stands, from 0; None where it is not in the list."""
        before = 0
        for known in self._parts:
            part = known.part
            condition, values = f"{self._where} AND {part.condition}", [*self._values, *part.values]
            query = f"SELECT {part.key or 'NULL'} AS k FROM {self._table} WHERE t.id = ? AND {condition}"
            if found := source.select(query, [row_id, *values]):
                sign, key = ">" if self._descending else "<", found[0]["k"]
                earlier, marks = f"t.id {sign} ?", [row_id]
                if part.key:
                    # The first test is for the index; the second alone would have each row looked at.
                    earlier = f"{part.key} {sign}= ? AND ({part.key} {sign} ? OR {earlier})"
                    marks = [key, key, row_id]
                query = f"SELECT count(*) AS n FROM {self._table} WHERE {condition} AND {earlier}"
                return before + int(source.select(query, [*values, *marks])[0]["n"])
            if known.size is None:
                known.size = self._count(source, part)
            before += known.size
        return None

    def _count(self, source: Source, part: Part) -> int:
        query = f"SELECT count(*) AS n FROM {self._table} WHERE {self._where} AND {part.condition}"
        return int(source.select(query, [*self._values, *part.values])[0]["n"])

    def _read(self, source: Source, known: _Known, start: int, count: int) -> list[tuple[Any, int]]:
        """Key and id of the rows of a part from `start`, from the nearest mark before or after them."""
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

    def _remember(self, known: _Known, place: int, row: tuple[Any, int]) -> None:
        at = bisect_left(known.marks, (place,))
        if at == len(known.marks) or known.marks[at][0] != place:
            insort(known.marks, (place, *row), key=lambda mark: mark[0])

    def _page(
        self, source: Source, part: Part, mark: _Mark | None, skipped: int, count: int, *, backwards: bool
    ) -> list[tuple[Any, int]]:
        """Key and id of `count` rows after (or before) a mark, or from the beginning (or end)."""
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
