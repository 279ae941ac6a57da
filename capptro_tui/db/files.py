"""Contents of documents: files beside the database, each named by the SHA-256 of its content.

A content is stored as a whole or not at all: it is copied into a temporary file, synced to the disk and read back
before it gets its name. Two equal contents are one file. A row of the database names a content; a content that no row
names does no harm, and the next check removes it.

With every use, the folder is checked: it must be a real folder, and is closed to other users (`private_folder`).
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final

from capptro_tui.errors import Missing, Refused, Superseded
from capptro_tui.locations import beside, document_folder
from capptro_tui.storage.private_files import PRIVATE, NewFile, make_folder, make_private, remove
from capptro_tui.storage.private_folder import check_folder, openness
from capptro_tui.text.patterns import pattern

BLOCK: Final = 1 << 20
"""Bytes that are read, hashed and written at a time."""

MEGABYTE: Final = 1_000_000
"""Bytes of the unit in which people count the size of a file."""

_HASH = pattern(r"[0-9a-f]{64}")
_PART = pattern(r"[0-9a-f]{2}")
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})

# A link is not followed. Opening a pipe or a device does not block.
_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
)


@dataclass(frozen=True, slots=True)
class Copied:
    """A content that is copied into a temporary file and not yet in its place."""

    made: NewFile
    target: Path
    sha256: str
    size: int  #: bytes

    def keep(self) -> None:
        """Move the content to its place, over an equal one too: that one may have been damaged. Raises Refused."""
        check_folder(self.target.parent)
        with _writing(self.target.parent.parent):
            make_folder(self.target.parent)
            self.made.replace(self.target)


class Files:
    """The contents of the documents of one database."""

    def __init__(self, database: Path, folder: Path | None = None) -> None:
        """
        Args:
            database: path of the database.
            folder: folder of the contents; None for the default folder of the database's documents.
        """
        self.database = database
        self.folder = folder or document_folder(database)
        self._verified: dict[str, tuple[int, ...]] = {}

    def path(self, sha256: str) -> Path:
        """Return the path at which a content is, or would be. Raises Refused for a text that is no SHA-256."""
        if not _HASH.fullmatch(sha256):
            raise Refused("The record of this document is damaged: it names no file. Put back a backup.")
        return self.folder / sha256[:2] / sha256

    def is_there(self) -> bool:
        """Return whether there is a folder of documents. Raises Refused if it may not be used, such as a link."""
        return check_folder(self.folder)

    def openness(self) -> str:
        """Return a warning for people if other users may read the documents and that cannot be changed; else ""."""
        return openness(self.folder)

    # Storing

    @contextmanager
    def copying(self, source: Path, most: int) -> Iterator[Copied]:
        """Copy the file at `source` into the store under a temporary name; the copy is removed unless it is kept.

        The last part of the path must be a file itself, no link to one; links and `..` before it are followed.

        Args:
            source: the file to copy.
            most: largest size in bytes.

        Raises:
            Refused: it is no regular file or belongs to the database, is too large, changes or vanishes meanwhile,
                cannot be read, or there is no room.
        """
        with self._source(source, most) as (file, before):
            self.is_there()
            with _writing(self.folder):
                make_folder(self.folder)
                made = NewFile(self.folder, "document")
            with made:
                with _writing(self.folder):
                    size, sha256 = _copy(source, file, made, most)
                _must_be_the_same(source, file, before, size)
                yield Copied(made, self.path(sha256), sha256, size)

    @contextmanager
    def _source(self, source: Path, most: int) -> Iterator[tuple[BinaryIO, os.stat_result]]:
        """Yield a file that may be copied in, opened, with its `stat` before the copy. Raises Refused."""
        with _reading(source):
            self._must_be_a_file(source, os.lstat(source))
            handle = os.open(source, _READ)
        with os.fdopen(handle, "rb", buffering=0) as file:
            # Checked again on the open file: another file may be at the path by now.
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

    def has(self, sha256: str) -> bool:
        """Return whether a content is there, without reading it. Raises Refused if the folder may not be used."""
        return self.is_there() and self.path(sha256).is_file()

    def take_from(self, other: Files, sha256: str, *, link: bool = False) -> None:
        """Copy a content from another store into this one.

        Args:
            other: the store that has the content.
            sha256: hash of the content.
            link: whether a hard link to the same file will do, where the disk allows it.

        Raises:
            Missing: the other store does not have it.
            Refused: it is damaged there, or cannot be written here.
        """
        target = self.path(sha256)
        with other.reading(sha256) as file, _writing(self.folder):
            self.is_there()
            make_folder(target.parent)
            if link and _linked(other.path(sha256), target):
                return
            with NewFile(self.folder, "document") as made:
                if _copy(other.path(sha256), file, made)[1] != sha256:
                    raise _damaged()
                made.replace(target)

    # Reading

    @contextmanager
    def reading(self, sha256: str) -> Iterator[BinaryIO]:
        """Open a content for reading. Raises Missing if it is not there, and Refused if it cannot be read."""
        path = self.path(sha256)
        try:
            if not (self.is_there() and check_folder(path.parent)):
                raise FileNotFoundError
            handle = os.open(path, _READ)
        except FileNotFoundError:
            raise Missing(
                f"The file of this document is missing: it is looked for in {self.folder}. "
                "Put it back from where the database was copied, or from a backup."
            ) from None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise Refused(f"{path} is a link to another file. Put the document's file itself there.") from None
            raise Refused(f"The file of this document cannot be read: {error.strerror}.") from None
        with _file_of(handle) as file:
            make_private(handle)
            yield file

    @contextmanager
    def verified(self, sha256: str, stop: Callable[[], bool] = lambda: False) -> Iterator[BinaryIO]:
        """Open a content for reading after checking its hash.

        The whole content is read first, but not again while this object sees the same file unchanged. Raises as
        `reading` does, Refused if it is damaged, Superseded on `stop`.
        """
        with self.reading(sha256) as file:
            before = _version_of(file)
            if self._verified.get(sha256) != before:
                if not _is_whole(file, sha256, stop):
                    raise _damaged()
                self._verified[sha256] = before
                file.seek(0)
            yield file

    def copy_out(self, sha256: str, folder: Path, name: str, *, mode: int = PRIVATE) -> Path:
        """Copy a content into a folder under `name` or the next free name, `name (2)`; return the path of the copy.

        Nothing is overwritten. Raises Refused, also if the content is damaged; no file is left then.
        """
        with self.reading(sha256) as file, _writing(folder), NewFile(folder, "copy", mode=mode) as made:
            _, found = _copy(self.path(sha256), file, made)
            if found != sha256:
                raise _damaged()
            return made.take_free_name(name)

    # Upkeep

    def fits(self, sha256: str) -> Generator[None, None, bool]:
        """Check whether a content still has its hash; a generator with a step for each block.

        Raises as `reading` does.
        """
        with self.reading(sha256) as file:
            return (yield from _hash_fits(file, sha256))

    def remove_unneeded(self, needed: Collection[str], before: float) -> int:
        """Remove contents that are not needed and older than `before`, and return their number. Raises Refused.

        Args:
            needed: hashes of the contents to keep.
            before: time in seconds since the epoch.
        """
        contents = self._contents() if self.is_there() else ()
        return sum(remove(path) for path in contents if path.name not in needed and _is_older(path, before))

    def hashes(self) -> Iterator[str]:
        """Yield the hashes of the stored contents. Raises Refused."""
        yield from (path.name for path in (self._contents() if self.is_there() else ()))

    def remove(self, sha256: str) -> bool:
        """Remove a content; return whether that was possible."""
        return remove(self.path(sha256))

    def remove_if_empty(self) -> None:
        """Remove the folder and its subfolders if they are empty; files of somebody else stay."""
        parts = [path for path in _listed(self.folder) if _PART.fullmatch(path.name)]
        for folder in (*parts, self.folder):
            with suppress(OSError):  # it is no folder, or not empty
                folder.rmdir()

    def _contents(self) -> Iterator[Path]:
        """Yield the paths of the contents that this store has made; files of somebody else are left alone."""
        for folder in _listed(self.folder):
            if len(folder.name) == 2 and not folder.is_symlink():
                yield from (
                    path for path in _listed(folder) if _HASH.fullmatch(path.name) and path.name[:2] == folder.name
                )


# Parts


def _copy(source: Path, file: BinaryIO, made: NewFile, most: int | None = None) -> tuple[int, str]:
    """Copy an open file to the disk and read the copy back; return its size in bytes and its SHA-256.

    Raises Refused above `most` bytes, or if the copy differs from the bytes written.
    """
    digest, size = hashlib.sha256(), 0
    while block := _block(source, file):
        size += len(block)
        if most is not None and size > most:
            raise _too_large(source, most)
        digest.update(block)
        made.file.write(block)
    made.file.flush()
    made.file.seek(0)
    if not _is_whole(made.file, digest.hexdigest()):
        raise Refused(f"The disk of {made.path.parent} does not keep what is written to it. Nothing was copied.")
    made.finish()
    return size, digest.hexdigest()


def _linked(path: Path, target: Path) -> bool:
    """Make a hard link to a file; return False if that is not possible."""
    with suppress(OSError):
        os.link(path, target)
        return True
    return target.exists()


def _is_whole(file: IO[bytes], sha256: str, stop: Callable[[], bool] = lambda: False) -> bool:
    """Return whether a whole open file has this hash. Raises Superseded on `stop`."""
    reading = _hash_fits(file, sha256)
    while True:
        try:
            next(reading)
        except StopIteration as done:
            return bool(done.value)
        if stop():
            raise Superseded


def _hash_fits(file: IO[bytes], sha256: str) -> Generator[None, None, bool]:
    """Check whether the rest of an open file has this hash; a generator with a step for each block.

    The result is False if the file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        while block := file.read(BLOCK):
            digest.update(block)
            yield
    except OSError:
        return False
    return digest.hexdigest() == sha256


def _file_of(handle: int) -> BinaryIO:
    """Open a file object for a handle. Raises Refused if it is a folder, a pipe or a device."""
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _damaged()
    return os.fdopen(handle, "rb", buffering=0)


def _version_of(file: BinaryIO) -> tuple[int, ...]:
    """Return numbers of an open file that change when anybody writes to it or replaces it."""
    seen = os.fstat(file.fileno())
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _damaged() -> Refused:
    return Refused("The file of this document is damaged. Put it back from a backup, or attach the document anew.")


def _block(source: Path, file: BinaryIO) -> bytes:
    with _reading(source):
        return file.read(BLOCK)


def _must_be_the_same(source: Path, file: BinaryIO, before: os.stat_result, size: int) -> None:
    """Check that the file at the path is still the one that was copied, unchanged. Raises Refused."""
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


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    """Translate the system's errors while a file is read into sentences for people. Raises Refused."""
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
    """Translate the system's errors while a folder is written to into sentences for people. Raises Refused."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Refused("The disk is full. Nothing was copied; make room and try again.") from None
        raise Refused(f"The folder {folder} cannot be written to: {error.strerror}.") from None
