"""Figures in a row, each above its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.widgets import Static

from capptro_tui.widgets.page.facts import flow
from capptro_tui.widgets.table.table_columns import fit_content

_GAP: Final = 3
_NARROW: Final = 56
"""Below this width in cells, a figure stands beside its label, and only the `always` ones are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its label. It is left out on a narrow screen unless `always` is set."""

    count: int
    label: Content
    always: bool = True

    @property
    def number(self) -> Content:
        """The number as it is drawn."""
        return Content.styled(f"{self.count:,}", "bold" if self.count else "$muted")


class Figures(Static):
    """Numbers above their labels, the most important first; as many as fit."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._figures: Sequence[Figure] = ()

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these figures."""
        self._figures = figures
        self._draw()

    def on_resize(self) -> None:
        """Draw again in the new width."""
        self._draw()

    def _draw(self) -> None:
        width = self.size.width
        if width < _NARROW:
            shown = [figure for figure in self._figures if figure.always]
            lines = flow([Content.assemble(figure.number, " ", figure.label) for figure in shown], max(width, 1))
        else:
            lines = self._columns(width)
        self.update(Content("\n").join(lines))

    def _columns(self, room: int) -> list[Content]:
        numbers, labels = [], []
        for figure in self._figures:
            width = max(figure.number.cell_length, figure.label.cell_length)
            if width > room:
                break
            numbers.append(fit_content(figure.number, width))
            labels.append(fit_content(figure.label, width))
            room -= width + _GAP
        gap = Content(" " * _GAP)
        return [gap.join(numbers), gap.join(labels)]
