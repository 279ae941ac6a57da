"""Notes faults of the program with their places, without any value: no customer's data gets into the log."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from capptro_tui import __version__
from capptro_tui.locations import log_path
from capptro_tui.storage.private_files import PRIVATE, make_folder, make_private

_MOST_BYTES = 500_000
"""A log above this size is started again."""

_MOST_CAUSES = 5
"""Most causes that are noted with a fault."""


def note(fault: BaseException) -> str:
    """Append the type of a fault and its call stack, without values, to the log; return one sentence for people."""
    kind = type(fault).__name__
    path = log_path()
    head = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} capptro {__version__} {kind}"
    lines = [head, *_places(fault)]
    for cause in islice(_causes(fault), _MOST_CAUSES):
        lines += [f"  caused by {type(cause).__name__}", *_places(cause)]
    try:
        _append(path, "\n".join(lines) + "\n")
    except OSError:
        return f"Something went wrong: {kind}. It could not be noted in {path}."
    return f"Something went wrong: {kind}. What was saved is safe; it is noted in {path}."


def _places(fault: BaseException) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]


def _causes(fault: BaseException) -> Iterator[BaseException]:
    """Yield the causes of a fault, the nearest first."""
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if cause is not None:
        yield cause
        yield from _causes(cause)


def _append(path: Path, text: str) -> None:
    """Append to a file, which is made readable by its owner only."""
    make_folder(path.parent)
    anew = path.exists() and path.stat().st_size > _MOST_BYTES
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if anew else os.O_APPEND), PRIVATE)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        make_private(handle)
        file.write(text)
