"""Reads the program's own exports: objects in the published shape of a record, with their parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from capptro_tui.errors import Invalid
from capptro_tui.exchange import customers, records, writing
from capptro_tui.exchange.importing.deciding.planning import CREATED_AT, CREATED_BY, NUMBER
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType, parse_number
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import DATABASE, LINKED
from capptro_tui.services.records.inner_parts import parts_inside

Objects = Iterable[tuple[int, dict[str, Any]]]
"""Objects, each with its number in the file, from 1."""

_FURTHER_NAMES = {"customer": frozenset({*customers.API_NAMES, customers.EXTENSIONS})}
"""Record type's name to the names in its published shape that are no fields."""

_API_NUMBER, _API_CREATED_AT = "CustomerNumber", "CustomerCreatedDate"


def is_own_shape(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> bool:
    """Return whether an object has the names of a record's published shape and no others."""
    return bool(given) and given.keys() <= _names(schema, record)


def read_objects(schema: Schema, record: RecordType, objects: Objects) -> Iterator[SourceRecord]:
    """Yield the records in objects of the published shape."""
    keys = {part.key: part.record.info.name for part in parts_inside(schema, record)}
    for place, given in objects:
        try:
            new = writing.read_given(schema, record, given)
        except Invalid as invalid:
            yield SourceRecord((place,), _title(record, given), {}, [], refused=str(invalid))
            continue
        origin = {
            NUMBER: _first(given, _API_NUMBER, NUMBER),
            CREATED_AT: _first(given, _API_CREATED_AT, CREATED_AT),
            CREATED_BY: _first(given, CREATED_BY),
            DATABASE: _first({**_extensions(given), **given}, DATABASE),
            LINKED: {**_extensions(given), **given}.get(LINKED),
        }
        values = {**new.values, **_numbers(record, given, new.values)}
        values |= {name: value for name, value in origin.items() if value}
        parts = {keys[key]: each for key, each in new.inside.items() if each}
        # The values of JSON stay what they are: numbers, lists and objects, too.
        yield SourceRecord((place,), cast("dict[str, str]", values), cast("dict[str, list[dict[str, str]]]", parts), [])


def _numbers(record: RecordType, given: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """Return links to the numbers that an object has for them: a number that is none here is kept as it is given.

    The target of a link that must belong to an owner is looked for among those of the owner.
    """
    found: dict[str, str] = {}
    for link in record.links():
        text = given.get(link.key, given.get(link.name))
        owner = link.type.scoped_by
        if isinstance(text, str) and parse_number(text) and (not owner or values.get(owner) is not None):
            found[link.name] = text.strip()
    return found


def _extensions(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the values of a customer that have no published name."""
    found = given.get(customers.EXTENSIONS)
    return found if isinstance(found, Mapping) else {}


def _names(schema: Schema, record: RecordType) -> frozenset[str]:
    """Return the names in a record's objects."""
    own = {name for field in records.own_fields(record) for name in (field.key, field.name)}
    names = own | records.generated(record) | {"id"} | {part.key for part in parts_inside(schema, record)}
    return frozenset(names) | _FURTHER_NAMES.get(record.info.name, frozenset())


def _first(given: Mapping[str, Any], *names: str) -> str:
    return next((str(given[name]) for name in names if given.get(name)), "")


def _title(record: RecordType, given: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that name a refused record."""
    names = {name: (name, record.fields[name].api) for name in record.info.title}
    return {name: text for name, known in names.items() if (text := _first(given, *known))}
