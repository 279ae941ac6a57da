"""A screen that was closed is gone from memory, with everything on it: nothing refers to it any more."""

from __future__ import annotations

import asyncio
import gc
import importlib
import pkgutil
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from textual.events import Paste
from textual.screen import Screen
from textual.widget import Widget

from capptro_tui import app as app_module
from capptro_tui import screens
from capptro_tui.app import CapptroApp
from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.submission import Submission
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.screens.lists.history import History
from capptro_tui.screens.lists.record_list import RecordList
from capptro_tui.screens.pages.customer_page import CustomerPage
from capptro_tui.screens.pages.map import MapScreen
from capptro_tui.screens.tabs.dashboard import Dashboard
from capptro_tui.services.backups import taking
from capptro_tui.services.documents import attachments
from capptro_tui.services.start.desk_start import DeskStart, Question
from tests.public_forms import add_form, submit
from tests.screens.desk import Driver, desk, threads_end
from tests.support import add, add_contact, add_customer, add_work_item

TABS = {"Dashboard", "RecordList", "SettingsScreen"}
"""The first screen of a tab stays to the end."""

BEFORE_THERE_IS_A_DATABASE = {"FirstStart", "StartQuestion", "ChooseBackup"}


def all_screens() -> set[str]:
    """The names of the program's screens that people see."""
    for module in pkgutil.walk_packages(screens.__path__, "capptro_tui.screens."):
        importlib.import_module(module.name)
    found: set[str] = set()
    left: list[type] = [Screen]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("capptro_tui.screens.") and not kind.__module__.endswith(
            (".base", ".form_state", ".import_step", ".page_keys", ".unsaved")
        ):
            found.add(kind.__name__)
    return found


class Tour:
    """Goes from screen to screen, and holds what was seen by weak references alone."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.seen: set[str] = set()
        self._nodes: list[tuple[str, weakref.ref[Widget]]] = []

    async def look(self, name: str, *keys: str, by: Callable[[CapptroApp], object] | None = None) -> None:
        """Open a screen by keys or otherwise, and leave it."""
        if by is not None:
            by(self.driver.app)
        await self.driver.keys(*keys)
        await self.note(name)
        await self.leave()

    async def look_at_page(self, name: str, record: RecordType) -> None:
        """Open the page of the first record of a type, turn to all its parts, and leave it."""
        self.driver.app.open_page(record, 1)
        await self.driver.is_on(name)
        await self.driver.keys(*["right"] * len(list(SHIPPED.page_parts(record))), "right")
        await self.note(name)
        await self.leave()

    async def note(self, name: str) -> None:
        """The screen of this name is open."""
        await self.driver.is_on(name)
        await self.driver.has_finished()
        screen = self.driver.app.screen
        assert type(screen).__name__ == name
        self.seen.add(name)
        for node in (screen, *screen.walk_children(Widget)):
            self._nodes.append((f"{type(node).__name__} of {name}", weakref.ref(node)))

    async def leave(self, *keys: str) -> None:
        """Leave the screen that is open, by other keys than `escape`; the first one may close a list of choices."""
        left = self.driver.app.screen
        await self.driver.keys(*(keys or ("escape",)))
        if not keys and left in self.driver.app.screen_stack:
            await self.driver.keys("escape")
        await self.driver.until(lambda: left not in self.driver.app.screen_stack, f"{left} closed")

    async def all_gone(self) -> None:
        """Wait until nothing of what was seen is left; fail with the names of what is."""
        with suppress(AssertionError):
            await self.driver.until(lambda: not self._left())
        assert self._left() == set()

    def _left(self) -> set[str]:
        gc.collect()
        return {name for name, node in self._nodes if node() is not None}


@pytest.fixture
def business(database: Database, home: Path) -> Database:
    """What every kind of page, form and question needs."""
    for name in ("Acme Heating", "ACME Heating Ltd"):
        add_customer(database, name, phone="01632 960123")
    add_work_item(database, 2, contact_id=add_contact(database, 2))
    add(database, Order, customer_id=1)
    paper = home / "plan.txt"
    paper.write_text("Mend the roof")
    attachments.attach(database, Customer, 1, [paper])
    add_form(database)
    submit(database, Name="Ann Vale")
    taking.take_backup(database, "daily")
    return database


async def tour(driver: Driver) -> Tour:
    """See every screen that closes, from the list of customers on."""
    tour = Tour(driver)
    await driver.sees("Acme Heating")
    for name, key in (
        ("Help", "f1"),
        ("GoTo", "g"),
        ("Trash", "t"),
        ("History", "h"),
        ("Review", "D"),
        ("Filter", "v"),
        ("ExportDialog", "E"),
    ):
        await tour.look(name, key)
    await driver.keys("B")
    await tour.note("Backups")
    await tour.look("RestoreQuestion", "enter")
    await tour.leave()
    await driver.is_on("RecordList")
    await tour.look("Palette", "ctrl+p", "a", "c", "m", "e")
    await tour.look("ChooseTheme", by=lambda app: app.open_screen("theme"))
    await tour.look("DraftList", by=lambda app: app.open_screen("drafts"))
    await tour.look("BulkChange", "space", "b")
    await tour.look("MergeWith", "escape", "m")
    await import_tour(tour)
    await tour.look("MergeScreen", by=lambda app: app.open_merge(1, 2))
    await tour.look("ConfirmDelete", "d")
    # A form in which something was typed, and the questions that it leads to.
    await driver.keys("n")
    await driver.focuses("field-name")
    await driver.type("Acme Heating")
    await driver.sees("Possible duplicates")
    await tour.note("FormScreen")
    assert driver.app.focused is not None
    driver.app.focused.post_message(Paste("Ann Example\nann@acme.example"))
    await tour.note("PasteDetails")
    await tour.leave()
    await tour.look("PasteBox", "ctrl+p", *"paste", "enter")
    await tour.look("Duplicates", "f3")
    await tour.look("Leave", "ctrl+q")
    await driver.keys("escape")
    await tour.note("Confirm")
    await tour.leave("y")
    await driver.is_on("RecordList")
    for record in (Contact, WorkItem):
        await tour.look("FormScreen", by=lambda app, record=record: app.open_form(record))
    # Pages, and what is opened from them.
    for name, record in (
        ("RecordPage", WorkItem), ("OrderPage", Order), ("CustomerPage", Customer),
        ("PublicFormPage", PublicForm), ("SubmissionPage", Submission),
    ):  # fmt: skip
        await tour.look_at_page(name, record)
    driver.app.open_page(Customer, 2)
    await driver.is_on("CustomerPage")
    await tour.look("StatementScreen", "b")
    await tour.look("MapScreen", "l")
    await tour.look("AttachDialog", "A")
    await driver.keys("shift+tab")
    await tour.look("ConfirmStatus", "a")
    await driver.keys("a", "y")
    await driver.said("Deactivated customer")
    await tour.look("BringBack", "a")
    await tour.note("CustomerPage")
    await tour.leave()
    driver.app.open_page(Attachment, 1)
    await driver.is_on("DocumentPage")
    await tour.look("ChooseFolder", "s")
    await tour.note("DocumentPage")
    await tour.leave()
    return tour


async def import_tour(tour: Tour) -> None:
    """See the steps of an import and their questions, and leave each one step back."""
    driver = tour.driver
    path = driver.app.database.path.with_name("list.csv")
    path.write_text("Name,Phone,Colour\nQuay,01632 960101,red\n")
    await driver.keys("escape", "i")
    await driver.is_on("PickFile")
    assert driver.app.focused is not None
    driver.app.focused.post_message(Paste(str(path)))
    await driver.sees("list.csv")
    await driver.keys("enter")
    await driver.sees("Quay")
    await tour.note("LookAtFile")
    await tour.look("ChooseAnswer", "d")
    await driver.keys("ctrl+s")
    await driver.sees("red")
    await tour.note("MapColumns")
    await tour.look("ChooseTarget", "enter")
    await driver.keys("ctrl+s")
    await driver.sees("Created 1")
    await tour.note("Rehearsal")
    await driver.keys("ctrl+s")
    await driver.sees("1 customer created")
    await driver.keys("u")
    await driver.sees("Taken back")
    await tour.note("RunImport")
    for _ in ("RunImport", "Rehearsal", "MapColumns", "LookAtFile"):
        await tour.leave()
    await tour.note("PickFile")
    await tour.leave()
    await driver.is_on("RecordList")


async def test_every_screen_is_gone_once_it_is_closed(business: Database) -> None:
    async with desk(business, size=(120, 40), tab="customer") as driver:
        seen = await tour(driver)
        # A widget holds the message that it got last, and that the screen which sent it, until the next one.
        await driver.keys("1", "2")
        await seen.all_gone()
    assert seen.seen | TABS | BEFORE_THERE_IS_A_DATABASE == all_screens()


@pytest.mark.parametrize("keys", ["n", "l"])
async def test_a_thread_does_not_hold_the_screen_that_it_worked_for(
    business: Database, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    """Nor when it has nothing else to do afterwards."""
    monkeypatch.setattr(app_module, "UNTIL_IDLE", 3600.0)
    async with desk(business, tab="customer") as driver:
        await driver.sees("Acme Heating")
        seen = Tour(driver)
        await seen.look("FormScreen" if keys == "n" else "MapScreen", keys)
        await driver.keys("1", "2")
        await seen.all_gone()


async def test_garbage_is_looked_for_when_a_screen_closes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    still_open: list[int] = []
    async with desk(database) as driver:
        app = driver.app
        monkeypatch.setattr(app.garbage, "screen_closed", lambda: still_open.append(len(app.screen_stack)))
        await driver.keys("h", "f1")
        await driver.is_on("Help")
        assert not still_open
        for closed in (1, 2):
            await driver.keys("escape")
            await driver.until(lambda closed=closed: len(still_open) == closed, f"{closed} closed")
    assert still_open == [2, 1]


async def test_a_screen_that_is_closed_while_it_is_read(business: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has asked for arrives when its widgets are gone already, and nothing goes wrong."""
    begin = Event()

    async def arrive(_: MapScreen) -> None:
        """The one thread reads the map now, and does what was asked for after that."""
        begin.set()
        await asyncio.get_running_loop().run_in_executor(None, int)
        await asyncio.sleep(0)

    monkeypatch.setattr(MapScreen, "on_unmount", arrive, raising=False)
    async with desk(business, tab="customer") as driver:
        await driver.sees("Acme Heating")
        with ThreadPoolExecutor(1) as threads:
            asyncio.get_running_loop().set_default_executor(threads)
            threads.submit(begin.wait)
            await driver.keys("l")
            await driver.is_on("MapScreen")
            await driver.keys("escape")
            await driver.is_on("RecordList")
            await driver.has_finished()


async def test_the_first_screen_is_gone_once_there_is_a_database(tmp_path: Path) -> None:
    app = CapptroApp(tmp_path / "desk.db", None)
    async with app.run_test() as pilot:
        driver = Driver(app, pilot)
        first = Tour(driver)
        await first.note("FirstStart")
        await driver.keys("1")
        await driver.is_on("Dashboard")
        await first.all_gone()
    await threads_end(app)
    app.database.close()


async def test_so_is_a_question_at_the_start(business: Database) -> None:
    business.close()
    business.path.unlink()
    start = DeskStart(business.path, business.path)
    question = start.open()
    assert isinstance(question, Question)
    app = CapptroApp(business.path, None, asking=(start, question))
    async with app.run_test() as pilot:
        driver = Driver(app, pilot)
        first = Tour(driver)
        await first.note("StartQuestion")
        await first.look("ChooseBackup", "1")
        await driver.keys("2")
        await driver.is_on("FirstStart")
        await driver.keys("1")
        await driver.is_on("Dashboard")
        await first.all_gone()
    await threads_end(app)
    app.database.close()


async def test_a_write_reaches_each_screen_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading again is slow, and a screen that has been closed reads nothing."""
    add_customer(database)
    reached: list[str] = []
    for kind in (Dashboard, RecordList, CustomerPage, History):
        monkeypatch.setattr(kind, "written", lambda self, _: reached.append(type(self).__name__))
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await driver.keys("enter")
        await driver.is_on("CustomerPage")
        await driver.keys("h")
        await driver.is_on("History")
        await driver.keys("escape", "f")
        await driver.said("default customer")
        await driver.until(lambda: "CustomerPage" in reached, "the write")
        await driver.pilot.pause()
    assert sorted(reached) == ["CustomerPage", "Dashboard", "RecordList"]
