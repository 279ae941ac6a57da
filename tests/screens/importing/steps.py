"""The way through an import by keys, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import events

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing
from tests.screens.desk import Driver

DATA = Path(__file__).parents[2] / "data" / "import"


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    """Make a file to import."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def listed(database: Database, record: RecordType = Customer) -> list[dict[str, Any]]:
    """Every record of a type, as a list has it."""
    return Listing(database, record).rows(0, 1000)


def names(database: Database) -> set[str]:
    """The names of all customers."""
    return {row["name"] for row in listed(database)}


def paste(driver: Driver, text: str) -> None:
    """Paste a text into what has the focus, as a terminal does when a file is dropped into it."""
    assert driver.app.focused is not None
    driver.app.focused.post_message(events.Paste(text))


async def to_look(driver: Driver, path: Path) -> None:
    """From a list to the first rows of a file."""
    await driver.keys("i")
    await driver.is_on("PickFile")
    await driver.until(lambda: driver.app.focused is not None, "a focus")
    paste(driver, str(path))
    await driver.sees(path.name[-20:])
    await driver.keys("enter")
    await driver.is_on("LookAtFile")
    await driver.sees("Row")
    await driver.has_finished()


async def to_columns(driver: Driver, path: Path) -> None:
    """From a list to the columns of a file."""
    await to_look(driver, path)
    await driver.keys("ctrl+s")
    await driver.is_on("MapColumns")
    await driver.sees("Becomes", " row")
    await driver.has_finished()


async def to_rehearsal(driver: Driver, path: Path) -> None:
    """From a list to what becomes of the rows of a file."""
    await to_columns(driver, path)
    await driver.keys("ctrl+s")
    await driver.is_on("Rehearsal")
    await driver.sees("Rehearsed, nothing is written yet")


async def to_end(driver: Driver, path: Path) -> None:
    """From a list to the end of an import."""
    await to_rehearsal(driver, path)
    await driver.keys("ctrl+s")
    await driver.is_on("RunImport")
    await driver.sees("Done")
