"""The trash: everything deleted, of every type; restored one by one, or emptied after a question."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash
from capptro_tui.services.history.trash_list import count, trashed
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, Clock, add_contact, add_customer, add_work_item, dump, get


def fill(database: Database, clock: Clock) -> tuple[int, int, int]:
    """A customer with its contact in the trash, and a work item an hour later; their ids."""
    customer = add_customer(database, "Acme Ltd")
    contact = add_contact(database, customer, "Bea")
    item = add_work_item(database, customer, "Mend the roof")
    trash.delete(database, Customer, customer)
    clock.forward(hours=1)
    trash.delete(database, WorkItem, item)
    return customer, contact, item


async def open_trash(driver: Driver) -> None:
    """Go to the trash."""
    await driver.keys("t")
    await driver.is_on("Trash")


def enabled(driver: Driver) -> dict[str, bool]:
    """Which of the trash's own keys have something to do."""
    return {key: driver.app.screen.active_bindings[key].enabled for key in ("r", "x")}


async def test_an_empty_trash_says_so_and_offers_nothing(database: Database) -> None:
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("The trash is empty.")
        assert enabled(driver) == {"r": False, "x": False}
        await driver.keys("r", "x", "enter")
        assert type(driver.app.screen).__name__ == "Trash"
        assert not driver.messages


async def test_all_types_are_listed_what_was_deleted_last_first(database: Database, clock: Clock) -> None:
    fill(database, clock)
    async with desk(database, size=(120, 40)) as driver:
        await open_trash(driver)
        await driver.sees("Mend the roof", "3 records")
        rows = driver.text.splitlines()[5:8]
        expected = [
            ("Mend the roof", "Work item", "16 Mar 2026 10:00", "W-000001", "Ann Example"),
            ("Acme Ltd", "Customer", "16 Mar 2026 09:00", "C-000001", "Ann Example"),
            ("Bea", "Contact", "16 Mar 2026 09:00", "N-000001", "Ann Example"),
        ]
        for row, parts in zip(rows, expected, strict=True):
            assert [part.strip() for part in row.split("  ") if part.strip()] == list(parts)


async def test_restoring_brings_back_what_went_along(database: Database, clock: Clock) -> None:
    customer, contact, _ = fill(database, clock)
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("Acme Ltd")
        await driver.keys("down", "r")
        await driver.said("Restored customer Acme Ltd")
        await driver.sees_no("Acme Ltd", "Bea")
        await driver.sees("1 record")
        assert get(database, Customer, customer)["trashed"] is None
        assert get(database, Contact, contact)["trashed"] is None
        await driver.keys("u")
        await driver.sees("Acme Ltd", "Bea", "3 records")


async def test_the_last_one_restored_leaves_it_empty(database: Database) -> None:
    trash.delete(database, Customer, add_customer(database, "Acme Ltd"))
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("Acme Ltd", "Restore")
        assert enabled(driver) == {"r": True, "x": True}
        await driver.keys("r")
        await driver.sees("The trash is empty.")
        await driver.until(lambda: enabled(driver) == {"r": False, "x": False}, "no keys for an empty trash")


async def test_a_contact_waits_for_its_customer(database: Database, clock: Clock) -> None:
    _, contact, _ = fill(database, clock)
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("Bea")
        await driver.keys("end", "r")
        await driver.said("Restore C-000001 first.")
        assert get(database, Contact, contact)["trashed"] is not None


async def test_enter_opens_the_page(database: Database, clock: Clock) -> None:
    fill(database, clock)
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("Acme Ltd")
        await driver.keys("down", "enter")
        await driver.is_on("RecordPage")
        await driver.sees("Acme Ltd", "C-000001")
        await driver.keys("escape")
        await driver.is_on("Trash")


async def test_emptying_asks_with_counts_and_undo_brings_all_back(database: Database, clock: Clock) -> None:
    fill(database, clock)
    before = dump(database)
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("Acme Ltd")
        await driver.keys("x")
        await driver.is_on("Confirm")
        await driver.sees("Empty the trash?", "1 customer, 1 contact, 1 work item", "Only undo can bring that back.")
        await driver.keys("y")
        await driver.said("Emptied the trash: 3 records")
        await driver.sees("The trash is empty.")
        assert database.select("SELECT id FROM customer") == []
        await driver.keys("u")
        await driver.sees("Acme Ltd", "Bea", "Mend the roof")
        assert dump(database) == before


@pytest.mark.parametrize("key", ["enter", "n", "escape"])
async def test_not_emptying_keeps_everything(database: Database, clock: Clock, key: str) -> None:
    fill(database, clock)
    before = dump(database)
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("Acme Ltd")
        await driver.keys("x")
        await driver.is_on("Confirm")
        await driver.keys(key)
        await driver.is_on("Trash")
        await driver.sees("Acme Ltd", "3 records")
    assert dump(database) == before


async def test_esc_goes_back_and_the_trash_does_not_open_on_itself(database: Database) -> None:
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.keys("t", "t")
        assert [type(screen).__name__ for screen in driver.app.screen_stack].count("Trash") == 1
        await driver.keys("escape")
        await driver.is_on("Dashboard")


async def test_rows_are_neither_selected_nor_sorted(database: Database, clock: Clock) -> None:
    fill(database, clock)
    async with desk(database) as driver:
        await open_trash(driver)
        await driver.sees("Acme Ltd", "3 records")
        shown = driver.text
        await driver.keys("space", "s", "S")
        await driver.pilot.click("PlainTable", offset=(0, 2))
        assert "●" not in driver.text
        assert [line[:30] for line in driver.text.splitlines()] == [line[:30] for line in shown.splitlines()]


async def test_a_database_that_cannot_be_read_is_said(database: Database, clock: Clock) -> None:
    fill(database, clock)
    async with desk(database) as driver:
        database.path.rename(database.path.with_suffix(".gone"))
        database.close()
        driver.app.open_screen("trash")
        await driver.is_on("Trash")
        await driver.said("is gone")


async def test_hostile_names_are_shown_harmlessly(database: Database) -> None:
    names = [name for name in HOSTILE if name.strip()]
    for name in names:
        trash.delete(database, Customer, add_customer(database, name))
    async with desk(database, size=(120, 40)) as driver:
        await open_trash(driver)
        await driver.sees("ACME [Leeds] Ltd", "[@click=app.quit]press[/]", f"{len(names)} records")
        assert "\x1b" not in driver.text
        await driver.keys("r")
        await driver.sees(f"{len(names) - 1} records")


async def test_on_a_phone_the_name_has_room(database: Database, clock: Clock) -> None:
    fill(database, clock)
    async with desk(database, size=(40, 20)) as driver:
        await open_trash(driver)
        await driver.sees("Trash", "3 records", "Mend the roof", "Work item", "Restore")


def test_the_window_is_read_in_pages_and_every_row_has_an_id_of_its_own(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    for name in ("Ann", "Bea", "Cid"):
        add_contact(database, customer, name)
    trash.delete(database, Customer, customer)
    assert count(database) == 4
    pages = [row["title"] for start in (0, 3) for row in trashed(database, start, 3)]
    assert pages == ["Acme Ltd", "Ann", "Bea", "Cid"]
    rows = trashed(database, 0, 10)
    assert len({row["id"] for row in rows}) == 4
    assert {(row["record"], row["row_id"]) for row in rows} == {(Customer, 1), (Contact, 1), (Contact, 2), (Contact, 3)}
