"""What another window or the command line writes while this window is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capptro_tui import app as app_module
from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.background import watching
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from tests.screens.desk import Driver, desk
from tests.support import Clock, add_customer, add_work_item, get


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window looks at once, and often."""
    monkeypatch.setattr(app_module, "UNTIL_IDLE", 0.01)
    monkeypatch.setattr(watching, "EVERY", 0.03)


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """Another window on the same file."""
    for name in ("Abbey", "Bakery", "Chapel", "Dairy"):
        add_customer(database, name)
    opened = Database.open(database.path, by=("bob", "Bob Example"), clock=Clock())
    yield opened
    opened.close()


def cursor(driver: Driver) -> str:
    """The name of the record that keys act on."""
    table = driver.app.screen.query_one("RecordTable")
    row = table.row  # type: ignore[attr-defined]
    return row["name"] if row else ""


class TestWhatIsSeen:
    async def test_a_new_record_in_the_list(self, database: Database, other: Database) -> None:
        """Without a key; cursor and selection stay on their records."""
        async with desk(database, tab="customer", size=(120, 40)) as driver:
            await driver.sees("Abbey", "Dairy", "4 customers")
            await driver.keys("down", "down", "space")
            before = cursor(driver)
            add_customer(other, "Aaron first")
            await driver.sees("Aaron first", "5 customers")
            assert cursor(driver) == before
            table = driver.app.screen.query_one("RecordTable")
            assert {get(database, Customer, one)["name"] for one in table.selected} == {before}  # type: ignore[attr-defined]

    async def test_on_the_dashboard_and_the_page(self, database: Database, other: Database) -> None:
        """Figures, activity, a page's head and its parts."""
        async with desk(database, size=(120, 40)) as driver:
            add_work_item(other, 1, "Mend the roof", scheduled_start="today 10:00")
            await driver.sees("Mend the roof")
            driver.app.open_page(Customer, 1)
            await driver.is_on("CustomerPage")
            records.change(other, Customer, 1, {"phone": "01632 960999"})
            records.create(other, Contact, {"customer_id": 1, "first_name": "Zoe"})
            await driver.sees("01632 960999", "Zoe")

    async def test_the_business_name(self, database: Database, other: Database) -> None:
        """The bar at the top, too."""
        from capptro_tui.models.system.settings import Settings

        async with desk(database, size=(120, 40)) as driver:
            records.change(other, Settings, 1, {"business_name": "Harbour Heating"})
            await driver.sees("Harbour Heating")


class TestTheRecordUnderTheCursorIsGone:
    async def test_its_keys_do_nothing_until_the_cursor_moves(self, database: Database, other: Database) -> None:
        """They would act on its neighbour. Down goes to the one that took its place."""
        async with desk(database, tab="customer", size=(120, 40)) as driver:
            await driver.sees("Dairy", "4 customers")
            await driver.keys("home", "down")
            gone = cursor(driver)
            trash.delete(other, Customer, get_id(database, gone))
            await driver.said("went away in another window")
            await driver.sees_no(gone)
            assert cursor(driver) == ""
            for key in ("e", "d", "enter", "space", "f", "a"):
                await driver.keys(key)
                assert type(driver.app.screen).__name__ == "RecordList"
            assert get(database, Customer, 1)["trashed"] is None
            assert driver.app.screen.query_one("RecordTable").selected == frozenset()  # type: ignore[attr-defined]
            await driver.keys("down")
            assert (gone, cursor(driver)) == ("Bakery", "Chapel")
            await driver.keys("e")
            await driver.is_on("FormScreen")

    @pytest.mark.usefixtures("other")
    async def test_own_deletes_go_on_as_before(self, database: Database) -> None:
        """After a delete in this window the cursor is on the neighbour, for the next one."""
        async with desk(database, tab="customer", size=(120, 40)) as driver:
            await driver.sees("Dairy")
            await driver.keys("home")
            first = cursor(driver)
            await driver.keys("d")
            await driver.is_on("ConfirmDelete")
            await driver.keys("y")
            await driver.sees_no(first + " ")
            await driver.until(lambda: cursor(driver) not in ("", first))

    async def test_its_page_stays_and_says_so(self, database: Database, other: Database) -> None:
        """To close by itself would hand the next key to the list below."""
        async with desk(database, tab="customer", size=(120, 40)) as driver:
            driver.app.open_page(Customer, 2)
            await driver.is_on("CustomerPage")
            trash.delete(other, Customer, 2)
            trash.empty(other)
            await driver.sees("was removed or merged in another window")
            await driver.keys("e", "d", "n")
            assert type(driver.app.screen).__name__ == "CustomerPage"
            await driver.keys("escape")
            await driver.is_on("RecordList")


class TestUndo:
    async def test_the_last_thing_done_here(self, database: Database, other: Database) -> None:
        """Not what another window has done since."""
        mine = add_customer(database, "Mine")
        theirs = add_customer(other, "Theirs")
        async with desk(database, tab="customer", size=(120, 40)) as driver:
            await driver.sees("Theirs")
            await driver.keys("u")
            await driver.said("Undid: Created customer Mine")
            assert database.select("SELECT id FROM customer WHERE id = ?", [mine]) == []
            await driver.keys("U")
            await driver.said("Did again: Created customer Mine")
            assert get(other, Customer, theirs)["name"] == "Theirs"

    async def test_anothers_is_offered_by_name(self, database: Database, other: Database) -> None:
        """With who did it; a no leaves it."""
        theirs = add_customer(other, "Theirs")
        database.own_batches.clear()
        async with desk(database, tab="customer", size=(120, 40)) as driver:
            await driver.keys("u")
            await driver.sees("Undo: Created customer Theirs?", "Bob Example", "not done in this")
            await driver.keys("escape")
            await driver.is_on("RecordList")
            assert get(database, Customer, theirs)["name"] == "Theirs"
            await driver.keys("u")
            await driver.is_on("Confirm")
            await driver.keys("y")
            await driver.said("Undid: Created customer Theirs")

    async def test_nothing_is_said(self, database: Database) -> None:
        async with desk(database) as driver:
            await driver.keys("u")
            await driver.said("nothing to undo")
            await driver.keys("U")
            await driver.said("nothing to redo")


async def test_a_replaced_file_is_said_before_anything_is_saved(database: Database) -> None:
    """And the form that is open keeps what was typed."""
    async with desk(database, tab="customer", size=(120, 40)) as driver:
        await driver.keys("n")
        await driver.is_on("FormScreen")
        await driver.type("Zorro")
        database.path.rename(database.path.with_name("away.db"))
        await driver.said("is gone")
        await driver.keys("ctrl+s")
        await driver.until(lambda: sum("is gone" in message for message in driver.messages) > 1)
        assert type(driver.app.screen).__name__ == "FormScreen"
        await driver.sees("Zorro")
    database.path.with_name("away.db").rename(database.path)


async def test_the_main_file_holds_everything_soon(database: Database, other: Database) -> None:
    """Also what another window wrote that was killed before it could settle."""
    async with desk(database) as driver:
        add_customer(other, "From the log")
        await driver.until(lambda: not database.is_to_settle and not other.is_to_settle, "everything in the main file")


def get_id(database: Database, name: str) -> int:
    return int(database.select("SELECT id FROM customer WHERE name = ?", [name])[0]["id"])
