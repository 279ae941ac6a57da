"""What is in documents: files beside the database, each under the SHA-256 of its content.

A content comes in whole or not at all: it is copied and hashed in one pass into a file of its own, and only when all of
it is on the disk does that take its place. The same content twice is one file. A row of the database names a content;
one that no row names does no harm, and goes with the next sweep.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from capptro_tui.errors import Missing, Refused
from capptro_tui.locations import beside, document_folder

BLOCK: Final = 1 << 20
"""Bytes that are read, hashed and written at a time."""

MEGABYTE: Final = 1_000_000
"""Bytes of the unit in which people count the size of a file."""

_PARTIAL = ".copying-"
_HASH = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
# A link is not followed, and what turns out to be a pipe or a device is not waited for.
_READ_SOURCE = _READ | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class Copied:
    """A content that has been copied in and is not in its place yet."""

    partial: Path
    target: Path
    sha256: str
    size: int  #: bytes

    def keep(self) -> None:
        """Put it in its place, also over the same content: that one may have been damaged. Raises Refused."""
        with _writing(self.target.parent.parent):
            _make(self.target.parent)
            self.partial.replace(self.target)
            _sync_folder(self.target.parent)


class Files:
    """The contents of the documents of one database."""

    def __init__(self, database: Path) -> None:
        """`database` is where that is."""
        self.database = database
        self.folder = document_folder(database)

    def path(self, sha256: str) -> Path:
        """Where a content is, or would be. Raises Refused for what is no hash."""
        if not _HASH.fullmatch(sha256):
            raise Refused("The record of this document is damaged: it names no file. Put back a backup.")
        return self.folder / sha256[:2] / sha256

    # In

    @contextmanager
    def copying(self, source: Path, most: int) -> Iterator[Copied]:
        """A copy of the file at `source`, of at most `most` bytes, which is gone afterwards unless it was kept.

        The last part of the path must be a file itself, no link to one; on the way to it links and `..` are followed.
        Raises Refused: for what is no regular file, for the database's own files, when it is too large, changes or
        vanishes meanwhile, cannot be read, or finds no room.
        """
        with self._source(source, most) as (file, before):
            with _writing(self.folder):
                _make(self.folder)
                handle, name = tempfile.mkstemp(prefix=_PARTIAL, dir=self.folder)
            partial = Path(name)
            try:
                with _writing(self.folder), os.fdopen(handle, "wb") as target:
                    size, sha256 = _copy(source, file, target, most)
                _must_be_the_same(source, file, before, size)
                yield Copied(partial, self.path(sha256), sha256, size)
            finally:
                _remove(partial)

    @contextmanager
    def _source(self, source: Path, most: int) -> Iterator[tuple[BinaryIO, os.stat_result]]:
        """A file that may be copied in, open, and what it was like then."""
        with _reading(source):
            self._must_be_a_file(source, os.lstat(source))
            handle = os.open(source, _READ_SOURCE)
        with os.fdopen(handle, "rb", buffering=0) as file:
            # Looked at once more: another file may be there by now.
            before = os.fstat(handle)
            self._must_be_a_file(source, before)
            if before.st_size > most:
                raise _too_large(source, most)
            yield file, before

    def _must_be_a_file(self, source: Path, seen: os.stat_result) -> None:
        if stat.S_ISLNK(seen.st_mode):
            raise Refused(f"{source} is a link to another file; attach that file itself.")
        if stat.S_ISDIR(seen.st_mode):
            raise Refused(f"{source} is a folder; attach the files in it.")
        if not stat.S_ISREG(seen.st_mode):
            raise Refused(f"{source} is a device or a pipe; only files can be attached.")
        # Closing any handle of a file ends the locks that SQLite has on it in this process.
        for path in beside(self.database):
            with suppress(OSError):
                if os.path.samestat(seen, os.stat(path)):
                    raise Refused(f"{source} belongs to the database itself; it cannot be attached.")

    # Out

    @contextmanager
    def reading(self, sha256: str) -> Iterator[BinaryIO]:
        """A content, to read. Raises Missing when it is not there, and Refused when it cannot be read."""
        path = self.path(sha256)
        try:
            handle = os.open(path, _READ_SOURCE)
        except FileNotFoundError:
            raise Missing(f"The file of this document is missing from {self.folder}. Put back a backup.") from None
        except OSError as error:
            raise Refused(f"The file of this document cannot be read: {error.strerror}.") from None
        with os.fdopen(handle, "rb", buffering=0) as file:
            yield file

    def copy_out(self, sha256: str, folder: Path, name: str, *, mode: int = 0o600) -> Path:
        """Copy a content into a folder under `name`, or the next free one, `name (2)`; where it is then.

        Nothing is overwritten. Raises Refused, also when the content is not what it was; nothing is left then.
        """
        with self.reading(sha256) as file:
            with _writing(folder):
                handle, target = _free_name(folder, name)
            try:
                with _writing(folder), os.fdopen(handle, "wb") as copy:
                    _, found = _copy(self.path(sha256), file, copy)
                    if found != sha256:
                        raise Refused("The file of this document is damaged; put back a backup.")
                    target.chmod(mode)
            except BaseException:
                _remove(target)
                raise
        return target

    # Upkeep

    def fits(self, sha256: str) -> Generator[None, None, bool]:
        """Whether a content is what it was when it came in; a step for each block. Raises as `reading` does."""
        digest = hashlib.sha256()
        with self.reading(sha256) as file:
            try:
                while block := file.read(BLOCK):
                    digest.update(block)
                    yield
            except OSError:
                return False
        return digest.hexdigest() == sha256

    def remove_unneeded(self, needed: Collection[str], before: float) -> int:
        """Remove contents that are not needed and half-made copies, if they are older than `before`; how many."""
        return sum(_remove(path) for path in self._own() if path.name not in needed and _is_older(path, before))

    def _own(self) -> Iterator[Path]:
        """The files that this store has made; what somebody else has put here is left alone."""
        for path in _listed(self.folder):
            if path.name.startswith(_PARTIAL):
                yield path
            elif len(path.name) == 2:
                yield from (one for one in _listed(path) if _HASH.fullmatch(one.name) and one.name[:2] == path.name)


# Parts


def _copy(source: Path, file: BinaryIO, target: BinaryIO, most: int | None = None) -> tuple[int, str]:
    """Copy an open file until it ends, down to the disk; its size and SHA-256. Raises Refused past `most` bytes."""
    digest, size = hashlib.sha256(), 0
    while block := _block(source, file):
        size += len(block)
        if most is not None and size > most:
            raise _too_large(source, most)
        digest.update(block)
        target.write(block)
    target.flush()
    os.fsync(target.fileno())
    return size, digest.hexdigest()


def _block(source: Path, file: BinaryIO) -> bytes:
    with _reading(source):
        return file.read(BLOCK)


def _must_be_the_same(source: Path, file: BinaryIO, before: os.stat_result, size: int) -> None:
    """What was copied is what is there still. Raises Refused."""
    changed = Refused(f"{source} was changed while it was copied. Nothing was attached; try again.")
    after = os.fstat(file.fileno())
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or size != before.st_size:
        raise changed
    try:
        there = os.lstat(source)
    except OSError:
        raise Refused(f"{source} vanished while it was copied. Nothing was attached.") from None
    if not os.path.samestat(there, after):
        raise changed


def _too_large(source: Path, most: int) -> Refused:
    return Refused(f"{source} is larger than {most // MEGABYTE:,} MB, the most that the settings allow.")


def _free_name(folder: Path, name: str) -> tuple[int, Path]:
    """A new file under a name that is free in a folder, for its owner only: its handle and where it is."""
    wanted = folder / name
    for count in range(1, 10_000):
        path = wanted if count == 1 else wanted.with_name(f"{wanted.stem} ({count}){wanted.suffix}")
        with suppress(FileExistsError):
            return os.open(path, _WRITE_NEW, 0o600), path
    raise Refused(f"There are too many files called {name} in {folder}.")


def _make(folder: Path) -> None:
    """Make a folder for its owner only, unless it is there."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Have what was put into a folder on the disk. Where folders cannot be, SQLite does without it, too."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_older(path: Path, before: float) -> bool:
    try:
        seen = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(seen.st_mode) and seen.st_mtime < before


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    """What the system says of a file that is read, as a sentence for people."""
    try:
        yield
    except FileNotFoundError:
        raise Refused(f"There is no file {source}.") from None
    except OSError as error:
        raise Refused(f"{source} cannot be read: {error.strerror}.") from None
    except ValueError:  # a NUL in a path
        raise Refused(f"{source} is not the name of a file.") from None


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """What the system says of a folder that is written to, as a sentence for people."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Refused("The disk is full. Nothing was copied; make room and try again.") from None
        raise Refused(f"The folder {folder} cannot be written to: {error.strerror}.") from None
