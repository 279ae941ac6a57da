"""The open app takes submissions from the inbox of the settings, and the screens show them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from capptro_tui import app as app_module
from capptro_tui.db.database import Database
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens.background import collecting
from capptro_tui.screens.background.collecting import Collector
from capptro_tui.services.records import records
from tests.public_forms import add_form
from tests.screens.desk import Driver, desk
from tests.support import add_customer


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look begins at once."""
    monkeypatch.setattr(app_module, "UNTIL_IDLE", 0.01)


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
        collector = await collector_of(driver)
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
        collector = await collector_of(driver)
        await look(driver, collector)
        assert len([text for text in driver.messages if "There is no folder" in text]) == 1


async def test_without_an_inbox_nothing_is_looked_for(database: Database) -> None:
    async with desk(database) as driver:
        await look(driver, await collector_of(driver))
        assert driver.messages == []


async def test_what_stays_in_the_inbox_is_said_once(database: Database, inbox: Path) -> None:
    """A file that cannot be moved is found by every look; one that is sent again is said to be there already."""
    content = '{"form": "E-1", "fields": {"name": "Bea"}}'
    (inbox / "again.json").write_text(content)
    (inbox / "refused").write_text("no folder")
    async with desk(database) as driver:
        collector = await collector_of(driver)
        (inbox / "again.json").write_text(content)
        (inbox / "bad.json").write_text('{"form": "E-9", "name": "Bea"}')
        await look(driver, collector)
        await look(driver, collector)
        told = driver.messages
        assert len([text for text in told if "bad.json stays: It cannot be moved" in text]) == 1
        assert len([text for text in told if "bad.json was refused: There is no public form" in text]) == 1
        assert "In the inbox, again.json was there already: Q-000001." in told


async def test_many_that_wait_come_in_without_a_pause(
    database: Database, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than are taken at once, as after days without a window: the next look begins soon. It is said once."""
    monkeypatch.setattr(collecting, "_MOST_FILES", 2)
    monkeypatch.setattr(collecting, "_SOON", 0.01)
    for count in range(5):
        (inbox / f"{count}.json").write_text(f'{{"form": "E-1", "fields": {{"name": "Bea {count}"}}}}')
    async with desk(database) as driver:
        await driver.said("5 submissions came in by public forms.")
        assert len(driver.messages) == 1
    assert len(database.select("SELECT id FROM submission")) == 5


async def collector_of(driver: Driver) -> Collector:
    """The app's own collector, after its first look."""
    await driver.until(lambda: driver.app.collector and not driver.app.collector._is_looking, "the first look")
    assert driver.app.collector is not None
    return driver.app.collector


async def look(driver: Driver, collector: Collector) -> None:
    """Look into the inbox, to the end."""
    collector.look()
    await driver.until(lambda: not collector._is_looking, "the end of the look")
