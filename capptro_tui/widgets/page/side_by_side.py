"""Lay out two records beside each other, field by field; below each other if there is no room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from textual.content import Content

from capptro_tui.show import show
from capptro_tui.widgets.table.table_columns import fit_content

STACKED = 56
"""Below this width in cells, the two records stand below each other."""

CHOSEN, _NOT_CHOSEN = "✓ ", "  "
_LABEL, _LONG_LABEL, _ROOMY = 18, 26, 100
"""Cells for a label; the second figure applies from the third, a width, on."""

_GAP = 2
_MOST_LINES = 6
"""Most lines of a value; the record's page shows the rest."""


@dataclass(frozen=True, slots=True)
class Side:
    """One record's value in a field. `chosen` says whether it stays; None if nothing is chosen here."""

    value: Content
    chosen: bool | None = None

    def lines(self, width: int) -> list[Content]:
        """Return the value in lines of `width` cells, behind its mark."""
        mark = "" if self.chosen is None else CHOSEN if self.chosen else _NOT_CHOSEN
        value = self.value if self.chosen is not False else self.value.stylize_before("$muted")
        lines = value.wrap(max(4, width - len(mark))) or [Content("")]
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], Content.styled("…", "$muted")]
        return [Content.assemble((mark if not place else " " * len(mark), "$accent bold"), line) for place, line
                in enumerate(lines)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """Widths in cells of the whole, the labels and each side. `label` is 0 if everything stands below each other."""

    width: int
    label: int
    side: int

    @classmethod
    def fitting(cls, width: int, labels: Iterable[str]) -> Grid:
        """Return the grid of these labels in so many cells."""
        if width < STACKED:
            return cls(width, 0, width - _GAP)
        most = _LABEL if width < _ROOMY else _LONG_LABEL
        label = min(most, max((Content(one).cell_length for one in labels), default=0)) + _GAP
        return cls(width, label, (width - label - _GAP) // 2)

    def heading(self, title: Content, left: Sequence[Content], right: Sequence[Content]) -> list[Content]:
        """Return the lines with a title and the heads of both sides."""
        if not self.label:
            sides = [Content("  ").join(side[:2]) for side in (left, right)]
            return [line.truncate(self.width, ellipsis=True) for line in (title, *sides) if line.plain]
        return self._beside([title], left, right)

    def title(self, text: str) -> Content:
        """Return the title of a group of fields."""
        return fit_content(Content.styled(text, "bold $muted"), self.width)

    def field(self, label: str, left: Side, right: Side, *, is_current: bool = False) -> list[Content]:
        """Return the lines of a field, all of the same width, highlighted if it is the current one."""
        name = Content.styled(show(label, 60), "$foreground" if is_current else "$muted")
        if self.label:
            lines = self._beside([name], left.lines(self.side), right.lines(self.side))
        else:
            sides = [*left.lines(self.side), *right.lines(self.side)]
            lines = [fit_content(name, self.width), *(self._indented(line) for line in sides)]
        return [line.stylize_before("on $block-cursor-background") for line in lines] if is_current else lines

    def same(self, label: str, value: Content) -> Content:
        """Return the line of a field in which both have one value."""
        name = Content.styled(show(label, 60), "$muted")
        start = fit_content(name, self.label - _GAP) if self.label else name
        return fit_content(Content.assemble(start, " " * _GAP, value), self.width)

    def _indented(self, line: Content) -> Content:
        return Content.assemble(" " * _GAP, fit_content(line, self.side))

    def _beside(self, labels: Sequence[Content], left: Sequence[Content], right: Sequence[Content]) -> list[Content]:
        widths = self.label, self.side + _GAP, self.side
        rows = zip_longest(labels, (fit_content(one, self.side) for one in left), right, fillvalue=Content(""))
        lines = [
            Content("").join(fit_content(cell, cells) for cell, cells in zip(row, widths, strict=True)) for row in rows
        ]
        return [fit_content(line, self.width) for line in lines]
