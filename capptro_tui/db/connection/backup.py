"""Consistent copies of a database, made while it may be in use."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.connection import soundness
from capptro_tui.db.connection.driver import FAULTS, connect, connect_alone, explained, sqlite
from capptro_tui.db.connection.main_file import new_generation
from capptro_tui.errors import Damaged, Unusable
from capptro_tui.locations import beside
from capptro_tui.storage.private_files import NewFile, make_folder, remove

if TYPE_CHECKING:
    from sqlite3 import Connection

STAMP = "%Y%m%d-%H%M%S"
"""The time in the name of a backup."""


def copy_database(path: Path, target: Path, *, is_backup: bool = False) -> Path:
    """Copy a database by SQLite's backup API, in one step, so that a writer meanwhile does not make it begin anew.

    The copy is checked under a temporary name and gets its own when it is whole and on the disk. It is a single file
    without a log, and has a generation of its own.

    Args:
        path: the database.
        target: the file to make; its folder is made if it is not there. If the file exists, the next free name is
            taken.
        is_backup: whether it is a backup itself, which nobody has open.

    Returns:
        The path of the copy.

    Raises:
        Damaged: the rows of the database are damaged, not only its indexes.
        Unusable: it cannot be used, or there is no room.
    """
    with closing(connect_alone(path) if is_backup else connect(path, read_only=True)) as source:
        return copy_by(source, path, target)


def copy_by(source: Connection, path: Path, target: Path) -> Path:
    """Copy a database as `copy_database` does, by an open connection that is in no transaction.

    `path` is for messages: another file may be there by now.
    """
    try:
        make_folder(target.parent)
        with NewFile(target.parent, "backup") as draft:
            try:
                _fill(source, path, draft.path)
                draft.finish()
                return draft.take_free_name(target.name)
            finally:
                for left in beside(draft.path)[1:]:
                    remove(left)
    except FAULTS as error:
        raise explained(error, path) from None
    except OSError as error:
        raise Unusable(f"A backup cannot be put into {target.parent}: {error.strerror}.") from None


def name_backup(database: Path, taken: datetime, reason: str) -> str:
    """Return the file name of a backup: `capptro-20261127-101500-daily.db`.

    Args:
        database: the database that was copied.
        taken: local time of the copy.
        reason: why it was made, in small letters and hyphens.
    """
    return f"{database.stem}-{taken.strftime(STAMP)}-{reason}{database.suffix or '.db'}"


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table by its name; virtual tables and their shadow tables are left out."""
    tables = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    names = [row[0] for row in tables if not row[0].startswith(("sqlite_", "alembic_"))]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _fill(source: Connection, path: Path, draft: Path) -> None:
    """Copy the database into an empty file and check it. Raises Unusable and the errors of the driver.

    Indexes that do not fit the rows do not prevent a backup: they can be rebuilt from the rows.
    """
    with closing(_open_draft(draft)) as copy:
        source.execute("BEGIN")
        try:
            counts = count_rows(source)
            source.backup(copy)
        finally:
            if source.in_transaction:
                source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute(f"PRAGMA user_version = {new_generation()}")
        if soundness.faults(copy)[0]:
            raise Damaged(f"The database {path} is damaged. It was left as it is; put back a backup.", path)
        if count_rows(copy) != counts:
            raise Unusable(f"The backup of {path} does not have all rows. Nothing was changed; try again.")


def _open_draft(draft: Path) -> Connection:
    """Open a connection that writes fast, without syncing: the draft is synced at the end, and removed on any error."""
    connection: Connection = sqlite.connect(draft, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection
