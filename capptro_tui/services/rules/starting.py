"""Start values of a new record: today's date, values of its owner or the settings, its position."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import rows
from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.field import Field, FromOwner, FromSettings
from capptro_tui.models.record import RecordType
from capptro_tui.models.system.settings import Settings


def starting(source: Source, record: RecordType, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the start values of a new record, its defaults included. `given` has the ids of its links."""
    values = {**record.defaults(), **{name: value for name, value in given.items() if name in record.fields}}
    values |= followed(source, record, values)
    owner = record.owner_link()
    for field in record.fields.values():
        if (default := field.type.default_at(field.default, now)) is not None:
            values[field.name] = default
        if field.position and owner is not None:
            values[field.name] = rows.last_place(source, record, field.name, owner.name, values[owner.name]) + 1
        if field.default_from is not None:
            values[field.name] = _taken(source, field.default_from, owner, values, values[field.name])
    return values


def followed(source: Source, record: RecordType, whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are copied from another record, with its values: the first that a link names."""
    found: dict[str, Any] = {}
    for field in record.fields.values():
        for name in field.copied_from:
            row = _named(source, record.fields[name], whole.get(name))
            if row is not None:
                found[field.name] = row[field.name]
                break
    return found


def without_copies(record: RecordType, typed: Mapping[str, Any], copied: Mapping[str, Any]) -> dict[str, Any]:
    """Return the typed values without copied fields.

    Raises Invalid if a typed value differs from its copy in `copied`: it is not replaced silently.
    """
    wrong = [
        FieldError(
            name, f"{field.full_label}: it is that of the {record.fields[field.copied_from[0]].label.lower()}, {now}."
        )
        for name, value in typed.items()
        if (field := record.fields.get(name))
        and field.copied_from
        and (now := copied.get(name)) is not None
        and str(value).strip().casefold() != str(now).casefold()
    ]
    if wrong:
        raise Invalid(wrong)
    return {
        name: value for name, value in typed.items() if name not in record.fields or not record.fields[name].copied_from
    }


def _taken(
    source: Source, origin: FromOwner | FromSettings, owner: Field | None, values: Mapping[str, Any], otherwise: Any
) -> Any:
    """Return the value of a field of the owner or the settings; `otherwise` if the owner is unknown."""
    if isinstance(origin, FromSettings):
        row = rows.one(source, Settings, 1)
    else:
        row = _named(source, owner, values.get(owner.name)) if owner else None
    return row[origin.field.name] if row else otherwise


def _named(source: Source, link: Field, row_id: Any) -> dict[str, Any] | None:
    """Return the row that a link names, of a merged record the one that it was merged into; None for no id of a row."""
    if isinstance(row_id, str) and row_id.strip().isdecimal():
        row_id = int(row_id)
    is_id = isinstance(row_id, int) and not isinstance(row_id, bool) and abs(row_id) < 2**63
    target = source.schema.record_named(link.link)
    return rows.one(source, target, rows.standing_for(source, target, row_id)) if is_id else None
