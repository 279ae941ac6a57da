"""The readme of all that a business takes with it: what each file and each column is, from the declarations."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from capptro_tui.exchange.exporting import converting
from capptro_tui.exchange.exporting.columns import exact_columns
from capptro_tui.exchange.exporting.everything import file_stem
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.schema import Schema
from capptro_tui.services.leaving.returning import kept_records
from capptro_tui.services.search.snapshot import IDENTITY

_WIDTH = 100

_COMMON: Final = {
    "number": "Number by which people name the record; no other record ever gets it",
    "id": "Number of the row; no other row ever gets it",
    "version": "Number of the last change",
    "created_at": "Created, a time in UTC",
    "created_by": "Created by, the login of a user",
    "modified_at": "Last change, a time in UTC",
    "modified_by": "Last change by, the login of a user",
    "trashed": "yes if the record is in the trash",
}

_FILES: Final = (
    ("*.csv", "a table of all records of one type, also those in the trash. Text is UTF-8, cells are separated by "
     "commas, values are exact: what looks like a formula is one in a spreadsheet, so import the columns as text."),
    ("customers.vcf", "the customers and their contacts as vCards 3.0, for phones and mail programs."),
    ("documents", "the files of the documents. Each begins with the number of its record in documents.csv."),
    ("everything.json", "every record again, as JSON, one record a line. “capptro import” reads this file and the "
     "documents, and refuses them if they were changed; amounts and links are as in the tables, “trashed” is the "
     "batch that put a record into the trash."),
)  # fmt: skip


def describe_files(schema: Schema, business: str, counts: Mapping[str, int], left_out: Sequence[str]) -> str:
    """Return the text of the readme.

    Args:
        schema: the schema of the database.
        business: the name of the business; "" if it has none.
        counts: name of a record type to the number of its records.
        left_out: sentences about data that the files do not hold.
    """
    title = f"All data of {business}" if business else "All data of the customer desk"
    lines = [title, "=" * len(title), ""]
    for name, text in _FILES:
        lines += [*textwrap.wrap(f"{name}: {text}", _WIDTH, subsequent_indent="  ")]
    lines += ["", "The way back, into a new and empty database:", "", "  capptro --db new.db import FOLDER", ""]
    lines += textwrap.wrap(
        "Numbers, links, times of changes and the trash come back as they were. The history of single changes, with "
        "former names and the links that were lost to the trash, and possible duplicates are not in these files; a "
        "backup has them.",
        _WIDTH,
    )
    for sentence in left_out:
        lines += ["", *textwrap.wrap(sentence, _WIDTH)]
    for record in kept_records(schema):
        lines += ["", "", *_describe_table(schema, record, counts.get(record.info.name, 0))]
    return "\n".join(lines) + "\n"


def _describe_table(schema: Schema, record: RecordType, count: int) -> list[str]:
    head = f"{file_stem(record)}.csv: {record.info.counted(count)}"
    lines = [head, "-" * len(head)]
    for column in exact_columns(schema, record):
        text = _COMMON.get(column.name) or f"{column.field.full_label}{_form(schema, record, column.field)}"
        if column.source.endswith(IDENTITY):
            text = f"{column.field.full_label}, by its {'title' if column.name.endswith('title') else 'creation'}"
        lines += textwrap.wrap(f"{column.name}: {text}", _WIDTH, initial_indent="  ", subsequent_indent="    ")
    return lines


def _form(schema: Schema, record: RecordType, field: Field) -> str:
    """Return the form of a field's values, to follow its label."""
    found = ""
    if field.link:
        target = schema.record_named(field.link)
        example = number(target, 42) or "42"
        found = f", {target.info.with_article}, by its number, such as {example}"
    elif field.choices:
        found = f", one of {', '.join(choice.value for choice in field.choices)}"
    elif field.type.is_flag:
        found = ", yes or no"
    elif converting.is_temporal(field):
        found = ", a day: 2026-03-31" if field.type.is_day else ", a time of the clock on the wall: 2026-03-31T08:00"
    elif field.type.needs_currency:
        found = f", an amount in the currency{' of the column currency' if 'currency' in record.fields else ''}: 45.00"
    elif converting.is_number(field):
        found = ", a number"
    elif field.type.has_named_values:
        found = ", names and values as JSON"
    return found + (", filled in by the program" if field.is_computed else "")
