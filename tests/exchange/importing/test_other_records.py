"""Every record type comes in: links by number, external id or name; orders with lines; a second import doubles none."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.formats.table import StoredNumber
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.user import User
from capptro_tui.services.history import trash, undo
from capptro_tui.services.search.listing import Listing
from tests.support import add_contact, add_customer, add_work_item, dump, get, raw

from .rows import actions, given, imported

EVERY: dict[RecordType, dict[str, Any]] = {
    Contact: {"first_name": "Bea", "last_name": "Smith"},
    Site: {"name": "Yard"},
    WorkItem: {"title": "Mend the roof", "scheduled_start": "2026-03-20 09:00"},
    Asset: {"name": "Boiler", "serial_number": "SN-0042"},
    Contract: {"title": "Yearly service", "value": "1200.00"},
    Project: {"name": "Extension"},
    Order: {"day": "2026-03-01", "reference": "R-1"},
    Payment: {"day": "2026-03-02", "amount": "45.00"},
    Note: {"text": "Rings on Mondays"},
    FollowUp: {"title": "Ring back", "due": "2026-04-01"},
    Geofence: {"name": "Round", "lat": "51.5", "lng": "0.1", "radius": "200"},
}


@pytest.mark.parametrize("record", EVERY, ids=lambda record: record.info.name)
def test_every_record_type(database: Database, record: RecordType) -> None:
    """It comes in, one undo takes it back, and a second import of the same rows creates nothing."""
    add_customer(database, "Acme", external_id="J-7")
    before = dump(database)
    [outcome] = imported(database, [given(2, customer_id="Acme", **EVERY[record])], record)
    assert (outcome.action.value, outcome.mends) == ("created", ())
    assert get(database, record, 1)["customer_id"] == 1
    [again] = imported(database, [given(2, customer_id="J-7", **EVERY[record])], record)
    assert (again.action.value, Listing(database, record).total()) == ("unchanged", 1)
    undo.undo(database)
    assert Listing(database, record).total() == 0
    assert dump(database)["customer"] == before["customer"]


@pytest.mark.parametrize("text", ["C-1", "c-000001", "J-7", "j7", "ACC-9", "Acme", "ACME Ltd."])
def test_customer_by_number_reference_or_name(database: Database, text: str) -> None:
    add_customer(database, "Acme", external_id="J-7", account="ACC-9")
    add_customer(database, "Bolt")
    imported(database, [given(2, title="Mend", customer_id=text)], WorkItem)
    row = get(database, WorkItem, 1)
    assert (row["customer_id"], row["customer_name"]) == (1, "Acme")


def test_links_within_the_customer(database: Database) -> None:
    """A contact and a site are looked for among those of the customer alone."""
    acme, bolt = add_customer(database, "Acme"), add_customer(database, "Bolt")
    add_contact(database, acme, "Bea", last_name="Smith")
    theirs = add_contact(database, bolt, "Bea", last_name="Smith")
    imported(database, [given(2, title="Mend", customer_id="Bolt", contact_id="bea smith")], WorkItem)
    assert get(database, WorkItem, 1)["contact_id"] == theirs


def test_link_that_names_nothing(database: Database) -> None:
    """A record that must have a customer is refused; any other link is kept as text."""
    add_customer(database, "Acme")
    add_customer(database, "Twin", phone="01632 960111")
    add_customer(database, "Twin", phone="01632 960222")
    rows = [
        given(2, customer_id="Nobody", day="2026-03-01"),
        given(3, customer_id="Twin", day="2026-03-01"),
        given(4, day="2026-03-01"),
    ]
    outcomes = imported(database, rows, Order)
    assert [outcome.reason for outcome in outcomes] == [
        "There is no customer “Nobody”. Import the customers first, or correct the name.",
        "2 are called “Twin”; name the customer by its number.",
        "It has no customer.",
    ]
    [work] = imported(database, [given(2, title="Mend", customer_id="Nobody", assigned_user_id="Zed")], WorkItem)
    assert work.action.value == "created"
    assert get(database, WorkItem, 1)["description"] == "Customer: Nobody\nAssigned user: Zed"


def test_order_with_lines(database: Database) -> None:
    add_customer(database, "Acme")
    lines = [
        {"description": "Boiler", "quantity": "1", "unit_price": "1200.00", "tax_rate": "20"},
        {"description": "Hours", "quantity": "2.5", "unit_price": "40.00"},
    ]
    order = given(2, customer_id="Acme", day="2026-03-01", reference="R-1", parts={"order_line": lines})
    [outcome] = imported(database, [order], Order)
    assert outcome.parts == {"order_line": 2}
    assert get(database, Order, 1)["total"] == 1440_00 + 100_00
    assert actions(imported(database, [order], Order)) == ["unchanged"]
    lines[1] |= {"quantity": "3"}
    assert actions(imported(database, [order], Order)) == ["updated"]
    assert Listing(database, OrderLine).total() == 2
    assert get(database, Order, 1)["total"] == 1440_00 + 120_00


@pytest.mark.parametrize("reference", ["1001", ""])
def test_an_order_of_the_same_day_with_other_lines_is_another_order(database: Database, reference: str) -> None:
    """An order without a reference takes no lines of one that is there; again, each is found by its own lines."""
    add_customer(database, "Acme")
    there = given(
        2,
        customer_id="Acme",
        day="2026-03-01",
        reference=reference,
        parts={"order_line": [_line("Valve"), _line("Pump")]},
    )
    new = [
        given(3 + place, customer_id="Acme", day="2026-03-01", parts={"order_line": [_line(name)]})
        for place, name in enumerate(("Tap", "Hose"))
    ]
    assert actions(imported(database, [there], Order)) == ["created"]
    assert actions(imported(database, new, Order)) == ["created", "created"]
    assert [row["order_id"] for row in Listing(database, OrderLine).rows(0, 9)].count(1) == 2
    assert actions(imported(database, [there, *reversed(new)], Order)) == ["unchanged"] * 3


def _line(description: str) -> dict[str, str]:
    return {"description": description, "quantity": "1", "unit_price": "5"}


def test_line_that_cannot_be_stored_is_kept_as_text(database: Database) -> None:
    """A line without a price is a remark; one without a description costs what it costs all the same."""
    add_customer(database, "Acme")
    lines = [{"description": "Thank you", "quantity": "2"}, {"unit_price": "5.00"}]
    order = given(2, customer_id="Acme", day="2026-03-01", parts={"order_line": lines})
    imported(database, [order], Order)
    assert get(database, Order, 1)["notes"] == "Line description: Thank you\nLine quantity: 2"
    assert (get(database, OrderLine, 1)["description"], get(database, Order, 1)["total"]) == ("Item", 500)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"quantity": "4 boxes"}, "Line Pipe: “4 boxes”: Quantity must be a number"),
        ({"tax_rate": "reduced"}, "Line Pipe: “reduced”: Tax % must be a number"),
        ({"unit_price": "ask"}, "Line Pipe: “ask”: Unit price must be a number in GBP"),
    ],
)
def test_line_with_a_number_that_cannot_be_read_refuses_its_order(
    database: Database, values: dict[str, str], reason: str
) -> None:
    """A default in its place would be another amount. That holds for an order that is there, too."""
    add_customer(database, "Acme")
    good = {"description": "Pipe", "quantity": "3", "unit_price": "7.50", "tax_rate": "20%"}
    order = {"customer_id": "Acme", "day": "2026-03-01", "reference": "R-7"}
    assert actions(imported(database, [given(2, parts={"order_line": [good]}, **order)], Order)) == ["created"]
    [outcome] = imported(database, [given(2, parts={"order_line": [{**good, **values}]}, **order)], Order)
    assert (outcome.action.value, outcome.reason[: len(reason)]) == ("refused", reason)
    assert (get(database, Order, 1)["total"], get(database, Order, 1)["notes"]) == (2700, "")


def test_two_equal_payments_are_two(database: Database) -> None:
    """Two equal rows of a file are two payments, and a second import finds both."""
    add_customer(database, "Acme")
    rows = [given(row, customer_id="Acme", day="2026-03-02", amount="45.00") for row in (2, 3)]
    assert actions(imported(database, rows, Payment)) == ["created", "created"]
    assert actions(imported(database, rows, Payment)) == ["unchanged", "unchanged"]
    trash.delete(database, Payment, 2)
    assert actions(imported(database, rows, Payment)) == ["unchanged", "created"]


def test_equal_rows_of_different_blocks_are_as_many_records(database: Database) -> None:
    """A row is not taken for one that the same import has created a block before."""
    add_customer(database, "Acme")
    rows = [given(row, customer_id="Acme", text=f"Note {row % 600}") for row in range(2, 1_202)]
    assert set(actions(imported(database, rows, Note))) == {"created"}
    assert set(actions(imported(database, rows, Note))) == {"unchanged"}
    assert Listing(database, Note).total() == 1_200


def test_same_title_on_another_day_is_another_work_item(database: Database) -> None:
    add_customer(database, "Acme")
    rows = [
        given(2, customer_id="Acme", title="Boiler service", scheduled_start="2025-03-02 9:00"),
        given(3, customer_id="Acme", title="Boiler service", scheduled_start="2026-03-02 9:00"),
    ]
    assert actions(imported(database, rows, WorkItem)) == ["created", "created"]


def test_changed_state_that_is_not_allowed_is_told(database: Database) -> None:
    add_customer(database, "Acme")
    add_work_item(database, 1, "Mend", status="completed")
    row = given(2, customer_id="Acme", title="Mend", status="new", priority="high")
    [outcome] = imported_alone(database, row)
    assert outcome.action.value == "updated"
    assert get(database, WorkItem, 1)["priority"] == "high"
    assert get(database, WorkItem, 1)["status"] == "completed"
    assert any("completed" in mend.why for mend in outcome.mends)


def imported_alone(database: Database, row: Any) -> list[Any]:
    """Import without a rehearsal: rules that only a write meets are told by the import alone."""
    from capptro_tui.exchange.importing.running import run

    told: list[Any] = []
    run(database, WorkItem, [row], told.append)
    return told


def test_tasks_and_people(database: Database) -> None:
    add_work_item(database, None, "Mend the roof")
    assert actions(imported(database, [given(2, work_item_id="Mend the roof", title="Ladder")], Task)) == ["created"]
    [me, new] = imported(
        database,
        [given(2, login="ANN", full_name="Ann Example"), given(3, login="bob", full_name="Bob")],
        User,
    )
    assert (me.action.value, new.action.value) == ("updated", "created")


# Reasons


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (
            "(75.50)",
            "“(75.50)”: Amount must be more than nothing. Money that went back is a payment of the kind Refund.",
        ),
        ("-3", "“-3”: Amount must be more than nothing. Money that went back is a payment of the kind Refund."),
        ("0", "“0”: Amount must be more than nothing."),
        ("$ 80.00", "“$ 80.00”: Amount must be a number in GBP such as 1250.00, at most 2 decimals."),
        ("", "It has no amount."),
    ],
)
def test_the_reason_of_a_refusal_is_what_is_wrong_with_the_value(database: Database, amount: str, reason: str) -> None:
    add_customer(database, "Acme")
    [outcome] = imported(database, [given(2, customer_id="Acme", day="2026-03-02", amount=amount)], Payment)
    assert (outcome.action.value, outcome.reason) == ("refused", reason)


def test_a_refused_row_asks_nothing(database: Database) -> None:
    """A name that the e-mail address proposes is said with the reason."""
    row = SourceRecord((2,), {"email": "zoe@x.example"}, refused="It has no name.", question="Its name may be “Zoe”.")
    [outcome] = imported(database, [row])
    assert (outcome.reason, outcome.question) == ("It has no name. Its name may be “Zoe”.", "")


# Currencies


MONEY: dict[RecordType, str] = {Payment: "amount", Contract: "value"}


@pytest.mark.parametrize(
    ("currency", "text", "stored"), [("JPY", "500", 500), ("KWD", "7.5", 7500), ("EUR", "€ 3", 300)]
)
def test_amounts_are_those_of_the_customers_currency(database: Database, currency: str, text: str, stored: int) -> None:
    """In a business that is billed in pounds. A second import doubles nothing, and says that nothing changes."""
    add_customer(database, "Acme", currency=currency)
    for record, name in MONEY.items():
        values = {"customer_id": "Acme", **EVERY[record], name: text}
        first, again = (imported(database, [given(2, **values)], record) for _ in range(2))
        assert (actions(first), actions(again)) == (["created"], ["unchanged"])
        assert (again[0].mends, again[0].changes) == ((), ())
        assert get(database, record, 1)[name] == stored
        assert Listing(database, record).total() == 1


def test_amounts_of_parts_are_in_the_same_currency(database: Database) -> None:
    add_customer(database, "Acme", currency="EUR")
    lines = [{"description": "Pipe", "unit_price": "€ 2.50"}]
    order = {"customer_id": "Acme", "reference": "R-1", "day": "2026-03-01", "currency": "EUR"}
    found = [imported(database, [given(2, parts={"order_line": lines}, **order)], Order) for _ in range(2)]
    assert [actions(each) for each in found] == [["created"], ["unchanged"]]
    assert get(database, Order, 1)["total"] == 250


@pytest.mark.parametrize("unit", ["USD", "$", "dollars"])
def test_amount_in_another_currency_is_refused(database: Database, unit: str) -> None:
    """It is not the same number in the currency of the customer; and it is not left out of the file unsaid."""
    add_customer(database, "Acme")
    values = {"customer_id": "Acme", "currency": unit}
    [outcome] = imported(database, [given(2, **values, **EVERY[Payment])], Payment)
    assert outcome.reason == f"It is in {unit}, and its customer is billed in GBP."
    lines = {"order_line": [{"description": "Pipe", "unit_price": "2.50"}]}
    [outcome] = imported(database, [given(2, parts=lines, **values, **EVERY[Order])], Order)
    assert outcome.action.value == "refused"
    [outcome] = imported(database, [given(2, **values, **EVERY[Order])], Order)
    assert (outcome.action.value, get(database, Order, 1)["notes"]) == ("created", f"Currency: {unit}")


@pytest.mark.parametrize("unit", ["GBP", "gbp", "£", "British Pounds"])
def test_the_currency_of_the_customer_by_any_name(database: Database, unit: str) -> None:
    add_customer(database, "Acme")
    [outcome] = imported(database, [given(2, customer_id="Acme", currency=unit, **EVERY[Payment])], Payment)
    assert (outcome.action.value, get(database, Payment, 1)["notes"]) == ("created", "")


def test_stored_number_is_not_read_as_a_text(database: Database) -> None:
    """A third of a cent too many is no thousand euros."""
    raw(database.path, "UPDATE settings SET locale = 'de_DE'")
    add_customer(database, "Acme", currency="EUR")
    amount = StoredNumber("1.234")
    [outcome] = imported(database, [given(2, customer_id="Acme", day="2026-03-01", amount=amount)], Payment)
    assert outcome.reason == "“1.234”: Amount must have at most 2 decimals."


def test_a_number_that_is_another_ones_reference_is_asked_about(database: Database) -> None:
    """Many programs number their customers C-2. As this program writes it, with six digits, it is its number."""
    add_customer(database, "Acme", phone="01632 960111")
    add_customer(database, "Bolt", phone="01632 960112")
    add_customer(database, "Zed", account="C-2", phone="01632 960113")
    rows = [given(row, customer_id=text, title=f"Job {row}") for row, text in enumerate(["C-2", "c2", "C-000002"], 2)]
    outcomes = imported(database, rows, WorkItem)
    assert [outcome.action.value for outcome in outcomes] == ["created"] * 3
    assert [get(database, WorkItem, row)["customer_id"] for row in (1, 2, 3)] == [None, None, 2]
    assert "2 are called “C-2”" in outcomes[0].mends[0].why
