"""Creating records: what is stored, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid
from capptro_tui.matching.derive import derive
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from tests.support import (
    HOSTILE,
    Clock,
    add_contact,
    add_customer,
    add_work_item,
    batches,
    dump,
    get,
    is_plain,
    primaries,
)


def problems(database: Database, record: Any, typed: dict[str, Any]) -> dict[str, str]:
    """What a create is refused for; nothing may have been written."""
    before, count = dump(database), batches(database)
    with pytest.raises(Invalid) as refused:
        records.create(database, record, typed)
    assert (dump(database), batches(database)) == (before, count)
    assert is_plain(refused.value)
    return {problem.field: problem.message for problem in refused.value.field_errors}


def test_a_name_is_enough(database: Database) -> None:
    """The first customer is C-000001, active, and everything else is empty."""
    done = records.create(database, Customer, {"name": "Acme Ltd"})
    row = get(database, Customer, done.row_id)
    assert done.summary == "Created customer Acme Ltd"
    assert done.touches(Customer, 1)
    assert (row["id"], row["name"], row["status"], row["trashed"]) == (1, "Acme Ltd", "active", None)
    assert (row["phone"], row["billing_lat"], row["assigned_user_id"]) == ("", None, None)


def test_who_and_when(database: Database, clock: Clock) -> None:
    """Created and modified by whoever wrote, in UTC."""
    clock.forward(hours=1)
    row = get(database, Customer, add_customer(database))
    assert (row["created_at"], row["created_by"]) == ("2026-03-16T10:00:00Z", "ann")
    assert (row["modified_at"], row["modified_by"]) == ("2026-03-16T10:00:00Z", "ann")


def test_ids_are_never_used_again(database: Database) -> None:
    """Not even that of a customer who was removed for good."""
    first = add_customer(database)
    trash.delete(database, Customer, first)
    trash.empty(database)
    assert add_customer(database) > first


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_text_is_stored_exactly(database: Database, text: str) -> None:
    """As a name and as a description, character by character; nothing else happens to the database."""
    row = get(database, Customer, add_customer(database, text, description=f"{text}\r\n{text}\n"))
    assert row["name"] == text
    assert row["description"] == f"{text}\r\n{text}\n"
    assert database.select("SELECT count(*) AS n FROM customer") == [{"n": 1}]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, {"name": "Name must be filled in."}),
        ({"name": ""}, {"name": "must be filled in"}),
        ({"name": " \t "}, {"name": "must be filled in"}),
        ({"name": None}, {"name": "must be filled in"}),
        ({"name": "x" * 10_000}, {"name": "10,000 characters"}),
        ({"name": "Acme\nLtd"}, {"name": "one line"}),
        ({"name": "\ud83d"}, {"name": "half a character"}),
        ({"name": "Acme", "email": "nobody@"}, {"email": "not an email address"}),
        ({"name": "Acme", "phone": "ring me"}, {"phone": "not a phone number"}),
        ({"name": "Acme", "billing_lat": "90.5"}, {"billing_lat": "between -90 and 90"}),
        ({"name": "Acme", "assigned_user_id": 99}, {"assigned_user_id": "unknown"}),
        ({"name": "Acme", "status": None}, {"status": "must be one of"}),
        ({"name": "Acme", "nickname": "A"}, {"nickname": "no field"}),
        ({"name": "Acme", "id": 7}, {"id": "no field"}),
    ],
)
def test_bad_customer(database: Database, typed: dict[str, Any], says: dict[str, str]) -> None:
    """One clear message for the field that is wrong, and nothing written."""
    found = problems(database, Customer, typed)
    assert list(found) == list(says)
    assert all(part in found[name] for name, part in says.items())


def test_all_problems_at_once(database: Database) -> None:
    """In the order of the form."""
    assert list(problems(database, Customer, {"website": "x", "email": "x", "phone": "x"})) == [
        "name", "phone", "email", "website",
    ]  # fmt: skip


def test_contact_of_nobody(database: Database) -> None:
    """A contact needs a customer that is there and not in the trash."""
    gone = add_customer(database)
    trash.delete(database, Customer, gone)
    assert "filled in" in problems(database, Contact, {"first_name": "Bea"})["customer_id"]
    assert "C-000099 is unknown" in problems(database, Contact, {"first_name": "Bea", "customer_id": 99})["customer_id"]
    assert "in the trash" in problems(database, Contact, {"first_name": "Bea", "customer_id": gone})["customer_id"]


def test_bad_links_are_told_together(database: Database) -> None:
    """Customer and assigned user both unknown."""
    assert list(problems(database, WorkItem, {"title": "x", "customer_id": 98, "assigned_user_id": 99})) == [
        "customer_id", "assigned_user_id",
    ]  # fmt: skip


def test_contact_may_send_null_for_no(database: Database) -> None:
    """JSON has null; a contact whose primary is null is not primary."""
    customer = add_customer(database)
    contact = add_contact(database, customer, is_primary=None)
    assert get(database, Contact, contact)["is_primary"] == 0


def test_second_primary_takes_over(database: Database) -> None:
    """At most one primary contact a customer; the newest choice wins and the outcome names both."""
    customer = add_customer(database)
    first = add_contact(database, customer, "Bea", is_primary=True)
    done = records.create(database, Contact, {"customer_id": customer, "first_name": "Cy", "is_primary": "yes"})
    assert primaries(database, customer) == [done.row_id]
    assert done.touches(Contact, first)
    assert done.touches(Contact, done.row_id)


def test_each_customer_has_a_primary_of_its_own(database: Database) -> None:
    """Another customer's primary is nobody's rival."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    first = add_contact(database, one, is_primary=True)
    second = add_contact(database, other, is_primary=True)
    assert (primaries(database, one), primaries(database, other)) == ([first], [second])


def test_work_item_keeps_the_customers_name(database: Database) -> None:
    """The name as it was when the work was entered; a later rename does not rewrite it, and the link shows today's."""
    customer = add_customer(database, "Acme Ltd")
    item = add_work_item(database, customer)
    records.change(database, Customer, customer, {"name": "Apex Ltd"})
    row = get(database, WorkItem, item)
    assert (row["customer_name"], row["customer"]) == ("Acme Ltd", "Apex Ltd")


def test_work_item_without_a_customer(database: Database) -> None:
    """Work for nobody yet is allowed; only the title must be there."""
    row = get(database, WorkItem, add_work_item(database))
    assert (row["customer_id"], row["customer_name"], row["customer"]) == (None, "", "")
    assert "Title must be filled in" in problems(database, WorkItem, {"title": " "})["title"]


def test_contact_of_another_customer_is_refused(database: Database) -> None:
    """A work item's contact belongs to its customer, whether or not it has one."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    stranger = add_contact(database, other, "Cy")
    for customer in (one, None):
        found = problems(database, WorkItem, {"title": "x", "customer_id": customer, "contact_id": stranger})
        assert "Cy belongs to another customer" in found["contact_id"]


def test_contact_in_the_trash_is_refused(database: Database) -> None:
    """A work item is not given to somebody who has left."""
    customer = add_customer(database)
    contact = add_contact(database, customer)
    trash.delete(database, Contact, contact)
    found = problems(database, WorkItem, {"title": "x", "customer_id": customer, "contact_id": contact})
    assert "in the trash" in found["contact_id"]


def test_times_of_a_work_item(database: Database) -> None:
    """Local wall time, from the clock of the desk."""
    row = get(database, WorkItem, add_work_item(database, scheduled_start="tomorrow 9:00", scheduled_end="+90"))
    assert (row["scheduled_start"], row["scheduled_end"]) == ("2026-03-17T09:00", "2026-03-17T10:30")


def test_it_can_be_found_at_once(database: Database) -> None:
    """The columns that search and the duplicate check use are written with the row."""
    customer = add_customer(database, "Café Zoë Ltd", phone="(01632) 960 123", email="Zoe@Example.COM", account="A-7")
    stored = database.select("SELECT * FROM customer WHERE id = ?", [customer])[0]
    derived = derive(Customer, stored, "GB")
    assert {name: stored[name] for name in derived} == derived
    assert (stored["name_norm"], stored["phone_digits"]) == ("cafe zoe", "441632960123")


def test_nothing_typed_goes_into_a_log(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Customers' data stays out of logs, also when a write is refused."""
    caplog.set_level(0)
    add_customer(database, "Confidential Ltd")
    problems(database, Customer, {"name": "Confidential Ltd", "phone": "x"})
    assert "Confidential" not in caplog.text
