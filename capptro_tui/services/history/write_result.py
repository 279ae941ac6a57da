"""The result of a write: enough to describe it, to refresh screens and to undo it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from capptro_tui.db.read.rows import by_ids as rows_by_ids
from capptro_tui.models.record import BASE, RecordType, number
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.json_object import changed_values

if TYPE_CHECKING:
    from capptro_tui.db.connection.reader import Source
    from capptro_tui.db.write.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RowChange:
    """One written row. `delta` is column to [before, after]."""

    schema: Schema = field(repr=False)
    record: RecordType
    row_id: int
    operation: str
    title: str
    delta: dict[str, list[Any]]
    currency: str = ""  #: currency of its amounts

    @property
    def number(self) -> str:
        """The row's number."""
        return number(self.record, self.row_id)

    @property
    def trash(self) -> str:
        """`into` or `out of` the trash, if the row was moved there or back; "" otherwise, and for a merged record."""
        before, after = self.delta.get("trashed", (None, None))
        link = self.record.stand_in()
        if self.operation != "change" or before == after or (link is not None and link.name in self.delta):
            return ""
        return "into" if after is not None else "out of"

    @property
    def row(self) -> dict[str, Any]:
        """The values with which its amounts are formatted."""
        return {"currency": self.currency}

    def described(self) -> list[tuple[str, str, str]]:
        """Return (field label, from, to) of the changed fields, formatted; custom fields each by its name."""
        found: list[tuple[str, str, str]] = []
        for name, (before, after) in self.delta.items():
            field = self.record.fields.get(name)
            if name in BASE or field is None:
                continue
            if field.type.has_named_values:
                found += changed_values(before, after)
            else:
                was, is_now = (self.schema.read_value(field, side, self.row) for side in (before, after))
                found.append((field.full_label, was, is_now))
        return found


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of one batch.

    Attributes:
        batch: number of the batch.
        summary: its result, for people.
        changes: its changes; of very many rows the first of each record type.
        record: type of the record that it concerns.
        row_id: id of that record.
        notices: sentences to show to people.
        count: number of all its changes.
        elsewhere: whether another window or program wrote it.
        is_everything: whether any record may have been written, as by a restore.
    """

    batch: int
    summary: str
    changes: tuple[RowChange, ...]
    record: RecordType | None = None
    row_id: int = 0
    notices: tuple[str, ...] = ()
    count: int = 0
    elsewhere: bool = False
    is_everything: bool = False

    def touches(self, record: RecordType, row_id: int | None = None) -> bool:
        """Return whether records of that type (or that very record) may have been written.

        If not all changes are known, the answer is rather once too often True.
        """
        if self.count > len(self.changes):
            row_id = None
        return self.is_everything or any(
            change.record.info.name == record.info.name and row_id in (None, change.row_id) for change in self.changes
        )

    def touches_any(self, names: Collection[str]) -> bool:
        """Return whether records of types with these names were written."""
        return self.is_everything or any(change.record.info.name in names for change in self.changes)


def result_of(
    transaction: Transaction, record: RecordType | None = None, row_id: int = 0, notices: tuple[str, ...] = ()
) -> WriteResult:
    """Return the result of a transaction that is about to end."""
    entries, count = transaction.journal.told()
    changes = _with_currencies(
        transaction,
        [
            RowChange(transaction.schema, entry.record, entry.row_id, entry.operation, entry.title, entry.delta)
            for entry in entries
        ],
    )
    return WriteResult(
        transaction.batch_id, transaction.summary, changes, record, row_id, (*notices, *transaction.notices), count
    )


def changes_from(source: Source, rows: Iterable[Mapping[str, Any]]) -> tuple[RowChange, ...]:
    """Return changes from rows of the journal."""
    schema = source.schema
    found = [
        RowChange(schema, schema.record_named(row["record"]), row["row_id"], row["deed"], row["title"], row["delta"])
        for row in rows
    ]
    return _with_currencies(source, found)


def _with_currencies(source: Source, changes: Sequence[RowChange]) -> tuple[RowChange, ...]:
    """Return the same changes with the currencies of their amounts, read from the records where needed."""
    wanted: defaultdict[RecordType, list[int]] = defaultdict(list)
    for change in changes:
        known_fields = (change.record.fields.get(name) for name in change.delta)
        if any(each.type.needs_currency for each in known_fields if each is not None):
            wanted[change.record].append(change.row_id)
    rows = {record: rows_by_ids(source, record, ids) for record, ids in wanted.items()}
    known = {(record, row["id"]): row["currency"] for record, found in rows.items() for row in found}
    return tuple(replace(change, currency=_currency(change, known)) for change in changes)


def _currency(change: RowChange, known: Mapping[tuple[RecordType, int], str]) -> str:
    """Return the currency that a row has or had."""
    held = [code for code in change.delta.get("currency", ()) if code]
    return str(held[-1] if held else known.get((change.record, change.row_id), ""))
