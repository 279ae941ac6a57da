"""Selected records in one state of the database, as blocks of columns: the source of exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from capptro_tui.db.read import rows
from capptro_tui.db.read.snapshot import Block, Snapshot, open_snapshot
from capptro_tui.models.record import RecordType
from capptro_tui.services.search.selection import Selection

__all__ = ["Block", "Snapshot", "all_of", "count", "open_snapshot", "outside_the_trash", "read_columns"]


def read_columns(snapshot: Snapshot, selection: Selection, names: Sequence[str]) -> Iterator[Block]:
    """Yield the selected records as tuples of some columns; the key of a link stands for the title of its target.

    Without an order of their own they come oldest first. Raises Unusable.
    """
    return snapshot.blocks(_query(selection), names)


def count(snapshot: Snapshot, selection: Selection) -> int:
    """Return the number of selected records. Raises Unusable."""
    return rows.total(snapshot, _query(selection))


def outside_the_trash(record: RecordType, equal: dict[str, Any] | None = None) -> Selection:
    """Select the records of a type that are not in the trash, oldest first; only some with the values of `equal`."""
    return Selection(record, equal or {}, "", False, False)


def all_of(record: RecordType) -> Selection:
    """Select every record of a type, also in the trash and merged, oldest first."""
    return Selection(record, {}, "", False, None)


def _query(selection: Selection) -> rows.Query:
    return rows.Query(
        selection.record,
        equal=selection.equal,
        sort=selection.sort or "id",
        descending=selection.is_descending,
        trash=selection.is_trashed,
    )
