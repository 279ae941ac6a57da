"""Deleting records of any types at once: all of them or none, one batch, taken back by one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Refused
from capptro_tui.models.record import RecordType, number
from capptro_tui.services.history.outcome import WriteResult, outcome
from capptro_tui.services.history.trash import move_to_trash
from capptro_tui.services.rules import alias
from capptro_tui.services.rules.behaviours.table import behaviour_of
from capptro_tui.services.rules.default_customer import lost_default

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

Named = tuple[RecordType, int]
"""Type and id of a record."""


def delete_many(database: Database, named: Sequence[Named], *, dry_run: bool = False) -> WriteResult:
    """Put records into the trash, each together with the records that its own deletion takes along.

    A record that another one takes along may be named, too. A record that is named twice is deleted once.

    Raises:
        Conflict: nothing was deleted, because some records cannot be; it has the reason for each of them.
    """
    wanted = list(dict.fromkeys(named))
    with database.write("delete", dry_run=dry_run) as transaction:
        if in_the_way := [problem for record, row_id in wanted if (problem := _problem(transaction, record, row_id))]:
            raise Conflict("Nothing was deleted.", in_the_way)
        default = transaction.settings().default_customer_id
        by_type: dict[RecordType, list[int]] = {}
        for record, row_id in wanted:
            by_type.setdefault(record, []).append(row_id)
        for record, ids in by_type.items():
            move_to_trash(transaction, record, ids)
        transaction.summary = f"Deleted {_counted(by_type)}"
        notices = list(lost_default(transaction, default))
        for record, row_id in wanted:
            notices += behaviour_of(record).deleted(transaction, row_id)
        return outcome(transaction, notices=tuple(notices))


def _problem(transaction: Transaction, record: RecordType, row_id: int) -> str:
    """Return the reason why a record cannot be deleted; "" if it can."""
    try:
        row = transaction.get(record, row_id)
        alias.refuse_merged(record, row)
    except Refused as refused:
        return str(refused)
    return f"{number(record, row_id)} is in the trash already." if row.trashed is not None else ""


def _counted(by_type: Mapping[RecordType, Sequence[int]]) -> str:
    """Return the number of records of each type, in words: `2 customers and 1 site`."""
    parts = [record.info.counted(len(ids)) for record, ids in by_type.items()]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
