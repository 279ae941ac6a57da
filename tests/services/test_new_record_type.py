"""A record type is a declaration, a line in the schema and a table: everything else works by itself."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.matching.derive import derive
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.journal import describe_change, history
from capptro_tui.services.records import records
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing
from tests.support import Vehicle, add, add_customer, dump, get, is_sound


@pytest.fixture
def acme(database: Database) -> int:
    return add_customer(database, "Acme")


def test_is_known_by_number(schema: Schema, vehicle: RecordType) -> None:
    """V-7, in any spelling."""
    assert schema.reference("v-7") == (vehicle, 7)


def test_is_created_checked_and_searched(database: Database, vehicle: RecordType, acme: int) -> None:
    """Every kind of field is stored, and the derived columns with it."""
    van = add(
        database, vehicle, customer_id=acme, plate="AB12 CDE", make="Morris", sort="Van", mileage="120000",
        value="1250,50", is_electric="yes", bought="1.4.2024", next_service="tomorrow 9:00", notes="two\nlines",
        driver_email="d@example.com", driver_phone="01632 960123", manual="example.com/manual",
    )  # fmt: skip
    row = get(database, vehicle, van)
    assert (row["sort"], row["mileage"], row["value"], row["is_electric"]) == ("van", 120000, 1250.5, 1)
    assert (row["bought"], row["next_service"], row["colour"]) == ("2024-04-01", "2026-03-17T09:00", "white")
    stored = database.select("SELECT * FROM vehicle")[0]
    derived = derive(vehicle, stored, "GB")
    assert {name: stored[name] for name in derived} == derived


def test_problems_come_together(database: Database, vehicle: RecordType) -> None:
    """By the same rules and sentences."""
    with pytest.raises(Invalid) as refused:
        records.create(database, vehicle, {"mileage": "far", "sort": "boat"})
    assert [problem.field for problem in refused.value.field_errors] == ["customer_id", "plate", "sort", "mileage"]


def test_has_a_list(database: Database, vehicle: RecordType, acme: int) -> None:
    """Sorted, filtered, with its customer's name."""
    for plate, make in (("BB", "Beta"), ("AA", "Alpha")):
        add(database, vehicle, customer_id=acme, plate=plate, make=make)
    assert [row["plate"] for row in Listing(database, vehicle, sort="plate").rows(0, 9)] == ["AA", "BB"]
    assert [row["customer"] for row in Listing(database, vehicle, "alph").rows(0, 9)] == ["Acme"]


def test_leads_to_its_customer(database: Database, vehicle: RecordType, acme: int) -> None:
    """The customer is found by the plate of its van."""
    add(database, vehicle, customer_id=acme, plate="AB12 CDE")
    assert [hit.name for hit in find(database, "ab12cde")] == ["Acme"]
    assert find(database, "ab12", (vehicle,))[0].number == "V-000001"


def test_has_history(database: Database, vehicle: RecordType, acme: int) -> None:
    """Its own, and a place in its customer's timeline."""
    van = add(database, vehicle, customer_id=acme, plate="AB12 CDE", make="Morris")
    records.change(database, vehicle, van, {"sort": "scrapped"})
    newest = history(database, vehicle, van)[0]
    assert describe_change(database, newest.changes[0]) == [("Sort", "Car", "Scrapped")]
    assert [event.summary for event in history(database, Customer, acme)][:2] == [
        "Changed sort of Morris AB12 CDE",
        "Created vehicle Morris AB12 CDE",
    ]


def test_goes_and_comes_with_its_customer(database: Database, vehicle: RecordType, acme: int) -> None:
    """Delete, restore, empty, undo and redo know it."""
    start = dump(database)
    van = add(database, vehicle, customer_id=acme, plate="AB12 CDE")
    trash.delete(database, Customer, acme)
    assert get(database, vehicle, van)["trashed"] is not None
    trash.restore(database, Customer, acme)
    assert get(database, vehicle, van)["trashed"] is None
    trash.delete(database, Customer, acme)
    trash.empty(database)
    end = dump(database)
    assert end["vehicle"] == []
    for _ in range(5):
        undo.undo(database)
    assert dump(database) == start
    for _ in range(5):
        undo.redo(database)
    assert dump(database) == end
    assert is_sound(database.path)


def test_no_other_database_knows_it(database: Database) -> None:
    """The shipped schema is as it was."""
    assert Vehicle not in SHIPPED.records
    assert "vehicle" not in dump(database)
    with pytest.raises(Refused):
        database.schema.reference("V-7")
