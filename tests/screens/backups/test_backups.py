"""The backups: listed with what is in them, compared with what is here, put back after a question."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from capptro_tui import app as app_module
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.backups import taking
from capptro_tui.services.backups.store import local_backups
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.services.restoring import restoring
from tests.screens.desk import Driver, desk
from tests.support import Clock, add_customer, get


async def open_backups(driver: Driver) -> None:
    """Go to the backups."""
    await driver.keys("B")
    await driver.is_on("Backups")


def enabled(driver: Driver) -> dict[str, bool]:
    """Which of the screen's own keys have something to do."""
    return {key: driver.app.screen.active_bindings[key].enabled for key in ("r", "b")}


def names(database: Database) -> set[str]:
    """The names of all customers that are not in the trash."""
    return {row["name"] for row in database.select("SELECT name FROM customer WHERE trashed IS NULL")}


def spoil(path: Path) -> None:
    """Damage every page of a database but the first ones."""
    content = bytearray(path.read_bytes())
    content[12 * 4096 :] = b"\xff" * (len(content) - 12 * 4096)
    path.write_bytes(content)


class TestTheList:
    async def test_there_are_none_and_one_is_taken(self, database: Database) -> None:
        add_customer(database)
        async with desk(database) as driver:
            await open_backups(driver)
            await driver.sees("There are no backups yet. b takes one.")
            assert enabled(driver) == {"r": False, "b": True}
            await driver.keys("r", "enter", "b")
            await driver.said("Took a backup")
            await driver.sees("1 backup", "16 Mar 2026 09:00", "on request", "Back up now")
        assert [backup.reason for backup in local_backups(database.path)] == ["by-hand"]

    async def test_when_why_how_large_and_what_is_in_each(self, database: Database, clock: Clock) -> None:
        add_customer(database, "Abbey")
        taking.take_backup(database, "daily")
        clock.forward(days=1)
        add_customer(database, "Bakery")
        taking.take_backup(database, "before-emptying")
        async with desk(database, size=(100, 24)) as driver:
            await open_backups(driver)
            await driver.sees("2 backups", "before emptying the trash")
            lines = [line.split() for line in driver.text.splitlines() if "Mar 2026" in line]
            assert [(line[0], line[-2:]) for line in lines] == [("17", ["2", "0"]), ("16", ["1", "0"])]
            assert all("MB" in line for line in lines)

    async def test_one_that_cannot_be_read_says_so(self, database: Database) -> None:
        add_customer(database)
        taking.take_backup(database, "daily").path.write_bytes(b"spoilt")
        async with desk(database) as driver:
            await open_backups(driver)
            await driver.sees("cannot be read")
            await driver.keys("enter")
            await driver.said("is not a customer database")
            await driver.is_on("Backups")

    async def test_the_second_place(self, database: Database, tmp_path: Path) -> None:
        """A copy there is the same backup; one that is there alone is listed, too. It is said when it is missing."""
        stick = tmp_path / "stick"
        stick.mkdir()
        add_customer(database)
        async with desk(database, size=(100, 24)) as driver:
            await open_backups(driver)
            await driver.sees("No second place yet")
            records.change(database, Settings, 1, {"second_backup_folder": str(stick)})
            await driver.keys("b")
            await driver.sees("1 backup", f"Copies are in {stick}")
            assert "second place" not in driver.text
            [made] = local_backups(database.path)
            made.path.unlink()
            await driver.keys("escape")
            await open_backups(driver)
            await driver.sees("1 backup", "second place")
            stick.rename(tmp_path / "pulled out")
            await driver.keys("escape")
            await open_backups(driver)
            await driver.sees("The second place for backups", "not there")

    async def test_that_none_can_be_taken_is_said(self, database: Database) -> None:
        add_customer(database)
        backup_folder(database.path).touch()
        async with desk(database) as driver:
            await open_backups(driver)
            await driver.keys("b")
            await driver.until(lambda: driver.messages, "why not")
            await driver.until(lambda: enabled(driver)["b"], "the key again")

    async def test_on_a_phone(self, database: Database) -> None:
        add_customer(database)
        taking.take_backup(database, "daily")
        async with desk(database, size=(40, 20)) as driver:
            await open_backups(driver)
            await driver.sees("16 Mar 2026 09:00", "daily", "Open", "Restore")
            await driver.keys("enter")
            await driver.sees("Restore the backup of", "Customers", "y Restore", "n Leave it")

    async def test_it_is_reached_from_everywhere(self, database: Database) -> None:
        """From the palette, by a key of every tab, and not from itself."""
        async with desk(database, tab="settings") as driver:
            await driver.sees("B Backups")
            await open_backups(driver)
            await driver.keys("B", "B")
            assert [type(screen).__name__ for screen in driver.app.screen_stack].count("Backups") == 1
            await driver.keys("escape", "2", "ctrl+p")
            await driver.is_on("Palette")
            await driver.type("backups")
            await driver.keys("enter")
            await driver.is_on("Backups")


class TestRestoring:
    @pytest.fixture
    def backup(self, database: Database, clock: Clock) -> Path:
        """A backup with Abbey in it; Bakery was added since, and Abbey deleted."""
        abbey = add_customer(database, "Abbey")
        made = taking.take_backup(database, "daily")
        clock.forward(hours=1)
        add_customer(database, "Bakery")
        trash.delete(database, Customer, abbey)
        return made.path

    @pytest.mark.usefixtures("backup")
    @pytest.mark.parametrize("key", ["enter", "r"])
    async def test_it_is_compared_and_put_back(self, database: Database, key: str) -> None:
        async with desk(database, size=(80, 30)) as driver:
            await open_backups(driver)
            await driver.sees("daily")
            await driver.keys(key)
            await driver.is_on("RestoreQuestion")
            await driver.sees("Restore the backup of 16 Mar 2026 09:00?", "2 changes were made since and are lost")
            await driver.sees("Deleted customer Abbey", "Created customer Bakery", "kept as a backup first")
            [line] = [line for line in driver.text.splitlines() if "Customers    " in line]
            assert line.split()[-2:] == ["1", "1"]
            await driver.keys("y")
            await driver.said("Restored the backup of 16 Mar 2026 09:00")
            await driver.sees("2 backups", "before a restore")
            assert names(database) == {"Abbey"}
            await driver.keys("escape", "2")
            await driver.sees("1 customer", "Abbey")

    @pytest.mark.usefixtures("backup")
    @pytest.mark.parametrize("key", ["enter", "n", "escape"])
    async def test_the_safe_answer_changes_nothing(self, database: Database, key: str) -> None:
        async with desk(database) as driver:
            await open_backups(driver)
            await driver.sees("daily")
            await driver.keys("r")
            await driver.is_on("RestoreQuestion")
            await driver.keys(key)
            await driver.is_on("Backups")
            assert names(database) == {"Bakery"}
            assert len(local_backups(database.path)) == 1

    async def test_of_another_database_is_said(self, database: Database, tmp_path: Path) -> None:
        other = Database.create(tmp_path / "other.db", clock=database.clock)
        add_customer(other, "Dairy")
        made = taking.take_backup(other, "daily").path
        other.close()
        backup_folder(database.path).mkdir()
        made.rename(backup_folder(database.path) / made.name)
        add_customer(database)
        async with desk(database, size=(80, 30)) as driver:
            await open_backups(driver)
            await driver.sees("daily")
            await driver.keys("r")
            await driver.sees("It is a backup of another database.")

    @pytest.mark.usefixtures("backup")
    async def test_while_it_is_put_back_the_screen_stays(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Left meanwhile, nobody would tell the others that every record may be another one."""
        go_on = threading.Event()
        restore = restoring.restore_backup

        def slow(database: Database, path: Path) -> restoring.RestoreResult:
            assert go_on.wait(20)
            return restore(database, path)

        monkeypatch.setattr(restoring, "restore_backup", slow)
        async with desk(database) as driver:
            await open_backups(driver)
            await driver.sees("daily")
            await driver.keys("r")
            await driver.is_on("RestoreQuestion")
            await driver.keys("y")
            await driver.sees("Restoring the backup")
            await driver.keys("escape", "b", "r")
            assert type(driver.app.screen).__name__ == "Backups"
            go_on.set()
            await driver.said("Restored the backup")
            await driver.keys("escape")
            await driver.is_on("Dashboard")
        assert names(database) == {"Abbey"}

    @pytest.mark.usefixtures("backup")
    async def test_a_damaged_database_is_replaced(self, database: Database) -> None:
        """Its state cannot be kept as a backup; the damaged file is kept as it is."""
        database.settle()
        async with desk(database, size=(80, 30)) as driver:
            await open_backups(driver)
            await driver.sees("daily")
            spoil(database.path)
            await driver.keys("r")
            await driver.sees("Restore the backup of", "The damaged file is kept.")
            await driver.keys("y")
            await driver.said("The damaged file is kept in")
            await driver.until(lambda: names(database) == {"Abbey"}, "what was in the backup")
            add_customer(database, "Chapel")
            await driver.keys("escape", "2")
            await driver.sees("2 customers")

    async def test_a_form_from_before_is_not_saved_unasked(self, database: Database, backup: Path) -> None:
        """The same version may be another record's."""
        abbey = 1
        trash.restore(database, Customer, abbey)
        async with desk(database) as driver:
            driver.app.open_form(Customer, abbey)
            await driver.is_on("FormScreen")
            await driver.type("Old")
            await asyncio.to_thread(restoring.restore_backup, database, backup)
            driver.app.screen.row["version"] = get(database, Customer, abbey)["version"]  # type: ignore[attr-defined]
            await driver.keys("ctrl+s")
            await driver.is_on("Confirm")
            await driver.sees("A backup was restored")
            await driver.keys("y")
            await driver.said("of Old")
        assert names(database) == {"Old"}

    async def test_a_new_record_from_before_is_not_saved_unasked(
        self, database: Database, backup: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another window has restored a backup: what was chosen may be another record's now."""
        monkeypatch.setattr(app_module, "UNTIL_IDLE", 3600.0)  # the watch has not seen it yet
        async with desk(database) as driver:
            driver.app.open_form(Customer)
            await driver.is_on("FormScreen")
            await driver.type("Chapel")
            other = Database.open(database.path, by=("bob", "Bob Example"), clock=database.clock)
            restoring.restore_backup(other, backup)
            other.close()
            await driver.keys("ctrl+s")
            await driver.is_on("Confirm")
            await driver.sees("A backup was restored")
            await driver.keys("y")
            await driver.said("Created customer Chapel")
        assert names(database) == {"Abbey", "Chapel"}


async def test_what_is_refused_is_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_customer(database)
    taking.take_backup(database, "daily")

    def refuse(*_: object) -> None:
        raise Refused("The disk is full. Nothing was changed.")

    monkeypatch.setattr(restoring, "restore_backup", refuse)
    async with desk(database) as driver:
        await open_backups(driver)
        await driver.sees("daily")
        await driver.keys("r")
        await driver.is_on("RestoreQuestion")
        await driver.keys("y")
        await driver.said("The disk is full.")
        await driver.until(lambda: enabled(driver) == {"r": True, "b": True}, "the keys again")
