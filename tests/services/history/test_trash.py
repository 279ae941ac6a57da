"""Deleting, restoring and emptying: what goes along, what loses its link, and what comes back."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Missing, Refused
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.pair import Distinct
from capptro_tui.models.system.user import User
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.support import (
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
    """A customer with two contacts and two work items: N-1 primary, W-1 with N-1, W-2 without."""
    customer = add_customer(database, "Acme Ltd")
    bea = add_contact(database, customer, "Bea", is_primary=True)
    add_contact(database, customer, "Cy")
    add_work_item(database, customer, "Mend roof", contact_id=bea)
    add_work_item(database, customer, "Paint fence")
    return customer


def links(database: Database) -> list[tuple[int | None, int | None]]:
    """Customer and contact of every work item."""
    return [(row["customer_id"], row["contact_id"]) for row in dump(database)["work_item"]]


class TestDelete:
    def test_contacts_go_along(self, database: Database, acme: int) -> None:
        """The lists show neither the customer nor its contacts; the trash shows both."""
        done = trash.delete(database, Customer, acme)
        assert done.summary == "Deleted customer Acme Ltd"
        for record, count in ((Customer, 1), (Contact, 2)):
            assert Listing(database, record).total() == 0
            assert Listing(database, record, trash=True).total() == count

    def test_work_items_keep_the_name_and_lose_the_link(self, database: Database, acme: int) -> None:
        """They stay in their list, readable, with a broken link."""
        trash.delete(database, Customer, acme)
        assert links(database) == [(None, None), (None, None)]
        for row in Listing(database, WorkItem).rows(0, 10):
            assert (row["customer_name"], row["customer"], row["contact"]) == ("Acme Ltd", "Acme Ltd", "")

    def test_the_outcome_lists_what_it_took_along(self, database: Database, acme: int) -> None:
        """Customer, two contacts, two work items: what a confirmation and a message name."""
        done = trash.delete(database, Customer, acme)
        assert {change.number for change in done.changes} == {
            "C-000001",
            "N-000001",
            "N-000002",
            "W-000001",
            "W-000002",
        }
        item = next(change for change in done.changes if change.number == "W-000001")
        assert sorted(item.described()) == [("Contact", "N-000001", ""), ("Customer", "C-000001", "")]

    def test_dry_run_says_the_same_and_does_nothing(self, database: Database, acme: int) -> None:
        """The confirmation shows what will happen before it happens."""
        before, count = dump(database), batches(database)
        planned = trash.delete(database, Customer, acme, dry_run=True)
        assert (dump(database), batches(database)) == (before, count)
        assert trash.delete(database, Customer, acme).changes == planned.changes

    def test_contact_alone(self, database: Database, acme: int) -> None:
        """Its work items stay with the customer; nobody else becomes primary."""
        trash.delete(database, Contact, 1)
        assert links(database) == [(acme, None), (acme, None)]
        assert primaries(database, acme) == []

    def test_work_item_alone(self, database: Database, acme: int) -> None:
        """It keeps its links in the trash."""
        trash.delete(database, WorkItem, 1)
        assert links(database)[0] == (acme, 1)

    def test_user(self, database: Database) -> None:
        """What was assigned to a user who leaves is assigned to nobody."""
        add_customer(database)  # with their first write users become known
        item = add_work_item(database, assigned_user_id=1)
        trash.delete(database, User, 1)
        assert get(database, WorkItem, item)["assigned_user_id"] is None

    def test_twice(self, database: Database, acme: int) -> None:
        """Said, not done again."""
        trash.delete(database, Customer, acme)
        before = dump(database)
        with pytest.raises(Refused, match="C-000001 is in the trash already") as refused:
            trash.delete(database, Customer, acme)
        assert is_plain(refused.value)
        assert dump(database) == before

    def test_unknown(self, database: Database) -> None:
        """A number that does not exist."""
        with pytest.raises(Missing, match="no customer C-000042"):
            trash.delete(database, Customer, 42)


class TestRestore:
    def test_everything_comes_back(self, database: Database, acme: int) -> None:
        """Customer, contacts, the primary and the links, as they were."""
        before = dump(database)
        trash.delete(database, Customer, acme)
        done = trash.restore(database, Customer, acme)
        assert done.summary == "Restored customer Acme Ltd"
        stamps = {"version", "modified_at", "modified_by"}
        for name, kept in dump(database).items():
            assert [{k: v for k, v in row.items() if k not in stamps} for row in kept] == [
                {k: v for k, v in row.items() if k not in stamps} for row in before[name]
            ]

    def test_links_set_anew_stay(self, database: Database, acme: int) -> None:
        """Work that was given to another customer meanwhile is not taken back, nor given a contact of the old one."""
        other = add_customer(database, "Other")
        trash.delete(database, Customer, acme)
        records.change(database, WorkItem, 1, {"customer_id": other})
        trash.restore(database, Customer, acme)
        assert links(database) == [(other, None), (acme, None)]
        assert get(database, WorkItem, 1)["customer_name"] == "Other"

    @pytest.mark.usefixtures("acme")
    def test_contact_does_not_follow_work_that_moved(self, database: Database) -> None:
        """A contact that comes back is not put on work that is another customer's now."""
        other = add_customer(database, "Other")
        trash.delete(database, Contact, 1)
        records.change(database, WorkItem, 1, {"customer_id": other})
        trash.restore(database, Contact, 1)
        assert links(database)[0] == (other, None)

    def test_orders_stay_and_get_their_work_back(self, database: Database, acme: int) -> None:
        """While the customer is in the trash its work is nobody's, so its orders let go of it; others keep theirs."""
        item, other = add_work_item(database, acme), add_work_item(database, acme)
        order, changed = (add(database, Order, customer_id=acme, work_item_id=item) for _ in range(2))
        trash.delete(database, Customer, acme)
        assert get(database, Order, order)["work_item_id"] is None
        trash.restore(database, Customer, acme)
        assert [get(database, Order, row_id)["work_item_id"] for row_id in (order, changed)] == [item, item]
        trash.delete(database, Customer, acme)
        records.change(database, WorkItem, item, {"customer_id": add_customer(database, "Other")})
        trash.restore(database, Customer, acme)
        assert get(database, Order, order)["work_item_id"] is None
        assert get(database, WorkItem, other)["customer_id"] == acme

    def test_contact_deleted_before_stays_in_the_trash(self, database: Database, acme: int) -> None:
        """Only what went along comes back."""
        trash.delete(database, Contact, 2)
        trash.delete(database, Customer, acme)
        trash.restore(database, Customer, acme)
        assert [row["id"] for row in Listing(database, Contact, trash=True).rows(0, 10)] == [2]

    def test_former_primary_does_not_push_out_the_new_one(self, database: Database, acme: int) -> None:
        """A primary contact chosen meanwhile stays; the restored one is an ordinary contact."""
        trash.delete(database, Contact, 1)
        records.change(database, Contact, 2, {"is_primary": True})
        trash.restore(database, Contact, 1)
        assert primaries(database, acme) == [2]
        assert get(database, Contact, 1)["trashed"] is None

    def test_owner_first(self, database: Database, acme: int) -> None:
        """A contact does not come back to a customer in the trash; the message says what to do."""
        trash.delete(database, Customer, acme)
        with pytest.raises(Refused, match="Restore C-000001 first") as refused:
            trash.restore(database, Contact, 1)
        assert is_plain(refused.value)

    def test_after_undo_and_redo_of_the_delete(self, database: Database, acme: int) -> None:
        """The links that were lost are still known."""
        trash.delete(database, Customer, acme)
        undo.undo(database)
        undo.redo(database)
        trash.restore(database, Customer, acme)
        assert links(database) == [(acme, 1), (acme, None)]

    def test_work_item_to_a_customer_that_is_gone(self, database: Database, acme: int) -> None:
        """Work deleted before its customer comes back without the link; the customer brings it."""
        trash.delete(database, WorkItem, 1)
        trash.delete(database, Customer, acme)
        trash.restore(database, WorkItem, 1)
        assert links(database)[0] == (None, None)
        trash.restore(database, Customer, acme)
        assert links(database)[0] == (acme, 1)

    def test_dry_run(self, database: Database, acme: int) -> None:
        """Says what would come back, and does nothing."""
        trash.delete(database, Customer, acme)
        before = dump(database)
        planned = trash.restore(database, Customer, acme, dry_run=True)
        assert dump(database) == before
        assert trash.restore(database, Customer, acme).changes == planned.changes

    def test_what_is_not_in_the_trash(self, database: Database, acme: int) -> None:
        """Refused, as is a number that does not exist."""
        with pytest.raises(Refused, match="is not in the trash"):
            trash.restore(database, Customer, acme)
        with pytest.raises(Missing):
            trash.restore(database, Customer, 42)


class TestEmpty:
    def test_removes_for_good(self, database: Database, acme: int) -> None:
        """The rows are gone; what is not in the trash stays, with the customer's name."""
        trash.delete(database, Customer, acme)
        done = trash.empty(database)
        assert "3 records" in done.summary
        assert (dump(database)["customer"], dump(database)["contact"]) == ([], [])
        assert [row["customer_name"] for row in dump(database)["work_item"]] == ["Acme Ltd", "Acme Ltd"]
        assert is_sound(database.path)

    def test_takes_the_pairs_of_a_customer_along(self, database: Database, acme: int) -> None:
        """“Different” means nothing when one of the two is gone."""
        other = add_customer(database, "Acme Limited")
        add(database, Distinct, low_id=acme, high_id=other)
        trash.delete(database, Customer, other)
        trash.empty(database)
        assert dump(database)["distinct"] == []
        undo.undo(database)
        assert len(dump(database)["distinct"]) == 1

    def test_can_be_undone(self, database: Database, acme: int) -> None:
        """The journal still knows every row; they are in the trash again and can be restored."""
        trash.delete(database, Customer, acme)
        before = dump(database)
        trash.empty(database)
        undo.undo(database)
        assert dump(database) == before
        trash.restore(database, Customer, acme)
        assert links(database) == [(acme, 1), (acme, None)]

    @pytest.mark.usefixtures("acme")
    def test_nothing_in_it(self, database: Database) -> None:
        """Said, not done."""
        before, count = dump(database), batches(database)
        with pytest.raises(Refused, match="The trash is empty"):
            trash.empty(database)
        assert (dump(database), batches(database)) == (before, count)

    def test_dry_run(self, database: Database, acme: int) -> None:
        """Lists what would go."""
        trash.delete(database, Customer, acme)
        before = dump(database)
        planned = trash.empty(database, dry_run=True)
        assert dump(database) == before
        assert {change.number for change in planned.changes} == {"C-000001", "N-000001", "N-000002"}
