"""On a page the keys act on the row that has the cursor; from the profile, on the page's own record."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.widgets.form.path_picker import PathPicker
from capptro_tui.widgets.page.facts import Profile
from tests.screens.desk import Driver, desk
from tests.support import add, add_contact, add_customer, add_work_item, get


@pytest.fixture
def harbour(database: Database) -> int:
    """A customer with two of each of what is tried."""
    customer = add_customer(database, "Harbour")
    for name in ("Ann", "Bea"):
        add_contact(database, customer, name)
        add(database, Site, customer_id=customer, name=f"{name}'s yard")
    add_work_item(database, customer, "Roof")
    add_work_item(database, customer, "Cellar", status="completed")
    return customer


def target(driver: Driver) -> tuple[RecordType, int] | None:
    """The record that the keys of a page act on."""
    found = driver.app.screen.target  # type: ignore[attr-defined]
    return found and (found[0], found[1]["id"])


async def at(driver: Driver, part: str, customer: int) -> None:
    """Open the customer's page at a part, the cursor on its first row."""
    driver.app.open_page(Customer, customer)
    await driver.is_on("CustomerPage")
    driver.app.screen.show_part(part)  # type: ignore[attr-defined]
    await driver.until(lambda: target(driver) not in (None, (Customer, customer)), "a row under the cursor")


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)])
async def test_e_and_d_act_on_the_row_and_the_footer_names_it(
    database: Database, harbour: int, size: tuple[int, int]
) -> None:
    async with desk(database, size=size) as driver:
        await at(driver, "contact-customer_id", harbour)
        await driver.sees("e Edit contact")
        row_id = driver.app.screen.target[1]["id"]  # type: ignore[attr-defined]
        await driver.keys("e")
        await driver.is_on("FormScreen")
        await driver.sees(f"N-{row_id:06}")
        await driver.keys("escape", "d")
        await driver.is_on("ConfirmDelete")
        await driver.keys("y")
        await driver.is_on("CustomerPage")
        await driver.until(lambda: get(database, Contact, row_id)["trashed"] is not None)
        await driver.until(lambda: target(driver) not in (None, (Contact, row_id)), "the other row")
    assert get(database, Customer, harbour)["trashed"] is None


@pytest.mark.parametrize("key", ["up", "shift+tab"])
@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)])
async def test_from_the_first_row_to_the_profile_and_back(
    database: Database, harbour: int, size: tuple[int, int], key: str
) -> None:
    async with desk(database, size=size) as driver:
        await at(driver, "contact-customer_id", harbour)
        await driver.keys(key)
        await driver.until(lambda: isinstance(driver.app.focused, Profile), "the profile")
        await driver.sees("e Edit customer")
        ground = driver.app.screen.query_one(Profile).background_colors[1]
        await driver.keys("e")
        await driver.is_on("FormScreen")
        await driver.sees("Harbour  C-000001")
        await driver.keys("escape", "tab")
        await driver.until(lambda: not isinstance(driver.app.focused, Profile), "the rows")
        await driver.sees("e Edit contact")
        assert driver.app.screen.query_one(Profile).background_colors[1] != ground
        await driver.keys("down", "up")
        assert not isinstance(driver.app.focused, Profile)


async def test_the_other_keys_that_act_on_a_record_follow(database: Database, harbour: int) -> None:
    """Deactivate, reopen, attach; what is not possible with the row is not offered."""
    async with desk(database, size=(120, 40)) as driver:
        await at(driver, "site-customer_id", harbour)
        await driver.sees("a Deactivate site")
        site = driver.app.screen.target[1]["id"]  # type: ignore[attr-defined]
        await driver.keys("a", "y")
        await driver.until(lambda: get(database, Site, site)["status"] == "deactivated")
        assert get(database, Customer, harbour)["status"] == "active"
        await driver.sees("a Reactivate site")
        driver.app.screen.show_part("work_item-customer_id")  # type: ignore[attr-defined]
        await driver.sees("Cellar", "x Reopen work item")
        await driver.keys("x")
        await driver.until(lambda: get(database, WorkItem, 2)["status"] == "in_progress")
        await driver.keys("A")
        await driver.sees("Attach a file to Cellar")
        await driver.until(lambda: driver.app.screen.query_one(PathPicker).is_open, "the files")
        await driver.keys("escape", "escape")
        await driver.is_on("CustomerPage")
        driver.app.screen.show_part("contact-customer_id")  # type: ignore[attr-defined]
        await driver.sees("e Edit contact")
        assert "Reopen" not in driver.text
        assert "Deactivate" not in driver.text


async def test_an_order_line_is_the_target_on_its_order(database: Database) -> None:
    order = add(database, Order, customer_id=add_customer(database))
    for description in ("Slate", "Labour"):
        add(database, OrderLine, order_id=order, description=description, unit_price="5")
    async with desk(database, size=(100, 30)) as driver:
        driver.app.open_page(Order, order)
        await driver.sees("Slate", "e Edit line")
        await driver.keys("down", "d")
        await driver.is_on("ConfirmDelete")
        await driver.keys("y")
        await driver.is_on("OrderPage")
        await driver.sees_no("Labour")
    assert get(database, Order, order)["trashed"] is None


async def test_an_empty_part_has_no_row_to_act_on(database: Database) -> None:
    """The keys are about the page then, and say so."""
    customer = add_customer(database, "Harbour")
    async with desk(database) as driver:
        driver.app.open_page(Customer, customer)
        await driver.is_on("CustomerPage")
        driver.app.screen.show_part("contact-customer_id")  # type: ignore[attr-defined]
        await driver.sees("No contacts yet", "e Edit customer")
        await driver.keys("e")
        await driver.sees("Harbour  C-000001")
