"""Conditions on records from outside: a field by its name, and a value that it must have."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Problem, Refused
from capptro_tui.exchange.records import value_from_json
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.business.desk import settings
from capptro_tui.services.business.region import locale
from capptro_tui.services.rules import alias
from capptro_tui.text.suggestions import did_you_mean

NUMBER = "number"
"""The name for a record's number, which is no field."""
TRASHED = "trashed"
"""The name for the condition whether a record is in the trash."""


def find_field(record: RecordType, name: str) -> Field:
    """Return the field with a name; for the number, the id. Raises Invalid."""
    wanted = name.replace("-", "_")
    if wanted == NUMBER:
        return record.fields["id"]
    for field in record.fields.values():
        if wanted in (field.key, field.name) and field.name not in ("id", TRASHED):
            return field
    known = [NUMBER, TRASHED, *(field.key for field in record.fields.values() if field.name != "id")]
    text = f"{record.info.label} has no field “{name[:40]}”.{did_you_mean(name, known)}"
    raise Invalid([Problem(name, text)])


def read_value(database: Database, record: RecordType, field: Field, value: Any) -> Any:
    """Return the stored form of a value, typed or from JSON, to compare a field with. Raises Invalid."""
    if not field.type.can_equal:
        raise Invalid([Problem(field.key, f"{field.full_label} cannot be compared with a value here.")])
    try:
        if field.name == "id":
            return _id(database.schema, record, str(value))
        row = {"currency": settings(database)["currency"]}
        given = value_from_json(database.schema, field, value)
        read = field.parse(given, now=database.now(), locale=locale(database), row=row)
    except (ValueError, Refused) as unfit:
        raise Invalid([Problem(field.name, str(unfit))]) from None
    if field.link and isinstance(read, int):
        return alias.standing_for(database, database.schema.record_named(field.link), read)
    return read


def _id(schema: Schema, record: RecordType, text: str) -> int:
    found, row_id = schema.reference(text)
    if found is not schema.own(record):
        raise Refused(f"{text[:40]} is no {record.info.label.lower()}.")
    return row_id
