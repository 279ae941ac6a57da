"""Prepares a file for an import that people watch: how it is read, what its columns mean, and its first rows."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Superseded
from capptro_tui.exchange.formats.json_files import JsonTable
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.formats.source_file import readable
from capptro_tui.exchange.formats.table import SourceRow, Table, TableSource
from capptro_tui.exchange.importing.source_tables import SourceRecords, is_own_table, named_table, read_source
from capptro_tui.exchange.understanding.choosing import choose_table
from capptro_tui.exchange.understanding.layout.survey import Survey
from capptro_tui.exchange.understanding.layout.table_rows.sections import lone_text
from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType
from capptro_tui.services.business.business_settings import settings

FIRST_ROWS: Final = 200
"""Number of rows that are read to be looked at."""

_SAMPLES = 2
_LONGEST_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class ReadingChoices:
    """The way in which people want a file to be read. What is empty is decided by the file.

    Attributes:
        encoding: the encoding of a text.
        delimiter: the sign between the cells of a line.
        sheet: the name of a sheet.
        header_row: the number of the row with the names of the columns; 0 if no row has them, None to find it.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None


class ReadingWatch:
    """The progress of a reading in a thread, and the wish to end it.

    Attributes:
        rows: number of rows that are read.
        is_stopped: whether the reading is to end; it raises Superseded then.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.is_stopped = False

    def stop(self) -> None:
        """End the reading, from any thread."""
        self.is_stopped = True

    def over(self, table: Table) -> Table:
        """Return a table whose rows are counted here, and end with a stop."""
        return replace(table, rows=partial(self._rows, table))

    def _rows(self, table: Table) -> Iterator[SourceRow]:
        for count, row in enumerate(table.rows(), 1):
            if self.is_stopped:
                raise Superseded
            self.rows = count
            yield row


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The first rows of a file, and how it is read.

    Attributes:
        source: the file.
        choices: the choices of people.
        table: the table that is imported.
        rows: its first rows, as they stand in the file.
        header_row: the number of the row with the names of the columns; 0 if no row has them.
        header: the names of the columns; empty if nobody names them.
        layout: the key of the layout, by which its mapping is remembered.
        is_own: whether it is an export of this program, which is taken as it is.
    """

    source: TableSource
    choices: ReadingChoices
    table: Table
    rows: Sequence[SourceRow]
    header_row: int
    header: Sequence[str]
    layout: str
    is_own: bool

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self.source.path

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets."""
        return [table.name for table in self.source.tables if table.name]

    @property
    def data(self) -> list[SourceRow]:
        """The first rows below the header."""
        return [row for row in self.rows if row.number > self.header_row]


@dataclass(slots=True)
class PreparedImport:
    """A file that can be rehearsed and run.

    Attributes:
        look: how it is read.
        records: its records.
        plan: the meaning of its columns; None for an export of this program.
    """

    look: FirstLook
    records: SourceRecords
    plan: Plan | None

    def read(self, watch: ReadingWatch) -> Iterator[SourceRecord]:
        """Yield the records, from the file anew. Raises Superseded after a stop of the watch."""
        if self.plan is None:
            return self.records.read()
        return self.plan.records(watch.over(self.look.table))


def look_at(database: Database, record: RecordType, path: Path, choices: ReadingChoices) -> FirstLook:
    """Open a file and read its first rows.

    Args:
        database: the database.
        record: the type of the records.
        path: the file, or a folder of vCard files.
        choices: how it is to be read.

    Raises:
        Refused: the file cannot be read, or has no such sheet.
    """
    _refuse_pipe(path)
    source = open_source(path, encoding=choices.encoding, delimiter=choices.delimiter, database=database.path)
    table = named_table(source, choices.sheet) if choices.sheet else choose_table(source)
    rows = list(islice(table.rows(), FIRST_ROWS))
    if choices.header_row is not None:
        table = _with_header(table, rows, choices.header_row)
    survey = Survey(database.schema, record, table, _region(database))
    header_row = survey.header_row if choices.header_row is None else choices.header_row
    layout = Plan(record.info.name, columns=survey.columns).layout
    is_own = isinstance(table, JsonTable) and is_own_table(database, record, table)
    return FirstLook(source, choices, table, rows, header_row, survey.header, layout, is_own)


def _refuse_pipe(path: Path) -> None:
    """Raise Refused for a pipe: it can be read once, people look several times, and its other end may never send."""
    with readable(path):
        mode = path.stat().st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        raise Refused(f"“{path.name}” is a pipe. Save it as a file first, or use “capptro import”.")


def prepare(
    database: Database, record: RecordType, look: FirstLook, mapping: Plan | None, watch: ReadingWatch
) -> PreparedImport:
    """Read a file to its end, and return what its columns mean.

    Args:
        database: the database.
        record: the type of the records.
        look: how the file is read.
        mapping: a mapping that was kept or changed; None to find one.
        watch: counts the rows, and may end the reading.

    Raises:
        Refused: the file cannot be read to its end.
        Superseded: the reading was stopped.
    """
    if look.is_own:
        return PreparedImport(look, read_source(database, record, look.source, look.table.name, None), None)
    table = watch.over(look.table)
    plan = understand(database.schema, record, table, region=_region(database), mapping=mapping)
    header = plan.header or look.table.header or ()
    found = SourceRecords(look.table, lambda: plan.records(look.table), header, plan.rows, plan.is_exact)
    return PreparedImport(look, found, plan)


def copied(plan: Plan) -> Plan:
    """Return the mapping of a plan, apart from the plan."""
    return Plan.from_json(plan.to_json())


def samples(look: FirstLook, index: int, plan: Plan) -> list[str]:
    """Return the first different values of a column; headings for the column that the plan adds for them."""
    found: dict[str, None] = {}
    is_added = plan.sections is not None and plan.sections.column is plan.columns[index]
    for row in look.data:
        if is_added:
            cell = lone_text(row) if row.number in plan.headings else ""
        else:
            cell = row.cells[index] if index < len(row.cells) else ""
        text = " ".join(cell[: 4 * _LONGEST_SAMPLE].split())
        if text:
            found[text[:_LONGEST_SAMPLE]] = None
        if len(found) == _SAMPLES:
            break
    return list(found)


def _with_header(table: Table, rows: Sequence[SourceRow], number: int) -> Table:
    """Return a table whose columns are named by a row, or by letters for the number 0. Raises Refused."""
    if isinstance(table, JsonTable):
        raise Refused("The columns of a JSON file have names of their own.")
    if number:
        header = next((row.cells for row in rows if row.number == number), ())
    else:
        width = max((len(row.cells) for row in rows), default=0)
        header = tuple(f"Column {place}" for place in range(1, width + 1))

    def below() -> Iterator[SourceRow]:
        return (row for row in table.rows() if row.number > number)

    return Table(table.name, below, header, table.hidden, is_header_chosen=True)


def _region(database: Database) -> str:
    return str(settings(database)["region"])
