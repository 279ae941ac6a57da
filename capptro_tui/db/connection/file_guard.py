"""Watches that the file at a database's path is still the database that was opened.

A sync program, a restore or a second program may rename, remove or replace the file, or copy another one over it,
while it is open. SQLite would go on writing: to a file that nobody finds any more, or with the write-ahead log of one
database over the pages of another. Three things together tell one file from another:

- device and inode, which change when the file at the path is another one;
- the database's random id and the generation of its main file, which change when something is copied over it (the
  inode stays). The generation is read from the file, past the pages that a connection remembers;
- the number of the newest batch, which an older copy of the same database would give a second time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from capptro_tui.db.connection.driver import FAULTS, WAL_IS_SAFE
from capptro_tui.db.connection.leftovers import wal_carries
from capptro_tui.db.connection.main_file import next_generation, read_database_id, read_generation
from capptro_tui.errors import FileReplaced, NewerSchema, Restored, Unusable

if TYPE_CHECKING:
    from sqlite3 import Connection


class FileState(NamedTuple):
    """Identity and state of a database file when it was opened.

    Attributes:
        device: number of the device that holds the file.
        inode: number of the file on it.
        database_id: the database's random id.
        restore_id: id of the last restore of a backup.
        newest_batch: the highest number of a batch that was ever given.
    """

    device: int
    inode: int
    database_id: str
    restore_id: str
    newest_batch: int


class FileGuard:
    """Compares a database's file with the one that was opened.

    Attributes:
        restore_id: the last restore of a backup that this program has taken note of.
        newest_batch: the highest number of a batch that this program has seen.
        is_overwritten: whether another file was copied over this one while it was open.
        is_being_replaced: whether this program itself is putting another file in its place.
    """

    def __init__(self, path: Path, state: FileState, head: str) -> None:
        """
        Args:
            path: path of the database.
            state: the file's identity and state when it was opened.
            head: the newest schema revision that this program knows.
        """
        self.path = path
        self.restore_id = state.restore_id
        self.newest_batch = state.newest_batch
        self.is_overwritten = False
        self.is_being_replaced = False
        self._file = (state.device, state.inode)
        self._database_id = state.database_id
        self._head = head

    @property
    def state(self) -> FileState:
        """The state that another process must find when it opens the same database."""
        return FileState(*self._file, self._database_id, self.restore_id, self.newest_batch)

    @property
    def database_id(self) -> str:
        """The database's random id."""
        return self._database_id

    @property
    def is_gone(self) -> bool:
        """Whether the opened file is no longer at the path. Open connections still read it."""
        seen = _stat(self.path)
        return seen is None or (seen.st_dev, seen.st_ino) != self._file

    def check_path(self) -> None:
        """Compare the file at the path with the one that was opened.

        Raises:
            FileReplaced: there is another file, or none.
            Unusable: this program itself is putting another one there.
        """
        self._check_not_being_replaced()
        seen = _stat(self.path)
        if seen is None:
            raise FileReplaced(f"The database {self.path} is gone: {_MOVED}")
        if not seen.st_size:  # SQLite would remove the log beside an empty file
            self.is_overwritten = True
        self._check_seen(seen)

    def check_readable(self) -> None:
        """Check that connections read one database. A file that is only gone may be read to the end.

        Raises:
            FileReplaced: another file is at the path, whose log has the name of ours, or one was copied over ours.
            Unusable: this program itself is putting another one there.
        """
        self._check_not_being_replaced()
        if seen := _stat(self.path):
            self._check_seen(seen)

    def _check_not_being_replaced(self) -> None:
        if self.is_being_replaced:
            raise Unusable(f"A backup is just being put in the place of {self.path}. Nothing was saved; try again.")

    def _check_seen(self, seen: os.stat_result) -> None:
        if (seen.st_dev, seen.st_ino) != self._file:
            raise FileReplaced(f"The database {self.path} is another file now: {_MOVED}")
        if self.is_overwritten:
            raise FileReplaced(f"The database {self.path} was overwritten: {_COPIED}")

    def check_content(self, generation: int) -> None:
        """Compare the generation of the main file with the one that a connection reads.

        Raises:
            FileReplaced: another file was copied over this one.
        """
        on_disk = read_generation(self.path)
        if on_disk != generation and not wal_carries(self.path, on_disk):
            raise self._overwritten("")

    def check_database_id(self) -> None:
        """Compare the id in the main file, without the log, with that of the database that was opened.

        Raises:
            FileReplaced: another database, or a file that is none, was copied over the file.
            Unusable: the file cannot be read.
        """
        if read_database_id(self.path) != self._database_id:
            raise self._overwritten("")

    def _overwritten(self, by: str) -> FileReplaced:
        self.is_overwritten = True
        return FileReplaced(f"The database {self.path} was overwritten{by}: {_COPIED}")

    def check_file(self, connection: Connection) -> int:
        """Compare the file with the one that was opened, in a transaction that holds the write lock.

        Returns:
            The generation of the main file.

        Raises:
            FileReplaced: it is not the same database.
        """
        self.check_path()
        generation = int(connection.execute("PRAGMA user_version").fetchone()[0])
        self.check_content(generation)
        try:
            found = connection.execute("SELECT database_id FROM database_file").fetchone()
        except FAULTS:
            found = None
        if found is None or found[0] != self._database_id:
            raise self._overwritten(" by another one")
        return generation

    def begin(self, connection: Connection) -> int:
        """Check the file at the start of a transaction that holds the write lock, and let the transaction write page 1.

        Returns:
            The generation that the main file has or will have after the commit.

        Raises:
            FileReplaced: the file is not the one that was opened.
            NewerSchema: a newer version of the program has changed the database.
            Restored: a backup was restored into the file, and this program has not taken note of it.
        """
        generation = self.check_file(connection)
        restore_id, restored_from, revision, newest = connection.execute(_FACTS).fetchone()
        if revision > self._head:
            raise NewerSchema(
                f"A newer version of this program has changed the database {self.path}. Nothing was saved; close this "
                "window and start the newer version."
            )
        if restore_id != self.restore_id:
            raise Restored(
                f"The database was restored from {restored_from} since you opened this. Nothing was saved; look at "
                "what is there now and try again."
            )
        if newest < self.newest_batch:
            raise self._overwritten(" by an older copy")
        following = generation if WAL_IS_SAFE else next_generation(generation)
        connection.execute(f"PRAGMA user_version = {following}")
        return following

    def accept_restore(self, restore_id: str, newest_batch: int) -> None:
        """Take note of a restore: data that this program has read before it is void.

        Args:
            restore_id: the random id of the restore.
            newest_batch: the highest number of a batch that has ever been given in the database.
        """
        self.restore_id, self.newest_batch = restore_id, newest_batch

    def committed(self, batch_id: int, generation: int) -> None:
        """Take note of a batch that was written.

        Raises:
            FileReplaced: it went to a file that is no longer at the path.
        """
        try:
            self.check_path()
            self.check_content(generation)
        except FileReplaced:
            raise FileReplaced(
                f"The database {self.path} was replaced by another program while this was being saved: it is not in "
                "the file that is there now. Close this window, put the right file back, and start again."
            ) from None
        self.newest_batch = max(self.newest_batch, batch_id)


_MOVED = (
    "another program has moved, removed or replaced it while it was open. Nothing was saved. Close this window, put "
    "the right file back, and start again."
)
_COPIED = (
    "another program has copied something over it while it was open. Nothing was saved. Close this window, put the "
    "right file back, and start again."
)

_NEWEST = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'batch'), 0)"
"""SQL for the highest number of a batch that was ever given, also one that is gone."""

RESTORE = f"SELECT restore_id, {_NEWEST} FROM database_file"
"""Reads the arguments of `FileGuard.accept_restore`."""

_FACTS = f"SELECT restore_id, restored_from, (SELECT version_num FROM alembic_version), {_NEWEST} FROM database_file"


def _stat(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None


def read_state(connection: Connection, path: Path) -> FileState:
    """Read identity and state of an opened database. Raises FileReplaced if the file has just gone."""
    database_id, restore_id, newest = connection.execute(
        f"SELECT database_id, restore_id, {_NEWEST} FROM database_file"
    ).fetchone()
    seen = _stat(path)
    if seen is None:
        raise FileReplaced(f"The database {path} is gone: {_MOVED}")
    return FileState(seen.st_dev, seen.st_ino, database_id, restore_id, newest)
