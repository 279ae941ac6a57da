"""Deactivates and reactivates customers and sites, and reopens closed records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows, status_rows
from capptro_tui.errors import Refused
from capptro_tui.models.field import Choice, Field
from capptro_tui.models.pure_rules import pure_rules_of
from capptro_tui.models.record import BASE, Named, RecordType, Row, number
from capptro_tui.models.records.customer import ACTIVE, DEACTIVATED, deactivates
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.records.records import change_in
from capptro_tui.services.rules.cascade import ended_with
from capptro_tui.services.rules.link_rules import values_of

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that a customer's deactivation cancelled, and that can be brought back with the customer."""

    record: RecordType
    row_id: int
    name: str
    was: Choice  #: its state before the deactivation
    of: str = ""  #: the work item of a task
    changed_since: str = ""  #: labels of the fields that have been changed since, with commas

    @property
    def number(self) -> str:
        """The record's number."""
        return number(self.record, self.row_id)


def deactivate(database: Database, record: RecordType, row_id: int, *, dry_run: bool = False) -> WriteResult:
    """Deactivate a customer or a site.

    A customer's sites are deactivated too, and its open contracts, work items and tasks cancelled.

    Raises Missing, and Refused if it is deactivated already, in the trash or merged.
    """
    with database.write("deactivate", dry_run=dry_run) as transaction:
        notices = _switch(transaction, database, record, row_id, DEACTIVATED)
        return result_of(transaction, record, row_id, notices)


def reactivate(
    database: Database,
    record: RecordType,
    row_id: int,
    *,
    bring_back: Collection[Named] = (),
    dry_run: bool = False,
) -> WriteResult:
    """Make a customer or a site active again, and a customer's sites that its deactivation closed.

    Args:
        database: the database.
        record: Customer or Site.
        row_id: id of the record.
        bring_back: those of the customer's `offers` that get their former state back.
        dry_run: do everything and roll it back.

    Raises:
        Missing: there is no such record.
        Refused: it is active already, in the trash or merged, or a record to bring back is not offered.
    """
    with database.write("reactivate", dry_run=dry_run) as transaction:
        offered = offers(transaction, record, row_id) if bring_back else []
        notices = _switch(transaction, database, record, row_id, ACTIVE)
        notices += _bring_back(transaction, database, offered, bring_back)
        return result_of(transaction, record, row_id, notices)


def offers(source: Source, record: RecordType, row_id: int) -> list[Offer]:
    """Return the records that a customer's deactivation cancelled and that still are.

    They are contracts, then work items, each with its tasks; none for a customer that is not deactivated, and for a
    record of another type.
    """
    ended = [other for other in ended_with(source.schema, record) if not deactivates(other)]
    customer = rows.one(source, record, row_id) if ended else None
    if customer is None or customer["status"] != DEACTIVATED:
        return []
    batches = status_rows.deactivations(source, [row_id])
    found: list[tuple[tuple[int, ...], Offer]] = []
    for place, other in enumerate(ended):
        before = status_rows.taken_down(source, other, batches, other.info.ended_as)
        then = status_rows.held_then(source, other, before, batches[row_id]) if before else {}
        for row in rows.by_ids(source, other, list(before)):
            was = other.fields["status"].choice(before[row["id"]])
            changed = _changed(other, row, then.get(row["id"], {}))
            offer = Offer(other, row["id"], other.called(row), was, row.get("work_item", ""), changed)
            found.append((_order(place, row), offer))
    return [offer for _, offer in sorted(found, key=lambda each: each[0])]


def reopen(database: Database, record: RecordType, row_id: int, *, dry_run: bool = False) -> WriteResult:
    """Change a closed record to the state from which work on it goes on.

    Raises Missing, and Refused if it is not closed, or in the trash.
    """
    with database.write("reopen", dry_run=dry_run) as transaction:
        row = values_of(record, transaction.get(record, row_id))
        field = reopening(record, row)
        if field is None and row["trashed"] is None:
            raise Refused(_why_not_reopened(record, row))
        reopened = pure_rules_of(record).reopened
        state = reopened(row, field.choice(row[field.name]).reopens, database.now()) if field else {}
        change_in(transaction, record, row_id, state, database, reopening=True)
        transaction.summary = f"Reopened {record.info.label.lower()} {record.called(row)}"
        return result_of(transaction, record, row_id, _start_ended([(record, state)]))


def _start_ended(states: Sequence[tuple[RecordType, Mapping[str, Any]]]) -> tuple[str, ...]:
    """Return a notice about starts in the past that were removed; () if there are none.

    `states` has the type of each record that was opened again, and its values.
    """
    ended = [record for record, state in states if "scheduled_start" in state]
    if not ended:
        return ()
    whose = "Its start was" if len(states) == 1 else f"The start of {ended[0].info.counted(len(ended))} was"
    return (f"{whose} in the past, so it was taken away.",)


def reopening(record: RecordType, row: Row) -> Field | None:
    """Return the field whose state reopening changes; None if there is nothing to reopen."""
    return next(
        (field for field in record.fields.values() if field.choices and field.choice(row[field.name]).reopens), None
    )


def _switch(
    transaction: Transaction, database: Database, record: RecordType, row_id: int, status: str
) -> tuple[str, ...]:
    """Change a customer or site to one of the two states; return the notices."""
    if not deactivates(record):
        raise Refused(f"{record.info.plural} are not activated or deactivated; customers and sites are.")
    row = values_of(record, transaction.get(record, row_id))
    if row["status"] == status and row["trashed"] is None:
        raise Refused(f"{record.called(row)} ({number(record, row_id)}) is {status} already.")
    _, _, notices = change_in(transaction, record, row_id, {"status": status}, database)
    did = "Deactivated" if status == DEACTIVATED else "Reactivated"
    transaction.summary = f"{did} {record.info.label.lower()} {record.called(row)}"
    return notices


def _bring_back(
    transaction: Transaction, database: Database, offered: list[Offer], wanted: Collection[Named]
) -> tuple[str, ...]:
    """Give the wanted records their former states; return the notices. Raises Refused for one that is not offered."""
    known = {(offer.record, offer.row_id): offer for offer in offered}
    for record, row_id in wanted:
        if (record, row_id) not in known:
            raise Refused(
                f"{number(record, row_id)} is not among what that deactivation cancelled. Nothing was changed."
            )
    alike: dict[tuple[RecordType, tuple[tuple[str, Any], ...]], list[int]] = {}
    for record in dict.fromkeys(record for record, _ in wanted):
        ids = [row_id for other, row_id in wanted if other is record]
        for row_id, row in transaction.find_many(record, "id", ids).items():
            state = pure_rules_of(record).reopened(row, known[record, row_id].was.value, database.now())
            alike.setdefault((record, tuple(state.items())), []).append(row_id)
    for (record, held), ids in alike.items():
        transaction.change_many(record, ids, dict(held))
    return _start_ended([(record, dict(held)) for (record, held), ids in alike.items() for _ in ids])


def _order(place: int, row: Row) -> tuple[int, ...]:
    """Return the sort key of an offer: contracts first, then each work item followed by its tasks."""
    if "work_item_id" in row:
        return (1, row["work_item_id"], row["position"], row["id"])
    return (place, row["id"])


def _changed(record: RecordType, row: Row, then: dict[str, Any]) -> str:
    """Return the labels of the fields that differ from the values `then`, with commas."""
    changed = (field for name, field in record.fields.items() if name not in BASE and name in then)
    return ", ".join(field.full_label.lower() for field in changed if row[field.name] != then[field.name])


def _why_not_reopened(record: RecordType, row: Row) -> str:
    if deactivates(record):
        return f"{record.info.plural} are not reopened but reactivated."
    states = [field for field in record.fields.values() if any(choice.reopens for choice in field.choices)]
    if not states:
        return f"{record.info.plural} are never closed, so they cannot be reopened."
    state = states[0].choice(row[states[0].name]).label.lower()
    return f"{record.called(row)} ({number(record, row['id'])}) is {state}, so there is nothing to reopen."
