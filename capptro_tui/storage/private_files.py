"""Files and folders that only their owner may use, whatever the umask, and that appear whole or not at all.

A new file is made under a temporary name in the folder it is for. It gets its real name only when all of it is on the
disk. The leftovers of a killed process are swept later (`leftovers`).
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
    """An unfinished file, open for writing and reading in binary as `file`. Methods raise OSError.

    It is made with the object, under a temporary name that is removed at the end of a `with`, whatever happens.

    Args:
        folder: where the file is made.
        purpose: a word of small letters for the temporary name.
        mode: permissions of the finished file.
    """

    def __init__(self, folder: Path, purpose: str, *, mode: int = PRIVATE) -> None:
        self.path = folder / temporary_name(purpose)
        self._mode = mode
        self.file: IO[bytes] = os.fdopen(os.open(self.path, _CREATE, PRIVATE), "w+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # flushing fails on a full disk
            self.file.close()
        remove(self.path)

    def finish(self) -> None:
        """Flush all of it to the disk, set its mode, and close it."""
        self.file.flush()
        _set_mode(self.path, self.file.fileno(), self._mode)
        os.fsync(self.file.fileno())
        self.file.close()

    def replace(self, target: Path) -> None:
        """Replace `target` in the same file system. A reader of `target` gets the old file or the new one."""
        os.replace(self.path, target)
        sync_folder(target.parent)

    def take_free_name(self, name: str) -> Path:
        """Take a name in its folder, or the next free one, `name (2)`; nothing is overwritten.

        Returns:
            The path of the file.

        Raises:
            Refused: There are too many files of that name.
        """
        wanted = self.path.with_name(name)
        for count in range(1, _MOST_NAMES):
            target = wanted if count == 1 else wanted.with_name(f"{wanted.stem} ({count}){wanted.suffix}")
            if self._move_to(target):
                sync_folder(target.parent)
                return target
        raise Refused(f"There are too many files called {name} in {wanted.parent}.")

    def _move_to(self, target: Path) -> bool:
        """Move to a name that is free; False if it is taken."""
        try:
            if os.name == "nt":
                os.rename(self.path, target)  # on Windows it overwrites nothing
            else:
                os.link(self.path, target)
                os.unlink(self.path)
        except FileExistsError:
            return False
        except OSError:
            return move_to_free_name(self.path, target)
        return True


def move_to_free_name(path: Path, target: Path) -> bool:
    """Move a file to a name that is free; return False if it is taken. Raises OSError.

    It needs no hard links, which FAT has not, nor the right to make one to the file: an empty file reserves the name
    first. A kill between these two steps leaves that empty file; a plain rename could overwrite another program's file
    instead.
    """
    try:
        os.close(os.open(target, _CREATE, PRIVATE))
    except FileExistsError:
        return False
    try:
        os.replace(path, target)
    except BaseException:
        remove(target)
        raise
    return True


def make_folder(folder: Path) -> None:
    """Make a folder for its owner only, with the missing folders above it. Raises OSError."""
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
    with suppress(OSError):  # an odd umask removes rights that the owner needs; FAT has none to set
        folder.chmod(0o700)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk. Where a system cannot, as Windows, SQLite does without it, too."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> bool:
    """Remove a file; False if that is not possible."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def make_private(handle: int) -> None:
    """Restrict an open file to its owner, where the file system can.

    A device, to which the path of an unwanted log may lead, is left alone.
    """
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode) and stat.S_IMODE(mode) != PRIVATE and hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(handle, PRIVATE)


def _set_mode(path: Path, handle: int, mode: int) -> None:
    """Set a file's mode, from which the umask has taken bits at `open`. FAT and some network drives have no modes."""
    with suppress(OSError):
        if hasattr(os, "fchmod"):
            os.fchmod(handle, mode)
        else:
            path.chmod(mode)
