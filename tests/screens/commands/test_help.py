"""Help: every key that works on a screen is in it, as it is now; and how to do what is mostly done there."""

from __future__ import annotations

import pytest

from capptro_tui.config import DARK, Config
from capptro_tui.db.database import Database
from capptro_tui.screens.commands.help import key_groups
from capptro_tui.widgets.keys.keys import key_name
from tests.screens.desk import Driver, desk
from tests.support import add_customer


def keys_of(driver: Driver) -> dict[str, dict[str, list[str]]]:
    """The keys of the screen that is shown."""
    app = driver.app
    return key_groups(app.screen, app.config.keys, [label for _, label in app.tabs])


@pytest.mark.parametrize("key", ["f1", "question_mark"])
@pytest.mark.parametrize("closing", ["escape", "f1", "question_mark"])
async def test_it_opens_and_closes(database: Database, key: str, closing: str) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys(key)
        await driver.is_on("Help")
        await driver.sees("Help", "esc close", "On this screen", "Anywhere")
        await driver.keys(closing)
        await driver.is_on("RecordList")


async def test_a_list_has_its_own_keys_those_of_the_rows_and_those_for_anywhere(database: Database) -> None:
    async with desk(database, size=(120, 40), tab="customer") as driver:
        groups = keys_of(driver)
        assert list(groups) == ["On this screen", "In the list", "While typing", "Anywhere"]
        assert groups["On this screen"]["Edit"] == ["e"]
        assert groups["On this screen"]["Make it the default customer"] == ["f"]
        assert groups["In the list"]["Row up, row down"] == ["↑", "↓"]
        assert groups["In the list"]["Open"] == ["enter"]
        anywhere = groups["Anywhere"]
        assert anywhere["New work item"] == ["w"]
        assert anywhere["Help"] == ["f1", "?"]
        assert anywhere["Commands and records"] == ["ctrl+p"]
        assert anywhere["Quit"] == ["ctrl+q"]
        tabs = [what for what, keys in anywhere.items() if keys[0] in "123456789"]
        assert tabs == [label for _, label in driver.app.tabs]
        await driver.keys("f1")
        await driver.is_on("Help")
        await driver.sees("Make it the default customer", "Row up, row down", "ctrl+p", "Commands and records")


async def test_keys_that_are_switched_off_are_not_in_it(database: Database) -> None:
    async with desk(database, tab="work_item") as driver:
        assert "Make it the default customer" not in keys_of(driver)["On this screen"]
        await driver.keys("t")
        await driver.is_on("Trash")
        groups = keys_of(driver)
        assert "Trash" not in groups["Anywhere"]
        assert "Select" not in groups["In the list"]


async def test_remapped_keys_are_shown_as_they_are_now(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        driver.app.config = Config(DARK, {"edit": "ctrl+e,f2", "undo": "z"})
        groups = keys_of(driver)
        assert groups["On this screen"]["Edit"] == ["ctrl+e", "f2"]
        assert groups["Anywhere"]["Undo"] == ["z"]


async def test_a_form_has_the_keys_of_its_fields(database: Database) -> None:
    add_customer(database)
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await driver.keys("e")
        await driver.is_on("FormScreen")
        groups = keys_of(driver)
        assert groups["On this screen"]["Save"] == ["ctrl+s"]
        assert groups["While typing"]["Next field, field before"] == ["tab", "shift+tab"]
        await driver.keys("f1")
        await driver.is_on("Help")
        await driver.sees("ctrl+s saves from anywhere")


@pytest.mark.parametrize("tab", ["dashboard", "customer", "work_item", "settings"])
async def test_every_key_in_the_footer_is_in_the_help(database: Database, tab: str) -> None:
    add_customer(database)
    async with desk(database, tab=tab) as driver:
        known = {key for group in keys_of(driver).values() for keys in group.values() for key in keys}
        shown = [key_name(key) for key, active in driver.app.screen.active_bindings.items() if active.binding.show]
        assert len(shown) > 3
        assert set(shown) <= known


async def test_how_to_is_said_above_the_keys(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("f1")
        await driver.is_on("Help")
        await driver.sees("A customer calls: w, part of the name, enter, the title, ctrl+s.", "Somebody new: w")
        assert "`" not in driver.text


async def test_it_is_about_the_screen_it_was_called_from(database: Database) -> None:
    async with desk(database) as driver:
        await driver.keys("t")
        await driver.is_on("Trash")
        await driver.keys("f1")
        await driver.is_on("Help")
        await driver.sees("What you delete stays here", "Empty the trash")


async def test_columns_side_by_side_and_on_a_phone_one_that_scrolls(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("f1")
        await driver.is_on("Help")
        titles = [line for line in driver.text.splitlines() if "On this screen" in line]
        assert "Anywhere" in titles[0]
    async with desk(database, size=(40, 20), tab="customer") as driver:
        await driver.keys("f1")
        await driver.is_on("Help")
        await driver.sees("Help", "A customer calls")
        assert "Quit" not in driver.text
        await driver.keys("end")
        await driver.sees("ctrl+q", "Quit")
        await driver.keys("home")
        await driver.sees("A customer calls")
