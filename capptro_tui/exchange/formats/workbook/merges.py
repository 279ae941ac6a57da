"""The cells of a sheet that are merged with the one above. In XLSX they stand behind the rows, so that they are looked
for before the rows are read. (ECMA-376 part 1, 18.3.1.55)
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

Merges = dict[int, frozenset[int]]
"""Number of a row to the places of its cells that are merged with the cell above."""

_RANGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK: Final = 1 << 20
_LONGEST: Final = 200
"""Bytes of the longest element that may be cut by the end of a chunk."""

MOST_MERGED_ROWS, MOST_MERGED_COLUMNS = 1_000, 50
"""A larger range is no cell of a list."""

_MOST_CELLS = 200_000
"""More cells are none of a list that is merged by hand."""


Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last row of merged cells, from 1, and their first and last column, from 0."""


def merges_of(ranges: Iterable[Range]) -> Merges:
    """Return the cells of merged ranges below their first rows; none if there are more than a list by hand has."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    count = 0
    for rows, columns in ranges:
        count += _add(found, columns, rows)
        if count > _MOST_CELLS:
            return {}
    return {row: frozenset(places) for row, places in found.items()}


def read_merges(archive: zipfile.ZipFile, part: str) -> Merges:
    """Return the merged cells of a sheet of an XLSX workbook below their first row."""
    return merges_of(_ranges(archive, part))


def _ranges(archive: zipfile.ZipFile, part: str) -> Iterable[Range]:
    before = b""
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            content = before + chunk
            end = 0
            for match in _RANGE.finditer(content):
                end = match.end()
                yield (int(match[2]), int(match[4])), (_place(match[1]), _place(match[3]))
            before = content[max(end, len(content) - _LONGEST) :]


def _add(found: defaultdict[int, set[int]], columns: tuple[int, int], rows: tuple[int, int]) -> int:
    """Add the cells of a range, its first and last columns and rows, below its first row. Return their number."""
    (left, right), (top, bottom) = columns, rows
    if not 0 < bottom - top <= MOST_MERGED_ROWS or not 0 <= right - left < MOST_MERGED_COLUMNS:
        return 0
    for row in range(top + 1, bottom + 1):
        found[row].update(range(left, right + 1))
    return (bottom - top) * (right - left + 1)


def _place(letters: bytes) -> int:
    """Return the place of a column; that of A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
