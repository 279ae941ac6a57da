"""Reads that another thread can end."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from capptro_tui.db.connection.driver import FAULTS, as_dicts
from capptro_tui.errors import Refused, Superseded

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.models.schema import Schema


class Source(Protocol):
    """A source of rows: a database, a reader of one, or a transaction."""

    @property
    def schema(self) -> Schema:
        """The schema of the database."""

    def select(self, query: str, values: Any = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts of column to value. Raises Unusable."""


class Connected(Source, Protocol):
    """A database, as far as its connections are used for reading."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend this thread's connection for reading, rows as `sqlite3.Row`. Raises FileReplaced and Unusable."""

    def explain(self, error: BaseException) -> Refused | Superseded:
        """Translate an error of the driver into a sentence for people."""


DataVersion = tuple[str, int]
"""Id of the last restore and number of the newest batch: different for every state of the records."""


def read_version(source: Source) -> DataVersion:
    """Read the version of the records in a database. Raises Unusable."""
    query = "SELECT restore_id, coalesce((SELECT max(id) FROM batch), 0) AS newest FROM database_file"
    row = source.select(query)[0]
    return row["restore_id"], row["newest"]


class Reader:
    """Reads a database until it is stopped. Several threads may use it; only its own reads are ever ended."""

    def __init__(self, database: Connected) -> None:
        self.database = database
        self._running: list[Connection] = []
        self._stopped = False
        self._lock = threading.Lock()

    @property
    def schema(self) -> Schema:
        """The schema of the database."""
        return self.database.schema

    def select(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts of column to value. Raises Superseded and Unusable."""
        with self._reading() as connection:
            return as_dicts(connection.execute(query, values))

    def column(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Return the first column of a query's rows. Raises Superseded and Unusable."""
        with self._reading() as connection:
            return [row[0] for row in connection.execute(query, values)]

    def version(self) -> DataVersion:
        """Return the version of the records, which changes with every write of any process.

        Raises Superseded and Unusable.
        """
        return read_version(self)

    def stop(self) -> None:
        """End the running reads, and refuse later ones. Any thread may call it."""
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
        with self.database.reading() as connection:
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
