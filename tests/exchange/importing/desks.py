"""Two desks, each with a database of its own, and what one has exported imported at the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.exchange.exporting.exporting import ExportRequest, write_path
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.importing.outcome import Outcome
from capptro_tui.exchange.importing.source_tables import read_source
from capptro_tui.models.record import RecordType
from capptro_tui.services.search.snapshot import outside_the_trash

from .rows import imported

FORMS: dict[str, dict[str, Any]] = {
    "csv": {"form": "csv"},
    "csv-raw": {"form": "csv", "raw": True},
    "xlsx": {"form": "xlsx"},
    "xlsx-raw": {"form": "xlsx", "raw": True},
    "json": {"form": "json"},
    "jsonl": {"form": "jsonl"},
}
"""The forms of exports that hold links."""


def export(database: Database, record: RecordType, path: Path, form: str, **chosen: Any) -> Path:
    """Export the records of a type in one of FORMS; the file, whose name is `path` with the right ending."""
    file = path.with_suffix(f".{FORMS[form]['form']}")
    request = ExportRequest(outside_the_trash(record), **FORMS[form], **chosen)
    write_path(file, database, request, lambda _: None)
    return file


def bring(database: Database, record: RecordType, file: Path, on_duplicate: str = "") -> list[Outcome]:
    """Import a file as `capptro import` does; the outcomes."""
    found = read_source(database, record, open_source(file, database=database.path), "", None)
    return imported(database, list(found.read()), record, on_duplicate, keeps_blanks=found.is_exact)
