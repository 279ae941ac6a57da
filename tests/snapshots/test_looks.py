"""How the screens look: in a small and a large window, dark and light. `make snapshots` takes new pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from capptro_tui.app import CapptroApp
from capptro_tui.config import DARK, LIGHT, Config
from capptro_tui.db.database import Database
from tests.screens.desk import Driver

SMALL, LARGE, PHONE = (80, 24), (120, 40), (40, 20)
LOOKS = [pytest.param(SMALL, DARK, id="small-dark"), pytest.param(LARGE, LIGHT, id="large-light")]
ALL_LOOKS = [*LOOKS, pytest.param(SMALL, LIGHT, id="small-light"), pytest.param(LARGE, DARK, id="large-dark")]

Way = Callable[[Driver], Awaitable[None]]
Compare = Callable[..., bool]


def looks_right(compare: Compare, database: Database, size: tuple[int, int], theme: str, way: Way) -> bool:
    """Whether the screen at the end of `way` looks as it did."""
    app = CapptroApp(database.path, database, Config(theme))
    app.animation_level = "none"

    async def before(pilot: Pilot[Any]) -> None:
        driver = Driver(app, pilot)
        await driver.is_on("Dashboard")
        await driver.sees("Today and overdue", "Heat pump survey", "Loaded the sample business")
        await way(driver)
        await driver.until(lambda: _is_read(driver.text), "every row")
        for field in app.screen.query(Input):
            field.cursor_blink = False
        app.clear_notifications()
        await pilot.pause()

    return compare(app, terminal_size=size, run_before=before)


def _is_read(text: str) -> bool:
    """Whether no row on the screen waits to be read: such a row is a lone ellipsis."""
    return not any(line.strip(" │▏▕▁▂▃▄▅▆▇█") == "…" for line in text.splitlines())


async def dashboard(driver: Driver) -> None:
    """Where the program opens."""
    await driver.sees("582 records", "No backup yet")


async def customers(driver: Driver) -> None:
    """The list, the cursor on its first row."""
    await driver.keys("2")
    await driver.sees("43 customers", "C-000015")


async def filtered(driver: Driver) -> None:
    """What a search finds."""
    await customers(driver)
    await driver.keys("slash")
    await driver.type("harbour")
    await driver.sees("customer")
    await driver.sees_no("43 customers")


async def page(driver: Driver) -> None:
    """The busiest customer."""
    await customers(driver)
    await driver.keys("slash")
    await driver.type("seaview")
    await driver.sees("1 customer")
    await driver.keys("down", "enter")
    await driver.is_on("CustomerPage")
    await driver.sees("Contacts 3")


async def page_of_work(driver: Driver) -> None:
    """One piece of work."""
    await driver.keys("3")
    await driver.sees("60 work items", "W-000060")
    await driver.keys("enter")
    await driver.is_on("RecordPage")
    await driver.sees("Tasks 1")


async def form(driver: Driver) -> None:
    """A customer that seems to be there already, with what is wrong at a field."""
    await customers(driver)
    await driver.keys("n")
    await driver.focuses("field-name")
    await driver.type("Cafe Zoe Ltd")
    await driver.sees("Possible duplicates")
    await driver.keys("tab", "tab")
    await driver.type("call")
    await driver.keys("ctrl+s")
    await driver.is_on("Duplicates")
    await driver.keys("c")
    await driver.sees("Phone is not a phone number")


async def paste(driver: Driver) -> None:
    """What a pasted signature would fill in."""
    await customers(driver)
    await driver.keys("n")
    await driver.focuses("field-name")
    text = "Kind regards,\nMaeve Lindqvist\nBrackenmoor Joinery Ltd\n14 Example Lane\nTestham\nZZ9 9AA\nT: 01632 960111"
    driver.app.post_message(events.Paste(text))
    await driver.is_on("PasteDetails")
    await driver.sees("6 of 7")


async def work_item(driver: Driver) -> None:
    """The customer's picker, open."""
    await driver.keys("w")
    await driver.focuses("field-customer_id")
    await driver.type("kelh")
    await driver.sees("+ Create “kelh”")


async def delete(driver: Driver) -> None:
    """What goes along with a customer."""
    await page(driver)
    await driver.keys("shift+tab", "d")
    await driver.sees("Delete Seaview")


async def duplicates(driver: Driver) -> None:
    """The warning on save."""
    await customers(driver)
    await driver.keys("n")
    await driver.focuses("field-name")
    await driver.type("Pritchards guest house")
    await driver.keys("ctrl+s")
    await driver.is_on("Duplicates")


async def merge(driver: Driver) -> None:
    """Two customers side by side, and what moves."""
    driver.app.open_merge(13, 12)
    await driver.is_on("MergeScreen")
    await driver.sees("What moves")


async def review(driver: Driver) -> None:
    """Customers that may be entered twice."""
    driver.app.open_screen("review")
    await driver.is_on("Review")
    await driver.sees("1 of 4")


async def help_of_the_list(driver: Driver) -> None:
    """Every key of the list."""
    await customers(driver)
    await driver.keys("f1")
    await driver.is_on("Help")


async def trash(driver: Driver) -> None:
    """A deleted customer and its contacts."""
    await delete(driver)
    await driver.keys("y")
    await driver.is_on("RecordList")
    await driver.keys("escape", "t")
    await driver.is_on("Trash")
    await driver.sees("Seaview Lettings", "38 records", "Restore")


@pytest.mark.parametrize(("size", "theme"), ALL_LOOKS)
@pytest.mark.parametrize("way", [dashboard, customers, page], ids=lambda way: way.__name__)
def test_main_screens(snap_compare: Compare, sample: Database, way: Way, size: tuple[int, int], theme: str) -> None:
    """What is on the screen all day."""
    assert looks_right(snap_compare, sample, size, theme, way)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize(
    "way",
    [filtered, page_of_work, form, work_item, delete, duplicates, merge, review, help_of_the_list, trash],
    ids=lambda way: way.__name__,
)
def test_other_screens(snap_compare: Compare, sample: Database, way: Way, size: tuple[int, int], theme: str) -> None:
    """What comes and goes."""
    assert looks_right(snap_compare, sample, size, theme, way)


def test_paste(snap_compare: Compare, sample: Database) -> None:
    """The proposals."""
    assert looks_right(snap_compare, sample, SMALL, DARK, paste)


@pytest.mark.parametrize("way", [dashboard, customers, page, form, merge, review], ids=lambda way: way.__name__)
def test_on_a_phone(snap_compare: Compare, sample: Database, way: Way) -> None:
    """One column."""

    async def narrow(driver: Driver) -> None:
        if way is dashboard:
            await driver.sees("No backup yet")
        else:
            await way(driver)

    assert looks_right(snap_compare, sample, PHONE, DARK, narrow)
