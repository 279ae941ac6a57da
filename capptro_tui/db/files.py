"""What is in documents: files beside the database, each under the SHA-256 of its content.

A content comes in whole or not at all: it is copied into a file of its own, and only when all of it is on the disk and
has been read back does that take its place. The same content twice is one file. A row of the database names a content;
one that no row names does no harm, and goes with the next check.

The folder is looked at with every use: it must be a folder itself, and is closed to other users (`private_folder`).
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

# A link is not followed, and what turns out to be a pipe or a device is not waited for.
_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
)


@dataclass(frozen=True, slots=True)
class Copied:
    """A content that has been copied in and is not in its place yet."""

    made: NewFile
    target: Path
    sha256: str
    size: int  #: bytes

    def keep(self) -> None:
        """Put it in its place, also over the same content: that one may have been damaged. Raises Refused."""
        check_folder(self.target.parent)
        with _writing(self.target.parent.parent):
            make_folder(self.target.parent)
            self.made.replace(self.target)


class Files:
    """The contents of the documents of one database."""

    def __init__(self, database: Path, folder: Path | None = None) -> None:
        """
        Args:
            database: where that is.
            folder: where the contents are, if not in the folder of the database's documents.
        """
        self.database = database
        self.folder = folder or document_folder(database)
        self._verified: dict[str, tuple[int, ...]] = {}

    def path(self, sha256: str) -> Path:
        """Where a content is, or would be. Raises Refused for what is no hash."""
        if not _HASH.fullmatch(sha256):
            raise Refused("The record of this document is damaged: it names no file. Put back a backup.")
        return self.folder / sha256[:2] / sha256

    def is_there(self) -> bool:
        """Whether there is a folder of documents. Raises Refused for one that may not be used, such as a link."""
        return check_folder(self.folder)

    def openness(self) -> str:
        """A sentence for people where other users may read the documents and that cannot be changed, or nothing."""
        return openness(self.folder)

    # In

    @contextmanager
    def copying(self, source: Path, most: int) -> Iterator[Copied]:
        """A copy of the file at `source`, of at most `most` bytes, which is gone afterwards unless it was kept.

        The last part of the path must be a file itself, no link to one; on the way to it links and `..` are followed.
        Raises Refused: for what is no regular file, for the database's own files, when it is too large, changes or
        vanishes meanwhile, cannot be read, or finds no room.
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
        """A file that may be copied in, open, and what it was like then."""
        with _reading(source):
            self._must_be_a_file(source, os.lstat(source))
            handle = os.open(source, _READ)
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

    def has(self, sha256: str) -> bool:
        """Whether a content is there; it is not read. Raises Refused for a folder that may not be used."""
        return self.is_there() and self.path(sha256).is_file()

    def take_from(self, other: Files, sha256: str, *, link: bool = False) -> None:
        """Take in a content of another store.

        Args:
            other: the store that has it.
            sha256: its hash.
            link: whether a second name for the same file will do, where the disk has such.

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

    # Out

    @contextmanager
    def reading(self, sha256: str) -> Iterator[BinaryIO]:
        """A content, to read. Raises Missing when it is not there, and Refused when it cannot be read."""
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
        """A content that is what it was when it came in, to read. All of it is read first, but not again while this
        object sees the same file unchanged. Raises as `reading` does, Refused when it is damaged, Superseded on `stop`.
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
        """Copy a content into a folder under `name`, or the next free one, `name (2)`; where it is then.

        Nothing is overwritten. Raises Refused, also when the content is not what it was; nothing is left then.
        """
        with self.reading(sha256) as file, _writing(folder), NewFile(folder, "copy", mode=mode) as made:
            _, found = _copy(self.path(sha256), file, made)
            if found != sha256:
                raise _damaged()
            return made.take_free_name(name)

    # Upkeep

    def fits(self, sha256: str) -> Generator[None, None, bool]:
        """Whether a content is what it was when it came in; a step for each block. Raises as `reading` does."""
        with self.reading(sha256) as file:
            return (yield from _hash_fits(file, sha256))

    def remove_unneeded(self, needed: Collection[str], before: float) -> int:
        """Remove contents that are not needed, if they are older than `before`; how many. Raises Refused."""
        contents = self._contents() if self.is_there() else ()
        return sum(remove(path) for path in contents if path.name not in needed and _is_older(path, before))

    def hashes(self) -> Iterator[str]:
        """The contents that are there, by their hashes. Raises Refused."""
        yield from (path.name for path in (self._contents() if self.is_there() else ()))

    def remove(self, sha256: str) -> bool:
        """Remove a content; whether that was possible."""
        return remove(self.path(sha256))

    def remove_if_empty(self) -> None:
        """Remove the folder and its parts if nothing is left in them; what somebody else has put there stays."""
        parts = [path for path in _listed(self.folder) if _PART.fullmatch(path.name)]
        for folder in (*parts, self.folder):
            with suppress(OSError):  # it is no folder, or something is in it
                folder.rmdir()

    def _contents(self) -> Iterator[Path]:
        """The contents that this store has taken in; what somebody else has put here is left alone."""
        for folder in _listed(self.folder):
            if len(folder.name) == 2 and not folder.is_symlink():
                yield from (one for one in _listed(folder) if _HASH.fullmatch(one.name) and one.name[:2] == folder.name)


# Parts


def _copy(source: Path, file: BinaryIO, made: NewFile, most: int | None = None) -> tuple[int, str]:
    """Copy an open file until it ends, down to the disk, and read the copy back; its size and SHA-256.

    Raises Refused past `most` bytes, and where the copy is not what was written.
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
    """Give a file a second name; False where that cannot be."""
    with suppress(OSError):
        os.link(path, target)
        return True
    return target.exists()


def _is_whole(file: IO[bytes], sha256: str, stop: Callable[[], bool] = lambda: False) -> bool:
    """Whether all of an open file has this hash. Raises Superseded on `stop`."""
    reading = _hash_fits(file, sha256)
    while True:
        try:
            next(reading)
        except StopIteration as done:
            return bool(done.value)
        if stop():
            raise Superseded


def _hash_fits(file: IO[bytes], sha256: str) -> Generator[None, None, bool]:
    """Whether the rest of an open file has this hash, not where it cannot be read; a step for each block."""
    digest = hashlib.sha256()
    try:
        while block := file.read(BLOCK):
            digest.update(block)
            yield
    except OSError:
        return False
    return digest.hexdigest() == sha256


def _file_of(handle: int) -> BinaryIO:
    """The open file of a handle. Raises Refused where that is a folder, a pipe or a device."""
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _damaged()
    return os.fdopen(handle, "rb", buffering=0)


def _version_of(file: BinaryIO) -> tuple[int, ...]:
    """What changes when anybody writes to an open file, or another takes its place."""
    seen = os.fstat(file.fileno())
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _damaged() -> Refused:
    return Refused("The file of this document is damaged. Put it back from a backup, or attach the document anew.")


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
