"""How the import looks, step by step, and the export of a list."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from capptro_tui.config import DARK
from capptro_tui.db.database import Database
from tests.screens.desk import Driver
from tests.screens.importing.steps import DATA, to_columns, to_look
from tests.snapshots.test_looks import LOOKS, PHONE, Compare, Way, customers, looks_right


def source() -> Path:
    """An Excel list with a title, a total, and values that are mended."""
    path = Path.home() / "list.xlsx"
    shutil.copy(DATA / "excel-list.xlsx", path)
    return path


async def look(driver: Driver) -> None:
    """The first rows of the file."""
    await customers(driver)
    await to_look(driver, source())
    await driver.sees("Curlew Café", "Go on")


async def columns(driver: Driver) -> None:
    """What each column becomes."""
    await customers(driver)
    await to_columns(driver, source())
    await driver.sees("2 questions", "Cust No", "Becomes", "Go on")
    await driver.until(lambda: driver.app.screen.focused is not None, "the focus in the table")


async def question(driver: Driver) -> None:
    """What is decided for a whole column."""
    await columns(driver)
    await driver.keys("ctrl+s")
    await driver.is_on("ChooseAnswer")


async def rehearsal(driver: Driver) -> None:
    """What would become of each row."""
    await question(driver)
    await driver.keys("1", "1")
    await driver.is_on("Rehearsal")
    await driver.sees("Rehearsed, nothing is written yet", "Curlew Café  + created")


async def end(driver: Driver) -> None:
    """What came of it."""
    await rehearsal(driver)
    await driver.keys("ctrl+s")
    await driver.is_on("RunImport")
    await driver.sees("3 customers created")


async def export(driver: Driver) -> None:
    """The export of a list."""
    await customers(driver)
    await driver.keys("E")
    await driver.is_on("ExportDialog")


@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize("way", [look, columns, question, rehearsal, end, export], ids=lambda way: way.__name__)
def test_import_and_export(
    snap_compare: Compare, sample: Database, way: Way, size: tuple[int, int], theme: str
) -> None:
    """Each step."""
    assert looks_right(snap_compare, sample, size, theme, way)


@pytest.mark.parametrize("way", [columns, rehearsal], ids=lambda way: way.__name__)
def test_import_on_a_phone(snap_compare: Compare, sample: Database, way: Way) -> None:
    """One column."""
    assert looks_right(snap_compare, sample, PHONE, DARK, way)
