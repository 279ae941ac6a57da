"""Keys and pastes as terminals, bar code readers and held modifiers make them."""

from __future__ import annotations

import random

import pytest
from textual import events

from capptro_tui.app import CapptroApp
from capptro_tui.config import Config
from capptro_tui.db.database import Database
from capptro_tui.screens.forms.form_screen import FormScreen
from capptro_tui.widgets.keys.key_aliases import plain
from tests.faults.odd_bytes import Reader, at_random, mutated
from tests.screens.desk import Driver, desk
from tests.support import add_customer, rounds


async def open_form(driver: Driver, field: str = "name") -> FormScreen:
    await driver.keys("n")
    await driver.is_on("FormScreen")
    screen = driver.app.screen
    assert isinstance(screen, FormScreen)
    screen.form.focus_field(field)
    await driver.focuses(f"field-{field}")
    return screen


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter", "ctrl+m"])
async def test_a_line_feed_is_enter(database: Database, key: str) -> None:
    """In a field of one line it goes on, in a list it opens, in a field of several lines it makes a new one."""
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        form = (await open_form(driver)).form
        await driver.keys("a", key)
        await driver.focuses("field-account")
        form.focus_field("description")
        await driver.focuses("field-description")
        await driver.keys("b", key, "c")
        await driver.until(lambda: form.typed() == {"name": "a", "description": "b\nc"})
        await driver.keys("escape", "y")
        await driver.is_on("RecordList")
        await driver.sees("Acme")
        await driver.keys(key)
        await driver.is_on("CustomerPage")


@pytest.mark.parametrize(
    ("key", "left"),
    [("shift+backspace", "one tw"), ("ctrl+h", "one tw"), ("ctrl+backspace", "one "), ("alt+backspace", "one ")],
)
@pytest.mark.parametrize("field", ["name", "description"])
async def test_keys_that_delete(database: Database, key: str, left: str, field: str) -> None:
    async with desk(database, tab="customer") as driver:
        form = (await open_form(driver, field)).form
        await driver.type("one two")
        await driver.keys(key)
        await driver.until(lambda: form.typed() == {field: left})


async def test_shift_with_space_is_a_space_and_selects(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme")
        await driver.keys("shift+space")
        await driver.until(lambda: driver.app.screen.table.selected)  # type: ignore[attr-defined]


async def test_a_key_that_the_user_gave_a_meaning_keeps_it(database: Database) -> None:
    app = CapptroApp(database.path, database, Config(keys={"new": "n,ctrl+j"}))
    async with app.run_test() as pilot:
        driver = Driver(app, pilot)
        await driver.keys("2")
        await driver.sees("No customers yet")
        await driver.keys("ctrl+j")
        await driver.sees("New customer")
    event = events.Key("ctrl+j", "\n")
    assert plain(event, {"ctrl+j"}) is event


@pytest.mark.parametrize("field", ["billing_street", "description"])
async def test_pastes(database: Database, field: str) -> None:
    """A tab is a space in a field of one line; the line breaks of a text of several lines stay."""
    async with desk(database, tab="customer") as driver:
        form = (await open_form(driver, field)).form
        driver.app.post_message(events.Paste("1 High St\rLeeds\r\nUK\tGB\n"))
        expected = {"billing_street": "1 High St Leeds UK GB", "description": "1 High St\nLeeds\nUK\tGB\n"}[field]
        await driver.until(lambda: form.typed() == {field: expected}, str(form.typed()))


async def test_a_form_lives_through_whatever_is_typed_at_random(database: Database) -> None:
    """Keys, mouse and pastes out of random bytes: nothing ends the program, and afterwards it can still be used."""
    chance, reader = random.Random(7), Reader()
    async with desk(database, tab="customer") as driver:
        for place in range(rounds(600)):
            if place % 20 == 0:
                driver.app.switch_mode("customer")
            found = reader.read(mutated(chance) if place % 2 else at_random(chance)) + reader.wait()
            for event in found:
                if not isinstance(event, events.Key) or event.key not in ("ctrl+q", "ctrl+z"):
                    driver.app.post_message(event)
            await driver.pilot.pause()
            assert driver.app.return_code is None
        driver.app.switch_mode("customer")
        for _ in range(100):
            await driver.keys("escape", "y")
            if len(driver.app.screen_stack) == 1:
                break
        await driver.is_on("RecordList")
