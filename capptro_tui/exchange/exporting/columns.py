"""The columns of an exported table, chosen from the declarations of a record type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

from capptro_tui.exchange import records
from capptro_tui.exchange.conditions import NUMBER, TRASHED
from capptro_tui.exchange.exporting import converting
from capptro_tui.exchange.exporting.converting import Convert
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.schema import Schema
from capptro_tui.services.search.selection import Selection
from capptro_tui.services.search.snapshot import Snapshot, read_columns

STAMPS: Final = ("created_at", "created_by", "modified_at", "modified_by")
"""Columns after the fields."""

_LABELS: Final = {NUMBER: "Number", TRASHED: "In the trash"}
_CURRENCY: Final = "currency"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of an exported table.

    Attributes:
        name: the name of the column in JSON: `customer`.
        header: its text in the first row.
        source: the column that is read; the key of a link stands for the title of its target.
        field: its field.
        convert: converts its stored values; None if they stay.
    """

    name: str
    header: str
    source: str
    field: Field
    convert: Convert | None


def exact_columns(schema: Schema, record: RecordType, names: Sequence[str] = ()) -> list[ExportColumn]:
    """Return columns by their names in JSON, with values in the exact form; all if no names are given."""
    chosen = list(names) or exact_names(record)
    return [_exact(schema, record, name) for name in chosen]


def exact_names(record: RecordType) -> list[str]:
    """Return the names of all columns of a record type, as in its JSON."""
    first = NUMBER if record.info.letter else "id"
    return [first, "version", *(field.key for field in records.own_fields(record)), *STAMPS, TRASHED]


def shown_columns(record: RecordType, names: Sequence[str], full_name: Callable[[str], str]) -> list[ExportColumn]:
    """Return columns by their labels, with values for people.

    Args:
        record: the record type.
        names: the columns by their names in JSON; all that people read if it is empty.
        full_name: returns the full name of the user with a login.
    """
    first = [NUMBER] if record.info.letter else []
    chosen = list(names) or [*first, *(field.key for field in records.own_fields(record)), *STAMPS]
    return [_shown(record, name, full_name) for name in chosen]


def read_values(
    snapshot: Snapshot, selection: Selection, columns: Sequence[ExportColumn]
) -> Iterator[list[Sequence[Any]]]:
    """Yield blocks of converted columns. Raises Unusable."""
    sources = [column.source for column in columns]
    if _CURRENCY in selection.record.fields and any(column.field.type.needs_currency for column in columns):
        sources.append(_CURRENCY)
    for block in read_columns(snapshot, selection, sources):
        read = [*zip(*block, strict=True)]
        currencies: Sequence[str] = read[-1] if len(read) > len(columns) else [*repeat("", len(block))]
        yield [
            column.convert(values, currencies) if column.convert else values
            for column, values in zip(columns, read, strict=False)
        ]


def guard_texts(columns: Iterable[ExportColumn], block: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return a block of columns in which no text is a formula for a spreadsheet."""
    return [
        converting.guarded(values) if _is_free_text(column.field) else values
        for column, values in zip(columns, block, strict=True)
    ]


def _is_free_text(field: Field) -> bool:
    """Return whether a column may hold any text that somebody typed."""
    is_other = converting.is_number(field) or converting.is_temporal(field) or field.type.is_flag or field.choices
    return field.name not in ("id", TRASHED) and not is_other


def _exact(schema: Schema, record: RecordType, name: str) -> ExportColumn:
    field = _field(record, name)
    if name in (NUMBER, TRASHED):
        return ExportColumn(name, name, field.name, field, _special(record, name, "no"))
    return ExportColumn(name, name, field.name, field, converting.exact(schema, field))


def _shown(record: RecordType, name: str, full_name: Callable[[str], str]) -> ExportColumn:
    field = _field(record, name)
    if name in (NUMBER, TRASHED):
        return ExportColumn(name, _LABELS[name], field.name, field, _special(record, name, ""))
    return ExportColumn(name, field.full_label, field.key, field, converting.shown(field, full_name))


def _special(record: RecordType, name: str, no: str) -> Convert:
    """Return the conversion of the number, and of whether a record is in the trash."""
    if name == NUMBER:
        return lambda column, _: [number(record, row_id) for row_id in column]
    return converting.by_value(lambda batch: no if batch is None else "yes")


def _field(record: RecordType, name: str) -> Field:
    by_key = {field.key: field for field in record.fields.values()}
    return record.fields["id"] if name == NUMBER else by_key[name]
