"""The journal as people read it: who, when, what, from what to what."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.pair import Distinct
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.business import business_settings
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.journal import describe_change, describe_changes, history
from capptro_tui.services.records import records
from tests.support import Clock, add, add_contact, add_customer, add_work_item


def summaries(database: Database, customer: int) -> list[str]:
    """A customer's timeline, oldest first."""
    return [event.summary for event in reversed(history(database, Customer, customer))]


def test_who_when_and_what(database: Database, clock: Clock) -> None:
    """An event names its user in full, its time in UTC, its verb and what it was about."""
    clock.forward(minutes=90)
    customer = add_customer(database, "Acme")
    [event] = history(database)
    assert (event.by, event.at, event.verb) == ("Ann Example", "2026-03-16T10:30:00Z", "create")
    assert event.summary == "Created customer Acme"
    [change] = event.changes
    assert (change.record, change.row_id, change.operation, change.title) == (Customer, customer, "create", "Acme")


def test_from_and_to(database: Database) -> None:
    """By the labels and words people know; a new record comes from nothing."""
    customer = add_customer(database, "Acme")
    other = add_customer(database, "Bolt")
    item = add_work_item(database, customer)
    records.change(database, WorkItem, item, {"customer_id": other, "status": "on_hold", "priority": "urgent"})
    [change] = history(database, WorkItem, item)[0].changes
    assert sorted(describe_change(database, change)) == [
        ("Customer", "Acme", "Bolt"),
        ("Customer's name", "Acme", "Bolt"),
        ("Priority", "Normal", "Urgent"),
        ("Status", "New", "On hold"),
    ]
    assert ("Name", "", "Acme") in describe_change(database, history(database, Customer, customer)[-1].changes[0])


def test_many_changes_are_told_with_few_looks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an import did is told as each of its changes alone, but not one look for each."""
    customer = add_customer(database, "Acme")
    with database.write("import") as transaction:
        transaction.add_many(
            Payment, [{"customer_id": customer, "amount": 100 * place, "currency": "EUR"} for place in range(1, 21)]
        )
    changes = history(database)[0].changes
    alone = [describe_change(database, change) for change in changes]
    assert ("Amount", "", "€20.00") in [line for lines in alone for line in lines]
    looks: list[str] = []
    select = Database.select
    monkeypatch.setattr(Database, "select", lambda *asked: looks.append(asked[1]) or select(*asked))
    assert describe_changes(database, changes) == alone
    assert len(looks) < 5


def test_link_to_a_customer_removed_for_good(database: Database) -> None:
    """Its name is gone; the history still reads."""
    customer = add_customer(database, "Acme")
    item = add_work_item(database, customer)
    trash.delete(database, Customer, customer)
    trash.empty(database)
    lines = [
        line
        for event in history(database, WorkItem, item)
        for change in event.changes
        for line in describe_change(database, change)
    ]
    assert ("Customer", "customer 1", "") in lines


def test_newest_first_and_page_by_page(database: Database) -> None:
    """Each page goes on below the last event of the one before; none is shown twice."""
    for count in range(7):
        add_customer(database, f"Customer {count}")
    first = history(database, limit=3)
    second = history(database, limit=3, before=first[-1].batch)
    third = history(database, limit=3, before=second[-1].batch)
    assert [len(page) for page in (first, second, third)] == [3, 3, 1]
    assert [event.summary[-1] for event in first + second + third] == list("6543210")


def test_every_write_is_in_the_customers_timeline(database: Database) -> None:
    """Customer, contacts, primary, default, work, delete, undo, restore: whatever happened with that customer."""
    customer = add_customer(database, "Acme")
    contact = add_contact(database, customer, "Bea")
    add_contact(database, customer, "Cy", is_primary=True)
    business_settings.toggle_default(database, customer)
    item = add_work_item(database, customer, "Mend roof", contact_id=contact)
    records.change(database, WorkItem, item, {"status": "completed"})
    records.change(database, Contact, contact, {"role": "Buyer"})
    trash.delete(database, Contact, contact)
    trash.delete(database, Customer, customer)
    undo.undo(database)
    trash.delete(database, Customer, customer)
    trash.restore(database, Customer, customer)
    assert len(summaries(database, customer)) == 12
    assert [event.batch for event in history(database, Customer, customer)] == [
        event.batch for event in history(database)
    ]


def test_only_that_customers_part_is_in_it(database: Database) -> None:
    """Other customers' writes are not, nor their part of a write that concerned both."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    item = add_work_item(database, one, "Mend roof")
    add_work_item(database, other, "Paint fence")
    records.change(database, WorkItem, item, {"customer_id": other})
    assert summaries(database, one) == [
        "Created customer One",
        "Created work item Mend roof",
        "Changed customer of Mend roof",
    ]
    assert summaries(database, other) == [
        "Created customer Other",
        "Created work item Paint fence",
        "Changed customer of Mend roof",
    ]


def test_default_customer_changes_hands(database: Database) -> None:
    """Both the customer who becomes the default and the one who was see it in their timelines."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    business_settings.toggle_default(database, one)
    business_settings.toggle_default(database, other)
    assert len(summaries(database, one)) == 3
    assert len(summaries(database, other)) == 2


def test_other_settings_are_nobodys_timeline(database: Database) -> None:
    """A new name of the business has not happened with the default customer."""
    customer = add_customer(database)
    business_settings.toggle_default(database, customer)
    records.change(database, Settings, 1, {"business_name": "Mend & Sons"})
    assert len(summaries(database, customer)) == 2


def test_different_pair_is_in_both_timelines(database: Database) -> None:
    """Somebody said that these two are not the same."""
    one, other = add_customer(database, "Acme"), add_customer(database, "Acme Ltd")
    add(database, Distinct, low_id=one, high_id=other)
    assert len(summaries(database, one)) == len(summaries(database, other)) == 2


def test_history_outlives_the_customer(database: Database) -> None:
    """Removed for good, its timeline can still be read."""
    customer = add_customer(database, "Acme")
    trash.delete(database, Customer, customer)
    trash.empty(database)
    events = history(database, Customer, customer)
    assert [event.verb for event in events] == ["empty trash", "delete", "create"]
    assert events[0].changes[0].title == "Acme"


def test_history_of_one_record(database: Database) -> None:
    """A contact's own, without what else its batches did."""
    customer = add_customer(database, "Acme")
    contact = add_contact(database, customer, "Bea", is_primary=True)
    add_contact(database, customer, "Cy", is_primary=True)
    events = history(database, Contact, contact)
    assert [event.verb for event in events] == ["create", "create"]
    assert all(change.row_id == contact for event in events for change in event.changes)
    assert describe_change(database, events[0].changes[0]) == [("Primary contact", "yes", "no")]


def test_undone_events_say_so(database: Database) -> None:
    """Which batch took it back, and which one an undo was about; a redo clears it again."""
    records.change(database, Settings, 1, {"business_name": "Mend & Sons"})
    undone = undo.undo(database)
    taken_back, original = history(database)
    assert (taken_back.verb, taken_back.target) == ("undo", original.batch)
    assert original.undone_by == undone.batch
    undo.redo(database)
    again, _, original = history(database)
    assert (again.verb, again.target, original.undone_by) == ("redo", original.batch, None)


def test_two_people(database: Database, clock: Clock) -> None:
    """Each event names who did it; the record names who created it and who changed it last."""
    customer = add_customer(database, "Acme")
    bob = Database.open(database.path, by=("bob", "Bob Builder"), clock=clock)
    try:
        records.change(bob, Customer, customer, {"name": "Apex"})
    finally:
        bob.close()
    assert [event.by for event in history(database)] == ["Bob Builder", "Ann Example"]
    row = database.select("SELECT created_by, modified_by FROM customer")
    assert row == [{"created_by": "ann", "modified_by": "bob"}]


def test_hostile_names_in_history(database: Database) -> None:
    """Kept as they are; making them harmless is the screen's part."""
    customer = add_customer(database, "[/]\x1b[2J")
    assert summaries(database, customer) == ["Created customer [/]\x1b[2J"]


def test_long_titles_do_not_make_long_summaries(database: Database) -> None:
    """A summary fits its column whatever the name."""
    add_customer(database, "x" * 200)
    assert len(history(database)[0].summary) <= 500


def test_nothing_has_happened(database: Database) -> None:
    """An empty desk has an empty history; so has a record that does not exist."""
    assert history(database) == []
    assert history(database, Customer, 42) == []
