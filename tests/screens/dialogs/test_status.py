"""Deactivating, reactivating, reopening: what goes along is said before, and what comes back is chosen."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.business import business_settings
from capptro_tui.services.records import records, status
from capptro_tui.show import show
from capptro_tui.widgets.table.checklist import Checklist
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, add, add_customer, add_work_item, batches, get, whole

SIZES = [(80, 24), (120, 40), (40, 20)]


@pytest.fixture
def acme(database: Database) -> Database:
    """Acme (C-1) with two sites, a contract, two pieces of open work, one with a task, and one that is done."""
    customer = add_customer(database, "Acme Ltd")
    for name in ("Works", "Depot"):
        add(database, Site, customer_id=customer, name=name)
    add(database, Contract, customer_id=customer, title="Boiler care", status="active")
    for title in ("Mend the roof", "Paint the fence", "Sweep the yard"):
        add_work_item(database, customer, title)
    records.change(database, WorkItem, 3, {"status": "completed"})
    add(database, Task, work_item_id=1, title="Fetch a ladder")
    return database


def state(database: Database, record: RecordType, row_id: int = 1) -> Any:
    """The state of a record."""
    return get(database, record, row_id)["status"]


def footer(driver: Driver) -> str:
    """The line with the keys."""
    return driver.text.splitlines()[-1]


async def on_page(driver: Driver, record: RecordType = Customer, row_id: int = 1) -> None:
    """A record's page."""
    driver.app.open_page(record, row_id)
    await driver.until(lambda: driver.app.screen.query("#parts"), "the page")
    await driver.has_finished()


async def offered(driver: Driver) -> Checklist:
    """The checklist of what may come back with Acme."""
    status.deactivate(driver.app.database, Customer, 1)
    await on_page(driver)
    await driver.keys("a")
    await driver.is_on("BringBack")
    await driver.has_finished()
    return driver.app.screen.query_one(Checklist)


class TestDeactivate:
    async def test_what_goes_along_is_named_and_counted(self, acme: Database) -> None:
        """From the list, in a small window; with that the page and the list show it."""
        business_settings.toggle_default(acme, 1)
        async with desk(acme, tab="customer") as driver:
            await driver.sees("Acme Ltd")
            await driver.keys("a")
            await driver.is_on("ConfirmStatus")
            await driver.sees(
                "Deactivate Acme Ltd?",
                "C-000001 is not offered for new work any more. u undoes it.",
                "It stops being the default customer.",
                "2 sites are deactivated",
                "Works, Depot",
                "1 contract is cancelled",
                "Boiler care",
                "2 work items are cancelled",
                "Mend the roof, Paint the fence",
                "1 task is cancelled",
                "Fetch a ladder",
                "y Deactivate",
                "n Leave it",
            )
            await driver.keys("pagedown")
            await driver.sees("What is done stays as it is")
            assert state(acme, Customer) == "active"
            await driver.keys("y")
            await driver.is_on("RecordList")
            await driver.said("Deactivated customer Acme Ltd")
            await driver.said("Acme Ltd is no longer the default customer.")
        found = [state(acme, record) for record in (Customer, Site, Contract, WorkItem, Task)]
        assert found == ["deactivated", "deactivated", "cancelled", "cancelled", "cancelled"]
        assert state(acme, WorkItem, 3) == "completed"

    @pytest.mark.parametrize(
        ("keys", "does"),
        [
            (["y"], True),
            (["enter"], True),
            (["a"], True),
            (["right", "enter"], False),
            (["n"], False),
            (["escape"], False),
        ],
    )
    async def test_every_key_answers(self, acme: Database, keys: list[str], does: bool) -> None:
        """Enter does it: one key takes it back."""
        count = batches(acme)
        async with desk(acme) as driver:
            await on_page(driver)
            assert "a Deactivate" in footer(driver)
            await driver.keys("a")
            await driver.is_on("ConfirmStatus")
            await driver.keys(*keys)
            await driver.is_on("CustomerPage")
            await driver.has_finished()
            if does:
                await driver.sees("○ Deactivated: it is not offered for new work.", "a Reactivate")
        assert batches(acme) == count + does

    async def test_undo_on_the_page(self, acme: Database) -> None:
        """The whole database is what it was."""
        before = whole(acme)
        async with desk(acme) as driver:
            await on_page(driver)
            await driver.keys("a", "enter")
            await driver.sees("a Reactivate")
            await driver.keys("u")
            await driver.sees("a Deactivate")
        assert whole(acme) == before

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_site(self, acme: Database, size: tuple[int, int]) -> None:
        """Alone, there and back, in its list and on its page."""
        async with desk(acme, size=size) as driver:
            driver.app.open_list("site")
            await driver.sees("Depot")
            await driver.keys("a")
            await driver.sees("Deactivate Depot?", "y Deactivate")
            assert "What is done" not in driver.text
            await driver.keys("y")
            await driver.until(lambda: state(acme, Site, 2) == "deactivated")
            await on_page(driver, Site, 2)
            await driver.keys("a")
            await driver.sees("Reactivate Depot?", "S-000002 is offered for new work")
            await driver.keys("enter")
            await driver.until(lambda: state(acme, Site, 2) == "active")

    @pytest.mark.parametrize("record", [WorkItem, Contract, Task])
    async def test_nothing_else_has_the_key(self, acme: Database, record: RecordType) -> None:
        async with desk(acme) as driver:
            driver.app.open_list(record.info.name)
            await driver.is_on("RecordList")
            await on_page(driver, record)
            assert "activate" not in footer(driver)
            await driver.keys("a")
            await driver.is_on("RecordPage")

    async def test_what_is_refused_meanwhile_is_said(self, acme: Database) -> None:
        """Somebody else was quicker."""
        async with desk(acme) as driver:
            await on_page(driver)
            status.deactivate(acme, Customer, 1)
            await driver.keys("a")
            await driver.said("Acme Ltd (C-000001) is deactivated already.")

    async def test_remapped(self, acme: Database) -> None:
        """The key does both under its other name, too."""
        async with desk(acme) as driver:
            driver.app.set_keymap({"status": "f6"})
            await on_page(driver)
            await driver.keys("f6")
            await driver.is_on("ConfirmStatus")
            await driver.keys("y")
            await driver.sees("f6 Reactivate")
            await driver.keys("f6")
            await driver.is_on("BringBack")

    @pytest.mark.parametrize("names", [HOSTILE[:7], HOSTILE[7:15], HOSTILE[15:]])
    async def test_hostile_names(self, database: Database, names: tuple[str, ...]) -> None:
        """Are shown as they are, in both dialogs."""
        name = " ".join(names)
        customer = add_customer(database, name)
        add(database, Site, customer_id=customer, name=name)
        add_work_item(database, customer, name)
        shown = show(name).split(" ")[0][:20]
        async with desk(database, size=(120, 40)) as driver:
            await on_page(driver)
            await driver.keys("a")
            await driver.sees(f"Deactivate {shown}", "1 site is deactivated", "1 work item is cancelled")
            await driver.keys("y")
            await driver.sees("a Reactivate")
            await driver.keys("a")
            await driver.sees(f"Reactivate {shown}", "1 site comes back")
            assert "\x1b" not in driver.text


class TestReactivate:
    async def test_nothing_to_choose_from(self, database: Database) -> None:
        """Then a yes is enough."""
        add_customer(database, "Acme Ltd", status="deactivated")
        async with desk(database) as driver:
            await on_page(driver)
            await driver.keys("a")
            await driver.sees("Reactivate Acme Ltd?", "C-000001 is offered for new work again.", "y Reactivate")
            await driver.keys("enter")
            await driver.sees("a Deactivate")
        assert state(database, Customer) == "active"

    async def test_nothing_is_ticked(self, acme: Database) -> None:
        """The sites come back by themselves; the rest is offered."""
        async with desk(acme) as driver:
            table = await offered(driver)
            await driver.sees(
                "Reactivate Acme Ltd?",
                "2 sites come back",
                "Works, Depot",
                "□ Boiler care",
                "● Active",
                "□ Mend the roof",
                "□ ↳ Fetch a ladder",
                "□ Paint the fence",
                "Nothing is ticked: all of it stays cancelled.",
                "^s Reactivate",
                "space Tick",
                "^a Tick all",
            )
            assert not table.selected
            await driver.keys("ctrl+s")
            await driver.said("Reactivated customer Acme Ltd")
        assert [state(acme, Site, 1), state(acme, Site, 2)] == ["active", "active"]
        assert {state(acme, record) for record in (Contract, WorkItem, Task)} == {"cancelled"}

    async def test_what_is_ticked_comes_back(self, acme: Database) -> None:
        """Space and enter tick, and untick."""
        async with desk(acme) as driver:
            await offered(driver)
            await driver.sees("K-000001  contract")
            await driver.keys("space", "down", "enter")
            await driver.sees("✓ Boiler care", "✓ Mend the roof", "✓ 2 of 4 come back.", "W-000001  work item")
            await driver.keys("up", "enter", "end")
            await driver.sees("□ Boiler care", "✓ 1 of 4 come back.", "W-000002  work item")
            await driver.keys("ctrl+s")
            await driver.said("Reactivated customer Acme Ltd")
        assert [state(acme, WorkItem, 1), state(acme, WorkItem, 2)] == ["new", "cancelled"]
        assert [state(acme, Contract), state(acme, Task)] == ["cancelled", "cancelled"]

    async def test_all_and_none(self, acme: Database) -> None:
        before = [state(acme, record) for record in (Customer, Site, Contract, WorkItem, Task)]
        async with desk(acme) as driver:
            table = await offered(driver)
            await driver.keys("ctrl+a")
            await driver.sees("✓ 4 of 4 come back.")
            await driver.keys("ctrl+a")
            assert not table.selected
            await driver.keys("space", "ctrl+a", "ctrl+s")
            await driver.said("Reactivated customer Acme Ltd")
        assert [state(acme, record) for record in (Customer, Site, Contract, WorkItem, Task)] == before

    async def test_escape_changes_nothing(self, acme: Database) -> None:
        async with desk(acme) as driver:
            await offered(driver)
            before = whole(acme)
            await driver.keys("ctrl+a", "escape")
            await driver.is_on("CustomerPage")
        assert whole(acme) == before

    async def test_what_has_changed_since_is_marked(self, acme: Database) -> None:
        """In its row, and in full below when the cursor is there."""
        status.deactivate(acme, Customer, 1)
        records.change(acme, WorkItem, 1, {"title": "Mend the whole roof", "priority": "high", "notes": "Ring twice."})
        async with desk(acme) as driver:
            await on_page(driver)
            await driver.keys("a")
            await driver.sees("□ Mend the whole roof", "▲ title")
            await driver.keys("down")
            await driver.sees("W-000001  work item  ▲ title, priority, notes changed since")
            await driver.keys("down")
            await driver.sees("T-000001  task of Mend the whole roof")

    async def test_a_click_ticks(self, acme: Database) -> None:
        async with desk(acme) as driver:
            table = await offered(driver)
            await driver.pilot.click(Checklist, offset=(4, 1))
            await driver.until(lambda: table.selected, "a tick")
            await driver.pilot.click(Checklist, offset=(0, 1))
            await driver.until(lambda: not table.selected, "none")

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_long_list_scrolls_and_the_keys_stay_in_view(
        self, database: Database, size: tuple[int, int]
    ) -> None:
        """Also while the window changes its size."""
        customer = add_customer(database, "Acme Ltd")
        for place in range(60):
            add_work_item(database, customer, f"Roof {place}")
        async with desk(database, size=size) as driver:
            await offered(driver)
            for each in (size, (60, 30), size):
                await driver.pilot.resize_terminal(*each)
                await driver.keys("end")
                await driver.sees("Reactivate Acme Ltd?", "□ Roof 59", "W-000060", "^s Reactivate")
                await driver.keys("home")
                await driver.sees("□ Roof 0")


class TestReopen:
    async def test_on_the_page(self, acme: Database) -> None:
        """The key is there when there is something to reopen; undo closes it again."""
        async with desk(acme) as driver:
            await on_page(driver, WorkItem, 3)
            await driver.sees("✓ Completed", "x Reopen")
            await driver.keys("x")
            await driver.sees("▶ In progress")
            await driver.said("Reopened work item Sweep the yard")
            assert "Reopen" not in footer(driver)
            await driver.keys("x")
            await driver.keys("u")
            await driver.sees("✓ Completed", "x Reopen")

    @pytest.mark.parametrize(("record", "is_there"), [(WorkItem, False), (Customer, False), (Task, True)])
    async def test_only_of_what_is_closed(self, acme: Database, record: RecordType, is_there: bool) -> None:
        records.change(acme, Task, 1, {"status": "done"})
        async with desk(acme) as driver:
            await on_page(driver, record)
            assert ("x Reopen" in footer(driver)) is is_there


class TestForm:
    async def test_only_states_that_may_follow_are_offered(self, acme: Database) -> None:
        """The present one, and those which it may become; a new record may begin with any."""
        records.change(acme, WorkItem, 1, {"status": "on_hold"})
        async with desk(acme) as driver:
            driver.app.open_form(WorkItem, 1, focus="status")
            await driver.focuses("field-status")
            await driver.keys("down")
            await driver.sees("In progress", "Completed", "Cancelled")
            picker: Any = driver.app.screen.query_one("#field-status")
            assert [row.text for row in await _rows(driver, picker)] == [
                "In progress", "On hold", "Completed", "Cancelled",
            ]  # fmt: skip
            await driver.keys("escape", "escape")
            driver.app.open_form(WorkItem, focus="status")
            await driver.focuses("field-status")
            await driver.keys("down")
            picker = driver.app.screen.query_one("#field-status")
            assert len(await _rows(driver, picker)) == 6


async def _rows(driver: Driver, picker: Any) -> list[Any]:
    """What a picker offers."""
    from capptro_tui.widgets.form.picker_rows import PickerRows

    shown = picker.query_one(PickerRows)
    await driver.until(lambda: shown.display and shown.rows, "choices")
    return list(shown.rows)
