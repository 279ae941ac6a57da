"""A tab's key leads to its list or dashboard, `/` to the search of the list; what is typed and not saved stays."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.site import Site
from capptro_tui.screens.forms.form_screen import FormScreen
from capptro_tui.services.business import business_settings
from tests.screens.desk import Driver, desk
from tests.screens.lists.test_record_list import shown
from tests.support import add, add_customer, add_work_item, dump
from tests.widgets.keys.test_key_order import post


def found(driver: Driver) -> Input:
    """The search field of the list."""
    return driver.app.screen.query_one("#find", Input)


async def test_a_tabs_key_leads_to_its_list_and_not_to_a_page_left_open(database: Database) -> None:
    """Habits typed without looking are a search, and no commands on somebody else's record."""
    seaview, fenwick = add_customer(database, "Seaview"), add_customer(database, "Fenwick")
    add(database, Order, customer_id=seaview)
    before = dump(database)
    async with desk(database, tab="customer") as driver:
        driver.app.open_page(Customer, seaview)
        driver.app.open_page(Order, 1)
        await driver.is_on("OrderPage")
        await driver.keys("1")
        await driver.is_on("Dashboard")
        post(driver, "2", "slash", *"fen", "enter", "enter")
        await driver.is_on("CustomerPage")
        assert driver.app.screen.row_id == fenwick  # type: ignore[attr-defined]
        assert len(driver.app.screen_stack) == 2
        await driver.keys("2")
        await driver.is_on("RecordList")
        assert len(driver.app.screen_stack) == 1
    assert dump(database) == before
    assert business_settings.default_customer(database) is None


@pytest.mark.parametrize("place", ["history", "trash", "map", "backups", "drafts", "review"])
async def test_a_tabs_key_and_slash_work_on_every_screen_of_a_tab(database: Database, place: str) -> None:
    for name in ("Acme", "Bolt"):
        add_customer(database, name)
    async with desk(database) as driver:
        for keys in (("1",), ("slash",)):
            driver.app.open_screen(place)
            await driver.until(lambda: len(driver.app.screen_stack) == 2)
            await driver.keys(*keys)
            await driver.is_on("Dashboard" if keys == ("1",) else "RecordList")
            assert len(driver.app.screen_stack) == 1
        assert driver.app.tab == "customer"
        await driver.focuses("find")
        await driver.type("bo")
        await driver.until(lambda: shown(driver) == ["Bolt"])


async def test_slash_leads_to_the_list_that_the_tab_belongs_to(database: Database) -> None:
    add_work_item(database, add_customer(database, "Acme"), "Roof")
    async with desk(database, tab="work_item") as driver:
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        driver.app.open_page(Customer, 1)
        await driver.keys("slash")
        await driver.is_on("RecordList")
        await driver.focuses("find")
        assert driver.app.tab == "work_item"
        await driver.keys("escape", "7")
        await driver.is_on("SettingsScreen")
        await driver.keys("slash")
        await driver.focuses("find")
        assert driver.app.tab == "customer"


async def test_a_search_is_replaced_by_the_next_one(database: Database) -> None:
    for name in ("Fairweather", "Fenwick"):
        add_customer(database, name)
    async with desk(database, tab="customer") as driver:
        await driver.keys("slash")
        await driver.type("fair")
        await driver.until(lambda: shown(driver) == ["Fairweather"])
        await driver.keys("enter", "enter")
        await driver.is_on("CustomerPage")
        await driver.keys("slash")
        await driver.focuses("find")
        await driver.type("fen")
        await driver.until(lambda: shown(driver) == ["Fenwick"])
        assert found(driver).value == "fen"


async def test_a_form_that_is_not_saved_stays_and_is_said(database: Database) -> None:
    """An untouched one is closed."""
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.type("Half typed")
        driver.app.open_list("dashboard")
        await driver.is_on("Dashboard")
        await driver.keys("2")
        await driver.is_on("FormScreen")
        await driver.said("What you typed here is not saved yet: ctrl+s saves it, esc leaves it.")
        driver.app.open_list("dashboard")
        await driver.is_on("Dashboard")
        await driver.keys("slash")
        await driver.is_on("FormScreen")
        await driver.keys("escape", "y")
        await driver.is_on("RecordList")
        await driver.keys("n")
        await driver.is_on("FormScreen")
        driver.app.open_list("dashboard")
        await driver.is_on("Dashboard")
        await driver.keys("2")
        await driver.is_on("RecordList")


async def test_g_leads_to_the_list_too_and_letters_are_commands_there(database: Database) -> None:
    """Also where the search field had the focus when the tab was left."""
    customer = add_customer(database, "Acme")
    add(database, Site, customer_id=customer, name="Quay")
    async with desk(database, tab="site") as driver:
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.keys("g", "s")
        await driver.is_on("RecordList")
        await driver.keys("slash")
        await driver.focuses("find")
        driver.app.open_list("dashboard")
        await driver.is_on("Dashboard")
        await driver.keys("g", "s", "e")
        await driver.is_on("FormScreen")
        await driver.sees("S-000001")


async def test_a_tabs_key_and_slash_work_on_a_yes_no_field_of_a_form(database: Database) -> None:
    """What is typed in the form stays; in a field that takes digits they are typed."""
    customer = add_customer(database, "Acme")
    async with desk(database) as driver:
        for key, screen in (("2", "RecordList"), ("slash", "RecordList"), ("1", "Dashboard")):
            await driver.keys("1")
            driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="is_primary")
            await driver.focuses("field-is_primary")
            await driver.keys(key)
            await driver.is_on(screen)
        driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="is_primary")
        await driver.focuses("field-is_primary")
        await driver.keys("y")
        await driver.sees("✓ yes")
        await driver.keys("n", "y", "1")
        await driver.said("What you typed here is not saved yet")
        await driver.keys("2")
        await driver.is_on("RecordList")
        await driver.keys("1")
        await driver.is_on("FormScreen")
        await driver.sees("✓ yes")
        for field in ("title", "first_name", "phone"):
            driver.app.screen.form.focus_field(field)  # type: ignore[attr-defined]
            await driver.focuses(f"field-{field}")
            await driver.keys("2", "slash")
            await driver.until(lambda: getattr(driver.app.focused, "value", "") == "2/")
        assert isinstance(driver.app.screen, FormScreen)


async def test_a_tabs_key_and_slash_work_while_two_customers_are_compared(database: Database) -> None:
    for name in ("Acme", "Bolt"):
        add_customer(database, name)
    async with desk(database) as driver:
        for key, screen in (("1", "Dashboard"), ("slash", "RecordList")):
            driver.app.open_merge(1, 2)
            await driver.is_on("MergeScreen")
            await driver.keys(key)
            await driver.is_on(screen)


@pytest.mark.parametrize("key", ["2", "slash"])
async def test_a_form_that_is_not_saved_comes_back_from_under_pages(database: Database, key: str) -> None:
    """What the message speaks of is on the screen: `ctrl+s` saves it."""
    acme = add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.type("Half typed")
        driver.app.open_page(Customer, acme)
        await driver.is_on("CustomerPage")
        await driver.keys(key)
        await driver.is_on("FormScreen")
        await driver.said("What you typed here is not saved yet: ctrl+s saves it, esc leaves it.")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
    assert [row["name"] for row in dump(database)["customer"]] == ["Acme", "Half typed"]
