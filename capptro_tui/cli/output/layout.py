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
"""The most characters of a cell that is not cut off."""
_MOST_OF_CELL = 300
"""The most characters that are laid out for one cell of a terminal."""
_FIRST = 500
"""The number of first lines of a long table that decide the widths of its columns."""

Lines = Sequence[Sequence[str]]


def columns() -> int | None:
    """Return the columns of the terminal on standard output; None if it is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def bold(text: str) -> str:
    """Return a text in bold, if standard output is a terminal that may be styled."""
    return _styled(text, _BOLD)


def table(headers: Sequence[str], lines: Lines, *, indent: int, columns: int | None) -> Iterator[str]:
    """Lay out lines of cells under headers, without columns that have neither header nor cells; nothing without lines.

    Args:
        headers: one for each column.
        lines: cells, as they come from the data.
        indent: number of spaces before each line.
        columns: columns of the terminal, into which the table fits; None to cut nothing off.
    """
    kept = [place for place, header in enumerate(headers) if header or any(line[place] for line in lines)]
    if lines:
        yield from _drawn(headers, lines, (), kept, indent, columns)


def long_table(headers: Sequence[str], lines: Iterable[Sequence[str]], *, columns: int | None) -> Iterator[str]:
    """Lay out a table line by line. The first lines decide the widths of its columns."""
    rest = iter(lines)
    first = list(islice(rest, _FIRST))
    if first:
        yield from _drawn(headers, first, rest, range(len(headers)), 0, columns)


def details(lines: Sequence[tuple[str, str]], *, indent: int, columns: int | None) -> Iterator[str]:
    """Lay out labels with their values beside them. A long value continues on the next line below itself."""
    widest = max((width(label) for label, _ in lines), default=0)
    room = None if columns is None else max(1, columns - indent - widest - len(_GAP))
    for label, value in lines:
        shown = [show(line, _WHOLE) for line in value.splitlines()] or [""]
        folded = [part for line in shown for part in (fold(line, room) if room else [line])]
        head = f"{' ' * indent}{_styled(_fitted(label, widest), _DIM)}{_GAP}"
        for place, part in enumerate(folded):
            yield ((head if place == 0 else " " * (indent + widest + len(_GAP))) + part).rstrip()


def fold(text: str, room: int) -> list[str]:
    """Break a line of text into lines of at most `room` columns, between words if possible."""
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
    """Return the columns that a text takes on a terminal."""
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
    """Yield the lines of a table in the widths of its first lines, or in smaller ones on a narrow terminal."""
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
    """Return the widths, the widest reduced until all fit into the room."""
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
    """Return a word, in pieces if it is wider than a line."""
    if width(word) <= room:
        return [word]
    from rich.cells import chop_cells  # late: few words are so long

    return chop_cells(word, room)


def _styled(text: str, style: str) -> str:
    """Return a text in a style, if standard output is a terminal and no setting asks for plain text."""
    if not text or not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"{style}{text}{_PLAIN}"
