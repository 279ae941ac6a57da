"""Databases with different schemas in one process: each keeps its own records, and knows nothing of the other's.

One is as it is shipped, one has a record type more, and one has customers with more fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import field as attribute
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from capptro_tui.api import Records
from capptro_tui.db.database import Database
from capptro_tui.db.schema.additions import add_missing
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.duplicates.merge import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.journal import describe_change, history
from capptro_tui.services.integrity.check import check
from capptro_tui.services.records import bulk, records, status
from capptro_tui.services.restoring.salvaging import salvage
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing
from tests.support import (
    BY,
    WITH_TIERS,
    WITH_VEHICLES,
    Clock,
    CustomerWithTier,
    Vehicle,
    add,
    add_customer,
    damage_to_search,
    dump,
    engine_on,
    get,
    published,
    raw,
)

SCHEMAS = {"shipped": SHIPPED, "vans": WITH_VEHICLES, "tiers": WITH_TIERS}


@pytest.fixture
def opened(tmp_path: Path, empty_files: Callable[[Schema], Path]) -> Iterator[Callable[[Schema], Database]]:
    """Open a new database of a schema."""
    with ExitStack() as stack:

        def open_new(schema: Schema) -> Database:
            path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
            copy(empty_files(schema), path)
            database = Database.open(path, schema=schema, by=BY, clock=Clock())
            stack.callback(database.close)
            return database

        yield open_new


@pytest.fixture
def tiers(opened: Callable[[Schema], Database]) -> Database:
    """A database whose customers have more fields, beside one with vehicles and one as it is shipped."""
    opened(WITH_VEHICLES)
    opened(SHIPPED)
    return opened(WITH_TIERS)


def names_of(database: Database) -> list[str]:
    """The record types of a database."""
    return [record.info.name for record in database.schema.records]


@dataclass
class Desk:
    """One database of several, a word for its records, and what it is to hold."""

    word: str
    database: Database
    count: int = 0
    marks: list[str] = attribute(default_factory=list)

    @property
    def customer(self) -> Any:
        """The record type of its customers."""
        return self.database.schema.own(Customer)

    @property
    def has_tiers(self) -> bool:
        return "tier" in self.customer.fields

    @property
    def has_vehicles(self) -> bool:
        return "vehicle" in names_of(self.database)

    def turn(self) -> None:
        """Write, change, undo, find and list what this database has; be refused what it does not have."""
        self.count += 1
        mark = f"{self.word}{self.count}end"
        self.marks.append(mark)
        database, extra = self.database, {"tier": f"gold {mark}"} if self.has_tiers else {"contact_name": mark}
        row_id = add_customer(database, f"Acme {self.count}", **extra)
        before = dump(database)
        done = records.change(database, Customer, row_id, {"tier": "iron"} if self.has_tiers else {"area": "North"})
        undo.undo(database, done.batch)
        after = dump(database)
        assert after == before
        if self.has_vehicles:
            van = add(database, Vehicle, customer_id=row_id, plate=f"V {mark}")
            assert [hit.row["id"] for hit in find(database, mark, (Vehicle,))] == [van]
        else:
            with pytest.raises(Refused, match="does not know"):
                add(database, Vehicle, customer_id=row_id, plate=mark)
        if not self.has_tiers:
            with pytest.raises(Invalid, match="tier"):
                add_customer(database, "Beta", tier="gold")
        assert [hit.row["id"] for hit in find(database, mark)] == [row_id]
        listed = Listing(database, Customer, sort="tier" if self.has_tiers else "name").rows(0, 1_000)
        assert len(listed) == self.count
        assert all(("tier" in row) == self.has_tiers for row in listed)

    def settle(self) -> None:
        """All that was written is there, and the check finds nothing."""
        database = self.database
        found = dump(database)
        assert set(found) == {name for name in names_of(database) if name in found}
        assert ("vehicle" in found) == self.has_vehicles
        assert ["tier" in row for row in found["customer"]] == [self.has_tiers] * self.count
        exported = published(database, self.customer)
        assert [mark in str(each) for each, mark in zip(exported, self.marks, strict=True)] == [True] * self.count
        assert [("gold" in str(each)) for each in exported] == [self.has_tiers] * self.count
        assert check(database) == []
        assert damage_to_search(database.path, database.schema) == []
        assert database.find_foreign() == []


class TestInTurnsAndInThreads:
    """Neither of several databases knows what another has, in whatever order they are used."""

    def test_in_turns(self, opened: Callable[[Schema], Database]) -> None:
        desks = [Desk(word, opened(schema)) for word, schema in SCHEMAS.items()]
        for _ in range(3):
            for desk in (*desks, *reversed(desks)):
                desk.turn()
        for desk in desks:
            desk.settle()
            theirs = [mark for other in desks if other is not desk for mark in other.marks]
            assert [mark for mark in theirs if find(desk.database, mark)] == []

    def test_in_threads(self, opened: Callable[[Schema], Database]) -> None:
        desks = [Desk(word, opened(schema)) for word, schema in SCHEMAS.items()]

        def work(desk: Desk) -> None:
            for _ in range(8):
                desk.turn()
            desk.settle()

        with ThreadPoolExecutor(len(desks)) as threads:
            for done in [threads.submit(work, desk) for desk in desks]:
                done.result()

    def test_schemas_made_anew_are_not_mixed_up(self, opened: Callable[[Schema], Database]) -> None:
        """A schema is made for each database; what was computed of one that is gone is not taken for another."""
        for records_of in ((Vehicle,), (CustomerWithTier,), (Vehicle, CustomerWithTier)) * 2:
            schema = SHIPPED.with_records(*records_of)
            desk = Desk("anew", opened(schema))
            desk.turn()
            desk.settle()


class TestMoreFields:
    """A field that one business has is like the others, whoever names the record type by its class."""

    def test_it_is_stored_found_and_told(self, tiers: Database) -> None:
        acme = add_customer(tiers, "Acme", visits="7")
        assert (get(tiers, Customer, acme)["tier"], get(tiers, Customer, acme)["visits"]) == ("basic", 7)
        records.change(tiers, Customer, acme, {"tier": "Platinum"})
        [hit] = find(tiers, "platin")
        assert (hit.row["id"], hit.matched) == (acme, "tier")
        newest = history(tiers, Customer, acme)[0]
        assert (newest.summary, describe_change(tiers, newest.changes[0])) == (
            "Changed tier of Acme", [("Tier", "basic", "Platinum")],
        )  # fmt: skip

    def test_it_stays_when_other_fields_are_written(self, tiers: Database) -> None:
        """By services that name `Customer`: its words are not lost from the search, nor is its value."""
        acme = add_customer(tiers, "Acme", tier="Platinum")
        beta = add_customer(tiers, "Beta", tier="Titanium", visits="3")
        bulk.change(tiers, Customer, [acme, beta], {"area": "North"})
        merge(tiers, acme, beta)
        assert get(tiers, Customer, acme)["visits"] == 3
        assert [hit.row["id"] for hit in find(tiers, "platin")] == [acme]
        undo.undo(tiers)
        assert [hit.row["id"] for hit in find(tiers, "titan")] == [beta]
        assert check(tiers) == []

    def test_it_is_stored_by_a_write_that_does_more(self, tiers: Database) -> None:
        with tiers.write("create") as transaction:
            row_id = records.create_in(transaction, Customer, {"name": "Acme", "tier": "Platinum"}, tiers).id
        assert get(tiers, Customer, row_id)["tier"] == "Platinum"

    def test_customers_with_more_fields_are_customers(self, tiers: Database) -> None:
        """What only customers do, they do: their sites end with them, they are exported under the published names."""
        acme = add_customer(tiers, "Acme")
        site = add(tiers, Site, customer_id=acme, name="Works")
        status.deactivate(tiers, Customer, acme)
        assert get(tiers, Site, site)["status"] == "deactivated"
        [exported] = published(tiers, Customer)
        assert exported["CustomerName"] == "Acme"

    def test_it_goes_through_the_trash_and_back(self, tiers: Database) -> None:
        acme = add_customer(tiers, "Acme", tier="Platinum", visits="4")
        before = dump(tiers)
        trash.delete(tiers, Customer, acme)
        trash.empty(tiers)
        undo.undo(tiers)
        undo.undo(tiers)
        assert dump(tiers) == before
        assert [hit.row["id"] for hit in find(tiers, "platin")] == [acme]

    def test_it_comes_back_with_an_undo(self, tiers: Database) -> None:
        """After its record was removed by its class."""
        acme = add_customer(tiers, "Acme", tier="Platinum", visits="4")
        before = dump(tiers)
        with tiers.write("remove") as transaction:
            transaction.remove(Customer, [acme])
        undo.undo(tiers)
        assert dump(tiers) == before

    def test_many_changes_at_once_know_it(self, tiers: Database) -> None:
        ids = [add_customer(tiers, f"Acme {place}") for place in range(3)]
        bulk.change(tiers, Customer, ids, {"tier": "Gold"})
        assert [row["tier"] for row in Listing(tiers, Customer, sort="tier").rows(0, 9)] == ["Gold"] * 3

    def test_a_script_has_it(self, tiers: Database) -> None:
        """As JSON and as an SQLModel object, as one of the shipped schema has none."""
        script = Records(tiers)
        made = script.create("customers", {"name": "Acme", "tier": "Gold", "visits": 2})
        assert (made["tier"], made["visits"]) == ("Gold", 2)
        assert [one["number"] for one in script.list("customers", where={"tier": "Gold"})] == [made["number"]]
        assert script.model(made["number"]).tier == "Gold"  # type: ignore[attr-defined]

    def test_objects_of_two_schemas_are_of_two_tables(self, opened: Callable[[Schema], Database]) -> None:
        models = []
        for schema in (WITH_TIERS, SHIPPED, WITH_TIERS):
            database = opened(schema)
            models.append(Records(database).model(number(Customer, add_customer(database))))
        assert [hasattr(model, "tier") for model in models] == [True, False, True]
        assert [type(model).__tablename__ for model in models] == ["customer"] * 3  # type: ignore[attr-defined]

    def test_it_is_salvaged(self, tiers: Database, tmp_path: Path) -> None:
        """From the rows, and from the journal where they are lost."""
        acme = add_customer(tiers, "Acme", tier="Platinum")
        tiers.close()
        raw(tiers.path, "DELETE FROM customer")
        done = salvage(tiers.path, tmp_path / "saved" / "desk.db", tiers.schema)
        assert done.findings == []
        saved = Database.open(done.path, schema=tiers.schema, by=BY)
        assert get(saved, Customer, acme)["tier"] == "Platinum"
        saved.close()


class TestTheFile:
    """A file is made with all that its schema has, and holds it to that."""

    def test_a_new_one_has_it(self, tmp_path: Path) -> None:
        schema = SHIPPED.with_records(Vehicle, CustomerWithTier)
        made = Database.create(tmp_path / "desk.db", schema=schema, by=BY)
        columns = [row["name"] for row in made.select("SELECT name FROM pragma_table_info('customer')")]
        assert {"tier", "visits"} <= set(columns)
        indexes = [row["name"] for row in made.select("SELECT name FROM sqlite_master WHERE type = 'index'")]
        assert {"ix_vehicle_customer_id", "ix_customer_list_tier"} <= set(indexes)
        made.close()

    def test_what_is_shipped_is_made_by_the_migrations_alone(self, opened: Callable[[Schema], Database]) -> None:
        """So that a declaration without its migration is noticed."""
        database = opened(SHIPPED)
        raw(database.path, "DROP INDEX ix_customer_email_norm")
        engine = engine_on(database)
        with engine.begin() as connection:
            add_missing(connection, WITH_TIERS)
        engine.dispose()
        made = {row[0] for row in raw(database.path, "SELECT name FROM sqlite_master WHERE tbl_name = 'customer'")}
        assert "ix_customer_list_tier" in made
        assert "ix_customer_email_norm" not in made
