"""The lines of a record table, from cells to strips of exactly the table's width. Drawn lines are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from capptro_tui.models.types import locales
from capptro_tui.show import show
from capptro_tui.widgets.table.table_columns import GAP, Cell, Column, Row, fit, fit_columns, fit_content

GUTTER: Final = 2
"""Cells left of the first column, for the mark of a selected row."""

MARKS: Final = (" " * GUTTER, "● ")
"""Marks for a row that is not selected, and for one that is."""

_UNREAD = "…"
_KEPT = 512
"""Most lines, and most styled cells, that are kept; then all are dropped."""


class Painter:
    """Draws the lines of one table in the styles of its component classes.

    A line is the same object as long as it looks the same, so that the table can tell which lines to paint again.
    """

    def __init__(self, table: Widget, columns: Sequence[Column], marks: tuple[str, str] = MARKS) -> None:
        """Nothing can be drawn before `resize`."""
        self._table = table
        self._marks = marks
        self._columns = columns
        self._width = self._room = 0
        self._locale = ""
        self.fitted: list[tuple[Column, int]] = []
        self._rows: dict[tuple[int | None, bool, bool], tuple[Row | None, Strip]] = {}
        self._cells: dict[object, list[Segment]] = {}
        self._others: dict[object, list[Strip]] = {}
        self._styles: dict[tuple[str, ...], Style] = {}

    def resize(self, width: int, room: int) -> None:
        """Draw lines of `width` cells from now on, with `room` cells for the columns."""
        self._width, self._room = width, room
        self._locale = locales.shown_in()
        self.fitted = fit_columns(self._columns, room)
        self.forget()

    def follow_locale(self) -> None:
        """Draw everything again, in columns of new widths, if the format of days and amounts has changed."""
        if self._locale and self._locale != locales.shown_in():
            self.resize(self._width, self._room)

    def forget(self) -> None:
        """Draw everything again, as styles may have changed."""
        for kept in (self._rows, self._cells, self._others, self._styles):
            kept.clear()

    @property
    def background(self) -> Color:
        """The background of every line."""
        return self._table.background_colors[1]

    def header(self, sort: tuple[str, bool] | None) -> Strip:
        """Return the line of column labels. The column that orders the rows has ▲ or ▼."""
        key = ("header", sort)
        if key not in self._others:
            self._others[key] = [self._header(sort)]
        return self._others[key][0]

    def blank(self) -> Strip:
        """Return a line without a row."""
        if "blank" not in self._others:
            self._others["blank"] = [Strip.blank(self._width, self._style().rich_style)]
        return self._others["blank"][0]

    def empty(self, text: Content | str, height: int) -> list[Strip]:
        """Return `height` lines with `text` in the middle; a string is plain text."""
        key = ("empty", text if isinstance(text, str) else (text.plain, *text.spans), height)
        if key not in self._others:
            self._others[key] = centred_lines(text, self._style("empty"), self._width, height)
        return self._others[key]

    def row(self, row: Row | None, *, cursor: bool, selected: bool) -> Strip:
        """Return the line of a row; a muted "…" for None, a row not read yet."""
        key = (row["id"] if row else None, cursor, selected)
        kept = self._rows.get(key)
        if kept is not None and (kept[0] is row or kept[0] == row):
            return kept[1]
        strip = self._row(row, cursor, selected)
        if len(self._rows) >= _KEPT:
            self._rows.clear()
        self._rows[key] = (row, strip)
        return strip

    def _row(self, row: Row | None, cursor: bool, selected: bool) -> Strip:
        under = ("cursor",) if cursor else ()
        if row is None:
            style = self._style(*under, "dim")
            return self._line([_UNREAD][: len(self.fitted)], style, Segment(MARKS[0], style.rich_style))
        mark = self._style(*under, "selected") if selected else self._style(*under)
        gutter = Segment(self._marks[selected], mark.rich_style)
        return self._line([column.cell(row) for column, _ in self.fitted], self._style(*under), gutter)

    def _header(self, sort: tuple[str, bool] | None) -> Strip:
        style = self._style("header")
        cells: list[Cell] = []
        for column, width in self.fitted:
            label = show(column.label)
            if sort is not None and sort[0] == column.key:
                arrow = "▼" if sort[1] else "▲"
                shown = fit(label, max(0, width - GAP)).rstrip()
                label = f"{arrow} {shown}" if column.align == "right" else f"{shown} {arrow}"
                cells.append(Content.styled(label, self._style("sorted")))
            else:
                cells.append(Content(label))
        return self._line(cells, style, Segment(MARKS[0], style.rich_style))

    def _line(self, cells: Sequence[Cell], style: Style, gutter: Segment) -> Strip:
        """Return a line of `gutter` and `cells` in their columns, all on `style`.

        Neighbouring plain cells share a segment.
        """
        base = style.rich_style
        segments = [gutter]
        text = ""
        used = GUTTER
        for cell, (column, width) in zip(cells, self.fitted, strict=False):
            if isinstance(cell, str) and not column.style:
                text += fit(cell, width, column.align)
            else:
                if text:
                    segments.append(Segment(text, base))
                segments += self._styled(cell, column, width, style)
                text = ""
            text += " " * GAP
            used += width + GAP
        segments.append(Segment(text + " " * (self._width - used), base))
        if used <= self._width:
            return Strip(segments, self._width)
        return Strip(segments, used).adjust_cell_length(self._width, base)

    def _styled(self, cell: Cell, column: Column, width: int, style: Style) -> list[Segment]:
        """Return a cell with a style of its own: the column's for a string, that of the content for content."""
        if isinstance(cell, str):
            return [Segment(fit(cell, width, column.align), self._upon(style, column.style))]
        key = (cell.plain, tuple(cell.spans), width, column.align, style)
        segments = self._cells.get(key)
        if segments is None:
            if len(self._cells) >= _KEPT:
                self._cells.clear()
            segments = self._cells[key] = fit_content(cell, width, column.align).render_segments(style)
        return segments

    def _upon(self, style: Style, upper: str) -> RichStyle:
        """Return a style, by its name in the theme, on top of another."""
        key = (style, upper)
        kept = self._cells.get(key)
        if kept is None:
            kept = self._cells[key] = Content.styled("x", upper).render_segments(style)
        return kept[0].style or RichStyle.null()

    def _style(self, *parts: str) -> Style:
        """Return the table's style with those of some component classes on top."""
        if parts not in self._styles:
            names = [f"record-table--{part}" for part in parts]
            self._styles[parts] = self._table.get_visual_style(*names)
        return self._styles[parts]


def centred_lines(text: Content | str, style: Style, width: int, height: int) -> list[Strip]:
    """Return `height` lines of `width` cells with `text` in the middle, wrapped if necessary."""
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
