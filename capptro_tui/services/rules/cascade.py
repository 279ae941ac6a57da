"""What goes along when customers are deactivated or come back: their sites, contracts, work items and tasks."""

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
"""What is cancelled where it is open when its customer is deactivated, and the state that it has then."""

Along = list[tuple[RecordType, list[int], dict[str, Any]]]
"""What changes together with some records: of which type which ones, and their new values."""


def along(work: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]) -> Along:
    """What changes together with rows that are about to get these values: of customers that are deactivated what is
    open, of those that come back the sites that their deactivation took down.

    It is to be asked before the rows themselves are changed.
    """
    status = values.get("status")
    if record is not Customer or status not in (ACTIVE, DEACTIVATED):
        return []
    rows = work.find_many(Customer, "id", ids, only=("id", "status"))
    turning = [row_id for row_id, row in rows.items() if row["status"] != status]
    if status == DEACTIVATED:
        return [(other, _open(work, other, turning), {"status": end}) for other, end in _ENDS.items()]
    sites = status_rows.taken_down(work, Site, status_rows.deactivations(work, turning), DEACTIVATED)
    return [(Site, list(sites), {"status": ACTIVE})]


def take(work: Transaction, changes: Along) -> None:
    """Change what goes along."""
    for record, ids, values in changes:
        work.change_many(record, ids, values)


def change_many(work: Transaction, record: RecordType, ids: Collection[int], values: Mapping[str, Any]) -> None:
    """Give rows these checked values, and change what goes along."""
    changes = along(work, record, ids, values)
    work.change_many(record, ids, values)
    take(work, changes)


_ENDS: dict[RecordType, str] = {Site: DEACTIVATED, **CANCELLED}


def _open(work: Transaction, record: RecordType, customers: Collection[int]) -> list[int]:
    """The records of some customers that are open, the trash left out."""
    status = record.fields["status"]
    live = work.find_many(record, "customer_id", customers, equal={"trashed": None}, only=("id", "status"))
    return [row_id for row_id, row in live.items() if status.choice(row["status"]).open]
