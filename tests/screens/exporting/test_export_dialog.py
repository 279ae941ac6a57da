"""The export of a list: what it shows, in its order, in each format; nothing is replaced unasked."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from capptro_tui.db.database import Database
from capptro_tui.exchange.exporting import exporting
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.exporting import export_dialog
from capptro_tui.services.records import status
from tests.screens.desk import Driver, desk
from tests.support import add, add_customer


@pytest.fixture
def business(database: Database) -> Database:
    for name, category in (("Cafe Zoe", "Food"), ("Acme Heating", "Trade"), ("=Bolt", "Trade")):
        add_customer(database, name, category=category)
    add(database, Contact, customer_id=1, first_name="Ann", last_name="Vale")
    return database


async def export(driver: Driver, path: Path, form: str = "csv", raw: str = "") -> None:
    """From a list to its file, by keys."""
    await driver.keys("E")
    await driver.is_on("ExportDialog")
    await driver.keys(*["backspace"] * 12)
    await driver.type(form)
    await driver.keys("enter")
    if raw:
        await driver.keys(*["backspace"] * 60)
        await driver.type(raw)
    await driver.keys("enter")
    await driver.focuses("path")
    driver.app.focused.value = str(path)  # type: ignore[union-attr]
    await driver.keys("ctrl+s")


async def written(driver: Driver, path: Path) -> None:
    """Wait until a file is written and the list takes keys again."""
    await driver.said(f"Written to {path}")
    await driver.is_on("RecordList")


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file for people."""
    return [*csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))]


async def test_it_writes_what_the_list_shows_in_its_order(business: Database, home: Path) -> None:
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await driver.keys("E")
        await driver.is_on("ExportDialog")
        await driver.sees("Export 3 customers", "~/customers 2026-03-16.xlsx")
        await driver.keys("escape", "escape")
        await driver.is_on("RecordList")
        await export(driver, home / "a.csv", "CSV")
        await written(driver, home / "a.csv")
        assert [row["Name"] for row in table(home / "a.csv")] == ["Acme Heating", "'=Bolt", "Cafe Zoe"]
        await driver.keys("s")  # by name
        await driver.keys("S")  # the other way round
        await export(driver, home / "b.csv", "CSV")
        await written(driver, home / "b.csv")
        assert [row["Name"] for row in table(home / "b.csv")] == ["Cafe Zoe", "'=Bolt", "Acme Heating"]
        # A search, which finds a customer by its contact.
        await driver.keys("slash")
        await driver.type("vale")
        await driver.sees("1 customer")
        await driver.keys("down")
        await export(driver, home / "c.csv", "CSV")
        await written(driver, home / "c.csv")
        assert [row["Name"] for row in table(home / "c.csv")] == ["Cafe Zoe"]


async def test_deactivated_ones_are_left_out_as_in_the_list(business: Database, home: Path) -> None:
    status.deactivate(business, Customer, 1)
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("2 customers")
        await export(driver, home / "a.csv", "CSV")
        await written(driver, home / "a.csv")
    assert [row["Name"] for row in table(home / "a.csv")] == ["Acme Heating", "'=Bolt"]


async def test_excel_cards_and_json(business: Database, home: Path) -> None:
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await export(driver, home / "a.xlsx", "Excel")
        await written(driver, home / "a.xlsx")
        rows = python_calamine.CalamineWorkbook.from_path(home / "a.xlsx").get_sheet_by_index(0).to_python()
        assert [row[1] for row in rows[1:]] == ["Acme Heating", "=Bolt", "Cafe Zoe"]
        await export(driver, home / "a.vcf", "Contact")
        await written(driver, home / "a.vcf")
        assert "FN:Acme Heating" in (home / "a.vcf").read_text()
        await export(driver, home / "a.json", "JSON, ev")
        await written(driver, home / "a.json")
        names = [one["CustomerName"] for one in json.loads((home / "a.json").read_text())]
        assert names == ["Acme Heating", "=Bolt", "Cafe Zoe"]


async def test_exact_values_can_be_read_back(business: Database, home: Path) -> None:
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await export(driver, home / "a.csv", "CSV", raw="prog")
        await written(driver, home / "a.csv")
    found = [*csv.DictReader((home / "a.csv").open(encoding="utf-8"))]
    assert [row["name"] for row in found] == ["Acme Heating", "=Bolt", "Cafe Zoe"]
    assert found[0]["number"] == "C-000002"


async def test_a_file_that_is_there_is_replaced_after_a_yes(business: Database, home: Path) -> None:
    (home / "a.csv").write_text("mine")
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await export(driver, home / "a.csv", "CSV")
        await driver.sees("Replace the file?")
        await driver.keys("n")
        await driver.is_on("ExportDialog")
        assert (home / "a.csv").read_text() == "mine"
        await driver.keys("ctrl+s")
        await driver.sees("Replace the file?")
        await driver.keys("y")
        await driver.said("Written to")
    assert len(table(home / "a.csv")) == 3


@pytest.mark.parametrize("path", ["", "~nobody-here/x.csv", "/nowhere/at/all.csv", f"~/{'x' * 300}.csv"])
async def test_a_path_that_cannot_be_is_said(business: Database, path: str) -> None:
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await driver.keys("E")
        await driver.is_on("ExportDialog")
        driver.app.screen.query_one("#path").value = path  # type: ignore[attr-defined]
        await driver.keys("ctrl+s")
        await driver.until(lambda: "Type the path" in driver.text or "cannot be written" in driver.text)
        await driver.is_on("ExportDialog")


async def test_the_database_itself_is_never_overwritten(business: Database) -> None:
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await export(driver, business.path, "CSV")
        await driver.sees("Replace the file?")
        await driver.keys("y")
        await driver.sees("the database itself")


async def test_enter_twice_writes_once(business: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while the disk takes long to tell whether the file is there already."""
    in_thread, go_on, written = asyncio.to_thread, asyncio.Event(), []
    write_path = export_dialog.write_path

    async def slowly(function: Callable[..., Any], *args: Any) -> Any:
        if function.__name__ == "exists":
            await go_on.wait()
        return await in_thread(function, *args)

    def counted(*args: Any) -> exporting.Exported:
        written.append(args[0])
        return write_path(*args)

    monkeypatch.setattr(export_dialog, "write_path", counted)
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await driver.keys("E")
        await driver.is_on("ExportDialog")
        await driver.keys("enter", "enter")
        await driver.focuses("path")
        driver.app.focused.value = str(home / "a.xlsx")  # type: ignore[union-attr]
        with monkeypatch.context() as patched:
            patched.setattr(asyncio, "to_thread", slowly)
            await driver.keys("enter", "enter")
            go_on.set()
            await driver.said("Written to")
        await driver.has_finished()
    assert written == [home / "a.xlsx"]


class Held:
    """An export that is held up before its first record: it has begun, it goes on when told, it has ended."""

    def __init__(self) -> None:
        self.has_begun, self.go_on, self.has_ended = threading.Event(), threading.Event(), threading.Event()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Holds the export up."""
    writing, write_csv, write_path = Held(), exporting.write_csv, export_dialog.write_path

    def slowly(*args: Any, **options: Any) -> int:
        writing.has_begun.set()
        writing.go_on.wait(20)
        return write_csv(*args, **options)

    def watched(*args: Any) -> exporting.Exported:
        try:
            return write_path(*args)
        finally:
            writing.has_ended.set()

    monkeypatch.setattr(exporting, "write_csv", slowly)
    monkeypatch.setattr(export_dialog, "write_path", watched)
    yield writing
    writing.go_on.set()


async def test_closing_it_leaves_no_file(business: Database, home: Path, held: Held) -> None:
    async with desk(business, size=(120, 40), tab="customer") as driver:
        await driver.sees("3 customers")
        await export(driver, home / "a.csv", "CSV")
        await driver.until(held.has_begun.is_set)
        await driver.keys("escape")
        await driver.is_on("RecordList")
        held.go_on.set()
        await driver.until(held.has_ended.is_set)
    assert [path.name for path in home.iterdir() if "a.csv" in path.name or "capptro-export" in path.name] == []
