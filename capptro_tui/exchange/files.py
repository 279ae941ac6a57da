"""Write files whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from capptro_tui.errors import Refused
from capptro_tui.locations import beside
from capptro_tui.storage.leftovers import sweep_folder
from capptro_tui.storage.private_files import NewFile


@contextmanager
def replacing(path: Path, *, database: Path, newline: str | None = None) -> Iterator[TextIO]:
    """Open a text file (UTF-8, for its owner only) that replaces `path` when it is complete.

    A target that is no regular file, such as a pipe, is written directly.

    Args:
        path: the file to write.
        database: the database in use, which must not be overwritten.
        newline: as in `open`; "" leaves line ends as they are.

    Raises:
        Refused: The file cannot be written, or it belongs to the database.
    """
    with replacing_binary(path, database=database) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline=newline)
        yield text
        text.detach()


@contextmanager
def replacing_binary(path: Path, *, database: Path) -> Iterator[IO[bytes]]:
    """Open a file as `replacing` does, in binary."""
    try:
        _keep_off(path, database)
        if path.exists() and not path.is_file():
            with path.open("wb") as pipe:
                yield pipe
            return
        target = Path(os.path.realpath(path))  # unlike resolve(), it bears links that lead to each other
        sweep_folder(target.parent)
        with NewFile(target.parent, "export") as made:
            yield made.file
            made.finish()
            made.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(f"The file {path} cannot be written: {error.strerror}.") from None


def _keep_off(path: Path, database: Path) -> None:
    """Refuse a path to a file of the database, under any name."""
    for used in beside(database):
        if os.path.realpath(path) == os.path.realpath(used) or (
            path.exists() and used.exists() and path.samefile(used)
        ):
            raise Refused(f"{path} is the database itself; write to another file.")
