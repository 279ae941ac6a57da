"""The journal of one batch: each row has one entry in it, from what it was before the batch to what it is after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.db.write import journal
from capptro_tui.db.write.transaction import Transaction
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history import undo
from tests.support import add_customer, batches, dump, get, raw

Write = Callable[[Transaction, int, dict[str, Any]], object]


def alone(transaction: Transaction, row_id: int, values: dict[str, Any]) -> None:
    """Change a row by itself."""
    transaction.change(transaction.get(Customer, row_id), values)


def among_many(transaction: Transaction, row_id: int, values: dict[str, Any]) -> None:
    """Change a row as one of very many."""
    transaction.change_many(Customer, [row_id], values)


WAYS = pytest.mark.parametrize(
    "ways", [(alone, alone), (among_many, among_many), (alone, among_many), (among_many, alone)]
)
"""How a row is changed first and then; both ways meet in one entry."""


@pytest.fixture(autouse=True, params=[1_000, 1], ids=["in memory", "in the database"])
def where_entries_are_kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entries of a batch are in memory, and of a large one in the database."""
    monkeypatch.setattr(journal, "BLOCK", request.param)


@pytest.fixture
def acme(database: Database) -> int:
    return add_customer(database, "Acme", phone="01632 960123")


def entries(database: Database) -> list[tuple[Any, ...]]:
    """What the last batch did: deed and delta of each row."""
    return raw(database.path, "SELECT deed, delta FROM change WHERE batch_id = (SELECT max(id) FROM batch)")


@WAYS
def test_second_change_keeps_what_was_before_the_first(
    database: Database, acme: int, ways: tuple[Write, Write]
) -> None:
    """An undo goes back to before the batch, not to the middle of it, and a redo to its end."""
    before = dump(database)
    with database.write("test") as transaction:
        for write, values in zip(ways, ({"name": "First", "fax": "2"}, {"name": "Second"}), strict=True):
            write(transaction, acme, values)
    after = dump(database)
    assert get(database, Customer, acme)["name"] == "Second"
    assert len(entries(database)) == 1
    undo.undo(database)
    assert dump(database) == before
    undo.redo(database)
    assert dump(database) == after


@WAYS
def test_change_that_is_taken_back_leaves_no_trace(database: Database, acme: int, ways: tuple[Write, Write]) -> None:
    """Of a column that has its value again nothing is told; what else was changed is."""
    with database.write("test") as transaction:
        for write, values in zip(ways, ({"name": "First", "fax": "2"}, {"name": "Acme"}), strict=True):
            write(transaction, acme, values)
    [(deed, delta)] = entries(database)
    assert deed == "change"
    assert "name" not in delta
    assert '"fax": ["", "2"]' in delta


def test_row_that_comes_and_is_changed_comes_as_it_is(database: Database) -> None:
    """One entry, a creation: undone the row is gone, redone it is as it was left."""
    empty = dump(database)
    with database.write("test") as transaction:
        row = transaction.add(Customer, {"name": "First"})
        transaction.change_many(Customer, [row.id], {"name": "Second"})
    after = dump(database)
    assert [deed for deed, _ in entries(database)] == ["create"]
    undo.undo(database)
    assert dump(database) == empty
    undo.redo(database)
    assert dump(database) == after


@pytest.mark.parametrize("at_once", [False, True])
def test_row_that_comes_and_goes_is_not_told(database: Database, at_once: bool) -> None:
    """Nothing is left of it, so there is nothing to undo."""
    count = batches(database)
    with database.write("test") as transaction:
        row = transaction.add(Customer, {"name": "First"})
        if at_once:
            transaction.remove(Customer, [row.id])
        else:
            transaction.remove(Customer, [row.id])
    assert batches(database) == count
    assert raw(database.path, "SELECT * FROM change") == []


@pytest.mark.parametrize("at_once", [False, True])
def test_row_that_is_changed_and_goes_comes_back_as_it_was(database: Database, acme: int, at_once: bool) -> None:
    """As it was before the batch."""
    before = dump(database)
    with database.write("test") as transaction:
        transaction.change(transaction.get(Customer, acme), {"name": "First"})
        if at_once:
            transaction.remove(Customer, [acme])
        else:
            transaction.remove(Customer, [acme])
    assert [deed for deed, _ in entries(database)] == ["remove"]
    undo.undo(database)
    assert dump(database) == before


def test_row_that_goes_and_comes_again_is_a_change(database: Database, acme: int) -> None:
    """Texts that are empty on one of the two sides are texts on both, and an undo and a redo can store them."""
    before, row = dump(database), get(database, Customer, acme)
    with database.write("test") as transaction:
        transaction.remove(Customer, [acme])
        transaction.restore_values(Customer, {acme: {**row, "version": 1, "phone": "", "fax": "2"}})
    after = dump(database)
    assert [deed for deed, _ in entries(database)] == ["change"]
    undo.undo(database)
    assert dump(database) == before
    undo.redo(database)
    assert dump(database) == after
