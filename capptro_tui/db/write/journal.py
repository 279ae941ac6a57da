"""The journal of one batch: one entry a row, with each changed column before and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

from capptro_tui.db.connection.driver import as_dicts
from capptro_tui.db.journal.format import COLUMNS, Delta, Stamps, decode_delta, encode_delta
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.schema import Schema
from capptro_tui.models.system.journal import CHANGE, CREATE, REMOVE

if TYPE_CHECKING:
    from sqlite3 import Connection

T = TypeVar("T")
Changes = list[dict[str, Any]]
"""Rows of the table `change`, with time and author of their batch: the columns that `read_delta` takes."""
MOST_TOLD = 2_000
"""Most entries of each record type that are returned for a batch; it may have changed a million rows."""

BLOCK = 1_000
"""Number of rows that are read or written at a time, and most entries that are kept in memory."""

_NOTHING = (None, "")

_STORED = ("batch_id", "record", "row_id", "deed", "title", "delta", "customer_id", "other_customer_id")
_INSERT = f"INSERT INTO change ({', '.join(_STORED)}) VALUES ({', '.join('?' * len(_STORED))})"
_UPDATE = f"UPDATE change SET {', '.join(f'{name} = ?' for name in _STORED)} WHERE id = ?"


@dataclass(slots=True)
class JournalEntry:
    """The change that one batch made to one row.

    Attributes:
        record: the record type.
        row_id: id of the row.
        deed: CREATE, CHANGE or REMOVE.
        title: name of the row for people.
        delta: column to [before, after].
        customers: ids of the customers in whose timelines the entry belongs.
    """

    record: RecordType
    row_id: int
    operation: str
    title: str
    delta: Delta = field(default_factory=dict)
    customers: set[int] = field(default_factory=set)

    def absorb(self, later: JournalEntry) -> None:
        """Add a later change of the row by the same batch."""
        existed, exists = self.operation != CREATE, later.operation != REMOVE
        if self.operation == REMOVE and later.operation == CREATE:
            self._complete(later)
        for name, (before, after) in later.delta.items():
            self.delta[name] = [self.delta.get(name, [before if existed else None])[0], after]
        self.operation = CHANGE if existed and exists else REMOVE if existed else CREATE
        self.delta = {name: sides for name, sides in self.delta.items() if not self._is_nothing(*sides)}
        if not (existed or exists):
            self.delta = {}
        self.title = later.title
        self.customers |= later.customers

    def _complete(self, later: JournalEntry) -> None:
        """Add the columns that only one of a removal and a later creation of the row has.

        Both leave empty columns out; a change has the value of each side.
        """
        for name in {**self.delta, **later.delta}:
            blank = self.record.fields[name].blank
            self.delta.setdefault(name, [blank, None])
            later.delta.setdefault(name, [None, blank])

    def _is_nothing(self, before: Any, after: Any) -> bool:
        """Return whether a column is not recorded: it is the same, or empty in a row that is created or removed."""
        return before == after or (self.operation != CHANGE and before in _NOTHING and after in _NOTHING)


def entry(record: RecordType, row_id: int, before: Row | None, after: Row | None) -> JournalEntry:
    """Return the entry for a row from its two sides, whole rows; None for a side at which it does not exist."""
    known = (before if after is None else after) or {}
    names = _recorded(cast("Any", record))  # mypy takes a record type for a dataclass, which is not hashable
    if before is None:
        deed, delta = CREATE, {name: [None, value] for name in names if (value := known[name]) not in _NOTHING}
    elif after is None:
        deed, delta = REMOVE, {name: [value, None] for name in names if (value := known[name]) not in _NOTHING}
    else:
        changed = (name for name in names if before[name] != after[name])
        deed, delta = CHANGE, {name: [before[name], after[name]] for name in changed}
    delta.pop("id", None)
    return JournalEntry(record, row_id, deed, record.called(known), delta, _customers(record, row_id, before, after))


@cache
def _recorded(record: Any) -> tuple[str, ...]:
    """Return the columns of a record type that the journal has."""
    return tuple(name for name, field in record.fields.items() if not field.computed_by_database)


@cache
def _customer_links(record: Any) -> tuple[str, ...]:
    """Return the links of a record type to customers."""
    return tuple(link.name for link in record.links() if link.link == "customer")


def _customers(record: RecordType, row_id: int, before: Row | None, after: Row | None) -> set[int]:
    """Return the customers in whose timelines a change belongs: the row's own, and those of changed links."""
    found = {row_id} if record.info.name == "customer" else set()
    for link in _customer_links(cast("Any", record)):  # see entry
        sides = {side[link] for side in (before, after) if side is not None}
        if link == "customer_id" or len(sides) > 1 or not (before and after):
            found |= sides - {None}
    return found


class BatchJournal:
    """The entries of one batch, in the order in which its rows were first touched.

    Up to `BLOCK` of them are kept in memory before they are written, so that memory does not grow with their number.
    """

    def __init__(self, connection: Connection, schema: Schema, stamps: Stamps) -> None:
        self._connection = connection
        self._schema = schema
        self._stamps = stamps
        self._batch_id = stamps.batch_id
        self._kept: dict[tuple[str, int], JournalEntry] = {}
        self._highest: dict[str, int] = {}
        """The highest row id of the entries in the database, by the name of their record type."""
        self._count = 0  #: entries in the database

    def __bool__(self) -> bool:
        """Whether the batch has changed anything so far; rows with the same values do not count."""
        return self._count > 0 or any(entry.delta for entry in self._kept.values())

    def note(self, made: Iterable[JournalEntry]) -> None:
        """Add the entries of changed rows."""
        for entry in made:
            key = entry.record.info.name, entry.row_id
            known = self._kept.get(key)
            if known:
                known.absorb(entry)
            elif entry.delta:
                self._kept[key] = entry
        if len(self._kept) >= BLOCK:
            self.write()

    def write(self) -> None:
        """Write the entries that are kept in memory."""
        kept = list(self._kept.values())
        self._kept.clear()
        self._append(kept)

    def told(self) -> tuple[list[JournalEntry], int]:
        """Return the entries so far, at most `MOST_TOLD` of each record type, and the number of all."""
        if not self._highest:
            kept = [entry for entry in self._kept.values() if entry.delta]
            return kept, len(kept)
        self.write()
        found: Changes = []
        query = "SELECT * FROM change WHERE batch_id = ? AND record = ? ORDER BY id LIMIT ?"
        for name in self._highest:
            found += as_dicts(self._connection.execute(query, [self._batch_id, name, MOST_TOLD]))
        return [self._entry(row) for row in sorted(found, key=lambda row: row["id"])], self._count

    def _append(self, entries: Sequence[JournalEntry]) -> None:
        """Write entries. An entry of a row that the batch already has an entry of is merged into that one."""
        known = self._known(entries)
        new = []
        for entry in entries:
            found = known.get((entry.record.info.name, entry.row_id))
            if found is None:
                new += [entry] if entry.delta else []
                continue
            change_id, earlier = found
            earlier.absorb(entry)
            if earlier.delta:
                self._connection.execute(_UPDATE, [*self._row(earlier), change_id])
            else:
                self._connection.execute("DELETE FROM change WHERE id = ?", [change_id])
                self._count -= 1
        self._connection.executemany(_INSERT, [self._row(entry) for entry in new])
        self._count += len(new)
        for entry in new:
            name = entry.record.info.name
            self._highest[name] = max(entry.row_id, self._highest.get(name, 0))

    def _known(self, entries: Sequence[JournalEntry]) -> dict[tuple[str, int], tuple[int, JournalEntry]]:
        """Return (record name, row id) to the stored entry of this batch and its change id, for rows that have one."""
        wanted: dict[str, list[int]] = {}
        for entry in entries:
            name = entry.record.info.name
            if entry.row_id <= self._highest.get(name, 0):
                wanted.setdefault(name, []).append(entry.row_id)
        return {
            (name, row["row_id"]): (row["id"], self._entry(row))
            for name, ids in wanted.items()
            for row in changes_to(self._connection, self._batch_id, name, ids)
        }

    def _row(self, entry: JournalEntry) -> tuple[Any, ...]:
        """Return an entry's columns, in the order of `_STORED`."""
        first, second, *_ = [*sorted(entry.customers), None, None]
        name = entry.record.info.name
        stored = encode_delta(name, entry.operation, entry.delta, self._stamps)
        return (self._batch_id, name, entry.row_id, entry.operation, entry.title, stored, first, second)

    def _entry(self, row: Row) -> JournalEntry:
        """Return the entry of a stored row of this batch."""
        customers = {side for side in (row["customer_id"], row["other_customer_id"]) if side is not None}
        record = self._schema.record_named(row["record"])
        delta = decode_delta(row["record"], row["delta"], self._stamps, record.fields)
        return JournalEntry(record, row["row_id"], row["deed"], row["title"], delta, customers)


def changes(connection: Connection, batch_id: int, *, backwards: bool) -> Iterator[Changes]:
    """Yield the changes of a batch, block by block, oldest first, or newest first if `backwards`."""
    beyond, order = ("<", "DESC") if backwards else (">", "ASC")
    last = (1 << 63) - 1 if backwards else 0
    query = (
        f"SELECT {COLUMNS} FROM change AS c CROSS JOIN batch AS b ON b.id = c.batch_id"
        f" WHERE c.batch_id = ? AND c.id {beyond} ? ORDER BY c.id {order} LIMIT {BLOCK}"
    )
    while True:
        found = as_dicts(connection.execute(query, [batch_id, last]))
        if found:
            yield found
        if len(found) < BLOCK:
            return
        last = found[-1]["id"]


def changes_to(connection: Connection, batch_id: int, name: str, ids: Iterable[int]) -> Changes:
    """Return the changes of a batch to rows of the record type called `name`."""
    # The + keeps SQLite from the index of batches: the batch may hold a million other changes.
    query = (
        f"SELECT {COLUMNS} FROM change AS c CROSS JOIN batch AS b ON b.id = c.batch_id WHERE c.record = ?"
        " AND c.row_id IN (SELECT value FROM json_each(?)) AND +c.batch_id = ? ORDER BY c.row_id"
    )
    found: Changes = []
    for block in blocks(ids):
        found += as_dicts(connection.execute(query, [name, json.dumps(block), batch_id]))
    return found


def blocks(items: Iterable[T]) -> Iterator[list[T]]:
    """Return the items in lists of at most `BLOCK`."""
    rest = iter(items)
    return iter(lambda: list(islice(rest, BLOCK)), [])
