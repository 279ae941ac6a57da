"""The page of an order says what is paid of it; a payment without an order says what it is for."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.models.records.order import CONFIRMED, Order, OrderLine
from capptro_tui.models.records.payment import Payment
from tests.screens.desk import desk
from tests.support import add, add_customer


async def test_what_is_paid_of_an_order_and_what_is_open(database: Database) -> None:
    """Drafts are not to be paid for; what is on account pays too."""
    customer = add_customer(database, "Acme Ltd")
    order, draft = (add(database, Order, customer_id=customer, status=state) for state in (CONFIRMED, "draft"))
    for one in (order, draft):
        add(database, OrderLine, order_id=one, description="Boiler", unit_price="100", tax_rate="0")
    add(database, Payment, customer_id=customer, order_id=order, amount="30")
    async with desk(database) as driver:
        driver.app.open_page(Order, order)
        await driver.sees("Paid £30.00", "Open £70.00")
        add(database, Payment, customer_id=customer, amount="70")
        await driver.keys("escape")
        driver.app.open_page(Order, order)
        await driver.sees("✓ paid")
        await driver.keys("escape")
        driver.app.open_page(Order, draft)
        await driver.sees("O-000002", "Draft")
        assert "Open £" not in driver.text


async def test_a_payment_without_an_order_is_on_account(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    order = add(database, Order, customer_id=customer, status=CONFIRMED)
    add(database, OrderLine, order_id=order, description="Boiler", unit_price="100", tax_rate="0")
    add(database, Payment, customer_id=customer, amount="70")
    async with desk(database) as driver:
        await driver.keys("5")
        await driver.sees("£70.00", "on account")
