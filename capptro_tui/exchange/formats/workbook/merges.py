"""The cells of a sheet that are merged with the one above. In the file they stand behind the rows, so that they are
looked for before the rows are read. (ECMA-376 part 1, 18.3.1.55)
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from typing import Final

Merges = dict[int, frozenset[int]]
"""Number of a row to the places of its cells that are merged with the cell above."""

_RANGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK: Final = 1 << 20
_LONGEST: Final = 200
"""Bytes of the longest element that may be cut by the end of a chunk."""

_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS = 1_000, 50, 200_000
"""A larger range is no cell of a list, and so many cells are none of one that is merged by hand."""


def read_merges(archive: zipfile.ZipFile, part: str) -> Merges:
    """Return the merged cells of a sheet below their first row."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    count, before = 0, b""
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            content = before + chunk
            end = 0
            for match in _RANGE.finditer(content):
                end = match.end()
                count += _add(found, (_place(match[1]), _place(match[3])), (int(match[2]), int(match[4])))
                if count > _MOST_CELLS:
                    return {}
            before = content[max(end, len(content) - _LONGEST) :]
    return {row: frozenset(columns) for row, columns in found.items()}


def _add(found: defaultdict[int, set[int]], columns: tuple[int, int], rows: tuple[int, int]) -> int:
    """Add the cells of a range, its first and last columns and rows, below its first row. Return their number."""
    (left, right), (top, bottom) = columns, rows
    if not 0 < bottom - top <= _MOST_ROWS or not 0 <= right - left < _MOST_COLUMNS:
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
