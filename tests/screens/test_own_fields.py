"""A field that one business has besides the shipped ones is on its screens."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema
from tests.screens.desk import desk
from tests.support import WITH_TIERS, add_customer, get


@pytest.fixture
def schema() -> Schema:
    """Customers have a tier."""
    return WITH_TIERS


async def test_it_is_typed_listed_and_read(database: Database) -> None:
    add_customer(database, "Acme Ltd", tier="Platinum")
    async with desk(database, size=(160, 50), tab="customer") as driver:
        await driver.sees("Acme Ltd", "Platinum")
        driver.app.open_page(Customer, 1)
        await driver.sees("Details", "Tier", "Platinum")
        driver.app.open_form(Customer, 1, focus="tier")
        await driver.is_on("FormScreen")
        await driver.keys("end", "1")
        await driver.keys("ctrl+s")
        await driver.sees("Details", "Platinum1")
        await driver.has_finished()
    assert get(database, Customer, 1)["tier"] == "Platinum1"
