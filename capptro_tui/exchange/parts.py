"""Parts of a record inside its JSON object: `lines` of an order, `assets` of a work item, `sites` of a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from capptro_tui.errors import FieldError, Invalid, Refused
from capptro_tui.exchange import records
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.schema import Schema
from capptro_tui.models.types import strict_json
from capptro_tui.services.importing.links import Source
from capptro_tui.services.records.inner_parts import Part, parts_inside, read_parts

Inside = dict[str, list[dict[str, Any]]]
"""Key of a kind of part to the values of each part."""


def to_json(source: Source, record: RecordType, found: Sequence[Row]) -> list[dict[str, Any]]:
    """Return, for each record, an object with its parts: a list under the key of each kind of part."""
    shown: list[dict[str, Any]] = [{} for _ in found]
    for part in parts_inside(source.schema, record):
        inside = read_parts(source, part, [row["id"] for row in found])
        for row, one in zip(found, shown, strict=True):
            one[part.key] = [_part_to_json(source.schema, part, each) for each in inside[row["id"]]]
    return shown


def _part_to_json(schema: Schema, part: Part, row: Row) -> Any:
    if part.joined is not None:
        return records.value_to_json(schema, part.joined, row[part.joined.name], row)
    return {
        field.key: records.value_to_json(schema, field, row[field.name], row)
        for field in records.typed_fields(part.record)
        if field.name != part.link and not field.position
    }


def take(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> tuple[dict[str, Any], Inside]:
    """Separate the parts given for a record from its other values.

    Returns:
        The other values by name, and the parts as a service takes them.

    Raises:
        Invalid: A part has the wrong form.
    """
    kinds = {part.key: part for part in parts_inside(schema, record)}
    rest = {name: value for name, value in given.items() if name not in kinds}
    return rest, {name: _from_json(schema, kinds[name], value) for name, value in given.items() if name in kinds}


def _from_json(schema: Schema, part: Part, value: Any) -> list[dict[str, Any]]:
    """Read the parts from a list, or from the JSON text of one as typed on the command line."""
    try:
        if isinstance(value, str):
            value = strict_json.read(value) if value.strip() else []
        if not isinstance(value, list):
            raise Refused(f"“{part.key}” must be a list.")
        return [_one_from_json(schema, part, each) for each in value]
    except Invalid:
        raise
    except Refused as refused:
        raise Invalid([FieldError(part.key, f"“{part.key}”: {refused}")]) from None


def _one_from_json(schema: Schema, part: Part, value: Any) -> dict[str, Any]:
    if part.joined is not None:
        return {part.joined.name: records.value_from_json(schema, part.joined, value)}
    if not isinstance(value, dict):
        raise Refused("each must be an object.")
    return records.from_json(schema, part.record, value)
