"""What a new record belongs to when it is made where another one is in view: one rule from the declarations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract, ContractSite
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.user import User
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.services.records.belonging import belonging, belonging_to_all, joining, made_in_part
from tests.support import Fill, add, add_contact, add_customer, add_work_item, get

ASSET, SITE = "work_item_asset.asset_id", "contract_site.site_id"


def fill_harbour(database: Database) -> None:
    """A customer (2) with one of each record; ids differ so that a mixed up link is seen."""
    add_customer(database, "Other")
    customer = add_customer(database, "Harbour")
    for _ in range(2):
        add_contact(database, customer, "Bea")
    for _ in range(3):
        add(database, Site, customer_id=customer, name="Quay")
    for _ in range(4):
        add(database, Asset, customer_id=customer, site_id=3, name="Boiler")
    for _ in range(5):
        add(database, Contract, customer_id=customer, title="Yearly")
    for _ in range(6):
        add(database, Project, customer_id=customer, site_id=3, name="Refit")
    for _ in range(7):
        add_work_item(database, customer, contact_id=2, site_id=3, contract_id=5, project_id=6)
    add(database, Order, customer_id=customer, work_item_id=7)
    add(database, FollowUp, customer_id=customer, contact_id=2, title="Ring")
    add(database, Task, work_item_id=7, title="Measure")


@pytest.fixture
def database(filled: Callable[[Fill], Database]) -> Database:
    return filled(fill_harbour)


@pytest.fixture
def harbour(database: Database) -> Database:
    return database


@pytest.mark.parametrize(
    ("new", "record", "row_id", "expected"),
    [
        (WorkItem, Customer, 2, {"customer_id": 2}),
        (WorkItem, Contact, 2, {"customer_id": 2, "contact_id": 2}),
        (WorkItem, Site, 3, {"customer_id": 2, "site_id": 3}),
        (WorkItem, Asset, 4, {"customer_id": 2, "site_id": 3, ASSET: 4}),
        (WorkItem, Contract, 5, {"customer_id": 2, "contract_id": 5}),
        (WorkItem, Project, 6, {"customer_id": 2, "site_id": 3, "project_id": 6}),
        (WorkItem, User, 1, {"assigned_user_id": 1}),
        # What cannot be linked shares the owner only: not another job's contract, not another call's contact.
        (WorkItem, WorkItem, 7, {"customer_id": 2}),
        (WorkItem, Order, 1, {"customer_id": 2}),
        (WorkItem, FollowUp, 1, {"customer_id": 2}),
        (WorkItem, Task, 1, {"customer_id": 2}),
        (Asset, Site, 3, {"customer_id": 2, "site_id": 3}),
        (Project, Site, 3, {"customer_id": 2, "site_id": 3}),
        (Geofence, Site, 3, {"customer_id": 2, "site_id": 3}),
        (Contract, Site, 3, {"customer_id": 2, SITE: 3}),
        (Order, WorkItem, 7, {"customer_id": 2, "work_item_id": 7}),
        (FollowUp, WorkItem, 7, {"customer_id": 2, "contact_id": 2, "work_item_id": 7}),
        (FollowUp, Contact, 2, {"customer_id": 2, "contact_id": 2}),
        (Task, WorkItem, 7, {"work_item_id": 7}),
        (Task, Customer, 2, {"customer_id": 2}),
        (Payment, Order, 1, {"customer_id": 2, "order_id": 1}),
        (OrderLine, Order, 1, {"order_id": 1}),
        (WorkItemAsset, WorkItem, 7, {"work_item_id": 7}),
        (ContractSite, Contract, 5, {"contract_id": 5}),
        (Note, Customer, 2, {"customer_id": 2}),
        (Contact, Site, 3, {"customer_id": 2}),
        (Customer, Site, 3, {}),
    ],
)  # fmt: skip
def test_what_follows_from_the_record_in_view(
    harbour: Database, new: RecordType, record: RecordType, row_id: int, expected: dict[str, int]
) -> None:
    found = belonging(harbour, new, (record, get(harbour, record, row_id)))
    # The customer of a task, a line or a join always follows; it is not given but by way of the nearer record.
    through = {field.name for field in new.links() if field.copied_from}
    assert {name: value for name, value in found.items() if name not in through or name in expected} == expected


def test_what_is_in_the_trash_or_deactivated_is_not_taken_along(harbour: Database) -> None:
    asset = get(harbour, Asset, 4)
    records.change(harbour, Site, 3, {"status": "deactivated"})
    assert belonging(harbour, WorkItem, (Asset, asset)) == {"customer_id": 2, ASSET: 4}
    assert belonging(harbour, WorkItem, (Site, get(harbour, Site, 3))) == {"customer_id": 2, "site_id": 3}
    records.change(harbour, Site, 3, {"status": "active"})
    trash.delete(harbour, Site, 3)
    assert belonging(harbour, WorkItem, (Asset, asset)) == {"customer_id": 2, ASSET: 4}


def test_a_row_on_a_page_counts_where_it_can_be_linked_and_is_of_the_same_owner(harbour: Database) -> None:
    page = (Customer, get(harbour, Customer, 2))
    both = belonging_to_all(harbour, WorkItem, [page, (Site, get(harbour, Site, 3))])
    assert both == {"customer_id": 2, "site_id": 3}
    assert belonging_to_all(harbour, WorkItem, [page, (WorkItem, get(harbour, WorkItem, 7))]) == {"customer_id": 2}
    others = add(harbour, Site, customer_id=1, name="Elsewhere")
    assert belonging_to_all(harbour, WorkItem, [page, (Site, get(harbour, Site, others))]) == {"customer_id": 2}


def test_the_parts_of_a_page_make_what_they_are_called() -> None:
    assert made_in_part(SHIPPED, WorkItemAsset, "asset_id") is WorkItem
    assert made_in_part(SHIPPED, WorkItemAsset, "work_item_id") is WorkItemAsset
    assert made_in_part(SHIPPED, Contact, "customer_id") is Contact


def test_a_join_is_made_with_its_record_and_taken_back_with_it(harbour: Database) -> None:
    from capptro_tui.services.history.undo import undo

    given: dict[str, Any] = belonging(harbour, WorkItem, (Asset, get(harbour, Asset, 4)))
    typed = {"title": "Service", **{name: value for name, value in given.items() if name != ASSET}}
    result = records.create(harbour, WorkItem, typed, also=joining(WorkItem, given, harbour, None))
    [join] = harbour.select("SELECT * FROM work_item_asset")
    assert (join["work_item_id"], join["asset_id"], join["customer_id"]) == (result.row_id, 4, 2)
    undo(harbour, result.batch)
    assert harbour.select("SELECT * FROM work_item_asset") == []


@pytest.mark.parametrize("is_purged", [False, True])
def test_what_was_deleted_meanwhile_is_not_joined(harbour: Database, is_purged: bool) -> None:
    """The new record is saved, and a notice says what it is not linked to."""
    given: dict[str, Any] = belonging(harbour, WorkItem, (Asset, get(harbour, Asset, 4)))
    trash.delete(harbour, Asset, 4)
    if is_purged:
        trash.empty(harbour)
    typed = {"title": "Service", "customer_id": given["customer_id"]}
    result = records.create(harbour, WorkItem, typed, also=joining(WorkItem, given, harbour, None))
    assert any("is not linked to it. It has been deleted meanwhile." in notice for notice in result.notices)
    assert get(harbour, WorkItem, result.row_id)["title"] == "Service"
    assert harbour.select("SELECT * FROM work_item_asset") == []


def test_a_record_type_that_no_release_knows_follows_the_rule(harbour: Database, vehicle: RecordType) -> None:
    assert belonging(harbour, vehicle, (Site, get(harbour, Site, 3))) == {"customer_id": 2}
