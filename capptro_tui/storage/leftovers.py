"""Sweeps what a killed program left half-made: only files of temporary names, old ones, and that nobody is writing."""

from __future__ import annotations

import os
import re
import shutil
import stat
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from capptro_tui.locations import backup_folder, config_path, document_folder, log_path
from capptro_tui.storage.private_files import remove
from capptro_tui.storage.temporary import AN_HOUR, TEMPORARY, is_abandoned

OPENED: Final = "capptro-open-"
"""How the folders begin, among the system's temporary files, in which copies of documents are opened."""

OPENED_KEPT: Final = 24 * AN_HOUR
"""Seconds until a copy that was opened may go: nobody says when the other program is done with it."""

_PARTIAL = re.compile(r"\.partial-.+")
"""Backups in the making."""

_JOURNAL = "-journal"
_UNUSED_HEADER = 28
"""Bytes of a database's header up to the end of its change counter."""


@dataclass(frozen=True, slots=True)
class LeftoverRule:
    """One kind of leftovers: the folder they are in, how they are named, and what else must be true of such a file."""

    folder: Path
    name: re.Pattern[str]
    is_useless: Callable[[Path], bool] = lambda _: True


def rules(database: Path) -> list[LeftoverRule]:
    """Every kind of leftovers that a program that uses `database` may leave, but for opened copies."""
    config = Path(os.path.realpath(config_path()))
    return [
        LeftoverRule(database.parent, TEMPORARY),
        LeftoverRule(database.parent, _new_databases(database), _is_unused_database),
        LeftoverRule(document_folder(database), TEMPORARY),
        LeftoverRule(backup_folder(database), TEMPORARY),
        LeftoverRule(backup_folder(database), _PARTIAL),
        LeftoverRule(config.parent, TEMPORARY),
        LeftoverRule(log_path().parent, TEMPORARY),
    ]


def sweep_leftovers(database: Path) -> int:
    """Remove what killed programs left half-made beside a database and in the folders of this user; how many.

    It reads folders and removes files, no more: it may run beside anything, and belongs into the background.
    """
    return sum(_sweep(rule) for rule in rules(database)) + sweep_opened()


def sweep_folder(folder: Path) -> int:
    """Remove what was left half-made in one folder, such as one that is exported to; how many."""
    return _sweep(LeftoverRule(folder, TEMPORARY))


def sweep_opened() -> int:
    """Remove copies of documents that were opened long ago, and those that never were whole; how many."""
    return sum(_remove_folder(folder) for folder in _opened() if _is_done_with(folder))


def _sweep(rule: LeftoverRule) -> int:
    found = (one for one in _entries(rule.folder) if rule.name.fullmatch(one.name))
    return sum(remove(Path(one.path)) for one in found if _is_abandoned(one) and rule.is_useless(Path(one.path)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder itself; nothing where it is a link, or cannot be read."""
    with suppress(OSError):
        if not folder.is_symlink():
            return list(os.scandir(folder))
    return []


def _is_abandoned(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return is_abandoned(entry.name, entry.stat(follow_symlinks=False))
    return False


# New databases


def _new_databases(database: Path) -> re.Pattern[str]:
    """A new database in the making, as the standard library names it, and its rollback journal."""
    return re.compile(rf"\.{re.escape(database.name)}-[a-z0-9_]{{8}}({_JOURNAL})?")


def _is_unused_database(path: Path) -> bool:
    """Whether a file is a database that nobody has ever written to, or a part of one: somebody's copy has such a name,
    too, if it is called `.capptro.db-original`.

    The header counts the transactions that changed the file (https://www.sqlite.org/fileformat2.html#file_change_counter):
    making it is the first; with the second, or write-ahead logging, it was in use. A file that has a second name is the
    database itself, which is kept under that: it is not opened, for closing it would end this process's locks on it.
    """
    main = path.with_name(path.name.removesuffix(_JOURNAL))
    try:
        seen = os.lstat(main)
        if seen.st_nlink > 1 or seen.st_size == 0:
            return True
        with main.open("rb") as file:
            header = file.read(_UNUSED_HEADER)
    except FileNotFoundError:
        return main != path
    except OSError:
        return False
    if not any(header):
        return True
    written_by, changes = header[18:19], header[24:28]
    return header.startswith(b"SQLite format 3\0") and written_by == b"\1" and struct.unpack(">I", changes)[0] <= 1


# Opened copies


def _opened() -> Iterator[Path]:
    """The folders of copies that were opened; only this user's, and no links."""
    for entry in _entries(Path(tempfile.gettempdir())):
        if entry.name.startswith(OPENED):
            with suppress(OSError):
                seen = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(seen.st_mode) and (not hasattr(os, "getuid") or seen.st_uid == os.getuid()):
                    yield Path(entry.path)


def _is_done_with(folder: Path) -> bool:
    """Whether a copy may go: after a day, or when the copy was never finished and nobody is at it any more."""
    with suppress(OSError):
        age = time.time() - folder.stat().st_mtime
        inside = list(os.scandir(folder))
        is_finished = any(not TEMPORARY.fullmatch(one.name) for one in inside)
        return age > OPENED_KEPT if is_finished else age > AN_HOUR and all(map(_is_abandoned, inside))
    return False


def _remove_folder(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()
