"""Whatever the size of the window becomes, what has the focus is in it."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.widgets import Input, TextArea

from capptro_tui.db.database import Database
from tests.screens.desk import Driver, desk
from tests.support import add_customer

SIZES = [(40, 9), (80, 24), (30, 7), (120, 12)]


def cursor_in_view(driver: Driver) -> bool:
    """Whether the line with the cursor is drawn, and nothing lies over it."""
    widget = driver.app.focused
    assert widget is not None
    cursor = widget.cursor_screen_offset if isinstance(widget, Input | TextArea) else widget.region.offset
    seen = driver.app.screen.find_widget(widget).visible_region
    return Region(0, cursor.y, 1000, 1).overlaps(seen)


async def resize(driver: Driver, size: tuple[int, int]) -> None:
    await driver.pilot.resize_terminal(*size)
    await driver.pilot.pause()


@pytest.mark.parametrize("field", ["name", "postcode", "assigned_user_id"])
async def test_a_field_of_a_form(database: Database, field: str) -> None:
    async with desk(database, tab="customer", size=(100, 30)) as driver:
        await driver.keys("n")
        await driver.is_on("FormScreen")
        form = driver.app.screen.form  # type: ignore[attr-defined]
        name = next(one.name for one in form.fields if field in one.name)
        form.focus_field(name)
        await driver.focuses(f"field-{name}")
        for size in SIZES:
            await resize(driver, size)
            await driver.until(lambda: cursor_in_view(driver), f"{name} in view at {size}")


async def test_the_last_line_of_a_long_text(database: Database) -> None:
    async with desk(database, tab="customer", size=(100, 30)) as driver:
        await driver.keys("n")
        await driver.is_on("FormScreen")
        driver.app.screen.form.focus_field("description")  # type: ignore[attr-defined]
        await driver.focuses("field-description")
        await driver.keys(*"a", "enter", *"b", "enter", *"c", "enter", *"d")
        for size in SIZES:
            await resize(driver, size)
            await driver.until(lambda: cursor_in_view(driver), f"the last line in view at {size}")


async def test_the_row_of_a_list(database: Database) -> None:
    for place in range(60):
        add_customer(database, f"Customer {place:02}")
    async with desk(database, tab="customer", size=(100, 30)) as driver:
        await driver.sees("Customer 00")
        await driver.keys("end")
        for size in SIZES:
            await resize(driver, size)
            await driver.sees("Customer 59")


async def test_the_button_of_a_dialog(sample: Database) -> None:
    async with desk(sample, tab="customer", size=(100, 30)) as driver:
        await driver.sees("ACME [Leeds] Ltd")
        await driver.keys("d")
        await driver.is_on("ConfirmDelete")
        for size in SIZES:
            await resize(driver, size)
            await driver.until(lambda: cursor_in_view(driver), f"the button in view at {size}")
