"""A theme is seen before it is chosen; escape leaves all as it was, and enter is remembered."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from capptro_tui.config import DARK, LIGHT, THEMES, read_config
from capptro_tui.db.database import Database
from capptro_tui.locations import config_path
from tests.screens.commands.test_palette import look_for
from tests.screens.desk import desk
from tests.support import add_customer


async def test_the_theme_under_the_cursor_is_seen_and_escape_brings_back_the_one_before(database: Database) -> None:
    async with desk(database) as driver:
        await look_for(driver, "choose theme", "Choose a theme")
        await driver.keys("enter")
        await driver.is_on("ChooseTheme")
        await driver.sees("Capptro dark", "Capptro light")
        await driver.keys("down")
        await driver.until(lambda: driver.app.theme == LIGHT, "the light theme")
        await driver.keys("escape")
        await driver.is_on("Dashboard")
        assert driver.app.theme == DARK
        assert not config_path().exists()


async def test_one_is_found_by_typing_and_kept(database: Database) -> None:
    add_customer(database)
    async with desk(database, tab="customer") as driver:
        driver.app.open_screen("theme")
        await driver.is_on("ChooseTheme")
        await driver.type("light sol")
        await driver.until(lambda: driver.app.theme == "solarized-light", "the theme that is left")
        await driver.keys("enter")
        await driver.is_on("RecordList")
        assert driver.app.theme == read_config(config_path()).theme == "solarized-light"


async def test_text_that_no_theme_has_changes_nothing(database: Database) -> None:
    async with desk(database) as driver:
        driver.app.open_screen("theme")
        await driver.is_on("ChooseTheme")
        await driver.type("zzz")
        await driver.sees("Nothing found.")
        await driver.keys("enter")
        assert driver.app.screen.query_one(OptionList).option_count == 1
        assert driver.app.theme == DARK
        await driver.keys("escape")
        await driver.is_on("Dashboard")


@pytest.mark.parametrize("theme", THEMES)
async def test_a_list_is_readable_in_every_theme(database: Database, theme: str) -> None:
    """Every colour that the styles name is there, and what is less important differs from its background."""
    add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer", theme=theme) as driver:
        await driver.sees("Acme Ltd")
        colours = driver.app.theme_variables
        assert colours["muted"] != colours["background"]


async def test_all_themes_of_the_framework_are_offered_but_for_those_in_the_terminals_own_colours(
    database: Database,
) -> None:
    async with desk(database) as driver:
        known = {name for name, theme in driver.app.available_themes.items() if not theme.ansi}
        assert set(THEMES) == known
