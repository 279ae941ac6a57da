"""Changes and deletes many records at once: one batch, all or nothing, one undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.errors import FieldError, Invalid, Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType
from capptro_tui.models.records.customer import ACTIVE, DEACTIVATED, deactivates
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.on_delete import TRASH_WITH
from capptro_tui.services.backups.taking import MANY, take_backup_before
from capptro_tui.services.history.trash import move_to_trash
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.records.records import change_in
from capptro_tui.services.rules import cascade
from capptro_tui.services.rules.behaviours.table import behaviour_of
from capptro_tui.services.rules.default_customer import lost_default
from capptro_tui.services.rules.link_rules import called

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

Progress = Callable[[int, int], None]
"""A function that takes the number of records done, and of all."""
Stop = Callable[[], bool]
"""A function that returns whether the user wants to stop."""

STOPPED = "Stopped. Nothing was changed."
_BLOCK = 500
"""Records between two looks at the stop: a tenth of a second."""


def settable(record: RecordType) -> list[Field]:
    """Return the fields that can be set to one value in many records, in their order."""
    alone = {
        *BASE,
        *record.info.title,
        *(field.name for field in record.fields.values() if field.unique_per_owner or field.unique),
    }
    return [field for field in record.fields.values() if field.name not in alone and (field.form or field.choices)]


def change(
    database: Database,
    record: RecordType,
    ids: Sequence[int],
    typed: Mapping[str, Any],
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> WriteResult:
    """Set fields of many records to the same typed text or values; a customer's status cascades.

    Records that are in the trash or gone are left out, and the notices say so. On an error nothing is changed.

    Args:
        database: the database.
        record: the record type.
        ids: ids of the records.
        typed: field to text or value.
        progress: called with the number of records done, and of all.
        stop: asked between blocks; True ends the change.

    Raises:
        Invalid: a value does not fit one of the records.
        Refused: none of the records is left, or `stop` returned True.
    """
    record = database.schema.own(record)
    verb, did = _DEEDS.get(_status(record, typed), ("change", ""))
    if len(ids) >= MANY:
        take_backup_before(database, "before-bulk")
    with database.write(verb) as transaction:
        count = 0
        said: list[str] = []
        if _depends_on_row(database.schema, record, typed):
            set_block = _row_by_row(transaction, record, typed, database, said)
        else:
            set_block = _all_alike(transaction, record, typed, database)
        left = _Left(transaction, record, ids, progress, stop)
        for block in left.blocks():
            count += set_block(block)
        what = ", ".join(record.fields[name].full_label.lower() for name in typed)
        if not transaction.journal:
            did = f"There was nothing to change in the {what} of"
        transaction.summary = f"{did or f'Changed {what} of'} {record.info.counted(count)}"
        return result_of(transaction, record, notices=(*left.out(), *_told(said)))


_MOST_TOLD = 3
"""Most sentences about single records."""


def _told(said: Sequence[str]) -> tuple[str, ...]:
    """Return the first sentences about single records, and the number of the others."""
    rest = len(said) - _MOST_TOLD
    return (*said[:_MOST_TOLD], *([f"And {rest:,} more of the same kind."] if rest > 0 else ()))


_DEEDS = {DEACTIVATED: ("deactivate", "Deactivated"), ACTIVE: ("reactivate", "Reactivated")}
"""Status to the verb of a change of it alone, and the start of its summary."""


def _status(record: RecordType, typed: Mapping[str, Any]) -> str:
    """Return the new state if only the state of records that can be deactivated is changed; else ""."""
    return str(typed["status"]).strip().lower() if deactivates(record) and typed.keys() == {"status"} else ""


def delete(
    database: Database,
    record: RecordType,
    ids: Sequence[int],
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> WriteResult:
    """Put many records into the trash, each as a delete of it alone does.

    Records that are in the trash or gone are left out, and the notices say so. Raises Refused, with nothing changed, if
    none of them is left or `stop` returned True.
    """
    if len(ids) >= MANY:
        take_backup_before(database, "before-bulk")
    with database.write("delete") as transaction:
        count = 0
        default = transaction.settings().default_customer_id
        left = _Left(transaction, record, ids, progress, stop)
        for block in left.blocks():
            move_to_trash(transaction, record, block)
            count += len(block)
        transaction.summary = f"Deleted {record.info.counted(count)}"
        is_lost = bool(lost_default(transaction, default))
        notices = ("The default customer is among them, so there is none any more.",) if is_lost else ()
        return result_of(transaction, record, notices=(*left.out(), *notices))


class _Left:
    """The records that are still there, block by block; each block reports the progress."""

    def __init__(
        self,
        transaction: Transaction,
        record: RecordType,
        ids: Sequence[int],
        progress: Progress | None,
        stop: Stop | None,
    ) -> None:
        self.transaction = transaction
        self.record = record
        self.ids = list(dict.fromkeys(ids))
        self.progress = progress
        self.stop = stop
        self.missed = 0

    def blocks(self) -> Iterator[list[int]]:
        """Yield the ids of the records; raises Refused if there are none, or to stop."""
        rest, done = iter(self.ids), 0
        while block := list(islice(rest, _BLOCK)):
            self._go_on(done)
            live = self.transaction.find_many(self.record, "id", block, equal={"trashed": None}, only=("id",))
            self.missed += len(block) - len(live)
            if live:
                yield list(live)
            done += len(block)
        self._go_on(done)
        if self.missed == len(self.ids):
            raise Refused(f"Of these {self.record.info.plural.lower()} none is left. Nothing was changed.")

    def out(self) -> tuple[str, ...]:
        """Return a notice about the records that were left out."""
        if not self.missed:
            return ()
        are = "is" if self.missed == 1 else "are"
        return (f"{self.record.info.counted(self.missed)} {are} in the trash or gone by now, and left out.",)

    def _go_on(self, done: int) -> None:
        if self.stop and self.stop():
            raise Refused(STOPPED)
        if self.progress:
            self.progress(done, len(self.ids))


_Setter = Callable[[list[int]], int]
"""A function that sets the fields of some records, and returns their number."""


def _depends_on_row(schema: Schema, record: RecordType, typed: Mapping[str, Any]) -> bool:
    """Return whether valid values of these fields depend on a record's other values, or its owner's other records."""
    for field in record.fields.values():
        if typed.keys() & {field.type.scoped_by, field.after}:
            return True
        own = (
            field.unique_per_owner
            or field.type.on_delete is TRASH_WITH
            or field.type.scoped_by
            or field.after
            or field.name in record.info.one_of
            or field.type.needs_currency
            or field.follows_states
            or field.name in behaviour_of(record).triggers
            or any(field.name in other.copied_from for other in record.fields.values())
            or _is_handed_down(schema, record, field)
        )
        if field.name in typed and own:
            return True
    return False


def _is_handed_down(schema: Schema, record: RecordType, field: Field) -> bool:
    """Return whether other records have copies of this field."""
    below = ((other.fields.get(field.name), link) for other, link in schema.referencing(record))
    return any(copy is not None and link in copy.copied_from for copy, link in below)


def _row_by_row(
    transaction: Transaction, record: RecordType, typed: Mapping[str, Any], database: Database, said: list[str]
) -> _Setter:
    """Return a function that changes each record by itself; notices about single records are added to `said`."""

    def set_block(ids: list[int]) -> int:
        for row_id in ids:
            try:
                _, _, notices = change_in(transaction, record, row_id, typed, database)
                name = called(record, transaction.get(record, row_id)) if notices else ""
                said.extend(f"{name}: {notice}" for notice in notices)
            except Invalid as invalid:
                name = called(record, transaction.get(record, row_id))
                raise Invalid(
                    [FieldError(problem.field, f"{name}: {problem.message}") for problem in invalid.field_errors]
                ) from None
        return len(ids)

    return set_block


def _all_alike(transaction: Transaction, record: RecordType, typed: Mapping[str, Any], database: Database) -> _Setter:
    """Return a function that changes the first record by the rules for one, and gives its values to all others."""
    values: dict[str, Any] = {}

    def set_block(ids: list[int]) -> int:
        if not values:
            row, _, _ = change_in(transaction, record, ids[0], typed, database)
            for name in typed:
                values[name] = getattr(row, name)
                if (snapshot := record.fields[name].type.name_kept_in) and values[name] is not None:
                    values[snapshot] = getattr(row, snapshot)
        cascade.change_many(transaction, record, ids, values)
        return len(ids)

    return set_block
