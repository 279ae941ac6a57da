"""Reads that can be ended from another thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from capptro_tui.db.connection.driver import FAULTS, as_dicts
from capptro_tui.errors import Refused, Superseded

if TYPE_CHECKING:
    from sqlite3 import Connection


class Source(Protocol):
    """What rows are read from: a database, or a reader of one."""

    def select(self, query: str, values: Any = ()) -> list[dict[str, Any]]:
        """The rows of a query as dicts. Raises Unusable."""


class Connected(Source, Protocol):
    """A database as far as it is read by connections."""

    def read(self) -> Connection:
        """This thread's connection for reading, rows as `sqlite3.Row`. Raises FileReplaced and Unusable."""

    def explain(self, error: BaseException) -> Refused | Superseded:
        """Translate an error of the driver into a sentence for people."""


DataVersion = tuple[str, int]
"""The last restore of a backup and the newest batch: another one for every state of the records."""


def read_version(source: Source) -> DataVersion:
    """The version of the records in a database. Raises Unusable."""
    query = "SELECT restore_id, coalesce((SELECT max(id) FROM batch), 0) AS newest FROM database_file"
    row = source.select(query)[0]
    return row["restore_id"], row["newest"]


class Reader:
    """Reads a database until it is stopped. May be used by several threads; only its own reads are ever ended."""

    def __init__(self, database: Connected) -> None:
        self.database = database
        self._running: list[Connection] = []
        self._stopped = False
        self._lock = threading.Lock()

    def select(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dicts. Raises Superseded and Unusable."""
        with self._reading() as connection:
            return as_dicts(connection.execute(query, values))

    def column(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """The first column of a query. Raises Superseded and Unusable."""
        with self._reading() as connection:
            return [row[0] for row in connection.execute(query, values)]

    def version(self) -> DataVersion:
        """What changes with every write, of whichever process. Raises Superseded and Unusable."""
        return read_version(self)

    def stop(self) -> None:
        """End the reads that are running, and refuse later ones. From any thread."""
        with self._lock:
            self._stopped = True
            for connection in self._running:
                connection.interrupt()

    def check(self) -> None:
        """Raise Superseded if the reader was stopped."""
        if self._stopped:
            raise Superseded

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        connection = self.database.read()
        with self._lock:
            self.check()
            self._running.append(connection)
        try:
            yield connection
        except FAULTS as error:
            raise self.database.explain(error) from None
        finally:
            with self._lock:
                self._running.remove(connection)
