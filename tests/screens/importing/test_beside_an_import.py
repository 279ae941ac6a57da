"""While another program imports, this window reads on, and a form that is saved waits: nothing typed is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from capptro_tui.db.connection import writer_queue
from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing
from tests.faults.processes import Child
from tests.screens.desk import desk
from tests.support import add_customer


async def test_a_form_waits_for_an_import_and_is_saved(
    database: Database, child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_queue, "PATIENCE", 0.05)
    add_customer(database, "Acme Heating")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Heating")
        await driver.keys("n")
        await driver.is_on("FormScreen")
        await driver.type("Bolt Garage")
        other = child("import_many", database.path)
        assert await asyncio.to_thread(other.hear) == "begun"
        try:
            driver.app.run_worker(driver.app.screen.action_save())  # type: ignore[attr-defined] # a key would be waited for
            await driver.until(lambda: any(map(_tells_the_time_left, driver.messages)), "the time left")
            await driver.is_on("FormScreen")
            await driver.sees("Bolt Garage")
            assert Listing(database, Customer, "acme").total() == 1  # reads go on
        finally:
            other.say("go on")  # else the form would wait for ever
        assert await asyncio.to_thread(other.all_it_says) == ["imported"]
        await driver.until(lambda: Listing(database, Customer, "bolt").total() == 1, "the form is saved")
        await driver.until(lambda: driver.app.drafts.kept.drafts == [], "the draft is gone")


def _tells_the_time_left(text: str) -> bool:
    return text.startswith("Waiting: the database is being written to by kim (“import”") and text.endswith(" left.")
