"""What the verbs print: exact JSON for programs, lines and tables for people, harmless to any terminal.

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
"""Characters of a line where nothing is to be cut off."""

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


def write_list(write: Callable[[str], Any], items: Iterable[str]) -> None:
    """Write a JSON list, an item a line, without ever holding it whole."""
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
    """Print lines of cells under headers, columns with neither left out; nothing when there are no lines."""
    for line in layout.table(headers, list(lines), indent=indent, columns=layout.columns()):
        emit(line)


def long_table(headers: Sequence[str], lines: Iterable[Sequence[str]]) -> bool:
    """Print a table that is too long to be held: its first lines decide how wide its columns are, and in those after
    them a longer cell moves the others of its line. Return whether there was any line."""
    any_line = False
    for line in layout.long_table(headers, lines, columns=layout.columns()):
        any_line = True
        emit(line)
    return any_line


def details(lines: Iterable[tuple[str, str]], *, indent: int = 2) -> None:
    """Print labels with their values; what is longer than a line goes on below itself."""
    for line in layout.details(list(lines), indent=indent, columns=layout.columns()):
        emit(line)


def heading(text: str) -> None:
    """Print an empty line and a heading."""
    emit("")
    emit(layout.bold(show(text, _WHOLE)))


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
