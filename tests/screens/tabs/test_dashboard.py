"""The dashboard: how much there is, what is due, what was done last; and a welcome while there is nothing."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.business import business_settings
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.widgets.table.plain_table import PlainTable
from capptro_tui.widgets.timeline.timeline import Timeline
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, Clock, add_customer, add_work_item

Asked = list[tuple[RecordType, dict[str, Any]]]


def forms(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The forms that were asked for, which are not opened."""
    asked: Asked = []

    def note(record: RecordType, **more: Any) -> None:
        more.pop("then", None)
        asked.append((record, more))

    monkeypatch.setattr(driver.app, "open_form", note)
    return asked


def table(driver: Driver) -> PlainTable:
    """The work that is due."""
    return driver.app.screen.query_one(PlainTable)


def timeline(driver: Driver) -> Timeline:
    """What was done last."""
    return driver.app.screen.query_one(Timeline)


async def ready(driver: Driver) -> None:
    """Wait until nothing is being read."""
    await driver.has_finished()


async def test_figures_and_what_is_due(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    add_customer(database, "Gone", status="deactivated")
    for title, start, status in (
        ("Overdue", "2026-03-12 8:00", "on_hold"),
        ("Today", "today 14:00", "scheduled"),
        ("Tomorrow", "tomorrow 9:00", "scheduled"),
        ("Done", "today 8:00", "completed"),
        ("Off", None, "cancelled"),
    ):
        add_work_item(database, customer, title, scheduled_start=start, status=status)
    async with desk(database, size=(120, 40)) as driver:
        await driver.sees("Monday, 16 March 2026", "Today and overdue  2")
        await driver.sees("⚠ 12 Mar 08:00   Overdue", "today 14:00      Today", "Acme Ltd", "‖ On hold")
        assert "Tomorrow " not in driver.text.replace("Created work item Tomorrow", "")
        lines = driver.text.splitlines()
        place = next(index for index, line in enumerate(lines) if "Open work" in line)
        columns = [lines[place].index(label) for label in ("Customers", "Open", "◷", "‖", "✓", "✗")]
        assert [lines[place - 1][column] for column in columns] == ["1", "3", "2", "1", "1", "1"]


async def test_what_comes_next_when_nothing_is_due(database: Database) -> None:
    add_work_item(database, add_customer(database), "Later", scheduled_start="2026-04-01 9:00")
    async with desk(database) as driver:
        await driver.sees("Coming up", "1 Apr 09:00", "Later")
        assert "Today and overdue" not in driver.text


async def test_no_work_says_what_to_press(database: Database) -> None:
    add_customer(database)
    async with desk(database) as driver:
        await driver.sees("Today and overdue", "No work is scheduled. w adds a work item.", "Created customer Acme Ltd")


async def test_an_empty_database_is_welcomed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(database) as driver:
        asked = forms(driver, monkeypatch)
        await driver.sees("Your desk is ready.", "n  add your first customer", "w  write down a piece of work")
        assert "Today and overdue" not in driver.text
        await driver.keys("n", "w")
        assert asked == [(Customer, {}), (WorkItem, {"prefill": {}, "focus": "customer_id"})]
        await driver.app.perform(lambda it: records.create(it, Customer, {"name": "First Ltd"}))
        await driver.sees("Created customer First Ltd", "Today and overdue")
        await driver.sees_no("Your desk is ready.")
        await driver.keys("u")
        await driver.sees("Your desk is ready.")


async def test_enter_opens_the_work_item_and_tab_goes_to_the_activity(sample: Database) -> None:
    async with desk(sample) as driver:
        await driver.until(lambda: table(driver).row is not None, "the rows")
        assert driver.app.focused is table(driver)
        row = table(driver).row
        assert row is not None
        await driver.keys("tab")
        assert driver.app.focused is timeline(driver)
        await driver.keys("shift+tab")
        assert driver.app.focused is table(driver)
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.sees(row["title"][:30])
        await driver.keys("escape")
        await driver.is_on("Dashboard")


async def test_enter_shows_what_was_changed_and_o_opens_it(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd", account="0007")
    async with desk(database) as driver:
        await driver.sees("Created customer Acme Ltd")
        await driver.keys("o")
        await driver.is_on("Dashboard")
        await driver.keys("tab", "enter")
        await driver.sees("▾ 09:00", "Name     Acme Ltd")
        await driver.keys("o")
        await driver.is_on("RecordPage")
        assert getattr(driver.app.screen, "row_id", None) == customer


async def test_w_asks_for_the_customer(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the cursor is on: a call comes in, and it is somebody else. The default customer is preselected."""
    customer = add_customer(database)
    other = add_customer(database, "Other")
    add_work_item(database, customer, scheduled_start="today 14:00")
    async with desk(database) as driver:
        asked = forms(driver, monkeypatch)
        await driver.until(lambda: table(driver).row is not None, "the rows")
        await driver.keys("w")
        business_settings.toggle_default(database, other)
        await driver.keys("tab", "w")
        assert asked == [
            (WorkItem, {"prefill": {}, "focus": "customer_id"}),
            (WorkItem, {"prefill": {"customer_id": other}, "focus": "customer_id"}),
        ]


async def test_it_goes_along_with_every_change(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        await driver.sees("No work is scheduled")
        item = {"customer_id": customer, "title": "Ring back", "scheduled_start": "today 14:00"}
        await driver.app.perform(lambda it: records.create(it, WorkItem, item))
        await driver.sees("Today and overdue  1", "today 14:00", "Created work item Ring back")
        await driver.app.perform(lambda it: trash.delete(it, WorkItem, 1))
        await driver.sees("No work is scheduled", "Deleted work item Ring back")
        await driver.keys("u")
        await driver.sees("Today and overdue  1", "Undid: Deleted work item Ring back", "↶ undone")


async def test_another_day_begins(database: Database, clock: Clock) -> None:
    add_work_item(database, add_customer(database), "Tomorrow", scheduled_start="tomorrow 9:00")
    async with desk(database) as driver:
        await driver.sees("Monday, 16 March 2026", "Coming up", "tomorrow 09:00")
        await driver.keys("2")
        await driver.is_on("RecordList")
        clock.forward(days=1)
        await driver.keys("1")
        await driver.sees("Tuesday, 17 March 2026", "Today and overdue", "today 09:00")


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 40)])
async def test_it_fits_every_screen(sample: Database, size: tuple[int, int]) -> None:
    async with desk(sample, size=size) as driver:
        await driver.sees("Customers", "Open work", "◆ New", "Recent activity", "Loaded the sample")
        assert all(len(line) <= size[0] for line in driver.text.splitlines())
        side_by_side = any("Today and overdue" in line and "Recent" in line for line in driver.text.splitlines())
        assert side_by_side is (size[0] == 120)


async def test_hostile_names_are_harmless(database: Database) -> None:
    for text in (text for text in HOSTILE if text.strip()):
        add_work_item(database, add_customer(database, text), text, scheduled_start="today 14:00")
    async with desk(database, size=(120, 50)) as driver:
        await driver.sees("ACME [Leeds] Ltd", "[/]")
        await ready(driver)
        assert driver.text.replace("\n", "").isprintable()
        await driver.keys("tab", "enter", "end")
        await ready(driver)
        assert driver.text.replace("\n", "").isprintable()
