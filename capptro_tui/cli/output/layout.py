"""Tables and details laid out as lines of text, by the width that each character has on a terminal.

Rich lays out more than this, and takes longer to import than most commands take to run.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from capptro_tui.show import CUT, show

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_GAP = "  "
_WHOLE = 1_000_000
"""Characters of a cell that is not to be cut off."""
_MOST_OF_CELL = 300
"""Characters that are worth laying out for one cell of a terminal."""
_FIRST = 500
"""Lines of a long table by which the widths of its columns are decided."""

Lines = Sequence[Sequence[str]]


def columns() -> int | None:
    """Columns of the terminal that standard output is; None where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def bold(text: str) -> str:
    """A text in bold, where standard output is a terminal that may be styled."""
    return _styled(text, _BOLD)


def table(headers: Sequence[str], lines: Lines, *, indent: int, columns: int | None) -> Iterator[str]:
    """Lay out lines of cells under headers; columns with neither are left out. Without lines there is nothing.

    Args:
        headers: one a column.
        lines: cells, as they come from the data.
        indent: spaces before each line.
        columns: of the terminal, whose width the table fits; None to cut nothing off.
    """
    kept = [place for place, header in enumerate(headers) if header or any(line[place] for line in lines)]
    if lines:
        yield from _drawn(headers, lines, (), kept, indent, columns)


def long_table(headers: Sequence[str], lines: Iterable[Sequence[str]], *, columns: int | None) -> Iterator[str]:
    """Lay out a table line by line, in columns as wide as its first lines ask for."""
    rest = iter(lines)
    first = list(islice(rest, _FIRST))
    if first:
        yield from _drawn(headers, first, rest, range(len(headers)), 0, columns)


def details(lines: Sequence[tuple[str, str]], *, indent: int, columns: int | None) -> Iterator[str]:
    """Lay out labels with their values beside them; what is longer than a line goes on below itself."""
    widest = max((width(label) for label, _ in lines), default=0)
    room = None if columns is None else max(1, columns - indent - widest - len(_GAP))
    for label, value in lines:
        shown = [show(line, _WHOLE) for line in value.splitlines()] or [""]
        folded = [part for line in shown for part in (fold(line, room) if room else [line])]
        head = f"{' ' * indent}{_styled(_fitted(label, widest), _DIM)}{_GAP}"
        for place, part in enumerate(folded):
            yield ((head if place == 0 else " " * (indent + widest + len(_GAP))) + part).rstrip()


def fold(text: str, room: int) -> list[str]:
    """A line of text as lines of at most `room` columns, broken between words where there is a place."""
    lines = [""]
    for word in text.split(" "):
        for part in _pieces(word, room):
            joined = f"{lines[-1]} {part}" if lines[-1] else part
            if width(joined) <= room:
                lines[-1] = joined
            else:
                lines.append(part)
    return lines


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # late: most texts are ASCII

    return cell_len(text)


def _drawn(
    headers: Sequence[str],
    first: Lines,
    rest: Iterable[Sequence[str]],
    kept: Sequence[int],
    indent: int,
    columns: int | None,
) -> Iterator[str]:
    """The lines of a table whose widths are those of the first lines, or less where the terminal is narrow."""
    limit = _WHOLE if columns is None else _MOST_OF_CELL

    def cells(line: Sequence[str]) -> list[str]:
        return [show(line[place], limit) for place in kept]

    shown = [cells(headers), *map(cells, first)]
    widths = [max(width(line[place]) for line in shown) for place in range(len(kept))]
    if columns is not None:
        widths = _narrowed(widths, columns - indent - len(_GAP) * (len(widths) - 1))
    for place, line in enumerate(chain(shown, map(cells, rest))):
        texts = [_fitted(_cut(text, size) if columns else text, size) for text, size in zip(line, widths, strict=True)]
        drawn = _GAP.join(texts).rstrip()
        yield " " * indent + (bold(drawn) if place == 0 else drawn) if drawn else ""


def _narrowed(widths: list[int], room: int) -> list[int]:
    """The widths, the widest made less until all of them fit."""
    narrowed = list(widths)
    while sum(narrowed) > room and max(narrowed) > 1:
        widest = max(narrowed)
        second = max((size for size in narrowed if size < widest), default=1)
        places = [place for place, size in enumerate(narrowed) if size == widest]
        spare = sum(narrowed) - room
        each = max(1, min(widest - second, -(-spare // len(places))))
        for place in places:
            narrowed[place] = max(1, widest - each)
    return narrowed


def _cut(text: str, size: int) -> str:
    if width(text) <= size:
        return text
    if text.isascii():
        return text[: size - 1] + CUT
    from rich.cells import set_cell_size  # late: most texts are ASCII

    return set_cell_size(text, size - 1).rstrip() + CUT


def _fitted(text: str, size: int) -> str:
    return text + " " * (size - width(text))


def _pieces(word: str, room: int) -> list[str]:
    """A word, in pieces where it is wider than a line."""
    if width(word) <= room:
        return [word]
    from rich.cells import chop_cells  # late: few words are so long

    return chop_cells(word, room)


def _styled(text: str, style: str) -> str:
    """A text in a style, where standard output is a terminal and nobody has asked for plain text."""
    if not text or not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"{style}{text}{_PLAIN}"
