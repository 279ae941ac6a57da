"""The connections of one program to one database file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.connection import driver
from capptro_tui.errors import FileReplaced, Unusable

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.db.connection.file_guard import FileGuard


class Connections:
    """One connection to read with for each thread, and an *anchor* that is opened first and closed last.

    When the last connection to a file closes, SQLite copies the write-ahead log into it and removes the log, whatever
    file it is by then. The anchor is read-only: while it is open no other connection is the last, and it copies nothing
    itself. After `close`, the next use opens what it needs.
    """

    def __init__(self, path: Path, guard: FileGuard, anchor: Connection) -> None:
        self._path = path
        self._guard = guard
        self._anchor: Connection | None = anchor
        self._local = threading.local()
        self._readers: list[Connection] = []
        self._writer: Connection | None = None
        self._closings = 0
        self._lock = threading.Lock()

    def anchor(self) -> Connection:
        """Return the connection that is opened first and closed last. Raises FileReplaced and Unusable."""
        with self._lock:
            if self._anchor is None:
                self._anchor = driver.connect(self._path, read_only=True, verify=self._guard.check_path)
            return self._anchor

    def open(self) -> Connection:
        """Open a connection for writing, which the caller closes. Raises FileReplaced and Unusable."""
        self.anchor()
        try:
            return driver.connect(self._path, verify=self._guard.check_path)
        except Unusable as error:
            raise self.diagnose(error) from None

    def diagnose(self, error: Unusable) -> Unusable:
        """Find out whether apparent damage is the content of another file.

        Returns:
            The error to raise: FileReplaced if the file was overwritten, otherwise `error`.
        """
        try:
            self._guard.check_path()
            self._guard.check_database_id()
            # The anchor may have the old page 1 in its cache.
            self._guard.check_content(self.anchor().execute("PRAGMA user_version").fetchone()[0])
        except FileReplaced as replaced:
            return replaced
        except Unusable:
            return error
        except driver.FAULTS:
            return error
        return error

    def reader(self) -> Connection:
        """Return this thread's connection for reading, rows as `sqlite3.Row`. Raises FileReplaced and Unusable."""
        found: Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self.open()
            found.row_factory = driver.sqlite.Row
            found.execute("PRAGMA query_only = ON")
            self._local.connection = found
            with self._lock:
                self._readers.append(found)
        return found

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a connection to write with. It is kept for the next write, unless it is left in a transaction.

        Who writes while it is lent, in another thread or within a write, gets another one, and waits for the first as
        SQLite does. Raises FileReplaced and Unusable.
        """
        with self._lock:
            connection, self._writer = self._writer, None
            closings = self._closings
        connection = connection or self.open()
        try:
            yield connection
        finally:
            self._take_back(connection, closings)

    def _take_back(self, connection: Connection, closings: int) -> None:
        """Keep a connection that was lent, or close it; `closings` is their number when it was lent."""
        with self._lock:
            if self._writer is None and closings == self._closings and not connection.in_transaction:
                self._writer = connection
                return
        connection.close()

    def close_writer(self) -> None:
        """Close the connection to write with, now or once it is given back."""
        with self._lock:
            self._closings += 1
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def close(self, *, log_is_copied: bool) -> None:
        """Close all connections.

        Args:
            log_is_copied: whether the main file holds everything, so that the log may be removed.
        """
        self.close_writer()
        if log_is_copied and self._path.with_name(self._path.name + "-wal").exists():
            # The last connection removes the log only if it may write.
            with suppress(Unusable):
                self.reader()
        with self._lock:
            readers, self._readers = self._readers, []
            anchor, self._anchor = self._anchor, None
        self._local = threading.local()
        first, last = ([anchor], readers) if log_is_copied else (readers, [anchor])
        for connection in [*first, *last]:
            if connection is not None:
                connection.close()
