"""Cascade of a customer's change of status to its sites, contracts, work items and tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from capptro_tui.db.read import status_rows
from capptro_tui.models.record import RecordType
from capptro_tui.models.records import contract, task, work_item
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import ACTIVE, DEACTIVATED, Customer
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

CANCELLED: dict[RecordType, str] = {
    Contract: contract.CANCELLED,
    WorkItem: work_item.CANCELLED,
    Task: task.CANCELLED,
}
"""Record type to the state that its open records get when their customer is deactivated."""

Cascade = list[tuple[RecordType, list[int], dict[str, Any]]]
"""Changes of a cascade: (record type, ids of its records, their new values)."""


def plan_cascade(
    transaction: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]
) -> Cascade:
    """Plan the cascade of rows that are about to get these values; called before the rows change.

    A deactivated customer takes its open records along, a reactivated one the sites that its deactivation closed.
    """
    status = values.get("status")
    if record is not Customer or status not in (ACTIVE, DEACTIVATED):
        return []
    rows = transaction.find_many(Customer, "id", ids, only=("id", "status"))
    turning = [row_id for row_id, row in rows.items() if row["status"] != status]
    if status == DEACTIVATED:
        return [(other, _open(transaction, other, turning), {"status": end}) for other, end in _ENDS.items()]
    sites = status_rows.taken_down(transaction, Site, status_rows.deactivations(transaction, turning), DEACTIVATED)
    return [(Site, list(sites), {"status": ACTIVE})]


def apply_cascade(transaction: Transaction, changes: Cascade) -> None:
    """Apply the changes of a cascade."""
    for record, ids, values in changes:
        transaction.change_many(record, ids, values)


def change_many(transaction: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]) -> None:
    """Give rows these checked values, and apply the cascade."""
    changes = plan_cascade(transaction, record, ids, values)
    transaction.change_many(record, ids, values)
    apply_cascade(transaction, changes)


_ENDS: dict[RecordType, str] = {Site: DEACTIVATED, **CANCELLED}


def _open(transaction: Transaction, record: RecordType, customers: Collection[int]) -> list[int]:
    """Return ids of the open records of some customers, without the trash."""
    status = record.fields["status"]
    live = transaction.find_many(record, "customer_id", customers, equal={"trashed": None}, only=("id", "status"))
    return [row_id for row_id, row in live.items() if status.choice(row["status"]).open]
