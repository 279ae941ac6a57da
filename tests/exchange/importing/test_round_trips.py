"""A whole desk out, type by type, and into an empty one: equal, as far as the format carries it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.everything import in_order
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.integrity.check import check
from capptro_tui.services.records import records
from capptro_tui.services.records.inner_parts import parts_inside
from tests import support
from tests.services import invariants, plausible
from tests.support import SOAK, Clock

from .desks import bring, export

IMPORTED = [one for one in SHIPPED.numbered if one.info.is_typed and one.info.name != "user"]
"""The record types that come from files. The only user is known from the first write."""

_OF_THE_IMPORT = {"version", "modified_at", "modified_by", "CustomerModifiedDate", "CustomerModifiedFullName"}
"""What the last write leaves on a record."""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A desk of the same person without records."""
    with closing(Database.create(tmp_path / "new" / "new.db", by=("ann", "Ann Example"), clock=Clock())) as database:
        records.change(database, Settings, 1, {"business_name": "New"})
        yield database


def fill(database: Database, customers: int, others: int, seed: int) -> None:
    """Generated customers, and records of every type that belong to some of them."""
    chance = Random(seed)
    typed = [one for one in SHIPPED.records if one in IMPORTED or (one.info.title and not one.info.letter)]
    typed = [one for one in typed if one in invariants.KNOWN and not one.info.is_singleton]
    with database.write("fill") as transaction:
        while transaction.count(Customer) < customers:
            with suppress(Refused):
                records.create_in(transaction, Customer, plausible.new(chance, Customer, {}), database)
    for place in range(others):
        record = typed[place % len(typed)]
        with suppress(Refused):
            records.create(database, record, plausible.new(chance, record, _newest(database)))


def _newest(database: Database) -> plausible.Rows:
    """The newest records of each type, to link to."""
    return {
        record.info.name: {
            row["id"]: row for row in database.select(f'SELECT * FROM "{record.info.name}" ORDER BY id DESC LIMIT 30')
        }
        for record in invariants.KNOWN
    }


def published(database: Database, record: RecordType, left_out: set[str]) -> list[dict[str, Any]]:
    """The records of a type as they are published, without some values."""
    return [_without(one, left_out | _OF_THE_IMPORT) for one in support.published(database, record)]


def _without(one: dict[str, Any], names: set[str]) -> dict[str, Any]:
    kept = {name: value for name, value in one.items() if name not in names}
    return {name: _without(value, names) if name == "extensions" else value for name, value in kept.items()}


@pytest.mark.parametrize("form", ["json", "csv-raw", *(("jsonl", "xlsx-raw") if SOAK else ())])
def test_a_desk_comes_into_an_empty_one(database: Database, empty: Database, home: Path, form: str) -> None:
    """With every number and link; a table has no place for the lines of an order and the like, and export says so."""
    fill(database, *((10_000, 2_000) if SOAK else (30, 60)), seed=3)
    is_table = not form.startswith("json")
    for record in (one for one in in_order(SHIPPED) if one in IMPORTED):
        file = export(database, record, home / record.info.name, form)
        outcomes = bring(empty, record, file) if file.stat().st_size else []
        assert [one.to_json() for one in outcomes if one.is_fault or one.action.value != "created"][:3] == [], record
    for record in IMPORTED:
        parts = {part.key for part in parts_inside(SHIPPED, record)} | {"linked"} if is_table else set()
        found, wanted = (json.dumps(published(one, record, parts)) for one in (empty, database))
        if form.startswith("xlsx"):  # the export says that it has a sign for each control character
            wanted = wanted.replace("\\u001b", "\\ufffd")
        assert json.loads(found) == json.loads(wanted), record
    assert check(empty) == []
    assert [*invariants.broken(invariants.read(empty))] == []
