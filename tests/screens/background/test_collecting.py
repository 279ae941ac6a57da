"""The open app takes submissions from the inbox of the settings, and the screens show them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens.background.collecting import Collector
from capptro_tui.services.records import records
from tests.public_forms import add_form
from tests.screens.desk import desk
from tests.support import add_customer


@pytest.fixture
def inbox(database: Database, tmp_path: Path) -> Path:
    add_form(database)
    folder = tmp_path / "inbox"
    folder.mkdir()
    records.change(database, Settings, 1, {"inbox_folder": str(folder)})
    return folder


async def test_they_come_in_while_one_works(database: Database, inbox: Path) -> None:
    """They are in the list that is shown; what is refused is said; the undo key is about one's own work."""
    async with desk(database, (110, 30), tab="submission") as driver:
        await driver.sees("No submissions yet.")
        add_customer(database, "Mine")
        collector = Collector(driver.app, database, driver.app.publish)
        (inbox / "a.json").write_text('{"form": "E-1", "fields": {"name": "Bea Brook"}}')
        (inbox / "b.json").write_text("nonsense")
        os.utime(inbox / "b.json", (1_700_000_000, 1_700_000_000))
        collector.look()
        await driver.said("1 submission came in by a public form.")
        await driver.said("In the inbox, b.json was refused")
        await driver.sees("Bea Brook")
        await driver.keys("u")
        await driver.said("Undid: Created customer Mine")
        assert len(database.select("SELECT id FROM submission")) == 1


async def test_a_folder_that_is_gone_is_said_once(database: Database, inbox: Path) -> None:
    inbox.rmdir()
    async with desk(database) as driver:
        collector = Collector(driver.app, database, driver.app.publish)
        for _ in range(2):
            collector.look()
            await driver.until(lambda: not collector._is_looking, "the end of the look")
        assert len([text for text in driver.messages if "There is no folder" in text]) == 1


async def test_without_an_inbox_nothing_is_looked_for(database: Database) -> None:
    async with desk(database) as driver:
        collector = Collector(driver.app, database, driver.app.publish)
        collector.look()
        await driver.until(lambda: not collector._is_looking, "the end of the look")
        assert driver.messages == []
