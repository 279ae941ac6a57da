"""The connections of one program to one database file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.connection import driver
from capptro_tui.errors import FileReplaced, Unusable

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.db.connection.file_guard import FileGuard


@dataclass(slots=True)
class _Reader:
    """A thread's connection for reading.

    Attributes:
        connection: the connection; rows as `sqlite3.Row`.
        in_use: held while the thread reads. Closing a connection whose statement runs ends the process.
        is_closed: whether it was closed, while it was not in use.
    """

    connection: Connection
    in_use: threading.RLock = field(default_factory=threading.RLock)
    is_closed: bool = False

    def close(self) -> None:
        """Close it, once it is given back."""
        with self.in_use:
            self.is_closed = True
            self.connection.close()


class Connections:
    """One connection to read with for each thread, and an *anchor* that is opened first and closed last.

    When the last connection to a file closes, SQLite copies the write-ahead log into it and removes the log, whatever
    file it is by then. The anchor is read-only: while it is open no other connection is the last, and it copies nothing
    itself. After `close`, the next use opens what it needs.

    Attributes:
        anchor_in_use: held while the anchor is used.
    """

    def __init__(self, path: Path, guard: FileGuard, anchor: Connection) -> None:
        self._path = path
        self._guard = guard
        self._anchor: Connection | None = anchor
        self.anchor_in_use = threading.RLock()
        self._local = threading.local()
        self._readers: list[_Reader] = []
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
            with self.anchor_in_use:
                generation = self.anchor().execute("PRAGMA user_version").fetchone()[0]
            self._guard.check_content(generation)
        except FileReplaced as replaced:
            return replaced
        except Unusable:
            return error
        except driver.FAULTS:
            return error
        return error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend this thread's connection for reading, rows as `sqlite3.Row`. `close` waits until it is given back.

        Raises FileReplaced and Unusable.
        """
        while True:
            reader = self._reader()
            with reader.in_use:
                if not reader.is_closed:  # as it may have been while this thread waited for it
                    yield reader.connection
                    return

    def _reader(self) -> _Reader:
        while (found := getattr(self._local, "reader", None)) is None:
            with self._lock:
                closings = self._closings
            connection = self.open()
            connection.row_factory = driver.sqlite.Row
            connection.execute("PRAGMA query_only = ON")
            with self._lock:
                if closings == self._closings:
                    self._local.reader = _Reader(connection)
                    self._readers.append(self._local.reader)
                    continue
            connection.close()  # everything was closed while it was opened
        return found  # type: ignore[no-any-return]

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
        """Close all connections, once other threads have read what they are reading.

        Args:
            log_is_copied: whether the main file holds everything, so that the log may be removed.
        """
        self.close_writer()
        if log_is_copied and self._path.with_name(self._path.name + "-wal").exists():
            # The last connection removes the log only if it may write.
            with suppress(Unusable):
                self._reader()
        with self._lock:
            readers, self._readers = self._readers, []
            anchor, self._anchor = self._anchor, None
            self._local = threading.local()
        in_order = [reader.close for reader in readers]
        if anchor is not None:
            in_order.insert(0 if log_is_copied else len(in_order), partial(self._close_anchor, anchor))
        for close in in_order:
            close()

    def _close_anchor(self, anchor: Connection) -> None:
        with self.anchor_in_use:
            anchor.close()
