"""Sweep files that killed programs left unfinished: old ones with temporary names that no process is writing."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from capptro_tui.locations import backup_folder, config_path, document_folder, drafts_folder, imports_folder, log_path
from capptro_tui.storage.private_files import remove
from capptro_tui.storage.temporary import AN_HOUR, TEMPORARY, is_abandoned
from capptro_tui.storage.window_files import sweep_locks

OPENED: Final = "capptro-open-"
"""Prefix of the folders, among the system's temporary files, in which copies of documents are opened."""

OPENED_KEPT: Final = 24 * AN_HOUR
"""Seconds until an opened copy may be removed: no program says when it is done with one."""


def folders(database: Path) -> list[Path]:
    """Return the folders in which a program that uses `database` makes files under temporary names."""
    config = Path(os.path.realpath(config_path()))
    return [
        database.parent,
        document_folder(database),
        backup_folder(database),
        config.parent,
        log_path().parent,
        drafts_folder(),
        imports_folder(),
    ]


def sweep_leftovers(database: Path) -> int:
    """Remove leftovers of killed programs beside a database and in the folders of this user.

    It only reads folders and removes files: it may run beside anything, and belongs into the background.

    Returns:
        The number of files and folders removed.
    """
    return sum(map(sweep_folder, folders(database))) + sweep_opened() + sweep_locks(drafts_folder())


def sweep_folder(folder: Path) -> int:
    """Remove leftovers in one folder, such as the target of an export, and return their number."""
    found = (entry for entry in _entries(folder) if TEMPORARY.fullmatch(entry.name))
    return sum(remove(Path(entry.path)) for entry in found if _is_abandoned(entry))


def sweep_opened() -> int:
    """Remove copies of documents that were opened long ago or never finished, and return their number."""
    return sum(_remove_folder(folder) for folder in _opened() if _is_done_with(folder))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; none if it is a link or cannot be read."""
    with suppress(OSError):
        if not folder.is_symlink():
            return list(os.scandir(folder))
    return []


def _is_abandoned(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return is_abandoned(entry.name, entry.stat(follow_symlinks=False))
    return False


# Opened copies


def _opened() -> Iterator[Path]:
    """Yield this user's folders of opened copies. Links are left out."""
    for entry in _entries(Path(tempfile.gettempdir())):
        if entry.name.startswith(OPENED):
            with suppress(OSError):
                seen = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(seen.st_mode) and (not hasattr(os, "getuid") or seen.st_uid == os.getuid()):
                    yield Path(entry.path)


def _is_done_with(folder: Path) -> bool:
    """Whether a copy may be removed: after a day, or when it is unfinished and no process is writing it."""
    with suppress(OSError):
        age = time.time() - folder.stat().st_mtime
        inside = list(os.scandir(folder))
        is_finished = any(not TEMPORARY.fullmatch(entry.name) for entry in inside)
        return age > OPENED_KEPT if is_finished else age > AN_HOUR and all(map(_is_abandoned, inside))
    return False


def _remove_folder(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()
