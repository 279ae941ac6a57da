"""The changes that a record of a file makes to one that is there: other values, values that were empty, parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capptro_tui.exchange.importing.deciding.fitting import Fitted
from capptro_tui.exchange.importing.outcome import Changed
from capptro_tui.models.field import Field
from capptro_tui.models.record import Row
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import Origin
from capptro_tui.text.patterns import pattern

_CONTROLS = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that spreadsheets cannot hold."""


def changes_to(
    schema: Schema, row: Row, fitted: Fitted, *, fill: bool, by_number: bool = False
) -> tuple[dict[str, Any], list[Changed]]:
    """Return the typed values of a record that differ from a row, and the changes for people.

    Texts of several lines, and named values, are joined: what is there stays. In an export of this database they are
    replaced, and a text is the stored one if it has only the changes that tables make.

    Args:
        schema: the schema of the database.
        row: the stored columns, by name.
        fitted: the record.
        fill: whether only empty fields are filled.
        by_number: whether the row has the number of the record. Otherwise an identifier in another program stays.
    """
    typed: dict[str, Any] = {}
    changed: list[Changed] = []
    replaces = by_number and fitted.origin is Origin.HERE
    for name, value in fitted.checked.items():
        field, before = fitted.record.fields[name], row[name]
        after, given = (value, fitted.typed[name]) if replaces else _joined(field, before, value, fitted.typed[name])
        if after == before or (replaces and _as_in_tables(field, before) == _as_in_tables(field, after)):
            continue
        if (fill or (field.foreign and not by_number)) and not is_empty(field, before):
            shown = schema.read_value(field, before, row)
            fitted.mend(field.full_label, str(fitted.typed[name]), shown, "It is filled in already.")
            continue
        if isinstance(after, str) and field.type.is_text and len(after) > field.limit:
            fitted.kept.append(str(value))
            continue
        typed[name] = given
        changed.append((field.full_label, schema.read_value(field, before, row), schema.read_value(field, after, row)))
    return typed, changed


def fill_in(earlier: Fitted, later: Fitted, *, fill: bool) -> list[Changed]:
    """Give an earlier record of the file the values of a later one, and return the changes for people.

    Args:
        earlier: the record that is to be created.
        later: the same record in a later row.
        fill: whether only empty fields are filled.
    """
    blank = {**dict.fromkeys(earlier.record.fields), **earlier.record.defaults()}
    changed: list[Changed] = []
    for name, value in later.checked.items():
        field, before = earlier.record.fields[name], earlier.checked.get(name, blank[name])
        after, given = _joined(field, before, value, later.typed[name])
        if after == before:
            continue
        if fill and not is_empty(field, before):
            later.mend(field.full_label, str(later.typed[name]), field.format(before), "It is filled in already.")
            continue
        earlier.checked[name], earlier.typed[name] = after, given
        changed.append((field.full_label, field.format(before), field.format(after)))
    earlier.kept += [text for text in later.kept if text not in earlier.kept]
    earlier.links |= {name: text for name, text in later.links.items() if name not in earlier.links}
    return changed


def is_empty(field: Field, value: Any) -> bool:
    """Return whether a stored value says nothing, so that it may be filled."""
    return value is None or value == field.empty or (isinstance(value, str) and not value.strip())


def _joined(field: Field, before: Any, value: Any, typed: Any) -> tuple[Any, Any]:
    """Return the value after the change, and the value for a service to read."""
    if not field.type.joins_on_merge or is_empty(field, before) or value == before:
        return value, typed
    joined = field.type.join(value, before)
    return joined, joined


def _as_in_tables(field: Field, value: Any) -> Any:
    """Return a text as it comes back from a table: with line feeds alone, and signs for control characters."""
    if not isinstance(value, str) or not field.type.is_text:
        return value
    text = _CONTROLS.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() if field.type.is_multiline else text


def same_values(row: Mapping[str, Any], fitted: Fitted) -> bool:
    """Return whether a row has all values of a part."""
    return all(row[name] == value for name, value in fitted.checked.items())
