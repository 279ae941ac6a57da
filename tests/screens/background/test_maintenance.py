"""What is looked after while the app is open: the daily backup, its second place, dangers; what is wrong is said."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from capptro_tui import app as app_module
from capptro_tui.db.database import Database
from capptro_tui.locations import backup_folder
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens.background import maintenance as screen_maintenance
from capptro_tui.services.backups import taking
from capptro_tui.services.backups.store import local_backups
from capptro_tui.services.records import records
from capptro_tui.services.start import about, maintenance
from tests.screens.desk import desk
from tests.support import Clock, add_customer, temporary_name


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look comes at once, and there is one every moment."""
    monkeypatch.setattr(app_module, "UNTIL_IDLE", 0.01)
    monkeypatch.setattr(screen_maintenance, "SOON", 0.01)
    monkeypatch.setattr(screen_maintenance, "EVERY", 0.05)


async def test_a_backup_is_taken_when_the_last_is_a_day_old(database: Database, clock: Clock) -> None:
    """The dashboard says it, without a key; a day later, too, while the window stays open."""
    add_customer(database)
    async with desk(database) as driver:
        await driver.sees("Backup today 09:00")
        assert [backup.reason for backup in local_backups(database.path)] == ["daily"]
        add_customer(database, "Bakery")
        clock.forward(hours=23)
        await driver.pilot.pause()
        assert len(local_backups(database.path)) == 1
        clock.forward(hours=2)
        await driver.until(lambda: len(local_backups(database.path)) == 2, "the second one")
        await driver.sees("Backup today 10:00")


async def test_nothing_is_backed_up_before_anything_is_written(database: Database) -> None:
    async with desk(database) as driver:
        await driver.sees("No backup yet")
        await driver.pilot.pause()
        assert local_backups(database.path) == []


async def test_keys_do_not_wait_for_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is slow keeps nobody from typing and saving."""
    begun, go_on = threading.Event(), threading.Event()
    take = taking.take_daily_backup

    def slow(database: Database) -> object:
        begun.set()
        assert go_on.wait(20)
        return take(database)

    monkeypatch.setattr(taking, "take_daily_backup", slow)
    add_customer(database)
    async with desk(database) as driver:
        await driver.until(begun.is_set, "the backup to begin")
        await driver.keys("n")
        await driver.is_on("FormScreen")
        await driver.type("Bakery")
        await driver.keys("ctrl+s")
        await driver.said("Created customer Bakery")
        go_on.set()
        await driver.until(lambda: local_backups(database.path), "the backup")


async def test_one_that_fails_is_said_once_and_ends_nothing(database: Database) -> None:
    add_customer(database)
    backup_folder(database.path).touch()
    async with desk(database) as driver:
        await driver.until(lambda: driver.messages, "why there is none")
        for _ in range(20):
            await driver.pilot.pause()
        assert len(driver.messages) == 1
        await driver.keys("2")
        await driver.sees("1 customer")


async def test_a_fault_in_it_is_noted_and_ends_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Database) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(taking, "take_daily_backup", fail)
    async with desk(database) as driver:
        await driver.said("log")
        await driver.keys("2")
        await driver.sees("Customers")


async def test_a_second_place_that_is_missing_is_said(database: Database, tmp_path: Path) -> None:
    """In a notice, in Settings and on the dashboard; there again, it is brought up to date."""
    stick = tmp_path / "stick"
    records.change(database, Settings, 1, {"second_backup_folder": str(stick)})
    async with desk(database, size=(100, 50)) as driver:
        await driver.said(f"The second place for backups, {stick}, is not there.")
        await driver.sees("⚠ Backup today 09:00")
        await driver.keys("7")
        await driver.is_on("SettingsScreen")
        await driver.sees("Last one", "today 09:00, daily", "Second place", "Warning")
        stick.mkdir()
        await driver.until(lambda: any(stick.rglob("*.db")), "the copy")
        await driver.keys("1", "7")
        await driver.sees_no("Warning")
        await driver.sees("Second place", "today 09:00")


async def test_settings_say_that_there_is_no_second_place(database: Database) -> None:
    async with desk(database, size=(100, 50), tab="settings") as driver:
        await driver.sees("Backups", "none yet", "names one on another disk")


async def test_leftovers_are_swept_and_dangers_said_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    left = database.path.with_name(temporary_name("backup"))
    left.touch()
    os.utime(left, (0, 0))
    asked: list[Path] = []

    def warnings(path: Path) -> list[str]:
        asked.append(path)
        return ["The database lies in a folder of Dropbox."]

    monkeypatch.setattr(about, "warnings", warnings)
    async with desk(database) as driver:
        await driver.said("in a folder of Dropbox")
        await driver.until(lambda: not left.exists(), "the leftover gone")
        for _ in range(20):
            await driver.pilot.pause()
        assert len(driver.messages) == 1
    assert asked == [database.path]


def test_another_window_takes_it(database: Database) -> None:
    """What is wrong is told, whatever a try has come to."""
    add_customer(database)
    looked = maintenance.look_after_backups(database)
    assert looked.taken is not None
    assert maintenance.look_after_backups(database) == maintenance.Looked(None, ())
