"""The command palette: every command by its name, records by theirs, and nothing that is typed or stored does harm."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from textual.widgets import Input, OptionList

from capptro_tui.config import DARK, LIGHT
from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.site import Site
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens.commands import palette
from capptro_tui.screens.commands.palette import fitness, highlighted
from capptro_tui.services.history import undo
from capptro_tui.services.records import records
from capptro_tui.services.search.find import Hit, find
from capptro_tui.show import show
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, add, add_contact, add_customer, add_work_item, get


def offered(driver: Driver) -> list[str]:
    """The lines of the palette."""
    return [str(option.prompt) for option in driver.app.screen.query_one(OptionList).options]


async def look_for(driver: Driver, text: str, *seen: str) -> None:
    """Open the palette, type, and wait for what should be found."""
    await driver.keys("ctrl+p")
    await driver.is_on("Palette")
    await driver.type(text)
    await driver.sees(*seen)


async def test_without_a_word_it_lists_every_command(database: Database) -> None:
    add_customer(database)
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        await driver.sees(
            "Find", "Edit", "Delete", "Make it the default customer", "New customer", "New work item", "Undo",
            "Go to Dashboard", "Go to Customers", "Go to Work items", "Go to Settings", "Go to a list",
        )  # fmt: skip
        await driver.keys("up")
        await driver.sees("Trash", "History", "Light theme", "Help", "Quit")
        await driver.keys("escape")
        await driver.is_on("RecordList")


@pytest.mark.parametrize(
    ("typed", "label", "screen"),
    [
        ("new cust", "New customer", "FormScreen"),
        ("work", "New work item", "FormScreen"),
        ("add", "New customer", "FormScreen"),
        ("dash", "Go to Dashboard", "Dashboard"),
        ("work items", "Go to Work items", "RecordList"),
        ("sett", "Go to Settings", "SettingsScreen"),
        ("tra", "Trash", "Trash"),
        ("hist", "History", "History"),
        ("help", "Help", "Help"),
    ],
)
async def test_a_command_does_what_it_says(database: Database, typed: str, label: str, screen: str) -> None:
    async with desk(database, tab="customer") as driver:
        await look_for(driver, typed, label)
        await driver.keys("enter")
        await driver.is_on(screen)


async def test_a_command_of_the_screen_below_is_done_there(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await look_for(driver, "default", "Make it the default customer", "key f")
        await driver.keys("enter")
        await driver.said("Changed default customer")
        assert get(database, Settings, 1)["default_customer_id"] == customer
        await look_for(driver, "edit", "key e")
        await driver.keys("enter")
        await driver.is_on("FormScreen")
        await look_for(driver, "save", "ctrl+s")


async def test_a_new_work_item_is_for_the_customer_in_view(database: Database) -> None:
    add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await look_for(driver, "new work", "New work item")
        await driver.keys("enter")
        await driver.is_on("FormScreen")
        await driver.focuses("field-title")
        await driver.sees("Acme Ltd")


async def test_undo_and_redo_say_what(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    records.change(database, Customer, customer, {"name": "Acme Limited"})
    async with desk(database) as driver:
        await look_for(driver, "undo", "Undo", "Changed name of Acme Limited")
        assert not [line for line in offered(driver) if line.startswith("Redo")]
        await driver.keys("enter")
        await driver.said("Undid: Changed name")
        assert get(database, Customer, customer)["name"] == "Acme Ltd"
        await look_for(driver, "redo", "Redo", "Changed name of Acme Limited")
        await driver.keys("enter")
        await driver.said("Did again: Changed name")
        assert get(database, Customer, customer)["name"] == "Acme Limited"


async def test_an_empty_journal_has_nothing_to_undo(database: Database) -> None:
    async with desk(database, size=(120, 40)) as driver:
        await driver.keys("ctrl+p")
        await driver.sees("New customer")
        assert offered(driver)[-1].startswith("Quit")
        assert not [line for line in offered(driver) if line.startswith(("Undo", "Redo"))]


async def test_the_theme_is_turned(database: Database) -> None:
    async with desk(database) as driver:
        await look_for(driver, "light", "Light theme")
        await driver.keys("enter")
        await driver.until(lambda: driver.app.theme == LIGHT, "the light theme")
        await look_for(driver, "dark", "Dark theme")
        await driver.keys("enter")
        await driver.until(lambda: driver.app.theme == DARK, "the dark theme")


async def test_quit_quits(database: Database) -> None:
    async with desk(database) as driver:
        await look_for(driver, "exit", "Quit")
        await driver.keys("enter")
        await driver.until(lambda: not driver.app.is_running, "the end")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("kelhav", "Kelhaven Marine"),
        ("C-1", "Kelhaven Marine"),
        ("01632 960111", "Kelhaven Marine"),
        ("bea", "Kelhaven Marine"),
        ("mend", "Mend the roof"),
        ("W-1", "Mend the roof"),
        ("kelhavn", "Kelhaven Marine"),
    ],
)
async def test_records_are_found_and_opened(database: Database, typed: str, name: str) -> None:
    customer = add_customer(database, "Kelhaven Marine", phone="(01632) 960-111")
    add_contact(database, customer, "Bea")
    add_work_item(database, None, "Mend the roof")
    async with desk(database) as driver:
        await look_for(driver, typed, name)
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.sees(name)


async def test_a_record_says_its_number_what_was_found_and_its_state(database: Database) -> None:
    customer = add_customer(database, "Kelhaven Marine", phone="(01632) 960-111")
    add_work_item(database, customer, "Mend the roof")
    async with desk(database, size=(120, 40)) as driver:
        await look_for(driver, "960111", "C-000001 · (01632) 960-111 · ● Active")
        await driver.keys("escape")
        await driver.is_on("Dashboard")
        await look_for(driver, "mend", "W-000001 · Kelhaven Marine · ◆ New")


async def test_every_record_type_is_found_and_opened(database: Database) -> None:
    """By its number, and by what is known of it; each says what it is and whose."""
    customer = add_customer(database, "Kelhaven Marine")
    known = {
        Site: ({"name": "Slipway", "postcode": "YO21 3PU"}, "yo21 3pu", "Slipway"),
        Asset: ({"name": "Winch", "serial_number": "QX-7781-B"}, "qx7781b", "Winch"),
        Contract: ({"title": "Winter care", "reference": "K/88/Z"}, "k/88/z", "Winter care"),
        Project: ({"name": "New pontoon"}, "pontoon", "New pontoon"),
        Order: ({"reference": "PO-55123"}, "po 55123", "O-000001"),
        Payment: ({"amount": 1200, "day": "2026-03-01", "reference": "BACS 9914"}, "bacs9914", "Y-000001"),
        Contact: ({"first_name": "Philippa", "last_name": "Quint"}, "quint", "Philippa Quint"),
        FollowUp: ({"title": "Call about varnish", "due": "2026-04-01"}, "varnish", "Call about varnish"),
        Note: ({"text": "Gate code behind the hut"}, "gate code", "Gate code behind the hut"),
    }
    for record, (values, _, _) in known.items():
        if record is Payment:
            with database.write("create") as transaction:
                transaction.add(Payment, {**values, "customer_id": customer, "currency": "GBP"})
        else:
            add(database, record, customer_id=customer, **values)
    async with desk(database, size=(120, 40)) as driver:
        for record, (_, typed, name) in known.items():
            await look_for(driver, typed, f"{name}  {record.info.label}", "Kelhaven Marine")
            await driver.keys("escape")
            await driver.is_on("Dashboard")
            await look_for(driver, f"{record.info.letter}-1", f"{name}  {record.info.label}")
            await driver.until(lambda name=name: offered(driver)[0].startswith(name), "a number that was typed first")
            await driver.keys("enter")
            await driver.until(lambda: type(driver.app.screen).__name__.endswith("Page"), "its page")
            await driver.sees(name)
            await driver.keys("escape")
            await driver.is_on("Dashboard")


async def test_customers_and_work_items_come_first_and_do_not_wait_for_the_rest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes later is added behind them and moves nothing."""
    go_on = threading.Event()

    def slow(database: Database, text: str, records: Sequence[RecordType], **options: Any) -> list[Hit]:
        if Customer not in records:
            go_on.wait(20)
        return find(database, text, records, **options)

    monkeypatch.setattr(palette, "find", slow)
    customer = add_customer(database, "Larch Cottages")
    add(database, Site, customer_id=customer, name="Larch Lane")
    add_work_item(database, customer, "Fell the larch")
    async with desk(database, size=(120, 40)) as driver:
        await look_for(driver, "larch", "Larch Cottages", "Fell the larch")
        assert not [line for line in offered(driver) if line.startswith("Larch Lane")]
        await driver.keys("down")
        go_on.set()
        await driver.until(lambda: len(offered(driver)) == 3, "the site")
        assert [line.partition("  ")[0] for line in offered(driver)] == [
            "Larch Cottages", "Fell the larch", "Larch Lane",
        ]  # fmt: skip
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.sees("Fell the larch")


async def test_what_only_comes_later_is_what_enter_takes(database: Database) -> None:
    """Where no customer, work item or command is found, a key waits for the rest."""
    add(database, Asset, customer_id=add_customer(database, "Acme"), name="Winch", serial_number="QX-7781-B")
    async with desk(database) as driver:
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        await driver.type("qx-7781")
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.sees("QX-7781-B")


async def test_commands_stand_before_records_whose_name_only_begins_so(database: Database) -> None:
    add_customer(database, "New Street Garage")
    async with desk(database) as driver:
        await look_for(driver, "new", "New customer", "New Street Garage")
        shown = driver.text
        assert shown.index("New customer") < shown.index("New Street Garage")


async def test_enter_right_after_typing_takes_what_was_typed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[str] = []
    go_on = threading.Event()

    def slow(database: Database, text: str, *_: object, **__: object) -> list[Hit]:
        searches.append(text)
        go_on.wait(20)
        return find(database, text, (Customer,))

    monkeypatch.setattr(palette, "find", slow)
    add_customer(database, "Acme Ltd")
    add_customer(database, "Anchor Cottages")
    async with desk(database) as driver:
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        await driver.type("anchor")
        await driver.keys("enter")
        assert type(driver.app.screen).__name__ == "Palette"
        go_on.set()
        await driver.is_on("RecordPage")
        await driver.sees("Anchor Cottages")
    assert searches[-1] == "anchor"
    assert len(searches) <= 3, "a search at a time, and none for what is typed meanwhile"


async def test_leaving_while_it_searches_is_quiet(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> list[Hit]:
        begun.set()
        go_on.wait(20)
        return []

    monkeypatch.setattr(palette, "find", slow)
    async with desk(database) as driver:
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        await driver.type("a")
        await driver.until(begun.is_set, "a search")
        await driver.keys("escape")
        go_on.set()
        await driver.is_on("Dashboard")
        await driver.has_finished()
        assert not driver.messages


async def test_the_cursor_keys_choose_another_line(database: Database) -> None:
    add_customer(database, "Quayside Garage")
    add_customer(database, "Quayside Hotel")
    async with desk(database) as driver:
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        await driver.type("quayside")
        await driver.keys("down", "up", "down", "enter")
        await driver.is_on("RecordPage")
        await driver.sees("Quayside Hotel   ● Active")


async def test_the_page_keys_go_through_a_long_list(database: Database) -> None:
    async with desk(database, size=(40, 20)) as driver:
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        await driver.sees("New customer")
        await driver.keys("pagedown", "pagedown", "pagedown")
        await driver.sees("Quit")
        await driver.keys("pageup", "pageup", "pageup")
        await driver.sees("New customer")


async def test_the_mouse_chooses_a_line(database: Database) -> None:
    async with desk(database) as driver:
        await look_for(driver, "go to customers", "Go to Customers")
        await driver.until(lambda: len(offered(driver)) == 1, "one line")
        await driver.pilot.click(OptionList, offset=(4, 0))
        await driver.is_on("RecordList")


async def test_nothing_found_says_so(database: Database) -> None:
    async with desk(database) as driver:
        await look_for(driver, "zzzz", "Nothing found.")
        await driver.keys("enter", "down")
        assert type(driver.app.screen).__name__ == "Palette"


async def test_it_does_not_open_over_itself(database: Database) -> None:
    async with desk(database) as driver:
        await driver.keys("ctrl+p", "ctrl+p")
        await driver.is_on("Palette")
        assert [type(screen).__name__ for screen in driver.app.screen_stack].count("Palette") == 1


async def test_it_works_from_a_form_whose_text_is_kept(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.type("Half typed")
        await look_for(driver, "help", "Help")
        await driver.keys("enter")
        await driver.is_on("Help")
        await driver.keys("escape")
        await driver.is_on("FormScreen")
        await driver.sees("Half typed")


async def test_a_database_that_cannot_be_read_is_said(database: Database) -> None:
    async with desk(database) as driver:
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        database.path.rename(database.path.with_suffix(".gone"))
        database.close()
        await driver.keys("a")
        await driver.said("is gone")


async def test_hostile_names_are_found_and_shown_harmlessly(database: Database) -> None:
    for name in HOSTILE[:8]:
        add_customer(database, f"Zorro {name}")
    async with desk(database, size=(120, 40)) as driver:
        await look_for(driver, "zorro", "Zorro [/]", "Zorro [link=x]", "Zorro [@click=app.quit]press[/]")
        assert "\x1b" not in driver.text
        assert {line.partition("  ")[0] for line in offered(driver)} == {show(f"Zorro {name}") for name in HOSTILE[:8]}
        await driver.keys("enter")
        await driver.is_on("RecordPage")


async def test_a_hostile_summary_is_shown_harmlessly(database: Database) -> None:
    add_customer(database, "[@click=app.quit]x[/] \x1b[2J")
    async with desk(database, size=(120, 40)) as driver:
        await look_for(driver, "undo", "Created customer [@click=app.quit]x[/] ␛[2J")


async def test_hostile_searches_find_nothing_or_something(database: Database) -> None:
    add_customer(database, "Acme Ltd")
    async with desk(database) as driver:
        await driver.keys("ctrl+p")
        await driver.is_on("Palette")
        for typed in HOSTILE:
            driver.app.screen.query_one(Input).value = typed
            await driver.has_finished()
        await driver.keys("escape")
        await driver.is_on("Dashboard")


async def test_redo_after_new_work_is_not_offered(database: Database) -> None:
    add_customer(database, "Acme Ltd")
    undo.undo(database)
    add_customer(database, "Other Ltd")
    async with desk(database, size=(120, 40)) as driver:
        await driver.keys("ctrl+p")
        await driver.sees("Created customer Other Ltd")
        assert offered(driver)[-1].startswith("Quit")
        assert not [line for line in offered(driver) if line.startswith("Redo")]


@pytest.mark.parametrize(
    ("typed", "label", "also", "least", "most"),
    [
        ("new", "New customer", "", 0.9, 1),
        ("NEW  cust", "New customer", "", 0.9, 1),
        ("cust", "New customer", "", 0.75, 0.9),
        ("cust new", "New customer", "", 0.75, 0.9),
        ("exit", "Quit", "exit close", 0.6, 0.75),
        ("stomer", "New customer", "", 0.1, 0.5),
        ("zebra", "New customer", "", 0, 0),
        ("new zebra", "New customer", "", 0, 0),
        ("", "New customer", "", 0, 0),
        ("   ", "New customer", "", 0, 0),
    ],
)
def test_how_well_a_command_fits(typed: str, label: str, also: str, least: float, most: float) -> None:
    assert least <= fitness(typed, label, also) <= most


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("typed", ["a", "[", "/", "ltd acme", "İ", ""])
def test_marking_leaves_the_text_as_it_is(name: str, typed: str) -> None:
    assert highlighted(show(name), typed).plain == show(name)


def test_marking_prefers_the_start_of_a_word() -> None:
    marked = highlighted("Kelhaven Haven", "haven")
    assert [(span.start, span.end) for span in marked.spans] == [(9, 14)]
