"""What has happened: the journal as people read it, for the whole desk, one record or one customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import journal_rows, rows
from capptro_tui.models.record import BASE, RecordType, Row
from capptro_tui.models.registry import read_value, record_named
from capptro_tui.models.types.json_object import changed_values
from capptro_tui.services.history.outcome import Changed, changes_from

Told = tuple[str, str, str]
"""A field's label, what it was, and what it became."""


@dataclass(frozen=True, slots=True)
class Event:
    """One batch of the journal. `by` is the user's full name where it is known; `total` counts the changes that were
    asked about, of which `changes` may hold the first ones only."""

    batch: int
    at: str
    by: str
    verb: str
    summary: str
    target: int | None
    undone_by: int | None
    changes: list[Changed] = field(default_factory=list)
    total: int = 0


def history(
    database: Database,
    record: RecordType | None = None,
    row_id: int | None = None,
    *,
    limit: int = 50,
    before: int | None = None,
    most: int = 1000,
) -> list[Event]:
    """Events newest first, of everything or of one record; of a customer with all that belongs to it.

    An event has at most about `most` of its changes.
    """
    scope: dict[str, Any] = {}
    if record is not None and row_id is not None:
        whole = record.info.name == "customer"
        scope = {"customer_id": row_id} if whole else {"record": record.info.name, "row_id": row_id}
    found = journal_rows.batches(database, **scope, limit=limit, before=before)
    return _told(database, found, scope, most)


def events(
    database: Database, record: RecordType, row_id: int, batch_ids: list[int], *, most: int = 1000
) -> list[Event]:
    """The events with these batch numbers, newest first, as far as they are about one record; see `history`."""
    scope: dict[str, Any] = {"customer_id": row_id}
    if record.info.name != "customer":
        scope = {"record": record.info.name, "row_id": row_id}
    return _told(database, journal_rows.batches_by_ids(database, batch_ids), scope, most)


def _told(database: Database, found: journal_rows.Rows, scope: dict[str, Any], most: int) -> list[Event]:
    changes: dict[int, list[Changed]] = {row["id"]: [] for row in found}
    rows = list(journal_rows.changes(database, list(changes), **scope, limit=most))
    for row, made in zip(rows, changes_from(database, rows), strict=True):
        changes[row["batch_id"]].append(made)
    total = {} if scope else journal_rows.counted(database, list(changes))
    return [event_of(row, changes[row["id"]], total.get(row["id"])) for row in found]


def event_of(row: Row, changes: Sequence[Changed] = (), total: int | None = None) -> Event:
    """A batch as people read it.

    Args:
        row: the batch, with `by_name`.
        changes: what is told of its changes.
        total: how many changes there are, if not all are told.
    """
    count = len(changes) if total is None else total
    by = row["by_name"] or row["by"]
    return Event(
        row["id"], row["at"], by, row["verb"], row["summary"], row["target"], row["undone_by"], list(changes), count
    )


def told(database: Database, changed: Changed) -> list[Told]:
    """What people care about in a change; links by the name they have today."""
    return told_of_each(database, [changed])[0]


def told_of_each(database: Database, changes: Sequence[Changed]) -> list[list[Told]]:
    """The same of many changes, with one look at each record type that has to do with them."""
    known = _Known(database, changes)
    return [list(_lines(known, changed)) for changed in changes]


class _Known:
    """Records that changes have to do with, as they are now: those whose currency their amounts are in, and those that
    a link points to or did."""

    def __init__(self, database: Database, changes: Sequence[Changed]) -> None:
        wanted: defaultdict[RecordType, set[int]] = defaultdict(set)
        for changed in changes:
            for name, sides in changed.delta.items():
                one = changed.record.fields.get(name)
                if one is not None and one.type.needs_currency:
                    wanted[changed.record].add(changed.row_id)
                elif one is not None and one.link:
                    wanted[record_named(one.link)].update(side for side in sides if side is not None)
        self._rows = {
            (record, row["id"]): row
            for record, ids in wanted.items()
            for row in rows.by_ids(database, record, sorted(ids))
        }

    def row(self, record: RecordType, row_id: int) -> dict[str, Any] | None:
        """One of them, or None if it is gone."""
        return self._rows.get((record, row_id))

    def called(self, link: str, row_id: int | None) -> str:
        """The name of the record that a link points to."""
        if row_id is None:
            return ""
        record = record_named(link)
        row = self.row(record, row_id)
        return record.called(row) if row else f"{record.info.label.lower()} {row_id}"


def _lines(known: _Known, changed: Changed) -> Iterator[Told]:
    fields = changed.record.fields
    row = known.row(changed.record, changed.row_id)
    for name, (before, after) in changed.delta.items():
        one = fields.get(name)
        # A currency speaks by the amounts that are in it.
        if one is None or name in BASE or (one.type.is_unit and not before):
            continue
        if one.type.is_flag and not before and not after:
            continue
        if one.type.has_named_values:
            yield from changed_values(before, after)
        elif one.link:
            yield one.full_label, known.called(one.link, before), known.called(one.link, after)
        else:
            yield one.full_label, read_value(one, before, row), read_value(one, after, row)
