"""Write files whole or not at all, and keep off the files of the database."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder, beside, document_folder
from capptro_tui.storage.leftovers import sweep_folder
from capptro_tui.storage.private_files import PRIVATE, NewFile


@contextmanager
def replacing(path: Path, *, database: Path, newline: str | None = None, mode: int = PRIVATE) -> Iterator[TextIO]:
    """Open a text file (UTF-8) that replaces `path` when it is complete.

    A target that is no regular file, such as a pipe, is written directly.

    Args:
        path: the file to write.
        database: the database in use, which must not be overwritten.
        newline: as in `open`; "" leaves line ends as they are.
        mode: its permissions; by default only its owner reads it.

    Raises:
        Refused: The file cannot be written, or it belongs to the database.
    """
    with replacing_binary(path, database=database, mode=mode) as file:
        # Half a character, as JSON may have it, is no UTF-8: it is written as its escape.
        text = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline=newline)
        yield text
        text.detach()


@contextmanager
def replacing_binary(path: Path, *, database: Path, mode: int = PRIVATE) -> Iterator[IO[bytes]]:
    """Open a file as `replacing` does, in binary."""
    keep_off(path, database)
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as pipe:
                yield pipe
            return
        target = Path(os.path.realpath(path))  # unlike resolve(), it bears links that lead to each other
        sweep_folder(target.parent)
        with NewFile(target.parent, "export", mode=mode) as made:
            yield made.file
            made.finish()
            made.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(f"The file {path} cannot be written: {error.strerror}.") from None


def check_target(path: Path, *, database: Path) -> None:
    """Raise Refused if no file can be made at a path. It is asked before the work whose result is to be written there.

    Args:
        path: the file to write.
        database: the database in use, which must not be overwritten.
    """
    keep_off(path, database)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not path.exists() or path.is_file():
            with NewFile(Path(os.path.realpath(path)).parent, "export"):
                pass
    except OSError as error:
        raise Refused(f"The file {path} cannot be written: {error.strerror}.") from None


def is_same_file(path: Path, other: Path) -> bool:
    """Return whether two paths lead to one file, which may not be there yet."""
    try:
        return os.path.realpath(path) == os.path.realpath(other) or path.samefile(other)
    except (OSError, ValueError):
        return False


def keep_off(path: Path, database: Path) -> None:
    """Refuse a path to a file of the database, under any name, without opening it.

    Closing a handle of the database would drop the locks that SQLite has on it in this process; a document or a backup
    that is overwritten is lost.

    Args:
        path: a file or folder that is to be read or written; it need not be there.
        database: the database.

    Raises:
        Refused: it is one of the database's files, is or lies in the folder of its documents or backups, or is no path.
    """
    if "\0" in str(path):
        raise Refused(f"{path} is no name of a file.")
    real = Path(os.path.realpath(path))
    queues = (database.with_name(database.name + suffix) for suffix in ("-queue", "-backup-queue", "-inbox-queue"))
    if any(is_same_file(path, used) for used in (*beside(database), *queues)):
        raise Refused(f"{path} is the database itself; name another file.")
    for folder, what in ((document_folder(database), "documents"), (backup_folder(database), "backups")):
        if real.is_relative_to(os.path.realpath(folder)):
            raise Refused(f"{path} is in the folder of the database's {what}; name another place.")
