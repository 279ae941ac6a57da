"""Checkpoints: copy the write-ahead log into the main file, so that the file alone is whole.

SQLite's own checkpoints are switched off: they could strike a file that another program has put in the place of ours,
and they do not renew the main file's generation, by which a log is told from one that belongs to another state of the
file (`leftovers.py`).
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.driver import FAULTS, explained
from capptro_tui.db.connection.main_file import new_generation

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.db.connection.file_guard import FileGuard

LARGEST_LOG: Final = 4_000_000
"""Bytes of a log from which on a writer copies it into the main file after its commit."""


def log_size(database: Path) -> int:
    """Return the bytes of the write-ahead log of a database; 0 if there is none."""
    try:
        return os.stat(database.with_name(database.name + "-wal")).st_size
    except OSError:
        return 0


def log_mark(database: Path) -> tuple[int, int] | None:
    """Return size in bytes and time in nanoseconds of the log, which change with every write; None if it is empty."""
    try:
        seen = os.stat(database.with_name(database.name + "-wal"))
    except OSError:
        return None
    return (seen.st_size, seen.st_mtime_ns) if seen.st_size else None


def checkpoint(path: Path, guard: FileGuard) -> bool:
    """Copy the log into the main file, by a connection of its own, while the caller holds the writers' turn.

    Returns:
        Whether the main file holds everything. It does not while somebody reads an older state or writes.

    Raises:
        FileReplaced: the file is not the one that was opened; nothing was copied.
        Unusable: the file cannot be used.
    """
    if not driver.WAL_IS_SAFE or not log_size(path):
        return True
    try:
        with closing(driver.connect(path, verify=guard.check_path)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            return _copy(connection, guard)
    except FAULTS as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY") or "locked" in str(error):
            return False
        raise explained(error, path) from None


def _copy(connection: Connection, guard: FileGuard) -> bool:
    connection.execute("BEGIN IMMEDIATE")
    try:
        guard.check_file(connection)
        connection.execute(f"PRAGMA user_version = {new_generation()}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    is_busy, frames, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if is_busy or frames != copied:
        return False
    # The next transaction would restart the log in any case; an empty file shows that nothing is left to copy.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True
