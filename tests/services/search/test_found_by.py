"""Found by what one knows: an email's domain, a street, an old spelling; several examples of each kind."""

# ruff: noqa: RUF001 — other alphabets are meant.
from __future__ import annotations

from collections.abc import Callable

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.services.search.find import find
from tests.support import Fill, add, add_contact, add_customer, add_work_item, damage_to_search


def found(database: Database, text: str) -> list[str]:
    """The names of the customers that a text finds, guesses left out."""
    return [hit.name for hit in find(database, text) if not hit.guess]


def fill_domains(database: Database) -> None:
    add_customer(database, "Striped Horses", email="info@zebra.co.uk")
    add_customer(database, "Fixings", email="jo@bolt-tools.de")
    add_customer(database, "Phones", email="help@o2.de")
    add_customer(database, "Tapes", email="sales@3m.com")
    add_customer(database, "Sons", email="büro@müller-söhne.de")
    add_customer(database, "Letters", email="post@mail.x.org")
    customer = add_customer(database, "Through a contact")
    add_contact(database, customer, "Bea", email="bea@it.ox.ac.uk")
    add_customer(database, "Nobody's", email="info@elsewhere.example.com")


class TestDomain:
    @pytest.fixture
    def database(self, filled: Callable[[Fill], Database]) -> Database:
        return filled(fill_domains)

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("zebra.co.uk", "Striped Horses"),
            ("Zebra.CO.UK", "Striped Horses"),
            ("www.zebra.co.uk", "Striped Horses"),
            ("https://www.zebra.co.uk/contact?x=1", "Striped Horses"),
            ("@zebra.co.uk", "Striped Horses"),
            ("zebra.co.u", "Striped Horses"),
            ("info zebra.co.uk", "Striped Horses"),
            ("bolt-tools.de", "Fixings"),
            ("bolt-tools.d", "Fixings"),
            ("o2.de", "Phones"),
            ("3m.com", "Tapes"),
            ("müller-söhne.de", "Sons"),
            ("muller-sohne.de", "Sons"),
            ("x.org", "Letters"),
            ("mail.x.org", "Letters"),
            ("it.ox.ac.uk", "Through a contact"),
            ("ox.ac.uk", "Through a contact"),
        ],
    )
    def test_finds_its_customer_and_no_other(self, database: Database, typed: str, name: str) -> None:
        assert found(database, typed) == [name]
        assert [hit.name for hit in find(database, typed, quick=True)] == [name]

    def test_says_that_it_was_the_email(self, database: Database) -> None:
        for typed in ("zebra.co.uk", "bolt-tools.de", "muller-sohne.de"):
            assert find(database, typed)[0].matched == "email"

    @pytest.mark.parametrize("typed", ["zebra.com", "bolt-tools.fr", "zebra.org"])
    def test_another_domain_is_another(self, database: Database, typed: str) -> None:
        assert found(database, typed) == []

    def test_a_name_with_a_dot_in_it_is_still_a_name(self, database: Database) -> None:
        add_customer(database, "Booking.com Ltd")
        add_customer(database, "St.Mary's Hall")
        assert found(database, "booking.com") == ["Booking.com Ltd"]
        assert found(database, "st.mary") == ["St.Mary's Hall"]


def fill_addresses(database: Database) -> None:
    add_customer(
        database, "Billed", billing_street="12a Harbour Street", billing_city="Whitby", billing_postcode="YO21 3PU"
    )
    add_customer(database, "Shipped", shipping_street="Hauptstraße 5", shipping_city="Köln", shipping_postcode="50667")
    customer = add_customer(database, "Has a site", billing_city="Leeds")
    add(database, Site, customer_id=customer, name="Depot", street="7 Mill Road", city="Otley", postcode="LS21 1AA")
    add_customer(database, "Dutch", billing_street="Dorpsstraat 1", billing_city="Ede", billing_postcode="6711 AB")


class TestAddress:
    @pytest.fixture
    def database(self, filled: Callable[[Fill], Database]) -> Database:
        return filled(fill_addresses)

    @pytest.mark.parametrize(
        ("typed", "name", "matched"),
        [
            ("harbour street", "Billed", "billing_street"),
            ("harbour st", "Billed", "billing_street"),
            ("12 a harbour", "Billed", "billing_street"),
            ("12a harbour st", "Billed", "billing_street"),
            ("whitby", "Billed", "billing_city"),
            ("YO21 3PU", "Billed", "billing_postcode"),
            ("yo213pu", "Billed", "billing_postcode"),
            ("yo21", "Billed", "billing_postcode"),
            ("hauptstrasse 5", "Shipped", "shipping_street"),
            ("hauptstr. 5", "Shipped", "shipping_street"),
            ("koln", "Shipped", "shipping_city"),
            ("50667", "Shipped", "shipping_postcode"),
            ("mill rd", "Has a site", "site"),
            ("otley", "Has a site", "site"),
            ("ls21 1aa", "Has a site", "site"),
            ("dorpsstr 1", "Dutch", "billing_street"),
            ("6711AB", "Dutch", "billing_postcode"),
            ("ede 6711 ab", "Dutch", "name"),
        ],
    )
    def test_finds_its_customer(self, database: Database, typed: str, name: str, matched: str) -> None:
        [hit] = [hit for hit in find(database, typed) if not hit.guess]
        assert (hit.name, hit.matched) == (name, matched)

    def test_follows_the_address(self, database: Database) -> None:
        records.change(database, Customer, 1, {"billing_city": "Filey", "shipping_street": "3 Cliff Terrace"})
        assert (found(database, "whitby"), found(database, "filey"), found(database, "cliff tce")) == (
            [],
            ["Billed"],
            ["Billed"],
        )
        assert damage_to_search(database.path) == []

    def test_a_street_and_a_name_together(self, database: Database) -> None:
        assert found(database, "billed harbour") == ["Billed"]
        assert found(database, "shipped harbour") == []

    def test_what_belongs_to_a_customer_is_not_found_by_its_address(self, database: Database) -> None:
        """Else every job and order would bear it: the index grows by what the words take once."""
        add_work_item(database, 1, "Mend the roof")
        assert [hit.number for hit in find(database, "billed", (WorkItem,))] == ["W-000001"]
        assert find(database, "whitby", (WorkItem,)) == []

    def test_a_name_comes_before_a_street(self, database: Database) -> None:
        add_customer(database, "Harbour Pilots")
        assert found(database, "harbour") == ["Harbour Pilots", "Billed"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("7-Eleven Leith", "7eleven"),
        ("7Eleven Leith", "7 eleven"),
        ("7Eleven Leith", "7-eleven"),
        ("No. 1 Plumbing", "no1"),
        ("No1 Plumbing", "no 1"),
        ("Number 1 Plumbing", "no1"),
        ("No1 Plumbing", "number 1"),
        ("Studio 54 Dance", "studio54"),
        ("Studio54 Dance", "studio 54"),
        ("4 x 4 Tyres", "4x4"),
        ("4x4 Tyres", "4 x 4"),
        ("A1 Motors", "a 1 motors"),
        ("A 1 Motors", "a1"),
        ("H&M Fashion", "hm"),
        ("H & M Fashion", "hm"),
        ("HM Fashion", "h&m"),
        ("HM Fashion", "h m"),
        ("H.M. Fashion", "hm"),
        ("B and Q", "bq"),
        ("AT&T Lines", "att"),
        ("ATT Lines", "at&t"),
        ("I B M", "ibm"),
        ("IBM", "i.b.m."),
        ("J R Ewing", "jr ewing"),
        ("JR Ewing", "j r ewing"),
        ("E.ON Energy", "eon"),
        ("T-Mobile Shop", "tmobile"),
        ("St. Mary's Hall", "st marys"),
        ("St. Mary's Hall", "saint marys"),
        ("St Mary’s Hall", "st mary's"),
        ("Saint Mary's Hall", "st marys"),
        ("Sankt Martin Apotheke", "st martin"),
        ("St. Martin Apotheke", "sankt martin"),
        ("Mount Pleasant Inn", "mt pleasant"),
        ("Mt. Pleasant Inn", "mount pleasant"),
        ("Smith Brothers", "smith bros"),
        ("Smith Bros.", "smith brothers"),
        ("O Brien Haulage", "obrien"),
        ("O'Brien Haulage", "o brien"),
        ("Mc Donald Farms", "mcdonald"),
        ("さくら薬局", "サクラ薬局"),
        ("サクラ薬局", "さくら"),
        ("ｻｸﾗ薬局", "さくら"),
        ("がんばる堂", "ｶﾞﾝﾊﾞﾙ"),
        ("ラーメン一番", "らーめん"),
    ],
)
def test_other_spellings_of_a_name(database: Database, name: str, typed: str) -> None:
    """Joined or apart, initials, short or in full, kana of either kind and of half width."""
    for other in ("Harbour Pilots", "Eleven Oaks", "Norman Sons", "Hannah Moss", "Stone Masons", "Atlas Tiles"):
        add_customer(database, other)
    add_customer(database, name)
    assert found(database, typed)[0] == name
    assert len(found(database, typed)) == (2 if typed in ("h&m", "h m", "at&t") else 1), "two words begin so elsewhere"
    assert name in [hit.name for hit in find(database, typed, quick=True)]


def test_a_deleted_customer_is_found_in_the_trash_by_other_spellings(database: Database) -> None:
    """Where every row is looked at, the same is found as by the index."""
    customer = add_customer(database, "St. Mary's 7-Eleven", email="info@zebra.co.uk", billing_city="Whitby")
    trash.delete(database, Customer, customer)
    for typed in ("saint marys", "7eleven", "zebra.co.uk", "whitby"):
        assert [hit.name for hit in find(database, typed, trash=True)] == ["St. Mary's 7-Eleven"], typed
