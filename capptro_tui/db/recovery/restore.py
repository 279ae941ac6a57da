"""Writes a backup into an open database, in one transaction."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from capptro_tui.db.connection.driver import BUSY_SECONDS, FAULTS, explained, sqlite

if TYPE_CHECKING:
    from sqlite3 import Connection


_PAUSE = 0.25
"""Seconds between two attempts to get a lock."""


class Mark(NamedTuple):
    """The mark of a restore in the file, by which open windows notice it.

    Attributes:
        restore_id: a random id.
        at: time of the restore, UTC.
        name: file name of the backup.
    """

    restore_id: str
    at: str
    name: str


def write_into(draft: Path, target: Connection, mark: Mark, generation: int, by: str) -> None:
    """Replace the content of an open database by that of a file, all or nothing.

    Args:
        draft: a sound database of the newest schema that nobody else uses. It is changed.
        target: a connection to the database, in no transaction, while nobody else writes.
        mark: the mark of the restore to leave in the file.
        generation: the generation that the main file has or will have after the commit.
        by: login of the user who restores.

    Raises:
        Unusable: the database is locked, or there is no room; nothing was changed.
    """
    try:
        with closing(sqlite.connect(draft, isolation_level=None)) as source:
            _fit_page_size(source, target)
            source.execute("BEGIN IMMEDIATE")
            _keep_numbers(source, target)
            _leave_mark(source, target, mark, by)
            # Every log begins with the generation of the main file (`connection/leftovers.py`).
            source.execute(f"PRAGMA user_version = {generation}")
            source.execute("COMMIT")
            source.backup(target, progress=_Patience(), sleep=_PAUSE)
    except FAULTS as error:
        raise explained(error, draft) from None


class _Patience:
    """Ends a copy that waits too long for a lock: the driver itself would try for ever."""

    def __init__(self) -> None:
        self._tries = 0

    def __call__(self, _: int, remaining: int, __: int) -> None:
        self._tries += 1
        if remaining and self._tries > BUSY_SECONDS / _PAUSE:
            raise sqlite.OperationalError("database is locked")


def _fit_page_size(source: Connection, target: Connection) -> None:
    """Give the source the page size of the target.

    SQLite does not copy between databases of different page sizes if one has a write-ahead log.
    """
    wanted = target.execute("PRAGMA page_size").fetchone()[0]
    if source.execute("PRAGMA page_size").fetchone()[0] != wanted:
        source.execute("PRAGMA journal_mode = DELETE")
        source.execute(f"PRAGMA page_size = {wanted}")
        source.execute("VACUUM")


def _keep_numbers(source: Connection, target: Connection) -> None:
    """Raise the id counters of the source to those of the target, so that no id is given again."""
    for name, highest in target.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        changed = source.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", [highest, name])
        if not changed.rowcount:
            source.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, highest])


def _leave_mark(source: Connection, target: Connection, mark: Mark, by: str) -> None:
    """Write the identity of the open database and the mark of the restore into the source; journal the restore.

    The copy raises the schema's number of the target by one, so that number is stored.
    """
    database_id = target.execute("SELECT database_id FROM database_file").fetchone()[0]
    cookie = target.execute("PRAGMA schema_version").fetchone()[0] + 1
    source.execute(
        "UPDATE database_file"
        " SET database_id = ?, schema_cookie = ?, restore_id = ?, restored_at = ?, restored_from = ?",
        [database_id, cookie, *mark],
    )
    note_in_journal(source, mark, by)


def note_in_journal(connection: Connection, mark: Mark, by: str) -> None:
    """Add a batch to the journal that says that a backup was restored."""
    connection.execute(
        "INSERT INTO batch (at, by, verb, summary) VALUES (?, ?, 'restore backup', ?)",
        [mark.at, by, f"Restored the backup {mark.name}"],
    )
