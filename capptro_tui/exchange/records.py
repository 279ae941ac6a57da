"""Convert any record to a JSON object of its field names, and back, from the field declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capptro_tui.errors import FieldError, Invalid, Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType, Row, number, parse_number
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import DATABASE, LINKED

_GENERATED = (BASE | {"number", DATABASE, LINKED}) - {"id"}
"""Names in every record's object with values that the program fills."""

_STAMPS = ("created_at", "created_by", "modified_at", "modified_by")


def to_json(schema: Schema, record: RecordType, row: Row, *, reckoned: bool = True) -> dict[str, Any]:
    """Return a record as an object: `number`, `version`, its fields by name, its stamps, `trashed`.

    Args:
        schema: the schema of the database.
        record: the type of the row.
        row: the stored columns, by name.
        reckoned: include values that the program computes (a total). Without them the object can be added again.
    """
    shown: dict[str, Any] = {"number": number(record, row["id"]), "version": row["version"]}
    for field in own_fields(record):
        if reckoned or not field.is_computed:
            shown[field.key] = value_to_json(schema, field, row[field.name], row)
    for name in _STAMPS:
        shown[name] = row[name]
    shown["trashed"] = row["trashed"] is not None
    return shown


def from_json(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return field names and values for a service, from an object of a record's field names.

    A link may be given by number (`"customer": "C-42"`) or id, and also under its column's name. Values that every
    record has (`number`, `version`, stamps, origin) are left out. Values that the program computes (`balance`, `total`)
    are refused by name. Unknown names are kept: the service refuses them together with every other error.

    Raises:
        Invalid: Some values do not fit, or a field is given twice with different values.
    """
    by_name = {name: field for field in own_fields(record) for name in (field.key, field.name)}
    values: dict[str, Any] = {}
    problems: list[FieldError] = []
    for name, value in given.items():
        if name in _GENERATED:
            continue
        field = by_name.get(name)
        if field is not None and field.is_computed:
            problems.append(FieldError(name, f"“{name}” is filled in by the program."))
            continue
        try:
            read = value if field is None else value_from_json(schema, field, value)
        except Refused as unfit:
            problems.append(FieldError(name, str(unfit)))
            continue
        stored = field.name if field else name
        if stored in values and values[stored] != read:
            problems.append(FieldError(stored, f"“{name}” is given twice, with different values."))
        values[stored] = read
    if problems:
        raise Invalid(problems)
    return values


def generated(record: RecordType) -> frozenset[str]:
    """Return the names in a record's object with values that the program fills."""
    fixed = [field for field in record.fields.values() if field.is_read_only]
    return _GENERATED.union(*((field.key, field.name) for field in fixed))


def typed_fields(record: RecordType) -> list[Field]:
    """Return the fields of a record that people fill."""
    return [field for field in own_fields(record) if not field.is_read_only]


def own_fields(record: RecordType) -> list[Field]:
    """Return the fields of a record, without those of every record (id, version, stamps, trash)."""
    return [field for field in record.fields.values() if field.name not in BASE]


def value_to_json(schema: Schema, field: Field, value: Any, row: Row) -> Any:
    """Convert a stored value to JSON.

    A link becomes its number, a yes or no a boolean, custom fields an object. An amount and a number with decimals
    become text with all decimals, `"45.00"`.

    Args:
        schema: the schema of the database.
        field: the field.
        value: the stored value.
        row: the stored columns of the record; one of them is the currency of an amount.
    """
    if field.link and value is not None:
        return number(schema.record_named(field.link), value)
    return field.to_json(value, row)


def value_from_json(schema: Schema, field: Field, value: Any) -> Any:
    """Convert a value of JSON, or one typed on the command line, for a service. Raises Refused."""
    if field.link and isinstance(value, str) and value.strip():
        return _linked(schema, field, value)
    return field.from_json(value)


def _linked(schema: Schema, field: Field, text: str) -> int:
    """Return the id of a linked record from its number or id. Raises Refused."""
    wanted = schema.record_named(field.link)
    parsed = parse_number(text)
    if parsed and parsed[0] == wanted.info.letter:
        return parsed[1]
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and len(plain) < 19:
        return int(plain)
    raise Refused(
        f"{field.label}: “{text[:40]}” is not the number of {wanted.info.with_article}; "
        f"those look like {number(wanted, 42)}."
    )
