"""A field of a record as a cell of a table."""

from __future__ import annotations

from capptro_tui.models.field import Field
from capptro_tui.models.record import Row, number
from capptro_tui.models.schema import Schema


def cell(schema: Schema, field: Field, row: Row, *, whole: bool = False) -> str:
    """Return the text of a field of a row; a link as the name of its target, with `whole` after its number."""
    value = row[field.name]
    if field.link:
        name = str(row[field.key] or "")
        if value is None:
            return name and f"{name} (no longer linked)"
        return f"{number(schema.record_named(field.link), value)}  {name}" if whole else name
    if field.choices:
        choice = field.choice(value)
        return f"{choice.mark} {choice.label}".strip()
    if field.type.is_flag and not value:
        return ""
    return field.format(value, row)
