"""The duplicate check against brute force: nothing similar and nothing equal is missed, whatever was written before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from random import Random

import pytest
from rapidfuzz.fuzz import ratio

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import similar_names
from capptro_tui.services.duplicates.duplicates import check
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from capptro_tui.text.normalise import name_compact, name_key, name_norm
from tests.support import BY, Fill, add_customer

FIRST = ["Anna", "Ana", "Hannah", "Jon", "John", "Joan", "Piotr", "Pieter", "Zoë", "Li", "Al"]
LAST = ["Smith", "Smyth", "Smithson", "Müller", "Mueller", "Miller", "Ng", "O'Brien", "Brien", "Lee", "Leigh"]
TRADE = ["Plumbing", "Plumbers", "Roofing", "Roofers", "Bakery", "Cleaning", "Clean", "Café", "Garden Care", "", "", ""]


def made_up(rng: Random) -> str:
    words = [rng.choice(FIRST), rng.choice(LAST), rng.choice(TRADE), rng.choice(["", "", "Ltd", "GmbH"])]
    name = " ".join(word for word in words if word)
    at = rng.randrange(len(name))
    return rng.choice([name, name, name[:at] + name[at + 1 :], name.upper(), name.replace(" ", "", 1)]) or "x"


def similar(database: Database, name: str) -> set[int]:
    """What brute force finds."""
    norm = name_norm(name)
    key, compact = name_key(norm), name_compact(norm)
    found = database.select("SELECT id, name_key, name_compact FROM customer")
    return {
        row["id"]
        for row in found
        if max(ratio(key, row["name_key"]), ratio(compact, row["name_compact"])) >= 85 and compact
    }


def fill_with_names(database: Database) -> None:
    rng = Random(5)
    with database.write("import") as transaction:
        transaction.add_many(Customer, [{"name": made_up(rng)} for _ in range(2000)])


@pytest.fixture(params=[20_000, 0], ids=["few", "many"])
def full(
    request: pytest.FixtureRequest, filled: Callable[[Fill], Database], monkeypatch: pytest.MonkeyPatch
) -> Database:
    """A database of two thousand names much like each other, kept as few and as many are."""
    database = filled(fill_with_names)
    monkeypatch.setattr(similar_names, "FEW", request.param)
    return database


def test_nothing_is_missed(full: Database) -> None:
    """After loading, and after each kind of write; also what another program wrote."""
    rng = Random(6)
    for step in range(6):
        for _ in range(8):
            name = made_up(rng)
            assert {hit.row_id for hit in check(full, {"name": name})} >= similar(full, name), name
        match step:
            case 0:
                for row_id in range(1, 30):
                    records.change(full, Customer, row_id, {"name": made_up(rng)})
            case 1:
                undo.undo(full)
            case 2:
                add_customer(full, "Quite Another Name")
                assert check(full, {"name": "Quite Anothr Name"})
            case 3:
                trash.delete(full, Customer, 40)
            case 4:
                code = "import sys; from capptro_tui.cli import main; sys.exit(main(sys.argv[1:]))"
                words = ["--db", str(full.path), "add", "customers", "--name", "Zwölfte Straßenbahn"]
                subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True)
                assert check(full, {"name": "Zwolfte Strasenbahn"})


def test_equal_numbers_and_addresses_are_never_missed(full: Database) -> None:
    """However many have them."""
    fields = {"phone": "01632 960123", "email": "a@b.example", "account": "A-1", "external_id": "E1"}
    ids = [add_customer(full, f"Company {chr(65 + place)}zyx{place}", **fields) for place in range(30)]
    for name, value in fields.items():
        assert {hit.row_id for hit in check(full, {"name": "Something", name: value})} == set(ids)


def test_many_of_one_name_are_all_told(database: Database) -> None:
    """The nearest are compared by all fields, and the rest are told too, with their rows."""
    with database.write("import") as transaction:
        transaction.add_many(Customer, [{"name": "John Smith"}] * 60)
    near = add_customer(
        database, "John Smith", phone="01632 960123", billing_postcode="AB1 2CD", billing_street="1 Row"
    )
    hits = check(database, {"name": "John Smith", "phone": "01632 960123"})
    assert len(hits) == 61
    assert hits[0].row_id == near
    assert {hit.row["name"] for hit in hits} == {"John Smith"}
    assert {hit.grade for hit in hits} == {"same"}


def test_new_names_in_great_number(full: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than are kept beside the others: all are loaded anew."""
    check(full, {"name": "Any"})
    monkeypatch.setattr(similar_names, "MOST_NEW", 10)
    for place in range(12):
        add_customer(full, f"Brand New {'xyzuvwklmnop'[place] * 5}")
    assert check(full, {"name": "Brand New zzzzz"})


def test_the_same_place(database: Database) -> None:
    """A neighbour in name only is found by postcode and street, which make up for an unlike name."""
    here = {"billing_street": "12 High Street", "billing_postcode": "AB1 2CD", "billing_city": "Aberdeen"}
    acme = add_customer(database, "Acme Roofing", **here)
    [hit] = check(database, {"name": "Acme Tiles and Roofs", **here, "billing_postcode": "ab12cd"})
    assert hit.row_id == acme
    assert "same postcode" in hit.reasons


def test_a_second_database_has_names_of_its_own(database: Database, sample: Database) -> None:
    """What is kept in memory belongs to one database."""
    add_customer(database, "Quite Another Name")
    assert check(database, {"name": "Quite Another Name"})
    assert not check(sample, {"name": "Quite Another Name"})
    again = Database.open(database.path, by=BY)
    assert check(again, {"name": "Quite Another Name"})
    again.close()
