"""The table of a file that is imported, and its records: those of own exports as they are, others by their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.json_files import JsonTable
from capptro_tui.exchange.formats.table import Source, Table
from capptro_tui.exchange.importing.objects import is_own_shape, read_objects
from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType
from capptro_tui.text.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class SourceRecords:
    """The records of a table, as they are imported.

    Attributes:
        table: the table.
        read: yields the records, from the file anew.
        plan: the meaning of the columns; None for our own exports.
        is_exact: whether the values are those of our own exports: then an empty value is one, too.
        facts: for people: what was decided about the table, and what is left out.
    """

    table: Table
    read: Callable[[], Iterator[SourceRecord]]
    plan: Plan | None = None
    is_exact: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def choose_table(source: Source, sheet: str) -> Table:
    """Return the table that is imported: the one named, or the first one that is not hidden. Raises Refused."""
    if not source.tables:
        raise Refused(f"{source.path} has no table.")
    if not sheet:
        return next((table for table in source.tables if not table.hidden), source.tables[0])
    names = [table.name for table in source.tables]
    for table in source.tables:
        if table.name.casefold() == sheet.casefold():
            return table
    known = ", ".join(f"“{name}”" for name in names if name)
    raise Refused(f"{source.path} has no sheet “{sheet[:60]}”; it has {known or 'one'}.{did_you_mean(sheet, names)}")


def records_of(database: Database, record: RecordType, table: Table, map_file: Path | None) -> SourceRecords:
    """Return the records of a table.

    Args:
        database: the database.
        record: the type of the records.
        table: the table.
        map_file: a file with the meaning of the columns; None to find it out.

    Raises:
        Refused: the file or the map cannot be read.
    """
    schema = database.schema
    if map_file is None and isinstance(table, JsonTable):
        _, first = next(iter(table.objects()), (0, {}))
        if is_own_shape(schema, record, first):
            objects = table.objects
            return SourceRecords(table, lambda: read_objects(schema, record, objects()), is_exact=True)
    plan = understand(schema, record, table) if map_file is None else _mapped(map_file)
    return SourceRecords(table, lambda: plan.records(table), plan)


def _mapped(path: Path) -> Plan:
    """Return the plan in a file. Raises Refused."""
    try:
        return Plan.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Refused(f"The map {path} cannot be read: {why}.") from None
