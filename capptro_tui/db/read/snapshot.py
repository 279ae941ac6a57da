"""Reads many records in one state of the database, on a connection of its own, while others go on writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from capptro_tui.db.connection.driver import FAULTS, as_dicts
from capptro_tui.db.indexes.list_order import linked_identity, linked_title
from capptro_tui.db.read import rows
from capptro_tui.models.schema import Schema

if TYPE_CHECKING:
    from sqlite3 import Connection

BLOCK = 1_000
"""Number of rows that are in memory at a time."""

IDENTITY = ".identity"
"""The end of the name of a column with the identities of a link's targets; the key of the link is before it."""

Block = list[tuple[Any, ...]]
"""Rows as tuples of the chosen columns."""


class Connectable(Protocol):
    """A database, as far as a connection of one's own is opened to it."""

    @property
    def schema(self) -> Schema:
        """The schema of the database."""

    def connect(self) -> Connection:
        """Open a connection, which the caller closes. Raises FileReplaced and Unusable."""

    def explain(self, error: BaseException) -> Exception:
        """Translate an error of the driver into a sentence for people."""


class Snapshot:
    """One state of a database. A `Source` for all that reads; it is used by one thread."""

    def __init__(self, schema: Schema, connection: Connection, explain: Callable[[BaseException], Exception]) -> None:
        self.schema = schema
        self._connection = connection
        self._explain = explain

    def select(self, query: str, values: Any = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts of column to value. Raises Unusable."""
        try:
            return as_dicts(self._connection.execute(query, values))
        except FAULTS as error:
            raise self._explain(error) from None

    def blocks(self, query: rows.Query, names: Sequence[str]) -> Iterator[Block]:
        """Yield the records of a query in its order, as tuples of some columns.

        Args:
            query: the records and their order.
            names: columns; the key of a link stands for the title of its target, and with `.identity` behind it for
                the identity of the target.

        Raises:
            Unusable: the database cannot be read.
        """
        record = self.schema.own(query.record)
        titles = {link.key: linked_title(self.schema, link) for link in record.links()}
        titles |= {f"{link.key}{IDENTITY}": linked_identity(self.schema, link) for link in record.links()}
        columns = ", ".join(titles.get(name) or f't."{name}"' for name in names)
        condition, values = rows.where(query)
        parts, is_falling = rows.order(self.schema, query)
        direction = "DESC" if is_falling else "ASC"
        for part in parts:
            order = ", ".join(f"{key} {direction}" for key in (part.key, "t.id") if key)
            statement = (
                f'SELECT {columns} FROM "{record.info.name}" AS t WHERE {condition} AND {part.condition}'
                f" ORDER BY {order}"
            )
            yield from self._fetch(statement, [*values, *part.values])

    def next_ids(self) -> dict[str, int]:
        """Return table to the highest id that was ever given in it. Raises Unusable."""
        return {row["name"]: row["seq"] for row in self.select("SELECT name, seq FROM sqlite_sequence")}

    def _fetch(self, statement: str, values: list[Any]) -> Iterator[Block]:
        try:
            cursor = self._connection.execute(statement, values)
            while block := cursor.fetchmany(BLOCK):
                yield block
        except FAULTS as error:
            raise self._explain(error) from None


@contextmanager
def open_snapshot(database: Connectable) -> Iterator[Snapshot]:
    """Open the present state of a database for reading. Raises FileReplaced and Unusable."""
    connection = database.connect()
    try:
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM database_file").fetchone()  # the state is that of the first read
        except FAULTS as error:
            raise database.explain(error) from None
        yield Snapshot(database.schema, connection, database.explain)
    finally:
        connection.close()
