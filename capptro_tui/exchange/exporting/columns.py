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
from capptro_tui.services.history.user_names import UserNames
from capptro_tui.services.importing import origins
from capptro_tui.services.search.selection import Selection
from capptro_tui.services.search.snapshot import IDENTITY, Snapshot, read_columns

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


def exact_columns(
    schema: Schema, record: RecordType, names: Sequence[str] = (), *, mark: str = ""
) -> list[ExportColumn]:
    """Return columns by their names in JSON, with values in the exact form.

    Args:
        schema: the schema of the database.
        record: the record type.
        names: the columns; all if it is empty, each link with the identity of its target.
        mark: the mark of the database, for the last one of all columns; "" for none.
    """
    first = NUMBER if record.info.letter else "id"
    chosen = list(names) or [first, "version", *_keys(record), *STAMPS, TRASHED]
    found = []
    for name in chosen:
        found.append(_exact(schema, record, name))
        if not names and (link := _numbered_link(schema, record, name)) is not None:
            kind = "title" if schema.record_named(link.link).info.title else "created_at"
            beside = f"{name}.{kind}"
            found.append(ExportColumn(beside, beside, f"{name}{IDENTITY}", link, None))
    return [*found, *_mark_column(record, origins.DATABASE, mark if not names else "")]


def shown_columns(snapshot: Snapshot, record: RecordType, names: Sequence[str] = ()) -> list[ExportColumn]:
    """Return columns by their labels, with values for people.

    Args:
        snapshot: the state of the database.
        record: the record type.
        names: the columns by their names in JSON; if it is empty, all for people, each link with the number of its
            target, and the mark of the database.
    """
    full_name = UserNames(snapshot).full_name
    first = [NUMBER] if record.info.letter else []
    found = []
    for name in list(names) or [*first, *_keys(record), *STAMPS]:
        found.append(_shown(record, name, full_name))
        link = _numbered_link(snapshot.schema, record, name) if not names else None
        if link is not None and (target := snapshot.schema.record_named(link.link)).info.title:
            beside = f"{link.full_label} number"
            found.append(ExportColumn(f"{name}.number", beside, link.name, link, _numbers_of(target)))
    return [*found, *_mark_column(record, origins.DATABASE_LABEL, origins.mark(snapshot) if not names else "")]


def _keys(record: RecordType) -> list[str]:
    return [field.key for field in records.own_fields(record)]


def _numbered_link(schema: Schema, record: RecordType, name: str) -> Field | None:
    """Return the link with a name in JSON, if its targets have numbers; None for any other field."""
    link = next((link for link in record.links() if link.key == name), None)
    return link if link is not None and schema.record_named(link.link).info.letter else None


def _numbers_of(target: RecordType) -> Convert:
    return converting.by_value(lambda row_id: number(target, row_id))


def _mark_column(record: RecordType, header: str, mark: str) -> list[ExportColumn]:
    """Return the column with the mark of the database; none without a mark."""

    def convert(column: Sequence[Any], _currencies: Sequence[str]) -> Sequence[Any]:
        return [mark] * len(column)

    return [ExportColumn(origins.DATABASE, header, "id", record.fields["id"], convert)] if mark else []


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
