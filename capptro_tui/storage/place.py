"""Warn of places that endanger a database: a folder of a sync program, a network drive, a removable disk."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path, PurePath
from typing import Final, TypeVar

from capptro_tui.storage.mounts import DiskKind, kind_on_windows, mount_of, mounts
from capptro_tui.storage.sync_folders import sync_folder_of
from capptro_tui.storage.sync_settings import known_folders

T = TypeVar("T")

PATIENCE = 2.0
_MOST_LINKS = 40
_MOST_NAMES = 20_000
"""Most names that are read in a folder."""

_LONGEST_PATH = 100
"""Most characters of a path in a sentence."""

_MOST_BYTES = 1_000_000
"""Most bytes that are read of a sync program's settings."""

_TOUCHED: Final = frozenset({DiskKind.LOCAL, DiskKind.REMOVABLE})
"""Kinds of file systems on which an access does not wait for another computer."""

_MOVE = "Close the program, move the database and its folder of documents to {there}, and keep only backups {here}."
_DANGERS: Final = {
    DiskKind.NETWORK: (
        "on a network drive ({where}). A lost connection or a second computer can damage it.",
        "a disk of this computer",
    ),
    DiskKind.SHARED: (
        "in a folder that is shared with another system ({where}). If both use it at once, they can damage it.",
        "a disk of this system",
    ),
    DiskKind.WINDOWS: (
        "on a disk of Windows ({where}), where Linux cannot lock it. Two programs at once can damage it.",
        "a folder of Linux, such as the home folder",
    ),
    DiskKind.REMOVABLE: (
        "on a removable disk ({where}). If that is pulled out while the program is open, work is lost.",
        "a disk of this computer",
    ),
}
"""For each dangerous kind: where the database lies and what can happen, and where it should lie instead."""


def warnings(database: Path) -> list[str]:
    """Return sentences for people that say what endangers a database where it lies, and what to do.

    It reads folders and settings, so it belongs into the background. It never waits for a server that does not answer.

    Returns:
        An empty list if the place is safe.
    """
    kind_of = _kinds()
    path = resolved(database.absolute(), lambda step: kind_of(step)[0] in _TOUCHED)
    kind, where = kind_of(path)
    told = [_of_sync_program(path, lambda one: kind_of(one)[0] in _TOUCHED)]
    if kind in _DANGERS:
        danger, there = _DANGERS[kind]
        told.append(f"The database lies {danger.format(where=_short(where))} {_MOVE.format(there=there, here='there')}")
    return [one for one in told if one]


def answered(ask: Callable[[], T], otherwise: T) -> T:
    """Return the result of a file access, or `otherwise` if it fails or takes longer than two seconds.

    A server that is gone makes an access wait for ever; `ask` then stays behind in a thread.
    """
    found: list[T] = []

    def look() -> None:
        with suppress(OSError):
            found.append(ask())

    asking = threading.Thread(target=look, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    return found[0] if found else otherwise


def resolved(path: Path, may_touch: Callable[[Path], bool]) -> Path:
    """Resolve the links in an absolute path as far as it may be accessed. The rest stays as it is.

    Args:
        path: an absolute path.
        may_touch: whether a path may be accessed.
    """
    done, steps = Path(path.anchor), [*reversed(path.parts[1:])]
    links = 0
    while steps:
        step = steps.pop()
        done = done.parent if step == ".." else done / step
        if step == ".." or not may_touch(done):
            continue
        try:
            target = Path(os.readlink(done).removeprefix("\\\\?\\"))  # the prefix is how Windows writes it
        except (OSError, ValueError):  # no link, or a NUL in a name
            continue
        links += 1
        if links > _MOST_LINKS:
            return path
        done = Path(target.anchor) if target.is_absolute() else done.parent
        steps += reversed(target.parts[1:] if target.is_absolute() else target.parts)
    return done


def _of_sync_program(path: Path, may_touch: Callable[[Path], bool]) -> str:
    def names_in(folder: PurePath) -> Collection[str]:
        with suppress(OSError, ValueError):
            if may_touch(Path(folder)):
                with os.scandir(folder) as entries:
                    return {entry.name for entry in islice(entries, _MOST_NAMES)}
        return ()

    def text_of(file: Path) -> str:
        with suppress(OSError, ValueError):
            if may_touch(file):
                with file.open(encoding="utf-8", errors="replace") as opened:
                    return opened.read(_MOST_BYTES)
        return ""

    try:
        home = resolved(Path.home(), may_touch)
    except RuntimeError:
        home = Path(os.devnull)
    found = known_folders(home, os.environ, text_of, names_in)
    known: Mapping[PurePath, str] = {resolved(folder, may_touch): program for folder, program in found}
    sync = sync_folder_of(path, home, names_in, known)
    if sync is None:
        return ""
    return (
        f"The database {'lies' if sync.is_certain else 'seems to lie'} in a folder of {sync.program} "
        f"({_short(str(sync.folder))}), which may replace it while it is open. With two computers at once "
        f"there are two of it, and work is lost. {_MOVE.format(there='a folder outside', here='in that one')}"
    )


def _kinds() -> Callable[[Path], tuple[DiskKind, str]]:
    """Return a function from a path to the kind and a name of its file system."""
    if sys.platform == "win32":
        import ctypes

        return lambda path: (kind_on_windows(path, ctypes.windll.kernel32.GetDriveTypeW), path.drive)
    listed = mounts()

    def kind_of(path: Path) -> tuple[DiskKind, str]:
        found = mount_of(path, listed)
        return (found.kind, f"{found.type}, {found.point}") if found else (DiskKind.LOCAL, "")

    return kind_of


def _short(text: str) -> str:
    """Shorten a path from its beginning, so that the sentence fits a message."""
    return text if len(text) <= _LONGEST_PATH else f"…{text[1 - _LONGEST_PATH :]}"
