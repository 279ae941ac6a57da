"""Check a folder of the program's own: it must be no link, and closed to other users."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from capptro_tui.errors import Refused

_OTHERS = 0o077
"""Permissions of the group and of everybody."""


def check_folder(folder: Path) -> bool:
    """Whether a folder exists. A folder that is open to others is closed, with everything in it.

    Raises:
        Refused: It is a link, which anybody may have made or redirected; or no folder; or it cannot be accessed.
    """
    try:
        seen = os.lstat(folder)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(f"The folder {folder} cannot be reached: {error.strerror}.") from None
    if stat.S_ISLNK(seen.st_mode) or _is_junction(folder):
        raise Refused(
            f"{folder} is a link. The documents must be in a folder of that name itself: "
            "remove the link and move the folder that it leads to in its place."
        )
    if not stat.S_ISDIR(seen.st_mode):
        raise Refused(f"{folder} is no folder, but the documents belong into one of that name. Move that file away.")
    if _is_open(seen) and _close(folder, seen):
        _close_all_in(folder)
    return True


def openness(folder: Path) -> str:
    """Return a sentence for people if others can read a folder and that cannot be changed; otherwise ""."""
    try:
        seen = os.lstat(folder)
    except OSError:
        return ""
    if not stat.S_ISDIR(seen.st_mode) or not _is_open(seen) or _close(folder, seen):
        return ""
    why = "belongs to another user" if seen.st_uid != os.geteuid() else "is open to them, and its disk keeps it so"
    return (
        f"Other users of this computer may be able to read the documents: their folder {folder} {why}. "
        "Move the database and that folder to a disk and a folder of your own."
    )


def _is_open(seen: os.stat_result) -> bool:
    return bool(seen.st_mode & _OTHERS) and os.name != "nt"  # the modes that Windows shows do not tell its permissions


def _close(folder: Path, seen: os.stat_result) -> bool:
    """Remove the permissions of others from a folder. False if they remain: FAT ignores the request."""
    with suppress(OSError):
        os.chmod(folder, stat.S_IMODE(seen.st_mode) & ~_OTHERS)
        return not _is_open(os.lstat(folder))
    return False


def _close_all_in(folder: Path) -> None:
    """Remove the permissions of others from everything in a folder. No link is followed."""
    for _, folders, files, here in os.fwalk(folder) if hasattr(os, "fwalk") else ():
        for name in (*folders, *files):
            with suppress(OSError):
                seen = os.stat(name, dir_fd=here, follow_symlinks=False)
                if _is_open(seen) and not stat.S_ISLNK(seen.st_mode):
                    os.chmod(name, stat.S_IMODE(seen.st_mode) & ~_OTHERS, dir_fd=here)


def _is_junction(folder: Path) -> bool:
    """Whether a folder is a junction, the link to a folder on Windows, which `lstat` shows as a folder."""
    isjunction = getattr(os.path, "isjunction", None)
    return isjunction is not None and bool(isjunction(folder))
