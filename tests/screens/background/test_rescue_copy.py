"""The database is replaced while a form is open: the form stays, it is said, and what is still held is saved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from capptro_tui import app as app_module
from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.background import watching
from capptro_tui.services.backups import taking
from capptro_tui.services.backups.store import local_backups
from tests.screens.desk import Driver, desk
from tests.support import add_customer, is_sound, raw


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window looks at once, and often."""
    monkeypatch.setattr(app_module, "UNTIL_IDLE", 0.01)
    monkeypatch.setattr(watching, "EVERY", 0.03)


async def type_a_name(driver: Driver) -> None:
    """Begin a new customer."""
    driver.app.open_form(Customer)
    await driver.is_on("FormScreen")
    await driver.type("Chapel")


async def palette(driver: Driver, text: str) -> None:
    """Type into the command palette."""
    await driver.keys("ctrl+p")
    await driver.is_on("Palette")
    await driver.type(text)


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_a_file_that_was_replaced(database: Database, empty_file: Path, size: tuple[int, int]) -> None:
    add_customer(database, "Abbey")
    database.settle()
    async with desk(database, size=size) as driver:
        await type_a_name(driver)
        database.path.unlink()
        shutil.copy(empty_file, database.path)
        await driver.said("Save a rescue copy")
        await driver.is_on("FormScreen")
        await driver.keys("ctrl+s")
        await driver.said("Nothing was saved.")
        await driver.sees("Chapel")
        await palette(driver, "rescue")
        await driver.keys("enter")
        await driver.said("Everything that this window holds is saved in")
        await driver.is_on("FormScreen")
        await driver.sees("Chapel")
    [copy] = database.path.parent.glob("desk-rescued-*.db")
    assert is_sound(copy)
    assert raw(copy, "SELECT name FROM customer") == [("Abbey",)]
    assert raw(database.path, "SELECT name FROM customer") == []


async def test_something_was_copied_over_it(database: Database, empty_file: Path) -> None:
    """Nothing is left to save, so nothing is promised."""
    add_customer(database, "Abbey")
    database.settle()
    async with desk(database) as driver:
        await type_a_name(driver)
        shutil.copyfile(empty_file, database.path)
        await driver.keys("ctrl+s")
        await driver.said("Nothing was saved.")
        await driver.is_on("FormScreen")
        assert not any("rescue" in message for message in driver.messages)


async def test_there_is_no_such_command_before(database: Database) -> None:
    async with desk(database) as driver:
        await palette(driver, "rescue")
        await driver.sees("Nothing found.")


async def test_no_backup_is_taken_of_another_file(database: Database, empty_file: Path) -> None:
    """It would stand among the good ones under the name of this database."""
    add_customer(database)
    database.path.unlink()
    shutil.copy(empty_file, database.path)
    with pytest.raises(FileReplaced):
        taking.take_backup(database, "by-hand")
    assert local_backups(database.path) == []
