"""One file for each window of the program, and recovery of the files of windows that have ended.

A window holds a lock on a second file beside its own. The system drops that lock however the window ends, so a file
whose lock is free may be taken over. Where locks do not work (some network file systems), the process number in the
name tells whether the window is still there.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from capptro_tui.storage.private_files import PRIVATE, NewFile, make_folder, remove
from capptro_tui.storage.temporary import computer_name, is_running
from capptro_tui.text.patterns import pattern

if sys.platform == "win32":
    import msvcrt

try:
    import fcntl
except ImportError:  # as on Windows
    _HAS_FLOCK = False
else:
    _HAS_FLOCK = True

LARGEST: Final = 1 << 28
"""Most bytes that are read of a file; a larger one is not this program's."""

_NAME = pattern(r"(?P<purpose>[a-z]+)-(?P<computer>[0-9a-f]{8})-(?P<process>\d{1,10})-[0-9a-f]{12}\.json")
_CONTENT, _LOCK, _ASIDE = ".json", ".lock", ".set-aside"

_TRIES, PAUSE = 20, 0.01
"""Tries to take a lock that another process may hold for a moment, and the seconds between them."""

_A_DAY = 24 * 3600.0
"""Seconds for which a file of another computer is left alone where locks do not work."""


class FoundFile(NamedTuple):
    """A file that was found. Its content is the same as long as this is equal.

    Attributes:
        path: the file.
        changed: time of the last change, in nanoseconds.
        size: bytes.
    """

    path: Path
    changed: int
    size: int


class WindowFile:
    """The file of this window. It exists while it has content.

    Methods raise OSError. They may be called from any thread, by one at a time.
    """

    def __init__(self, folder: Path, purpose: str) -> None:
        """Prepare the file; nothing is written yet. `purpose` is a word of small letters for its name."""
        self._folder = folder
        self._purpose = purpose
        self._lock: _Lock | None = None

    @cached_property
    def path(self) -> Path:
        """The path of the file, whether it exists or not."""
        return self._folder / f"{self._purpose}-{computer_name()}-{os.getpid()}-{os.urandom(6).hex()}.json"

    def write(self, content: bytes) -> None:
        """Write this content to the disk. A reader finds the content before, or this."""
        if self._lock is None:
            make_folder(self._folder)
            self._lock = _Lock(self.path)
            self._lock.take()
        _write(self.path, self._purpose, content)

    def clear(self) -> None:
        """Remove the file's content, and with it the file."""
        if self._lock is not None:
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Release the file: another window may take over its content."""
        if self._lock is not None:
            self._lock.give_up()
            self._lock = None


def find_left(folder: Path, purpose: str) -> list[FoundFile]:
    """Return the files of windows that have ended, the last written one first."""
    found = []
    for name in _names(folder):
        matched = _NAME.fullmatch(name)
        if matched and matched["purpose"] == purpose and (one := _look(folder / name)) and _is_left(one, matched):
            found.append(one)
    return sorted(found, key=lambda one: one.changed, reverse=True)


def sweep_locks(folder: Path) -> int:
    """Remove the locks of windows that have ended and left no file, and return their number."""
    removed = 0
    for name in _names(folder):
        path = folder / name.replace(_LOCK, _CONTENT)
        if name.endswith(_LOCK) and _NAME.fullmatch(path.name) and not path.exists():
            with suppress(OSError):
                lock = _Lock(path, create=False)
                if lock.take(tries=1):
                    lock.give_up()
                    removed += 1
                else:
                    lock.close()
    return removed


def read(path: Path) -> bytes:
    """Return the content of a file. Raises OSError, also if it is too large to be this program's."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(f"{path} is too large")
    return content


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Lock the file of a window that has ended. Yields False if the window runs or another process holds the lock."""
    try:
        lock = _Lock(path)
    except OSError:
        yield False
        return
    is_ours = lock.take() is not False
    try:
        yield is_ours
    finally:
        if is_ours:
            lock.give_up()
        else:
            lock.close()


def change_left(path: Path, purpose: str, content: bytes | None) -> None:
    """Replace the content of a held file, or remove the file for None. Raises OSError."""
    if content is None:
        path.unlink(missing_ok=True)
    else:
        _write(path, purpose, content)


def set_aside(path: Path) -> Path:
    """Rename a held file so that it is not found any more, and return its new path. Raises OSError."""
    target = path.with_suffix(_ASIDE)
    path.rename(target)
    return target


def _write(path: Path, purpose: str, content: bytes) -> None:
    with NewFile(path.parent, purpose) as made:
        made.file.write(content)
        made.finish()
        made.replace(path)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _look(path: Path) -> FoundFile | None:
    """Return a file as it is now; None if it is no regular file: opening a pipe would wait for ever."""
    with suppress(OSError):
        seen = path.stat(follow_symlinks=False)
        if stat.S_ISREG(seen.st_mode):
            return FoundFile(path, seen.st_mtime_ns, seen.st_size)
    return None


def _is_left(found: FoundFile, name: re.Match[str]) -> bool:
    """Whether the window of a file has ended."""
    try:
        lock = _Lock(found.path, create=False)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        is_free = lock.is_free()
    finally:
        lock.close()
    if is_free is not None:
        return is_free
    if name["computer"] == computer_name():
        return not is_running(int(name["process"]))
    return time.time() - found.changed / 1e9 > _A_DAY


class _Lock:
    """The lock of a window's file, on a file beside it. Methods return None where locks do not work."""

    def __init__(self, of: Path, *, create: bool = True) -> None:
        """Open the lock's file.

        Args:
            of: the window's file.
            create: make the lock's file if there is none.

        Raises:
            FileNotFoundError: There is none, and `create` is False.
            OSError: It cannot be opened.
        """
        self._path = of.with_suffix(_LOCK)
        self._flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        self._flags |= os.O_CREAT if create else 0
        self._handle = os.open(self._path, self._flags, PRIVATE)

    def take(self, tries: int = _TRIES) -> bool | None:
        """Take the lock; False if another process holds it through all tries."""
        for _ in range(tries):
            taken = _try_lock(self._handle)
            if taken is None or (taken and self._is_at_its_path()):
                return taken
            if taken:
                # The previous holder has removed the file meanwhile; other processes would lock its successor.
                os.close(self._handle)
                self._handle = os.open(self._path, self._flags, PRIVATE)
            else:
                time.sleep(PAUSE)
        return False

    def is_free(self) -> bool | None:
        """Whether no process holds the lock."""
        return _try_lock(self._handle, shared=True)

    def give_up(self) -> None:
        """Remove the file of a taken lock, and with it the lock."""
        if sys.platform == "win32":
            self.close()  # Windows does not remove an open file
        remove(self._path)
        self.close()

    def close(self) -> None:
        """Close the lock's file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _is_at_its_path(self) -> bool:
        with suppress(OSError):
            return os.path.samestat(os.fstat(self._handle), os.stat(self._path))
        return False


def _try_lock(handle: int, *, shared: bool = False) -> bool | None:
    """Lock an open file without waiting; False if another process holds the lock, None where locks do not work.

    Two `shared` locks do not exclude each other. Windows has no shared locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        elif _HAS_FLOCK:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        else:
            return None
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True
