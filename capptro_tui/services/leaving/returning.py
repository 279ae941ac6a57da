"""Put all records of another database into an empty one: with their numbers, stamps and places in the trash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from capptro_tui.db.connection.soundness import set_next_ids
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.models.system.user import User
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.importing.links import Source
from capptro_tui.services.importing.origins import record_there

Rows = dict[int, dict[str, Any]]
"""Id to the stored columns of a row."""

_VERB = "import"


def kept_records(schema: Schema) -> list[RecordType]:
    """Return the record types that a business takes with it: all but the journal, and what is made from other rows."""
    return [record for record in schema.records if record.info.journaled]


def put_back(
    database: Database, blocks: Iterable[tuple[RecordType, Rows]], next_ids: Mapping[str, int], mark: str = ""
) -> WriteResult:
    """Write all records of another database into an empty one, in one batch.

    Args:
        database: an empty database.
        blocks: blocks of rows with their record types. Settings and users replace those that are there.
        next_ids: table to the highest id that was ever given in it, and `batch` to the highest number of a batch.
        mark: the mark of the other database; "" if it is not known.

    Raises:
        Refused: the database is not empty, or cannot hold a row; no record was written.
    """
    users, others = _divided(next_ids)
    _give_no_id_again(database, others)
    with database.write(_VERB) as transaction:
        check_empty(transaction)
        transaction.defer_links()
        transaction.remove(User, [row.id for row in transaction.find(User)])
        count = 0
        with transaction.index_afterwards():
            for record, block in blocks:
                transaction.restore_values(record, block)
                count += len(block)
        if mark:
            transaction.number_as(mark)
        transaction.summary = f"Brought back {count:,} records"
        result = result_of(transaction)
    _give_no_id_again(database, users)  # afterwards: the transaction has added the user who writes
    return result


def _divided(next_ids: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the counter of users, and all others."""
    others = dict(next_ids)
    table = User.info.name
    return {table: others.pop(table, 0)}, others


def _give_no_id_again(database: Database, next_ids: Mapping[str, int]) -> None:
    """Set the counters of the tables, so that new records and batches get higher ids than all before.

    The version of a row and its place in the trash are numbers of batches: a new batch of the same number would mix
    with them.
    """
    with database.maintenance(_VERB) as connection:
        known = {record.info.name for record in kept_records(database.schema)} | {"batch"}
        given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
        set_next_ids(connection, {name: max(next_ids[name], given.get(name, 0)) for name in known & next_ids.keys()})


def check_empty(source: Source) -> None:
    """Raise Refused if a database has any records, in the trash or not."""
    record = record_there(source)
    if record is not None:
        raise Refused(
            f"This goes into an empty database only; there are {record.info.plural.lower()} here, perhaps in the "
            "trash. Name a new one by --db. Nothing was written."
        )
