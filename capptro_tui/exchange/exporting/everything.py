"""Export the records of all types: one JSON object of lists, or a folder with a file for each type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.exchange import shapes
from capptro_tui.exchange.exporting import json_files
from capptro_tui.exchange.exporting.csv_files import Writable
from capptro_tui.exchange.exporting.exporting import (
    TABLES,
    Exported,
    ExportRequest,
    binary_of,
    left_out_parts,
    text_of,
)
from capptro_tui.exchange.exporting.new_folder import new_binary_file, new_folder, new_text_file
from capptro_tui.exchange.exporting.vcard_files import has_cards
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import mark
from capptro_tui.services.records.inner_parts import parts_inside
from capptro_tui.services.search.snapshot import Snapshot, open_snapshot, outside_the_trash

Told = Callable[[RecordType], None]
"""Called with each record type when its records are written."""


def write_all_lists(file: Writable, database: Database, *, api_types: bool, told: Told) -> Exported:
    """Write one JSON object: the plural of each record type to the list of its records, in their published shape.

    All are of one state of the database; others may write meanwhile.

    Args:
        file: a text stream.
        database: the database.
        api_types: whether customers have numbers where the published API has them.
        told: called with each record type.

    Raises:
        Refused: of every kind.
    """
    types = json_files.ApiTypes()

    def lists(snapshot: Snapshot) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        for record in snapshot.schema.numbered:
            objects = shapes.export(snapshot, record, mark=mark(snapshot))
            has_shape = api_types and record.info.name in shapes.SHAPES
            yield record.info.slug, types.apply(objects) if has_shape else objects
            told(record)

    with open_snapshot(database) as snapshot:
        return Exported(json_files.write_lists(file, lists(snapshot)), types.sentences())


def write_all_files(folder: Path, database: Database, form: str, *, raw: bool, told: Told) -> Exported:
    """Write a new folder with a file for each record type that the format can hold, whole or not at all.

    Args:
        folder: a path at which nothing is, or an empty folder.
        database: the database.
        form: one of `exporting.FORMATS`.
        raw: whether tables have field names and exact values.
        told: called with each record type.

    Raises:
        Refused: of every kind.
    """
    count = 0
    notices: list[str] = []
    with open_snapshot(database) as snapshot, new_folder(folder, database=database.path) as draft:
        for record in _with_files(snapshot.schema, form):
            request = ExportRequest(outside_the_trash(record), form, raw=raw)
            done = _write_file(snapshot, draft / f"{file_stem(record)}.{form}", request)
            count += done.count
            notices += [notice for notice in done.notices if notice not in left_out_parts(snapshot.schema, record)]
            told(record)
    if form == "vcf":
        notices.append("Only customers and their contacts can be vCards; csv, xlsx and json have the other records.")
    return Exported(count, notices)


def _write_file(snapshot: Snapshot, path: Path, request: ExportRequest) -> Exported:
    """Write a new file in a folder that is being made. Raises Refused and OSError."""
    if request.form == "xlsx":
        with new_binary_file(path) as binary:
            return binary_of(snapshot, binary, request, lambda _: None)
    with new_text_file(path) as file:
        return text_of(snapshot, file, request, lambda _: None)


def file_stem(record: RecordType) -> str:
    """Return the name of the file of a record type, without its ending: `work-items`, `order-lines`."""
    is_part = not record.info.letter and "_" in record.info.name
    return record.info.name.replace("_", "-") + "s" if is_part else record.info.slug


def _with_files(schema: Schema, form: str) -> Iterator[RecordType]:
    """Yield the record types that have a file of their own in a format; a table has no place for parts."""
    for record in schema.numbered:
        owner = record.owner_link()
        if form != "vcf":
            yield record
            yield from (part.record for part in parts_inside(schema, record) if form in TABLES)
        elif has_cards(record) and not (owner and has_cards(schema.record_named(owner.link))):
            yield record  # the cards of contacts are in the file of their customers
