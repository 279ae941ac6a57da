"""The search index says exactly what the rows say, whoever wrote them and in whatever order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.indexes import derived, search_index
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.support import BY, add, add_contact, add_customer, add_work_item, damage_to_search, raw


def found(database: Database, text: str, record: RecordType = Customer) -> list[int]:
    """The ids of the records that a text finds."""
    return [row["id"] for row in Listing(database, record, text).rows(0, 100)]


def test_every_record_type_with_something_to_find_is_in_one() -> None:
    """By its declaration alone; an index with names only where a record has a name, keys that do not meet elsewhere."""
    without = {record.info.name for record in SHIPPED.records if record not in search_index.searchable(SHIPPED)}
    assert without == {record.info.name for record in SHIPPED.records if not record.info.letter} | {"batch"}
    customers, others = search_index.indexes(SHIPPED)
    assert (customers.records, others.records) == ((Customer,), search_index.searchable(SHIPPED)[1:])
    assert customers.tables == [f"customer_search_{kind}" for kind in ("names", "words", "parts")]
    assert others.tables == ["record_search_words", "record_search_parts"]
    assert len({search_index.before_first(record) for record in others.records}) == len(others.records)


def test_records_of_other_types_are_not_found_in_an_index_that_they_share(database: Database) -> None:
    """The same word, the same ids, and never one for the other; the newest first, however few are asked for."""
    acme = add_customer(database, "Acme")
    for _ in range(3):
        add_contact(database, acme, "Zoë")
        add_work_item(database, acme, title="Zoë's lock")
    assert (found(database, "zoe", Contact), found(database, "zoe", WorkItem)) == ([3, 2, 1], [3, 2, 1])
    assert (found(database, "zoe l", Contact), found(database, "oe's lo", WorkItem)) == ([], [3, 2, 1])
    trash.delete(database, WorkItem, 3)
    assert (found(database, "zoe", Contact), found(database, "zoe", WorkItem)) == ([3, 2, 1], [2, 1])
    assert [row["id"] for row in Listing(database, WorkItem, "zoe").rows(0, 1)] == [2]


class TestRelatedText:
    def test_contacts_lead_to_their_customer(self, database: Database) -> None:
        """Added, renamed, moved, trashed, restored: found where they are, and nowhere else."""
        one, other = add_customer(database, "One"), add_customer(database, "Other")
        zoe = add_contact(database, one, "Zoë")
        assert found(database, "zoe") == [one]
        records.change(database, Contact, zoe, {"first_name": "Yasmin"})
        assert (found(database, "zoe"), found(database, "yasmin")) == ([], [one])
        records.change(database, Contact, zoe, {"customer_id": other})
        assert found(database, "yasmin") == [other]
        trash.delete(database, Contact, zoe)
        assert found(database, "yasmin") == []
        trash.restore(database, Contact, zoe)
        assert found(database, "yasmin") == [other]
        assert damage_to_search(database.path) == []

    def test_work_items_follow_the_name_of_their_customer(self, database: Database) -> None:
        """A customer's new name finds its jobs, together with words of the job."""
        smith, jones = add_customer(database, "Smith"), add_customer(database, "Jones")
        boiler = add_work_item(database, smith, "Boiler")
        add_work_item(database, jones, "Boiler")
        assert found(database, "smith boiler", WorkItem) == [boiler]
        records.change(database, Customer, smith, {"name": "Zimmermann"})
        assert found(database, "boiler zimmerm", WorkItem) == [boiler]
        records.change(database, WorkItem, boiler, {"customer_id": jones, "title": "Stove"})
        assert found(database, "jones stove", WorkItem) == [boiler]
        assert damage_to_search(database.path) == []

    def test_merged_customers_lead_to_the_one_that_is_left(self, database: Database) -> None:
        """Through a chain of them, although they are in the trash; no more when they are on their own again."""
        first, second, third = (add_customer(database, name) for name in ("Aardvark", "Buffalo", "Cheetah"))
        raw(database.path, "UPDATE customer SET trashed = 1, merged_into_id = ? WHERE id = ?", second, first)
        assert found(database, "aardvark") == [second]
        raw(database.path, "UPDATE customer SET trashed = 1, merged_into_id = ? WHERE id = ?", third, second)
        assert found(database, "aardvark") == [third]
        assert found(database, "buffal") == [third]
        assert found(database, f"C-{first}") == [third]
        raw(database.path, "UPDATE customer SET trashed = NULL, merged_into_id = NULL WHERE id = ?", first)
        assert found(database, "aardvark") == [first]
        assert damage_to_search(database.path) == []

    def test_a_new_record_type_takes_part(self, database: Database, vehicle: RecordType) -> None:
        """Its records find their owner, and are found."""
        acme = add_customer(database, "Acme")
        van = add(database, vehicle, customer_id=acme, plate="AB12 CDE", make="Morris")
        assert (found(database, "ab12"), found(database, "morris", vehicle)) == ([acme], [van])
        trash.delete(database, vehicle, van)
        assert found(database, "ab12") == []
        undo.undo(database)
        assert found(database, "ab12") == [acme]
        assert damage_to_search(database.path, database.schema) == []


def test_rows_may_come_back_in_any_order(database: Database) -> None:
    """A customer inserted after its contacts and work items is found by them, and they by it."""
    acme = add_customer(database, "Acme")
    add_contact(database, acme, "Zoë")
    add_work_item(database, acme, "Boiler")
    with closing(driver.connect(database.path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM customer")
        connection.execute("DELETE FROM customer")
        assert connection.execute("SELECT related_text FROM work_item").fetchone() == ("",)
        connection.execute("UPDATE temp.kept SET related_text = ''")
        connection.execute("INSERT INTO customer SELECT * FROM temp.kept")
    assert found(database, "zoe") == [acme]
    assert found(database, "acme boiler", WorkItem) == [1]
    assert damage_to_search(database.path) == []


def test_undo_of_everything_empties_the_index(database: Database) -> None:
    """Nothing is found that is not there any more, and all of it is found again."""
    acme = add_customer(database, "Acme", phone="01632 960123")
    add_contact(database, acme, "Zoë")
    trash.delete(database, Customer, acme)
    for _ in range(3):
        undo.undo(database)
    assert raw(database.path, "SELECT count(*) FROM customer_search_vocabulary") == [(0,)]
    for _ in range(2):
        undo.redo(database)
    assert found(database, "zoe") == [acme]
    assert damage_to_search(database.path) == []


def test_what_another_program_adds_is_found_by_the_next_search(database: Database) -> None:
    """Two programs on one file, an open list included; so are names that are only like it."""
    other = Database.open(database.path, by=BY)
    listing = Listing(database, Customer, "harbour")
    assert (listing.rows(0, 10), listing.total()) == ([], 0)
    inn = add_customer(other, "Harbour Inn")
    assert [row["id"] for row in listing.rows(0, 10)] == [inn]
    assert listing.total() == 1
    assert found(database, "harbor") == [inn]
    other.close()


def test_raw_insert_goes_through_the_triggers(database: Database) -> None:
    """Whoever writes the row, the index has it."""
    add_customer(database, "Acme")
    raw(database.path, "UPDATE customer SET search_text = ' zebra', name_norm = 'zebra'")
    assert found(database, "zebra") == [1]
    assert damage_to_search(database.path) == []


class TestRenew:
    @pytest.fixture
    def connection(self, sample: Database) -> Iterator[Any]:
        """A connection of its own to the sample business."""
        with closing(driver.connect(sample.path)) as made:
            yield made

    def test_is_content_with_what_is_there(self, sample: Database, connection: Any) -> None:
        """Nothing is made anew that is as it should be."""
        before = raw(sample.path, "SELECT name, rootpage, sql FROM sqlite_master ORDER BY 1")
        derived.renew(connection, SHIPPED)
        assert raw(sample.path, "SELECT name, rootpage, sql FROM sqlite_master ORDER BY 1") == before

    def test_makes_what_is_missing_and_drops_what_is_no_longer_wanted(self, sample: Database, connection: Any) -> None:
        """Other structures, an older version's too."""
        connection.execute("DROP TABLE customer_search_parts")
        connection.execute("DROP TRIGGER contact_search_update")
        connection.execute("DROP VIEW record_search")
        connection.execute("CREATE VIEW record_search AS SELECT id, '' AS text FROM contact")
        connection.execute("CREATE TRIGGER contact_search_old AFTER INSERT ON contact BEGIN SELECT 1; END")
        derived.renew(connection, SHIPPED)
        assert raw(sample.path, "SELECT 1 FROM sqlite_master WHERE name = 'contact_search_old'") == []
        assert damage_to_search(sample.path) == []

    def test_corrects_related_texts_range_by_range(
        self, sample: Database, connection: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ranges end between any two rows, and ids have gaps."""
        before = raw(sample.path, "SELECT id, related_text FROM customer ORDER BY id")
        derived.release(connection)
        connection.execute("UPDATE customer SET related_text = 'wrong'")
        monkeypatch.setattr(derived, "_RANGE", 2)
        derived.renew(connection, SHIPPED)
        assert raw(sample.path, "SELECT id, related_text FROM customer ORDER BY id") == before
        assert damage_to_search(sample.path) == []

    @pytest.mark.parametrize("view", ["customer_search", "record_search"])
    def test_is_read_in_the_order_of_the_ids(self, connection: Any, view: str) -> None:
        """FTS5 rebuilds its table by a scan of the view, and begins a new segment at each id that is a lower one."""
        [ids] = zip(*connection.execute(f"SELECT id FROM {view}").fetchall(), strict=True)
        scan = connection.execute(f"EXPLAIN QUERY PLAN SELECT id, text FROM {view}").fetchall()
        assert len(ids) > 1
        assert not [step for *_, step in scan if "INDEX" in step]

    def test_derives_anew_what_a_migration_has_emptied(self, sample: Database, connection: Any) -> None:
        """The rows, the texts of others that come from them, and the index."""
        before = raw(sample.path, "SELECT * FROM customer ORDER BY id")
        derived.release(connection)
        connection.execute("UPDATE customer SET search_text = '', name_shape = ''")
        connection.execute("UPDATE contact SET search_text = ''")
        derived.renew(connection, SHIPPED)
        assert raw(sample.path, "SELECT * FROM customer ORDER BY id") == before
        assert damage_to_search(sample.path) == []


WRITES = st.lists(
    st.sampled_from(
        [
            "UPDATE customer SET merged_into_id = {a}, trashed = 1 WHERE id = {b} AND {a} < {b}",
            "UPDATE customer SET merged_into_id = NULL, trashed = NULL WHERE id = {a}",
            "UPDATE customer SET search_text = ' x{a} y{b}', name_norm = 'n{a}' WHERE id = {b}",
            "UPDATE customer SET search_text = ' w{a}', trashed = nullif({a}, 1) WHERE id = {b}",
            "UPDATE contact SET customer_id = {a}, search_text = ' c{b}' WHERE id = {b}",
            "UPDATE contact SET trashed = nullif({a}, 1) WHERE id = {b}",
            "UPDATE work_item SET customer_id = {a}, search_text = ' t{b}' WHERE id = {b}",
            "UPDATE work_item SET customer_id = {a}, trashed = nullif({b}, 1)",
            "DELETE FROM contact WHERE id = {a}",
            "DELETE FROM customer WHERE id = {a}",
            "INSERT OR REPLACE INTO customer SELECT * FROM kept_customer WHERE id = {a}",
            "INSERT OR REPLACE INTO contact SELECT * FROM kept_contact WHERE id = {a}",
            "UPDATE customer SET id = id, trashed = NULL",
        ]
    ).flatmap(
        lambda text: st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda ids: text.format(a=ids[0], b=ids[1]))
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def four_of_each(empty_file: Path) -> Path:
    """Four customers, each with a contact and a work item, and copies of their rows to put back."""
    path = empty_file.with_name("four.db")
    shutil.copy(empty_file, path)
    opened = Database.open(path, by=BY)
    for name in ("One", "Two", "Three", "Four"):
        customer = add_customer(opened, name)
        add_work_item(opened, customer, contact_id=add_contact(opened, customer, f"{name}'s"))
    opened.close()
    for name in ("customer", "contact"):
        raw(path, f"CREATE TABLE kept_{name} AS SELECT * FROM {name}")
        raw(path, f"UPDATE kept_{name} SET related_text = ''")
    return path


@given(writes=WRITES)
def test_any_writes_at_all(four_of_each: Path, tmp_path_factory: pytest.TempPathFactory, writes: list[str]) -> None:
    """Plain SQL in any order, without foreign keys: the index is what it would be if it were made anew."""
    path = tmp_path_factory.mktemp("writes") / "four.db"
    shutil.copy(four_of_each, path)
    with closing(driver.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for statement in writes:
            connection.execute(statement)
    assert damage_to_search(path) == []
