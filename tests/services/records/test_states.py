"""States follow each other: a step that cannot be is refused, and the steps that can are named."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.records import bulk, records
from tests.support import add, add_customer, add_work_item, get

FOLLOWED = [record for record in SHIPPED.records if any(field.follows_states for field in record.fields.values())]


@pytest.mark.parametrize("record", FOLLOWED, ids=[record.info.name for record in FOLLOWED])
def test_every_state_has_a_way_out(record: RecordType) -> None:
    """An open one leads on, a closed one is reopened; every step leads to a state that there is."""
    status = record.fields["status"]
    values = {choice.value for choice in status.choices}
    for choice in status.choices:
        assert set(choice.next) <= values - {choice.value}
        assert choice.open == bool(choice.next)
        assert choice.open or choice.reopens in values


@pytest.mark.parametrize(
    ("steps", "refused", "said"),
    [
        (("scheduled", "in_progress", "on_hold", "in_progress", "completed"), "new", "stays so. Reopen it first."),
        (("cancelled",), "scheduled", "stays so. Reopen it first."),
        (("in_progress",), "scheduled", "only on hold, completed or cancelled."),
        (("on_hold",), "new", "only in progress, completed or cancelled."),
    ],
)
def test_a_work_item_goes_its_way(database: Database, steps: tuple[str, ...], refused: str, said: str) -> None:
    """New, scheduled, in progress and back from hold, completed; never backwards by hand."""
    row_id = add_work_item(database)
    for step in steps:
        records.change(database, WorkItem, row_id, {"status": step})
    with pytest.raises(Invalid) as error:
        records.change(database, WorkItem, row_id, {"status": refused})
    assert error.value.field_errors[0].field == "status"
    assert error.value.field_errors[0].message.endswith(said)
    assert get(database, WorkItem, row_id)["status"] == steps[-1]


@pytest.mark.parametrize(
    ("record", "typed", "steps", "refused"),
    [
        (Contract, {"title": "Care"}, ("active", "suspended", "active", "expired"), "draft"),
        (Order, {}, ("confirmed", "fulfilled"), "cancelled"),
        (Project, {"name": "Quay"}, ("active", "on_hold", "completed"), "planned"),
    ],
)
def test_other_records_go_theirs(
    database: Database, record: RecordType, typed: dict[str, str], steps: tuple[str, ...], refused: str
) -> None:
    """A draft becomes active; what is over does not become a draft."""
    row_id = add(database, record, customer_id=add_customer(database), **typed)
    for step in steps:
        records.change(database, record, row_id, {"status": step})
    with pytest.raises(Invalid):
        records.change(database, record, row_id, {"status": refused})


def test_many_at_once_follow_the_same_rule(database: Database) -> None:
    """One that cannot go there keeps all where they are, and is named."""
    first, second = add_work_item(database, None, "One"), add_work_item(database, None, "Two")
    records.change(database, WorkItem, second, {"status": "completed"})
    with pytest.raises(Invalid, match="Two: A work item that is completed stays so"):
        bulk.change(database, WorkItem, [first, second], {"status": "scheduled"})
    assert get(database, WorkItem, first)["status"] == "new"


def test_a_new_record_may_start_anywhere(database: Database) -> None:
    """What was done last year is entered as done."""
    assert get(database, Task, add(database, Task, work_item_id=add_work_item(database), title="x", status="done"))
