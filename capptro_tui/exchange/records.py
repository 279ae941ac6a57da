"""Every record as a JSON object of its field names, and back; all of it read from the field declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capptro_tui.errors import Invalid, Problem, Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType, Row, number, parse_number
from capptro_tui.models.registry import record_named

_GENERATED = (BASE | {"number"}) - {"id"}
"""Names in every record's object that the program fills."""

_STAMPS = ("created_at", "created_by", "modified_at", "modified_by")


def to_json(record: RecordType, row: Row, *, reckoned: bool = True) -> dict[str, Any]:
    """A record as an object: `number`, `version`, its fields by their names, its stamps, whether it is in the trash.

    Without `reckoned`, what the program works out itself (a total) is left out, so that the object can be added again.
    """
    shown: dict[str, Any] = {"number": number(record, row["id"]), "version": row["version"]}
    for one in own_fields(record):
        if reckoned or not one.is_reckoned:
            shown[one.key] = value_to_json(one, row[one.name], row)
    for name in _STAMPS:
        shown[name] = row[name]
    shown["trashed"] = row["trashed"] is not None
    return shown


def from_json(record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a service takes, from an object of a record's field names.

    A link may be given by number (`"customer": "C-42"`) or id, and under its column's name too. What each record has
    (`number`, `version`, stamps) is left out. What the program works out (`balance`, `total`) is refused by name. Names
    that the record does not have are kept: the service refuses them together with everything else that does not fit.
    Raises Invalid.
    """
    by_name = {name: one for one in own_fields(record) for name in (one.key, one.name)}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        if name in _GENERATED:
            continue
        one = by_name.get(name)
        if one is not None and one.is_reckoned:
            problems.append(Problem(name, f"“{name}” is filled in by the program."))
            continue
        try:
            read = value if one is None else value_from_json(one, value)
        except Refused as unfit:
            problems.append(Problem(name, str(unfit)))
            continue
        stored = one.name if one else name
        if stored in values and values[stored] != read:
            problems.append(Problem(stored, f"“{name}” is given twice, with different values."))
        values[stored] = read
    if problems:
        raise Invalid(problems)
    return values


def generated(record: RecordType) -> frozenset[str]:
    """The names in a record's object that the program fills."""
    fixed = [one for one in record.fields.values() if one.is_fixed]
    return _GENERATED.union(*((one.key, one.name) for one in fixed))


def typed_fields(record: RecordType) -> list[Field]:
    """The fields of a record that people fill."""
    return [one for one in own_fields(record) if not one.is_fixed]


def own_fields(record: RecordType) -> list[Field]:
    """The fields of a record that the program does not fill by itself."""
    return [one for one in record.fields.values() if one.name not in BASE]


def value_to_json(one: Field, value: Any, row: Row) -> Any:
    """A stored value in JSON: a link as its number, a yes or no as a boolean, an amount and a number with decimals as
    text with all of them, `"45.00"`, custom fields as an object. `row` has the currency of an amount."""
    if one.link and value is not None:
        return number(record_named(one.link), value)
    return one.to_json(value, row)


def value_from_json(one: Field, value: Any) -> Any:
    """A value of JSON, or typed as one word, as a service takes it. Raises Refused."""
    if one.link and isinstance(value, str) and value.strip():
        return _linked(one, value)
    return one.from_json(value)


def _linked(one: Field, text: str) -> int:
    """The id that a number or an id names."""
    wanted = record_named(one.link)
    parsed = parse_number(text)
    if parsed and parsed[0] == wanted.info.letter:
        return parsed[1]
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and len(plain) < 19:
        return int(plain)
    raise Refused(
        f"{one.label}: “{text[:40]}” is not the number of a {wanted.info.label.lower()}; "
        f"those look like {number(wanted, 42)}."
    )
