"""Selected records in one state of the database, as blocks of columns: the source of exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from capptro_tui.db.read import rows
from capptro_tui.db.read.snapshot import IDENTITY, Block, Snapshot, open_snapshot
from capptro_tui.models.record import RecordType
from capptro_tui.services.search.selection import BLOCK, Selection

__all__ = [
    "IDENTITY", "Block", "Snapshot", "all_of", "count", "open_snapshot", "outside_the_trash", "read_columns",
    "read_rows",
]  # fmt: skip


def read_columns(snapshot: Snapshot, selection: Selection, names: Sequence[str]) -> Iterator[Block]:
    """Yield the selected records as tuples of some columns; the key of a link stands for the title of its target.

    Without an order of their own they come oldest first. Raises Unusable.
    """
    if selection.ids is not None:
        return _by_ids(snapshot, selection.record, selection.ids, names)
    return snapshot.blocks(_query(selection), names)


def read_rows(snapshot: Snapshot, selection: Selection) -> Iterator[list[dict[str, Any]]]:
    """Yield the selected records as whole rows. Raises Unusable."""
    fields = snapshot.schema.own(selection.record).fields
    names, flags = [*fields], [name for name, field in fields.items() if field.type.is_flag]
    for block in read_columns(snapshot, selection, names):
        found = [dict(zip(names, values, strict=True)) for values in block]
        for row in found if flags else ():
            row |= {name: bool(row[name]) for name in flags if row[name] is not None}
        yield found


def _by_ids(snapshot: Snapshot, record: RecordType, ids: Sequence[int], names: Sequence[str]) -> Iterator[Block]:
    """Yield records in the order of their ids; those that are gone are left out."""
    for start in range(0, len(ids), BLOCK):
        part = tuple(ids[start : start + BLOCK])
        query = rows.Query(record, equal={"id": part}, sort="id", trash=None)
        found = {row[-1]: row[:-1] for block in snapshot.blocks(query, [*names, "id"]) for row in block}
        if found:
            yield [found[row_id] for row_id in part if row_id in found]


def count(snapshot: Snapshot, selection: Selection) -> int:
    """Return the number of selected records. Raises Unusable."""
    if selection.ids is not None:
        return len(selection.ids)
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
