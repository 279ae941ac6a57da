"""A canvas of characters: braille dots for lines, texts and marks above them, background areas below."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from rich.cells import cell_len

from capptro_tui.widgets.map.map_view import ACROSS, DOWN, Path, clipped

_BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille character, by row and column (The Unicode Standard, U+2800)."""

_BRAILLE: Final = 0x2800

GRID: Final = "grid"
"""Style of lines that other lines hide."""


class Canvas:
    """A canvas of width by height characters, each with the name of its style. Later drawing covers earlier."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._bits = [[0] * width for _ in range(height)]
        self._lines = [[""] * width for _ in range(height)]
        self._texts: list[list[str | None]] = [[None] * width for _ in range(height)]
        self._styles = [[""] * width for _ in range(height)]
        self._grounds = [[""] * width for _ in range(height)]

    def line(self, path: Path, style: str, *, every: int = 1) -> None:
        """Draw a line from dot to dot; with `every`, only one dot in so many."""
        for start, end in pairwise(path):
            part = clipped(start, end, self.width * ACROSS - 1e-6, self.height * DOWN - 1e-6)
            if part is None:
                continue
            (x, y), (to_x, to_y) = part
            steps = max(1, math.ceil(max(abs(to_x - x), abs(to_y - y))))
            for step in range(0, steps + 1, every):
                self._dot(int(x + (to_x - x) * step / steps), int(y + (to_y - y) * step / steps), style)

    def _dot(self, column: int, row: int, style: str) -> None:
        place, line = column // ACROSS, row // DOWN
        if self._lines[line][place] == GRID != style:
            self._bits[line][place] = 0  # lines of the ground hide the grid
        self._bits[line][place] |= _BITS[row % DOWN][column % ACROSS]
        self._lines[line][place] = style

    def fill(self, paths: list[Path], style: str) -> None:
        """Give the characters inside closed lines a background. Nothing is drawn if the lines are not closed."""
        spans = []
        for line in range(self.height):
            crossings = _crossings(paths, line * DOWN + DOWN / 2)
            if len(crossings) % 2:
                return
            spans += [(line, one, other) for one, other in zip(crossings[::2], crossings[1::2], strict=True)]
        for line, one, other in spans:
            start = max(0, math.ceil(one / ACROSS - 0.5))
            for place in range(start, min(self.width, math.ceil(other / ACROSS - 0.5))):
                self._grounds[line][place] = style

    def write(self, place: int, line: int, text: str, style: str) -> None:
        """Write a text from a character on. The part that does not fit is left out."""
        for character in text:
            cells = cell_len(character)
            if cells and place >= 0 and place + cells <= self.width and 0 <= line < self.height:
                self._texts[line][place] = character
                self._styles[line][place] = style
                if cells == 2:
                    self._texts[line][place + 1] = ""
                    self._styles[line][place + 1] = style
            place += cells

    def is_free(self, place: int, line: int, cells: int) -> bool:
        """Whether cells are on the canvas and have no text."""
        if not (0 <= line < self.height and place >= 0 and place + cells <= self.width):
            return False
        return all(text is None for text in self._texts[line][place : place + cells])

    def row(self, line: int) -> list[tuple[str, str, str]]:
        """Return a line of the canvas as runs of (text, style, background style)."""
        runs: list[tuple[str, str, str]] = []
        for place in range(self.width):
            text, style = self._texts[line][place], self._styles[line][place]
            if text is None:
                bits = self._bits[line][place]
                text, style = (chr(_BRAILLE | bits), self._lines[line][place]) if bits else (" ", "")
            ground = self._grounds[line][place]
            if runs and runs[-1][1:] == (style, ground):
                runs[-1] = (runs[-1][0] + text, style, ground)
            else:
                runs.append((text, style, ground))
        return runs


def _crossings(paths: list[Path], row: float) -> list[float]:
    """Return the columns at which lines cross a row of dots, from the left."""
    found = []
    for path in paths:
        for (x, y), (to_x, to_y) in pairwise(path):
            if (y <= row) != (to_y <= row):
                found.append(x + (to_x - x) * (row - y) / (to_y - y))
    return sorted(found)
