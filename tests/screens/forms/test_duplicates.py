"""The duplicate warning: while typing and on save, with reasons, and every way out of it."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash
from tests.screens.desk import Driver, desk
from tests.support import add_contact, add_customer, get


async def new_customer(driver: Driver, name: str) -> None:
    """Open the form and type a name."""
    await driver.keys("n")
    await driver.focuses("field-name")
    await driver.type(name)


def names(database: Database) -> list[str]:
    """Every customer's name, oldest first."""
    return [row["name"] for row in database.select("SELECT name FROM customer ORDER BY id")]


@pytest.mark.parametrize(
    ("there", "typed", "reason"),
    [
        ("Kelhaven Marine Ltd", "kelhaven MARINE", "same name"),
        ("Café Zoë", "Cafe Zoe", "same name"),
        ("Pritchard's Guest House", "Prichard's Guest House", "one letter differs"),
    ],
)
async def test_a_name_like_one_that_is_there_is_shown_with_the_reason(
    database: Database, there: str, typed: str, reason: str
) -> None:
    add_customer(database, there)
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await new_customer(driver, typed)
        await driver.sees("Possible duplicates", there, reason)
        await driver.keys("ctrl+s")
        await driver.is_on("Duplicates")
        await driver.sees(there, reason)
    assert names(database) == [there]


async def test_the_phone_in_another_format_and_a_contacts_email(database: Database) -> None:
    add_customer(database, "Acme", phone="+44 1632 960111")
    add_contact(database, add_customer(database, "Bakery"), "Bea", email="bea@bakery.example")
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await new_customer(driver, "Quite another")
        await driver.keys("tab", "tab")
        await driver.type("(01632) 960-111")
        await driver.sees("Acme", "same phone")
        await driver.keys("tab", "tab")
        await driver.type("BEA@bakery.example")
        await driver.sees("same email as its contact Bea")


async def test_trashed_customers_are_found_too(database: Database) -> None:
    trash.delete(database, Customer, add_customer(database, "Old Mill"))
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await new_customer(driver, "old mill")
        await driver.sees("Old Mill", "in the trash")


async def test_saving_anyway(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await new_customer(driver, "ACME Ltd")
        await driver.keys("ctrl+s")
        await driver.is_on("Duplicates")
        await driver.keys("c")
        await driver.is_on("RecordList")
    assert names(database) == ["Acme", "ACME Ltd"]


async def test_going_back_loses_nothing(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await new_customer(driver, "ACME Ltd")
        await driver.keys("ctrl+s")
        await driver.is_on("Duplicates")
        await driver.keys("escape")
        await driver.is_on("FormScreen")
        await driver.sees("ACME Ltd")


async def test_looking_at_the_other_and_coming_back(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await new_customer(driver, "ACME Ltd")
        await driver.keys("ctrl+s")
        await driver.is_on("Duplicates")
        await driver.keys("o")
        await driver.is_on("RecordPage")
        await driver.keys("escape")
        await driver.is_on("FormScreen")
        await driver.sees("ACME Ltd")


async def test_using_the_other_for_the_work_item(database: Database) -> None:
    add_customer(database, "Acme Engineering")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("Acme Enginering")
        await driver.keys("enter")
        await driver.sees("New customer")
        await driver.keys("ctrl+s")
        await driver.is_on("Duplicates")
        await driver.keys("u")
        await driver.sees("New work item", "Acme Engineering")
        await driver.focuses("field-title")
        await driver.type("Service")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert names(database) == ["Acme Engineering"]
    assert get(database, WorkItem, 1)["customer"] == "Acme Engineering"


async def test_using_a_trashed_one_restores_it(database: Database) -> None:
    trash.delete(database, Customer, add_customer(database, "Old Mill"))
    async with desk(database, tab="customer") as driver:
        await new_customer(driver, "Old Mill")
        await driver.keys("ctrl+s")
        await driver.is_on("Duplicates")
        await driver.keys("u")
        await driver.is_on("RecordPage")
    assert names(database) == ["Old Mill"]
    assert get(database, Customer, 1)["trashed"] is None


async def test_different_is_remembered(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await new_customer(driver, "ACME Ltd")
        await driver.keys("ctrl+s")
        await driver.is_on("Duplicates")
        await driver.keys("d")
        await driver.is_on("RecordList")
        assert names(database) == ["Acme", "ACME Ltd"]
        driver.app.open_form(Customer, 2)
        await driver.focuses("field-name")
        await driver.type("Acme ltd.")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
    assert names(database) == ["Acme", "Acme ltd."]


async def test_an_edit_of_other_fields_is_not_asked_about_again(database: Database) -> None:
    add_customer(database, "Acme")
    add_customer(database, "ACME Ltd")
    async with desk(database, tab="customer") as driver:
        driver.app.open_form(Customer, 2, focus="billing_city")
        await driver.focuses("field-billing_city")
        await driver.type("Leeds")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
    assert get(database, Customer, 2)["billing_city"] == "Leeds"


async def test_f3_looks_at_them_while_typing(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await new_customer(driver, "Acme")
        await driver.sees("Possible duplicates")
        await driver.keys("f3")
        await driver.is_on("Duplicates")
        await driver.keys("escape")
        await driver.is_on("FormScreen")
    assert names(database) == ["Acme"]
