"""Decisions about single duplicates go before the usual treatment, and hold for the record that was shown."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.outcome import Action, OnDuplicate
from capptro_tui.exchange.importing.rehearsing import rehearse
from capptro_tui.exchange.importing.running import ImportOptions, run
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing
from tests.support import add_customer, get

from .rows import actions, given, imported

ACME = given(2, name="Acme Heating", phone="01632 960199", email="ann@acme.example", website="acme.example")
QUAY = given(3, name="Quay Tiles", phone="01632 960188")


def decided(*rows: tuple[int, str, str]) -> Decisions:
    """Decisions about rows: the row, the record that it was compared with, the way."""
    decisions = Decisions()
    for row, place, way in rows:
        decisions.decide(row, place, OnDuplicate(way))
    return decisions


@pytest.fixture
def there(database: Database) -> Database:
    """A database with Acme, whose e-mail is another one, and Quay."""
    add_customer(database, "Acme Heating", phone="01632 960199", email="old@acme.example")
    add_customer(database, "Quay Tiles", phone="01632 960188")
    return database


@pytest.mark.parametrize(
    ("way", "action", "email", "website"),
    [
        ("skip", "skipped", "old@acme.example", ""),
        ("fill", "filled", "old@acme.example", "acme.example"),
        ("update", "updated", "ann@acme.example", "acme.example"),
        ("create", "created", "old@acme.example", ""),
    ],
)
def test_each_way(there: Database, way: str, action: str, email: str, website: str) -> None:
    outcomes = imported(there, [ACME, QUAY], on_duplicate="ask", decisions=decided((2, "C-000001", way)))
    assert actions(outcomes) == [action, "undecided"]
    acme = get(there, Customer, 1)
    assert (acme["email"], acme["website"]) == (email, website)
    assert Listing(there, Customer).total() == 2 + (way == "create")


def test_what_is_undecided_says_what_an_update_would_change(there: Database) -> None:
    outcome = imported(there, [ACME], on_duplicate="ask")[0]
    assert ("Email", "old@acme.example", "ann@acme.example") in outcome.differences
    assert outcome.changes == ()
    assert get(there, Customer, 1)["email"] == "old@acme.example"


def test_a_decision_goes_before_the_usual_way(there: Database) -> None:
    outcomes = imported(there, [ACME, QUAY], on_duplicate="update", decisions=decided((2, "C-000001", "skip")))
    assert actions(outcomes) == ["skipped", "unchanged"]


def test_a_decision_goes_before_creating_all(there: Database) -> None:
    """The others are created without a comparison."""
    outcomes = imported(there, [ACME, QUAY], on_duplicate="create", decisions=decided((2, "C-000001", "skip")))
    assert actions(outcomes) == ["skipped", "created"]
    assert Listing(there, Customer).total() == 3


def test_a_decision_within_the_file_goes_before_creating_all(database: Database) -> None:
    records = [
        QUAY,
        given(4, name="Quay Tiles", phone="01632 960188"),
        given(5, name="Quay Tiles", phone="01632 960188"),
    ]
    outcomes = imported(database, records, on_duplicate="create", decisions=decided((4, "row 3", "skip")))
    assert actions(outcomes) == ["created", "skipped", "created"]


def test_a_decision_is_taken_back(there: Database) -> None:
    """One about another record held no more: what holds is taken back at once, that about its kind."""
    reasons = imported(there, [ACME], on_duplicate="ask")[0].similar[0].reasons
    decisions = decided((2, "C-000002", "update"))
    decisions.decide_kind(reasons, OnDuplicate.SKIP)
    assert decisions.way(2, "C-000001", reasons) is OnDuplicate.SKIP
    decisions.take_back(2, "C-000001", reasons)
    assert decisions.way(2, "C-000001", reasons) is None
    decisions.decide(2, "C-000001", OnDuplicate.FILL)
    decisions.decide_kind(reasons, OnDuplicate.SKIP)
    decisions.take_back(2, "C-000001", reasons)
    assert decisions.way(2, "C-000001", reasons) is OnDuplicate.SKIP


def test_a_decision_about_another_record_does_not_hold(there: Database) -> None:
    """The file or the database has changed since: nobody has seen this pair."""
    outcomes = imported(there, [ACME], on_duplicate="ask", decisions=decided((2, "C-000002", "update")))
    assert outcomes[0].action is Action.UNDECIDED
    assert get(there, Customer, 1)["email"] == "old@acme.example"


def test_all_with_the_same_reasons(there: Database) -> None:
    records = [ACME, QUAY, given(4, name="Nobody Else", phone="01632 960177")]
    reasons = imported(there, records[:2], on_duplicate="ask")[0].similar[0].reasons
    decisions = decided((3, "C-000002", "skip"))
    decisions.decide_kind(reasons, OnDuplicate.UPDATE)
    outcomes = imported(there, records, on_duplicate="ask", decisions=decisions)
    assert actions(outcomes) == ["updated", "unchanged", "created"]  # the row's own decision is the nearer one


def test_a_degree_makes_no_other_kind() -> None:
    decisions = Decisions()
    decisions.decide_kind(("same phone", "similar name (93 %)"), OnDuplicate.FILL)
    assert decisions.way(2, "C-000001", ("same phone", "similar name (81 %)")) is OnDuplicate.FILL
    assert decisions.way(2, "C-000001", ("same phone",)) is None


def test_one_that_is_only_similar_can_be_joined(database: Database) -> None:
    add_customer(database, "Acme Heating", phone="01632 960199", billing_street="1 High St", billing_city="Bath")
    other = given(2, name="Green Roofing", phone="01632 960199", website="green.example")
    outcome = next(iter(rehearse(database, Customer, [other], OnDuplicate.SKIP)))
    assert (outcome.action, outcome.similar[0].place) == ("created", "C-000001")
    [outcome] = imported(database, [other], on_duplicate="skip", decisions=decided((2, "C-000001", "fill")))
    assert outcome.action == "filled"
    assert get(database, Customer, 1)["website"] == "green.example"


@pytest.mark.parametrize("gap", [0, 600])
def test_two_rows_of_the_file(database: Database, gap: int) -> None:
    """Also if the earlier row is written before the later one is looked at."""
    between = [given(100 + n, name=f"Customer {n} of many") for n in range(gap)]
    last = given(9000, name="Acme Heating", phone="01632 960199", website="acme.example")
    records = [given(2, name="Acme Heating", phone="01632 960199"), *between, last]
    told: list[Any] = []
    options = ImportOptions(OnDuplicate.ASK, decisions=decided((9000, "row 2", "fill")))
    run(database, Customer, records, told.append, options)
    assert told[-1].action == "filled"
    assert get(database, Customer, 1)["website"] == "acme.example"
    assert Listing(database, Customer).total() == 1 + gap
