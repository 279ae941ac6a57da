"""The one search of command line, palette and pickers: best first, and what was matched."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.contact import Contact
from capptro_tui.models.customer import Customer
from capptro_tui.models.record import RecordType
from capptro_tui.models.work_item import WorkItem
from capptro_tui.services import trash
from capptro_tui.services.find import find
from tests.support import HOSTILE, add, add_contact, add_customer, add_work_item


@pytest.fixture
def desk(database: Database) -> Database:
    """A few customers of which each search below means one."""
    acme = add_customer(
        database,
        "Acme Roofing Ltd",
        account="AC-0077",
        phone="01632 960123",
        email="office@acme.example.com",
        contact_name="Walter",
    )
    add_contact(database, acme, "Zoë", last_name="Ward", email="zoe@mail.example.org", phone="07700 900123")
    add_customer(database, "Harbour Pilots")
    add_customer(database, "Roofing Supplies")
    add_work_item(database, acme, "Mend roofing felt")
    return database


@pytest.mark.parametrize(
    ("typed", "number", "matched"),
    [
        ("harbour", "C-000002", "name"),
        ("C-2", "C-000002", "number"),
        ("ac 0077", "C-000001", "account"),
        ("+44 1632 960123", "C-000001", "phone"),
        ("office@acme", "C-000001", "email"),
        ("walter", "C-000001", "contact_name"),
        ("zoe", "C-000001", "contact"),
        ("07700 900123", "C-000001", "contact"),
    ],
)
def test_says_what_was_matched(desk: Database, typed: str, number: str, matched: str) -> None:
    """So that people see why a customer is offered."""
    best = find(desk, typed)[0]
    assert (best.number, best.matched) == (number, matched)


def test_says_in_which_record_it_was_matched(database: Database, vehicle: RecordType) -> None:
    """A customer found by what belongs to it: that record, not any other."""
    add(database, vehicle, customer_id=add_customer(database, "Acme"), plate="AB12 CDE", make="Oldtimer")
    best = find(database, "oldtimer")[0]
    assert (best.name, best.matched) == ("Acme", "vehicle")


def test_better_hits_score_higher_and_come_first(desk: Database) -> None:
    """Whole name, beginning, word within, other field, slip: 0 to 100, never rising."""
    add_customer(desk, "Roofing")
    hits = find(desk, "roofing")
    assert [hit.name for hit in hits] == ["Roofing", "Roofing Supplies", "Acme Roofing Ltd"]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


def test_slip_is_a_guess(desk: Database) -> None:
    """A similar name is offered when nothing has what was typed, and is marked as a guess below every real hit."""
    [guess] = find(desk, "harbor")
    assert (guess.name, guess.guess) == ("Harbour Pilots", True)
    add_customer(desk, "Harbor Lights")
    hits = find(desk, "harbor")
    assert (hits[0].name, hits[0].guess) == ("Harbor Lights", False)
    assert hits[0].score > guess.score


def test_several_record_types_at_once(desk: Database) -> None:
    """The palette asks for customers, contacts and work items together."""
    hits = find(desk, "roofing", (Customer, Contact, WorkItem))
    assert {hit.number for hit in hits} == {"C-000001", "C-000003", "W-000001"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_never_more_than_asked(sample: Database) -> None:
    """Of all record types together."""
    for limit in (1, 3, 7):
        assert len(find(sample, "e", (Customer, Contact, WorkItem), limit=limit)) == limit


def test_filters_of_a_list_apply(desk: Database) -> None:
    """A picker leaves out the deactivated and the deleted."""
    trash.delete(desk, Customer, 2)
    assert find(desk, "harbour") == []
    assert [hit.number for hit in find(desk, "harbour", trash=True)] == ["C-000002"]
    assert find(desk, "acme", equal={"status": "deactivated"}) == []


@pytest.mark.parametrize("typed", ["", " ", "%", "'", '"', "x" * 10_000, "\x00", "\ud800", *HOSTILE])
def test_anything_may_be_typed(desk: Database, typed: str) -> None:
    """No error, no more than asked."""
    assert len(find(desk, typed, (Customer, Contact, WorkItem), limit=2)) <= 2


def test_exactly_the_hostile_name(database: Database) -> None:
    """A customer called `[link=x]` is found by that name and shown as it is stored."""
    for name in ("[link=x]", "ACME [Leeds] Ltd", "100% Proof"):
        add_customer(database, name)
        assert find(database, name)[0].name == name
