"""Column widths, cells and pages by themselves, without a screen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import deactivates
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.show import show
from capptro_tui.widgets.page.marks import list_columns
from capptro_tui.widgets.page.related import Related
from capptro_tui.widgets.table.table_columns import GAP, Column, fit, fit_columns, fit_content
from capptro_tui.widgets.table.table_pages import PAGE, Pages
from tests.widgets.table.table_app import FakeSource


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3)), max_size=8), st.integers(-3, 200))
def test_columns_always_fit_the_room(wanted: list[tuple[int, int]], room: int) -> None:
    columns = [Column(str(at), str(at), width, lambda _: "", grow=grow) for at, (width, grow) in enumerate(wanted)]
    fitted = fit_columns(columns, room)
    assert [column for column, _ in fitted] == columns[: len(fitted)]
    used = sum(width for _, width in fitted) + GAP * max(0, len(fitted) - 1)
    assert used <= max(0, room)
    assert all(width >= column.least for column, width in fitted[1:])
    if fitted and any(column.grow for column, _ in fitted):
        assert used == room
    assert bool(fitted) == bool(columns and room > 0)


@pytest.mark.parametrize("record", [one for one in SHIPPED.listed if "status" in one.fields and not deactivates(one)])
def test_a_state_has_room_in_a_common_window(record: RecordType) -> None:
    """Whole, in 80 cells less the marks at the left and the scrollbar; whatever else must give way."""
    widths = {column.key: width for column, width in fit_columns(list_columns(record, today=date.today), 76)}
    assert widths["status"] >= max(cell_len(f"{one.mark} {one.label}") for one in record.fields["status"].choices)


@pytest.mark.parametrize(
    ("record", "link", "shown", "not_shown"),
    [
        (WorkItem, "customer_id", {"title", "status"}, {"customer_id"}),
        (WorkItem, "site_id", {"title", "status"}, {"customer_id", "site_id"}),
        (WorkItem, "assigned_user_id", {"title", "customer_id"}, set()),
        (WorkItemAsset, "asset_id", {"work_item_id"}, {"asset_id", "customer_id"}),
        (Site, "customer_id", {"name", "city"}, {"customer_id"}),
    ],
)
def test_a_part_does_not_repeat_what_its_page_is_about(
    record: RecordType, link: str, shown: set[str], not_shown: set[str]
) -> None:
    keys = {column.key for column in Related(record, link, today=date.today).columns}
    assert shown <= keys
    assert not keys & not_shown


def test_preferred_widths_come_before_growth() -> None:
    columns = [
        Column("a", "A", 20, lambda _: "", grow=3),
        Column("b", "B", 10, lambda _: ""),
        Column("c", "C", 20, lambda _: "", grow=1),
    ]
    assert [width for _, width in fit_columns(columns, 54)] == [20, 10, 20]
    assert [width for _, width in fit_columns(columns, 62)] == [26, 10, 22]
    assert [width for _, width in fit_columns(columns, 44)] == [15, 10, 15]
    assert [width for _, width in fit_columns(columns, 33)] == [21, 10]


@given(st.text(max_size=40), st.integers(0, 30), st.sampled_from(["left", "right"]))
def test_a_cell_is_exactly_as_wide_as_its_column(text: str, width: int, align: Any) -> None:
    harmless = show(text)
    assert cell_len(fit(harmless, width, align)) == width
    assert fit_content(Content(harmless), width, align).cell_length == width


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("two words", 5, "two… "),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_text_is_cut_by_cells(text: str, width: int, cut: str) -> None:
    assert fit(text, width) == cut
    assert fit_content(Content(text), width).cell_length == width


async def test_pages_that_say_less_than_was_counted_do_not_loop() -> None:
    class Liar(FakeSource):
        def total(self) -> int:
            return 10 * PAGE

    pages = Pages(Liar(range(2 * PAGE)))
    for _ in range(40):
        if (job := pages.wanted(9 * PAGE, 9 * PAGE + 20)) is None:
            break
        await pages.read(job)
    assert pages.wanted(9 * PAGE, 9 * PAGE + 20) is None
    assert pages.length == 2 * PAGE
