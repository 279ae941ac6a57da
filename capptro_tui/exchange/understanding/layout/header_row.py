"""The header row of a table, and the rows that are no records: titles, totals, page footers, empty ones."""

from __future__ import annotations

from collections.abc import Sequence

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words, read_header
from capptro_tui.exchange.understanding.vocabulary.meanings import is_known
from capptro_tui.exchange.understanding.vocabulary.words import FOOTERS, TOTALS
from capptro_tui.text.patterns import pattern

_ROWS_ABOVE = 40
"""Most rows among which the header is looked for."""

_LONGEST_HEADER = 80
_DATA = pattern(r"\S+@\S+\.\S+|\+?[\d ()./-]{5,}|.*\d{4,}.*|https?://\S+", 2)
_AMOUNT = pattern(r"[-+(]?\s*(?:[A-Z]{3}|[$€£¥])?\s*[\d.,'\s]+(?:[A-Z]{3}|[$€£¥])?\)?")
_TIME = pattern(r"\d{1,2}:\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_COUNT = pattern(r"\d+ \w+(?: \w+)?")
_FEWEST_HEADERS = 2


def find_header(rows: Sequence[SourceRow], names: frozenset[str] = frozenset()) -> int:
    """Return the place of the header among the first rows; -1 if there is none.

    Args:
        rows: the first rows of the table.
        names: names that are headers beside those of the vocabulary, in small letters.
    """
    best, place = 0.0, -1
    for index, row in enumerate(rows[:_ROWS_ABOVE]):
        cells = [cell.strip() for cell in row.cells if cell.strip()]
        known = sum(_is_header(cell, names) for cell in cells)
        data = sum(len(cell) > _LONGEST_HEADER or _DATA.fullmatch(cell) is not None for cell in cells)
        is_widest = not data and len(cells) >= max((_filled(one) for one in rows[index + 1 : _ROWS_ABOVE]), default=0)
        is_enough = known >= _FEWEST_HEADERS or (known == 1 and (len(cells) <= _FEWEST_HEADERS or is_widest))
        score = known - 2 * data + known / (len(cells) + 1)
        if is_enough and score > best:
            best, place = score, index
    return place


def _is_header(cell: str, names: frozenset[str]) -> bool:
    return len(cell) <= _LONGEST_HEADER and (" ".join(read_header(cell).words) in names or is_known(cell))


def _filled(row: SourceRow) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def count_headers(cells: Sequence[str]) -> int:
    """Return the number of cells that are known headers."""
    return sum(is_known(cell) for cell in cells if cell.strip())


def unique_headers(cells: Sequence[str], width: int) -> list[str]:
    """Return a header for each column: the second of the same name ends in `#2`, one without a name is ""."""
    seen: dict[str, int] = {}
    found = []
    for index in range(width):
        header = " ".join(cells[index].split()) if index < len(cells) else ""
        seen[header] = seen.get(header, 0) + 1
        found.append(f"{header}#{seen[header]}" if seen[header] > 1 else header)
    return found


def is_total(filled: Sequence[str]) -> bool:
    """Whether a row has a word for a total, and beside it amounts and nothing else.

    Args:
        filled: the values of the row that are not empty.
    """
    if not all(_AMOUNT.fullmatch(cell.strip()) for cell in filled[1:]):
        return False
    return " ".join(fold_words(filled[0]).replace(":", " ").split()) in TOTALS


def is_footer(filled: Sequence[str], *, is_below_field: bool) -> bool:
    """Whether a row below all records is a time stamp, a page number, the remark of a report.

    Args:
        filled: the values of the row that are not empty.
        is_below_field: whether its first value is in the column of a field.
    """
    if is_total(filled):
        return True
    text = filled[0].strip()
    if len(filled) > 1:
        return False
    first = fold_words(text).split()[:1]
    return (
        not is_below_field
        or _TIME.search(text) is not None
        or bool(first and first[0].strip(":.") in FOOTERS and len(text.split()) > 1 and any(map(str.isdigit, text)))
        or _COUNT.fullmatch(text) is not None
    )
