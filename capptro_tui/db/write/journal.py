"""The journal of one batch: before and after of every column of each row it touched, one entry a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy import inspect as inspect_row
from sqlmodel import Session

from capptro_tui.db.schema.orm import table
from capptro_tui.models.record import Record, RecordType, Row
from capptro_tui.models.registry import record_named
from capptro_tui.models.system.journal import CHANGE, CREATE, REMOVE, Change

T = TypeVar("T")
Changes = list[dict[str, Any]]
"""Rows of the journal."""
Delta = dict[str, list[Any]]
"""Column to [before, after]; a side is None where the row did not exist."""

MOST_TOLD = 2_000
"""How many entries of each record type a batch tells of; it may have changed a million rows."""

BLOCK = 1_000
"""How many rows are read or written at a time."""

_NOTHING = (None, "")
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class Entry:
    """What one batch did to one row."""

    record: RecordType
    row_id: int
    deed: str
    title: str
    delta: Delta = field(default_factory=dict)
    customers: set[int] = field(default_factory=set)  #: in whose timelines it belongs

    def absorb(self, later: Entry) -> None:
        """Take in what the same batch did to the row afterwards."""
        existed, exists = self.deed != CREATE, later.deed != REMOVE
        for name, (before, after) in later.delta.items():
            self.delta[name] = [self.delta.get(name, [before if existed else None])[0], after]
        self.deed = CHANGE if existed and exists else REMOVE if existed else CREATE
        self.delta = {name: sides for name, sides in self.delta.items() if not self._is_nothing(*sides)}
        if not (existed or exists):
            self.delta = {}
        self.title = later.title
        self.customers |= later.customers

    def _is_nothing(self, before: Any, after: Any) -> bool:
        """Whether two sides of a column say nothing: empty columns of a row that comes or goes are not recorded."""
        return before == after or (self.deed != CHANGE and before in _NOTHING and after in _NOTHING)


def entry(record: RecordType, row_id: int, before: Row | None, after: Row | None) -> Entry:
    """The entry for a row that was `before` and is `after`, whole rows; None where it did not or does not exist."""
    known = (before if after is None else after) or {}
    customers = {row_id} if record.info.name == "customer" else set()
    for one in record.fields.values():
        if one.link == "customer":
            sides = {side[one.name] for side in (before, after) if side is not None}
            if one.name == "customer_id" or len(sides) > 1 or not (before and after):
                customers |= sides - {None}
    names = [name for name, one in record.fields.items() if not one.kept]
    if before is None:
        deed, delta = CREATE, {name: [None, value] for name in names if (value := known[name]) not in _NOTHING}
    elif after is None:
        deed, delta = REMOVE, {name: [value, None] for name in names if (value := known[name]) not in _NOTHING}
    else:
        changed = (name for name in names if before[name] != after[name])
        deed, delta = CHANGE, {name: [before[name], after[name]] for name in changed}
    delta.pop("id", None)
    return Entry(record, row_id, deed, record.called(known), delta, customers)


def flushed(row: Record, deed: str) -> Entry:
    """The entry for a row that a session is flushing; call it after the flush, while its history is still known."""
    state: Any = inspect_row(row)
    record = record_named(type(row).__tablename__)  # type: ignore[attr-defined]
    after = {name: getattr(row, name) for name in record.fields}
    if deed == CREATE:
        return entry(record, row.id, None, after)
    if deed == REMOVE:
        return entry(record, row.id, after, None)
    before = dict(after)
    for name in record.fields:
        history = state.attrs[name].history
        if history.has_changes():
            before[name] = (history.deleted or [None])[0]
    return entry(record, row.id, before, after)


class Journal:
    """The entries of one batch, in the order in which its rows were first touched.

    What was done row by row is kept in memory until `write`; what was done to many rows at once is written at once, so
    that memory does not grow with them.
    """

    def __init__(self, session: Session, batch_id: int) -> None:
        self._session = session
        self._batch_id = batch_id
        self._kept: dict[tuple[str, int], Entry] = {}
        self._written: set[str] = set()  #: names of the record types of which entries are in the database
        self._count = 0  #: entries in the database

    def __bool__(self) -> bool:
        """Whether the batch has changed anything so far; rows left as they were do not count."""
        return self._count > 0 or any(one.delta for one in self._kept.values())

    def note(self, made: Entry) -> None:
        """Take in what was done to one row."""
        known = self._kept.get((made.record.info.name, made.row_id))
        if known:
            known.absorb(made)
        elif made.delta:
            self._kept[made.record.info.name, made.row_id] = made

    def note_many(self, made: Iterable[Entry]) -> None:
        """Take in what was done to many rows, and write it."""
        self.write()
        self._append(list(made))

    def write(self) -> None:
        """Write what is kept in memory."""
        kept = list(self._kept.values())
        self._kept.clear()
        self._append(kept)

    def told(self) -> tuple[list[Entry], int]:
        """The entries so far, at most `MOST_TOLD` of each record type, and how many there are."""
        if not self._written:
            kept = [one for one in self._kept.values() if one.delta]
            return kept, len(kept)
        self.write()
        whole = _table()
        found: list[Any] = []
        for name in self._written:
            query = select(whole).where(whole.c.batch_id == self._batch_id, whole.c.record == name)
            found += self._session.execute(query.order_by(whole.c.id).limit(MOST_TOLD)).mappings()
        return [_entry(dict(row)) for row in sorted(found, key=lambda row: row["id"])], self._count

    def _append(self, entries: Sequence[Entry]) -> None:
        """Write entries, each into the one that the batch has of the row already, where it has."""
        known = self._known(entries)
        new = []
        for one in entries:
            found = known.get((one.record.info.name, one.row_id))
            if found is None:
                new += [_row(self._batch_id, one)] if one.delta else []
                continue
            change_id, earlier = found
            earlier.absorb(one)
            whole = _table()
            if earlier.delta:
                changed = update(whole).where(whole.c.id == change_id).values(_row(self._batch_id, earlier))
                self._session.execute(changed)
            else:
                self._session.execute(delete(whole).where(whole.c.id == change_id))
                self._count -= 1
        if new:
            self._session.connection().execute(insert(_table()), new)
        self._count += len(new)
        self._written |= {row["record"] for row in new}

    def _known(self, entries: Sequence[Entry]) -> dict[tuple[str, int], tuple[int, Entry]]:
        """Of the entries' rows, what the database has of them in this batch, with the id of the change."""
        found = {}
        for name in self._written & {one.record.info.name for one in entries}:
            ids = [one.row_id for one in entries if one.record.info.name == name]
            for row in changes_to(self._session.connection(), self._batch_id, name, ids):
                found[name, row["row_id"]] = (row["id"], _entry(row))
        return found


def changes(connection: Connection, batch_id: int, *, backwards: bool) -> Iterator[Changes]:
    """What a batch changed, block by block, in its order or the other way round."""
    whole = _table()
    order, last = (whole.c.id.desc() if backwards else whole.c.id), None
    while True:
        query = select(whole).where(whole.c.batch_id == batch_id).order_by(order).limit(BLOCK)
        if last is not None:
            query = query.where(whole.c.id < last if backwards else whole.c.id > last)
        found = [dict(row) for row in connection.execute(query).mappings()]
        if found:
            yield found
        if len(found) < BLOCK:
            return
        last = found[-1]["id"]


def changes_to(connection: Connection, batch_id: int, name: str, ids: Iterable[int]) -> Changes:
    """What a batch changed in rows of the record type called `name`."""
    whole = _table()
    found: Changes = []
    for block in blocks(ids):
        # The + keeps the index of batches out of it: the batch may hold a million other changes.
        query = select(whole).where(whole.c.record == name, whole.c.row_id.in_(block), text("+batch_id = :batch"))
        found += [dict(row) for row in connection.execute(query, {"batch": batch_id}).mappings()]
    return found


def blocks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items, so many at a time that memory and a statement hold them."""
    rest = iter(items)
    return iter(lambda: list(islice(rest, BLOCK)), [])


def _table() -> Any:
    return table(Change).__table__  # type: ignore[attr-defined]


def _row(batch_id: int, one: Entry) -> dict[str, Any]:
    """An entry as it is stored."""
    customers = [*sorted(one.customers), None, None]
    return {
        "batch_id": batch_id,
        "record": one.record.info.name,
        "row_id": one.row_id,
        "deed": one.deed,
        "title": one.title,
        "delta": _encode(one.delta),
        "customer_id": customers[0],
        "other_customer_id": customers[1],
    }


def _entry(row: Row) -> Entry:
    """A stored entry."""
    customers = {side for side in (row["customer_id"], row["other_customer_id"]) if side is not None}
    return Entry(
        record_named(row["record"]), row["row_id"], row["deed"], row["title"], json.loads(row["delta"]), customers
    )
