"""The plan of an import: the header row of a table, the target of each column, and the rows that belong together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.table import SourceRow, Table
from capptro_tui.exchange.understanding.customers.records import CustomerRecords
from capptro_tui.exchange.understanding.grouping import Grouping, grouped
from capptro_tui.exchange.understanding.layout import source_column
from capptro_tui.exchange.understanding.layout.field_mapping import OWN, RAW, notes_field
from capptro_tui.exchange.understanding.layout.kept_mapping import apply_mapping, check_mapping
from capptro_tui.exchange.understanding.layout.reject_columns import source_width
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.layout.survey import Survey
from capptro_tui.exchange.understanding.layout.table_rows.other_tables import OtherTables
from capptro_tui.exchange.understanding.layout.table_rows.row_filter import RowFilter, SkippedRows
from capptro_tui.exchange.understanding.layout.table_rows.sections import Sections
from capptro_tui.exchange.understanding.plain_records import PlainRecords
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.exchange.understanding.values.dates import AMBIGUOUS, DAY_FIRST, MIXED, MONTH_FIRST, order_of_region
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE
from capptro_tui.exchange.understanding.vocabulary.status_words import status_words
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.models.types import strict_json

_VERSION = 1
_NAMES = ("version", "record", "columns")

DATE_ORDER = "date_order"
"""Setting of a question about days."""

RecordMaker = CustomerRecords | PlainRecords
"""Makes the records of groups of rows."""


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A question that people decide for a whole column.

    Attributes:
        column: its index.
        setting: "date_order" or "restore_zero".
        text: the question, a sentence.
        answers: the values that the setting may have; the proposed one first.
        must_be_answered: whether nothing is imported without an answer, for it would be a guess.
    """

    column: int
    setting: str
    text: str
    answers: tuple[str, ...]
    must_be_answered: bool = False


@dataclass(slots=True)
class Plan:
    """The plan of how the rows of a table become records.

    Attributes:
        record: the name of their record type.
        header_row: the number of the header row; 0 where the format or nobody names the columns.
        header: the names of the columns: the cells of the header row, those of two rows joined.
        header_rows: the cells of each row of the header, and of the titles above it, as they stand.
        columns: a column for each, with its target.
        above: number and text of each row above the header.
        region: two-letter country of numbers and postcodes without one.
        grouping: the way in which rows belong together.
        repeated: hashes of keys of rows that may belong together. They hold for this run only.
        notes: the field that takes what no other field can; "" if there is none.
        statuses: words of other programs for the states of the records, each with its state.
        rows: number of rows that are records or parts of records.
        skipped: reason to the rows that are none.
        last_row: number of the last row that is a record.
        headings: numbers of rows that are headings of those below them.
        others: knows the rows of other tables in the same sheet; None where there is no table.
        sections: adds the headings to the rows below them; None where there is no table.
    """

    record: str
    header_row: int = 0
    header: tuple[str, ...] = ()
    header_rows: tuple[tuple[str, ...], ...] = ()
    columns: list[SourceColumn] = field(default_factory=list)
    above: tuple[tuple[int, str], ...] = ()
    region: str = ""
    grouping: Grouping | None = None
    repeated: frozenset[int] = frozenset()
    notes: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    skipped: dict[str, SkippedRows] = field(default_factory=dict)
    last_row: int | None = None
    headings: frozenset[int] = frozenset()
    others: OtherTables | None = None
    sections: Sections | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the table is an exact export with all its columns: then an empty cell empties its field."""
        names = {column.header for column in self.columns}
        return {"version", "created_at"} <= names and any(column.detail == RAW for column in self.columns)

    @property
    def layout(self) -> str:
        """A key of the layout, by which a mapping is remembered: the same for every table with these columns."""
        width = source_width([column.header for column in self.columns])  # refused rows come back with their mapping
        headers = sorted(" ".join(column.header.casefold().split()) for column in self.columns[:width])
        return sha256("\n".join([self.record, *headers]).encode(errors="replace")).hexdigest()[:32]

    @property
    def ignored(self) -> list[SourceColumn]:
        """The columns with values that are not taken over."""
        return [column for column in self.columns if column.target == IGNORED and column.filled]

    @property
    def questions(self) -> list[ColumnQuestion]:
        """The questions about columns that are not answered yet."""
        found = []
        for column in self.columns:
            if column.date_order in (AMBIGUOUS, MIXED):
                said = "can be read both ways" if column.date_order == AMBIGUOUS else "are of both orders"
                text = f"The dates under “{column.header}” {said}: is the day first, or the month?"
                answers = tuple(dict.fromkeys((order_of_region(self.region), DAY_FIRST, MONTH_FIRST)))
                is_field = column.target not in (NOTE, IGNORED, DECIDES)
                found.append(ColumnQuestion(column.index, DATE_ORDER, text, answers, must_be_answered=is_field))
            if column.zeros and not column.restore_zero:
                count = f"{column.zeros:,} value{'s' if column.zeros > 1 else ''}"
                text = f"{count} under “{column.header}” may have lost a leading zero: put it back?"
                found.append(ColumnQuestion(column.index, "restore_zero", text, ("yes", "no")))
        return found

    def order_days(self, order: str) -> None:
        """Decide the order of day and month in all columns whose values do not tell it."""
        for column in self.columns:
            if column.date_order in (AMBIGUOUS, MIXED):
                column.date_order, column.is_order_given = order, True

    def answer(self, question: ColumnQuestion, answer: str) -> None:
        """Decide a question for its column. Raises Refused for an answer that there is not."""
        if answer not in question.answers:
            raise Refused(f"“{answer[:40]}” is no answer: {', '.join(question.answers)}.")
        column = self.columns[question.column]
        if question.setting == DATE_ORDER:
            column.date_order, column.is_order_given = answer, True
        else:
            column.restore_zero = answer == "yes"
            column.zeros = 0 if answer == "no" else column.zeros

    def records(self, table: Table) -> Iterator[SourceRecord]:
        """Yield the records of a table, in the order of their first rows.

        The table is read once, or twice where rows belong together. Raises Refused as the table's `rows` does.
        """
        maker = _maker(self)
        rows: Callable[[], Iterator[SourceRow]] = partial(self._record_rows, table)
        for group in grouped(rows, self.grouping, self.repeated):
            yield from maker.records(group)

    def _filter(self) -> RowFilter:
        found = RowFilter(self.columns, self.header_rows)
        found.last_row, found.headings = self.last_row, self.headings
        if self.others is not None and self.others.are_there:
            found.is_of_other = self.others.has
        return found

    def _record_rows(self, table: Table) -> Iterator[SourceRow]:
        rows = self._filter()
        below: Iterator[SourceRow] = (row for row in table.rows() if row.number > self.header_row)
        if self.sections is not None:
            below = self.sections.applied(below, rows)
        return (row for row in below if not rows.reason(row))

    def to_json(self) -> str:
        """Return the mapping as text, to be kept in a file and changed by hand."""
        columns = [source_column.to_json(column) for column in self.columns]
        whole = {"version": _VERSION, "record": self.record, "columns": columns}
        return json.dumps(whole, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Return the mapping of a file; `understand` applies it to a table. Raises Refused."""
        try:
            given = strict_json.read(text)
        except Refused as refused:
            raise Refused(f"The mapping cannot be read: make one with --map, and change that. {refused}") from None
        if (
            not isinstance(given, dict)
            or given.get("version") != _VERSION
            or not isinstance(given.get("columns"), list)
        ):
            raise Refused("This is no mapping of columns, or one of another version.")
        source_column.check_names(given, _NAMES, "The mapping")
        columns = [source_column.from_json(index, one) for index, one in enumerate(given["columns"])]
        return cls(str(given.get("record", "")), columns=columns)


MAKERS: dict[str, Callable[[Plan], RecordMaker]] = {
    "customer": lambda plan: CustomerRecords(plan.columns, plan.region, plan.grouping),
}
"""Record type's name to the maker of its records, for those with one of their own."""


def _maker(plan: Plan) -> RecordMaker:
    """Return the maker of the records. Those of this program's own exports are taken field by field."""
    is_own = any(column.detail in (RAW, OWN) for column in plan.columns)
    if plan.record in MAKERS and not is_own:
        return MAKERS[plan.record](plan)
    return PlainRecords(plan.columns, plan.notes, plan.statuses)


def understand(
    schema: Schema,
    record: RecordType,
    table: Table,
    *,
    region: str = "",
    mapping: Plan | None = None,
    is_checked: bool = False,
) -> Plan:
    """Return the plan of how a table becomes records: a proposal that people may change. The table is read once.

    Args:
        schema: the schema of the database.
        record: the type of the records.
        table: the table.
        region: two-letter country of the business, for its numbers, postcodes and dates.
        mapping: a mapping that was kept; its columns, found by their headers, go before what the table says.
        is_checked: whether a mapping with columns that the table has not, or with unknown targets, is refused.

    Raises:
        Refused: the table cannot be read, the mapping is for another record type, or its check fails.
    """
    if mapping is not None and mapping.record != record.info.name:
        raise Refused(f"The mapping is for {mapping.record or 'other'} records, not for {record.info.plural.lower()}.")
    survey = Survey(schema, record, table, region)
    if mapping is not None:
        if is_checked:
            check_mapping(schema, record, mapping.columns, survey.columns)
        apply_mapping(mapping.columns, survey.columns)
    survey.read_all()
    return Plan(
        record=record.info.name,
        header_row=survey.header_row,
        header=survey.header,
        header_rows=survey.header_rows,
        columns=survey.columns,
        above=survey.above,
        region=survey.region,
        grouping=survey.grouping,
        repeated=survey.repeated,
        notes=notes_field(record),
        statuses=status_words(record),
        rows=survey.rows,
        skipped=survey.skipped,
        last_row=survey.last_row,
        headings=survey.headings,
        others=survey.others,
        sections=survey.sections,
    )
