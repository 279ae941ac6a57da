"""Opens a database file: brings an older one up to date and finds out which database it is."""

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


def open_file(path: Path, expected: FileState | None = None) -> tuple[Connections, FileGuard]:
    """Open a database file that `inspect.check_file` has found to be one.

    Args:
        path: where it is.
        expected: what another process has found, if this one must open the same database.

    Raises:
        ForeignStructures: it is an older one with triggers or views that are not ours.
        Unusable: it cannot be used.
    """
    if path.with_name(path.name + "-journal").exists():
        # A transaction that was interrupted is rolled back by a connection that may write; one that may not fails.
        with suppress(Unusable):
            driver.connect(path).close()
    anchor = driver.connect(path, read_only=True)
    try:
        is_older = read_revision(anchor, path, head.HEAD) < head.HEAD
        if not driver.has_wanted_journal(anchor):
            anchor = _reopen(anchor, path)
        if is_older:
            _upgrade(anchor, path)
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
    """Close a connection to a file that is refused, and leave nothing beside that. An empty log that was made for a
    connection that may only read is removed with one that may write."""
    anchor.close()
    if path.with_name(path.name + "-wal").exists() and not log_size(path):
        with suppress(*FAULTS), closing(driver.sqlite.connect(path)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()


def _upgrade(anchor: Connection, path: Path) -> None:
    from capptro_tui.db.schema.foreign_structures import find_foreign_in_older, refusal
    from capptro_tui.db.schema.migrate import upgrade

    if found := find_foreign_in_older(anchor):
        raise refusal(found, path)
    upgrade(path)


def _settle(path: Path, guard: FileGuard) -> None:
    """Have the upgrade in the main file. Where that cannot be now, the next writer does it."""
    with suppress(Unusable), WriterQueue(path, "").turn("upgrade"):
        checkpoint(path, guard)


def _reopen(anchor: Connection, path: Path) -> Connection:
    """Have the journal mode changed by a connection that may write; a reader that was there before would not know."""
    anchor.close()
    with suppress(Unusable):  # a file that may only be read stays as it is
        driver.connect(path).close()
    return driver.connect(path, read_only=True)
