"""Customers and sites are deactivated with all that goes along, and come back; what was closed is reopened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Missing, Refused
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.business import business_settings
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records import bulk, records, status
from tests.support import Fill, add, add_customer, add_work_item, batches, get, is_plain, whole

ACME, OTHER = 1, 2
WORKS, DEPOT, CLOSED_BEFORE = 1, 2, 3
CARE, DRAFT_OF_ONE, LAPSED = 1, 2, 3
ROOF, FENCE, DONE = 1, 2, 3
LADDER, PAINT, SWEPT, SWEEP = 1, 2, 3, 4


def fill_acme(database: Database) -> None:
    """Acme (C-1) with everything in each kind of state; Other (C-2) with the same, which nothing may touch."""
    for name in ("Acme", "Other"):
        customer = add_customer(database, name)
        sites = [add(database, Site, customer_id=customer, name=one) for one in ("Works", "Depot", "Closed before")]
        records.change(database, Site, sites[-1], {"status": "deactivated"})
        for title, state in (("Care", "active"), ("A draft", "draft"), ("Lapsed", "expired")):
            add(database, Contract, customer_id=customer, title=title, status=state)
        items = [add_work_item(database, customer, title) for title in ("Roof", "Fence", "Done")]
        records.change(database, WorkItem, items[1], {"status": "on_hold"})
        for item, title, state in (
            (0, "Ladder", "open"),
            (1, "Paint", "open"),
            (1, "Swept", "done"),
            (2, "Sweep", "open"),
        ):
            add(database, Task, work_item_id=items[item], title=title, status=state)
        records.change(database, WorkItem, items[2], {"status": "completed"})
        add(database, Asset, customer_id=customer, name="Boiler")
        add(database, Project, customer_id=customer, name="New roof", status="active")
        add(database, Order, customer_id=customer, status="confirmed")
        add(database, FollowUp, customer_id=customer, title="Ring back")


@pytest.fixture
def acme(filled: Callable[[Fill], Database]) -> Database:
    return filled(fill_acme)


def states(database: Database) -> dict[str, str]:
    """Number to state of every record that has one."""
    return {
        number(record, row["id"]): row["status"]
        for record in SHIPPED.records
        if record.info.letter and "status" in record.fields
        for row in database.select(f'SELECT id, status FROM "{record.info.name}"')
    }


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """What has another state, and which."""
    return {key: state for key, state in after.items() if before[key] != state}


def told(done: WriteResult) -> dict[str, str]:
    """What an outcome says of states."""
    return {change.number: change.delta["status"][1] for change in done.changes if "status" in change.delta}


@contextmanager
def untouched(database: Database) -> Iterator[None]:
    """What happens in here leaves the database as it is."""
    before, count = whole(database), batches(database)
    yield
    assert (whole(database), batches(database)) == (before, count)


TAKEN_DOWN = {
    "C-000001": "deactivated",
    "S-000001": "deactivated",
    "S-000002": "deactivated",
    "K-000001": "cancelled",
    "K-000002": "cancelled",
    "W-000001": "cancelled",
    "W-000002": "cancelled",
    "T-000001": "cancelled",
    "T-000002": "cancelled",
    "T-000004": "cancelled",
}


class TestDeactivate:
    def test_exactly_the_listed_rows_change(self, acme: Database) -> None:
        """Sites, contracts, open work and open tasks; nothing that is closed, nothing else of it, nothing of others."""
        before = states(acme)
        with untouched(acme):
            planned = status.deactivate(acme, Customer, ACME, dry_run=True)
        done = status.deactivate(acme, Customer, ACME)
        assert changed(before, states(acme)) == TAKEN_DOWN == told(planned) == told(done)
        assert done.changes[0].number == "C-000001"
        assert done.summary == planned.summary == "Deactivated customer Acme"
        assert {(change.number, str(change.delta)) for change in planned.changes} == {
            (change.number, str(change.delta)) for change in done.changes
        }

    def test_one_batch_and_one_undo(self, acme: Database) -> None:
        """The whole database is what it was; redo does it again."""
        before, count = whole(acme), batches(acme)
        status.deactivate(acme, Customer, ACME)
        after = whole(acme)
        assert batches(acme) == count + 1
        undo.undo(acme)
        assert whole(acme) == before
        undo.redo(acme)
        assert whole(acme) == after

    def test_what_is_in_the_trash_stays_as_it_is(self, acme: Database) -> None:
        """It comes back from there as it went."""
        for record, row_id in ((Site, WORKS), (Contract, CARE), (WorkItem, ROOF)):
            trash.delete(acme, record, row_id)
        before = states(acme)
        status.deactivate(acme, Customer, ACME)
        kept = {"S-000001", "K-000001", "W-000001", "T-000001"}
        assert changed(before, states(acme)) == {key: state for key, state in TAKEN_DOWN.items() if key not in kept}

    def test_default_customer(self, acme: Database) -> None:
        """It stops being it, which is said."""
        business_settings.toggle_default(acme, ACME)
        done = status.deactivate(acme, Customer, ACME)
        assert done.notices == ("Acme is no longer the default customer.",)
        assert business_settings.default_customer(acme) is None
        undo.undo(acme)
        assert (business_settings.default_customer(acme) or {})["id"] == ACME

    def test_a_site_goes_alone(self, acme: Database) -> None:
        """And comes back alone."""
        before = states(acme)
        done = status.deactivate(acme, Site, WORKS)
        assert changed(before, states(acme)) == {"S-000001": "deactivated"} == told(done)
        assert done.summary == "Deactivated site Works"
        assert status.reactivate(acme, Site, WORKS).summary == "Reactivated site Works"
        assert states(acme) == before

    @pytest.mark.parametrize("state", ["deactivated", "in the trash", "merged", "unknown"])
    def test_refused(self, acme: Database, state: str) -> None:
        """With a sentence, and with nothing changed."""
        if state == "deactivated":
            status.deactivate(acme, Customer, ACME)
        elif state == "in the trash":
            trash.delete(acme, Customer, ACME)
        elif state == "merged":
            merge.merge(acme, OTHER, ACME)
        for switch in (status.deactivate, *([status.reactivate] if state != "deactivated" else [])):
            with untouched(acme), pytest.raises(Refused) as refused:
                switch(acme, Customer, 99 if state == "unknown" else ACME)
            assert is_plain(refused.value)
            assert state.removeprefix("unknown") in str(refused.value)

    def test_only_customers_and_sites(self, acme: Database) -> None:
        """Everything else has states of its own."""
        for switch in (status.deactivate, status.reactivate):
            with pytest.raises(Refused, match="Work items are not activated or deactivated"):
                switch(acme, WorkItem, ROOF)


class TestReactivate:
    def test_exactly_the_sites_that_went_come_back(self, acme: Database) -> None:
        """Not the one that was deactivated before; what was cancelled stays so."""
        before = states(acme)
        status.deactivate(acme, Customer, ACME)
        down = states(acme)
        with untouched(acme):
            planned = status.reactivate(acme, Customer, ACME, dry_run=True)
        done = status.reactivate(acme, Customer, ACME)
        back = {"C-000001": "active", "S-000001": "active", "S-000002": "active"}
        assert changed(down, states(acme)) == back == told(planned) == told(done)
        assert set(changed(before, states(acme))) == {*TAKEN_DOWN} - {*back}

    def test_offers(self, acme: Database) -> None:
        """What was cancelled, each task after its work item, with the state that it had."""
        assert status.offers(acme, Customer, ACME) == []
        status.deactivate(acme, Customer, ACME)
        offers = status.offers(acme, Customer, ACME)
        assert [(offer.number, offer.name, offer.was.label, offer.of, offer.changed_since) for offer in offers] == [
            ("K-000001", "Care", "Active", "", ""),
            ("K-000002", "A draft", "Draft", "", ""),
            ("W-000001", "Roof", "New", "", ""),
            ("T-000001", "Ladder", "Open", "Roof", ""),
            ("W-000002", "Fence", "On hold", "", ""),
            ("T-000002", "Paint", "Open", "Fence", ""),
            ("T-000004", "Sweep", "Open", "Done", ""),
        ]
        assert status.offers(acme, Customer, OTHER) == status.offers(acme, Customer, 99) == []

    def test_what_is_chosen_gets_its_state_back(self, acme: Database) -> None:
        """In the same batch; one undo leads back to before it, another to before the deactivation."""
        start = whole(acme)
        before = states(acme)
        status.deactivate(acme, Customer, ACME)
        down, count = whole(acme), batches(acme)
        chosen = [(Contract, CARE), (WorkItem, FENCE), (Task, PAINT)]
        with untouched(acme):
            planned = status.reactivate(acme, Customer, ACME, bring_back=chosen, dry_run=True)
        done = status.reactivate(acme, Customer, ACME, bring_back=chosen)
        assert told(planned) == told(done)
        assert batches(acme) == count + 1
        stays = {"K-000002", "W-000001", "T-000001", "T-000004"}
        assert changed(before, states(acme)) == dict.fromkeys(stays, "cancelled")
        undo.undo(acme)
        assert whole(acme) == down
        undo.undo(acme)
        assert whole(acme) == start

    def test_all_of_it(self, acme: Database) -> None:
        """Every state is what it was before."""
        before = states(acme)
        status.deactivate(acme, Customer, ACME)
        everything = [(offer.record, offer.row_id) for offer in status.offers(acme, Customer, ACME)]
        status.reactivate(acme, Customer, ACME, bring_back=everything)
        assert states(acme) == before

    def test_what_has_changed_since_is_told(self, acme: Database) -> None:
        """By the names of the fields; what was changed and changed back is not."""
        status.deactivate(acme, Customer, ACME)
        records.change(acme, WorkItem, ROOF, {"title": "The roof", "priority": "high"})
        records.change(acme, Contract, CARE, {"title": "Cared for"})
        records.change(acme, Contract, CARE, {"title": "Care"})
        records.change(acme, Task, PAINT, {"title": "Paint it"})
        undo.undo(acme)
        since = {
            offer.number: offer.changed_since for offer in status.offers(acme, Customer, ACME) if offer.changed_since
        }
        assert since == {"W-000001": "title, priority"}
        status.reactivate(acme, Customer, ACME, bring_back=[(WorkItem, ROOF)])
        row = get(acme, WorkItem, ROOF)
        assert (row["status"], row["title"], row["priority"]) == ("new", "The roof", "high")

    def test_what_is_gone_or_cancelled_no_more_is_not_offered(self, acme: Database) -> None:
        """In the trash, removed, another customer's, reopened; also if it was cancelled again by itself."""
        status.deactivate(acme, Customer, ACME)
        trash.delete(acme, Contract, CARE)
        trash.empty(acme)
        trash.delete(acme, Contract, DRAFT_OF_ONE)
        records.change(acme, WorkItem, ROOF, {"customer_id": OTHER})
        status.reopen(acme, WorkItem, FENCE)
        status.reopen(acme, Task, PAINT)
        records.change(acme, Task, PAINT, {"status": "cancelled"})
        assert [offer.number for offer in status.offers(acme, Customer, ACME)] == ["T-000004"]
        for record, row_id in ((Contract, CARE), (WorkItem, ROOF), (WorkItem, FENCE), (Task, PAINT), (WorkItem, DONE)):
            with untouched(acme), pytest.raises(Refused, match="is not among what that deactivation cancelled"):
                status.reactivate(acme, Customer, ACME, bring_back=[(record, row_id)])

    def test_a_site_that_was_switched_meanwhile_stays(self, acme: Database) -> None:
        """Somebody decided otherwise since: one that came back and went again, and one that went to the trash."""
        status.deactivate(acme, Customer, ACME)
        status.reactivate(acme, Site, WORKS)
        status.deactivate(acme, Site, WORKS)
        trash.delete(acme, Site, DEPOT)
        assert told(status.reactivate(acme, Customer, ACME)) == {"C-000001": "active"}

    def test_what_was_undone_does_not_count(self, acme: Database) -> None:
        """Of several deactivations the one in force is asked."""
        first = status.deactivate(acme, Customer, ACME)
        undo.undo(acme)
        status.deactivate(acme, Site, WORKS)
        status.deactivate(acme, Customer, ACME)
        assert told(status.reactivate(acme, Customer, ACME)) == {"C-000001": "active", "S-000002": "active"}
        undo.undo(acme)
        undo.undo(acme)
        undo.undo(acme)
        assert states(acme)["S-000001"] == "active"
        undo.redo(acme)
        undo.redo(acme)
        assert first.batch < status.reactivate(acme, Customer, ACME).batch
        assert states(acme)["S-000001"] == "deactivated"

    def test_what_was_switched_and_undone_comes_back(self, acme: Database) -> None:
        """A site that somebody opened by itself, and closed again by an undo, is still one that went with its
        customer."""
        status.deactivate(acme, Customer, ACME)
        status.reactivate(acme, Site, WORKS)
        undo.undo(acme)
        assert told(status.reactivate(acme, Customer, ACME)) == {
            "C-000001": "active",
            "S-000001": "active",
            "S-000002": "active",
        }

    def test_nothing_is_known_of_another_way_of_deactivating(self, acme: Database) -> None:
        """As by an older version, which changed the customer alone: so it comes back alone."""
        with acme.write("change") as transaction:
            transaction.change(transaction.get(Customer, ACME), {"status": "deactivated"})
            transaction.change_many(Site, [WORKS], {"status": "deactivated"})
        with acme.write("change") as transaction:
            transaction.change(transaction.get(Site, WORKS), {"status": "active"})
        status.deactivate(acme, Site, WORKS)
        assert status.offers(acme, Customer, ACME) == []
        assert told(status.reactivate(acme, Customer, ACME)) == {"C-000001": "active"}

    def test_one_that_was_created_so(self, database: Database) -> None:
        """There is no deactivation to look into."""
        customer = add_customer(database, status="deactivated")
        add(database, Site, customer_id=customer, name="Works", status="deactivated")
        assert status.offers(database, Customer, customer) == []
        assert told(status.reactivate(database, Customer, customer)) == {"C-000001": "active"}


class TestOtherWays:
    """There is no way round what goes along."""

    def test_a_change_of_the_status(self, acme: Database) -> None:
        before = states(acme)
        records.change(acme, Customer, ACME, {"status": "deactivated", "area": "North"})
        assert changed(before, states(acme)) == TAKEN_DOWN
        assert len(status.offers(acme, Customer, ACME)) == 7
        records.change(acme, Customer, ACME, {"area": "South"})
        done = records.change(acme, Customer, ACME, {"status": "active"})
        assert told(done) == {"C-000001": "active", "S-000001": "active", "S-000002": "active"}

    def test_many_at_once(self, acme: Database) -> None:
        """One batch; those that are deactivated already keep what they have, and each gets its own sites back."""
        status.deactivate(acme, Customer, OTHER)
        late = add_work_item(acme, OTHER, "Late")
        before = whole(acme)
        done = bulk.change(acme, Customer, [ACME, OTHER], {"status": "deactivated"})
        assert told(done) == TAKEN_DOWN
        assert done.summary == "Deactivated 2 customers"
        assert get(acme, WorkItem, late)["status"] == "new"
        undo.undo(acme)
        assert whole(acme) == before
        undo.redo(acme)
        done = bulk.change(acme, Customer, [OTHER, ACME], {"status": "active"})
        assert done.summary == "Reactivated 2 customers"
        sites = {f"S-00000{place}": "active" for place in (1, 2, 4, 5)}
        assert told(done) == {"C-000001": "active", "C-000002": "active", **sites}

    def test_a_merge_that_sets_it(self, acme: Database) -> None:
        """What has just come from the other customer goes along, too."""
        merge.merge(acme, OTHER, ACME, {"status": "deactivated"})
        closed = {"expired", "completed", "done", "deactivated", "cancelled"}
        found = states(acme)
        assert {state for key, state in found.items() if key[0] in "SKWT"} <= closed
        assert {state for key, state in found.items() if key[0] == "A"} == {"in_service"}
        assert len(status.offers(acme, Customer, OTHER)) == 14

    def test_sites_alone(self, acme: Database) -> None:
        """Many of them at once, too."""
        done = bulk.change(acme, Site, [WORKS, DEPOT], {"status": "deactivated"})
        assert told(done) == {"S-000001": "deactivated", "S-000002": "deactivated"}
        assert done.summary == "Deactivated 2 sites"


class TestReopen:
    @pytest.mark.parametrize(
        ("record", "row_id", "to"),
        [(WorkItem, DONE, "in_progress"), (Task, SWEPT, "open"), (Contract, LAPSED, "active")],
    )
    def test_back_to_where_work_goes_on(self, acme: Database, record: RecordType, row_id: int, to: str) -> None:
        """A state that no change leads to; undo closes it again, exactly as it was."""
        before = whole(acme)
        with pytest.raises(Invalid, match="Reopen it first"):
            records.change(acme, record, row_id, {"status": to})
        with untouched(acme):
            planned = status.reopen(acme, record, row_id, dry_run=True)
        done = status.reopen(acme, record, row_id)
        assert told(planned) == told(done) == {number(record, row_id): to}
        assert done.summary == f"Reopened {record.info.label.lower()} {record.called(get(acme, record, row_id))}"
        undo.undo(acme)
        assert whole(acme) == before

    @pytest.mark.parametrize(
        ("record", "row_id", "why"),
        [
            (WorkItem, ROOF, "Roof (W-000001) is new, so there is nothing to reopen."),
            (Customer, ACME, "Customers are not reopened but reactivated."),
            (Asset, 1, "Assets are never closed, so they cannot be reopened."),
            (WorkItem, 99, "There is no work item W-000099."),
        ],
    )
    def test_refused(self, acme: Database, record: RecordType, row_id: int, why: str) -> None:
        with untouched(acme), pytest.raises((Refused, Missing)) as refused:
            status.reopen(acme, record, row_id)
        assert str(refused.value) == why

    def test_not_out_of_the_trash(self, acme: Database) -> None:
        """Whatever state it has there."""
        for row_id in (ROOF, DONE):
            trash.delete(acme, WorkItem, row_id)
            with pytest.raises(Refused, match=r"is in the trash\. Restore it first"):
                status.reopen(acme, WorkItem, row_id)


def test_a_customer_with_very_much(database: Database) -> None:
    """More than one block of everything goes and comes back."""
    customer = add_customer(database)
    with database.write("import") as transaction:
        name = {"customer_id": customer, "customer_name": "Acme Ltd"}
        transaction.add_many(WorkItem, [{**name, "title": f"Roof {place}"} for place in range(1_200)])
    before = states(database)
    status.deactivate(database, Customer, customer)
    offers = status.offers(database, Customer, customer)
    assert len(offers) == 1_200
    status.reactivate(database, Customer, customer, bring_back=[(offer.record, offer.row_id) for offer in offers])
    assert states(database) == before
