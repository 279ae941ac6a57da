"""A file that is imported again changes nothing; what an import tells of a change is what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.search.listing import Listing
from tests.support import add_customer, add_work_item, dump, get

from .rows import actions, given, imported
from .test_other_records import EVERY

TIMES = ({}, {"scheduled_start": "2027-02-13 09:00"}, {"scheduled_start": "2027-02-14 9:00", "scheduled_end": "+90"})


def every_state(record: RecordType, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Records with each value of each choice; work items without an appointment, with a start, and with an end too."""
    times = TIMES if "scheduled_start" in record.fields else ({},)
    name = next(name for name in (*record.info.title, "reference", "notes") if name in record.fields)
    for field in record.fields.values():
        if field.form and field.choices:
            for choice in field.choices:
                for place, time in enumerate(times):
                    yield {**values, name: f"{values.get(name, '')} {field.name} {choice.value} {place}", **time} | {
                        field.name: choice.label
                    }


def test_every_record_type_in_every_state(database: Database) -> None:
    add_customer(database, "Acme")
    add_work_item(database, 1, "Mend the roof")
    owned = {record: {"customer_id": "Acme", **values} for record, values in EVERY.items()}
    owned[Task] = {"work_item_id": "Mend the roof", "title": "Ladder"}
    owned[Customer] = {"name": "Bolt"}
    del owned[Geofence]  # it has a shape, which needs other values, and no state
    for record, values in owned.items():
        rows = [given(row, **each) for row, each in enumerate(every_state(record, values), 2)]
        assert set(actions(imported(database, rows, record))) <= {"created"}, record.info.name
        before = dump(database)
        again = imported(database, rows, record)
        assert set(actions(again)) <= {"unchanged"}, [one for one in again if one.changes]
        assert dump(database) == before


def test_a_new_one_that_was_scheduled_here_keeps_its_appointment(database: Database) -> None:
    """A list without times says nothing about them."""
    add_customer(database, "Acme")
    add_work_item(database, 1, "Mend", scheduled_start="2027-02-13 09:00", scheduled_end="2027-02-13 10:00")
    [outcome] = imported(database, [given(2, customer_id="Acme", title="Mend", status="new")], WorkItem)
    assert (outcome.action.value, outcome.changes, outcome.mends) == ("unchanged", (), ())
    assert get(database, WorkItem, 1)["scheduled_start"] == "2027-02-13T09:00"


def test_what_changes_along_is_told(database: Database) -> None:
    """A start makes a new work item scheduled, and takes the end along."""
    add_customer(database, "Acme")
    add_work_item(database, 1, "New", status="new")
    add_work_item(database, 1, "Moved", scheduled_start="2027-02-13 09:00", scheduled_end="2027-02-13 10:00")
    rows = [
        given(2, number="W-1", title="New", scheduled_start="2027-03-01 08:00"),
        given(3, number="W-2", title="Moved", scheduled_start="2027-03-02 08:00"),
    ]
    told = [[label for label, _, _ in outcome.changes] for outcome in imported(database, rows, WorkItem)]
    assert told == [["Start", "Status"], ["Start", "End"]]
    assert get(database, WorkItem, 2)["scheduled_end"] == "2027-03-02T09:00"


def test_a_state_that_cannot_follow_is_no_change(database: Database) -> None:
    """The rehearsal says so, too; and where that was all, nothing is written."""
    add_customer(database, "Acme")
    add_work_item(database, 1, "Mend", status="completed")
    before = dump(database)
    [outcome] = imported(database, [given(2, customer_id="Acme", title="Mend", status="on_hold")], WorkItem)
    assert (outcome.action.value, outcome.changes) == ("unchanged", ())
    assert "A work item that is completed stays so" in outcome.mends[0].why
    assert dump(database) == before


def test_changed_lines_are_told_one_by_one(database: Database) -> None:
    add_customer(database, "Acme")
    lines = [{"description": "Pipe", "unit_price": "10.00"}, {"description": "Valve", "unit_price": "4.00"}]
    order = {"customer_id": "Acme", "day": "2027-01-05", "reference": "R-7"}
    imported(database, [given(2, parts={"order_line": lines}, **order)], Order)
    lines[1] = {"description": "Valve", "unit_price": "4.50"}
    [outcome] = imported(database, [given(2, parts={"order_line": lines}, **order)], Order)
    assert outcome.changes == (("Valve: Unit price", "£4.00", "£4.50"),)
    [outcome] = imported(database, [given(2, parts={"order_line": lines[:1]}, **order)], Order)
    assert outcome.changes == (("Lines", "2", "1"),)


def test_description_stays_where_further_texts_are_kept(database: Database) -> None:
    """Those of the row, of its other columns, and of a second row for the same customer are added."""
    add_customer(database, "Acme", phone="01632 960111", description="Ring twice")
    acme = {"name": "Acme", "phone": "01632 960111"}
    rows = [
        given(2, **acme, description="Dog in the yard", email="none yet"),
        given(3, **acme, description="Closed on Mondays"),
    ]
    imported(database, rows)
    text = get(database, Customer, 1)["description"]
    for part in ("Ring twice", "Dog in the yard", "none yet", "Closed on Mondays"):
        assert part in text


def test_description_that_is_full_is_kept_and_the_text_is_a_note(database: Database) -> None:
    limit = Customer.fields["description"].limit
    add_customer(database, "Acme", phone="01632 960111", description="d" * (limit - 5))
    [outcome] = imported(database, [given(2, name="Acme", phone="01632 960111", description="Key under the pot")])
    assert (outcome.action.value, outcome.parts) == ("updated", {"note": 1})
    assert get(database, Customer, 1)["description"] == "d" * (limit - 5)


def test_filling_adds_to_no_text_that_is_there(database: Database) -> None:
    add_customer(database, "Acme", phone="01632 960111", description="Ring twice")
    row = given(2, name="Acme", phone="01632 960111", description="Dog in the yard", email="none yet")
    imported(database, [row], on_duplicate="fill")
    assert get(database, Customer, 1)["description"] == "Ring twice\nEmail: none yet"


def test_records_without_a_customer_are_not_doubled(database: Database) -> None:
    """Neither those of nobody, nor those whose customer is not there; and they are not those of a customer."""
    add_customer(database, "Acme")
    rows = [
        given(2, title="Van service", scheduled_start="2027-02-13 09:00"),
        given(3, title="Mend the gate", customer_id="Nobody Here"),
        given(4, title="van service", scheduled_start="2027-03-13 09:00"),
        given(5, title="Van service", customer_id="Acme", scheduled_start="2027-02-13 09:00"),
    ]
    assert actions(imported(database, rows, WorkItem)) == ["created"] * 4
    before = dump(database)
    assert actions(imported(database, rows, WorkItem)) == ["unchanged"] * 4
    assert dump(database) == before
    rows[0].values["priority"] = "high"
    [outcome, *_] = imported(database, rows, WorkItem)
    assert (outcome.action.value, outcome.number) == ("updated", "W-000001")


def test_a_job_with_a_number_of_another_program_is_found_by_it(database: Database) -> None:
    """On another day, for another customer, and where it had none."""
    add_customer(database, "Acme")
    add_customer(database, "Bolt")
    job = {"title": "Boiler service", "external_id": "J-1001", "scheduled_start": "2027-02-13 09:00"}
    others = [given(row, customer_id="Acme", title="Boiler service", external_id=f"J-{row}") for row in (3, 4)]
    assert actions(imported(database, [given(2, **job), *others], WorkItem)) == ["created"] * 3
    job |= {"scheduled_start": "2027-02-20 09:00", "customer_id": "Acme"}
    assert actions(imported(database, [given(2, **job), *others], WorkItem)) == ["updated", "unchanged", "unchanged"]
    imported(database, [given(2, **{**job, "customer_id": "Bolt", "external_id": "j1001"})], WorkItem)
    row = get(database, WorkItem, 1)
    assert (row["scheduled_start"], row["customer_id"], row["external_id"]) == ("2027-02-20T09:00", 2, "J-1001")
    assert Listing(database, WorkItem).total() == 3
    [other] = imported(database, [given(2, title="Paint", external_id="J-1001", customer_id="Acme")], WorkItem)
    assert other.action.value == "created"


def test_one_of_several_jobs_of_a_name_that_nothing_tells_apart(database: Database) -> None:
    """It is no matter which one is meant where all that the file says of them is equal."""
    add_customer(database, "Acme")
    for day in ("2027-02-13", "2027-03-13"):
        add_work_item(database, 1, "Boiler service", scheduled_start=f"{day} 09:00")
    add_work_item(database, 1, "Boiler service", scheduled_start="2027-04-13 09:00", priority="low")
    row = given(2, customer_id="Acme", title="Boiler service", priority="high")
    before = dump(database)
    [outcome] = imported(database, [row], WorkItem)
    assert (outcome.action.value, len(outcome.similar)) == ("undecided", 3)
    assert dump(database) == before
    row.values["scheduled_start"] = "2027-03-13 09:00"
    assert [one.number for one in imported(database, [row], WorkItem)] == ["W-000002"]
    row = given(2, customer_id="Acme", title="Boiler service", priority="low")
    assert actions(imported(database, [row], WorkItem)) == ["unchanged"]


DAYS: dict[RecordType, str] = {Order: "day", Payment: "day", FollowUp: "due"}


@pytest.mark.parametrize("record", DAYS, ids=lambda record: record.info.name)
@pytest.mark.parametrize("text", ["31/02/2025", "45000", "Spring 2024", "", None])
def test_a_day_that_is_missing_or_cannot_be_read_is_not_today(
    database: Database, record: RecordType, text: str | None
) -> None:
    """Such a record is refused; and it is none of those that are there."""
    add_customer(database, "Acme")
    values = {"customer_id": "Acme", **EVERY[record]}
    values.pop("reference", None)
    imported(database, [given(2, **values)], record)
    before = dump(database)
    if "title" in values:
        values["title"] = "Another"
    [outcome] = imported(database, [given(3, **{**values, DAYS[record]: text})], record)
    assert outcome.action.value == "refused"
    assert dump(database) == before


def test_a_payment_without_an_amount_is_not_one_of_the_same_day(database: Database) -> None:
    add_customer(database, "Acme")
    payment = {"customer_id": "Acme", "day": "2027-01-05", "method": "cash"}
    imported(database, [given(2, **payment, amount="20.00")], Payment)
    [outcome] = imported(database, [given(2, **payment, amount="some")], Payment)
    assert (outcome.action.value, get(database, Payment, 1)["notes"]) == ("refused", "")
