"""Settings: what is in use is shown, the business's own are edited, and the theme is turned."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from capptro_tui import __version__
from capptro_tui.config import DARK, LIGHT, read_config
from capptro_tui.db.connection.driver import sqlite
from capptro_tui.db.database import Database
from capptro_tui.locations import config_path
from capptro_tui.models.settings import Settings
from capptro_tui.services import desk as services_desk
from capptro_tui.services import records
from tests.screens.desk import desk
from tests.support import HOSTILE, add_customer


async def test_everything_in_use_is_shown(database: Database) -> None:
    records.change(database, Settings, 1, {"business_name": "Harbour Heating"})
    services_desk.toggle_default(database, add_customer(database, "Acme Ltd"))
    async with desk(database, size=(120, 40), tab="settings") as driver:
        await driver.sees("Harbour Heating", "GB", "Acme Ltd", "dark", "Theme")
        await driver.sees(database.path.name, "config.toml", "capptro.log", "-backups", "none yet")
        await driver.sees(__version__, sqlite.sqlite_version)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_folder_of_a_sync_program_is_warned_of(database: Database, size: tuple[int, int]) -> None:
    """Among the files, with what to do; without one there is no such line."""
    async with desk(database, size=size, tab="settings") as driver:
        await driver.app.workers.wait_for_complete()
        await driver.keys("end")
        await driver.sees("Textual")
        assert "Warning" not in driver.text
    (database.path.parent / ".stfolder").mkdir()
    async with desk(database, size=size, tab="settings") as driver:
        await driver.app.workers.wait_for_complete()
        sheet = driver.app.screen.query_one("FactSheet")
        await driver.until(lambda: any("Syncthing" in str(one.content) for one in sheet.query(Static)), "the warning")
        await driver.keys("end")
        await driver.sees("Warning", "Syncthing")


async def test_what_is_not_given_says_so(database: Database) -> None:
    async with desk(database, tab="settings") as driver:
        await driver.sees("not given", "none")


async def test_e_edits_the_business_and_the_page_follows(database: Database) -> None:
    async with desk(database, size=(120, 40), tab="settings") as driver:
        await driver.sees("Business name")
        await driver.keys("e")
        await driver.is_on("FormScreen")
        await driver.focuses("field-business_name")
        await driver.type("Quay Plumbing")
        await driver.keys("ctrl+s")
        await driver.is_on("SettingsScreen")
        await driver.until(lambda: driver.text.count("Quay Plumbing") >= 2, "the name on the page and in the bar")
        await driver.keys("u")
        await driver.sees_no("Quay Plumbing")
        await driver.keys("U")
        await driver.sees("Quay Plumbing")


async def test_l_turns_light_and_dark_and_the_config_remembers(database: Database) -> None:
    async with desk(database, tab="settings") as driver:
        await driver.sees("dark")
        await driver.keys("l")
        await driver.until(lambda: driver.app.theme == LIGHT, "the light theme")
        await driver.sees("light")
        assert read_config(config_path()).theme == LIGHT
        await driver.keys("l")
        await driver.until(lambda: driver.app.theme == DARK, "the dark theme")
        await driver.sees("dark")
        assert read_config(config_path()).theme == DARK


async def test_a_config_that_cannot_be_written_is_said(database: Database, home: Path) -> None:
    (home / ".config").write_text("in the way")
    async with desk(database, tab="settings") as driver:
        await driver.keys("l")
        await driver.said("cannot be written")


@pytest.mark.parametrize(("key", "screen"), [("h", "History"), ("t", "Trash")])
async def test_history_and_trash_are_a_key_away(database: Database, key: str, screen: str) -> None:
    async with desk(database, tab="settings") as driver:
        await driver.keys(key)
        await driver.is_on(screen)
        await driver.keys("escape")
        await driver.is_on("SettingsScreen")


async def test_esc_stays_and_the_other_tabs_are_a_key_away(database: Database) -> None:
    async with desk(database, tab="settings") as driver:
        await driver.keys("escape")
        await driver.is_on("SettingsScreen")
        await driver.keys("2")
        await driver.is_on("RecordList")


@pytest.mark.parametrize("names", [HOSTILE[:7], HOSTILE[7:15], HOSTILE[15:]])
async def test_hostile_names_are_shown_harmlessly(database: Database, names: tuple[str, ...]) -> None:
    records.change(database, Settings, 1, {"business_name": " ".join(names)})
    services_desk.toggle_default(database, add_customer(database, " ".join(names)))
    async with desk(database, size=(120, 40), tab="settings") as driver:
        await driver.sees("Business name", "Default customer")
        assert "\x1b" not in driver.text


async def test_on_a_phone_all_of_it_is_reached_by_scrolling(database: Database) -> None:
    async with desk(database, size=(40, 20), tab="settings") as driver:
        await driver.sees("Business name", "not given")
        await driver.keys("end")
        await driver.sees("Textual")
