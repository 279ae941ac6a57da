"""The journal as people read it: of the whole desk, one record or one customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.db.read.history import journal_rows
from capptro_tui.models.record import BASE, RecordType, Row
from capptro_tui.models.types.json_object import changed_values
from capptro_tui.services.history.write_result import RowChange, changes_from

DescribedField = tuple[str, str, str]
"""A field's label, its text before, and its text after."""


@dataclass(frozen=True, slots=True)
class Event:
    """One batch of the journal.

    Attributes:
        batch: number of the batch.
        at: its time, UTC.
        by: full name of the user if it is known, else the login.
        verb: the operation.
        summary: the result, for people.
        target: the batch that it undoes or redoes; None for any other.
        undone_by: the batch that undid it; None for none.
        changes: its changes, as far as they are read.
        total: number of its changes in scope.
    """

    batch: int
    at: str
    by: str
    verb: str
    summary: str
    target: int | None
    undone_by: int | None
    changes: list[RowChange] = field(default_factory=list)
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
    """Return events, newest first, of everything or of one record; of a customer with all its records.

    Args:
        database: the database.
        record: record type of the record; None for everything.
        row_id: id of the record.
        limit: most events.
        before: only batches below this number.
        most: most changes that are read of an event, about.
    """
    scope: dict[str, Any] = {}
    if record is not None and row_id is not None:
        scope = _scope(record, row_id)
    found = journal_rows.batches(database, **scope, limit=limit, before=before)
    return _told(database, found, scope, most)


def events(
    database: Database, record: RecordType, row_id: int, batch_ids: list[int], *, most: int = 1000
) -> list[Event]:
    """Return the events with these batch numbers, newest first, with their changes to one record; see `history`."""
    scope = _scope(record, row_id)
    return _told(database, journal_rows.batches_by_ids(database, batch_ids), scope, most)


def _scope(record: RecordType, row_id: int) -> dict[str, Any]:
    """Return the condition for the changes in the history of a record."""
    return {"customer_id": row_id} if record.info.has_timeline else {"record": record.info.name, "row_id": row_id}


def _told(database: Database, found: journal_rows.Rows, scope: dict[str, Any], most: int) -> list[Event]:
    changes: dict[int, list[RowChange]] = {row["id"]: [] for row in found}
    rows = list(journal_rows.changes(database, list(changes), **scope, limit=most))
    for row, made in zip(rows, changes_from(database, rows), strict=True):
        changes[row["batch_id"]].append(made)
    total = {} if scope else journal_rows.counted(database, list(changes))
    return [event_of(row, changes[row["id"]], total.get(row["id"])) for row in found]


def event_of(row: Row, changes: Sequence[RowChange] = (), total: int | None = None) -> Event:
    """Return a batch as people read it.

    Args:
        row: the batch, with `by_name`.
        changes: the changes that were read.
        total: number of all changes, if not all were read.
    """
    count = len(changes) if total is None else total
    by = row["by_name"] or row["by"]
    return Event(
        row["id"], row["at"], by, row["verb"], row["summary"], row["target"], row["undone_by"], list(changes), count
    )


def describe_change(database: Database, changed: RowChange) -> list[DescribedField]:
    """Return the changed fields of a row as people read them; links by their current names."""
    return describe_changes(database, [changed])[0]


def describe_changes(database: Database, changes: Sequence[RowChange]) -> list[list[DescribedField]]:
    """Return the changed fields of many rows, reading each record type only once."""
    known = _Known(database, changes)
    return [list(_lines(known, changed)) for changed in changes]


class _Known:
    """The current records that changes concern: those whose currency applies, and former and present link targets."""

    def __init__(self, database: Database, changes: Sequence[RowChange]) -> None:
        self._schema = database.schema
        wanted: defaultdict[RecordType, set[int]] = defaultdict(set)
        for changed in changes:
            for name, sides in changed.delta.items():
                field = changed.record.fields.get(name)
                if field is not None and field.type.needs_currency:
                    wanted[changed.record].add(changed.row_id)
                elif field is not None and field.link:
                    wanted[self._schema.record_named(field.link)].update(side for side in sides if side is not None)
        self._rows = {
            (record, row["id"]): row
            for record, ids in wanted.items()
            for row in rows.by_ids(database, record, sorted(ids))
        }

    def row(self, record: RecordType, row_id: int) -> dict[str, Any] | None:
        """Return one of the records, or None if it is gone."""
        return self._rows.get((record, row_id))

    def called(self, link: str, row_id: int | None) -> str:
        """Return the name of a link's target; "" for None."""
        if row_id is None:
            return ""
        record = self._schema.record_named(link)
        row = self.row(record, row_id)
        return record.called(row) if row else f"{record.info.label.lower()} {row_id}"


def _lines(known: _Known, changed: RowChange) -> Iterator[DescribedField]:
    fields = changed.record.fields
    row = known.row(changed.record, changed.row_id)
    for name, (before, after) in changed.delta.items():
        field = fields.get(name)
        # A currency speaks by the amounts that are in it.
        if field is None or name in BASE or (field.type.is_unit and not before):
            continue
        if field.type.is_flag and not before and not after:
            continue
        if field.type.has_named_values:
            yield from changed_values(before, after)
        elif field.link:
            yield field.full_label, known.called(field.link, before), known.called(field.link, after)
        else:
            yield field.full_label, field.format(before, row), field.format(after, row)
