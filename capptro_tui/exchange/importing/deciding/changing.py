"""The changes that a record of a file makes to one that is there: other values, values that were empty, parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from capptro_tui.exchange.importing.deciding.fitting import Fitted
from capptro_tui.exchange.importing.outcome import Changed
from capptro_tui.models.field import Field
from capptro_tui.models.pure_rules import pure_rules_of
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import Origin
from capptro_tui.services.rules.link_rules import state_problem
from capptro_tui.text.patterns import pattern

_CONTROLS = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that spreadsheets cannot hold."""


def changes_to(
    schema: Schema, row: Row, fitted: Fitted, *, fill: bool, by_number: bool = False
) -> tuple[dict[str, Any], list[Changed]]:
    """Return the typed values of a record that differ from a row, and the changes for people.

    Texts of several lines, and named values, are joined: what is there stays. In an export of this database they are
    replaced, and a text is the stored one if it has only the changes that tables make. A value of another program is
    the stored one if it lacks only what programs have no place for, such as the name beside an e-mail address. What
    changes along with a value is among the changes for people. Afterwards the record has the values that its row will
    have.

    Args:
        schema: the schema of the database.
        row: the stored columns, by name.
        fitted: the record.
        fill: whether only empty fields are filled.
        by_number: whether the row has the number of the record. Otherwise an identifier in another program stays.
    """
    typed: dict[str, Any] = {}
    after: dict[str, Any] = {}
    replaces = by_number and fitted.origin is Origin.HERE
    _follow(fitted, {} if replaces else row)
    for name, value in list(fitted.checked.items()):
        field, before = fitted.record.fields[name], row[name]
        new, given = (value, fitted.typed[name]) if replaces else _joined(field, before, value, fitted.typed[name])
        is_as_in_tables = fitted.origin is Origin.HERE and _as_in_tables(field, before) == _as_in_tables(field, value)
        if new == before or is_as_in_tables or (not replaces and new == field.type.without_remarks(before)):
            continue
        keeps = bool(fill or (field.foreign and not by_number)) and not is_empty(field, before)
        if why := _obstacle(fitted.record, field, before, new, keeps=keeps):
            fitted.mend(field.full_label, str(fitted.typed[name]), schema.read_value(field, before, row), why)
        elif isinstance(new, str) and field.type.is_text and len(new) > field.limit:
            fitted.kept.append(str(value))
        else:
            typed[name] = fitted.typed[name] = given
            after[name] = fitted.checked[name] = new
            continue
        if field.type.joins_on_merge:  # kept texts are added to what is there
            fitted.checked[name] = fitted.typed[name] = before
    pure_rules_of(fitted.record).complete(after, row)
    return typed, _shown_changes(schema, fitted.record, row, after)


def changes_of_parts(schema: Schema, there: Sequence[Row], parts: Sequence[Fitted]) -> list[Changed]:
    """Return the changes for people where given parts of one type take the place of those that are there."""
    record = parts[0].record
    if len(there) != len(parts):
        return [(record.info.plural, str(len(there)), str(len(parts)))]
    changed: list[Changed] = []
    for row, part in zip(there, parts, strict=True):
        after = {name: value for name, value in part.checked.items() if row[name] != value}
        shown = _shown_changes(schema, record, row, after)
        changed += [(f"{record.called(row)}: {label}", was, now) for label, was, now in shown]
    return changed


def _follow(fitted: Fitted, row: Mapping[str, Any]) -> None:
    """Give a record the values that it would have if it were created: one with an appointment is not new.

    `row` has the values of the fields about which the record says nothing.
    """
    whole = {**row, **fitted.checked}
    pure_rules_of(fitted.record).complete(whole, fitted.record.defaults())
    followed = {name: whole[name] for name, value in fitted.checked.items() if whole[name] != value}
    fitted.checked |= followed
    fitted.typed |= followed


def _obstacle(record: RecordType, field: Field, before: Any, after: Any, *, keeps: bool) -> str:
    """Return why a value cannot take the place of another one; "" if it can. `keeps` is whether that is to stay."""
    if keeps:
        return "It is filled in already."
    problem = state_problem(record, field, before, after)
    return problem.message if problem else ""


def _shown_changes(schema: Schema, record: RecordType, row: Row, after: Mapping[str, Any]) -> list[Changed]:
    """Return changed values for people."""
    changed: list[Changed] = []
    for name, value in after.items():
        field, before = record.fields[name], row[name]
        if value != before:
            shown = schema.read_value(field, before, row), schema.read_value(field, value, row)
            changed.append((field.full_label, *shown))
    return changed


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


def adds_to(earlier: Fitted, later: Fitted) -> bool:
    """Return whether a later record of the file has a value or a text that an earlier one lacks."""
    others = (later.checked, earlier.checked), (later.links, earlier.links)
    return any(mine[name] != theirs.get(name) for mine, theirs in others for name in mine) or bool(
        set(later.kept) - set(earlier.kept)
    )


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
