"""The records of every type, as `export all` writes them: a JSON file of lists, or a folder with a file for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.formats.source_file import readable
from capptro_tui.exchange.formats.table import TableSource
from capptro_tui.exchange.importing.running import ImportPart
from capptro_tui.exchange.importing.source_tables import SourceRecords, read_source
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema

_ENDINGS = ("json", "jsonl", "csv", "xlsx")
"""The endings of files that hold all values of a record; cards of contacts do not."""


@dataclass(frozen=True, slots=True)
class RecordsThere:
    """The records of one type in an export of everything.

    Attributes:
        record: the type.
        found: its records.
    """

    record: RecordType
    found: SourceRecords

    @property
    def part(self) -> ImportPart:
        """The records, as they are imported."""
        return ImportPart(self.record, self.found.read(), self.found.is_exact)


def read_everything(database: Database, path: Path) -> tuple[list[RecordsThere], list[str]]:
    """Return the records of each type, each after those that it links to; and the names of lists that stay out.

    Args:
        database: the database.
        path: the file or folder.

    Raises:
        Refused: it cannot be read, or is no such export.
    """
    with readable(path):
        is_folder = path.is_dir()
    sources = dict(_files(path, database) if is_folder else _lists(path, database))
    ordered = [record for record in in_order(database.schema) if record.info.slug in sources]
    if not ordered:
        raise Refused(f"{path} has no records by their names on the command line, as “capptro export all” writes them.")
    found = [RecordsThere(record, _records(database, record, *sources[record.info.slug])) for record in ordered]
    return found, sorted(sources.keys() - {record.info.slug for record in ordered})


def in_order(schema: Schema) -> list[RecordType]:
    """Return the record types that can be imported, each after those that it links to."""
    rest = [record for record in schema.records if record in schema.numbered and record.info.is_typed]
    found: list[RecordType] = []
    while rest:
        names = {record.info.name for record in rest}
        ready = [one for one in rest if not names - {one.info.name} & {link.link for link in one.links()}]
        ready = ready or rest[:1]  # links in a circle: one has to come first
        found += ready
        rest = [record for record in rest if record not in ready]
    return found


def _records(database: Database, record: RecordType, source: TableSource, sheet: str) -> SourceRecords:
    return read_source(database, record, source, sheet, None)


def _lists(path: Path, database: Database) -> Iterator[tuple[str, tuple[TableSource, str]]]:
    """Yield the name of each list in a JSON file, with the file."""
    source = open_source(path, database=database.path)
    if source.format != "json":
        raise Refused(f"{path} is no JSON file of “capptro export all”: name the records that it has.")
    for table in source.tables:
        yield table.name, (source, table.name)


def _files(folder: Path, database: Database) -> Iterator[tuple[str, tuple[TableSource, str]]]:
    """Yield the name of each file in a folder without its ending, with the file. An empty file has no records."""
    with readable(folder):
        paths = sorted(path for path in folder.iterdir() if path.suffix.lstrip(".").lower() in _ENDINGS)
        filled = [path for path in paths if path.stat().st_size]
    seen: dict[str, Path] = {}
    for path in filled:
        if path.stem in seen:
            raise Refused(f"{folder} has {seen[path.stem].name} and {path.name}: leave one of them.")
        seen[path.stem] = path
        yield path.stem, (open_source(path, database=database.path), "")
