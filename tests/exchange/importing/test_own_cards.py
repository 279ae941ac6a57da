"""This program's own cards come back to their fields, and those of others leave identifiers alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.exporting.exporting import ExportRequest, write_path
from capptro_tui.exchange.exporting.vcards import CARRIED
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.search.snapshot import outside_the_trash
from tests.support import Clock, Fill, add_contact, add_customer, get

from .desks import bring
from .rows import actions, given, imported

ODD: dict[str, dict[str, Any]] = {
    "One place": {"shipping_street": "Unit 4", "shipping_city": "Hull", "shipping_lat": 53.5, "shipping_lng": -0.25},
    "Two addresses": {
        "billing_street": "1 High Street", "billing_postcode": "HU1 1AA", "billing_country": "United Kingdom",
        "shipping_street": "The Yard; back gate", "shipping_state": "Lincolnshire", "billing_lat": 1.5,
        "billing_lng": 2,
    },
    "Signs": {"category": "Boats, small; fast", "description": "one\ntwo"},
    "Numbers": {"phone": "01632 960113", "alt_phone": "07700 900114", "fax": "01632 960112", "email": "a@x.example"},
}  # fmt: skip
"""Name to values of customers whose cards are easily misread."""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A desk without customers."""
    with closing(Database.create(tmp_path / "new" / "new.db", by=("zoe", "Zoë New"), clock=Clock())) as database:
        yield database


def cards(database: Database, path: Path) -> Path:
    write_path(path, database, ExportRequest(outside_the_trash(Customer), "vcf"), lambda _: None)
    return path


def carried(database: Database, record: RecordType) -> list[dict[str, Any]]:
    """What cards carry of each record, but for the numbers of customers, by name."""
    names = sorted(CARRIED[record.info.name] - {"modified_at", "customer_id"})
    rows = Listing(database, record, sort="id").rows(0, 1000)
    return sorted(({name: row[name] for name in names} for row in rows), key=repr)


def test_own_cards_change_nothing_and_come_back_elsewhere(sample: Database, empty: Database, home: Path) -> None:
    """Each value that a card carries is in its field, and none is in the description as well."""
    for name, values in ODD.items():
        add_customer(sample, name, **values)
    file = cards(sample, home / "all.vcf")
    outcomes = bring(sample, Customer, file)
    assert [one.to_json() for one in outcomes if one.action.value != "unchanged" or one.mends] == []
    outcomes = bring(empty, Customer, file)
    assert {one.action.value for one in outcomes} == {"created"}
    for record in (Customer, Contact):
        assert carried(empty, record) == carried(sample, record)


def test_the_identity_of_a_card_does_not_replace_an_external_id(database: Database, home: Path) -> None:
    """It is said, and fills an empty one; by number, an external id can be changed."""
    for name, phone, external in (("Acme", "01632 960111", "J-7"), ("Bolt", "01632 960222", "")):
        add_customer(database, name, phone=phone, external_id=external)
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:{0}\nORG:{0}\nTEL:{1}\nEMAIL:{0}@x.example\nUID:{0}-4711\nEND:VCARD\n"
    file = home / "phone.vcf"
    file.write_text(text.format("Acme", "01632 960111") + text.format("Bolt", "01632 960222"), encoding="utf-8")
    outcomes = bring(database, Customer, file)
    assert actions(outcomes) == ["updated", "updated"]
    assert [(mend.was, mend.now) for mend in outcomes[0].mends] == [("Acme-4711", "J-7")]
    found = [get(database, Customer, row) for row in (1, 2)]
    assert [row["external_id"] for row in found] == ["J-7", "Bolt-4711"]
    assert [row["email"] for row in found] == ["Acme@x.example", "Bolt@x.example"]
    assert actions(imported(database, [given(2, number="C-1", name="Acme", external_id="J-8")])) == ["updated"]
    assert get(database, Customer, 1)["external_id"] == "J-8"


def fill_alike(database: Database) -> None:
    """Customers of one name, some of one phone too, with contacts of one name; one is its own contact."""
    for place in range(24):
        phone = "01632 960111" if place % 2 else ""
        customer = add_customer(database, "Smith & Sons", phone=phone, billing_street=f"{place % 3} High Street")
        for role in ("Owner", "Driver")[: 1 + place % 2]:
            add_contact(database, customer, "Ann", last_name="Smith", role=role, phone="07700 900301")
    odd = {"phone": "01632 960114/5", "description": "<b>key</b> under the mat"}
    add_customer(database, "Odd", **odd)
    person = add_customer(database, "Ann Smith", alt_phone="01632 960113", email="a@x.example, b@x.example")
    add_contact(database, person, "Ann", last_name="Smith", email="Ann <ann@x.example>")


def whole(database: Database) -> list[tuple[Any, ...]]:
    """Number, carried values and contacts of each customer."""
    found = []
    people = Listing(database, Contact, sort="id").rows(0, 1000)
    for row in Listing(database, Customer, sort="id").rows(0, 1000):
        reached = [row[name] for name in ("phone", "alt_phone", "email", "billing_street", "description")]
        theirs = [(one["first_name"], one["role"], one["phone"]) for one in people if one["customer_id"] == row["id"]]
        found.append((row["id"], row["name"], reached, theirs))
    return found


def card_with(file: Path, *changes: tuple[str, str], only: str = "") -> Path:
    """A file with the cards that have a text, in which texts are replaced by others."""
    parts = file.read_bytes().decode().split("BEGIN:VCARD")[1:]
    text = "".join(f"BEGIN:VCARD{part}" for part in parts if only in part)
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    made = file.with_name("changed.vcf")
    made.write_bytes(text.encode())
    return made


def test_customers_that_are_alike_come_back_as_they_were(
    filled: Callable[[Fill], Database], empty: Database, home: Path
) -> None:
    """Each with its number and its own contacts; a second import changes nothing, here and there."""
    there = filled(fill_alike)
    file = cards(there, home / "all.vcf")
    assert set(actions(bring(empty, Customer, file))) == {"created"}
    assert whole(empty) == whole(there)
    for desk in (empty, there):
        before = whole(desk)
        assert set(actions(bring(desk, Customer, file))) == {"unchanged"}
        assert whole(desk) == before


def test_another_desk_keeps_its_numbers_and_doubles_nothing(
    filled: Callable[[Fill], Database], empty: Database, home: Path
) -> None:
    """A number of another database names nobody here, and two customers there stay two."""
    there = filled(fill_alike)
    file = cards(there, home / "all.vcf")
    add_customer(empty, "Bolt")
    add_contact(empty, add_customer(empty, "Cole"), "Eve")
    mine = whole(empty)
    assert set(actions(bring(empty, Customer, file))) == {"created"}
    after = whole(empty)
    assert (after[:2], len(after)) == (mine, 28)
    assert sorted(one[1:] for one in after[2:]) == sorted(one[1:] for one in whole(there))
    assert set(actions(bring(empty, Customer, file))) == {"unchanged"}
    assert whole(empty) == after


def test_a_card_edited_in_a_phone_changes_its_customer(database: Database, home: Path) -> None:
    """Another name or phone is that of the number; with nothing in common it is somebody else, which is said."""
    for phone in ("01632 960111", "01632 960222"):
        add_customer(database, "Smith", phone=phone, billing_street="1 High Street")
    file = cards(database, home / "all.vcf")
    edited = card_with(file, ("960222", "960333"), only="C-000002")
    assert actions(bring(database, Customer, edited)) == ["updated"]
    assert get(database, Customer, 2)["phone"] == "01632 960333"
    lines = (("960222", "960444"), ("Smith", "Quayside Bakery"), ("1 High Street", "9 Dock Road"))
    [outcome] = bring(database, Customer, card_with(file, *lines, only="C-000002"))
    assert (outcome.action.value, outcome.number) == ("created", "C-000003")
    assert "C-000002 is another record here" in outcome.question
    assert [get(database, Customer, row)["name"] for row in (1, 2)] == ["Smith", "Smith"]


def test_contacts_without_their_customers_go_to_its_number(database: Database, home: Path) -> None:
    """To that of its name with the number; where the number has another name, nobody gets them by it."""
    for role in ("Owner", "Driver"):
        add_contact(database, add_customer(database, "Smith"), "Ann", role=role)
    file = cards(database, home / "all.vcf")
    people = card_with(file, ("Driver", "Cook"), only="UID:N-")
    outcomes = bring(database, Customer, people)
    assert [(one.action.value, one.number) for one in outcomes] == [("unchanged", "C-000001"), ("updated", "C-000002")]
    roles = [get(database, Contact, row)["role"] for row in (1, 2)]
    assert roles == ["Owner", "Cook"]
    others = card_with(file, ("ORG:Smith", "ORG:Quayside Bakery"), only="UID:N-000002")
    [outcome] = bring(database, Customer, others)
    assert (outcome.action.value, outcome.number) == ("created", "C-000003")


def test_contacts_alone_go_to_the_customer_of_their_number(database: Database, home: Path) -> None:
    """As contacts, too: the name alone does not tell which customer is meant."""
    for role in ("Owner", "Driver"):
        add_contact(database, add_customer(database, "Smith"), "Ann", role=role)
    people = card_with(cards(database, home / "all.vcf"), ("Ann", "Bea"), only="UID:N-")
    assert actions(bring(database, Contact, people)) == ["created", "created"]
    assert [
        (row["first_name"], row["role"], row["customer_id"]) for row in (get(database, Contact, one) for one in (3, 4))
    ] == [
        ("Bea", "Owner", 1),
        ("Bea", "Driver", 2),
    ]


@pytest.mark.parametrize(
    ("was", "now"), [("PRODID:-//Capptro//Customers//EN", "PRODID:-//Phone//EN"), ("DATABASE:db-", "DATABASE:")]
)
def test_without_product_or_mark_a_number_is_none(database: Database, home: Path, was: str, now: str) -> None:
    """The card of another program with such an identity is that of another customer."""
    add_customer(database, "Smith", phone="01632 960111")
    add_customer(database, "Bolt", phone="01632 960222")
    file = card_with(
        cards(database, home / "all.vcf"), (was, now), ("Smith", "Smyth"), ("960111", "960333"), only="C-000001"
    )
    [outcome] = bring(database, Customer, file)
    assert (outcome.action.value, outcome.number, outcome.question) == ("created", "C-000003", "")
    assert get(database, Customer, 1)["name"] == "Smith"
    assert get(database, Customer, 3)["external_id"] == ("C-000001" if "PRODID" in was else "")


def test_cards_of_both_kinds_in_one_file(database: Database, home: Path) -> None:
    """The people of other programs belong to the company of their name, those of this one to its number."""
    for role in ("Owner", "Driver"):
        add_contact(database, add_customer(database, "Smith"), "Ann", role=role)
    file = cards(database, home / "all.vcf")
    with file.open("a", encoding="utf-8", newline="") as more:
        for name in ("Joe", "Kim"):
            more.write(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name} Hill\r\nN:Hill;{name};;;\r\nORG:Acme\r\nEND:VCARD\r\n")
    outcomes = bring(database, Customer, file)
    assert [(one.action.value, one.title) for one in outcomes] == [
        ("unchanged", "Smith"), ("unchanged", "Smith"), ("created", "Acme"),
    ]  # fmt: skip
    assert outcomes[2].parts == {"contact": 2}
