"""Printing of the verbs: exact JSON for programs, lines and tables for people, harmless to any terminal.

On a terminal a table fits its width; anywhere else nothing is cut off and nothing is styled.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from capptro_tui.cli.output import layout
from capptro_tui.show import show

T = TypeVar("T")

_WHOLE = 1_000_000
"""The most characters of a line that is not cut off."""

_PROGRESS_FROM = 2000
"""The least number of steps of work that shows its progress."""


def emit(text: str) -> None:
    """Print a line. Raises OutputLost if it cannot be written, BrokenPipeError if the reader is gone."""
    sys.stdout.write(text + "\n")


def to_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON. On a terminal it is ASCII, so that control characters in it have no effect."""
    return json.dumps(value, ensure_ascii=sys.stdout.isatty(), allow_nan=False, indent=indent)


def emit_json(value: Any) -> None:
    """Print one JSON value."""
    emit(to_text(value, indent=2))


def write_list(write: Callable[[str], Any], items: Iterable[str]) -> None:
    """Write a JSON list, an item a line, without holding it in memory."""
    write("[")
    last = ""
    for item in items:
        if last:
            write(last + ",")
        last = item
    if last:
        write(last)
    write("]")


def tell(*sentences: str) -> None:
    """Print each sentence as one harmless line."""
    for sentence in sentences:
        emit(show(sentence, _WHOLE))


def table(headers: Sequence[str], lines: Iterable[Sequence[str]], *, indent: int = 0) -> None:
    """Print lines of cells under headers, without columns that have neither header nor cells; nothing without lines."""
    for line in layout.table(headers, list(lines), indent=indent, columns=layout.columns()):
        emit(line)


def long_table(headers: Sequence[str], lines: Iterable[Sequence[str]]) -> bool:
    """Print a table that is too long to hold in memory. Return whether there was any line.

    The first lines decide the widths of the columns. A wider cell in a later line moves the other cells of that line.
    """
    any_line = False
    for line in layout.long_table(headers, lines, columns=layout.columns()):
        any_line = True
        emit(line)
    return any_line


def details(lines: Iterable[tuple[str, str]], *, indent: int = 2) -> None:
    """Print labels with their values. A long value continues on the next line below itself."""
    for line in layout.details(list(lines), indent=indent, columns=layout.columns()):
        emit(line)


def heading(text: str) -> None:
    """Print an empty line and a heading."""
    emit("")
    emit(layout.bold(show(text, _WHOLE)))


def progress(steps: Iterable[T], total: int, label: str, *, shown: bool = True) -> Iterator[T]:
    """Yield the steps, with a progress bar on standard error if they are many and it is a terminal."""
    with bar(label, shown=shown and total >= _PROGRESS_FROM) as report:
        for done, step in enumerate(steps, 1):
            yield step
            if report:
                report(done, total)


@contextmanager
def bar(label: str, *, shown: bool = True) -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar on standard error. Yields its update function (done, total); None without a terminal."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(label, total=None)
        yield lambda done, total: drawn.update(task, completed=done, total=total)
