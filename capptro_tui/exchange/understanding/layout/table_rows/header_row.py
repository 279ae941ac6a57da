"""The header row of a table, and the rows that are no records: titles, totals, page footers, empty ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words, read_header
from capptro_tui.exchange.understanding.vocabulary.meanings import is_known, meaning_of
from capptro_tui.exchange.understanding.vocabulary.words import FOOTERS, TOTALS
from capptro_tui.text.patterns import pattern

_ROWS_ABOVE = 40
"""Most rows among which the header is looked for."""

_MOST_CELLS = 200
"""Most cells of a row that are looked at to tell whether it is the header. A table may have thousands of columns."""

_LONGEST_HEADER = 80
_DATA = pattern(r"\S+@\S+\.\S+|\+?[\d ()./-]{5,}|.*\d{4,}.*|https?://\S+", 2)
_AMOUNT = pattern(r"[-+(]?\s*(?:[A-Z]{3}|[$€£¥])?\s*[\d.,'\s]+(?:[A-Z]{3}|[$€£¥])?\)?")
_TIME = pattern(r"\d{1,2}:\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_NUMBERED = pattern(r"\s*[:=]\s*[\d.,']+(?:\s\w+)?\s*$")
"""A number behind the word for a total, and what is counted."""

_CONTINUED = pattern(r"- ?\w")
_COUNT = pattern(r"\d+ \w+(?: \w+)?")
_FEWEST_HEADERS = 2
_FEWEST_OF_OTHER = 3
_NO_NAMES: frozenset[str] = frozenset()
_PAGE = pattern(
    r"(?:page|seite|pagina|pag\.?|p\.|s\.|blatt|sheet) ?\d{1,4}(?: ?(?:of|/|von|de|sur|van|di) ?\d{1,4})?"
    r"|- ?\d{1,4} ?-"
)
"""The number of a page, alone in its row."""

_GROUP_TOTAL = pattern(r"(?:(?:for|of|fur|pour|de|group|gruppe)\s+)?(?:[a-z0-9]|[a-z0-9] ?- ?[a-z0-9])")
"""The letter of a total in a list that is divided by letters: `Total A`, `Subtotal for C - D`."""


def find_header(rows: Sequence[SourceRow], names: frozenset[str] = frozenset()) -> int:
    """Return the place of the header among the first rows; -1 if there is none.

    Args:
        rows: the first rows of the table.
        names: names that are headers beside those of the vocabulary, in small letters.
    """
    best, place = 0.0, -1
    for index, row in enumerate(rows[:_ROWS_ABOVE]):
        cells = [cell.strip() for cell in islice(filter(str.strip, row.cells), _MOST_CELLS)]
        known = sum(_is_header(cell, names) for cell in cells)
        data = sum(map(_is_data, cells))
        is_widest = not data and _filled(row) >= max((_filled(one) for one in rows[index + 1 : _ROWS_ABOVE]), default=0)
        is_enough = known >= _FEWEST_HEADERS or (known == 1 and (len(cells) <= _FEWEST_HEADERS or is_widest))
        score = known - 2 * data + known / (len(cells) + 1)
        if is_enough and score > best:
            best, place = score, index
    return place


def whole_header(rows: Sequence[SourceRow], place: int) -> tuple[int, int, tuple[str, ...]]:
    """Return the places of the first and the last row of the header, and its cells: those of two rows are joined.

    The upper row of two names groups of columns, the lower one the columns: `Delivery address` above `Street`.
    """
    cells = rows[place].cells
    below = rows[place + 1].cells if place + 1 < len(rows) else ()
    if _fills_gaps(cells, below):
        return place, place + 1, _joined(cells, below)
    above = rows[place - 1].cells if place else ()
    return (place - 1, place, _joined(above, cells)) if _names_groups(above, cells) else (place, place, cells)


def _fills_gaps(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row has nothing but headers, and some of them where the row above has none."""
    filled = [index for index, cell in enumerate(below) if cell.strip()]
    is_beside = any(index > 0 and (index >= len(cells) or not cells[index].strip()) for index in filled)
    return is_beside and len(filled) >= _FEWEST_HEADERS and all(_is_header(below[i], frozenset()) for i in filled)


def _names_groups(above: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row above a header has words for columns, each above one, and fewer than there are columns.

    One of them must be understood, as `Site` is; the others may be of the owner's own, as `Customer details`.
    """
    filled = [index for index, cell in enumerate(above) if cell.strip()]
    is_above = all(index < len(cells) and cells[index].strip() and not _is_data(above[index]) for index in filled)
    if not is_above or not _FEWEST_HEADERS <= len(filled) < sum(1 for cell in cells if cell.strip()):
        return False
    headings = [read_header(above[index]) for index in filled]
    return any(one.known and not one.unknown for one in headings) and all(one.known for one in headings)


def _joined(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Return the headers of two rows; a group goes on until the next one."""
    found = []
    group = ""
    for index in range(max(len(above), len(below))):
        upper = above[index].strip() if index < len(above) else ""
        lower = below[index].strip() if index < len(below) else ""
        group = upper or group
        both = f"{group} {lower}".strip()
        found.append((both if is_known(both) or not is_known(lower) else lower) if lower else upper)
    return tuple(found)


def _is_data(cell: str) -> bool:
    return len(cell) > _LONGEST_HEADER or _DATA.fullmatch(cell.strip()) is not None


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
    group = ""
    for index in range(width):
        header = " ".join(cells[index].split()) if index < len(cells) else ""
        if _CONTINUED.match(header) and group:
            header = f"{group} {header}"  # "Addr 1 - Line 1", and then "- City"
        else:
            group = header.partition(" - ")[0] if " - " in header else ""
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
    text = " ".join(_NUMBERED.sub("", fold_words(filled[0])).replace(":", " ").split())
    first, _, rest = text.partition(" ")
    return text in TOTALS or (first in TOTALS and _GROUP_TOTAL.fullmatch(rest) is not None)


def is_page_number(text: str) -> bool:
    """Whether a text numbers a page: `Page 2 of 5`, `Seite 3`, `- 4 -`."""
    return _PAGE.fullmatch(fold_words(text).strip()) is not None


def is_other_header(row: SourceRow) -> bool:
    """Whether a row can be the header of one more table: nothing but headers, each with another meaning."""
    cells = [cell for cell in row.cells if cell.strip()]
    if (
        len(cells) < _FEWEST_OF_OTHER
        or len(cells) > _MOST_CELLS
        or not all(_is_header(cell, _NO_NAMES) for cell in cells)
    ):
        return False
    meanings = {(one.target, one.detail) for one in map(meaning_of, cells)}
    return len(meanings) == len(cells)


def is_lone_total(text: str) -> bool:
    """Whether a row's only value is a total with its number: `Total: 12 customers`."""
    return ":" in text and is_total([text]) and any(map(str.isdigit, text))


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
    return (
        not is_below_field
        or _TIME.search(text) is not None
        or (_begins_as_footer(text) and any(map(str.isdigit, text)))
        or _COUNT.fullmatch(text) is not None
    )


def is_remark(text: str) -> bool:
    """Whether a text is what reports say below their rows: `Confidential - do not distribute`, `Printed 12/11/2026`."""
    return _TIME.search(text) is not None or _begins_as_footer(text) or is_total([text])


def _begins_as_footer(text: str) -> bool:
    first, *others = fold_words(text).split() or [""]
    return bool(others) and first.strip(":.") in FOOTERS
