"""The lines of a record table, from cells to strips of exactly the table's width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from capptro_tui.show import show
from capptro_tui.widgets.table_columns import GAP, Cell, Column, fit, fit_content

GUTTER: Final = 2
"""Cells left of the first column, for the mark of a selected row."""


Fitted: TypeAlias = Sequence[tuple[Column, int]]
"""The columns there is room for, with their widths in cells."""


def cells_line(cells: Sequence[Cell], fitted: Fitted, style: Style, gutter: Segment, width: int) -> Strip:
    """Return a line `width` cells long: `gutter`, then each of `cells` in its column, all on `style`."""
    base = style.rich_style
    segments = [gutter]
    # Neighbouring plain cells share one segment.
    text = ""
    used = GUTTER
    for cell, (column, cell_width) in zip(cells, fitted, strict=True):
        if isinstance(cell, str):
            text += fit(cell, cell_width, column.align)
        else:
            segments.append(Segment(text, base))
            segments += fit_content(cell, cell_width, column.align).render_segments(style)
            text = ""
        text += " " * GAP
        used += cell_width + GAP
    segments.append(Segment(text + " " * (width - used), base))
    return Strip([segment for segment in segments if segment.text]).adjust_cell_length(width, base)


def header_line(fitted: Fitted, sort: tuple[str, bool] | None, style: Style, sorted_style: Style, width: int) -> Strip:
    """Return the line of column labels, the column that the rows are in the order of marked with ▲ or ▼."""
    cells: list[Cell] = []
    for column, cell_width in fitted:
        label = show(column.label)
        if sort is not None and sort[0] == column.key:
            arrow = "▼" if sort[1] else "▲"
            room = max(0, cell_width - GAP)
            shown = fit(label, room).rstrip()
            label = f"{arrow} {shown}" if column.align == "right" else f"{shown} {arrow}"
            cells.append(Content.styled(label, sorted_style))
        else:
            cells.append(label)
    return cells_line(cells, fitted, style, Segment(" " * GUTTER, style.rich_style), width)


def centred_lines(text: Content | str, style: Style, width: int, height: int) -> list[Strip]:
    """Return `height` lines of `width` cells with `text` in the middle, broken into lines where it must be."""
    content = Content(show(text, 1000)) if isinstance(text, str) else text
    base = style.rich_style
    blank = Strip.blank(width, base)
    lines = content.wrap(max(1, width - 2 * GUTTER), align="center")[:height] if content.plain else []
    strips = []
    for line in lines:
        left = (width - line.cell_length) // 2
        segments = [Segment(" " * max(0, left), base), *line.render_segments(style)]
        strips.append(Strip(segments).adjust_cell_length(width, base))
    above = [blank] * ((height - len(strips)) // 2)
    return [*above, *strips, *[blank] * (height - len(strips) - len(above))]
