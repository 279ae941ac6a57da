"""The table of a file that is imported, and its records: those of own exports as they are, others by their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import keep_off, replacing
from capptro_tui.exchange.formats.json_files import JsonTable
from capptro_tui.exchange.formats.source_file import SourceFile, readable
from capptro_tui.exchange.formats.table import Table, TableSource
from capptro_tui.exchange.importing.objects import is_own_shape, read_objects
from capptro_tui.exchange.understanding.choosing import choose_table
from capptro_tui.exchange.understanding.plan import DATE_ORDER, Plan, understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType
from capptro_tui.services.business.business_settings import settings
from capptro_tui.text.suggestions import did_you_mean

_LONGEST_MAP = 50_000_000
"""Most bytes of a map."""

_NO_FACTS: dict[str, Any] = {
    "columns": [], "ignored": [], "skipped_rows": {}, "column_questions": [], "above": [], "other_sheets": [],
}  # fmt: skip
"""The facts of a table that is taken as it is."""


@dataclass(frozen=True, slots=True)
class SourceRecords:
    """The records of a table, as they are imported.

    Attributes:
        table: the table.
        read: yields the records, from the file anew.
        header: the names of its columns.
        expected: number of its rows, as far as it is known.
        is_exact: whether the values are those of our own exports: then an empty value is one, too.
        open_questions: what must be answered before the import: the order of day and month in a column.
        facts: for people and programs: the meaning of the columns, and what is left out.
    """

    table: Table
    read: Callable[[], Iterator[SourceRecord]]
    header: tuple[str, ...]
    expected: int = 0
    is_exact: bool = False
    open_questions: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=lambda: {**_NO_FACTS})


def read_source(
    database: Database,
    record: RecordType,
    source: TableSource,
    sheet: str,
    map_file: Path | None,
    *,
    date_order: str = "",
) -> SourceRecords:
    """Return the records of a file: of the sheet named, or of the one with the most columns that are understood.

    Args:
        database: the database.
        record: the type of the records.
        source: the file.
        sheet: the name of the sheet; "" to choose one.
        map_file: a file with the meaning of the columns, which is read if it is there, and written if it is not.
        date_order: "dmy" or "mdy", for columns of days whose values do not tell it; "" to ask.

    Raises:
        Refused: the file or the map cannot be read, or there is no such sheet.
    """
    table = named_table(source, sheet) if sheet else choose_table(source)
    if isinstance(table, JsonTable) and is_own_table(database, record, table):
        if map_file is not None:
            raise Refused(f"{source.path} is an export of this program, taken as it is: leave “--map” away.")
        read = partial(_read_own, database, record, table)
        return SourceRecords(table, read, table.header or (), is_exact=True)
    mapping = _mapping(map_file, database.path)
    region = str(settings(database)["region"])
    plan = understand(database.schema, record, table, region=region, mapping=mapping, is_checked=True)
    if date_order:
        plan.order_days(date_order)
    if map_file is not None and mapping is None:
        with replacing(map_file, database=database.path) as file:
            file.write(plan.to_json())
    others = [other.name for other in source.tables if other is not table and other.name]
    header = plan.header or table.header or ()
    facts = {**_NO_FACTS, **_facts(plan), "other_sheets": others}
    asked = tuple(question.text for question in plan.questions if question.must_be_answered)
    return SourceRecords(table, lambda: plan.records(table), header, plan.rows, plan.is_exact, asked, facts)


def named_table(source: TableSource, sheet: str) -> Table:
    """Return the table with a name. Raises Refused."""
    names = [table.name for table in source.tables]
    found = next((table for table in source.tables if table.name.casefold() == sheet.casefold()), None)
    if found is None:
        known = ", ".join(f"“{name}”" for name in names if name) or "one without a name"
        raise Refused(f"{source.path} has no sheet “{sheet[:60]}”; it has {known}.{did_you_mean(sheet, names)}")
    return found


def _read_own(database: Database, record: RecordType, table: JsonTable) -> Iterator[SourceRecord]:
    return read_objects(database.schema, record, table.objects())


def is_own_table(database: Database, record: RecordType, table: JsonTable) -> bool:
    """Return whether a table holds objects in the published shape of the record type."""
    _, first = next(iter(table.objects()), (0, {}))
    return is_own_shape(database.schema, record, first)


def _mapping(path: Path | None, database: Path) -> Plan | None:
    """Return the mapping in a file; None if there is no such file yet. Raises Refused."""
    if path is None:
        return None
    keep_off(path, database)
    with readable(path):
        if not path.exists():
            return None
    with SourceFile(path, database).open() as file:
        content = file.read(_LONGEST_MAP + 1)
    if len(content) > _LONGEST_MAP:
        raise Refused(f"The map {path} is too long to be one.")
    try:
        return Plan.from_json(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(f"The map {path} cannot be read: it is not UTF-8 text.") from None


def _facts(plan: Plan) -> dict[str, Any]:
    """Return the decisions of a plan, for people and programs."""
    return {
        "columns": [
            {"column": column.header, "target": column.target, "values": column.filled}
            for column in plan.columns
            if column.filled
        ],
        "ignored": [{"column": column.header, "values": column.filled, "why": column.why} for column in plan.ignored],
        "skipped_rows": {reason: {"count": one.count, "rows": one.rows} for reason, one in plan.skipped.items()},
        "column_questions": [
            question.text
            for question in plan.questions
            if question.must_be_answered or question.setting != DATE_ORDER  # a note keeps its text as it is
        ],
        "above": [list(each) for each in plan.above],
    }
