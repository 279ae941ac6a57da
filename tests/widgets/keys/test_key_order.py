"""No key is lost and none acts somewhere else, however slow a screen is; what hangs for good drops what was typed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.screen import Screen
from textual.widgets import Input

from capptro_tui.app import CapptroApp
from capptro_tui.config import Config
from capptro_tui.db.database import Database
from capptro_tui.screens.forms.form_screen import FormScreen
from capptro_tui.screens.lists.record_list import RecordList
from capptro_tui.services.records import records
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.record_form import RecordForm
from capptro_tui.widgets.keys import key_order
from capptro_tui.widgets.keys.stillness import LOOK, Stillness
from tests.screens.desk import PATIENCE, Driver, desk
from tests.support import add_customer, dump

_CHARACTERS = {"enter": "\r", "space": " ", "tab": "\t", "slash": "/"}


def post(driver: Driver, *keys: str) -> None:
    """Type keys as the terminal does, without waiting for anything."""
    for key in keys:
        character = _CHARACTERS.get(key, key if len(key) == 1 else None)
        driver.app.post_message(events.Key(key, character))


_slow: list[Slow] = []


class Slow:
    """A kind of screen that is mounted when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type[Screen[Any]]) -> None:
        self.may_mount = asyncio.Event()
        self.begun = asyncio.Event()
        mount: Callable[[Any], Any] = kind.on_mount  # type: ignore[attr-defined]

        async def on_mount(screen: Screen[Any]) -> None:
            self.begun.set()
            await self.may_mount.wait()
            mount(screen)

        monkeypatch.setattr(kind, "on_mount", on_mount)
        _slow.append(self)

    async def has_begun(self) -> None:
        """Wait until such a screen is being mounted."""
        await eventually(self.begun.is_set)


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until something is so, while a screen hangs: the pilot would wait for that."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.001)


@asynccontextmanager
async def on_a_machine(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, seconds: float, tab: str = "customer"
) -> AsyncIterator[Driver]:
    """The app; on each look at it, which in truth is at once, so many seconds have passed, and nothing was done."""
    monkeypatch.setattr(key_order, "LOOK", 0.001)
    async with desk(database, tab=tab) as driver:
        now = 0.0

        def clock() -> float:
            nonlocal now
            now += seconds
            return now

        driver.app.stillness = Stillness(driver.app.threads, clock, processor=lambda: 0.0)
        try:
            yield driver
        finally:
            # Else the app would wait for them for ever where a test has failed.
            for slow in _slow:
                slow.may_mount.set()
            _slow.clear()


async def looks(driver: Driver, count: int) -> None:
    """Wait until the program has been looked at so often."""
    seen, look = 0, driver.app.stillness.look

    def counted() -> float:
        nonlocal seen
        seen += 1
        return look()

    driver.app.stillness.look = counted  # type: ignore[method-assign]
    await eventually(lambda: seen >= count)
    driver.app.stillness.look = look  # type: ignore[method-assign]


def values(driver: Driver) -> dict[str, str]:
    """What was typed into the form."""
    screen = driver.app.screen
    forms = [form for form in screen.query(RecordForm) if form.is_mounted]
    return forms[0].typed() if forms else {}


async def test_a_name_typed_right_after_n_arrives_whole(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form takes longer than two seconds, and longer than ten."""
    slow = Slow(monkeypatch, FormScreen)
    async with on_a_machine(database, monkeypatch, seconds=3) as driver:
        post(driver, "n", *"Smith", "space", *"Ltd", "tab", *"S1")
        await slow.has_begun()
        await looks(driver, 20)
        assert not values(driver)
        slow.may_mount.set()
        await driver.until(lambda: values(driver) == {"name": "Smith Ltd", "account": "S1"})
        await driver.keys("ctrl+s")
        await driver.sees("1 customer")
    assert [row["name"] for row in dump(database)["customer"]] == ["Smith Ltd"]


async def test_a_customer_and_a_title_typed_right_after_w(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_customer(database, "Harbour Bakery")
    slow = Slow(monkeypatch, FormScreen)
    async with on_a_machine(database, monkeypatch, seconds=3, tab="dashboard") as driver:
        post(driver, "w", *"harb", "enter", *"Oven", "space", *"cold", "ctrl+s")
        await slow.has_begun()
        await looks(driver, 20)
        slow.may_mount.set()
        await driver.said("Created work item Oven cold")
    (item,) = dump(database)["work_item"]
    assert (item["title"], item["customer_name"]) == ("Oven cold", "Harbour Bakery")


async def test_a_customer_made_on_the_way(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form over a form, both slow: what is typed goes to the one that it was typed for."""
    async with on_a_machine(database, monkeypatch, seconds=3, tab="dashboard") as driver:
        await driver.keys("w")
        await driver.is_on("FormScreen")
        await driver.until(lambda: isinstance(driver.app.focused and driver.app.focused.parent, Picker))
        slow = Slow(monkeypatch, FormScreen)
        post(driver, *"Inn", "enter", "tab", "tab", *"0123", "ctrl+s", *"Boiler", "ctrl+s")
        await slow.has_begun()
        await looks(driver, 20)
        slow.may_mount.set()
        await driver.said("Created work item Boiler")
    (customer,) = dump(database)["customer"]
    (item,) = dump(database)["work_item"]
    assert (customer["name"], customer["phone"]) == ("Inn", "0123")
    assert (item["title"], item["customer_name"]) == ("Boiler", "Inn")


async def test_a_search_typed_right_after_the_tab_of_a_list(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Acme", "Bolt", "Crown"):
        add_customer(database, name)
    slow = Slow(monkeypatch, RecordList)
    async with on_a_machine(database, monkeypatch, seconds=3, tab="dashboard") as driver:
        post(driver, "2", "slash", *"crown", "down", "enter")
        await slow.has_begun()
        await looks(driver, 20)
        assert driver.app.tab == "customer"
        slow.may_mount.set()
        await driver.is_on("CustomerPage")
        await driver.sees("Crown")


async def test_a_paste_in_that_moment_arrives_whole(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch, FormScreen)
    async with on_a_machine(database, monkeypatch, seconds=3) as driver:
        post(driver, "n")
        driver.app.post_message(events.Paste("Harbour Bakery and Café"))
        post(driver, "x")
        await slow.has_begun()
        await looks(driver, 20)
        slow.may_mount.set()
        await driver.until(lambda: values(driver) == {"name": "Harbour Bakery and Caféx"})


async def test_what_is_typed_before_the_first_screen_is_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_customer(database, "Harbour Bakery")
    app = CapptroApp(database.path, database, Config())
    on_mount = CapptroApp.on_mount

    def typed_ahead(self: CapptroApp) -> None:
        on_mount(self)
        post(Driver(self, None), "2", "n", *"Acme")  # type: ignore[arg-type]

    monkeypatch.setattr(CapptroApp, "on_mount", typed_ahead)
    async with app.run_test() as pilot:
        driver = Driver(app, pilot)
        await driver.sees("New customer")
        await driver.until(lambda: values(driver) == {"name": "Acme"})


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(CapptroApp, "bell", lambda _: heard.append("beep"))
    return heard


async def test_what_hangs_for_good_drops_what_was_typed_with_a_beep(
    database: Database, monkeypatch: pytest.MonkeyPatch, beeps: list[str]
) -> None:
    add_customer(database, "Acme")
    before = dump(database)
    slow = Slow(monkeypatch, FormScreen)
    async with on_a_machine(database, monkeypatch, seconds=LOOK) as driver:
        post(driver, "n", *"dy")
        driver.app.post_message(events.Paste("more"))
        await eventually(lambda: beeps)
        assert beeps == ["beep"]
        post(driver, "d", "y")
        assert beeps == ["beep"] * 3
        # It answers after all: nothing of that acts, and new keys do.
        slow.may_mount.set()
        await driver.until(lambda: isinstance(driver.app.focused, Input))
        await driver.until(lambda: not driver.app.is_hanging)
        assert not values(driver)
        await driver.keys("B", "o")
        await driver.until(lambda: values(driver) == {"name": "Bo"})
    assert dump(database) == before


async def test_a_program_that_hangs_can_be_left(
    database: Database, monkeypatch: pytest.MonkeyPatch, beeps: list[str]
) -> None:
    slow = Slow(monkeypatch, FormScreen)
    async with on_a_machine(database, monkeypatch, seconds=LOOK) as driver:
        post(driver, "n")
        await eventually(lambda: beeps)
        assert not driver.app.watchdog.is_ending
        post(driver, "ctrl+q")
        assert driver.app.watchdog.is_ending
        slow.may_mount.set()


async def test_a_thread_that_works_is_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch, beeps: list[str]
) -> None:
    """A save that waits for another program's write, say."""
    from threading import Event

    may_end = Event()
    create = records.create

    def slow(*typed: Any, **options: Any) -> Any:
        may_end.wait(PATIENCE)
        return create(*typed, **options)

    monkeypatch.setattr(records, "create", slow)
    async with on_a_machine(database, monkeypatch, seconds=LOOK) as driver:
        await driver.keys("n", *"Acme")
        post(driver, "ctrl+s", "n", *"Bolt")
        await looks(driver, 300)
        assert not beeps
        may_end.set()
        await driver.until(lambda: values(driver) == {"name": "Bolt"})
    assert [row["name"] for row in dump(database)["customer"]] == ["Acme"]


async def test_a_screen_with_nothing_to_focus_takes_keys(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has coordinates: the map shows nothing that could have the focus."""
    async with on_a_machine(database, monkeypatch, seconds=LOOK, tab="dashboard") as driver:
        await driver.keys("l")
        await driver.is_on("MapScreen")
        await driver.keys("escape")
        await driver.is_on("Dashboard")
