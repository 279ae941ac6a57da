"""A record table while somebody types: first rows at once, the rest when it is found, nothing painted twice."""

from __future__ import annotations

import threading

from textual.geometry import Region

from capptro_tui.errors import Superseded
from capptro_tui.widgets.table.plain_table import PlainTable
from capptro_tui.widgets.table.record_table import RecordTable, Row
from capptro_tui.widgets.textual_patches.one_frame import MOMENT
from tests.screens.desk import PATIENCE
from tests.widgets.table.table_app import COLUMNS, FakeSource, TableApp, at, lines, settled, until


class Hasty(FakeSource):
    """A source whose quick answer is only the beginning; stopped, it says so in the thread that reads."""

    def first_page(self, count: int) -> list[Row]:
        return self.rows(0, min(3, count))

    def _wait(self) -> None:
        super()._wait()
        if self.stopped:
            raise Superseded


async def test_what_comes_to_light_later_is_added() -> None:
    source = Hasty(range(40))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.table.row_count == 40
        assert all(f"C-{index:06}" in line for index, line in enumerate(lines(app.table)[1:]))


async def test_no_rows_are_not_announced_before_all_are_looked_for() -> None:
    app = TableApp(None, empty_text="Nobody found.")
    async with app.run_test(size=(80, 24)) as pilot:
        nothing = FakeSource([])
        nothing.first_page = lambda _: []  # type: ignore[method-assign, assignment]
        nothing.gate.clear()
        app.table.show_source(nothing)
        await until(pilot, nothing.asked.is_set)
        assert not any("Nobody" in line for line in lines(app.table))
        nothing.gate.set()
        await settled(pilot)
        assert any("Nobody found." in line for line in lines(app.table))


async def test_a_source_that_nobody_wants_any_more_is_stopped() -> None:
    first, second = Hasty(range(1000)), Hasty(range(5000, 5010))
    app = TableApp(None)
    async with app.run_test(size=(80, 24)) as pilot:
        first.gate.clear()
        app.table.show_source(first, typed=True)
        await until(pilot, first.asked.is_set)
        app.table.show_source(second, typed=True)
        assert first.stopped
        first.gate.set()
        await settled(pilot)
        assert at(app.table) == 5000
        assert app.of(RecordTable.Failed) == []


class Prompt(FakeSource):
    """A source that answers where the screen is drawn, if it is given the time for it."""

    def __init__(self, ids: range, takes: float) -> None:
        super().__init__(ids)
        self.takes = takes
        self.hurried_for: list[float] = []

    def first_page_within(self, count: int, seconds: float) -> list[Row]:
        self.hurried_for.append(seconds)
        if seconds < self.takes:
            raise Superseded
        return self.first_page(count)


async def test_what_is_found_in_a_moment_needs_no_thread() -> None:
    app = TableApp(FakeSource(range(9)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.table.show_source(source := Prompt(range(100, 1000), takes=0.0), typed=True)
        assert at(app.table) == 100
        assert source.threads == {threading.get_ident()}
        await settled(pilot)
        assert app.table.row_count == 900


async def test_what_takes_longer_is_found_in_a_thread() -> None:
    app = TableApp(FakeSource(range(9)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.table.show_source(source := Prompt(range(100, 1000), takes=1.0), typed=True)
        assert (source.hurried_for, source.threads) == ([MOMENT], set())
        await settled(pilot)
        assert at(app.table) == 100
        assert threading.get_ident() not in source.threads


async def test_nothing_is_hurried_that_nobody_typed() -> None:
    app = TableApp(FakeSource(range(9)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.show_source(source := Prompt(range(100, 1000), takes=0.0))
        await settled(pilot)
        assert source.hurried_for == []


async def test_end_goes_to_the_end_also_before_it_is_known_where_that_is() -> None:
    source = FakeSource(range(10_000))
    app = TableApp(None)
    async with app.run_test(size=(80, 24)) as pilot:
        counted = source.total

        def total() -> int:
            assert source.gate.wait(PATIENCE)
            return counted()

        source.total = total  # type: ignore[method-assign]
        app.table.show_source(source)
        await until(pilot, lambda: app.table.row is not None)
        source.gate.clear()
        app.table.focus()
        await pilot.press("end")
        source.gate.set()
        await settled(pilot)
        await until(pilot, lambda: app.table.row is not None)
        assert at(app.table) == 9_999


async def test_enter_waits_for_the_list_that_is_wanted_also_where_it_is_read_again() -> None:
    """A write asks for it again before it is shown: a row of the list before is still not meant."""
    for is_entered_first in (True, False):
        app = TableApp(FakeSource(range(100)))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            found, again = FakeSource([77, 78]), FakeSource([77, 78, 79])
            found.gate.clear()
            again.gate.clear()
            app.table.show_source(found)
            if is_entered_first:
                await pilot.press("enter")
            app.table.show_source(again, keep=True)
            if not is_entered_first:
                await pilot.press("enter")
            assert app.of(RecordTable.Opened) == []
            found.gate.set()
            again.gate.set()
            await settled(pilot)
            assert [said.row["id"] for said in app.of(RecordTable.Opened)] == [77]


async def test_enter_waits_for_the_first_row_of_a_plain_table_too() -> None:
    """Where there is none, the key does nothing."""
    for ids, opened in (([7, 8], [7]), ([], [])):
        app, source = TableApp(None), FakeSource(ids)
        app.table = PlainTable(COLUMNS)
        source.gate.clear()
        app.table.show_source(source)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter")
            source.gate.set()
            await settled(pilot)
            assert [said.row["id"] for said in app.of(RecordTable.Opened)] == opened
            assert app.table.check_action("open", ()) is bool(ids)


async def test_what_another_window_has_removed_is_not_forgotten_for_a_write_of_this_one() -> None:
    """The list is read again for both at once: no key acts on the neighbour."""
    app = TableApp(FakeSource(range(9)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down")
        without = [0, *range(2, 9)]
        app.table.show_source(FakeSource(without), keep=True, elsewhere=True)
        app.table.show_source(FakeSource(without), keep=True)
        await settled(pilot)
        assert app.table.row is None
        app.table.show_source(FakeSource(without), keep=True)
        await settled(pilot)
        await pilot.press("down")
        assert at(app.table) == 2


async def test_lines_that_look_the_same_are_not_painted_again() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.table.focus()
        await pilot.pause()
        painted: list[Region] = []
        refresh = app.table.refresh

        def noted(*regions: Region, **options: bool) -> RecordTable:
            painted.extend(regions or [app.table.region])
            return refresh(*regions, **options)  # type: ignore[return-value]

        app.table.refresh = noted  # type: ignore[method-assign, assignment]
        await pilot.press("space")
        assert {region.y for region in painted} == {1}
        painted.clear()
        app.table.show_source(FakeSource([*range(10), 200, *range(11, 100)]))
        await settled(pilot)
        assert {region.y for region in painted} == {11}
