"""The published shape of each record type: the 41 names for customers, field names for all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Problem
from capptro_tui.exchange import customers, parts, records
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema
from capptro_tui.services.history.user_names import UserNames
from capptro_tui.services.search.listing import Listing, by_ids, one

_BLOCK = 500
"""Number of records in memory at a time."""


def read(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return field names and values for a service, from an object in any shape of the record. Raises Invalid."""
    return customers.from_api(schema, given) if record is Customer else records.from_json(schema, record, given)


def read_typed(schema: Schema, record: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same from fields typed one by one. Values that the program fills are refused. Raises Invalid."""
    generated = records.generated(record) | (customers.GENERATED if record is Customer else frozenset())
    if filled := [name for name in given if name in generated]:
        raise Invalid([Problem(name, f"“{name}” is filled in by the program.") for name in filled])
    return read(schema, record, given)


def export(database: Database, record: RecordType) -> Iterator[dict[str, Any]]:
    """Yield every record that is not in the trash, oldest first, in its published shape."""
    people = UserNames(database)
    for block in _blocks(database, record):
        live = [row for row in block if row["trashed"] is None]
        for row, inside in zip(live, parts.to_json(database, record, live), strict=True):
            if record is Customer:
                yield customers.to_api(database.schema, row, people)
            else:
                yield {**records.to_json(database.schema, record, row, reckoned=False), **inside}


def whole(database: Database, record: RecordType, row_id: int) -> dict[str, Any]:
    """Return one record with its parts. Raises Missing."""
    row = one(database, record, row_id)
    return {**records.to_json(database.schema, record, row), **parts.to_json(database, record, [row])[0]}


def _blocks(database: Database, record: RecordType) -> Iterator[list[dict[str, Any]]]:
    """Yield every record, trashed ones too, by id in blocks: none is missed or met twice while others write."""
    for start in range(1, last_id(database, record) + 1, _BLOCK):
        yield by_ids(database, record, list(range(start, start + _BLOCK)))


def last_id(database: Database, record: RecordType) -> int:
    """Return the id of the newest record; 0 if there is none."""
    newest = Listing(database, record, sort="id", descending=True, trash=None).rows(0, 1)
    return int(newest[0]["id"]) if newest else 0
