"""The duplicate warning: who is found while a customer is typed, why, and what “different” does."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import merge
from capptro_tui.services.duplicates.duplicates import Duplicate, check, remembering
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from tests.support import HOSTILE, add_contact, add_customer, dump


@pytest.fixture
def acme(database: Database) -> int:
    """The one that is entered already."""
    return add_customer(
        database,
        "Acme Roofing Ltd",
        phone="01632 960123",
        email="office@acme.example.com",
        account="AC-0077",
        external_id="X1",
        billing_postcode="AB1 2CD",
    )


def test_a_page_in_the_name_is_no_customer(acme: int, database: Database) -> None:
    """A text that cannot be stored is compared with none: half a million words would take minutes."""
    assert ids(check(database, {"name": "Acme Roofing" + " " * 150})) == [acme]
    assert check(database, {"name": "Acme Roofing" + " " * 200}) == []
    assert check(database, {"name": "x " * 500_000, "phone": "01632 960123"}) == []


def ids(hits: list[Duplicate]) -> list[int]:
    return [hit.row_id for hit in hits]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "ACME ROOFING"},
        {"name": "Acmé Roofing Limited"},
        {"name": "The Acme-Roofing Co. Ltd"},
        {"name": "Acme Rofing"},
        {"name": "Roofing Acme"},
        {"name": "AcmeRoofing"},
        {"name": "Somebody Else", "phone": "+44 (0)1632 960-123"},
        {"name": "Somebody Else", "alt_phone": "0044 1632 960123"},
        {"name": "Somebody Else", "email": "OFFICE@acme.example.com"},
        {"name": "Somebody Else", "account": "ac 0077"},
        {"name": "Somebody Else", "external_id": "x1"},
    ],
    ids=lambda typed: " ".join(typed.values()),
)
def test_found_with_reasons(database: Database, acme: int, typed: dict[str, Any]) -> None:
    """Case, accents, legal form, one letter, order, spacing, phone in any format, email, account, external id."""
    [hit] = check(database, typed)
    assert hit.row_id == acme
    assert hit.reasons
    assert all(reason.strip() for reason in hit.reasons)
    assert 0 < hit.score <= 100


@pytest.mark.parametrize("typed", [{}, {"name": ""}, {"name": "Zenith Bakery"}, {"name": "Zenith", "phone": "n/a"}])
@pytest.mark.usefixtures("acme")
def test_somebody_else(database: Database, typed: dict[str, Any]) -> None:
    """No warning where there is nothing alike, nor for a form that is still empty."""
    assert check(database, typed) == []


@pytest.mark.parametrize("text", [*HOSTILE, "\ud800", "x" * 10_000, "\n"])
@pytest.mark.usefixtures("acme")
def test_anything_may_be_typed(database: Database, text: str) -> None:
    """The form is checked while it is typed, before anything in it is right."""
    check(database, {"name": text, "phone": text, "email": text, "account": text, "billing_street": text})


def test_worst_first(database: Database, acme: int) -> None:
    """The same phone weighs more than a name that is a little alike."""
    add_customer(database, "Acme Rooting")
    hits = check(database, {"name": "Acme Roofin", "phone": "01632 960123"})
    assert ids(hits)[0] == acme
    assert len(hits) == 2


def test_in_the_trash_and_deactivated(database: Database, acme: int) -> None:
    """Who has gone is found too: to be brought back rather than entered again."""
    records.change(database, Customer, acme, {"status": "deactivated"})
    assert ids(check(database, {"name": "Acme Roofing"})) == [acme]
    trash.delete(database, Customer, acme)
    assert ids(check(database, {"name": "Acme Roofing"})) == [acme]


def test_contact_of_a_customer(database: Database, acme: int) -> None:
    """Somebody calls from the number of a contact: its customer is shown, and whose number it is."""
    add_contact(database, acme, "Zoë", last_name="Ward", phone="07700 900123", email="zoe@mail.example.org")
    for typed in ({"phone": "+44 7700 900123"}, {"email": "ZOE@mail.example.org"}):
        [hit] = check(database, {"name": "Somebody Else", **typed})
        assert hit.row_id == acme
        assert any("Zoë Ward" in reason for reason in hit.reasons)


def test_edit_does_not_find_itself(database: Database, acme: int) -> None:
    """A customer that is being edited is no duplicate of its own; another one is."""
    other = add_customer(database, "Acme Roofing GmbH")
    assert ids(check(database, {"name": "Acme Roofing Ltd", "phone": "01632 960123"}, acme)) == [other]


def test_different_is_remembered(database: Database, acme: int) -> None:
    """Said once, for the new customer and for the old one; one undo takes customer and answer back together."""
    before = dump(database)
    made = records.create(database, Customer, {"name": "Acme Roofing"}, also=remembering({acme}))
    assert check(database, {"name": "Acme Roofing"}, made.row_id) == []
    assert check(database, {"name": "Acme Roofing Ltd"}, acme) == []
    assert acme in ids(check(database, {"name": "Acme Roofing"}))
    undo.undo(database)
    assert dump(database) == before


def test_different_is_remembered_once(database: Database, acme: int) -> None:
    """However often it is said, from either side."""
    other = add_customer(database, "Acme Roofing")
    records.change(database, Customer, other, {"fax": "01632 960999"}, also=remembering({acme}))
    records.change(database, Customer, acme, {"fax": "01632 960998"}, also=remembering({other}))
    assert len(dump(database)["distinct"]) == 1


def test_different_alone_is_saved(database: Database, acme: int) -> None:
    """Also when nothing else was changed in the form."""
    other = add_customer(database, "Acme Roofing")
    records.change(database, Customer, other, {}, also=remembering({acme}))
    assert check(database, {"name": "Acme Roofing"}, other) == []


def test_nothing_to_remember(database: Database) -> None:
    """Nobody was said to be different."""
    assert remembering(()) is None
    assert records.create(database, Customer, {"name": "Acme"}, also=None).row_id == 1


def test_contact_in_the_trash_is_no_reason(database: Database, acme: int) -> None:
    """Contacts are looked at as customers are: also those who have gone, with their customer named."""
    contact = add_contact(database, acme, "Zoë", phone="07700 900123")
    trash.delete(database, Contact, contact)
    hits = check(database, {"name": "Somebody Else", "phone": "07700 900123"})
    assert ids(hits) in ([], [acme])


def test_the_name_of_a_merged_customer_warns_of_the_survivor(database: Database, acme: int) -> None:
    """By name and by number, also through two merges; said once, with the name that is alike."""
    old, older = add_customer(database, "Zenith Slates", account="Z-9"), add_customer(database, "Quixotic Tiles")
    merge.merge(database, old, older)
    merge.merge(database, acme, old)
    for typed in ({"name": "Zenith Slate"}, {"name": "Quixotic Tile"}):
        [hit] = check(database, typed)
        assert hit.row_id == acme
        assert hit.row["name"] == "Acme Roofing Ltd"
        assert any("merged" in reason and typed["name"] in reason for reason in hit.reasons)
    assert check(database, {"name": "Zenith Slates"}, acme) == []
    undo.undo(database)
    assert old in ids(check(database, {"name": "Zenith Slates"}))
