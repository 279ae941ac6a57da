"""Settings: what is in use is shown, the business's own are edited, and the theme is turned."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Static

from capptro_tui import __version__
from capptro_tui.config import DARK, LIGHT, read_config
from capptro_tui.db.connection.driver import sqlite
from capptro_tui.db.database import Database
from capptro_tui.locations import config_path
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.business import business_settings
from capptro_tui.services.records import records
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, add_customer, add_work_item, get


async def test_everything_in_use_is_shown(database: Database) -> None:
    records.change(database, Settings, 1, {"business_name": "Harbour Heating"})
    business_settings.toggle_default(database, add_customer(database, "Acme Ltd"))
    async with desk(database, size=(120, 40), tab="settings") as driver:
        await driver.sees("Harbour Heating", "GB", "Acme Ltd", "dark", "Theme")
        await driver.sees(database.path.name, "config.toml", "capptro.log", "-backups", "none yet")
        await driver.sees(__version__, sqlite.sqlite_version)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_folder_of_a_sync_program_is_warned_of(database: Database, size: tuple[int, int]) -> None:
    """Among the files, with what to do; without one there is no such line."""
    async with desk(database, size=size, tab="settings") as driver:
        await driver.has_finished()
        await driver.keys("end")
        await driver.sees("Textual")
        assert "Warning" not in driver.text
    (database.path.parent / ".stfolder").mkdir()
    async with desk(database, size=size, tab="settings") as driver:
        await driver.has_finished()
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


def finds(driver: Driver, pattern: re.Pattern[str]) -> bool:
    """Whether a line of the screen has what a pattern looks for."""
    return pattern.search(driver.text) is not None


async def test_another_language_shows_at_once_everywhere(database: Database) -> None:
    """In lists, pages and forms that are open, with what is typed there, whoever has chosen it."""
    acme = add_customer(database, "Acme Ltd")
    row_id = add_work_item(database, acme, "Roof", scheduled_start="2026-04-01 14:30", scheduled_end="+90")
    async with desk(database, size=(120, 40), tab="work_item") as driver:
        await driver.sees("1 Apr 2026 14:30")
        driver.app.open_page(Customer, acme)
        await driver.sees("Wed 1 Apr 14:30", "Created 16 Mar 2026 09:00")
        await driver.keys("2")
        await driver.is_on("RecordList")
        driver.app.open_form(WorkItem, row_id, focus="scheduled_end")
        await driver.focuses("field-scheduled_end")
        await driver.keys("ctrl+u")
        await driver.type("1/5/2026 9:00")
        await driver.sees("1 Apr 2026 14:30", "1/5/2026 9:00")
        await driver.app.perform(lambda database: records.change(database, Settings, 1, {"locale": "en_US"}))
        await driver.sees("Apr 1, 2026 2:30 PM", "May 1, 2026 9:00 AM")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
        await driver.keys("3")
        await driver.sees("Apr 1, 2026 2:30 PM")
        for locale, shown in (("pt_BR", "1 de abr. de 2026 14:30"), ("en_US", "Apr 1, 2026 2:30 PM")):
            await driver.app.perform(partial(records.change, record=Settings, row_id=1, typed={"locale": locale}))
            row = re.compile(f"W-000001  Acme Ltd .*{re.escape(shown)}")
            await driver.until(partial(finds, driver, row), shown)
        driver.app.open_page(Customer, acme)
        await driver.sees("Wed, Apr 1 2:30 PM", "Created Mar 16, 2026 9:00 AM")
        await driver.keys("h")
        await driver.sees("Apr 1, 2026 4:00 PM → May 1, 2026 9:00 AM")
        await driver.app.perform(lambda database: records.change(database, Settings, 1, {"locale": "de_DE"}))
        await driver.sees("01.04.2026 16:00 → 01.05.2026 09:00")
        await driver.keys("escape")
        await driver.sees("Mi., 1. Apr. 14:30", "Created 16.03.2026 09:00")
    row = get(database, WorkItem, row_id)
    assert (row["scheduled_start"], row["scheduled_end"]) == ("2026-04-01T14:30", "2026-05-01T09:00")


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
    business_settings.toggle_default(database, add_customer(database, " ".join(names)))
    async with desk(database, size=(120, 40), tab="settings") as driver:
        await driver.sees("Business name", "Default customer")
        assert "\x1b" not in driver.text


async def test_on_a_phone_all_of_it_is_reached_by_scrolling(database: Database) -> None:
    async with desk(database, size=(40, 20), tab="settings") as driver:
        await driver.sees("Business name", "not given")
        await driver.has_finished()  # what is read later is shown from the top
        await driver.keys("end")
        await driver.sees("Textual")
