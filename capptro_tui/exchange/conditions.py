"""Conditions on records from outside: a field by its name, and a value that it must have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.errors import FieldError, Invalid, Refused
from capptro_tui.exchange.records import value_from_json
from capptro_tui.exchange.suggesting import suggesting
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.business.business_settings import settings
from capptro_tui.services.business.region import locale
from capptro_tui.services.rules import alias
from capptro_tui.services.search.selection import Selection
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
    raise Invalid([FieldError(name, text)])


def read_value(database: Database, record: RecordType, field: Field, value: Any) -> Any:
    """Return the stored form of a value, typed or from JSON, to compare a field with. Raises Invalid."""
    if not field.type.can_equal:
        raise Invalid([FieldError(field.key, f"{field.full_label} cannot be compared with a value here.")])
    try:
        if field.name == "id":
            return _id(database.schema, record, str(value))
        row = {"currency": settings(database)["currency"]}
        given = value_from_json(database.schema, field, value)
        read = field.parse(given, now=database.now(), locale=locale(database), row=row)
    except (ValueError, Refused) as unfit:
        raise Invalid([FieldError(field.name, str(unfit))]) from None
    if field.link and isinstance(read, int):
        return alias.standing_for(database, database.schema.record_named(field.link), read)
    return read


def read_selection(database: Database, record: RecordType, where: Mapping[str, Sequence[Any]], sort: str) -> Selection:
    """Read conditions and an order.

    Args:
        database: the database.
        record: the type of the records.
        where: name of a field to its allowed values, typed or from JSON; `trashed` to yes and no.
        sort: name of a field, with a minus before it for the other direction; "" for the list's own order.

    Raises:
        Invalid: there is no such field, or it cannot have the value.
        Refused: an empty value is one of several.
    """
    equal: dict[str, Any] = {}
    for name, given in where.items():
        if name.replace("-", "_") == TRASHED:
            continue
        field, values = find_field(record, name), []
        for value in given:
            with suggesting(record, {field.name: value}):
                values.append(read_value(database, record, field, value))
        if len(values) > 1 and None in values:
            raise Refused(f"“{name}=” finds what is empty; it cannot be one of several values.")
        equal[field.name] = values[0] if len(values) == 1 else tuple(values)
    is_trashed, merged = _trash(where.get(TRASHED, ["no"])), record.stand_in()
    if is_trashed is not False and merged is not None:
        equal.setdefault(merged.name, None)  # a merged record is in no trash
    order = sort.removeprefix("-").strip()
    column = find_field(record, order).name if order else ""
    return Selection(record, equal, column, sort.startswith("-"), is_trashed)


def _trash(values: Sequence[Any]) -> bool | None:
    """Return whether to select records in the trash; None for all. Raises Refused."""
    words = {str(value).strip().casefold() for value in values}
    known = {"yes": True, "true": True, "no": False, "false": False}
    if unknown := words - known.keys():
        raise Refused(f"“trashed” must be yes or no, not “{min(unknown)[:40]}”.")
    answers = {known[word] for word in words}
    return None if len(answers) > 1 else answers.pop()


def _id(schema: Schema, record: RecordType, text: str) -> int:
    found, row_id = schema.reference(text)
    if found is not schema.own(record):
        raise Refused(f"{text[:40]} is no {record.info.label.lower()}.")
    return row_id
