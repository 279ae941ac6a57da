"""An import after which most records are new makes the indexes at its end: nothing else is different."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.outcome import OnDuplicate
from capptro_tui.exchange.importing.running import ImportOptions, run
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history import undo
from capptro_tui.services.importing import writing
from tests.support import damage_to_search, dump, raw

from .rows import given, named

MANY = 20_000
"""Records that are told to come, of a file that ends sooner."""

INDEXES = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'customer' AND type = 'index' ORDER BY name"
CHANGES = "SELECT * FROM change ORDER BY id"
BEA = {"first_name": "Bea", "phone": "01632 960199"}


def bring_in(database: Database, records: list[SourceRecord], expected: int = 0, **options: Any) -> None:
    run(database, Customer, records, lambda _: None, ImportOptions(OnDuplicate.CREATE, expected=expected, **options))


@pytest.fixture
def other(database: Database, tmp_path: Path) -> Iterator[Database]:
    """A second database, with the clock and the user of the first."""
    copy = tmp_path / "other.db"
    shutil.copy(database.path, copy)
    opened = Database.open(copy, by=database.by, clock=database.clock)
    yield opened
    opened.close()


def test_rows_journal_and_structures_are_the_same(database: Database, other: Database) -> None:
    records = [
        *named("Acme", "Bolt", "Acme", phone="01632 960111", account="Z-1"),
        given(5, name="Crab", parts={"contact": [BEA]}),
        given(6, name="Dean", status="deactivated", external_id="42"),
    ]
    bring_in(database, records)
    bring_in(other, records, MANY)
    assert dump(other)["customer"] == dump(database)["customer"]
    assert raw(other.path, CHANGES) == raw(database.path, CHANGES) != []
    assert raw(other.path, INDEXES) == raw(database.path, INDEXES) != []
    assert damage_to_search(other.path) == []


def test_rules_read_by_the_indexes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record whose rules read other records is created after the indexes are there again."""
    create, seen = writing.create_in, []

    def spied(transaction: Any, *others: Any) -> Any:
        seen.append(len(transaction.select(INDEXES)))
        return create(transaction, *others)

    monkeypatch.setattr(writing, "create_in", spied)
    before = len(raw(database.path, INDEXES))
    bring_in(
        database,
        [*named("Acme", "Bolt"), given(4, name="Crab", assigned_user="Ann Example"), given(5, name="Dean")],
        MANY,
    )
    assert seen
    assert set(seen) == {before}
    assert damage_to_search(database.path) == []


def test_an_import_that_is_refused_changes_nothing(database: Database) -> None:
    before = raw(database.path, "SELECT name, sql FROM sqlite_master ORDER BY name")
    with pytest.raises(Refused):
        bring_in(database, [*named("Acme", "Bolt"), given(4, phone="01632 960111")], MANY, is_strict=True)
    assert raw(database.path, "SELECT name, sql FROM sqlite_master ORDER BY name") == before
    assert damage_to_search(database.path) == []


def test_one_undo_takes_all_back(database: Database) -> None:
    bring_in(database, named("Acme", "Bolt"), MANY)
    undo.undo(database)
    assert not dump(database).get("customer")
    assert damage_to_search(database.path) == []
