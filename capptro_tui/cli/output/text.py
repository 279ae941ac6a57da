"""What the verbs print: exact JSON for programs, tables for people, harmless to any terminal.

On a terminal a table fits its width; anywhere else nothing is cut off and nothing is coloured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from capptro_tui.show import show

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

T = TypeVar("T")

_WHOLE = 1_000_000
"""Characters of a cell, and cells of a line, where nothing is to be cut off."""

_PROGRESS_FROM = 2000
"""Steps from which work counts as long."""


def emit(text: str) -> None:
    """Print a line. Raises OutputLost where it cannot be written, BrokenPipeError where nobody reads."""
    sys.stdout.write(text + "\n")


def to_text(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON; on a terminal in ASCII, so that no text in it can play tricks there."""
    return json.dumps(value, ensure_ascii=sys.stdout.isatty(), allow_nan=False, indent=indent)


def emit_json(value: Any) -> None:
    """Print one JSON value."""
    emit(to_text(value, indent=2))


def tell(*sentences: str) -> None:
    """Print each sentence as one harmless line."""
    for sentence in sentences:
        emit(show(sentence, _WHOLE))


def table(headers: Sequence[str], lines: Iterable[Sequence[str]], *, indent: int = 0) -> None:
    """Print lines of cells under headers, columns with neither left out; nothing when there are no lines."""
    from rich.table import Table
    from rich.text import Text

    def short(text: str) -> Text:
        return Text(show(text, _limit()), no_wrap=True, overflow="ellipsis")

    rows = list(lines)
    kept = [place for place, header in enumerate(headers) if header or any(row[place] for row in rows)]
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for place in kept:
        made.add_column(short(headers[place]))
    for row in rows:
        made.add_row(*(short(row[place]) for place in kept))
    if rows:
        _render(made, indent)


def details(lines: Iterable[tuple[str, str]], *, indent: int = 2) -> None:
    """Print labels with their values; what is longer than a line goes on below itself."""
    from rich.table import Table
    from rich.text import Text

    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for label, value in lines:
        text = "\n".join(show(line, _WHOLE) for line in value.splitlines())
        made.add_row(Text(label, style="dim"), Text(text, overflow="fold"))
    if made.row_count:
        _render(made, indent)


def heading(text: str) -> None:
    """Print an empty line and a heading."""
    from rich.text import Text

    emit("")
    _render(Text(show(text, _WHOLE), style="bold", overflow="fold"))


def progress(steps: Iterable[T], total: int, label: str, *, shown: bool = True) -> Iterator[T]:
    """The steps, with a bar on standard error while they go by when they are many and somebody is watching."""
    with bar(label, shown=shown and total >= _PROGRESS_FROM) as report:
        for done, step in enumerate(steps, 1):
            yield step
            if report:
                report(done, total)


@contextmanager
def bar(label: str, *, shown: bool = True) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error, which is told how much of how much is done; None when nobody is watching."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(label, total=None)
        yield lambda done, total: drawn.update(task, completed=done, total=total)


def _limit() -> int:
    """Characters that are worth laying out for one cell."""
    return 300 if sys.stdout.isatty() else _WHOLE


def _console() -> Console:
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False)
    return Console(width=_WHOLE, color_system=None, force_terminal=False, highlight=False, markup=False, emoji=False)


def _render(what: RenderableType, indent: int = 0) -> None:
    """Print what rich lays out, without the spaces it fills lines up with."""
    from rich.padding import Padding

    console = _console()
    with console.capture() as captured:
        console.print(Padding.indent(what, indent))
    for line in captured.get().splitlines():
        emit(line.rstrip())
