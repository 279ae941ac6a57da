"""Connections to the SQLite file, safe against power cuts and other writers, and errors in plain words."""

from __future__ import annotations

import os
import sqlite3 as standard
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from capptro_tui.errors import Damaged, NotADatabase, Refused, Superseded, Unusable

if TYPE_CHECKING:
    from sqlite3 import Connection, Cursor


def _newest() -> ModuleType:
    """Return the newer one of the available SQLite modules."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return standard
    newer = dbapi2.sqlite_version_info > standard.sqlite_version_info
    return dbapi2 if newer else standard


sqlite: Any = _newest()
"""The DB-API module in use."""

FAULTS: tuple[type[Exception], ...] = (sqlite.Error, UnicodeDecodeError)
"""Errors of the driver. The message about a damaged file may not be valid UTF-8, hence UnicodeDecodeError."""

APPLICATION_ID = 0x43415054  # "CAPT"
BUSY_SECONDS = 5.0

WAL_IS_SAFE: bool = sqlite.sqlite_version_info >= (3, 51, 3)
"""Before 3.51.3 a WAL database can be corrupted by a checkpoint race (the WAL-reset bug)."""

JOURNAL_MODE = "wal" if WAL_IS_SAFE else "delete"
"""The journal mode in which the program writes, by its name in SQLite."""

FTS5_IS_TRUSTED: bool = sqlite.sqlite_version_info >= (3, 51, 3)
"""An older SQLite refuses FTS5 tables in triggers when it is told not to trust the schema; every write would fail."""


def connect_alone(path: Path) -> Connection:
    """Open a read-only connection to a file that nobody has open, such as a backup.

    It makes no file beside it, so that it can read a backup on a read-only medium. If a log lies beside the file, the
    log is read too, and the connection is like any other.

    Raises:
        Unusable: the file cannot be opened.
    """
    logs = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    if any(log.is_file() and log.stat().st_size for log in logs):
        return connect(path, read_only=True)
    connection = _opened(path, "ro&immutable=1")
    if FTS5_IS_TRUSTED:
        connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def connect(path: Path, *, read_only: bool = False, verify: Callable[[], object] | None = None) -> Connection:
    """Open a connection in autocommit mode with the program's pragmas; the file must exist.

    WAL with FULL, or DELETE with EXTRA on an older SQLite: with anything less, acknowledged rows were lost in simulated
    power cuts. SQLite does not checkpoint by itself: `checkpoint.py` does.

    Args:
        path: path of the database.
        read_only: whether the connection only reads.
        verify: called before the file is opened, and again before the file or its log is read; its errors are passed
            on.

    Raises:
        Unusable: the file cannot be opened.
    """
    if verify:
        verify()
    connection = _opened(path, "ro" if read_only else "rw")
    try:
        if verify:
            verify()
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # a merged record hands on the records merged into it
        if FTS5_IS_TRUSTED:
            connection.execute("PRAGMA trusted_schema = OFF")
        if not read_only:
            _make_durable(connection)
    except FAULTS as error:
        connection.close()
        raise explained(error, path) from None
    except Unusable:
        connection.close()
        raise
    return connection


def _opened(path: Path, mode: str) -> Connection:
    uri = f"file:{quote(os.fsencode(path))}?mode={mode}"
    try:
        connection: Connection = sqlite.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except FAULTS as error:
        raise explained(error, path) from None
    return connection


def _make_durable(connection: Connection) -> None:
    if not has_wanted_journal(connection):
        connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
    connection.execute(f"PRAGMA synchronous = {'FULL' if WAL_IS_SAFE else 'EXTRA'}")


def has_wanted_journal(connection: Connection) -> bool:
    """Return whether the file has the journal mode in which this program writes it."""
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == JOURNAL_MODE)


def as_dicts(cursor: Cursor) -> list[dict[str, Any]]:
    """Return the rows of a query as dicts of column to value. This is faster than lookups in a `sqlite3.Row`."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def explained(error: BaseException, path: Path) -> Refused | Superseded:
    """Translate a database error into a Refused for people; Superseded for a read that was ended on purpose."""
    text = str(error).lower()
    if text == "interrupted":
        return Superseded()
    if "_search" in text or getattr(error, "sqlite_errorcode", 0) == _DAMAGED_INDEX:
        return Unusable(f"The search index of {path} is damaged. Nothing was changed; repair it by “capptro check”.")
    for sign, message in _DAMAGE.items():
        if sign in text:
            return Damaged(f"The database {path} is damaged{message}", path)
    if "not a database" in text:
        return NotADatabase(f"The file {path} is not a customer database. It was left as it is.", path)
    for sign, message in _MESSAGES.items():
        if sign in text:
            return Unusable(message.format(path=path))
    return Unusable(f"The database {path} could not be used: {error}.")


_DAMAGED_INDEX = 267
"""SQLITE_CORRUPT_VTAB: an FTS5 table reports that it is damaged. The rows are intact."""

_MESSAGES = {
    "locked": "The database {path} is in use by another program that is writing. Nothing was changed; try again.",
    "busy": "The database {path} is in use by another program that is writing. Nothing was changed; try again.",
    "readonly": "The database {path} is read-only. Nothing was changed; check the file's permissions.",
    "unable to open": "The database {path} cannot be opened; check that the folder exists and that you may use it.",
    "full": "The disk is full. Nothing was changed; make room and try again.",
    "disk i/o": "The disk reported an error at {path}. Nothing was changed.",
}

_DAMAGE = {
    "decode": ". It was left as it is; put back a backup.",
    "malformed": ". It was left as it is; try “capptro check”, or put back a backup.",
    "no such table": ": a table is missing. It was left as it is; put back a backup.",
    "no column named": ": a column is missing. It was left as it is; put back a backup.",
    "no such column": ": a column is missing. It was left as it is; put back a backup.",
}
