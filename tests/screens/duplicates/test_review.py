"""The review of possible duplicates: every key, how far the comparing is, and what other programs do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from capptro_tui.db.connection import driver as sqlite
from capptro_tui.db.database import Database
from capptro_tui.errors import Unusable
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import duplicate_pairs
from capptro_tui.services.records import records
from capptro_tui.services.rules import alias
from tests.screens.desk import Driver, desk, threads_end
from tests.support import BY, add_contact, add_customer, add_work_item, dump, get

ACME, ACME_LTD, ZOE, CAFE_ZOE = 1, 2, 3, 4


@pytest.fixture
def pairs(database: Database) -> Database:
    """Two pairs, of which the first is surer; and a customer that is like no other."""
    add_customer(database, "Acme Heating", phone="01632 960123", email="acme@example.com")
    add_customer(database, "ACME Heating Ltd", phone="(01632) 960 123", area="North")
    add_customer(database, "Prichard's Guest House")
    add_customer(database, "Pritchard's Guest House")
    add_customer(database, "Quite another")
    add_work_item(database, ACME, "Mend the roof", contact_id=add_contact(database, ACME, "Bea"))
    return database


async def review(driver: Driver, *texts: str) -> None:
    """Open the review and wait until it shows a pair."""
    driver.app.open_screen("review")
    await driver.is_on("Review")
    await driver.sees("Possible duplicates", *(texts or ("Acme Heating", "1 of 2")))


def standing(database: Database) -> list[int]:
    """For each customer, which one its number finds."""
    return [alias.standing_for(database, Customer, row["id"]) for row in dump(database)["customer"]]


class TestLooking:
    @pytest.mark.parametrize("size", [(80, 24), (120, 40)])
    async def test_pairs_worst_first_side_by_side_with_reasons(self, pairs: Database, size: tuple[int, int]) -> None:
        async with desk(pairs, size=size) as driver:
            await review(driver)
            lines = driver.text.splitlines()
            first = next(place for place, line in enumerate(lines) if "ACME Heating Ltd" in line)
            assert "Prichard's" in lines[first + 1]
            await driver.sees("● same", "same phone", "C-000001", "C-000002", "1 contact, 1 work item", "≠ Different")
            await driver.keys("down")
            await driver.sees("C-000003", "C-000004", "one letter differs", "2 of 2")
            await driver.keys("up")
            await driver.sees("same phone", "1 of 2")

    async def test_on_a_phone(self, pairs: Database) -> None:
        async with desk(pairs, size=(40, 20)) as driver:
            await review(driver, "Acme Heating  C-000001", "ACME Heating Ltd  C-000002")

    async def test_nothing_to_review(self, database: Database) -> None:
        """What the empty screen means is said."""
        add_customer(database, "Acme")
        async with desk(database) as driver:
            await review(driver, "No possible duplicates: no two customers look like the same one.")
            await driver.keys("l", "r", "p", "d", "s", "enter")
            await driver.is_on("Review")

    async def test_from_the_palette(self, pairs: Database) -> None:
        async with desk(pairs) as driver:
            await driver.keys("ctrl+p")
            await driver.is_on("Palette")
            await driver.type("find dup")
            await driver.keys("enter")
            await driver.is_on("Review")

    async def test_esc_goes_back(self, pairs: Database) -> None:
        async with desk(pairs) as driver:
            await review(driver)
            await driver.keys("escape")
            await driver.is_on("Dashboard")


class TestDeciding:
    @pytest.mark.parametrize(("key", "stays", "goes"), [("l", ACME, ACME_LTD), ("r", ACME_LTD, ACME)])
    async def test_keeping_one_and_taking_it_back(self, pairs: Database, key: str, stays: int, goes: int) -> None:
        """The next pair follows; undo gives every row and the pair back."""
        before = dump(pairs)
        async with desk(pairs) as driver:
            await review(driver)
            await driver.keys(key)
            await driver.said("Merged")
            await driver.sees("1 of 1", "C-000003")
            assert alias.standing_for(pairs, Customer, goes) == stays
            assert (get(pairs, Customer, stays)["email"], get(pairs, Customer, stays)["area"]) == (
                "acme@example.com", "North",
            )  # fmt: skip
            await driver.keys("u")
            await driver.said("Undid")
            await driver.sees("of 2")
        assert dump(pairs) == before

    @pytest.mark.parametrize("key", ["p", "enter"])
    async def test_picking_field_by_field(self, pairs: Database, key: str) -> None:
        async with desk(pairs) as driver:
            await review(driver)
            await driver.keys(key)
            await driver.is_on("MergeScreen")
            await driver.sees("What moves")
            await driver.keys("right", "ctrl+s")
            await driver.is_on("Review")
            await driver.sees("1 of 1", "C-000003")
        assert get(pairs, Customer, ACME)["name"] == "ACME Heating Ltd"

    async def test_different_is_remembered_and_can_be_taken_back(self, pairs: Database) -> None:
        async with desk(pairs) as driver:
            await review(driver)
            await driver.keys("d")
            await driver.said("are different")
            await driver.sees("1 of 1", "C-000003")
            await driver.keys("escape")
            await review(driver, "1 of 1", "C-000003")
            await driver.keys("u")
            await driver.sees("of 2")
        assert standing(pairs) == [1, 2, 3, 4, 5]

    async def test_skipping(self, pairs: Database) -> None:
        async with desk(pairs) as driver:
            await review(driver)
            await driver.keys("s")
            await driver.sees("2 of 2", "C-000003")
            await driver.keys("l")
            await driver.sees("1 of 1", "C-000001")
        assert standing(pairs) == [1, 2, 3, 3, 5]

    async def test_all_pairs_to_the_end(self, pairs: Database) -> None:
        async with desk(pairs) as driver:
            await review(driver)
            await driver.keys("l")
            await driver.sees("1 of 1")
            await driver.keys("d")
            await driver.sees("No possible duplicates")


class Held:
    """A comparing that goes on until the test lets it end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self.told, self.end = Event(), Event()
        monkeypatch.setattr(duplicate_pairs, "due", lambda _: 1)
        monkeypatch.setattr(duplicate_pairs, "catch_up", self.catch_up)

    def catch_up(self, _: Database, *, progress: Callable[[int, int], Any], stop: Callable[[], bool]) -> None:
        self.calls += 1
        progress(1_000, 4_000)
        self.told.set()
        while not stop() and not self.end.wait(0.01):
            pass


class TestComparing:
    async def test_known_pairs_show_at_once_and_esc_stops_it(
        self, pairs: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """How far it is, stopping, going on, and leaving with the next esc."""
        duplicate_pairs.catch_up(pairs, progress=lambda *_: None, stop=lambda: False)
        held = Held(monkeypatch)
        async with desk(pairs, size=(120, 40)) as driver:
            await review(driver, "ACME Heating Ltd", "comparing 1,000 of 4,000", "esc stops")
            await driver.keys("down", "escape")
            await driver.sees("stopped", "g goes on", "C-000003")
            await driver.is_on("Review")
            await driver.keys("g")
            await driver.sees("comparing 1,000 of 4,000")
            assert held.calls == 2
            held.end.set()
            await driver.sees("of 2")
            await driver.keys("escape")
            await driver.is_on("Dashboard")

    async def test_leaving_the_program_ends_it(self, pairs: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing keeps the terminal busy."""
        held = Held(monkeypatch)
        async with desk(pairs) as driver:
            await review(driver, "comparing")
            await driver.keys("ctrl+q")
        assert not held.end.is_set()

    async def test_nothing_found_so_far(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """An empty list says whether it is the last word."""
        held = Held(monkeypatch)
        async with desk(database) as driver:
            await review(driver, "Looking for customers that may be entered twice")
            await driver.keys("escape")
            await driver.sees("not every customer has been compared")
        held.end.set()

    async def test_nothing_is_ruled_out_before_it_is_looked_for(
        self, pairs: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While it is still being found out whether there is anything to compare, nothing is said of the result."""
        count, may_count = duplicate_pairs.due, Event()
        monkeypatch.setattr(duplicate_pairs, "due", lambda database: may_count.wait(20) and count(database))
        async with desk(pairs) as driver:
            try:
                await review(driver, "Looking for customers that may be entered twice")
            finally:
                may_count.set()
            await driver.sees("Acme Heating", "1 of 2")

    async def test_the_database_is_busy(self, pairs: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """While an import runs in another program: said in a sentence, what is known is shown, and it goes on later."""
        duplicate_pairs.catch_up(pairs, progress=lambda *_: None, stop=lambda: False)
        busy = [True]

        def catch_up(*_: Any, **__: Any) -> None:
            if busy:
                raise Unusable("The database is in use by another program that is writing; try again.")

        monkeypatch.setattr(duplicate_pairs, "due", lambda _: len(busy))
        monkeypatch.setattr(duplicate_pairs, "catch_up", catch_up)
        async with desk(pairs) as driver:
            await review(driver, "ACME Heating Ltd", "g goes on")
            await driver.said("in use by another program")
            busy.clear()
            await driver.keys("g")
            await driver.sees("1 of 2")


class TestOthersMeanwhile:
    async def test_deciding_while_another_program_writes(
        self, pairs: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is refused in a sentence and nothing is lost; a moment later the same key does it."""
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
        before = dump(pairs)
        opened = Database.open(pairs.path, by=BY, clock=pairs.clock)
        async with desk(opened) as driver:
            await review(driver)
            importing = sqlite.connect(pairs.path)
            importing.execute("BEGIN IMMEDIATE")
            await driver.keys("l")
            await driver.said("in use by another program")
            importing.rollback()
            importing.close()
            assert dump(pairs) == before
            await driver.sees("1 of 2")
            await driver.keys("l")
            await driver.said("Merged")
        await threads_end(driver.app)
        opened.close()
        assert standing(pairs)[:2] == [ACME, ACME]

    async def test_a_customer_that_was_changed_meanwhile(self, pairs: Database) -> None:
        """It is not merged unseen."""
        async with desk(pairs) as driver:
            await review(driver)
            other = Database.open(pairs.path, by=("bob", "Bob"))
            records.change(other, Customer, ACME, {"account": "A-77"})
            other.close()
            await driver.keys("l")
            await driver.said("has been changed by bob")
            await driver.sees("A-77")
            assert standing(pairs) == [1, 2, 3, 4, 5]
            await driver.keys("l")
            await driver.said("Merged")
