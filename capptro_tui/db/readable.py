"""An open database as far as it is read: connections, queries, the writes of others, copies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.backup import copy_by
from capptro_tui.db.connection.connections import Connections
from capptro_tui.db.connection.driver import FAULTS, as_dicts, explained
from capptro_tui.db.connection.file_guard import RESTORE, FileGuard
from capptro_tui.db.connection.inspect import is_verified
from capptro_tui.db.connection.main_file import read_generation
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.errors import Refused, Superseded, Unusable
from capptro_tui.models.schema import Schema

if TYPE_CHECKING:
    from sqlite3 import Connection

_STEPS = 1000
"""Instructions of SQLite's virtual machine between two looks at the clock."""


class ReadableDatabase:
    """The part of an open database that reads. Reads may come from any thread: each thread has its own connection.

    Attributes:
        path: path of the file, links resolved.
        schema: its record types.
        guard: compares the file with the one that was opened.
        own_batches: numbers of the batches that this program has written.
    """

    def __init__(
        self, path: Path, connections: Connections, guard: FileGuard, queue: WriterQueue, schema: Schema
    ) -> None:
        self.path = path
        self.schema = schema
        self.guard = guard
        self.own_batches: set[int] = set()
        self._connections = connections
        self._queue = queue
        self._data_version: int | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend this thread's connection for reading, rows as `sqlite3.Row`. Raises FileReplaced and Unusable."""
        self.guard.check_readable()
        with self._connections.reading() as connection:
            yield connection

    def connect(self) -> Connection:
        """Open a connection for long reading, which the caller closes. Raises FileReplaced and Unusable."""
        return self._connections.open()

    def find_foreign(self) -> list[str]:
        """Return names of the triggers and views that other programs have put into the database. Raises Unusable."""
        try:
            with self.reading() as connection:
                if is_verified(connection):
                    return []
                from capptro_tui.db.schema import foreign_structures  # imported late, for the start-up time

                return [structure.name for structure in foreign_structures.find_foreign(connection, self.schema)]
        except FAULTS as error:
            raise self.explain(error) from None

    @contextmanager
    def time_limit(self, seconds: float) -> Iterator[None]:
        """Limit this thread's reads to so many seconds in all. A read that takes longer raises Superseded."""
        until = monotonic() + seconds
        with self.reading() as connection:
            connection.set_progress_handler(lambda: monotonic() > until, _STEPS)
            try:
                yield
            finally:
                connection.set_progress_handler(None, 0)

    def select(self, query: str, values: tuple[Any, ...] | list[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts of column to value. Raises Unusable."""
        try:
            with self.reading() as connection:
                return as_dicts(connection.execute(query, values))
        except FAULTS as error:
            raise self.explain(error) from None

    def explain(self, error: BaseException) -> Refused | Superseded:
        """Translate an error of the driver into a sentence for people."""
        found = explained(error, self.path)
        return self._connections.diagnose(found) if isinstance(found, Unusable) else found

    # Writes of others

    def has_changed(self) -> bool:
        """Return whether anybody, this program included, has written since the last call. It never waits.

        Raises:
            FileReplaced: the file is not the one that was opened.
            Unusable: the database is busy.
        """
        self.guard.check_path()
        version = int(self._ask_anchor("PRAGMA data_version")[0])
        has_changed = version != self._data_version
        self._data_version = version
        return has_changed

    def batches_since(self, batch_id: int) -> list[int]:
        """Return the numbers of the batches above one, at most 1,000, and take note of a restore.

        Raises:
            FileReplaced: the file is not the one that was opened.
            Unusable: the database is busy.
        """
        restore_id, newest = self._ask_anchor(RESTORE)
        if restore_id != self.guard.restore_id:
            self.accept_restore(restore_id, newest)
        self._check_content()
        rows = self.select("SELECT id FROM batch WHERE id > ? ORDER BY id LIMIT 1000", [batch_id])
        return [row["id"] for row in rows]

    def _ask_anchor(self, query: str) -> tuple[Any, ...]:
        """Return the first row of a query without waiting, not even for another thread. Raises Unusable if busy."""
        in_use = self._connections.anchor_in_use
        if not in_use.acquire(blocking=False):
            raise Unusable(f"{self.path} is being copied.")
        try:
            anchor = self._connections.anchor()
            anchor.execute("PRAGMA busy_timeout = 0")
            found: tuple[Any, ...] = anchor.execute(query).fetchone()
        except FAULTS as error:
            raise self.explain(error) from None
        finally:
            in_use.release()
        return found

    def _check_content(self) -> None:
        """Compare the generation in the main file with the one that the connection reads.

        If they differ, they are compared again in the writers' turn, while nobody copies the log into the file.
        """
        generation = self._ask_anchor("PRAGMA user_version")[0]
        if read_generation(self.path) != generation:
            with self._queue.turn_if_free("look at the file") as is_free:
                if is_free:
                    self.guard.check_content(self._ask_anchor("PRAGMA user_version")[0])

    def accept_restore(self, restore_id: str, newest_batch: int) -> None:
        """Take note of a restored backup: undo no longer counts any batch as written by this program."""
        self.guard.accept_restore(restore_id, newest_batch)
        self.own_batches.clear()

    # Copies

    def copy(self, target: Path) -> Path:
        """Copy the database into a file of its own, check the copy, and return its path.

        Raises:
            FileReplaced: the file at the path is not the one that was opened.
            Unusable: it is damaged, or there is no room.
        """
        with closing(self.connect()) as source:
            return copy_by(source, self.path, target)

    def copy_open_file(self, target: Path) -> Path:
        """Copy the opened file, even if another file is at its path by now, and return the path of the copy.

        Raises:
            Unusable: it is damaged or cannot be read any more, or there is no room.
        """
        with self._connections.anchor_in_use:
            return copy_by(self._connections.anchor(), self.path, target)
