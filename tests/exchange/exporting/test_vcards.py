"""vCards: one for each customer and each contact, which any reader of RFC 2426 takes."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.db.database import Database
from capptro_tui.exchange.exporting.vcards import MOST_OCTETS, escape, fold
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history import trash
from capptro_tui.services.importing.origins import mark
from tests.exchange.exporting.support import NAMES, cards_of, exported, fill_hostile, text_of, unescaped
from tests.support import Fill, add_contact, add_customer


def test_a_customer_and_its_contacts(database: Database) -> None:
    """Each contact after its customer, with the customer as its organisation."""
    acme = add_customer(
        database, "Acme; Söhne, Ltd", phone="01632 960123", alt_phone="01632 960124", fax="01632 960125",
        email="office@acme.example, sales@acme.example", website="www.acme.example", category="Trade",
        billing_street="1 High St\\2", billing_city="Leeds", billing_postcode="LS1 1AA", shipping_city="York",
        shipping_lat=51.5, shipping_lng=-0.1, description="Ring twice.\nDog!",
    )  # fmt: skip
    add_contact(
        database, acme, "Bea", last_name="Smith", title="Dr", role="Owner", phone="07700 900301", email="b@x.com"
    )
    add_customer(database, "Bolt")
    first, contact, second = cards_of(text_of(database, Customer, "vcf"))
    assert first == {
        "PRODID": ["-//Capptro//Customers//EN"],
        "FN": ["Acme\\; Söhne\\, Ltd"],
        "N": [";;;;"],
        "ORG": ["Acme\\; Söhne\\, Ltd"],
        "X-ABSHOWAS": ["COMPANY"],
        "TEL;TYPE=WORK,VOICE,PREF": ["01632 960123"],
        "TEL;TYPE=WORK,VOICE": ["01632 960124"],
        "TEL;TYPE=WORK,FAX": ["01632 960125"],
        "EMAIL;TYPE=INTERNET": ["office@acme.example", "sales@acme.example"],
        "URL": ["www.acme.example"],
        "ADR;TYPE=WORK,POSTAL": [";;1 High St\\\\2;Leeds;;LS1 1AA;"],
        "ADR;TYPE=WORK,PARCEL": [";;;York;;;"],
        "shipping.GEO": ["51.5;-0.1"],
        "CATEGORIES": ["Trade"],
        "NOTE": ["Ring twice.\\nDog!"],
        "X-CAPPTRO-DATABASE": [mark(database)],
        "UID": ["C-000001"],
        "REV": ["2026-03-16T09:00:00Z"],
    }
    assert contact == {
        "PRODID": ["-//Capptro//Customers//EN"],
        "FN": ["Dr Bea Smith"],
        "N": ["Smith;Bea;;Dr;"],
        "ORG": ["Acme\\; Söhne\\, Ltd"],
        "TITLE": ["Owner"],
        "TEL;TYPE=WORK,VOICE,PREF": ["07700 900301"],
        "EMAIL;TYPE=INTERNET": ["b@x.com"],
        "X-CAPPTRO-CUSTOMER": ["C-000001"],
        "X-CAPPTRO-DATABASE": [mark(database)],
        "UID": ["N-000001"],
        "REV": ["2026-03-16T09:00:00Z"],
    }
    assert (second["FN"], second["UID"]) == (["Bolt"], ["C-000002"])


def test_contacts_alone(database: Database) -> None:
    add_contact(database, add_customer(database, "Acme"), "Bea")
    [card] = cards_of(text_of(database, Contact, "vcf"))
    assert (card["FN"], card["ORG"], card["X-CAPPTRO-CUSTOMER"]) == (["Bea"], ["Acme"], ["C-000001"])


def test_the_trash_is_left_out(database: Database) -> None:
    acme = add_customer(database, "Acme")
    trash.delete(database, Contact, add_contact(database, acme))
    trash.delete(database, Customer, add_customer(database, "Gone"))
    assert len(cards_of(text_of(database, Customer, "vcf"))) == 1


def test_hostile_names_come_back(filled: Callable[[Fill], Database]) -> None:
    """Whatever a name holds, the card has its lines and no others; only control characters are replaced, and said."""
    text, done = exported(filled(fill_hostile), Customer, "vcf")
    cards = cards_of(text)
    assert len(cards) == len(NAMES)
    for card, name in zip(cards, NAMES, strict=True):
        shown = "".join(
            "\ufffd" if one in "\ufffe\uffff" or (one < " " and one != "\t") or "\x7f" <= one < "\xa0" else one
            for one in name
        )
        assert [unescaped(card["FN"][0])] == [shown]
        assert unescaped(card["NOTE"][0]) == f"{shown}\n\n  {shown}\n"
        named = {"PRODID", "FN", "N", "ORG", "X-ABSHOWAS", "ADR;TYPE=WORK,POSTAL", "NOTE", "UID", "REV"}
        assert card.keys() <= {*named, "X-CAPPTRO-DATABASE"}
    assert any("control character" in said for said in done.notices)


def test_no_line_is_too_long(filled: Callable[[Fill], Database]) -> None:
    """At most 75 octets, each line whole characters."""
    text = text_of(filled(fill_hostile), Customer, "vcf")
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) == MOST_OCTETS
    assert all(line.decode() is not None for line in lines)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_folded_and_escaped(text: str) -> None:
    """What is unfolded and unescaped is what was written, but for line ends and control characters."""
    line = fold(f"NOTE:{escape(text)}")
    assert all(len(piece.encode()) <= MOST_OCTETS for piece in line.split("\r\n"))
    value = unescaped(line.replace("\r\n ", "").removeprefix("NOTE:"))
    assert value.count("\n") == len(re.findall("\r\n|[\r\n\x85\u2028\u2029]", text))
    plain = "".join(one for one in text if one.isprintable())
    assert "".join(one for one in value if one.isprintable() and one != "\ufffd") == plain.replace("\ufffd", "")


def test_it_says_what_cards_do_not_carry(sample: Database) -> None:
    """Each label with the number of its values; nothing of it is lost unsaid."""
    [said] = exported(sample, Customer, "vcf")[1].notices
    assert said.startswith("A vCard does not carry these, which JSON does: Account of 42 customers; ")
    for part in ("Contact name of 34 customers", "Status of 2 customers", "Primary contact of 34 contacts"):
        assert part in said
    assert "Name of" not in said


def test_half_a_place_and_a_name_beside_an_address_are_said(database: Database) -> None:
    """They are on no card."""
    add_customer(database, "Acme", billing_lat=0, email="Ann <ann@acme.example>")
    text, done = exported(database, Customer, "vcf")
    assert "GEO" not in text
    assert cards_of(text)[0]["EMAIL;TYPE=INTERNET"] == ["ann@acme.example"]
    [said] = done.notices
    assert "half of one, of 1 customer" in said
    assert "names beside e-mail addresses on 1 card" in said


def test_two_places_do_not_fit(database: Database) -> None:
    """A card has one place; the other is said to be left out."""
    add_customer(database, "One", shipping_lat=1, shipping_lng=1)
    assert exported(database, Customer, "vcf")[1].notices == []
    add_customer(database, "Two", shipping_lat=1, shipping_lng=1, billing_lat=2, billing_lng=2)
    [said] = exported(database, Customer, "vcf")[1].notices
    assert "a second place, or half of one, of 1 customer." in said
