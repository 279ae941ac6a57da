"""Files and folders that only their owner may use, whatever the umask, and that appear whole or not at all.

A new file is made under a temporary name in the folder it is for. Only when all of it is on the disk does it get its
real name. What a killed process leaves is swept later (`leftovers`).
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, Self

from capptro_tui.errors import Refused
from capptro_tui.storage.temporary import temporary_name

PRIVATE: Final = 0o600
"""Mode of a file that only its owner reads and writes."""

_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_MOST_NAMES = 10_000


class NewFile:
    """A file in the making: `file` is open for writing and reading, in binary.

    It is made with the object, under a temporary name, which is gone at the end of a `with`, whatever happened.
    `purpose` is a word of small letters for that name, `mode` what the finished file has. Methods raise OSError.
    """

    def __init__(self, folder: Path, purpose: str, *, mode: int = PRIVATE) -> None:
        self.path = folder / temporary_name(purpose)
        self._mode = mode
        self.file: IO[bytes] = os.fdopen(os.open(self.path, _CREATE, PRIVATE), "w+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what is still to be written may find no room
            self.file.close()
        remove(self.path)

    def finish(self) -> None:
        """Have all of it on the disk, with its mode, and close it."""
        self.file.flush()
        _set_mode(self.path, self.file.fileno(), self._mode)
        os.fsync(self.file.fileno())
        self.file.close()

    def replace(self, target: Path) -> None:
        """Take the place of `target` in the same file system; whoever opens that gets the old file or the new one."""
        os.replace(self.path, target)
        sync_folder(target.parent)

    def take_free_name(self, name: str) -> Path:
        """Take a name in its folder, or the next free one, `name (2)`; nothing is overwritten. Returns where it is."""
        wanted = self.path.with_name(name)
        for count in range(1, _MOST_NAMES):
            target = wanted if count == 1 else wanted.with_name(f"{wanted.stem} ({count}){wanted.suffix}")
            if self._move_to(target):
                sync_folder(target.parent)
                return target
        raise Refused(f"There are too many files called {name} in {wanted.parent}.")

    def _move_to(self, target: Path) -> bool:
        """Move to a name that is free; False where it is taken."""
        try:
            if os.name == "nt":
                os.rename(self.path, target)  # there it overwrites nothing
            else:
                os.link(self.path, target)
                os.unlink(self.path)
        except FileExistsError:
            return False
        except OSError:
            return self._claim(target)
        return True

    def _claim(self, target: Path) -> bool:
        """Move to a free name on a file system without hard links, such as FAT: an empty file holds the name first.

        A kill between these two steps leaves that empty file; a plain rename could overwrite somebody's file instead.
        """
        try:
            os.close(os.open(target, _CREATE, PRIVATE))
        except FileExistsError:
            return False
        try:
            os.replace(self.path, target)
        except BaseException:
            remove(target)
            raise
        return True


def make_folder(folder: Path) -> None:
    """Make a folder for its owner only, with the folders above it that are missing. Raises OSError."""
    try:
        folder.mkdir(mode=0o700)
    except FileNotFoundError:
        if folder.parent == folder:
            raise
        make_folder(folder.parent)
        make_folder(folder)
        return
    except FileExistsError:
        if not folder.is_dir():
            raise
        return
    with suppress(OSError):  # an odd umask takes bits away that the owner needs; FAT has none to set
        folder.chmod(0o700)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk. Where a system cannot, as Windows, SQLite does without it, too."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> bool:
    """Remove a file; whether that was possible."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def make_private(handle: int) -> None:
    """Have an open file used by its owner only, where the file system can. A device, such as a log that nobody wants
    may lead to, is left alone."""
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode) and stat.S_IMODE(mode) != PRIVATE and hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(handle, PRIVATE)


def _set_mode(path: Path, handle: int, mode: int) -> None:
    """What `open` was asked for is lessened by the umask. FAT and some network drives have no modes to set."""
    with suppress(OSError):
        if hasattr(os, "fchmod"):
            os.fchmod(handle, mode)
        else:
            path.chmod(mode)
