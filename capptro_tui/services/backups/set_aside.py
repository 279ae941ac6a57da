"""Files that another file replaces: kept in the backup folder, under a name with the time."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder
from capptro_tui.storage.private_files import make_folder, remove

PREFIX: Final = "set-aside-"
"""Prefix of the names of such files."""

_MOST = 1000


def free_name(database: Path, name: str) -> Path:
    """Return a free name in the folder of a database's backups, also free with the suffix of a log.

    Raises:
        Refused: the folder cannot be made.
    """
    folder = backup_folder(database)
    try:
        make_folder(folder)
    except OSError as error:
        raise Refused(f"The folder {folder} cannot be made: {error.strerror}. Nothing was changed.") from None
    stamp = time.strftime("%Y%m%d-%H%M%S")
    names = (f"{PREFIX}{stamp}{f'-{count}' if count > 1 else ''}-{name}" for count in range(1, _MOST))
    taken = {path.name for path in folder.iterdir()}
    return next(folder / name for name in names if not any(one.startswith(name) for one in taken))


def keep(path: Path, kept: Path) -> None:
    """Keep a file under a second name, so that its own may be given to another. Raises OSError."""
    try:
        os.link(path, kept)
    except OSError:  # a disk without hard links
        try:
            shutil.copyfile(path, kept)
            kept.chmod(0o600)
        except OSError:
            remove(kept)
            raise
