"""A new record belongs to what is in view, and is under the cursor once it is made, so that the next key acts on it."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import CONFIRMED, Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.widgets.table.record_table import RecordTable
from tests.screens.desk import Driver, desk
from tests.screens.forms.test_work_item_form import values
from tests.support import add, add_contact, add_customer, add_work_item, get
from tests.widgets.keys.test_key_order import post


def under_cursor(driver: Driver) -> int | None:
    """The id of the record under the cursor of the table with the focus, if that row is on the screen."""
    table = driver.app.focused
    if not isinstance(table, RecordTable) or table.row is None:
        return None
    line = table.cursor - table.scroll_offset.y
    return table.row["id"] if 0 <= line < table.size.height - 1 else None


async def test_n_and_w_on_the_page_of_a_site_and_an_asset(database: Database) -> None:
    """What is typed is a title; all links are there, and the part shows it."""
    customer = add_customer(database, "Harbour")
    site = [add(database, Site, customer_id=customer, name=name) for name in ("Quay", "Mill")][1]
    asset = add(database, Asset, customer_id=customer, site_id=site, name="Boiler")
    async with desk(database) as driver:
        driver.app.open_page(Site, site)
        await driver.is_on("RecordPage")
        await driver.keys("w")
        await driver.focuses("field-title")
        await driver.type("Paint")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordPage")
        await driver.until(lambda: under_cursor(driver) == 1, "the work item under the cursor")
        await driver.sees("Work items 1", "Paint")
        driver.app.open_page(Asset, asset)
        await driver.sees("In service", "Boiler")
        await driver.keys("w")
        await driver.focuses("field-title")
        await driver.sees("New work item  asset Boiler (A-000001)")
        await driver.type("Service")
        await driver.keys("ctrl+s")
        await driver.sees("Work items 1", "Service")
        await driver.until(lambda: driver.app.screen.part == "work_item_asset-asset_id")  # type: ignore[attr-defined]
        await driver.keys("n")
        await driver.focuses("field-title")
        await driver.type("Again")
        await driver.keys("ctrl+s")
        await driver.sees("Work items 2")
    for row_id in (1, 2, 3):
        row = get(database, WorkItem, row_id)
        assert (row["customer_id"], row["site_id"]) == (customer, site)
    joins = database.select("SELECT work_item_id, asset_id FROM work_item_asset ORDER BY id")
    assert [tuple(row.values()) for row in joins] == [(2, asset), (3, asset)]


async def test_w_on_a_row_that_was_found_by_a_contact_or_a_site(database: Database) -> None:
    """The new work item is for who was meant; of two who may be meant for neither, nor for the primary."""
    customer = add_customer(database, "Seaview", phone="01632 960100")
    add_contact(database, customer, "Dawn", is_primary=True)
    callum = add_contact(database, customer, "Callum", last_name="Reid", phone="01632 960333")
    add_contact(database, customer, "John", last_name="Smith")
    add_contact(database, customer, "Jane", last_name="Smith")
    add_contact(database, customer, "Gwen", last_name="Gone", left=True)
    sites = [add(database, Site, customer_id=customer, name=name) for name in ("Marsh End", "RW12 Redwood")]
    add_customer(database, "Other")
    async with desk(database, tab="customer") as driver:
        for typed, contact, site in (
            ("callum", callum, None),
            ("960333", callum, None),
            ("redw", 1, sites[1]),
            ("smith", None, None),
            ("gwen", 1, None),
            ("seav", 1, None),
            ("960100", 1, None),
        ):
            await driver.keys("slash", "ctrl+u")
            await driver.type(typed)
            await driver.keys("enter")
            await driver.sees("1 customer")
            await driver.until(lambda: under_cursor(driver) is not None)
            await driver.keys("w")
            await driver.is_on("FormScreen")
            held = values(driver)
            assert (held["contact_id"], held["site_id"]) == (contact, site), typed
            await driver.keys("escape")
            await driver.is_on("RecordList")


async def test_new_records_by_the_palette_are_for_who_was_found(database: Database) -> None:
    """An asset is at the site, a work item for the contact."""
    customer = add_customer(database, "Seaview")
    add_contact(database, customer, "Callum")
    site = [add(database, Site, customer_id=customer, name=name) for name in ("Marsh End", "Redwood")][1]
    async with desk(database, tab="customer") as driver:
        for typed, command, expected in (
            ("redw", "new asset", {"site_id": site}),
            ("callum", "new work item", {"contact_id": 1, "customer_id": customer, "site_id": None}),
        ):
            await driver.keys("slash", "ctrl+u")
            await driver.type(typed)
            await driver.keys("enter")
            await driver.until(lambda: under_cursor(driver) == customer)
            await driver.keys("ctrl+p")
            await driver.type(command)
            await driver.keys("enter")
            await driver.is_on("FormScreen")
            assert values(driver).items() >= expected.items()
            await driver.keys("escape")
            await driver.is_on("RecordList")


async def test_w_on_a_row_of_a_list_belongs_to_that_row(database: Database) -> None:
    customer = add_customer(database, "Harbour")
    for name in ("Quay", "Mill"):
        add(database, Site, customer_id=customer, name=name)
    async with desk(database, tab="site") as driver:
        await driver.sees("Quay", "Mill")
        await driver.keys("w")
        await driver.focuses("field-title")
        await driver.type("Paint")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
    newest_site = 2
    assert (get(database, WorkItem, 1)["customer_id"], get(database, WorkItem, 1)["site_id"]) == (1, newest_site)


async def test_a_record_made_on_the_way_has_the_customer_of_the_form(database: Database) -> None:
    """A work item made for an order is that customer's, though it would live without one."""
    customer = add_customer(database, "Harbour")
    async with desk(database) as driver:
        driver.app.open_form(Order, prefill={"customer_id": customer}, focus="work_item_id")
        await driver.focuses("field-work_item_id")
        await driver.type("Sluice gate")
        await driver.keys("enter")
        await driver.sees("New work item")
        await driver.keys("ctrl+s")
        await driver.sees("New order")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, WorkItem, 1)["customer_id"] == customer
    assert get(database, Order, 1)["work_item_id"] == 1


@pytest.mark.parametrize(("tab", "size"), [("customer", (80, 24)), ("customer", (40, 20)), ("work_item", (80, 24))])
async def test_the_next_key_acts_on_the_new_record(database: Database, tab: str, size: tuple[int, int]) -> None:
    """Typed without a pause, in a list that is longer than the screen, wherever its order puts the new one."""
    for number in range(120):
        name = f"{'Alder' if number < 60 else 'Zinnia'} {number:03}"
        add_work_item(database, add_customer(database, name), f"Job {number:03}")
    async with desk(database, size=size, tab=tab) as driver:
        await driver.until(lambda: under_cursor(driver))
        await driver.keys("down", "down")
        if tab == "customer":
            post(driver, "n", *"Mulberry", "ctrl+s", "w", *"Drips", "ctrl+s")
            await driver.said("Created work item Drips")
            assert under_cursor(driver) == 121
            assert get(database, WorkItem, 121)["customer"] == "Mulberry"
        else:
            post(driver, "n", "tab", "tab", "tab", *"Drips", "ctrl+s", "e")
            await driver.is_on("FormScreen")
            await driver.sees("W-000121")


@pytest.mark.parametrize("keys", [("s", "s"), ("s", "S"), ("s", "s", "s"), ("s", "s", "s", "S")])
async def test_the_new_record_is_found_in_any_order(database: Database, keys: tuple[str, ...]) -> None:
    for number in range(80):
        name = f"{'Alder' if number < 40 else 'Zinnia'} {number:03}"
        add_customer(database, name, account=f"{number * 7 % 80:02}", phone="")
    async with desk(database, tab="customer") as driver:
        await driver.until(lambda: under_cursor(driver))
        await driver.keys(*keys, "n")
        await driver.focuses("field-name")
        await driver.type("Mulberry")
        await driver.keys("tab")
        await driver.type("555")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
        await driver.until(lambda: under_cursor(driver) == 81)


async def test_what_the_search_hides_is_said(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.keys("slash")
        await driver.type("acme")
        await driver.keys("down", "n")
        await driver.focuses("field-name")
        await driver.type("Zoltan")
        await driver.keys("ctrl+s")
        await driver.said("Zoltan is saved, but not among what this list is narrowed to. esc shows all.")
        await driver.until(lambda: under_cursor(driver) == 1)
        await driver.keys("slash")
        await driver.type("zolt")
        await driver.keys("down", "n", "ctrl+s")
        await driver.is_on("Duplicates")


async def test_a_new_order_opens_on_its_lines(database: Database) -> None:
    """From its list and from a page; a new line is under the cursor."""
    customer = add_customer(database, "Harbour")
    add(database, Order, customer_id=customer)
    async with desk(database, tab="order") as driver:
        await driver.keys("n")
        await driver.focuses("field-customer_id")
        await driver.type("har")
        await driver.keys("enter", "ctrl+s")
        await driver.sees("O-000002", "No lines yet. Press n to add one.")
        for description in ("Slate", "Labour"):
            await driver.keys("n")
            await driver.focuses("field-description")
            await driver.type(description)
            await driver.keys("tab", "tab", "5", "ctrl+s")
            await driver.sees(description, "Lines")
        await driver.until(lambda: under_cursor(driver) == 2)
        await driver.keys("escape")
        await driver.is_on("RecordList")
        await driver.until(lambda: under_cursor(driver) == 2)
    assert [row["order_id"] for row in database.select("SELECT order_id FROM order_line")] == [2, 2]


async def test_c_turns_to_the_contacts_with_the_new_one_under_the_cursor(database: Database) -> None:
    customer = add_customer(database, "Harbour")
    for number in range(40):
        add_contact(database, customer, f"Ann {number:02}")
    async with desk(database) as driver:
        driver.app.open_page(Customer, customer)
        await driver.is_on("CustomerPage")
        await driver.keys("c", "tab")
        await driver.focuses("field-first_name")
        await driver.type("Zoe")
        await driver.keys("ctrl+s")
        await driver.until(lambda: under_cursor(driver) == 41)
        await driver.keys("e")
        await driver.sees("Zoe  N-000041")


async def test_a_contract_from_a_sites_page_covers_the_site(database: Database) -> None:
    customer = add_customer(database, "Harbour")
    site = add(database, Site, customer_id=customer, name="Quay")
    async with desk(database, size=(120, 40)) as driver:
        page = driver.app
        page.open_page(Site, site)
        await driver.is_on("RecordPage")
        driver.app.screen.show_part("contract_site-site_id")  # type: ignore[attr-defined]
        await driver.keys("n")
        await driver.sees("New contract of Harbour  site Quay (S-000001)")
        await driver.type("Yearly")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordPage")
        await driver.sees("Contracts 1", "Yearly")
    assert get(database, Contract, 1)["customer_id"] == customer


async def test_a_payment_from_an_orders_page_starts_on_what_is_open(database: Database) -> None:
    """The amount is selected, so that typing replaces it."""
    customer = add_customer(database, "Harbour")
    order = add(database, Order, customer_id=customer, status=CONFIRMED)
    add(database, OrderLine, order_id=order, description="Boiler", unit_price="100", tax_rate="0")
    add(database, Payment, customer_id=customer, order_id=order, amount="30")
    async with desk(database) as driver:
        for typed, paid in (("", 7000), ("12.50", 1250)):
            driver.app.open_page(Order, order)
            await driver.is_on("RecordPage")
            driver.app.screen.show_part("payment-order_id")  # type: ignore[attr-defined]
            await driver.keys("n")
            await driver.focuses("field-amount")
            await driver.sees("70.00")
            await driver.type(typed)
            await driver.keys("ctrl+s")
            await driver.is_on("OrderPage")
            [row] = database.select("SELECT * FROM payment ORDER BY id DESC LIMIT 1")
            assert (row["amount"], row["order_id"], row["customer_id"]) == (paid, order, customer)
            await driver.keys("u", "escape")


async def test_what_was_joined_survives_as_a_draft(database: Database) -> None:
    """Gone on with after the end of the program, it is still for the asset."""
    from capptro_tui.screens.forms.form_screen import FormScreen
    from capptro_tui.services.drafts.draft import Draft

    asset = add(database, Asset, customer_id=add_customer(database, "Harbour"), name="Boiler")
    kept: list[Draft | None] = []
    async with desk(database) as driver:
        driver.app.open_page(Asset, asset)
        await driver.is_on("RecordPage")
        await driver.keys("w")
        await driver.focuses("field-title")
        await driver.type("Service")
        assert isinstance(driver.app.screen, FormScreen)
        kept.append(driver.app.screen.unsaved())
        await driver.keys("ctrl+s")
        await driver.is_on("RecordPage")
    [draft] = kept
    assert draft is not None
    from capptro_tui.services.drafts.standing import Standing, standing

    assert standing(database, draft) is Standing.SAVED
    async with desk(database) as driver:
        await driver.keys("u")
        await driver.said("Undid: ")
        assert standing(database, draft) is not Standing.SAVED
        driver.app.push_screen(FormScreen.from_draft(draft, database))
        await driver.sees("Service", "asset Boiler")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert [row["asset_id"] for row in database.select("SELECT asset_id FROM work_item_asset")] == [asset]
