"""`list`: records of a type, some or all, sorted, as a table, JSON or CSV. The list is never held whole in memory."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from capptro_tui.cli.database import opened, record_type
from capptro_tui.cli.output import text as output
from capptro_tui.cli.output.cells import cell
from capptro_tui.cli.output.csv_cells import csv_cell
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, JSON, SORT, WHERE, column_names, limit, record_slugs
from capptro_tui.cli.parsing.parser import one_of
from capptro_tui.cli.records.selection import read_columns, read_where
from capptro_tui.db.database import Database
from capptro_tui.exchange import records
from capptro_tui.exchange.conditions import NUMBER, TRASHED, read_selection
from capptro_tui.exchange.exporting.chosen import chosen_values
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.schema import Schema
from capptro_tui.services.search.selection import read_blocks
from capptro_tui.show import show

_WHOLE = 1_000_000

FORMATS = ("table", "json", "csv")


def list_(
    slug: str,
    where: list[str],
    sort: str,
    columns: list[str],
    limit: int | None,
    form: str,
    as_json: bool,
    db: Path | None,
) -> None:
    """Print records of a type.

    Args:
        slug: the record type: `work-items`.
        where: conditions, each `field=value`.
        sort: a field, with a minus before it for the other direction; "" for the list's own order.
        columns: fields; none for those of the list.
        limit: most records.
        form: one of FORMATS.
        as_json: the same as the format `json`.
        db: the database.
    """
    record = record_type(slug)
    with opened(db) as database:
        selection = read_selection(database, record, read_where(where), sort)
        names = read_columns(record, columns)
        found = read_blocks(database, selection, limit)
        if as_json or form == "json":
            output.write_list(output.emit, map(output.to_text, _objects(database, record, found, names)))
        elif form == "csv":
            _write_csv(database.schema, record, found, names)
        else:
            _print_table(database.schema, record, found, names)


def _objects(
    database: Database, record: RecordType, blocks: Iterable[Sequence[Row]], names: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield the records in the JSON form of the other verbs, or only their chosen fields."""
    if not names:
        from capptro_tui.exchange import shapes  # late, for the start: it loads the modules that write

        return shapes.objects(database, record, blocks)
    found = chosen_values(database.schema, record, blocks, names)
    return (dict(zip(names, values, strict=True)) for values in found)


def _write_csv(schema: Schema, record: RecordType, blocks: Iterable[Sequence[Row]], names: Sequence[str]) -> None:
    """Write a header and a line for each record, with the values of the JSON form."""
    chosen = list(names) or [NUMBER, "version", *(field.key for field in records.own_fields(record)), *_LAST]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    on_terminal = sys.stdout.isatty()
    writer.writerow(chosen)
    for values in chosen_values(schema, record, blocks, chosen):
        cells = map(csv_cell, values)
        writer.writerow([show(text, _WHOLE) for text in cells] if on_terminal else cells)


_LAST = ("created_at", "created_by", "modified_at", "modified_by", TRASHED)
"""The columns after the fields."""


def _print_table(schema: Schema, record: RecordType, blocks: Iterable[Sequence[Row]], names: Sequence[str]) -> None:
    chosen = list(names) or [NUMBER, *(field.key for field in record.list_fields())]
    labels = {NUMBER: "Number", TRASHED: "In the trash"}
    by_key = {field.key: field for field in record.fields.values()}
    headers = [labels.get(name) or by_key[name].full_label for name in chosen]

    def text(name: str, row: Row) -> str:
        if name == NUMBER:
            return number(record, row["id"])
        if name == TRASHED:
            return "yes" if row[TRASHED] is not None else ""
        return cell(schema, by_key[name], row)

    if not output.long_table(headers, ([text(name, row) for name in chosen] for block in blocks for row in block)):
        output.tell(f"There are no such {record.info.plural.lower()}.")


LIST = Command(
    list_,
    (
        Argument("slug", "RECORDS", "customers, contacts, work-items, …", words=record_slugs),
        WHERE,
        SORT,
        Option(
            ("--columns",),
            "columns",
            "Fields to show, with commas between them.",
            metavar="FIELD,FIELD",
            read=column_names,
            default=[],
        ),
        limit("Most records to list; otherwise all.", None, most=2**62),
        Option(
            ("--format",),
            "form",
            "table, json or csv.",
            metavar="FORMAT",
            default="table",
            read=one_of(*FORMATS),
            words=lambda: FORMATS,
        ),
        JSON,
        DB,
    ),
    details="The fields are those of “capptro add RECORDS -h”, and number, version, created_at, created_by, "
    "modified_at, modified_by and trashed. A value is typed as in a form, a text exactly as it stands (“capptro find” "
    "searches); “FIELD=” finds what is empty, “trashed=yes” what is in the trash. In CSV a text that a spreadsheet "
    "would take for a formula begins with an apostrophe.",
    examples=(
        "capptro list work-items --where status=scheduled --where customer=C-42",
        "capptro list customers --sort -balance --columns number,name,balance --limit 20",
        "capptro list customers --format csv > customers.csv",
    ),
    is_paged=True,
)
