"""What a session flushed, row by row: before and after of every column, one entry a row and batch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy import inspect as inspect_row

from capptro_tui.db.orm import table
from capptro_tui.models.journal import Change
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.registry import record_named

Delta = dict[str, list[Any]]
"""Column to [before, after]; a side is None where the row did not exist."""

CREATE, CHANGE, REMOVE = "create", "change", "remove"
_NOTHING = {None, ""}


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
        for name, (before, after) in later.delta.items():
            self.delta[name] = [self.delta.get(name, [before])[0], after]
        self.delta = {name: sides for name, sides in self.delta.items() if sides[0] != sides[1]}
        existed, exists = self.deed != CREATE, later.deed != REMOVE
        self.deed = CHANGE if existed and exists else REMOVE if existed else CREATE
        self.title = later.title
        self.customers |= later.customers


def entry(row: Record, deed: str) -> Entry:
    """The entry for a row that is being flushed; call it after the flush, while its history is still known."""
    state: Any = inspect_row(row)
    record = record_named(type(row).__tablename__)  # type: ignore[attr-defined]
    delta: Delta = {}
    customers = {row.id} if record.info.name == "customer" else set()
    for name, one in record.fields.items():
        history = state.attrs[name].history
        after = getattr(row, name)
        before = (history.deleted or [None])[0] if history.has_changes() else after
        if deed == CREATE:
            before = None
        elif deed == REMOVE:
            before, after = after, None
        if one.link == "customer" and (name == "customer_id" or before != after):
            customers |= {side for side in (before, after) if side is not None}
        if before != after and name != "id" and not (deed != CHANGE and {before, after} <= _NOTHING):
            delta[name] = [before, after]
    title = record.called({name: getattr(row, name) for name in record.fields})
    return Entry(record, row.id, deed, title, delta, customers)


def write(connection: Connection, batch_id: int, entries: list[Entry]) -> None:
    """Append a batch's entries to the journal."""
    rows = []
    for one in entries:
        customers = [*sorted(one.customers), None, None]
        rows.append(
            {
                "batch_id": batch_id,
                "record": one.record.info.name,
                "row_id": one.row_id,
                "deed": one.deed,
                "title": one.title,
                "delta": json.dumps(one.delta, ensure_ascii=False),
                "customer_id": customers[0],
                "other_customer_id": customers[1],
            }
        )
    if rows:
        connection.execute(insert(table(Change)), rows)
