"""Undo and redo: exactly back, exactly forth again, and never over later work without a yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Missing, Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract, ContractSite
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.business import business_settings
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from capptro_tui.services.rules import link_rules
from tests.services import invariants
from tests.support import (
    Clock,
    add,
    add_contact,
    add_customer,
    add_work_item,
    batches,
    dump,
    get,
    is_plain,
    is_sound,
    primaries,
)


@pytest.fixture
def acme(database: Database) -> int:
    """A customer with a primary contact, another one, and a work item for the first."""
    customer = add_customer(database, "Acme Ltd", phone="01632 960123")
    bea = add_contact(database, customer, "Bea", is_primary=True)
    add_contact(database, customer, "Cy")
    add_work_item(database, customer, contact_id=bea)
    return customer


def conflicts(database: Database, batch: int | None = None) -> list[str]:
    """The conflicts of an undo; it must have touched nothing."""
    before, count = dump(database), batches(database)
    with pytest.raises(Conflict) as refused:
        undo.undo(database, batch)
    assert (dump(database), batches(database)) == (before, count)
    assert is_plain(refused.value)
    assert refused.value.conflicts
    assert all(is_plain(text) for text in refused.value.conflicts)
    return refused.value.conflicts


WRITES: dict[str, Callable[[Database], object]] = {
    "create": lambda database: add_customer(database, "Bolt"),
    "change": lambda database: records.change(database, Customer, 1, {"name": "Apex", "billing_lat": "51.5"}),
    "new primary": lambda database: records.change(database, Contact, 2, {"is_primary": True}),
    "change of work": lambda database: records.change(database, WorkItem, 1, {"contact_id": 2, "status": "on_hold"}),
    "settings": lambda database: records.change(database, Settings, 1, {"business_name": "Mend & Sons"}),
    "default": lambda database: business_settings.toggle_default(database, 1),
    "delete": lambda database: trash.delete(database, Customer, 1),
    "delete of a contact": lambda database: trash.delete(database, Contact, 1),
    "hostile": lambda database: add_customer(database, "[/]\x1b]0;x\x07 '; --", description="\r\n\x00%"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.usefixtures("acme")
def test_undo_is_exact_and_so_is_redo(database: Database, clock: Clock, write: Callable[[Database], object]) -> None:
    """Every column of every row as it was, days later too, version and times included; and forth again."""
    before = dump(database)
    write(database)
    after = dump(database)
    assert after != before
    clock.forward(days=3)
    undo.undo(database)
    assert dump(database) == before
    clock.forward(days=3)
    undo.redo(database)
    assert dump(database) == after
    assert is_sound(database.path)


def test_undo_says_what_it_took_back(database: Database, acme: int) -> None:
    """In its summary and in what it changed."""
    trash.delete(database, Customer, acme)
    found = undo.find_last(database)
    assert found is not None
    assert found[0].summary == "Deleted customer Acme Ltd"
    done = undo.undo(database)
    assert done.summary == "Undid: Deleted customer Acme Ltd"
    assert done.touches(Customer, acme)
    assert done.touches(WorkItem, 1)
    assert undo.redo(database).summary == "Did again: Deleted customer Acme Ltd"


def test_undo_goes_back_step_by_step(database: Database) -> None:
    """Each undo takes the one before; what has been undone is not undone again."""
    states = [dump(database)]
    customer = add_customer(database, "Acme")
    states.append(dump(database))
    for name in ("Bolt", "Cog"):
        records.change(database, Customer, customer, {"name": name})
        states.append(dump(database))
    for state in reversed(states[:-1]):
        undo.undo(database)
        assert dump(database) == state
    for state in states[1:]:
        undo.redo(database)
        assert dump(database) == state


def test_what_is_linked_to_may_come_after_what_links_to_it(database: Database) -> None:
    """A row that was changed first in a batch may link to one that the batch made later."""
    before = dump(database)
    with database.write("test") as transaction:
        settings = transaction.settings()
        transaction.change(settings, {"business_name": "Mend & Sons"})
        customer = records.create_in(transaction, Customer, {"name": "Acme"}, database)
        transaction.change(settings, {"default_customer_id": customer.id})
    after = dump(database)
    undo.undo(database)
    assert dump(database) == before
    undo.redo(database)
    assert dump(database) == after


def test_nothing_to_undo_or_redo(database: Database, acme: int) -> None:
    """Said in a sentence; and a new write ends what could be redone."""
    with pytest.raises(Missing, match="nothing to redo"):
        undo.redo(database)
    undo.undo(database)
    records.change(database, Customer, acme, {"name": "Apex"})
    with pytest.raises(Missing, match="nothing to redo"):
        undo.redo(database)
    for _ in range(4):
        undo.undo(database)
    assert undo.find_last(database) is None
    with pytest.raises(Missing, match="nothing to undo"):
        undo.undo(database)


def test_undo_of_one_batch_leaves_later_ones(database: Database, acme: int) -> None:
    """A batch is named; what others did to other fields since stays."""
    renamed = records.change(database, Customer, acme, {"name": "Apex"})
    records.change(database, Customer, acme, {"email": "apex@example.com"})
    undo.undo(database, renamed.batch)
    row = get(database, Customer, acme)
    assert (row["name"], row["email"]) == ("Acme Ltd", "apex@example.com")


def test_version_moves_on_when_others_wrote_meanwhile(database: Database, acme: int) -> None:
    """A form that was open during such an undo must notice it."""
    renamed = records.change(database, Customer, acme, {"name": "Apex"})
    records.change(database, Customer, acme, {"email": "apex@example.com"})
    shown = get(database, Customer, acme)["version"]
    undo.undo(database, renamed.batch)
    assert get(database, Customer, acme)["version"] > shown


class TestConflicts:
    def test_field_changed_since(self, database: Database, acme: int) -> None:
        """Names record, field, what it is now and what was expected; touches nothing."""
        first = records.change(database, Customer, acme, {"phone": "01632 960124", "name": "Apex"})
        records.change(database, Customer, acme, {"phone": "01632 960125"})
        [found] = conflicts(database, first.batch)
        assert all(part in found for part in ("C-000001", "Phone", "01632 960125", "01632 960124"))

    def test_every_place_is_listed(self, database: Database, acme: int) -> None:
        """Two fields, two lines."""
        first = records.change(database, Customer, acme, {"phone": "01632 960124", "name": "Apex"})
        records.change(database, Customer, acme, {"phone": "01632 960125", "name": "Acorn"})
        assert len(conflicts(database, first.batch)) == 2

    def test_yes_overwrites_just_that(self, database: Database, acme: int) -> None:
        """With a yes the old value comes back; what nobody asked about stays."""
        first = records.change(database, Customer, acme, {"phone": "01632 960124"})
        records.change(database, Customer, acme, {"phone": "01632 960125", "name": "Apex"})
        undo.undo(database, first.batch, force=True)
        row = get(database, Customer, acme)
        assert (row["phone"], row["name"]) == ("01632 960123", "Apex")

    def test_yes_can_itself_be_taken_back(self, database: Database, acme: int) -> None:
        """Redo of a forced undo asks again or does it; nothing is lost on the way."""
        first = records.change(database, Customer, acme, {"phone": "01632 960124"})
        records.change(database, Customer, acme, {"phone": "01632 960125"})
        undo.undo(database, first.batch, force=True)
        undo.redo(database, force=True)
        assert get(database, Customer, acme)["phone"] == "01632 960124"

    def test_customer_with_work_is_not_uncreated(self, database: Database, acme: int) -> None:
        """Undoing the creation would take work items and contacts with it: they are counted."""
        found = conflicts(database, 1)
        assert any("is used by 2 contacts" in text for text in found)
        assert any("is used by 1 work item" in text for text in found)
        assert get(database, Customer, acme)["trashed"] is None

    def test_customer_with_work_goes_to_the_trash_on_a_yes(self, database: Database, acme: int) -> None:
        """As a delete would do it: contacts along, links lost, names kept, nothing orphaned."""
        undo.undo(database, 1, force=True)
        assert get(database, Customer, acme)["trashed"] is not None
        assert all(row["trashed"] is not None for row in dump(database)["contact"])
        item = get(database, WorkItem, 1)
        assert (item["customer_id"], item["contact_id"], item["customer_name"]) == (None, None, "Acme Ltd")
        trash.restore(database, Customer, acme)
        assert get(database, WorkItem, 1)["customer_id"] == acme

    def test_record_changed_since_it_was_created(self, database: Database) -> None:
        """What somebody has worked on is not removed without a yes."""
        done = records.create(database, Customer, {"name": "Acme"})
        records.change(database, Customer, done.row_id, {"email": "a@example.com"})
        assert conflicts(database, done.batch)

    def test_record_changed_and_changed_back(self, database: Database) -> None:
        """When all that was done since has been undone, there is nothing to ask about."""
        before = dump(database)
        customer = add_customer(database, "Acme")
        renamed = records.change(database, Customer, customer, {"name": "Apex"})
        records.change(database, Customer, customer, {"email": "a@example.com"})
        undo.undo(database, renamed.batch)
        undo.undo(database)
        undo.undo(database)
        assert dump(database) == before

    def test_record_removed_since(self, database: Database, acme: int) -> None:
        """There is nothing to change back; a yes leaves it removed."""
        changed = records.change(database, Customer, acme, {"name": "Apex"})
        trash.delete(database, Customer, acme)
        trash.empty(database)
        assert any("has been removed" in text for text in conflicts(database, changed.batch))
        undo.undo(database, changed.batch, force=True)
        assert dump(database)["customer"] == []

    def test_owner_removed_since(self, database: Database, acme: int) -> None:
        """A contact that was removed for good does not come back without its customer, yes or no."""
        trash.delete(database, Contact, 2)
        emptied = trash.empty(database)
        trash.delete(database, Customer, acme)
        trash.empty(database)
        assert any("C-000001 has been removed" in text for text in conflicts(database, emptied.batch))
        undo.undo(database, emptied.batch, force=True)
        assert dump(database)["contact"] == []
        assert is_sound(database.path)

    def test_deleted_since(self, database: Database, acme: int) -> None:
        """Restoring somebody's delete of a customer that was restored and deleted again."""
        first = trash.delete(database, Customer, acme)
        trash.restore(database, Customer, acme)
        trash.delete(database, Customer, acme)
        assert any("the trash" in text for text in conflicts(database, first.batch))

    def test_primary_given_to_another_since(self, database: Database, acme: int) -> None:
        """Only one can be primary: the undo asks, and with a yes the others step back."""
        stepped_down = records.change(database, Contact, 1, {"is_primary": False})
        records.change(database, Contact, 2, {"is_primary": True})
        assert any("rimary" in text for text in conflicts(database, stepped_down.batch))
        undo.undo(database, stepped_down.batch, force=True)
        assert primaries(database, acme) == [1]

    def test_contact_of_a_customer_deleted_since(self, database: Database, acme: int) -> None:
        """A contact does not come back from the trash to a customer who is there."""
        contact_gone = trash.delete(database, Contact, 2)
        trash.delete(database, Customer, acme)
        assert any("in the trash" in text for text in conflicts(database, contact_gone.batch))
        assert get(database, Contact, 2)["trashed"] is not None

    def test_link_to_a_customer_deleted_since(self, database: Database) -> None:
        """Work does not go back to a customer in the trash, nor to one removed for good."""
        one, other = add_customer(database, "One"), add_customer(database, "Other")
        item = add_work_item(database, one)
        moved = records.change(database, WorkItem, item, {"customer_id": other})
        trash.delete(database, Customer, one)
        assert any("C-000001" in text for text in conflicts(database, moved.batch))
        trash.empty(database)
        assert any("C-000001" in text for text in conflicts(database, moved.batch))
        undo.undo(database, moved.batch, force=True)
        assert is_sound(database.path)

    def test_contact_that_no_longer_fits(self, database: Database, acme: int) -> None:
        """A contact taken off a work item does not come back once the work is another customer's."""
        other = add_customer(database, "Other")
        taken_off = records.change(database, WorkItem, 1, {"contact_id": None})
        records.change(database, WorkItem, 1, {"customer_id": other})
        assert conflicts(database, taken_off.batch)
        assert get(database, WorkItem, 1)["contact_id"] is None
        assert acme != other


def test_unknown_and_finished_batches(database: Database, acme: int) -> None:
    """A number of no batch, one undone already, and an undo itself: each a sentence that says what to do."""
    changed = records.change(database, Customer, acme, {"name": "Apex"})
    undone = undo.undo(database, changed.batch)
    for batch, says in ((999, "no batch 999"), (changed.batch, "undone already"), (undone.batch, str(changed.batch))):
        with pytest.raises(Refused, match=says) as refused:
            undo.undo(database, batch)
        assert is_plain(refused.value)


def test_dry_run(database: Database, acme: int) -> None:
    """Says what would change, and does nothing."""
    records.change(database, Customer, acme, {"name": "Apex"})
    before, count = dump(database), batches(database)
    planned = undo.undo(database, dry_run=True)
    assert (dump(database), batches(database)) == (before, count)
    assert undo.undo(database).changes == planned.changes


def test_blank_that_is_not_the_default_comes_back_blank(database: Database, vehicle: Any, acme: int) -> None:
    """A field that somebody emptied is empty again after the trash was emptied and that undone."""
    van = records.create(database, vehicle, {"customer_id": acme, "plate": "AB12 CDE", "colour": ""}).row_id
    trash.delete(database, vehicle, van)
    before = dump(database)
    trash.empty(database)
    undo.undo(database)
    assert dump(database) == before
    assert get(database, vehicle, van)["colour"] == ""


def test_users_become_known_and_stay_known(database: Database, acme: int) -> None:
    """The first write makes its user known; that belongs to nobody's undo."""
    while undo.find_last(database):
        undo.undo(database)
    assert database.select("SELECT login, full_name FROM user") == [{"login": "ann", "full_name": "Ann Example"}]
    assert dump(database)["customer"] == []
    assert acme == 1


@pytest.mark.parametrize("force", [False, True])
def test_what_came_since_follows_the_record_that_goes_back(database: Database, force: bool) -> None:
    """A task that was added since is of the customer whose work item it is a step of, also when that moves back."""
    item = add_work_item(database, add_customer(database, "One"))
    moved = records.change(database, WorkItem, item, {"customer_id": add_customer(database, "Other")}).batch
    task = add(database, Task, work_item_id=item, title="Call")
    undo.undo(database, moved, force=force)
    assert get(database, Task, task)["customer_id"] == get(database, WorkItem, item)["customer_id"] == 1


def test_what_goes_back_follows_the_record_that_moved_since(database: Database) -> None:
    """A step goes back to a work item that has been given to another customer meanwhile."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    item, elsewhere = add_work_item(database, one), add_work_item(database, one)
    task = add(database, Task, work_item_id=item, title="Call")
    moved = records.change(database, Task, task, {"work_item_id": elsewhere}).batch
    records.change(database, WorkItem, item, {"customer_id": other})
    undo.undo(database, moved)
    assert get(database, Task, task)["customer_id"] == other


def test_parts_follow_what_was_kept_in_the_trash_and_comes_again(database: Database) -> None:
    """The creation of a job that moved and got a task and a tool since is undone and done again with a yes."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    made = records.create(database, WorkItem, {"title": "Roof", "customer_id": one})
    records.change(database, WorkItem, made.row_id, {"customer_id": other})
    task = add(database, Task, work_item_id=made.row_id, title="Call")
    boiler = add(database, Asset, customer_id=other, name="Boiler")
    joined = add(database, WorkItemAsset, work_item_id=made.row_id, asset_id=boiler)
    undo.undo(database, made.batch, force=True)
    assert get(database, WorkItem, made.row_id)["trashed"] is not None
    undo.redo(database, made.batch, force=True)
    followed = get(database, Task, task)["customer_id"], get(database, WorkItemAsset, joined)["customer_id"]
    assert (get(database, WorkItem, made.row_id)["customer_id"], followed) == (one, (one, one))
    trash.restore(database, WorkItem, made.row_id)
    assert get(database, Task, task)["trashed"] is None
    assert is_sound(database.path)
    assert [*invariants.broken(invariants.read(database))] == []


def test_what_was_linked_since_to_what_goes_into_the_trash(database: Database) -> None:
    """It is named first, and goes along where that is wanted: nothing leads into the trash."""
    customer = add_customer(database, "Acme")
    contract = add(database, Contract, customer_id=customer, title="Care")
    site = add(database, Site, customer_id=customer, name="Yard")
    trash.delete(database, Customer, customer)
    restored = trash.restore(database, Customer, customer).batch
    joined = add(database, ContractSite, contract_id=contract, site_id=site)
    with pytest.raises(Conflict):
        undo.undo(database, restored)
    assert get(database, ContractSite, joined)["trashed"] is None
    undo.undo(database, restored, force=True)
    assert get(database, ContractSite, joined)["trashed"] is not None


MOVED: dict[str, Callable[[Database, int], int]] = {
    "site_id": lambda database, customer: add(database, Site, customer_id=customer, name="Yard"),
    "contact_id": lambda database, customer: add_contact(database, customer, "Zoë"),
}


@pytest.mark.parametrize("link", MOVED)
def test_what_was_linked_since_to_what_goes_back_to_another_owner(database: Database, link: str) -> None:
    """A merge is undone; the other customer's site and contact go back, and the survivor's later work stays."""
    keep, lose = add_customer(database, "Keep"), add_customer(database, "Lose")
    target = MOVED[link](database, lose)
    merged = merge.merge(database, keep, lose).batch
    live, gone = (add_work_item(database, keep, **{link: target}) for _ in range(2))
    trash.delete(database, WorkItem, gone)
    [text] = conflicts(database, merged)
    assert text.endswith("belongs to another customer.")
    undo.undo(database, merged, force=True)
    assert [get(database, WorkItem, row_id)[link] for row_id in (live, gone)] == [None, None]
    assert get(database, WorkItem, live)["customer_id"] == keep
    trash.restore(database, WorkItem, gone)
    assert is_sound(database.path)
    assert [*invariants.broken(invariants.read(database))] == []


def test_move_that_is_undone_takes_its_links_along(database: Database) -> None:
    """What was linked before it is linked as before, without a question."""
    keep, lose = add_customer(database, "Keep"), add_customer(database, "Lose")
    site = MOVED["site_id"](database, lose)
    add_work_item(database, lose, site_id=site)
    before = dump(database)
    undo.undo(database, merge.merge(database, keep, lose).batch)
    assert dump(database)["work_item"] == before["work_item"]


@pytest.mark.parametrize("force", [False, True])
def test_merge_is_not_redone_into_a_circle(database: Database, force: bool) -> None:
    """Two customers cannot be merged into each other, whatever was said to the question."""
    one, other, third = (add_customer(database, name) for name in ("One", "Other", "Third"))
    first = merge.merge(database, one, other).batch
    undo.undo(database, first)
    merge.merge(database, other, third)
    last = merge.merge(database, other, one).batch
    before = dump(database)
    with pytest.raises(Refused) as refused:
        undo.redo(database, first, force=force)
    assert str(refused.value) == (
        "Other (C-000002) cannot be merged into C-000001 again: that one was merged into it since. "
        "Undo the later merge first."
    )
    assert dump(database) == before
    undo.undo(database, last)
    undo.redo(database, first, force=True)
    assert get(database, Customer, other)["merged_into_id"] == one


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(("record", "typed"), [(Order, {}), (Payment, {"amount": "5.00"})])
def test_merge_is_not_redone_over_what_came_since(
    database: Database, record: RecordType, typed: dict[str, Any], force: bool
) -> None:
    """An order or a payment would stay with a customer whom nobody finds; a new merge moves it."""
    keep, lose = add_customer(database, "Keep"), add_customer(database, "Lose")
    before = add(database, record, customer_id=lose, **typed)
    merged = merge.merge(database, keep, lose).batch
    undo.undo(database, merged)
    undo.redo(database, merged)
    assert get(database, record, before)["customer_id"] == keep
    undo.undo(database, merged)
    since = add(database, record, customer_id=lose, **typed)
    with pytest.raises(Refused) as refused:
        undo.redo(database, merged, force=force)
    assert str(refused.value) == (
        f"Lose (C-000002) has got {record.info.counted(1)} since. Merge it into C-000001 anew; then all of it moves."
    )
    merge.merge(database, keep, lose)
    assert {get(database, record, row_id)["customer_id"] for row_id in (before, since)} == {keep}


def test_chain_of_merges_of_which_the_first_is_undone(database: Database) -> None:
    """The later merge is redone without the customer who is one of their own again."""
    first, second, third = (add_customer(database, name) for name in ("First", "Second", "Third"))
    inner, outer = merge.merge(database, second, third).batch, merge.merge(database, first, second).batch
    undo.undo(database, outer)
    undo.undo(database, inner)
    undo.redo(database, outer, force=True)
    assert get(database, Customer, second)["merged_into_id"] == first
    assert (get(database, Customer, third)["merged_into_id"], get(database, Customer, third)["trashed"]) == (None, None)
    assert [*invariants.broken(invariants.read(database))] == []


def test_order_lets_go_of_a_work_item_that_loses_its_customer(database: Database) -> None:
    """The customer goes into the trash again; the order stays with them, and what is no more theirs is not on it."""
    acme = add_customer(database, "Acme")
    gone = trash.delete(database, Customer, acme).batch
    undo.undo(database, gone)
    job = add_work_item(database, acme)
    order = add(database, Order, customer_id=acme, work_item_id=job)
    undo.redo(database, gone, force=True)
    assert (get(database, WorkItem, job)["customer_id"], get(database, Order, order)["work_item_id"]) == (None, None)
    assert [*invariants.broken(invariants.read(database))] == []


def test_orders_let_go_of_many_work_items_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: a large undo asks once for a run of rows, not once for a row and field."""
    asked: list[int] = []

    def counted(transaction: Any, record: Any, ids: Any, **since: int) -> None:
        asked.append(len(ids))
        release(transaction, record, ids, **since)

    release = link_rules.release_dependents
    monkeypatch.setattr(link_rules, "release_dependents", counted)
    calls = []
    for count in (1, 4):
        customer = add_customer(database, f"Acme {count}")
        gone = trash.delete(database, Customer, customer).batch
        undo.undo(database, gone)
        jobs = [add_work_item(database, customer) for _ in range(count)]
        orders = [add(database, Order, customer_id=customer, work_item_id=job) for job in jobs]
        asked.clear()
        undo.redo(database, gone, force=True)
        calls.append(len(asked))
        assert [get(database, Order, order)["work_item_id"] for order in orders] == [None] * count
    assert calls[0] == calls[1]


def test_delete_from_before_a_merge(database: Database) -> None:
    """It is undone over the merge, which alone says whether the customer is there; the merge is undone over changes."""
    keep, lose = add_customer(database, "Keep"), add_customer(database, "Lose")
    gone = trash.delete(database, Customer, lose).batch
    trash.restore(database, Customer, lose)
    merged = merge.merge(database, keep, lose).batch
    undo.undo(database, gone, force=True)
    assert get(database, Customer, lose)["trashed"] == merged
    assert [*invariants.broken(invariants.read(database))] == []
    undo.undo(database, merged, force=True)
    assert (get(database, Customer, lose)["trashed"], get(database, Customer, lose)["merged_into_id"]) == (None, None)


COMING: dict[RecordType, dict[str, Any]] = {
    Order: {},
    Payment: {"amount": "5.00"},
    WorkItem: {"title": "Mend the roof"},
    Contact: {"first_name": "Bea", "is_primary": True},
}


@pytest.mark.parametrize("record", COMING, ids=lambda record: record.info.name)
def test_what_comes_again_belongs_to_the_survivor_of_a_merge_since(database: Database, record: RecordType) -> None:
    """A merge moves what there is; what was undone before it comes to the survivor when it is redone."""
    keep, lose = add_customer(database, "Keep"), add_customer(database, "Lose")
    add_contact(database, keep, "Ann", is_primary=True)
    made = records.create(database, record, {"customer_id": lose, **COMING[record]})
    undo.undo(database, made.batch)
    merge.merge(database, keep, lose)
    undo.redo(database, made.batch)
    assert get(database, record, made.row_id)["customer_id"] == keep
    assert len(primaries(database, keep)) == 1
    assert [*invariants.broken(invariants.read(database))] == []


@pytest.mark.parametrize("record", COMING, ids=lambda record: record.info.name)
def test_what_goes_back_goes_to_the_survivor_of_a_merge_since(database: Database, record: RecordType) -> None:
    """It was moved away before the customer was merged."""
    keep, lose, third = (add_customer(database, name) for name in ("Keep", "Lose", "Third"))
    row_id = add(database, record, customer_id=lose, **COMING[record])
    moved = records.change(database, record, row_id, {"customer_id": third}).batch
    merge.merge(database, keep, lose)
    undo.undo(database, moved)
    assert get(database, record, row_id)["customer_id"] == keep
    assert [*invariants.broken(invariants.read(database))] == []


def test_primary_contact_that_comes_again_beside_another(database: Database) -> None:
    """It is asked first; with a yes the one that comes again is the primary one, as it was."""
    acme = add_customer(database, "Acme")
    made = records.create(database, Contact, {"customer_id": acme, "first_name": "Bea", "is_primary": True})
    undo.undo(database, made.batch)
    add_contact(database, acme, "Cy", is_primary=True)
    with pytest.raises(Conflict) as asked:
        undo.redo(database, made.batch)
    assert asked.value.conflicts == ["Contact N-000001 Bea: Primary contact is now Cy."]
    undo.redo(database, made.batch, force=True)
    assert primaries(database, acme) == [made.row_id]


def test_what_was_deleted_with_a_customer_keeps_its_links(database: Database) -> None:
    """The job stays, without its customer; what goes into the trash with the customer still names the job."""
    customer = add_customer(database, "Acme")
    job = add_work_item(database, customer)
    add(database, FollowUp, customer_id=customer, work_item_id=job, title="Ring back", due="2026-12-01")
    before = dump(database)
    trash.delete(database, Customer, customer)
    after = dump(database)
    undo.undo(database)
    assert dump(database) == before
    undo.redo(database)
    assert dump(database) == after
