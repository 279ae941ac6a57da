"""Records of customers, made of the rows of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.customers import merging
from capptro_tui.exchange.understanding.customers.building import build_customer
from capptro_tui.exchange.understanding.customers.gathered import Gathered
from capptro_tui.exchange.understanding.customers.gathering import Gatherer
from capptro_tui.exchange.understanding.grouping import BLOCK, CHILD, COLLEAGUE, SUB, Grouping
from capptro_tui.exchange.understanding.layout.source_column import CARD, SourceColumn
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES

NUMBER = "number"


class CustomerRecords:
    """Makes customers of groups of rows."""

    def __init__(self, columns: Sequence[SourceColumn], region: str, grouping: Grouping | None) -> None:
        self._region = region
        self._grouping = grouping
        self._width = len(columns)
        self._gatherer = Gatherer(columns, region)
        self._cards = [one.index for one in columns if one.target == NUMBER and one.detail == CARD]
        self._names = [one.index for one in columns if one.target in ("contact.first_name", "contact.last_name")]
        self._choosing = [one for one in columns if one.left_out]
        self._has_billing_marks = any((one.target, one.detail) == (DECIDES, "billing") for one in columns)

    def records(self, rows: Sequence[SourceRow]) -> Iterator[SourceRecord]:
        """Yield the customer of a group of rows; a row with more values than columns is refused."""
        head: Gathered | None = None
        for row in rows:
            if self._choosing and (reason := self._leaving_out(row)):
                yield self._left_out(row, reason)
            elif len(row.cells) > self._width and _beyond(row, self._width):
                yield self._refused(row)
            elif head is None:
                head = self._gatherer.gather(row)
                if self._is_own_contact(row) and head.names:
                    merging.complete_contact(head)
            elif self._is_numbered(row):
                self._merge_card(head, row)
            else:
                self._merge(head, row)
        if head is not None:
            self._note_parent(head)
            yield self._build(head)

    def _left_out(self, row: SourceRow, reason: str) -> SourceRecord:
        record = self._build(self._gatherer.gather(row))
        record.refused, record.question = reason, "Is it to be a customer all the same?"
        return record

    def _build(self, found: Gathered) -> SourceRecord:
        record = build_customer(found, has_billing_marks=self._has_billing_marks, region=self._region)
        record.is_card = bool(self._cards) and NUMBER in record.values
        return record

    def _refused(self, row: SourceRow) -> SourceRecord:
        record = self._build(self._gatherer.gather(row))
        beyond = _beyond(row, self._width)
        values = f"{beyond} value{'s' if beyond > 1 else ''}"
        record.refused = f"It has {values} more than the table has columns."
        return record

    def _is_numbered(self, row: SourceRow) -> bool:
        """Whether a row is an own card with the number of its customer."""
        return _is_filled(row, self._cards)

    def _is_own_contact(self, row: SourceRow) -> bool:
        return self._is_numbered(row) and _is_filled(row, self._names)

    def _merge_card(self, head: Gathered, row: SourceRow) -> None:
        found = self._gatherer.gather(row)
        if self._is_own_contact(row):
            merging.complete_contact(found)
        merging.merge_same(head, found)

    def _merge(self, head: Gathered, row: SourceRow) -> None:
        found = self._gatherer.gather(row)
        relation = self._grouping.relation if self._grouping else ""
        if relation == SUB:
            column = self._grouping.column if self._grouping else 0
            name = row.cells[column].partition(":")[2].strip()
            found.names = {key: text for key, text in found.names.items() if not text.endswith(f":{name}")}
            merging.merge_site(head, found, name)
        elif relation == CHILD:
            merging.merge_child(head, found)
        elif relation in (COLLEAGUE, BLOCK):
            merging.merge_colleague(head, found)
        else:
            merging.merge_same(head, found)

    def _leaving_out(self, row: SourceRow) -> str:
        """Return the reason why a row is left out by the value of a column: it is a supplier; "" if it is not."""
        for column in self._choosing:
            text = row.cells[column.index].strip() if column.index < len(row.cells) else ""
            if fold_words(text) in column.left_out:
                return f"It is left out: its “{column.header}” is “{text[:40]}”."
        return ""

    def _note_parent(self, found: Gathered) -> None:
        if len(found.rows) == 1 and (parent := found.marks.get("parent", "")):
            found.note("Parent", parent)


def _is_filled(row: SourceRow, columns: Sequence[int]) -> bool:
    return any(index < len(row.cells) and row.cells[index] for index in columns)


def _beyond(row: SourceRow, width: int) -> int:
    return sum(1 for cell in row.cells[width:] if cell.strip())
