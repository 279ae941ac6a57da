"""Consistent copies of a database, made while it may be in use."""

from __future__ import annotations

import os
import time
from pathlib import Path

from capptro_tui.db.connection.driver import FAULTS, connect, explained, sqlite
from capptro_tui.errors import Unusable


def backup(path: Path, folder: Path, *, reason: str) -> Path:
    """Copy a database into `folder` by SQLite's own backup, check the copy, and return where it is. Raises Unusable."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy = _free_name(folder / f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S')}-{reason}{path.suffix}")
    except OSError as error:
        raise Unusable(f"A backup cannot be put into {folder}: {error.strerror}.") from None
    try:
        source, target = connect(path, read_only=True), sqlite.connect(copy)
        try:
            source.backup(target)
            answer = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            source.close()
            target.close()
    except FAULTS as error:
        copy.unlink(missing_ok=True)
        raise explained(error, path) from None
    if answer != "ok":
        copy.unlink(missing_ok=True)
        raise Unusable(f"The database {path} is damaged. It was left as it is; put back a backup.")
    return copy


def _free_name(wanted: Path) -> Path:
    """`wanted`, or the next free name beside it; the file is made, for its owner only."""
    for count in range(1, 1000):
        name = wanted if count == 1 else wanted.with_stem(f"{wanted.stem}-{count}")
        try:
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        return name
    raise Unusable(f"There are too many backups in {wanted.parent}.")
