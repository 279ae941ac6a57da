"""Nothing is lost: each value of a file is in a record, in a list of mends, or in the report of what is left out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from capptro_tui.exchange.formats.table import SourceRow, Table
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.plan import Plan
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.exchange.understanding.values.cells import kind_of
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.words import (
    ACTIVE_WORDS,
    COMPANY_WORDS,
    CUSTOMER_WORDS,
    INACTIVE_WORDS,
    NO,
    NO_COMPANY,
    NO_VALUES,
    SUPPLIER_WORDS,
    YES,
)

_WORD = re.compile(r"\w+")
_LABELS = {"phone", "mobile", "fax", "tel", "home", "work", "office", "mobil", "telefon", "main", "cell"}
"""Words before a number in a cell, which decide its field."""

_MARKUP = {"p", "br", "div", "li", "ul", "amp"}
_SYSTEM = {"mycontacts"}
_KINDS = COMPANY_WORDS | NO_COMPANY


def unaccounted(table: Table, plan: Plan) -> list[str]:
    """Return row, header and text of each value that neither a record nor the report has."""
    known = _known_words(plan.records(table))
    above = dict(plan.above)
    told = {number for one in plan.skipped.values() for number in one.rows}
    lost = []
    for row in table.rows():
        if row.number < plan.header_row and row.number in above:
            continue
        if row.number <= plan.header_row or row.number in told:
            continue
        for index, cell in enumerate(row.cells):
            missing = _missing(plan, index, row, known.get(row.number, set()))
            if missing:
                lost.append(
                    f"{row.number} {plan.columns[index].header if index < len(plan.columns) else index}: {cell}"
                )
    return lost


def _missing(plan: Plan, index: int, row: SourceRow, known: set[str]) -> set[str]:
    cell = row.cells[index]
    words = set(_WORD.findall(cell.casefold()))
    added = plan.sections is not None and plan.sections.column is not None  # a column that the file has not
    if not words or index >= len(plan.columns) - added:
        return set()
    column = plan.columns[index]
    told = column.target == "ignored" and column in plan.ignored
    if told or _is_read(plan, column, row) or (cell.strip() in NO_VALUES and column.placeholders):
        return set()
    return words - known - _LABELS - _MARKUP - _SYSTEM


def _is_read(plan: Plan, column: SourceColumn, row: SourceRow) -> bool:
    """Whether a value is a word that the program understands, and that decides something about its row.

    Any label is, of something else than a phone number, or of none.
    """
    cell = row.cells[column.index]
    word = " ".join(fold_words(cell).replace("-", " ").split())
    if column.target == "status":
        return word in ACTIVE_WORDS | INACTIVE_WORDS | YES | NO
    if column.target != "decides":
        return False
    if column.detail == "label":
        phones = (one.index for one in plan.columns if (one.target, one.group) == ("phone", column.group))
        has_phone = any(row.cells[index].strip() for index in phones if index < len(row.cells))
        return not has_phone or kind_of(cell) != ""
    return column.detail == "parent" or word in YES | NO | CUSTOMER_WORDS | SUPPLIER_WORDS | _KINDS


def _known_words(records: Iterable[SourceRecord]) -> dict[int, set[str]]:
    """Return row to the words of its record."""
    found: dict[int, set[str]] = {}
    for record in records:
        words = {word for text in _texts(record) for word in _WORD.findall(text.casefold())}
        for row in record.rows:
            found.setdefault(row, set()).update(words)
    return found


def _texts(record: SourceRecord) -> Iterator[str]:
    yield from record.values.values()
    for parts in record.parts.values():
        for part in parts:
            yield from part.values()
    for mend in record.mends:
        yield mend.was
    yield record.refused if record.refused.startswith(("It has ", "Row ")) and "more than" in record.refused else ""


def table_of(text: str, delimiter: str = ",") -> Table:
    """Return the table of a text of CSV."""
    return Table("", partial(_rows, text, delimiter))


def _rows(text: str, delimiter: str) -> Iterator[SourceRow]:
    for number, cells in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), 1):
        yield SourceRow(number, tuple(cells))


def table_of_rows(rows: Sequence[Sequence[str]]) -> Table:
    """Return the table of rows, the first of which is row 1."""
    return Table("", lambda: (SourceRow(number, tuple(cells)) for number, cells in enumerate(rows, 1)))


DATA = Path(__file__).parents[2] / "data" / "import"
"""Files in the layouts of other programs; the people in them are invented."""
