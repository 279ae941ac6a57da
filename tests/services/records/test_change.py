"""Changing records: the version check, what a change may not break, and what it says it did."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Missing, Refused, Stale
from capptro_tui.matching.derive import derive
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from tests.support import (
    Clock,
    add_contact,
    add_customer,
    add_work_item,
    batches,
    dump,
    get,
    is_plain,
    primaries,
    raw,
)


def refusal(database: Database, record: RecordType, row_id: int, typed: dict[str, Any], **options: Any) -> Refused:
    """Why a change is refused; nothing may have been written."""
    before, count = dump(database), batches(database)
    with pytest.raises(Refused) as refused:
        records.change(database, record, row_id, typed, **options)
    assert (dump(database), batches(database)) == (before, count)
    assert is_plain(refused.value)
    return refused.value


def test_only_what_was_typed_changes(database: Database, clock: Clock) -> None:
    """The other fields stay; version, time and user move on."""
    customer = add_customer(database, "Acme", account="007", phone="01632 960123")
    before = get(database, Customer, customer)
    clock.forward(minutes=5)
    done = records.change(database, Customer, customer, {"phone": "01632 960999"})
    after = get(database, Customer, customer)
    assert {name for name in after if after[name] != before[name]} == {"phone", "version", "modified_at"}
    assert after["version"] > before["version"]
    assert after["modified_at"] == "2026-03-16T09:05:00Z"
    assert done.changes[0].described() == [("Phone", "01632 960123", "01632 960999")]


def test_summary_names_what_changed(database: Database) -> None:
    """What undo offers to take back."""
    customer = add_customer(database, "Acme")
    done = records.change(database, Customer, customer, {"phone": "01632 960123", "email": "a@example.com"})
    assert done.summary == "Changed phone, email of Acme"
    many = {"account": "7", "fax": "01632 960124", "website": "example.com", "area": "North"}
    assert records.change(database, Customer, customer, many).summary.endswith("and more of Acme")


def test_saving_without_a_change_writes_nothing(database: Database) -> None:
    """No new version, nothing in the journal."""
    customer = add_customer(database, "Acme")
    before, count = dump(database), batches(database)
    done = records.change(database, Customer, customer, {"name": "Acme", "phone": ""})
    assert done.changes == ()
    assert (dump(database), batches(database)) == (before, count)


def test_somebody_else_was_faster(database: Database) -> None:
    """A form opened before another save is refused, says by whom, and overwrites nothing."""
    customer = add_customer(database, "Acme")
    shown = get(database, Customer, customer)["version"]
    records.change(database, Customer, customer, {"phone": "01632 960123"}, version=shown)
    refused = refusal(database, Customer, customer, {"phone": "01632 960999"}, version=shown)
    assert isinstance(refused, Stale)
    assert "Acme has been changed by ann" in str(refused)


def test_the_version_shown_is_the_one_to_change(database: Database) -> None:
    """After looking again the change goes through."""
    customer = add_customer(database, "Acme")
    records.change(database, Customer, customer, {"phone": "01632 960123"})
    shown = get(database, Customer, customer)["version"]
    records.change(database, Customer, customer, {"phone": "01632 960999"}, version=shown)
    assert get(database, Customer, customer)["phone"] == "01632 960999"


def test_there_is_no_such_record(database: Database) -> None:
    """The message names the number."""
    assert isinstance(refusal(database, Customer, 42, {"name": "x"}), Missing)
    assert "C-000042" in str(refusal(database, Customer, 42, {"name": "x"}))


def test_bad_values_are_told_together(database: Database) -> None:
    """As on create."""
    customer = add_customer(database)
    refused = refusal(database, Customer, customer, {"name": " ", "phone": "x", "email": "x"})
    assert isinstance(refused, Invalid)
    assert [problem.field for problem in refused.field_errors] == ["name", "phone", "email"]


def test_derived_columns_follow(database: Database) -> None:
    """A renamed customer is found by its new name and number."""
    customer = add_customer(database, "Acme", phone="01632 960123")
    records.change(database, Customer, customer, {"name": "Bolt & Sons Ltd", "phone": "+44 1632 960999"})
    stored = database.select("SELECT * FROM customer")[0]
    derived = derive(Customer, stored, "GB")
    assert {name: stored[name] for name in derived} == derived


def test_phones_follow_the_region(database: Database) -> None:
    """The business's country decides what 01632 960123 is; all customers and contacts follow when it changes."""
    customer = add_customer(database, "Acme", phone="01632 960123", alt_phone="+44 1632 960124")
    add_contact(database, customer, phone="030 901820")
    records.change(database, Settings, 1, {"region": "DE"})
    for record in (Customer, Contact):
        for stored in database.select(f'SELECT * FROM "{record.info.name}"'):
            derived = derive(record, stored, "DE")
            assert {name: stored[name] for name in derived} == derived
    undo.undo(database)
    assert database.select("SELECT phone_digits FROM customer") == [{"phone_digits": "441632960123"}]


def test_region_of_a_large_desk(database: Database) -> None:
    """The time grows with the number of customers, not with its square: a thousand take a second, not a minute."""
    add_customer(database, phone="01632 960123")
    columns = ", ".join(f'"{name}"' for name in database.select("SELECT * FROM customer")[0] if name != "id")
    copies = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT"
    raw(database.path, f"INSERT INTO customer ({columns}) {copies} {columns} FROM customer, n")
    began = time.monotonic()
    records.change(database, Settings, 1, {"region": "DE"})
    assert time.monotonic() - began < 10
    assert database.select("SELECT DISTINCT phone_digits FROM customer") == [{"phone_digits": "491632960123"}]


def test_contact_made_primary_later(database: Database) -> None:
    """The earlier one steps back; taking the mark away leaves none."""
    customer = add_customer(database)
    first = add_contact(database, customer, "Bea", is_primary=True)
    second = add_contact(database, customer, "Cy")
    records.change(database, Contact, second, {"is_primary": True})
    assert primaries(database, customer) == [second]
    assert get(database, Contact, first)["is_primary"] == 0
    records.change(database, Contact, second, {"is_primary": "no"})
    assert primaries(database, customer) == []


def test_primary_contact_moves_to_a_customer_with_a_primary(database: Database) -> None:
    """Somebody changes employer: the move is saved, and the new customer has one primary contact."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    mover = add_contact(database, one, "Bea", is_primary=True)
    add_contact(database, other, "Cy", is_primary=True)
    records.change(database, Contact, mover, {"customer_id": other})
    assert get(database, Contact, mover)["customer_id"] == other
    assert len(primaries(database, other)) == 1


def test_contact_in_the_trash_takes_no_primary(database: Database) -> None:
    """Whatever is done to a contact in the trash, the customer keeps the primary contact it has."""
    customer = add_customer(database)
    gone, stays = add_contact(database, customer, "Bea"), add_contact(database, customer, "Cy", is_primary=True)
    trash.delete(database, Contact, gone)
    with suppress(Refused):
        records.change(database, Contact, gone, {"is_primary": True})
    assert primaries(database, customer) == [stays]


def test_contact_with_work_moves_to_another_customer(database: Database) -> None:
    """A work item never keeps a contact of another customer: the move is refused, or the work items let go."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    mover = add_contact(database, one, "Bea")
    item = add_work_item(database, one, contact_id=mover)
    with suppress(Refused):
        records.change(database, Contact, mover, {"customer_id": other})
    moved = get(database, Contact, mover)["customer_id"] == other
    assert get(database, WorkItem, item)["contact_id"] == (None if moved else mover)


def test_other_customer_does_not_fit_the_contact(database: Database) -> None:
    """Changing a work item's customer alone is refused while its contact belongs to the old one."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    contact = add_contact(database, one, "Bea")
    item = add_work_item(database, one, contact_id=contact)
    for customer in (other, None):
        refused = refusal(database, WorkItem, item, {"customer_id": customer})
        assert isinstance(refused, Invalid)
        assert [problem.field for problem in refused.field_errors] == ["contact_id"]
    records.change(database, WorkItem, item, {"customer_id": other, "contact_id": None})
    assert get(database, WorkItem, item)["customer_name"] == "Other"


def test_work_item_keeps_the_name_of_its_new_customer(database: Database) -> None:
    """The snapshot follows the link, not the rename of the old customer; without a link it stays readable."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    item = add_work_item(database, one)
    records.change(database, WorkItem, item, {"customer_id": other})
    assert get(database, WorkItem, item)["customer_name"] == "Other"


def test_link_to_the_trash_is_refused(database: Database) -> None:
    """A work item cannot be moved to a customer that has been deleted."""
    gone = add_customer(database, "Gone")
    trash.delete(database, Customer, gone)
    item = add_work_item(database)
    assert "is in the trash" in str(refusal(database, WorkItem, item, {"customer_id": gone}))


def test_states_of_work(database: Database) -> None:
    """By the word people see; anything else lists what there is."""
    item = add_work_item(database)
    records.change(database, WorkItem, item, {"status": "In progress"})
    assert get(database, WorkItem, item)["status"] == "in_progress"
    assert "New, Scheduled" in str(refusal(database, WorkItem, item, {"status": "parked"}))
