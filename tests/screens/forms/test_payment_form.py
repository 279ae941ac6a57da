"""The form of a payment fills in what is open of the order that is chosen, and never over what was typed."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.order import CONFIRMED, Order, OrderLine
from capptro_tui.models.records.payment import Payment
from tests.screens.desk import Driver, desk
from tests.screens.forms.test_work_item_form import picker, values
from tests.support import add, add_customer, get


@pytest.fixture
def orders(database: Database) -> list[int]:
    """Three orders of one customer: 100.00 open, 125.00 of 250.00 open, all paid. One of a customer billed in yen."""
    customer = add_customer(database, "Acme")
    made = []
    for owner, price, paid in ((customer, 100, 0), (customer, 250, 125), (customer, 80, 80), (None, 1500, 0)):
        owner = owner or add_customer(database, "Sakura", currency="JPY")
        order = add(database, Order, customer_id=owner, status=CONFIRMED)
        add(database, OrderLine, order_id=order, description="Boiler", unit_price=price, tax_rate=0)
        if paid:
            add(database, Payment, customer_id=owner, order_id=order, amount=paid)
        made.append(order)
    return made


async def choose(driver: Driver, name: str, typed: str, key: str = "tab") -> None:
    """Type into a field with choices, over what stands there."""
    driver.app.screen.query_one(f"#field-{name}").focus()
    await driver.focuses(f"field-{name}")
    await driver.keys("ctrl+u")
    await driver.type(typed)
    await driver.keys(key)
    await driver.until(lambda: not picker(driver, name).is_open_question)


async def amount_is(driver: Driver, text: str) -> None:
    await driver.until(lambda: values(driver)["amount"] == text, f"an amount of {text!r}, not {values(driver)}")


async def test_the_open_amount_follows_the_order_until_it_is_typed(database: Database, orders: list[int]) -> None:
    async with desk(database) as driver:
        driver.app.open_form(Payment, prefill={"customer_id": 1}, focus="order_id")
        await driver.focuses("field-order_id")
        for typed, amount in (("O-1", "100.00"), ("O-2", "125.00"), ("O-3", ""), ("O-2", "125.00"), ("", "")):
            await choose(driver, "order_id", typed)
            await amount_is(driver, amount)
        await choose(driver, "order_id", "O-1")
        await choose(driver, "kind", "Refund")
        await amount_is(driver, "")
        await choose(driver, "kind", "Payment")
        await amount_is(driver, "100.00")
        driver.app.screen.query_one("#field-amount").focus()
        await driver.focuses("field-amount")
        await driver.type("99")
        await choose(driver, "order_id", "O-2")
        await amount_is(driver, "99")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    row = get(database, Payment, 3)
    assert (row["order_id"], row["amount"]) == (orders[1], 9900)


async def test_from_the_page_of_an_order_another_order_brings_its_own_amount(
    database: Database, orders: list[int]
) -> None:
    async with desk(database, size=(120, 40)) as driver:
        driver.app.open_page(Order, orders[0])
        await driver.sees("Open £100.00")
        driver.app.screen.show_part("payment-order_id")  # type: ignore[attr-defined]
        await driver.keys("n")
        await driver.focuses("field-amount")
        await amount_is(driver, "100.00")
        await choose(driver, "order_id", "O-2")
        await amount_is(driver, "125.00")


@pytest.mark.usefixtures("orders")
async def test_another_customer_takes_the_order_and_its_amount_away(database: Database) -> None:
    """The amount is in the currency of the customer that is chosen."""
    async with desk(database) as driver:
        driver.app.open_form(Payment, focus="customer_id")
        await driver.focuses("field-customer_id")
        await choose(driver, "customer_id", "Acme")
        await choose(driver, "order_id", "O-1")
        await amount_is(driver, "100.00")
        await choose(driver, "customer_id", "Sakura")
        await driver.said("Order O-000001 was cleared")
        await amount_is(driver, "")
        await choose(driver, "order_id", "O-4")
        await amount_is(driver, "1500")
        await driver.sees("→ JP¥1,500")


@pytest.mark.usefixtures("orders")
async def test_an_amount_that_was_filled_in_by_saving_is_seen_first(database: Database) -> None:
    async with desk(database) as driver:
        driver.app.open_form(Payment, prefill={"customer_id": 1}, focus="order_id")
        await driver.focuses("field-order_id")
        await driver.type("O-1")
        await driver.keys("ctrl+s")
        await driver.sees("Amount is now 100.00, from what was chosen")
        await driver.focuses("field-amount")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, Payment, 3)["amount"] == 10000


@pytest.mark.usefixtures("orders")
async def test_a_stored_payment_keeps_its_amount(database: Database) -> None:
    async with desk(database) as driver:
        driver.app.open_form(Payment, 1, focus="order_id")
        await driver.focuses("field-order_id")
        await choose(driver, "order_id", "O-1")
        await amount_is(driver, "125.00")
