"""Rows written many at once: the same rows and the same journal as one by one, in a bounded number of statements."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.db.write import journal
from capptro_tui.db.write.transaction import Transaction
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import undo
from capptro_tui.services.history.write_result import result_of
from capptro_tui.services.integrity.check import Check
from capptro_tui.services.search.find import find
from tests.support import BY, HOSTILE, Clock, add_customer, batches, dump, is_sound

CUSTOMERS: list[dict[str, Any]] = [
    {"name": name, "phone": "(020) 7946 0018", "email": "Ann@Example.COM", "billing_lat": 51.5, "account": f"0{place}"}
    for place, name in enumerate([*HOSTILE, "Zoë & Sons Ltd", "Söhne GmbH"])
    if name.strip()
]


def contacts(customers: list[int]) -> list[dict[str, Any]]:
    """A primary contact for each customer, and another one."""
    return [
        {"customer_id": owner, "first_name": first, "last_name": "Ünal", "phone": "07700 900123", "is_primary": primary}
        for owner in customers
        for first, primary in (("Bea", True), ("", False))
    ]


class OneByOne:
    """The way of a form: one row after the other."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction

    def add(self, record: RecordType, rows: list[dict[str, Any]]) -> list[int]:
        return [self.transaction.add(record, row).id for row in rows]

    def change(self, record: RecordType, ids: list[int], values: Mapping[str, Any]) -> None:
        for row_id in ids:
            self.transaction.change(self.transaction.get(record, row_id), values)

    def remove(self, record: RecordType, ids: list[int]) -> None:
        for row_id in ids:
            self.transaction.remove(record, [row_id])


class AtOnce(OneByOne):
    """The way of an import."""

    def add(self, record: RecordType, rows: list[dict[str, Any]]) -> list[int]:
        return list(self.transaction.add_many(record, rows))

    def change(self, record: RecordType, ids: list[int], values: Mapping[str, Any]) -> None:
        self.transaction.change_many(record, ids, values)

    def remove(self, record: RecordType, ids: list[int]) -> None:
        self.transaction.remove(record, ids)


class Mixed(OneByOne):
    """Both in one batch, over the same rows."""

    def change(self, record: RecordType, ids: list[int], values: Mapping[str, Any]) -> None:
        self.transaction.change(self.transaction.get(record, ids[0]), values)
        self.transaction.change_many(record, ids[1:], values)

    def add(self, record: RecordType, rows: list[dict[str, Any]]) -> list[int]:
        return [self.transaction.add(record, rows[0]).id, *self.transaction.add_many(record, rows[1:])]


def a_busy_day(database: Database, clock: Clock, way: Callable[[Transaction], OneByOne]) -> None:
    """Rows made, changed in every way and removed; some within the batch that made them."""
    with database.write("import") as transaction:
        transaction.summary = "Imported"
        customers = way(transaction).add(Customer, CUSTOMERS)
        people = way(transaction).add(Contact, contacts(customers))
        way(transaction).add(
            WorkItem, [{"title": "Roof", "customer_id": one, "customer_name": "x"} for one in customers]
        )
    clock.forward(hours=1)
    changes: list[tuple[RecordType, list[int], dict[str, Any]]] = [
        (Customer, customers, {"status": "deactivated"}),
        (Customer, customers, {"phone": "01632 960123", "billing_lat": None}),
        (Customer, customers[3:9], {"category": "Trade", "name": "Same"}),
        (Contact, people, {"is_primary": False, "customer_id": customers[1]}),
        (WorkItem, [1, 2, 3], {"customer_id": None}),
        (WorkItem, [1, 2, 3], {"status": "new"}),
    ]
    for record, ids, values in changes:
        with database.write("change") as transaction:
            transaction.summary = "Changed"
            way(transaction).change(record, ids, values)
    with database.write("several") as transaction:
        transaction.summary = "Made, changed, changed back and removed in one batch"
        new = way(transaction).add(Customer, CUSTOMERS[:4])
        way(transaction).change(Customer, [*new, *customers[:3]], {"status": "deactivated", "type": "a"})
        way(transaction).change(Customer, [*new, *customers[:3]], {"type": "b"})
        way(transaction).change(Customer, customers[1:3], {"type": ""})
        way(transaction).remove(Customer, new[1:3])
        way(transaction).remove(WorkItem, [2, 4])
    clock.forward(hours=1)


@pytest.fixture
def twin(tmp_path: Path, empty_file: Path, clock: Clock) -> Iterator[Database]:
    """Another database like `database`, on the same clock."""
    path = tmp_path / "twin.db"
    shutil.copy(empty_file, path)
    opened = Database.open(path, by=BY, clock=clock)
    yield opened
    opened.close()


def everything(database: Database) -> dict[str, Any]:
    """The records, and the journal without the ids of its entries: what comes and goes in one batch leaves gaps."""
    entries = "SELECT batch_id, record, row_id, deed, title, delta, customer_id, other_customer_id FROM change"
    journal = {"change": database.select(f"{entries} ORDER BY id"), "batch": database.select("SELECT * FROM batch")}
    return dump(database) | journal


@pytest.mark.parametrize("way", [AtOnce, Mixed])
@pytest.mark.parametrize("block", [3, 1_000])
def test_the_same_as_one_by_one(
    database: Database, twin: Database, way: type[OneByOne], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every column of every row, ids, stamps, derived columns, and the journal byte for byte."""
    monkeypatch.setattr(journal, "BLOCK", block)
    start = database.clock()
    a_busy_day(database, database.clock, way)  # type: ignore[arg-type]
    database.clock.now = start  # type: ignore[attr-defined]
    a_busy_day(twin, twin.clock, OneByOne)  # type: ignore[arg-type]
    assert everything(database) == everything(twin)


def test_undo_all_the_way_and_back(database: Database, clock: Clock) -> None:
    """Batches of many rows are undone and redone to the byte, like any other."""
    before = dump(database)
    a_busy_day(database, clock, AtOnce)
    after, count = dump(database), batches(database)
    for _ in range(count):
        undo.undo(database)
    assert dump(database) == before
    for _ in range(count):
        undo.redo(database)
    assert dump(database) == after


def test_ids_are_never_reused(database: Database) -> None:
    """Not even those of rows that were removed, nor by single rows afterwards."""
    with database.write("import") as transaction:
        first = transaction.add_many(Customer, CUSTOMERS[:3])
    with database.write("empty trash") as transaction:
        transaction.remove(Customer, first)
    with database.write("import") as transaction:
        assert list(transaction.add_many(Customer, CUSTOMERS[:2])) == [4, 5]
        assert transaction.add(Customer, {"name": "Acme"}).id == 6


def test_a_row_in_hand_writes_nothing_back_that_was_changed_meanwhile(database: Database) -> None:
    """Only what is given is written; what was changed at once since the row was read stays."""
    with database.write("change") as transaction:
        row = transaction.add(Customer, {"name": "Acme"})
        transaction.change_many(Customer, [row.id], {"status": "deactivated"})
        transaction.change(row, {"name": "Apex"})
        assert (row.name, row.version) == ("Apex", transaction.batch_id)
    [stored] = dump(database)["customer"]
    assert (stored["name"], stored["status"]) == ("Apex", "deactivated")


@pytest.mark.parametrize("fault", [{"name": ""}, {"name": "Acme", "assigned_user_id": 99}, {"name": "\udcff"}])
def test_all_or_nothing(database: Database, fault: dict[str, Any]) -> None:
    """What the database refuses in the last row takes the first ones back."""
    before = everything(database)
    with pytest.raises(Invalid), database.write("import") as transaction:
        transaction.add_many(Customer, [*CUSTOMERS, fault])
    assert everything(database) == before
    assert is_sound(database.path)


def test_progress_may_end_it(database: Database) -> None:
    """Progress is told as rows come; what it raises takes everything back."""
    seen = []

    def enough(done: int) -> None:
        seen.append(done)
        if done > 1_500:
            raise Refused("Enough.")

    before = everything(database)
    with pytest.raises(Refused, match="Enough"), database.write("import") as transaction:
        transaction.add_many(Customer, ({"name": f"Customer {place}"} for place in range(5_000)), enough)
    assert seen == [1_000, 2_000]
    assert everything(database) == before


class TestIndexAfterwards:
    def test_found_as_if_indexed_row_by_row(self, database: Database) -> None:
        """Rows of before and of then are found by their own words and by others'; the check has nothing to mend."""
        with database.write("import") as transaction:
            transaction.add_many(Customer, [{"name": "Early Bird"}])
        with database.write("import") as transaction, transaction.index_afterwards():
            ids = transaction.add_many(Customer, [{"name": "Late Riser"}])
            transaction.add_many(Contact, [{"customer_id": ids[0], "last_name": "Ünal"}])
            transaction.change_many(Customer, [1], {"name": "Early Worm"})
        for text, name in (("late", "Late Riser"), ("unal", "Late Riser"), ("worm", "Early Worm")):
            assert [hit.name for hit in find(database, text)] == [name]
        assert [(hit.name, hit.matched) for hit in find(database, "bird")] == [("Early Worm", "former_name")]
        check = Check(database)
        for _ in check.run():
            pass
        assert check.findings == []

    def test_rows_written_later_are_found(self, database: Database) -> None:
        """What keeps the index is back in its place."""
        with database.write("import") as transaction, transaction.index_afterwards():
            transaction.add_many(Customer, CUSTOMERS)
        add_customer(database, "Kestrel Motors")
        assert [hit.name for hit in find(database, "kestrel")] == ["Kestrel Motors"]

    def test_taken_back(self, database: Database) -> None:
        """When it fails, the index is as it was."""
        structures = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
        before = database.select(structures)
        with pytest.raises(Invalid), database.write("import") as transaction, transaction.index_afterwards():
            transaction.add_many(Customer, [*CUSTOMERS, {"name": ""}])
        assert database.select(structures) == before
        add_customer(database, "Kestrel Motors")
        assert [hit.name for hit in find(database, "kestrel")] == ["Kestrel Motors"]


def test_memory_does_not_grow_with_a_batch(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a batch of very many rows an outcome tells some, and how many there are; history and undo have all."""
    monkeypatch.setattr(journal, "MOST_TOLD", 5)
    monkeypatch.setattr(journal, "BLOCK", 4)
    with database.write("import") as transaction:
        ids = transaction.add_many(Customer, CUSTOMERS[:9])
        transaction.add_many(Contact, contacts(list(ids))[:3])
        done = result_of(transaction)
    assert (len(done.changes), done.count) == (8, 12)
    assert done.touches(Customer, ids[-1])
    undone = undo.undo(database)
    assert (len(undone.changes), undone.count) == (8, 12)
    assert dump(database)["customer"] == []
