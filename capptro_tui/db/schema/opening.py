"""Opens a database file: migrates an older one and reads the identity of the database."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.checkpoint import checkpoint, log_size
from capptro_tui.db.connection.connections import Connections
from capptro_tui.db.connection.driver import FAULTS, explained
from capptro_tui.db.connection.file_guard import FileGuard, read_state
from capptro_tui.db.connection.inspect import read_revision
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.db.schema import head
from capptro_tui.errors import FileReplaced, Unusable

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.db.connection.file_guard import FileState
    from capptro_tui.models.schema import Schema


def open_file(path: Path, schema: Schema, expected: FileState | None = None) -> tuple[Connections, FileGuard]:
    """Open a database file that `inspect.check_file` has accepted.

    Args:
        path: path of the file.
        schema: the schema that an older one is brought to.
        expected: identity found by another process, if this one must open the same database.

    Raises:
        ForeignStructures: it is an older one with triggers or views that are not ours.
        Unusable: it cannot be used.
    """
    if path.with_name(path.name + "-journal").exists():
        # An interrupted transaction is rolled back by a connection that may write; a read-only one fails.
        with suppress(Unusable):
            driver.connect(path).close()
    anchor = driver.connect(path, read_only=True)
    try:
        is_older = read_revision(anchor, path, head.HEAD) < head.HEAD
        if not driver.has_wanted_journal(anchor):
            anchor = _reopen(anchor, path)
        if is_older:
            _upgrade(anchor, schema, path)
        state = read_state(anchor, path)
        if expected and (state.database_id, state.device, state.inode) != (
            expected.database_id, expected.device, expected.inode,
        ):  # fmt: skip
            raise FileReplaced(f"The database {path} was replaced by another program.")
    except FAULTS as error:
        _close_refused(anchor, path)
        raise explained(error, path) from None
    except BaseException:
        _close_refused(anchor, path)
        raise
    guard = FileGuard(path, state, head.HEAD)
    if is_older:
        _settle(path, guard)
    return Connections(path, guard, anchor), guard


def _close_refused(anchor: Connection, path: Path) -> None:
    """Close a connection to a refused file, and leave no file beside it.

    An empty log that SQLite made for a read-only connection is removed by a connection that may write.
    """
    anchor.close()
    if path.with_name(path.name + "-wal").exists() and not log_size(path):
        with suppress(*FAULTS), closing(driver.sqlite.connect(path)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()


def _upgrade(anchor: Connection, schema: Schema, path: Path) -> None:
    from capptro_tui.db.schema.foreign_structures import find_foreign_in_older, refusal
    from capptro_tui.db.schema.migrate import upgrade

    if found := find_foreign_in_older(anchor):
        raise refusal(found, path)
    upgrade(path, schema)


def _settle(path: Path, guard: FileGuard) -> None:
    """Copy the upgrade from the log into the main file. If that is not possible now, the next writer does it."""
    with suppress(Unusable), WriterQueue(path, "").wait_for_turn("upgrade"):
        checkpoint(path, guard)


def _reopen(anchor: Connection, path: Path) -> Connection:
    """Change the journal mode by a connection that may write, and open a new reader: the old one would not notice."""
    anchor.close()
    with suppress(Unusable):  # a read-only file stays as it is
        driver.connect(path).close()
    return driver.connect(path, read_only=True)
