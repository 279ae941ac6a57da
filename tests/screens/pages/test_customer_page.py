"""A customer's page: what is going on and owed at the top, everything tied to it below, and one timeline."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.widgets.form.record_form import RecordForm
from tests.screens.desk import Driver, desk
from tests.support import add, add_contact, add_customer, add_work_item, get, primaries


@pytest.fixture
def acme(database: Database) -> int:
    """A customer who owes £12.00 for an order of £20.00, with a follow-up that is due and a note that matters."""
    row_id = add_customer(database, "Acme")
    order = add(database, Order, customer_id=row_id, status="confirmed", day="2026-01-02", reference="PO 7")
    add(database, OrderLine, order_id=order, description="Slate", unit_price="20")
    add(database, Payment, customer_id=row_id, amount="8", day="2026-03-01", method="Card")
    add(database, FollowUp, customer_id=row_id, title="Ring about the slates", due="2026-03-10")
    add(database, Note, customer_id=row_id, text="Dog bites.", important=True)
    return row_id


async def opened(driver: Driver) -> None:
    await driver.keys("2", "enter")
    await driver.is_on("CustomerPage")


async def turn_to(driver: Driver, part: str) -> None:
    """Turn the page until that part is shown."""
    for _ in range(20):
        await driver.keys("right")
        if driver.app.screen.part == part:
            return
    raise AssertionError(driver.text)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.usefixtures("acme")
async def test_the_top_answers_the_phone(database: Database, size: tuple[int, int]) -> None:
    """What is owed, what is due, what to know."""
    async with desk(database, size=size) as driver:
        await opened(driver)
        await driver.sees("Balance £12.00", "1 follow-up due", "‼ Dog bites.")


@pytest.mark.usefixtures("acme")
async def test_the_keys_of_each_part_are_in_the_footer(database: Database) -> None:
    """Also where there is no room for all: what adds to a part, narrows the timeline, attaches a file."""
    async with desk(database) as driver:
        await opened(driver)
        await driver.keys("right")
        await driver.sees("n New  e Edit customer  A Attach")
        await driver.keys("left", "left")
        await driver.sees("n New  e Edit customer  v Filter  A Attach")


@pytest.mark.usefixtures("acme")
async def test_the_statement(database: Database) -> None:
    """`b`: what was billed and paid, and how old the rest is; enter opens an entry."""
    async with desk(database, size=(100, 30)) as driver:
        await opened(driver)
        await driver.keys("b")
        await driver.sees("Owed £12.00", "61 to 90 £12.00", "PO 7", "£20.00", "on account, Card", "-£8.00")
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.sees("O-000001", "Total £20.00", "Slate")


async def test_the_timeline_is_one_stream(database: Database, acme: int) -> None:
    """Each thing at its time; `v` narrows it, enter opens what stands there, `n` writes a note."""
    add_work_item(database, acme, "Mend the roof", scheduled_start="2026-04-01 9:00")
    async with desk(database, size=(120, 40)) as driver:
        await opened(driver)
        await driver.keys("left")
        await driver.sees("Wednesday, 1 April 2026", "Work item Mend the roof", "Payment Y-000001", "Note Dog bites.")
        await driver.keys("v", "v")
        await driver.sees("Timeline: money", "Order O-000001")
        await driver.sees_no("Work item Mend the roof")
        await driver.keys("down", "enter")
        await driver.is_on("RecordPage")
        await driver.sees("Y-000001", "Amount £8.00")
        await driver.keys("escape", "v")
        await driver.sees("Timeline: notes", "Note Dog bites.")
        await driver.keys("n")
        await driver.is_on("FormScreen")
        await driver.type("Likes tea")
        await driver.keys("ctrl+s")
        await driver.sees("Note Likes tea", "Important yes")
        assert "Important no" not in driver.text
    assert get(database, Note, 2)["customer_id"] == acme


@pytest.mark.usefixtures("acme")
async def test_a_line_is_added_changed_and_taken_off(database: Database) -> None:
    """On the order's page; the sums follow at once."""
    async with desk(database, size=(100, 30)) as driver:
        driver.app.open_page(Order, 1)
        await driver.sees("Slate", "Total £20.00")
        await driver.keys("n")
        await driver.type("Labour")
        await driver.keys("tab", "tab")
        await driver.type("42")
        await driver.keys("ctrl+s")
        await driver.sees("Labour", "Total £62.00")
        await driver.keys("enter")
        await driver.sees("Labour   of O-000001", "Unit price")
        await driver.keys("escape")
        await driver.is_on("RecordPage")
        await driver.keys("D")
        await driver.sees("Total £20.00")
        await driver.keys("u")
        await driver.sees("Total £62.00")


async def test_an_asset_is_put_to_a_work_item_and_taken_off(database: Database, acme: int) -> None:
    """By a picker that has the customer's own assets only; the asset's page says where it was worked on."""
    work, boiler = add_work_item(database, acme), add(database, Asset, customer_id=acme, name="Boiler")
    add(database, Asset, customer_id=add_customer(database, "Other"), name="Bollard")
    async with desk(database, size=(100, 30)) as driver:
        driver.app.open_page(WorkItem, work)
        await driver.is_on("RecordPage")
        await turn_to(driver, "work_item_asset-work_item_id")
        await driver.keys("n")
        await driver.is_on("FormScreen")
        await driver.type("bo")
        await driver.sees("Boiler")
        assert "Bollard" not in driver.text
        await driver.keys("enter", "ctrl+s")
        await driver.sees("Assets worked on 1", "Boiler")
        assert get(database, WorkItemAsset, 1)["asset_id"] == boiler
        driver.app.open_page(Asset, boiler)
        await driver.sees("Boiler", "Work items 1")
        await driver.keys("escape", "D")
        await driver.sees("Assets worked on 0")


async def test_the_list_follows_what_is_owed(database: Database, acme: int) -> None:
    """A payment made elsewhere shows in the list of customers."""
    async with desk(database, size=(120, 40)) as driver:
        await driver.keys("2")
        await driver.sees("£12.00")
        driver.app.open_form(Payment, prefill={"customer_id": acme, "amount": 1200})
        await driver.is_on("FormScreen")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
        await driver.sees_no("£12.00")
    assert get(database, Customer, acme)["balance"] == 0


async def test_a_contact_who_leaves_is_marked_and_another_primary_asked_for(database: Database) -> None:
    """`L` on the contact's row; the page goes on asking until somebody is chosen, and `L` again takes the mark back."""
    acme = add_customer(database, "Acme")
    add_contact(database, acme, "Bea", is_primary=True)
    add_contact(database, acme, "Cy")
    async with desk(database, size=(100, 30)) as driver:
        await opened(driver)
        await turn_to(driver, "contact-customer_id")
        await driver.sees("★", "Bea", "L Has left")
        await driver.keys("L")
        await driver.said("Acme has no primary contact any more.")
        await driver.sees("○ Bea, has left", "⚠ No primary contact: choose one with p")
        assert get(database, Contact, 1)["left"] == 1
        await driver.keys("up", "p")
        await driver.sees_no("No primary contact")
        assert primaries(database, acme) == [2]


async def test_the_page_of_a_contact_who_has_left(database: Database) -> None:
    """It says so; a new work item from there is for the customer, but not for that contact."""
    acme = add_customer(database, "Acme")
    add_contact(database, acme, "Bea", left=True)
    add_contact(database, acme, "Cy")
    add_contact(database, acme, "Di")
    async with desk(database) as driver:
        driver.app.open_page(Contact, 1)
        await driver.sees("○ Has left: Bea is not offered any more.")
        await driver.keys("w")
        await driver.focuses("field-title")
        form = driver.app.screen.query_one(RecordForm)
        assert (form.values()["customer_id"], form.values()["contact_id"]) == (acme, None)
        await driver.keys("escape")
        await driver.is_on("RecordPage")
        await driver.keys("L")
        await driver.said("Bea is back")
        await driver.sees_no("Has left: Bea")
        assert get(database, Contact, 1)["left"] == 0


async def test_the_list_of_contacts_marks_who_has_left(database: Database) -> None:
    add_contact(database, add_customer(database, "Acme"), "Bea", last_name="Smith")
    async with desk(database, tab="contact") as driver:
        await driver.sees("Bea")
        await driver.keys("L")
        await driver.sees("○ Bea")
        await driver.keys("L")
        await driver.sees_no("○ Bea")
