"""The targets of columns by the fields of a record type: their names, labels and API names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capptro_tui.exchange.understanding.layout.profile import ColumnProfile
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.vocabulary.field_words import FIELD_WORDS
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words, read_header
from capptro_tui.exchange.understanding.vocabulary.meanings import IGNORED, NOTE, meaning_of
from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.records.inner_parts import parts_inside

RAW, OWN = "raw", "own"
"""Details of columns of this program's exports: as stored, where nothing is mended, and as shown to people."""

_FEWEST_SHOWN = 6
"""Fewest labels, all of this program, that are taken for its own: a list by hand may have `Name` and `Phone` too."""


def map_own_columns(record: RecordType, headers: Sequence[str]) -> list[SourceColumn] | None:
    """Return the columns of an export of this program; None if the headers are those of another one."""
    stored, shown = _stored_names(record), _shown_names(record)
    if all(header in stored for header in headers) and any("_" in header for header in headers):
        return [_own_column(index, header, stored, RAW) for index, header in enumerate(headers)]
    if all(header in shown for header in headers) and len(headers) >= _FEWEST_SHOWN:
        return [_own_column(index, header, shown, OWN) for index, header in enumerate(headers)]
    return None


def _own_column(index: int, header: str, names: dict[str, str], detail: str) -> SourceColumn:
    target = names[header]
    why = "The program fills it." if target == IGNORED else ""
    return SourceColumn(index, header, target, detail if target != IGNORED else "", label=header, why=why)


def _target(field: Field) -> str:
    return IGNORED if field.is_read_only or field.name in BASE else field.key


def _stored_names(record: RecordType) -> dict[str, str]:
    found = {field.key: _target(field) for field in record.fields.values()}
    return found | {field.name: _target(field) for field in record.fields.values()} | {"number": "number"}


def _shown_names(record: RecordType) -> dict[str, str]:
    found = {field.full_label: _target(field) for field in record.fields.values()}
    return found | {"Number": "number"}


def map_record_columns(
    schema: Schema, record: RecordType, headers: Sequence[str], profiles: Sequence[ColumnProfile]
) -> list[SourceColumn]:
    """Return the columns of a table of any record type; one column a field, then those of its parts, then notes."""
    fields = tuple(target_fields(schema, record))
    names = _exact_names(record, fields), _other_names(fields)
    note = notes_field(record)
    taken: set[str] = set()
    columns = []
    for index, header in enumerate(headers):
        target = next((one for one in _candidates(names, record, header) if one not in taken), "")
        column = SourceColumn(index, header, target or (NOTE if note and header else IGNORED), label=header)
        if target:
            taken.add(target)
        elif column.target == IGNORED:
            column.why = f"{record.info.with_article.capitalize()} has no field for it."
        if profiles[index].has_dates:
            column.date_order = profiles[index].dates.order
        columns.append(column)
    return columns


def notes_field(record: RecordType) -> str:
    """Return the field that takes what no other field can; "" if the record type has none."""
    return next((name for name in ("description", "notes") if name in record.fields), "")


def header_names(schema: Schema, record: RecordType) -> frozenset[str]:
    """Return the headers, as words in small letters, that are fields of the record type or of its parts."""
    fields = tuple(target_fields(schema, record))
    return frozenset(_exact_names(record, fields)) | frozenset(_other_names(fields))


TargetedFields = tuple[tuple[str, Field], ...]
"""Targets and declarations; the target of a part's field has the part's name before it: `order_line.quantity`."""


def _exact_names(record: RecordType, fields: TargetedFields) -> dict[str, list[str]]:
    """Return header to the fields of that name or label."""
    names: dict[str, list[str]] = {}
    for target, field in fields:
        for text in (field.key, field.name, field.full_label, field.label, field.api):
            names.setdefault(_plain(text), []).append(target)
    if record.info.title:
        names.setdefault(_plain(record.info.label), []).append(record.info.title[0])
    names.setdefault("number", []).append("number")
    names.pop("", None)
    return names


def _other_names(fields: TargetedFields) -> dict[str, list[str]]:
    """Return other words for fields, each with its fields."""
    names: dict[str, list[str]] = {}
    for target, field in fields:
        for text in filter(None, FIELD_WORDS.get(field.key, "").split("|")):
            names.setdefault(_plain(text), []).append(target)
    return names


def target_fields(schema: Schema, record: RecordType) -> Iterator[tuple[str, Field]]:
    """Yield target and declaration of each field that a table may have."""
    for field in record.fields.values():
        if _target(field) != IGNORED:
            yield field.key, field
    for part in parts_inside(schema, record):
        for field in part.record.fields.values():
            if not part.joined and field.form and _target(field) != IGNORED and field.name != part.link:
                yield f"{part.record.info.name}.{field.key}", field


def _plain(text: str) -> str:
    return " ".join(read_header(text).words) or fold_words(text)


def _candidates(names: tuple[dict[str, list[str]], dict[str, list[str]]], record: RecordType, header: str) -> list[str]:
    """Return the targets of a header, the surest first: by its name, by the meaning of its words, by other words."""
    exact, other = names
    plain = _plain(header)
    label = _plain(record.info.label)
    found = [*exact.get(plain, ()), *exact.get(plain.removeprefix(f"{label} "), ())]
    known = {target for targets in (*exact.values(), *other.values()) for target in targets}
    part = meaning_of(header).target.rpartition(".")[2]
    also = {
        "name": ["customer"],
        "contact_name": ["name"],
        "account": ["reference"],
        "description": [notes_field(record)],
    }
    meant = (part, part.removeprefix("billing_").removeprefix("shipping_"), *also.get(part, []))
    found += [one for one in meant if one in known]
    return [*found, *other.get(plain, ())]
