"""The file that is read: opened anew for every pass, and the same file each time."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.files import keep_off

_CHUNK: Final = 1 << 20
_MOST_PIPED: Final = 2 << 30
"""Most bytes that are read from a pipe. A pipe has no size, and some never end."""


class SourceFile:
    """A file that is read several times.

    A pipe can be read once: its content is kept in a private temporary file for as long as this object is alive.

    Args:
        path: the file.
        database: the database in use, whose files are not opened; None if there is none.

    Raises:
        Refused: there is none, it is no file, it may not be read, it is empty, or it belongs to the database.
    """

    def __init__(self, path: Path, database: Path | None = None) -> None:
        self.path = path
        if database is not None:
            keep_off(path, database)
        self._kept: tempfile._TemporaryFileWrapper[bytes] | None = None
        with readable(path):
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                raise Refused(f"“{path.name}” is a folder. Name a file in it.")
            if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
                self._keep()
            elif not stat.S_ISREG(mode):
                raise Refused(f"“{path.name}” is no file that can be read to its end. Name a file.")
            self._seen = _fingerprint(os.stat(self._readable))
        if not self.size:
            raise Refused(f"“{path.name}” is empty: it has no bytes at all. Export it again.")

    @property
    def name(self) -> str:
        """Name of the file, as messages say it."""
        return self.path.name or str(self.path)

    @property
    def size(self) -> int:
        """Number of its bytes."""
        return self._seen[2]

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the file. It is closed at the end, and must be the one that was opened first, unchanged.

        Raises:
            Refused: it is gone, is another file, may not be read, or was written to since it was first opened.
        """
        with readable(self.path):
            self._check(os.stat(self._readable))  # before it is opened: another file may be the database
            with open(self._readable, "rb") as file:
                self._check(os.fstat(file.fileno()))
                yield file
                self._check(os.fstat(file.fileno()))

    def head(self, length: int) -> bytes:
        """Return its first bytes."""
        with self.open() as file:
            return file.read(length)

    @property
    def _readable(self) -> Path:
        return Path(self._kept.name) if self._kept else self.path

    def _keep(self) -> None:
        """Copy a pipe into a temporary file. It stays open with this object, and is removed with it."""
        self._kept = tempfile.NamedTemporaryFile(prefix="capptro-import-")  # noqa: SIM115
        size = 0
        with open(self.path, "rb") as pipe:
            while chunk := pipe.read(_CHUNK):
                size += len(chunk)
                if size > _MOST_PIPED:
                    raise Refused(f"“{self.name}” sends more than {_MOST_PIPED >> 30} GB. Save it as a file first.")
                self._kept.write(chunk)
        self._kept.flush()

    def _check(self, found: os.stat_result) -> None:
        if _fingerprint(found) != self._seen:
            raise Refused(f"“{self.name}” was changed while it was read. Wait until it is finished, and start again.")


class SourceContent(SourceFile):
    """Content that was read already, as a file. No temporary file is made of it.

    Args:
        name: the name that messages say.
        content: its bytes.
    """

    def __init__(self, name: str, content: bytes) -> None:
        self.path = Path(name)
        self._name = name
        self._content = content

    @property
    def name(self) -> str:
        """The name, as messages say it."""
        return self._name

    @property
    def size(self) -> int:
        """Number of its bytes."""
        return len(self._content)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the content."""
        yield io.BytesIO(self._content)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say in one sentence why a file cannot be read. Raises Refused instead of OSError."""
    name = path.name or str(path)
    try:
        if "\0" in str(path):
            raise FileNotFoundError
        yield
    except FileNotFoundError:
        raise Refused(f"There is no file “{name}” (any more). Check its name and folder.") from None
    except PermissionError:
        raise Refused(f"You have no right to read “{name}”. Ask whoever owns it, or copy it.") from None
    except OSError as error:
        reason = error.strerror or "the disk does not answer"
        raise Refused(f"“{name}” cannot be read: {reason}. Copy it to this computer and try again.") from None


def _fingerprint(seen: os.stat_result) -> tuple[int, int, int, int]:
    """Return device, inode, size and time of change: another file or another content has others."""
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns
