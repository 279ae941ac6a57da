"""Fields with choices: what is set stays set, what was typed whole is taken, and nothing else unseen."""

from __future__ import annotations

from itertools import product

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import CONFIRMED, Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.duplicates import merge
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import PRESENT, PickerRows
from tests.screens.desk import Driver, desk
from tests.screens.forms.test_work_item_form import choices, picker, values
from tests.support import add, add_contact, add_customer, add_work_item, get


def notes(driver: Driver, name: str) -> list[str]:
    """What the picker says of each row."""
    return [row.note for row in picker(driver, name).query_one(PickerRows).rows]


# What is set stays set


@pytest.mark.parametrize("opens", ["down", "up"])
@pytest.mark.parametrize(
    ("name", "shown"), [("status", "On hold"), ("priority", "High"), ("category", "Quotation"), ("site_id", "Mill")]
)
async def test_a_list_opens_on_what_is_set_and_enter_keeps_it(
    database: Database, name: str, shown: str, opens: str
) -> None:
    customer = add_customer(database, "Harbour")
    sites = [add(database, Site, customer_id=customer, name=each) for each in ("Mill", *"abcdefghij")]
    typed = {"status": "on_hold", "priority": "high", "category": "Quotation", "site_id": sites[0]}
    add_work_item(database, customer, **typed)
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, 1, focus=name)
        await driver.focuses(f"field-{name}")
        await driver.keys(opens)
        await driver.until(lambda: shown in choices(driver, name))
        await driver.sees(f"{PRESENT} {shown}")
        await driver.keys("enter")
        await driver.until(lambda: not picker(driver, name).is_open)
        assert picker(driver, name).text == shown
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    row = get(database, WorkItem, 1)
    assert {each: row[each] for each in typed} == typed


async def test_the_filter_keeps_what_is_asked_for(database: Database) -> None:
    add_customer(database, "Acme")
    add_customer(database, "Gone", status="deactivated")
    async with desk(database, tab="customer") as driver:
        await driver.keys("v")
        await driver.is_on("Filter")
        await driver.keys("down")
        await driver.sees(f"{PRESENT} Active")
        await driver.keys("enter", "ctrl+s")
        await driver.is_on("RecordList")
        await driver.sees("Status Active", "1 customer")
        for text in ("deac", "zzz"):
            await driver.keys("v")
            await driver.is_on("Filter")
            await driver.keys("ctrl+u")
            await driver.type(text)
            await driver.keys("ctrl+s")
            if text == "deac":
                await driver.is_on("RecordList")
                await driver.sees("Status Deactivated", "1 customer")
            else:
                await driver.sees("“zzz” is none of the choices")


async def test_bulk_change_reopens_on_what_was_chosen(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme")
        await driver.keys("space", "b")
        await driver.is_on("BulkChange")
        await driver.type("category")
        await driver.keys("tab")
        await driver.focuses("field-category")
        await driver.keys("shift+tab", "down")
        await driver.sees(f"{PRESENT} Category")
        await driver.keys("enter")
        assert driver.app.screen.query_one("#what", Picker).value == "Category"


# A lone match


@pytest.mark.parametrize("key", ["tab", "ctrl+s"])
async def test_a_lone_fixed_value_is_taken(database: Database, key: str) -> None:
    add_work_item(database)
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, 1, focus="status")
        await driver.focuses("field-status")
        await driver.type("canc")
        await driver.keys(key)
        if key == "tab":
            await driver.focuses("field-priority")
            await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, WorkItem, 1)["status"] == "cancelled"


@pytest.mark.parametrize("key", ["tab", "shift+tab", "ctrl+s"])
async def test_of_several_fixed_values_none_is_taken(database: Database, key: str) -> None:
    add_work_item(database)
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, 1, focus="priority")
        await driver.focuses("field-priority")
        await driver.type("l")  # Low, Normal
        await driver.keys(key)
        await driver.said("“l” is none of the choices, or fits more than one.")
        await driver.focuses("field-priority")
        await driver.keys("escape", "escape")
    assert get(database, WorkItem, 1)["priority"] == "normal"


@pytest.mark.parametrize(("typed", "stored"), [("dr", "Dr"), ("prof", "Prof"), ("M", "M"), ("ca", "Capt")])
async def test_tab_completes_a_suggestion_and_enter_keeps_what_was_typed(
    database: Database, typed: str, stored: str
) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        for key, expected in (("tab", stored), ("enter", typed)):
            driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="title")
            await driver.focuses("field-title")
            await driver.type(typed)
            await driver.keys(key)
            await driver.focuses("field-first_name")
            await driver.type("Bea")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
            assert database.select("SELECT title FROM contact ORDER BY id DESC")[0]["title"] == expected


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        *product(["tab"], ["smith", "c-2", "01632 960222", "+44 1632 960222", "S-77", "Mill"]),
        *product(["ctrl+s"], ["SMITH LTD", "C000002", "Bea Brown"]),
    ],
)
async def test_a_record_is_taken_where_it_was_typed_whole(database: Database, key: str, typed: str) -> None:
    add_customer(database, "Smithson", phone="01632 960111")
    smith = add_customer(database, "Smith", phone="01632 960222", account="S77")
    add_contact(database, smith, "Bea", last_name="Brown")
    add(database, Site, customer_id=smith, name="Mill")
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, prefill={"title": "Drips"}, focus="customer_id")
        await driver.focuses("field-customer_id")
        await driver.type(typed)
        await driver.keys(key)
        if key == "tab":
            await driver.focuses("field-contact_id")
            await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, WorkItem, 1)["customer_id"] == smith


@pytest.mark.parametrize(
    ("key", "typed"),
    [*product(["tab"], ["smiths", "c-1x", "960111", "01632", "Bea"]), ("shift+tab", "smith s"), ("ctrl+s", "960111")],
)
async def test_a_record_that_was_not_typed_whole_is_not_taken_unseen(database: Database, key: str, typed: str) -> None:
    """The focus stays, a sentence says so, and escape with enter takes nothing unseen either."""
    smithson = add_customer(database, "Smithson", phone="01632 960111")
    add_contact(database, smithson, "Bea", last_name="Brown")
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, prefill={"title": "Drips"}, focus="customer_id")
        await driver.focuses("field-customer_id")
        await driver.type(typed)
        await driver.keys(key)
        await driver.said(f"“{typed}” is not a customer here. Press enter to choose or create one.")
        await driver.focuses("field-customer_id")
        await driver.keys("escape", "enter")
        await driver.until(lambda: picker(driver, "customer_id").is_open)
        assert values(driver)["customer_id"] is None
    assert database.select("SELECT * FROM work_item") == []


async def test_two_of_one_name_are_not_told_apart_by_it(database: Database) -> None:
    for _ in range(2):
        add_customer(database, "Smith")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("smith")
        await driver.keys("tab")
        await driver.said("“smith” is not a customer here.")
        assert values(driver)["customer_id"] is None


async def test_what_cannot_be_made_there_says_so(database: Database) -> None:
    """A user for many records at once; a contact while the customer is open."""
    add_customer(database, "Acme")
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, focus="contact_id")
        await driver.focuses("field-contact_id")
        await driver.type("Bea")
        await driver.keys("tab")
        await driver.sees("“Bea” is not a contact here. Choose what it belongs")
        await driver.keys("ctrl+u", "escape", "2")
        await driver.sees("1 customer")
        await driver.keys("space", "b")
        await driver.is_on("BulkChange")
        await driver.type("assigned")
        await driver.keys("tab")
        await driver.focuses("field-assigned_user_id")
        await driver.type("pat")
        for key in ("tab", "enter", "ctrl+s"):
            await driver.keys(key)
            await driver.sees("“pat” is not a user here. down shows", "a new one is added", "in the list of users")
            assert "reate" not in driver.text


# Found by a contact or a site


async def test_the_contact_and_the_site_that_led_to_the_customer_are_filled_in(database: Database) -> None:
    customer = add_customer(database, "Seaview")
    add_contact(database, customer, "Dawn", is_primary=True)
    callum = add_contact(database, customer, "Callum", last_name="Reid", phone="01632 960333")
    for name in ("Marsh End", "RW12 Redwood"):
        add(database, Site, customer_id=customer, name=name)
    async with desk(database) as driver:
        for typed, contact, site, reason in (
            ("callum", callum, None, "contact Callum Reid"),
            ("960333", callum, None, "contact Callum Reid"),
            ("rw12", 1, 2, "site RW12 Redwood"),
            ("seav", 1, None, ""),
        ):
            await driver.keys("w")
            await driver.focuses("field-customer_id")
            await driver.type(typed)
            await driver.until(lambda: choices(driver, "customer_id")[:1] == ["Seaview"])
            assert notes(driver, "customer_id")[0].startswith(reason or "C-000001")
            await driver.keys("enter")
            await driver.focuses("field-title")
            held = values(driver)
            assert (held["contact_id"], held["site_id"]) == (contact, site), typed
            await driver.keys("escape", "y")
            await driver.is_on("Dashboard")


async def test_of_two_contacts_who_may_be_meant_neither_is_taken(database: Database) -> None:
    """Nor is the primary one, who is not."""
    customer = add_customer(database, "Acme")
    add_contact(database, customer, "Dawn", is_primary=True)
    for first in ("John", "Jane"):
        add_contact(database, customer, first, last_name="Smith")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("smith")
        await driver.until(lambda: choices(driver, "customer_id")[:1] == ["Acme"])
        assert notes(driver, "customer_id")[0].startswith("contacts John Smith, Jane Smith")
        await driver.keys("enter")
        await driver.focuses("field-title")
        assert values(driver)["contact_id"] is None


async def test_rows_say_why_they_match(database: Database) -> None:
    add_customer(database, "Acme", alt_phone="01632 960444", email="bob@zebra.example", account="K-9")
    old = add_customer(database, "Winifred Askew")
    merge.merge(database, 1, old)
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        for typed, reason in (
            ("960444", "alt phone 01632 960444"),
            ("zebra", "email bob@zebra.example"),
            ("k9", "account K-9"),
            ("winifred", "formerly Winifred Askew"),
        ):
            await driver.keys("ctrl+u")
            await driver.type(typed)
            await driver.until(lambda: choices(driver, "customer_id")[:1] == ["Acme"])
            assert notes(driver, "customer_id")[0].startswith(reason)


async def test_the_order_picker_tells_orders_apart(database: Database) -> None:
    """Those that are owed for come first, the oldest first."""
    customer = add_customer(database, "Acme")
    for _ in range(10):
        add(database, Order, customer_id=customer, day="2026-03-01")
    owed = add(database, Order, customer_id=customer, status=CONFIRMED, day="2026-01-05", reference="PO 7")
    add(database, OrderLine, order_id=owed, description="Boiler", unit_price="100", tax_rate="0")
    add(database, Payment, customer_id=customer, order_id=owed, amount="30")
    async with desk(database, size=(120, 40)) as driver:
        driver.app.open_form(Payment, prefill={"customer_id": customer}, focus="order_id")
        await driver.focuses("field-order_id")
        await driver.keys("down")
        await driver.until(lambda: choices(driver, "order_id"))
        assert choices(driver, "order_id")[0] == "O-000011"
        await driver.sees("O-000011  5 Jan 2026  PO 7  Confirmed  £100.00  open £70.00")


async def test_a_customers_task_is_for_one_of_its_work_items(database: Database) -> None:
    customer = add_customer(database, "Acme")
    add_work_item(database, customer, "Roof")
    add_work_item(database, add_customer(database, "Other"), "Cellar")
    async with desk(database) as driver:
        driver.app.open_form(Task, prefill={"customer_id": customer}, focus="work_item_id")
        await driver.focuses("field-work_item_id")
        await driver.keys("down")
        await driver.until(lambda: choices(driver, "work_item_id") == ["Roof"])


async def test_an_asset_made_on_the_way_is_the_customers(database: Database) -> None:
    from capptro_tui.models.records.work_item import WorkItemAsset

    work = add_work_item(database, add_customer(database, "Acme"), "Roof")
    async with desk(database) as driver:
        driver.app.open_form(WorkItemAsset, prefill={"work_item_id": work})
        await driver.focuses("field-asset_id")
        await driver.type("Boiler")
        await driver.keys("enter")
        await driver.sees("New asset of Acme")
        await driver.keys("ctrl+s")
        await driver.sees("New asset worked on")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, Asset, 1)["customer_id"] == 1
    assert get(database, Customer, 1)["name"] == "Acme"
