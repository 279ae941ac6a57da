"""The record table is a window on any number of rows, read as they scroll by."""

from __future__ import annotations

import threading

import pytest
from rich.cells import cell_len
from textual.content import Content

from capptro_tui.widgets.table import table_pages
from capptro_tui.widgets.table.record_table import RecordTable
from capptro_tui.widgets.table.table_pages import PAGE
from tests.widgets.table.table_app import MILLION, FakeSource, TableApp, at, lines, settled, until

# Windows on many rows


async def test_the_first_page_is_enough_to_paint_and_the_count_follows() -> None:
    app = TableApp(source := FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "C-000000" in lines(app.table)[1]
        assert app.table.row_count == MILLION
        assert source.calls == [(0, PAGE), (PAGE, PAGE)]
        assert source.counts == 1
        assert [said.total for said in app.of(RecordTable.Counted)] == [MILLION]
        assert threading.get_ident() not in source.threads


async def test_rows_are_shown_before_they_are_counted() -> None:
    source = FakeSource(range(MILLION))
    source.total = None  # type: ignore[assignment, method-assign]
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "C-000000" in lines(app.table)[1]
        assert app.table.row_count == PAGE
        assert app.of(RecordTable.Counted) == []


async def test_a_short_list_needs_no_count() -> None:
    app = TableApp(source := FakeSource(range(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.table.row_count == 5
        assert (source.calls, source.counts) == ([(0, PAGE), (0, PAGE)], 0)
        assert [said.total for said in app.of(RecordTable.Counted)] == [5]
        assert all(not line.strip() for line in lines(app.table)[6:])


async def test_rows_are_there_at_once_where_that_is_asked_for() -> None:
    """The first page is read here and now; the rest as always, in threads."""
    app = TableApp(FakeSource(range(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.table.show_at_once(source := FakeSource(range(100, 100 + MILLION)))
        assert app.table.row is not None
        assert app.table.row["id"] == 100
        assert (source.calls, source.threads) == ([(0, PAGE)], {threading.get_ident()})
        await settled(pilot)
        assert app.table.row_count == MILLION
        app.table.show_at_once(source := FakeSource([]))
        assert (app.table.row_count, source.calls) == (0, [(0, PAGE)])
        await settled(pilot)
        assert [said.total for said in app.of(RecordTable.Counted)] == [5, MILLION, 0]


async def test_what_cannot_be_read_at_once_is_told() -> None:
    app = TableApp(FakeSource(range(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        source = FakeSource(range(9))
        source.error = RuntimeError("gone")
        app.table.show_at_once(source)
        await settled(pilot)
        assert [str(said.error) for said in app.of(RecordTable.Failed)] == ["gone"]


async def test_a_key_reads_no_more_than_two_pages() -> None:
    app = TableApp(source := FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        for key in ["end", "pageup", "pageup", "up", "home", "pagedown", "pagedown", "pagedown", "end", "home"]:
            source.calls.clear()
            await pilot.press(key)
            await settled(pilot)
            assert all(count <= PAGE for _, count in source.calls)
            assert len(source.calls) <= 2
            assert not any("…" in line[:4] for line in lines(app.table))


async def test_never_more_than_a_few_pages_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were looked at last."""
    monkeypatch.setattr(table_pages, "KEPT", few := 8)
    app = TableApp(FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        places = range(0, MILLION, MILLION // (3 * few))  # each on a page of its own
        for index in places:
            app.table.move_to(index)
            await settled(pilot)
            assert at(app.table) == index
        held = [index for index in places if app.table.row_at(index) is not None]
        assert 1 <= len(held) <= few
        assert held == list(places)[-len(held) :]


async def test_what_scrolls_by_while_a_read_is_under_way_is_never_read() -> None:
    app = TableApp(source := FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        source.calls.clear()
        source.gate.clear()
        for index in (100_000, 500_000, 600_000, 700_000, 250_000):
            app.table.move_to(index)
            await pilot.pause()
        assert "…" in lines(app.table)[-1]
        source.gate.set()
        await settled(pilot)
        pages = {start for start, _ in source.calls}
        assert all(abs(start - 100_000) < 2 * PAGE or abs(start - 250_000) < 2 * PAGE for start in pages)
        assert at(app.table) == 250_000


# The cursor


async def test_keys_move_the_cursor() -> None:
    app = TableApp(FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        body = app.table.size.height - 1
        for key, index in [
            ("up", 0),
            ("down", 1),
            ("down", 2),
            ("pagedown", 2 + body),
            ("pageup", 2),
            ("pageup", 0),
            ("end", MILLION - 1),
            ("down", MILLION - 1),
            ("up", MILLION - 2),
            ("home", 0),
        ]:
            await pilot.press(key)
            await settled(pilot)
            assert app.table.cursor == index, key
            assert at(app.table) == index
            top = app.table.scroll_offset.y
            assert top <= index < top + body
            assert f"C-{index:06}" in lines(app.table)[1 + index - top]


async def test_the_owner_hears_of_every_row_the_cursor_comes_to() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "down", "up", "home", "home")
        rows = [said.row for said in app.of(RecordTable.Highlighted)]
        assert [row["id"] for row in rows if row] == [0, 1, 2, 1, 0]


async def test_enter_opens_the_row() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "enter")
        assert [said.row["id"] for said in app.of(RecordTable.Opened)] == [1]


async def test_enter_waits_for_a_row_that_is_still_being_read() -> None:
    app = TableApp(source := FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        source.gate.clear()
        await pilot.press("end", "enter")
        assert app.table.row is None
        assert app.of(RecordTable.Opened) == []
        source.gate.set()
        await settled(pilot)
        assert [said.row["id"] for said in app.of(RecordTable.Opened)] == [MILLION - 1]


async def test_enter_never_opens_a_row_of_the_list_before() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        found = FakeSource([77, 78])
        found.gate.clear()
        app.table.show_source(found)
        await pilot.press("enter", "space")
        assert app.table.row is None
        assert app.of(RecordTable.Opened) == []
        found.gate.set()
        await settled(pilot)
        assert [said.row["id"] for said in app.of(RecordTable.Opened)] == [77]
        assert app.table.selected == frozenset()


async def test_the_cursor_stays_in_view_when_the_window_gets_smaller() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _ in range(15):
            await pilot.press("down")
        await pilot.resize_terminal(80, 14)
        await pilot.pause()
        assert any("C-000015" in line for line in lines(app.table))


# Other rows


async def test_the_newest_source_wins() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down")
        older, newer = FakeSource([11, 12]), FakeSource([21, 22])
        older.gate.clear()
        app.table.show_source(older)
        await until(pilot, older.asked.is_set)
        app.table.show_source(newer)
        await until(pilot, lambda: app.table.row_count == 2)
        assert at(app.table) == 21
        older.gate.set()
        await settled(pilot)
        assert at(app.table) == 21
        assert "C-000021" in lines(app.table)[1]


async def test_sources_do_not_pile_up() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        typed = [FakeSource([key]) for key in range(6)]
        for source in typed:
            source.gate.clear()
            app.table.show_source(source)
            await pilot.pause()
        await until(pilot, typed[1].asked.is_set)
        assert [len(source.calls) for source in typed] == [1, 1, 0, 0, 0, 0]
        for source in typed:
            source.gate.set()
        await settled(pilot)
        assert [len(source.calls) for source in typed] == [1, 1, 0, 0, 0, 2]
        assert at(app.table) == 5


async def test_present_rows_stay_until_the_others_are_read() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("end")
        slow = FakeSource(range(1000, 2000))
        slow.gate.clear()
        app.table.show_source(slow)
        await until(pilot, slow.asked.is_set)
        assert "C-000099" in lines(app.table)[-1]
        slow.gate.set()
        await settled(pilot)
        assert (app.table.cursor, app.table.scroll_offset.y, at(app.table)) == (0, 0, 1000)


@pytest.mark.parametrize(
    ("after", "record"),
    [
        (list(range(1000)), 500),
        ([-1, -2, -3, *range(1000)], 500),
        ([key for key in range(1000) if key not in {490, 491}], 500),
        ([key for key in range(1000) if key != 500], 501),
        (list(range(500)), 499),
        ([key for key in range(1000) if key % 5 == 4], 0),
        (list(range(1000, 3000)), 1000),
        (list(range(2)), 0),
        ([], None),
    ],
)
async def test_the_same_list_read_again_keeps_the_place(after: list[int], record: int | None) -> None:
    app = TableApp(FakeSource(range(1000)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.table.move_to(505)
        app.table.move_to(500)
        await settled(pilot)
        line = app.table.cursor - app.table.scroll_offset.y
        app.table.show_source(FakeSource(after), keep=True)
        await settled(pilot)
        row = app.table.row
        if record is None:
            assert row is None
        elif record in {0, 1000}:
            assert row is not None
            assert app.table.cursor == 0
        else:
            assert at(app.table) == record
            if len(after) > 600:
                assert app.table.cursor - app.table.scroll_offset.y == line
        assert app.table.row_count == len(after)
        assert app.of(RecordTable.Highlighted)[-1].row == row


async def test_a_list_that_shrank_by_much_is_found_again_in_a_few_reads() -> None:
    app = TableApp(FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("end")
        await settled(pilot)
        app.table.show_source(short := FakeSource(range(200)), keep=True)
        await settled(pilot)
        assert app.table.cursor == 0
        assert len(short.calls) <= 4


# Errors and nothing


async def test_an_error_is_a_message() -> None:
    source = FakeSource(range(100))
    source.error = OSError("disk on fire")
    app = TableApp(source, empty_text="No customers yet.")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert [said.error for said in app.of(RecordTable.Failed)] == [source.error]
        screen = "".join(lines(app.table))
        assert "could not be read" in screen
        assert "No customers yet" not in screen
        source.error = None
        app.table.show_source(source)
        await settled(pilot)
        assert at(app.table) == 0


async def test_a_list_that_cannot_be_read_again_stays() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down")
        broken = FakeSource([])
        broken.error = OSError("locked")
        app.table.show_source(broken, keep=True)
        await settled(pilot)
        assert len(app.of(RecordTable.Failed)) == 1
        assert at(app.table) == 1


async def test_an_error_further_down_is_told_once() -> None:
    app = TableApp(source := FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        source.error = OSError("gone")
        await pilot.press("end", "pageup", "pageup", "home")
        await settled(pilot)
        assert len(app.of(RecordTable.Failed)) == 1
        assert "C-000000" in lines(app.table)[1]


async def test_no_rows_say_what_to_do() -> None:
    app = TableApp(FakeSource([]), empty_text="No customers yet. Press n to add the first [/].")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        middle = lines(app.table)[10:13]
        assert any("No customers yet. Press n to add the first [/]." in line for line in middle)
        assert [said.row for said in app.of(RecordTable.Highlighted)] == [None]
        await pilot.press("enter", "space", "up", "down", "home", "end", "pageup", "pagedown")
        assert app.of(RecordTable.Opened) == []
        await pilot.resize_terminal(30, 12)
        await pilot.pause()
        assert all(cell_len(line) == app.table.size.width for line in lines(app.table))
        app.table.empty_text = Content("Nothing found")
        await pilot.pause()
        assert any("Nothing found" in line for line in lines(app.table))


async def test_before_anything_is_read_nothing_is_said() -> None:
    app = TableApp(None, empty_text="No customers yet.")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "No customers" not in "".join(lines(app.table))
