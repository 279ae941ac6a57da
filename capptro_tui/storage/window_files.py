"""Files of which each window of the program has one of its own, and what windows that have ended have left in theirs.

A window holds a lock on a second file beside its own. The system drops that lock however the window ends, so whoever
finds a file whose lock is free may take what is in it. Where locks do not work (some network file systems), the number
of the process in the name tells whether the window is still there.
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
"""Bytes that are read of a file; a larger one is none of this program's."""

_NAME = pattern(r"(?P<purpose>[a-z]+)-(?P<computer>[0-9a-f]{8})-(?P<process>\d{1,10})-[0-9a-f]{12}\.json")
_CONTENT, _LOCK, _ASIDE = ".json", ".lock", ".set-aside"

_TRIES, PAUSE = 20, 0.01
"""How often a lock is tried that somebody else may have for a moment, and the seconds from one try to the next."""

_A_DAY = 24 * 3600.0
"""Seconds for which a file of another computer is left alone where locks do not work."""


class Found(NamedTuple):
    """A file that was found. While this is the same, the content is."""

    path: Path
    changed: int
    size: int


class WindowFile:
    """The file of this window. It is there while something is in it.

    Methods raise OSError. They may be called from any thread, by one at a time.
    """

    def __init__(self, folder: Path, purpose: str) -> None:
        """`purpose` is a word of small letters that tells these files from others in the folder."""
        self._folder = folder
        self._purpose = purpose
        self._lock: _Lock | None = None

    @cached_property
    def path(self) -> Path:
        """Where it is, or will be."""
        return self._folder / f"{self._purpose}-{computer_name()}-{os.getpid()}-{os.urandom(6).hex()}.json"

    def write(self, content: bytes) -> None:
        """Have this in the file and on the disk; whoever reads it finds what was there before, or this."""
        if self._lock is None:
            make_folder(self._folder)
            self._lock = _Lock(self.path)
            self._lock.take()
        _write(self.path, self._purpose, content)

    def clear(self) -> None:
        """Have nothing in the file."""
        if self._lock is not None:
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """This window ends: what is in its file is anybody's."""
        if self._lock is not None:
            self._lock.give_up()
            self._lock = None


def find_left(folder: Path, purpose: str) -> list[Found]:
    """The files of windows that have ended, the one that was written last first."""
    found = []
    for name in _names(folder):
        matched = _NAME.fullmatch(name)
        if matched and matched["purpose"] == purpose and (one := _look(folder / name)) and _is_left(one, matched):
            found.append(one)
    return sorted(found, key=lambda one: one.changed, reverse=True)


def sweep_locks(folder: Path) -> int:
    """Remove the locks of windows that have ended and left nothing; how many."""
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
    """What is in a file. Raises OSError, also for one that is too large to be this program's."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(f"{path} is too large")
    return content


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Keep others from the file of a window that has ended; False where that is there, or somebody has it."""
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
    """Have something else in a file that is held; None for nothing, and no file. Raises OSError."""
    if content is None:
        path.unlink(missing_ok=True)
    else:
        _write(path, purpose, content)


def set_aside(path: Path) -> Path:
    """Give a file that is held a name under which it is not found any more; where it is then. Raises OSError."""
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


def _look(path: Path) -> Found | None:
    """A file as it is now; None for what is none: to open a pipe would wait for ever."""
    with suppress(OSError):
        seen = path.stat(follow_symlinks=False)
        if stat.S_ISREG(seen.st_mode):
            return Found(path, seen.st_mtime_ns, seen.st_size)
    return None


def _is_left(found: Found, name: re.Match[str]) -> bool:
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
    """The lock of a window's file, on a file beside it. None as an answer says that locks do not work there."""

    def __init__(self, of: Path, *, create: bool = True) -> None:
        """Raises OSError; FileNotFoundError where there is none and none is to be made."""
        self._path = of.with_suffix(_LOCK)
        self._flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        self._flags |= os.O_CREAT if create else 0
        self._handle = os.open(self._path, self._flags, PRIVATE)

    def take(self, tries: int = _TRIES) -> bool | None:
        """Take it; False if somebody keeps it for longer than a moment."""
        for _ in range(tries):
            taken = _try_lock(self._handle)
            if taken is None or (taken and self._is_at_its_path()):
                return taken
            if taken:
                # Whoever had it has removed it meanwhile: others would lock another file.
                os.close(self._handle)
                self._handle = os.open(self._path, self._flags, PRIVATE)
            else:
                time.sleep(PAUSE)
        return False

    def is_free(self) -> bool | None:
        """Whether nobody has it."""
        return _try_lock(self._handle, shared=True)

    def give_up(self) -> None:
        """Remove the file of a lock that was taken, and with it the lock."""
        if sys.platform == "win32":
            self.close()  # what is open is not removed there
        remove(self._path)
        self.close()

    def close(self) -> None:
        """Let go of it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _is_at_its_path(self) -> bool:
        with suppress(OSError):
            return os.path.samestat(os.fstat(self._handle), os.stat(self._path))
        return False


def _try_lock(handle: int, *, shared: bool = False) -> bool | None:
    """Lock an open file if that is free; False if somebody has it, None where locks do not work.

    Two who have it `shared` are not in each other's way; Windows knows no such lock.
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
