"""The one search of command line, palette and pickers: best first, and what was matched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash
from capptro_tui.services.search.find import find
from tests.support import HOSTILE, Fill, add, add_contact, add_customer, add_work_item, raw


def fill_desk(database: Database) -> None:
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


@pytest.fixture
def desk(filled: Callable[[Fill], Database]) -> Database:
    return filled(fill_desk)


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
        ("1632 9601", "C-000001", "phone"),
        ("@acme.ex", "C-000001", "email"),
        ("ac0077", "C-000001", "account"),
        ("ilots", "C-000002", "name"),
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


class TestMerged:
    @pytest.fixture
    def merged(self, desk: Database) -> Database:
        """Harbour Pilots, merged into Roofing Supplies by another program."""
        raw(desk.path, "UPDATE customer SET trashed = 1, merged_into_id = 3 WHERE id = 2")
        return desk

    @pytest.mark.parametrize(
        ("typed", "matched"),
        [("C-2", "number"), ("c000002", "number"), ("harbour", "merged_into"), ("ilots", "merged_into")],
    )
    def test_finds_the_one_that_is_left(self, merged: Database, typed: str, matched: str) -> None:
        """By the old number and the old name, and says why."""
        [hit] = find(merged, typed)
        assert (hit.number, hit.matched) == ("C-000003", matched)
        assert [one.number for one in find(merged, typed, quick=True)] == ["C-000003"]

    def test_filters_hold_for_its_survivor(self, merged: Database) -> None:
        """A picker that leaves deactivated ones out leaves it out by its old number, too."""
        assert find(merged, "C-2", equal={"status": "deactivated"}) == []


@pytest.mark.parametrize("typed", ["01632960123", "1632960123", "+441632960123", "441632960123", "(01632) 960-123"])
def test_phone_in_any_format_is_found_at_once(desk: Database, typed: str) -> None:
    """National or international, as its digits or as people write it; every beginning of it as well."""
    for end in range(5, len(typed) + 1):
        assert "C-000001" in [hit.number for hit in find(desk, typed[:end], quick=True)], typed[:end]


def test_whole_account_comes_before_what_only_begins_so(database: Database) -> None:
    """Whatever else has these digits."""
    for place in range(30):
        add_customer(database, f"12 Horses {place:02}", phone=f"0120 00{place:02}00")
    wanted = add_customer(database, "Zebra", account="12")
    assert find(database, "12", limit=3)[0].row["id"] == wanted
    assert find(database, "12", limit=3, quick=True)[0].row["id"] == wanted


def test_initials_find_the_name_however_they_are_written(database: Database) -> None:
    """J.R., J R and jr are one."""
    add_customer(database, "J.R. Smith", contact_name="Ada")
    for typed in ("jr smith", "J.R. Smith", "j r smith", "smith jr", "jr ada"):
        assert [hit.name for hit in find(database, typed, quick=True)] == ["J.R. Smith"], typed


def test_single_letter_within_a_text(database: Database) -> None:
    """An initial in the middle or at the end begins a word of the name, or of anything else."""
    add_customer(database, "Harry M. Wood")
    add_customer(database, "Harry Wood", contact_name="Mia")
    add_customer(database, "Harry Zoll")
    assert [hit.name for hit in find(database, "harry m")] == ["Harry M. Wood", "Harry Wood"]
    assert [hit.name for hit in find(database, "m wood")] == ["Harry M. Wood", "Harry Wood"]
    assert find(database, "h m z", quick=True) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("brwonfield", "Brownfield Motors"),
        ("brownfeld", "Brownfield Motors"),
        ("bownfield mo", "Brownfield Motors"),
        ("browwnfield", "Brownfield Motors"),
        ("brownfieldmotors", "Brownfield Motors"),
        ("brown field", "Brownfield Motors"),
        ("motosr brownfield", "Brownfield Motors"),
        ("brownfiled mtoors", "Brownfield Motors"),
        ("jeo plumber", "Joe Plumber"),
    ],
)
def test_forgives_slips(database: Database, typed: str, name: str) -> None:
    """Letters swapped, left out, doubled or added, a space lost or put in, in any word."""
    for other in ("Brownfield Motors", "Joe Plumber", "Green Field", "Motorcycle Repairs"):
        add_customer(database, other)
    assert find(database, typed)[0].name == name


def test_guesses_fill_the_page_only(database: Database) -> None:
    """With enough that has the text in it, nothing that is only like it is offered; never more than there is room."""
    for place in range(20):
        add_customer(database, f"Harbour {place:02}")
    assert len(find(database, "harbor")) == 12
    for place in range(20):
        add_customer(database, f"Harbor {place:02}")
    assert not any(hit.guess for hit in find(database, "harbor", limit=50))


def test_asks_the_database_a_few_times_however_many_hits(sample: Database) -> None:
    """Not once a hit."""
    counts = []
    for limit in (2, 40):
        asked: list[str] = []
        with sample.reading() as connection:
            connection.set_trace_callback(asked.append)
            find(sample, "a", limit=limit)
            connection.set_trace_callback(None)
        own = ("--", "PRAGMA 'main'.", "SELECT k, v FROM 'main'.")  # FTS5's, as newer and older versions tell of them
        counts.append(len([one for one in asked if not one.startswith(own)]))
    assert max(counts) <= 14
