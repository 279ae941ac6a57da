"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from capptro_tui.errors import Refused
from capptro_tui.locations import beside


@contextmanager
def replacing(path: Path, *, database: Path) -> Iterator[TextIO]:
    """A text file (UTF-8, for its owner only) that takes the place of `path` when it is complete.

    What is no regular file, such as a pipe, is written directly. Raises Refused when it cannot be written, or when it
    is the `database` itself.
    """
    try:
        _keep_off(path, database)
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8") as pipe:
                yield pipe
            return
        target = path.resolve()
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(f"The file {path} cannot be written: {error.strerror}.") from None


def _keep_off(path: Path, database: Path) -> None:
    """Refuse the files of the database, by whatever name."""
    for used in beside(database):
        if path.resolve() == used.resolve() or (path.exists() and used.exists() and path.samefile(used)):
            raise Refused(f"{path} is the database itself; write to another file.")
