"""Cascade of a change of status: a customer's to its sites, contracts, work items and tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.db.read import status_rows
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import ACTIVE, DEACTIVATED, deactivates
from capptro_tui.models.schema import Schema
from capptro_tui.services.rules.behaviours.table import behaviour_of

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

Cascade = list[tuple[RecordType, list[int], dict[str, Any]]]
"""Changes of a cascade: (record type, ids of its records, their new values)."""


def ended_with(schema: Schema, record: RecordType) -> list[RecordType]:
    """Return the types whose open records end when a record of this type is deactivated: those of a customer."""
    return [
        other
        for other in schema.numbered
        if other.info.ended_as and (owner := other.fields.get("customer_id")) and owner.link == record.info.name
    ]


def plan_cascade(
    transaction: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]
) -> Cascade:
    """Plan the cascade of rows that are about to get these values; called before the rows change.

    A deactivated customer takes its open records along. A reactivated one takes along those that are only active or
    deactivated themselves, as sites are, and that its deactivation closed.
    """
    status, ended = values.get("status"), ended_with(transaction.schema, record)
    if not ended or status not in (ACTIVE, DEACTIVATED):
        return []
    rows = transaction.find_many(record, "id", ids, only=("id", "status"))
    turning = [row_id for row_id, row in rows.items() if row["status"] != status]
    if status == DEACTIVATED:
        return [(other, _open(transaction, other, turning), {"status": other.info.ended_as}) for other in ended]
    batches = status_rows.deactivations(transaction, turning)
    return [
        (other, list(status_rows.taken_down(transaction, other, batches, DEACTIVATED)), {"status": ACTIVE})
        for other in ended
        if deactivates(other)
    ]


def apply_cascade(transaction: Transaction, changes: Cascade) -> None:
    """Apply the changes of a cascade."""
    for record, ids, values in changes:
        transaction.change_many(record, ids, values)


def change_many(transaction: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]) -> None:
    """Give rows these checked values, and do what follows from them."""
    changes = plan_cascade(transaction, record, ids, values)
    transaction.change_many(record, ids, values)
    apply_cascade(transaction, changes)
    behaviour_of(record).changed(transaction, ids, values)


def _open(transaction: Transaction, record: RecordType, customers: Collection[int]) -> list[int]:
    """Return ids of the open records of some customers, without the trash."""
    status = record.fields["status"]
    live = transaction.find_many(record, "customer_id", customers, equal={"trashed": None}, only=("id", "status"))
    return [row_id for row_id, row in live.items() if status.choice(row["status"]).open]
