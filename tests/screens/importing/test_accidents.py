"""An import that goes wrong or is stopped writes nothing and says so; hostile files are text like any other."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Superseded
from capptro_tui.exchange.importing import running
from capptro_tui.exchange.importing.deciding import planning
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.outcome_store import OutcomeStore
from capptro_tui.exchange.importing.preparing import ReadingChoices, ReadingWatch, look_at
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.importing import look_at_file, rehearsal
from capptro_tui.screens.importing.import_job import ImportJob
from capptro_tui.widgets.form.picker import Picker
from tests.screens.desk import desk
from tests.screens.importing.steps import DATA, listed, names, to_columns, to_end, to_look, to_rehearsal, write
from tests.support import HOSTILE, add_customer

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
PIPE = b"a named pipe"

TWO = "Name,Phone\nAcme Heating,01632 960101\nBolt Garage,01632 960102\n"


def many(count: int) -> str:
    """A list of so many customers."""
    return "Name,Phone\n" + "".join(f"Customer {n},0163{n:07}\n" for n in range(count))


@pytest.fixture
def slow_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds up the second block of records until the event is set, in the thread that plans them."""
    go_on, plan, count = threading.Event(), planning.Planner.plan, [0]

    def slowly(self: planning.Planner, block: Any) -> Any:
        count[0] += 1
        if count[0] == 2:
            go_on.wait(20)
        return plan(self, block)

    monkeypatch.setattr(planning.Planner, "plan", slowly)
    yield go_on
    go_on.set()


@pytest.mark.parametrize("step", ["columns", "rehearsal", "run"])
async def test_a_file_that_vanishes_between_steps_is_said(database: Database, home: Path, step: str) -> None:
    path = write(home, TWO)
    way = {"columns": to_look, "rehearsal": to_columns, "run": to_rehearsal}[step]
    async with desk(database, tab="customer") as driver:
        await way(driver, path)
        path.unlink()
        await driver.keys("ctrl+s")
        await driver.sees("✗", "list.csv")
        if step == "run":
            await driver.sees("Nothing was imported")
        steps_back = {"columns": 2, "rehearsal": 3, "run": 4}[step]
        for screen in ("Rehearsal", "MapColumns", "LookAtFile", "PickFile")[-steps_back:]:
            await driver.keys("escape")
            await driver.is_on(screen)
            path.write_text(TWO)
    assert names(database) == set()


async def test_a_file_that_changes_is_not_imported_half(database: Database, home: Path) -> None:
    path = write(home, TWO)
    async with desk(database, tab="customer") as driver:
        await to_rehearsal(driver, path)
        path.write_text(TWO + "Quay,01632 960103\n")
        await driver.keys("ctrl+s")
        await driver.is_on("RunImport")
        await driver.sees("✗", "Nothing was imported")
    assert names(database) == set()


@pytest.mark.parametrize("name", ["bad-unclosed-quote.csv", "bad-html.xls", "bad-ragged.csv"])
async def test_a_bad_file_is_read_or_refused_in_a_sentence(database: Database, name: str) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("i")
        await driver.is_on("PickFile")
        driver.app.screen.picker.input.value = str(DATA / name)  # type: ignore[attr-defined]
        await driver.sees(name)
        await driver.keys("enter")
        await driver.is_on("LookAtFile")
        await driver.until(lambda: "Row" in driver.text or "✗" in driver.text, "rows or a refusal")


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"PK\x03\x04 no workbook", b"\n\n\n", ENCRYPTED, PIPE])
async def test_a_file_of_nothing_is_said_and_another_may_be_chosen(
    database: Database, home: Path, content: bytes
) -> None:
    bad = home / "bad.csv"
    if content == PIPE:
        os.mkfifo(bad)  # nobody writes into it, ever
    else:
        bad.write_bytes(content)
    async with desk(database, tab="customer") as driver:
        await driver.keys("i")
        await driver.is_on("PickFile")
        driver.app.screen.picker.input.value = str(bad)  # type: ignore[attr-defined]
        await driver.sees("bad.csv")
        await driver.keys("enter")
        await driver.is_on("LookAtFile")
        await driver.sees("✗")
        await driver.keys("ctrl+s")
        await driver.keys("escape")
        await driver.is_on("PickFile")
        driver.app.screen.picker.input.value = str(write(home, TWO))  # type: ignore[attr-defined]
        await driver.sees("list.csv")
        await driver.keys("enter")
        await driver.sees("Acme Heating")


async def test_hostile_cells_are_shown_harmlessly_and_kept_as_they_are(database: Database, home: Path) -> None:
    cells = [text for text in HOSTILE if "\0" not in text and "\n" not in text and "\r" not in text]
    quoted = "".join('"{}",,"{}"\n'.format(*[text.replace('"', '""')] * 2) for text in cells)
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await to_look(driver, write(home, f"Name,Phone,[@click=app.quit]\n{quoted}"))
        await driver.sees("[@click")
        assert "\x1b" not in driver.text
        await driver.keys("home", "h")
        await driver.sees("names of the columns in row 1")
        await driver.has_finished()
        await driver.keys("ctrl+s")
        await driver.is_on("MapColumns")
        await driver.sees("[@click")
        await driver.has_finished()
        await driver.keys("enter")
        await driver.is_on("ChooseTarget")
        await driver.until(lambda: driver.app.screen.query_one(Picker).is_open, "the targets")
        await driver.keys("escape", "escape")
        await driver.is_on("MapColumns")
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        await driver.sees("Rehearsed")
        for _ in cells:
            await driver.keys("down")
            assert "\x1b" not in driver.text
        await driver.keys("ctrl+s")
        await driver.sees("Done")
    found = {row["name"] for row in listed(database)}
    assert "ACME [Leeds] Ltd" in found
    assert "[/]" in found


async def test_a_wide_table_is_gone_through(database: Database, home: Path) -> None:
    header = ",".join(["Name", *(f"Field {n}" for n in range(5000))])
    row = ",".join(["Acme", *(f"value {n}" for n in range(5000))])
    async with desk(database, tab="customer") as driver:
        await to_look(driver, write(home, f"{header}\n{row}\n"))
        await driver.sees("5,001", "go through them", "Acme")
        await driver.keys("right", "right")
        await driver.sees("value 1")
        await driver.sees_no("Acme")
        await driver.keys("left", "left", "left")
        await driver.sees("Acme")


async def test_the_rehearsal_streams_and_keys_work_meanwhile(
    database: Database, home: Path, slow_blocks: threading.Event
) -> None:
    async with desk(database, tab="customer") as driver:
        await to_columns(driver, write(home, many(600)))
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        await driver.sees("Rehearsing, nothing is written", "Customer 1", "All 50")  # the next block has not come
        await driver.keys("down", "down")
        await driver.sees("Customer 2  + created")
        add_customer(database, "Saved meanwhile")  # nothing is locked
        slow_blocks.set()
        await driver.sees("Rehearsed, nothing is written yet", "All 600")
        await driver.sees("Customer 2  + created")  # the cursor has stayed
    assert names(database) == {"Saved meanwhile"}


async def test_going_through_columns_ends_no_reading(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the other keys of the step, it waits until the file is read in the way that was chosen."""
    begun, go_on, look = threading.Event(), threading.Event(), look_at_file.look_at

    def held(*args: Any) -> Any:
        begun.set()
        go_on.wait(20)
        return look(*args)

    async with desk(database, tab="customer") as driver:
        await to_look(driver, write(home, "Name;Town\nBolt;York\n"))
        monkeypatch.setattr(look_at_file, "look_at", held)
        await driver.keys("d", "2")
        await driver.until(begun.is_set, "the reading")
        await driver.keys("right")
        go_on.set()
        await driver.sees("delimiter comma", "Bolt;York")


def test_a_rehearsal_that_was_left_keeps_its_reading_to_itself(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file may be read in another way by then."""
    job, watch, store, prepare = ImportJob.begin(database, Customer), ReadingWatch(), OutcomeStore(), rehearsal.prepare
    path = write(home, TWO)
    job.choose_file(path)
    job.take_look(look_at(database, Customer, path, ReadingChoices()))

    def left_at_the_last_moment(*args: Any) -> Any:
        found = prepare(*args)
        watch.stop()
        return found

    monkeypatch.setattr(rehearsal, "prepare", left_at_the_last_moment)
    with closing(store), pytest.raises(Superseded):
        rehearsal._rehearse_into(database, job, watch, store, Decisions())
    assert job.prepared is None


async def test_a_rehearsal_ends_with_its_screen(
    database: Database, home: Path, slow_blocks: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, offered = threading.Event(), [0]
    into, add = rehearsal._rehearse_into, OutcomeStore.add

    def counted(store: OutcomeStore, outcome: Any) -> None:
        offered[0] += 1
        add(store, outcome)

    def watched(*args: Any) -> None:
        try:
            into(*args)
        finally:
            ended.set()

    monkeypatch.setattr(rehearsal, "_rehearse_into", watched)
    monkeypatch.setattr(OutcomeStore, "add", counted)
    async with desk(database, tab="customer") as driver:
        await to_columns(driver, write(home, many(5000)))
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        await driver.sees("All 50")
        await driver.keys("escape")
        await driver.is_on("MapColumns")
        slow_blocks.set()
        assert await asyncio.to_thread(ended.wait, 20)
    assert offered[0] < 1000  # of 5,000


async def test_importing_before_the_rehearsal_is_through_asks(
    database: Database, home: Path, slow_blocks: threading.Event
) -> None:
    async with desk(database, tab="customer") as driver:
        await to_columns(driver, write(home, many(600)))
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        await driver.sees("All 50")
        await driver.keys("ctrl+s")
        await driver.sees("Import now?", "has not gone through all rows")
        await driver.keys("n")
        await driver.is_on("Rehearsal")
        slow_blocks.set()  # else the end of the app waits for the thread
    assert names(database) == set()


async def test_above_a_hundred_thousand_rows_it_says_first_that_others_wait(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "MANY", 1)
    async with desk(database, tab="customer") as driver:
        await to_rehearsal(driver, write(home, TWO))
        await driver.keys("ctrl+s")
        await driver.sees("Import now?", "waits until then")
        await driver.keys("y")
        await driver.is_on("RunImport")
        await driver.sees("2 customers created")


async def test_a_stop_writes_nothing(database: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held, go_on = threading.Event(), threading.Event()
    backup = running.backup_before_import

    def hold(*args: Any) -> None:
        held.set()
        go_on.wait(20)
        backup(*args)

    monkeypatch.setattr(running, "backup_before_import", hold)
    async with desk(database, tab="customer") as driver:
        await to_rehearsal(driver, write(home, many(600)))
        await driver.keys("ctrl+s")
        await driver.is_on("RunImport")
        await asyncio.to_thread(held.wait, 20)
        await driver.keys("escape")
        await driver.sees("Stop the import?", "Nothing is imported then")
        await driver.keys("n")
        await driver.is_on("RunImport")
        await driver.keys("escape", "y")
        go_on.set()
        await driver.sees("Stopped. Nothing was imported.")
        await driver.keys("escape")
        await driver.is_on("Rehearsal")
        await driver.sees("Created 600")
    assert names(database) == set()


async def test_the_list_cannot_be_left_to_by_a_slip(database: Database, home: Path) -> None:
    """The keys of tabs and the letters of lists do nothing on the way."""
    async with desk(database, tab="customer") as driver:
        await to_columns(driver, write(home, TWO))
        await driver.keys("1", "2", "g", "t", "w", "slash")
        await driver.is_on("MapColumns")
        await driver.sees("Acme Heating")


async def test_a_damaged_memory_is_no_hindrance(database: Database, home: Path) -> None:
    from capptro_tui.locations import imports_folder

    imports_folder().mkdir(parents=True)
    (imports_folder() / f"{database.guard.database_id}.json").write_text("{")
    async with desk(database, tab="customer") as driver:
        await to_end(driver, write(home, TWO))
    assert len(names(database)) == 2
