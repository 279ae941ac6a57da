"""Going to any list by the letter of its numbers, and the bar of tabs that shows where one is."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.shipped import SHIPPED
from tests.screens.desk import desk
from tests.support import add_customer


@pytest.mark.parametrize("record", SHIPPED.listed, ids=[record.info.name for record in SHIPPED.listed])
async def test_every_list_has_its_letter(database: Database, record: RecordType) -> None:
    """`g` and the letter lead there, and the bar says so."""
    async with desk(database) as driver:
        await driver.keys("g")
        await driver.sees("Go to", *(one.info.plural for one in SHIPPED.listed))
        await driver.keys(record.info.letter.lower())
        await driver.is_on("RecordList")
        await driver.sees(f"No {record.info.plural.lower()} yet.", record.info.plural)
        assert driver.app.tab == record.info.name


async def test_escape_stays(database: Database) -> None:
    """And another key does nothing."""
    async with desk(database) as driver:
        await driver.keys("g", "z", "escape")
        await driver.sees_no("Go to")
        assert driver.app.tab == "dashboard"


@pytest.mark.parametrize(("size", "shown"), [((120, 40), "7 Settings"), ((80, 24), " 7"), ((40, 20), " 7")])
async def test_the_tabs_fit(database: Database, size: tuple[int, int], shown: str) -> None:
    """Where there is no room for a name, its key stays; the tab one is on keeps its name."""
    add_customer(database)
    async with desk(database, size=size) as driver:
        await driver.keys("5")
        await driver.sees("5 Payments", shown)
        assert all(len(line) <= size[0] for line in driver.text.splitlines())
        await driver.keys("7")
        await driver.sees("7 Settings")
