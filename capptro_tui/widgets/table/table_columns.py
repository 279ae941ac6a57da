"""The columns of a record table: their cells, and their widths in a given space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.content import Content

from capptro_tui.show import show

Row: TypeAlias = dict[str, Any]
"""One record as a dict from column name to value, with its "id"."""

Cell: TypeAlias = str | Content
"""The content of one cell: a plain harmless string, or content with styles of its own."""

GAP = 2
"""Cells between two columns."""

_LEAST = 8
_LONGEST_CELL = 200


@dataclass(frozen=True)
class Column:
    """One column of a record table.

    Attributes:
        key: the field by which the column sorts; it tells columns apart.
        label: the header.
        width: the preferred width in cells, or a function for a width that depends on the language of the business.
        render: makes the cell from a row. A plain string is data and goes through `show()`; `Text` or `Content` is
            drawn as it is, so data in it must have been through `show()` already.
        grow: weight by which the column shares spare room; it may shrink to half its width. With 0 it keeps its width.
        align: side at which the cell's text is aligned.
        sortable: whether the rows can be sorted by it.
        style: style of plain strings, by its name in the theme.
    """

    key: str
    label: str
    width: int | Callable[[], int]
    render: Callable[[Row], Content | Text | str]
    grow: int = 0
    align: Literal["left", "right"] = "left"
    sortable: bool = True
    style: str = ""

    @property
    def preferred(self) -> int:
        """The preferred width in cells."""
        return self.width if isinstance(self.width, int) else self.width()

    @property
    def least(self) -> int:
        """The least width in cells; with less room the column is left out."""
        width = self.preferred
        return min(width, max(_LEAST, (width + 1) // 2)) if self.grow else width

    def cell(self, row: Row) -> Cell:
        """Return the cell of `row`, harmless, not yet cut to a width."""
        made = self.render(row)
        if isinstance(made, str):
            return show(made, _LONGEST_CELL)
        return Content.from_text(made).first_line


def fit_columns(columns: Sequence[Column], room: int) -> list[tuple[Column, int]]:
    """Return the first of `columns` that fit `room` cells side by side, `GAP` between them, with their widths.

    The first column is always there, cut to the room if necessary. With too little room the last columns are left out.
    """
    if not columns or room <= 0:
        return []
    widths = [min(columns[0].least, room)]
    left = room - widths[0]
    for column in columns[1:]:
        if GAP + column.least > left:
            break
        widths.append(column.least)
        left -= GAP + column.least
    shown = columns[: len(widths)]
    # Preferred widths first, then the rest by weight.
    wishes = [column.preferred - width for column, width in zip(shown, widths, strict=True)]
    preferred = max(0, min(left, sum(wishes)))
    _share(widths, preferred, wishes)
    _share(widths, left - preferred, [column.grow for column in shown])
    return list(zip(shown, widths, strict=True))


def _share(widths: list[int], cells: int, weights: list[int]) -> None:
    """Widen `widths` by exactly `cells` in proportion to `weights`; an odd cell goes to the earlier column."""
    total = sum(weights)
    for index, weight in enumerate(weights):
        if weight > 0:
            part = -(-cells * weight // total)
            widths[index] += part
            cells -= part
            total -= weight


def column_at(fitted: Sequence[tuple[Column, int]], x: int) -> Column | None:
    """Return the column at `x` cells from the start of the first one; the gap after a column belongs to it."""
    for column, width in fitted:
        if 0 <= x < width + GAP:
            return column
        x -= width + GAP
    return None


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Return `text` cut with "…" or padded to exactly `width` cells, however wide its characters are."""
    size = cell_len(text)
    if size > width:
        text = set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""
        size = cell_len(text)
    pad = " " * (width - size)
    return pad + text if align == "right" else text + pad


def fit_content(content: Content, width: int, align: Literal["left", "right"] = "left") -> Content:
    """Return styled content cut or padded to `width` cells, as `fit` does for a string."""
    content = content.truncate(width, ellipsis=True)
    pad = " " * (width - content.cell_length)
    return Content.assemble(pad, content) if align == "right" else Content.assemble(content, pad)
