"""The history: everything that was done, and any of it taken back; later work is overwritten only after a yes."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.widgets.timeline.timeline import Timeline
from tests.screens.desk import Driver, desk
from tests.support import add_contact, add_customer, add_work_item, batches, get


async def opened(driver: Driver) -> Timeline:
    """Open the history and wait until it is read."""
    await driver.keys("h")
    await driver.is_on("History")
    timeline = driver.app.screen.query_one(Timeline)
    await driver.has_finished()
    return timeline


def state(driver: Driver, key: str) -> bool | None:
    """Whether a key does something here; None when it is not there at all."""
    active = driver.app.screen.active_bindings.get(key)
    return None if active is None else active.enabled


def phone(database: Database, row_id: int) -> str:
    """A customer's phone."""
    return str(get(database, Customer, row_id)["phone"])


def call(database: Database, row_id: int, number: str) -> None:
    """Give a customer another phone."""
    records.change(database, Customer, row_id, {"phone": number})


async def test_it_tells_what_was_done(database: Database) -> None:
    customer = add_customer(database, phone="01632 960001")
    call(database, customer, "01632 960002")
    async with desk(database) as driver:
        await opened(driver)
        await driver.sees("History", "Today", "Changed phone of Acme Ltd", "01632 960001 → 01632 960002", "Ann Example")
        await driver.sees("x Undo this one", "o Open", "u Undo")


async def test_nothing_yet(database: Database) -> None:
    async with desk(database) as driver:
        await opened(driver)
        await driver.sees("Nothing has happened yet.")
        assert not state(driver, "x")
        await driver.keys("x", "o", "enter")
        await driver.is_on("History")


async def test_u_takes_back_the_last_and_shift_u_does_it_again(database: Database) -> None:
    customer = add_customer(database, phone="01632 960001")
    call(database, customer, "01632 960002")
    async with desk(database) as driver:
        timeline = await opened(driver)
        await driver.keys("end", "u")
        await driver.sees("Undid: Changed phone of Acme Ltd", "↶ undone")
        assert phone(database, customer) == "01632 960001"
        assert timeline.entry is not None
        assert timeline.entry.batch == 1
        await driver.keys("U")
        await driver.sees("Did again: Changed phone of Acme Ltd")
        await driver.sees_no("↶ undone")
        assert phone(database, customer) == "01632 960002"


async def test_x_takes_back_what_the_cursor_is_at(database: Database) -> None:
    customer = add_customer(database, phone="01632 960001")
    call(database, customer, "01632 960002")
    other = add_customer(database, "Other")
    async with desk(database) as driver:
        timeline = await opened(driver)
        await driver.keys("down", "x")
        await driver.sees("Undid: Changed phone of Acme Ltd", "↶ undone")
        assert phone(database, customer) == "01632 960001"
        assert get(database, Customer, other)["name"] == "Other"
        # The cursor stays; what is undone, and what undid it, is not undone again.
        assert timeline.entry is not None
        assert (timeline.entry.batch, timeline.entry.undone) == (2, True)
        await driver.until(lambda: state(driver, "x") is False, "the key x at rest")
        await driver.keys("x", "home")
        await driver.until(lambda: timeline.entry is not None and timeline.entry.verb == "undo", "the undo")
        assert state(driver, "x") is False
        before = batches(database)
        await driver.keys("x")
        await driver.pilot.pause()
        assert batches(database) == before
        await driver.keys("down")
        await driver.until(lambda: state(driver, "x") is True, "the key x")


async def test_later_work_is_overwritten_only_after_a_yes(database: Database) -> None:
    customer = add_customer(database, phone="01632 960001")
    call(database, customer, "01632 960002")
    call(database, customer, "01632 960003")
    async with desk(database) as driver:
        await opened(driver)
        await driver.keys("down", "x")
        await driver.sees("This has been changed since. Undo anyway?", "Phone is now “01632 960003”", "“01632 960002”")
        await driver.keys("escape")
        await driver.is_on("History")
        assert phone(database, customer) == "01632 960003"
        assert batches(database) == 3
        await driver.keys("x")
        await driver.sees("Undo anyway?")
        await driver.keys("y")
        await driver.is_on("History")
        await driver.sees("Undid: Changed phone of Acme Ltd")
        assert phone(database, customer) == "01632 960001"


async def test_undoing_a_create_that_is_used_asks_first(database: Database) -> None:
    customer = add_customer(database)
    add_contact(database, customer)
    async with desk(database) as driver:
        await opened(driver)
        await driver.keys("down", "x")
        await driver.sees("Undo anyway?", "is used by 1 contact.")
        await driver.keys("n")
        await driver.is_on("History")
        assert get(database, Customer, customer)["trashed"] is None


async def test_undoing_a_delete_brings_the_links_back(database: Database) -> None:
    customer = add_customer(database)
    item = add_work_item(database, customer)
    trash.delete(database, Customer, customer)
    async with desk(database) as driver:
        await opened(driver)
        await driver.keys("enter")
        await driver.sees("Customer Acme Ltd  put into the trash", "Customer  Acme Ltd → (empty)")
        await driver.keys("x")
        await driver.sees("Undid: Deleted customer Acme Ltd")
        found = database.select("SELECT customer_id FROM work_item WHERE id = ?", [item])
        assert found == [{"customer_id": customer}]


async def test_a_refusal_is_said(database: Database) -> None:
    """What was undone elsewhere in the meantime is not undone twice."""
    from capptro_tui.services.history import undo

    customer = add_customer(database, phone="01632 960001")
    call(database, customer, "01632 960002")
    async with desk(database) as driver:
        await opened(driver)
        undo.undo(database)
        await driver.keys("x")
        await driver.said("has been undone already")


async def test_o_opens_the_record_and_esc_comes_back(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        await opened(driver)
        await driver.keys("o")
        await driver.is_on("RecordPage")
        assert getattr(driver.app.screen, "row_id", None) == customer
        await driver.keys("escape")
        await driver.is_on("History")
        await driver.keys("h")
        await driver.is_on("History")
        await driver.keys("escape")
        await driver.is_on("Dashboard")


async def test_a_year_of_work_opens_at_once(database: Database) -> None:
    """Ten thousand entries are a window too."""
    from capptro_tui.db.connection.driver import connect

    connection = connect(database.path)
    rows = [(f"2025-{1 + place % 12:02}-01T10:00:00Z", f"Changed number {place}") for place in range(10_000)]
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO batch (at, \"by\", verb, summary) VALUES (?, 'ann', 'change', ?)", rows)
    connection.execute("COMMIT")
    connection.close()
    async with desk(database) as driver:
        timeline = await opened(driver)
        assert len(timeline.entries) < 200
        await driver.keys("end")
        await driver.sees("Changed number 0 ")
        assert len(timeline.entries) == 10_000


async def test_it_fits_a_phone(sample: Database) -> None:
    records.change(sample, Customer, 1, {"phone": "01632 960002"})
    async with desk(sample, size=(40, 20)) as driver:
        await opened(driver)
        await driver.sees("Changed phone of Seaview", "Ann Example", "→ 01632 960002")
        assert all(len(line) <= 40 for line in driver.text.splitlines())
