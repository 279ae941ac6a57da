"""Export records of one type: the writer of a format, its columns, and what the format leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange import shapes
from capptro_tui.exchange.exporting import json_files
from capptro_tui.exchange.exporting.chosen import chosen_values
from capptro_tui.exchange.exporting.columns import ExportColumn, exact_columns, shown_columns
from capptro_tui.exchange.exporting.csv_files import Writable, write_csv
from capptro_tui.exchange.exporting.vcard_files import has_cards, write_vcards
from capptro_tui.exchange.exporting.xlsx_files import cell_columns, text_columns, write_xlsx
from capptro_tui.exchange.files import replacing, replacing_binary
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import mark
from capptro_tui.services.records.inner_parts import parts_inside
from capptro_tui.services.search.selection import Selection
from capptro_tui.services.search.snapshot import Snapshot, count, open_snapshot, read_rows

FORMATS: Final = ("json", "jsonl", "csv", "xlsx", "vcf")
TABLES: Final = ("csv", "xlsx")
"""The formats that are tables of cells."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """The records to export, and their format.

    Attributes:
        selection: the records.
        form: one of FORMATS.
        names: the chosen columns, by their names in JSON; empty for all.
        raw: whether a table has field names and exact values, to be read back.
        api_types: whether customers in JSON have numbers where the published API has them.
    """

    selection: Selection
    form: str
    names: Sequence[str] = ()
    raw: bool = False
    api_types: bool = False

    @property
    def record(self) -> RecordType:
        """The type of the records."""
        return self.selection.record


@dataclass(frozen=True, slots=True)
class Exported:
    """The result of an export.

    Attributes:
        count: number of records.
        notices: sentences about values that the file does not hold, or holds in another form.
    """

    count: int
    notices: Sequence[str] = ()


def check_format(record: RecordType, form: str, *, columns: bool, raw: bool, api_types: bool) -> None:
    """Check whether a format can hold what is asked for.

    Args:
        record: the type of the records.
        form: the format.
        columns: whether columns are chosen.
        raw: whether exact values are wanted.
        api_types: whether the types of the published API are wanted.

    Raises:
        Refused: it cannot, or there is no such format.
    """
    if form not in FORMATS:
        raise Refused(f"“{form[:40]}” is no format of this program; known are {', '.join(FORMATS)}.")
    if form == "vcf" and not has_cards(record):
        raise Refused(f"A vCard holds customers and contacts; write {record.info.plural.lower()} as csv, xlsx or json.")
    if form == "vcf" and columns:
        raise Refused("A vCard has no columns to choose; leave out --columns.")
    if raw and form not in TABLES:
        raise Refused(f"--raw is for csv and xlsx; {form} needs none.")
    if api_types and (form not in ("json", "jsonl") or record.info.name not in shapes.SHAPES):
        raise Refused("--api-types is for customers as json or jsonl.")
    if api_types and columns:
        raise Refused("--api-types is for whole customers; leave out --columns.")


def total(database: Database, request: ExportRequest) -> int:
    """Return the number of records to export. Raises Unusable."""
    with open_snapshot(database) as snapshot:
        return count(snapshot, request.selection)


def write_text(file: Writable, database: Database, request: ExportRequest, progress: Progress) -> Exported:
    """Write records in a format that is text.

    Args:
        file: a text stream that leaves line ends as they are.
        database: the database.
        request: the records and their format.
        progress: called with the number of records so far.

    Raises:
        Refused: of every kind.
    """
    with open_snapshot(database) as snapshot:
        return text_of(snapshot, file, request, progress)


def text_of(snapshot: Snapshot, file: Writable, request: ExportRequest, progress: Progress) -> Exported:
    """Write records of one state of the database in a format that is text. Raises Refused."""
    if request.form in ("json", "jsonl"):
        return _write_json(file, snapshot, request, progress)
    if request.form == "vcf":
        return Exported(*write_vcards(file, snapshot, request.selection, progress))
    columns = _columns(snapshot, request)
    done, notices = write_csv(file, snapshot, request.selection, columns, raw=request.raw, progress=progress)
    return Exported(done, [*notices, *left_out_parts(snapshot.schema, request.record)])


def write_binary(file: IO[bytes], database: Database, request: ExportRequest, progress: Progress) -> Exported:
    """Write records as XLSX; the arguments are those of `write_text`. Raises Refused."""
    with open_snapshot(database) as snapshot:
        return binary_of(snapshot, file, request, progress)


def binary_of(snapshot: Snapshot, file: IO[bytes], request: ExportRequest, progress: Progress) -> Exported:
    """Write records of one state of the database as XLSX. Raises Refused."""
    columns = _columns(snapshot, request)
    columns = text_columns(columns) if request.raw else cell_columns(columns)
    done, notices = write_xlsx(file, snapshot, request.selection, columns, progress)
    return Exported(done, [*notices, *left_out_parts(snapshot.schema, request.record)])


def write_path(path: Path, database: Database, request: ExportRequest, progress: Progress) -> Exported:
    """Write records as a file, whole or not at all; it replaces one that is there. Raises Refused."""
    if request.form == "xlsx":
        with replacing_binary(path, database=database.path) as binary:
            return write_binary(binary, database, request, progress)
    with replacing(path, database=database.path, newline="") as file:
        return write_text(file, database, request, progress)


def left_out_parts(schema: Schema, record: RecordType) -> list[str]:
    """Return a sentence for each kind of parts that a table of such records leaves out."""
    found = []
    for part in parts_inside(schema, record):
        label = part.key.replace("_", " ")
        found.append(f"The {label} of {record.info.plural.lower()} are left out; json and jsonl have them.")
    return found


def _columns(snapshot: Snapshot, request: ExportRequest) -> list[ExportColumn]:
    if request.raw:
        return exact_columns(snapshot.schema, request.record, request.names, mark=mark(snapshot))
    return shown_columns(snapshot, request.record, request.names)


def _write_json(file: Writable, snapshot: Snapshot, request: ExportRequest, progress: Progress) -> Exported:
    write = json_files.write_list if request.form == "json" else json_files.write_lines
    objects: Iterator[dict[str, Any]] = _objects(snapshot, request)
    types = json_files.ApiTypes()
    if request.api_types:
        objects = types.apply(objects)
    done = write(file, _counted(objects, progress))
    return Exported(done, types.sentences())


def _objects(snapshot: Snapshot, request: ExportRequest) -> Iterator[dict[str, Any]]:
    record, blocks = request.record, read_rows(snapshot, request.selection)
    if request.names:
        found = chosen_values(snapshot.schema, record, blocks, request.names)
        return (dict(zip(request.names, values, strict=True)) for values in found)
    return shapes.published(snapshot, record, blocks, mark=mark(snapshot))


def _counted(objects: Iterable[dict[str, Any]], progress: Progress) -> Iterator[dict[str, Any]]:
    for done, one in enumerate(objects, 1):
        yield one
        progress(done)
