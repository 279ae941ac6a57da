"""Selecting, sorting and the mouse in a record table, and how it looks."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.content import Content
from textual.events import MouseScrollDown
from textual.widgets import Button

from capptro_tui.show import show
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import fit
from tests.widgets.table.table_app import MILLION, FakeSource, TableApp, lines, settled, until

HOSTILE = [
    "[/]",
    "[@click=app.quit]x[/]",
    "[link=x]ACME [Leeds] Ltd",
    "\x1b]0;pwned\x07\x1b[2J",
    "\u202egnp.exe\u2066",
    "Z" + "\u0351\u036b\u0343" * 40,
    "two\nlines\r\nand\x85more\u2028",
    "\ud800 lone",
    "山田太郎株式会社とその仲間たち",
    "👩\u200d🔧 ❤\ufe0f plumbing",
    "\u0301starts with a mark",
    "한국어 회사",
    "",
]

# Selecting and sorting


async def test_space_selects() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("space", "down", "down", "space", "up", "space", "space")
        assert app.table.selected == {0, 2}
        assert [line[:2] for line in lines(app.table)[1:5]] == ["● ", "  ", "● ", "  "]
        assert [said.ids for said in app.of(RecordTable.SelectionChanged)] == [{0}, {0, 2}, {0, 1, 2}, {0, 2}]
        app.table.show_source(FakeSource([2, 5]))
        await settled(pilot)
        assert [line[:2] for line in lines(app.table)[1:3]] == ["● ", "  "]
        app.table.clear_selection()
        await pilot.pause()
        assert app.of(RecordTable.SelectionChanged)[-1].ids == frozenset()
        assert "●" not in lines(app.table)[1][:2]


async def test_keys_ask_for_another_order() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("S", "s", "s", "S", "S", "S", "s", "s")
        asked = [(said.key, said.descending) for said in app.of(RecordTable.SortRequested)]
        up, down = ("number", False), ("number", True)
        assert asked == [("name", False), up, down, up, down, ("status", False), ("balance", False)]
        assert "▲ Balance" in lines(app.table)[0]
        app.table.sort = ("name", False)
        assert "Name ▲" in lines(app.table)[0]
        app.table.sort = ("number", True)
        assert "Number ▼" in lines(app.table)[0]
        app.table.sort = None
        assert "▲" not in lines(app.table)[0]


async def test_a_click_on_the_header_sorts() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for x in (3, 3, 3, lines(app.table)[0].index("Phone"), lines(app.table)[0].index("Number"), 0):
            await pilot.click(RecordTable, offset=(x, 0))
        asked = [(said.key, said.descending) for said in app.of(RecordTable.SortRequested)]
        assert asked == [("name", False), ("name", True), ("name", False), ("number", False)]


# The mouse


async def test_a_click_moves_and_a_second_one_opens() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click(RecordTable, offset=(10, 6))
        assert (app.table.cursor, app.of(RecordTable.Opened)) == (5, [])
        await pilot.click(RecordTable, offset=(10, 6))
        assert [said.row["id"] for said in app.of(RecordTable.Opened)] == [5]


async def test_a_double_click_opens_once() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for y in (6, 6):
            app.said.clear()
            await pilot.click(RecordTable, offset=(10, y), times=2)
            assert [said.row["id"] for said in app.of(RecordTable.Opened)] == [5]


async def test_a_click_in_the_gutter_selects() -> None:
    app = TableApp(FakeSource(range(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click(RecordTable, offset=(0, 2))
        assert app.table.selected == {1}
        await pilot.click(RecordTable, offset=(10, 8))
        assert (app.table.cursor, app.of(RecordTable.Opened)) == (1, [])


async def test_the_wheel_scrolls_and_the_cursor_stays() -> None:
    app = TableApp(FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot._post_mouse_events([MouseScrollDown], RecordTable, offset=(10, 10))
        await pilot.pause()
        assert (app.table.scroll_offset.y > 0, app.table.cursor) == (True, 0)
        await pilot.press("down")
        assert (app.table.scroll_offset.y, app.table.cursor) == (1, 1)


async def test_the_scrollbar_can_be_dragged_through_a_million_rows() -> None:
    app = TableApp(FakeSource(range(MILLION)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        right, bottom = app.table.region.right - 1, app.table.region.bottom - 1
        await pilot.mouse_down(offset=(right, 0))
        await pilot.hover(offset=(right, bottom // 2))
        await pilot.mouse_up(offset=(right, bottom // 2))
        await until(pilot, lambda: app.table.scroll_offset.y > MILLION // 3)
        await settled(pilot)
        assert not any("…" in line[:4] for line in lines(app.table))


# How it looks


@pytest.mark.parametrize("width", [3, 10, 40, 80, 133])
async def test_hostile_names_are_harmless_and_every_line_is_exactly_as_wide_as_the_table(width: int) -> None:
    app = TableApp(FakeSource(range(100), HOSTILE))
    async with app.run_test(size=(width, 30)) as pilot:
        await settled(pilot)
        for y in range(app.table.size.height):
            strip = app.table.render_line(y)
            assert strip.cell_length == cell_len(strip.text) == app.table.size.width
            assert all(not (segment.style and segment.style.meta) for segment in strip)
            assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in strip.text)
        if width == 133:
            for name, line in zip(HOSTILE, lines(app.table)[1:], strict=False):
                assert f"  {fit(show(name), 40).rstrip()}" in line
            await pilot.click(RecordTable, offset=(3, 2))
            await pilot.click(RecordTable, offset=(3, 2))
            assert app.is_running
            assert [said.row["id"] for said in app.of(RecordTable.Opened)] == [1]


async def test_a_narrow_screen_keeps_the_first_columns() -> None:
    app = TableApp(FakeSource(range(100)))
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        assert lines(app.table)[0].split() == ["Name", "Number", "Phone", "Status", "Balance"]
        await pilot.resize_terminal(40, 20)
        await pilot.pause()
        assert lines(app.table)[0].split() == ["Name", "Number"]
        assert lines(app.table)[1].split() == ["Customer", "C-000000"]


async def test_numbers_line_up_on_the_right() -> None:
    app = TableApp(FakeSource(range(9, 20), HOSTILE))
    async with app.run_test(size=(120, 24)) as pilot:
        await settled(pilot)
        header, *rows = [line.rstrip() for line in lines(app.table)[:10]]
        assert {cell_len(row) for row in rows} == {cell_len(header)}


async def test_the_cursor_is_fainter_without_the_focus_and_follows_the_theme() -> None:
    app = TableApp(FakeSource(range(10)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        seen = set()
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            for focused in (True, False):
                app.set_focus(app.table if focused else app.query_one(Button))
                await pilot.pause()
                on_cursor, other = (next(iter(app.table.render_line(y))).style for y in (1, 2))
                assert on_cursor is not None
                assert other is not None
                assert on_cursor.bgcolor != other.bgcolor
                seen.add(on_cursor.bgcolor)
        assert len(seen) == 4


async def test_owner_content_is_drawn_with_its_styles() -> None:
    columns = [Column("name", "Name", 10, lambda _: Content.assemble(("red", "red"), " plain\nnext line"), grow=1)]
    app = TableApp(FakeSource(range(3)), columns)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        strip = app.table.render_line(2)
        styles = {segment.text: segment.style for segment in strip}
        assert styles["red"] != styles["  "]
        assert "red plain" in strip.text
        assert "next line" not in strip.text
        assert strip.cell_length == app.table.size.width
