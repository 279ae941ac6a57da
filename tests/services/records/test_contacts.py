"""A contact who has left: not offered any more, nobody's primary contact, and still in what has happened."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capptro_tui.cli.output.related import related
from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Invalid
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.business.customer_activity import activity
from capptro_tui.services.duplicates import merge
from capptro_tui.services.forms.choices import belongs, linkable, linked, obvious
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import bulk, contacts, records
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing
from tests.support import add_contact, add_customer, add_work_item, get, primaries, raw

CONTACT = WorkItem.fields["contact_id"]
FORMER_PRIMARY, CY, DI = 1, 2, 3


@pytest.fixture
def acme(database: Database) -> int:
    """A customer with Bea, its primary contact, and Cy and Di."""
    row_id = add_customer(database, "Acme Ltd")
    add_contact(database, row_id, "Bea", is_primary=True)
    add_contact(database, row_id, "Cy")
    add_contact(database, row_id, "Di")
    return row_id


def leave(database: Database, row_id: int = FORMER_PRIMARY) -> tuple[str, ...]:
    """Say of a contact that they have left; what is said."""
    return records.change(database, Contact, row_id, {"left": "yes"}).notices


def offered(database: Database, owner_id: int, text: str = "", field: Any = CONTACT) -> set[str]:
    return {candidate.row["first_name"] for candidate in linkable(database, field, text, owner_id)}


class TestBelowTheirCustomer:
    @pytest.mark.parametrize("sort", ["", "id", "is_primary", "last_name", "modified_at"])
    @pytest.mark.parametrize("descending", [False, True])
    def test_who_has_left_comes_last(self, database: Database, acme: int, sort: str, descending: bool) -> None:
        """In every order, and wherever in the list it is read."""
        add_contact(database, acme, "Eve")
        add_contact(database, add_customer(database, "Other"), "Flo")
        for row_id in (FORMER_PRIMARY, DI):
            leave(database, row_id)
        listing = Listing(database, Contact, equal={"customer_id": acme}, sort=sort, descending=descending)
        found = [row["id"] for row in listing.rows(0, 10)]
        assert len(found) == 4
        assert set(found[2:]) == {FORMER_PRIMARY, DI}
        assert [listing.place(row_id) for row_id in found] == [0, 1, 2, 3]
        assert [listing.rows(place, 1)[0]["id"] for place in range(4)] == found
        assert listing.total() == 4

    @pytest.mark.usefixtures("acme")
    def test_the_list_of_all_keeps_its_order(self, database: Database) -> None:
        leave(database, FORMER_PRIMARY)
        assert [row["id"] for row in Listing(database, Contact, sort="id").rows(0, 10)] == [FORMER_PRIMARY, CY, DI]

    def test_on_the_command_line(self, database: Database, acme: int) -> None:
        leave(database, FORMER_PRIMARY)
        found = dict(related(database, Customer, get(database, Customer, acme)))
        assert [row["id"] for row in found[Contact]] == [CY, DI, FORMER_PRIMARY]


class TestOffers:
    @pytest.mark.parametrize("text", ["", "b", "bea", "smith"])
    def test_who_has_left_is_in_no_picker(self, database: Database, acme: int, text: str) -> None:
        for last_name in ("Smith", "Smyth"):
            add_contact(database, acme, "Bea", last_name=last_name)
        for row_id in (1, 4, 5):
            leave(database, row_id)
        for field in (CONTACT, FollowUp.fields["contact_id"]):
            assert "Bea" not in offered(database, acme, text, field)

    def test_who_is_back_is_offered_again(self, database: Database, acme: int) -> None:
        leave(database, CY)
        contacts.set_left(database, CY, has_left=False)
        assert offered(database, acme) == {"Bea", "Cy", "Di"}

    def test_nobody_who_has_left_is_filled_in(self, database: Database, acme: int) -> None:
        """The one that is left over is; of several nobody."""
        assert obvious(database, CONTACT, acme)["id"] == FORMER_PRIMARY  # type: ignore[index]
        leave(database)
        assert obvious(database, CONTACT, acme) is None
        leave(database, CY)
        assert obvious(database, CONTACT, acme)["id"] == DI  # type: ignore[index]
        leave(database, DI)
        assert obvious(database, CONTACT, acme) is None

    def test_what_has_happened_keeps_them(self, database: Database, acme: int) -> None:
        """Their work stays theirs, and can be changed; the customer is still found by them."""
        item = add_work_item(database, acme, contact_id=FORMER_PRIMARY)
        leave(database)
        records.change(database, WorkItem, item, {"title": "Mend the gutter"})
        assert get(database, WorkItem, item)["contact"] == "Bea"
        assert belongs(database, CONTACT, FORMER_PRIMARY, acme)
        assert linked(database, CONTACT, FORMER_PRIMARY)
        assert [hit.row["id"] for hit in find(database, "bea", (Contact,))] == [FORMER_PRIMARY]
        assert [hit.row["name"] for hit in find(database, "bea")] == ["Acme Ltd"]


class TestThePrimaryContact:
    def test_who_leaves_gives_it_up_and_another_is_asked_for(self, database: Database, acme: int) -> None:
        [notice] = leave(database)
        assert notice == (
            "Acme Ltd has no primary contact any more. "
            "Make one of the others the primary contact: Cy (N-000002), Di (N-000003)."
        )
        assert primaries(database, acme) == []
        assert activity(database, acme).asks_primary
        records.change(database, Contact, DI, {"is_primary": True})
        assert not activity(database, acme).asks_primary

    def test_nobody_is_asked_where_there_is_nobody_else(self, database: Database) -> None:
        add_contact(database, add_customer(database, "Solo"), is_primary=True)
        assert leave(database) == ("Solo has no primary contact any more.",)
        assert not activity(database, 1).asks_primary

    def test_another_who_leaves_says_nothing(self, database: Database, acme: int) -> None:
        assert leave(database, CY) == ()
        assert primaries(database, acme) == [FORMER_PRIMARY]
        assert not activity(database, acme).asks_primary

    @pytest.mark.parametrize("typed", [{"is_primary": True}, {"is_primary": True, "left": True}])
    def test_is_nobody_who_has_left(self, database: Database, acme: int, typed: dict[str, bool]) -> None:
        leave(database, CY)
        with pytest.raises(Invalid, match="Cy has left"):
            records.change(database, Contact, CY, typed)
        with pytest.raises(Invalid, match="Eve has left"):
            add_contact(database, acme, "Eve", left=True, is_primary=True)
        assert primaries(database, acme) == [FORMER_PRIMARY]

    def test_may_be_who_comes_back(self, database: Database, acme: int) -> None:
        leave(database, CY)
        records.change(database, Contact, CY, {"is_primary": True, "left": False})
        assert primaries(database, acme) == [CY]

    def test_of_many_at_once(self, database: Database, acme: int) -> None:
        other = add_customer(database, "Bolt")
        theirs = add_contact(database, other, "Fay", is_primary=True)
        done = bulk.change(database, Contact, [FORMER_PRIMARY, theirs], {"left": True})
        assert [text.partition(" has no")[0] for text in done.notices] == ["Bea: Acme Ltd", "Fay: Bolt"]
        assert primaries(database, acme) == primaries(database, other) == []
        undo.undo(database)
        assert (primaries(database, acme), primaries(database, other)) == ([FORMER_PRIMARY], [theirs])

    @pytest.mark.usefixtures("acme")
    def test_that_is_deleted_is_asked_for_too(self, database: Database) -> None:
        assert "Cy (N-000002), Di (N-000003)" in trash.delete(database, Contact, FORMER_PRIMARY).notices[0]
        assert trash.delete(database, Contact, CY).notices == ()


class TestUndo:
    def test_brings_the_mark_and_the_primary_back_at_once(self, database: Database, acme: int) -> None:
        before = get(database, Contact, FORMER_PRIMARY)
        leave(database)
        undo.undo(database)
        assert get(database, Contact, FORMER_PRIMARY) == before
        undo.redo(database)
        assert primaries(database, acme) == []

    def test_of_an_earlier_change_makes_nobody_primary_who_has_left(self, database: Database, acme: int) -> None:
        """It is asked, and with force the others are taken back without it."""
        given = records.change(database, Contact, CY, {"is_primary": True}).batch
        leave(database, FORMER_PRIMARY)
        with pytest.raises(Conflict) as error:
            undo.undo(database, given)
        assert "Contact N-000001 Bea: Bea is not offered any more." in error.value.conflicts
        undo.undo(database, given, force=True)
        assert primaries(database, acme) == []
        assert get(database, Contact, FORMER_PRIMARY)["left"] == 1


class TestMerge:
    @pytest.mark.parametrize(("here", "there", "left"), [(True, False, 0), (False, True, 0), (True, True, 1)])
    def test_who_is_at_one_of_both_is_there(self, database: Database, here: bool, there: bool, left: int) -> None:
        """The same person at both customers has left when they have left both."""
        for name, gone in (("Acme Ltd", here), ("Acme", there)):
            owner = add_customer(database, name)
            add_contact(database, owner, "Bea", last_name="Smith", left=gone, is_primary=not gone)
        merge.merge(database, 1, 2)
        assert get(database, Contact, 1)["left"] == left
        assert primaries(database, 1) == ([] if left else [1])

    def test_takes_the_others_primary_where_the_own_has_left(self, database: Database, acme: int) -> None:
        leave(database)
        other = add_customer(database, "Acme")
        theirs = add_contact(database, other, "Fay", is_primary=True)
        merge.merge(database, acme, other)
        assert primaries(database, acme) == [theirs]


def test_contacts_of_an_older_database_have_not_left(database: Database) -> None:
    """The journal knows nothing of it for a contact that was removed before there was such a mark."""
    add_contact(database, add_customer(database))
    trash.delete(database, Contact, 1)
    trash.empty(database)
    [removed] = database.select("SELECT id, delta FROM change ORDER BY id DESC LIMIT 1")
    delta = json.loads(removed["delta"])
    del delta["left"]
    raw(database.path, "UPDATE change SET delta = ? WHERE id = ?", json.dumps(delta), removed["id"])
    undo.undo(database)
    assert get(database, Contact, 1)["left"] == 0


def test_the_list_can_be_sorted_by_who_has_left(database: Database, acme: int) -> None:
    leave(database, CY)
    rows = Listing(database, Contact, equal={"customer_id": acme}, sort="left", descending=True).rows(0, 9)
    assert rows[0]["id"] == CY
