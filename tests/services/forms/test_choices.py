"""What a field may be filled with: the picker's candidates, and what is filled in unasked."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.forms.choices import belongs, linkable, linked, obvious, prefill_from
from capptro_tui.services.history import trash
from capptro_tui.services.records import records, status
from tests.support import Clock, add, add_contact, add_customer, add_work_item

CUSTOMER, CONTACT, USER = (WorkItem.fields[name] for name in ("customer_id", "contact_id", "assigned_user_id"))


def names(database: Database, text: str = "", owner_id: int | None = None, field: object = CUSTOMER) -> list[str]:
    """The candidates' names."""
    found = linkable(database, field, text, owner_id)  # type: ignore[arg-type]
    return [candidate.row.get("name") or candidate.row.get("first_name") or "" for candidate in found]


class TestPicker:
    def test_recent_customers_first(self, database: Database, clock: Clock) -> None:
        """Before anything is typed: who was used or changed last."""
        for name in ("Acorn", "Bolt", "Cog"):
            add_customer(database, name)
            clock.forward(hours=1)
        add_work_item(database, 1)
        assert names(database)[0] == "Acorn"
        assert set(names(database)) == {"Acorn", "Bolt", "Cog"}

    def test_typed(self, database: Database) -> None:
        """Any part of name, number, phone or contact; what only sounds like it is marked as a guess."""
        acme = add_customer(database, "Acme Roofing", phone="01632 960123")
        add_contact(database, acme, "Zoë")
        add_customer(database, "Bolt")
        for text in ("roof", "C-1", "960123", "zoe"):
            assert names(database, text)[0] == "Acme Roofing"
        [guess] = linkable(database, CUSTOMER, "rofing")
        assert guess.guess
        assert not linkable(database, CUSTOMER, "roofing")[0].guess

    def test_who_cannot_be_chosen_is_not_offered(self, database: Database) -> None:
        """Deleted and deactivated customers."""
        add_customer(database, "Acme One")
        records.change(database, Customer, add_customer(database, "Acme Two"), {"status": "deactivated"})
        trash.delete(database, Customer, add_customer(database, "Acme Three"))
        assert names(database) == names(database, "acme") == ["Acme One"]

    def test_no_more_than_a_few(self, sample: Database) -> None:
        """A picker is short."""
        assert len(linkable(sample, CUSTOMER, "", limit=5)) == 5
        assert len(linkable(sample, CUSTOMER, "e", limit=5)) == 5

    def test_user(self, database: Database) -> None:
        """Records without a search of their own are found by their name."""
        add_customer(database)  # with their first write users become known
        assert [candidate.row["full_name"] for candidate in linkable(database, USER, "exam")] == ["Ann Example"]
        assert linkable(database, USER, "nobody") == []

    @pytest.mark.parametrize("text", ["%", "'", "[/]", "\x00", "x" * 10_000, "🍕"])
    def test_anything_may_be_typed(self, sample: Database, text: str) -> None:
        """No error for any field."""
        for field in (CUSTOMER, USER):
            assert len(linkable(sample, field, text)) <= 8
        assert len(linkable(sample, CONTACT, text, 1)) <= 8


class TestContacts:
    @pytest.fixture
    def desk(self, database: Database) -> Database:
        """One customer with a primary contact and another, one with a single contact, one with none."""
        one, two = add_customer(database, "One"), add_customer(database, "Two")
        add_customer(database, "Three")
        add_contact(database, one, "Cy")
        add_contact(database, one, "Bea", is_primary=True)
        add_contact(database, two, "Dee")
        return database

    def test_that_customers_only_primary_first(self, desk: Database) -> None:
        """Nobody else's contact can be chosen."""
        assert names(desk, owner_id=1, field=CONTACT) == ["Bea", "Cy"]
        assert names(desk, "dee", 1, CONTACT) == []
        assert names(desk, owner_id=None, field=CONTACT) == []

    def test_filled_in_unasked(self, desk: Database) -> None:
        """The primary contact, or the only one; otherwise nobody."""
        found = [obvious(desk, CONTACT, owner) for owner in (1, 2, 3, None)]
        assert [row and row["first_name"] for row in found] == ["Bea", "Dee", None, None]

    def test_two_without_a_primary(self, desk: Database) -> None:
        """Nobody is guessed."""
        records.change(desk, Contact, 2, {"is_primary": False})
        assert obvious(desk, CONTACT, 1) is None

    def test_belongs(self, desk: Database) -> None:
        """What no longer fits when the customer changes."""
        assert belongs(desk, CONTACT, 1, 1)
        assert not belongs(desk, CONTACT, 3, 1)
        assert not belongs(desk, CONTACT, 99, 1)


class TestWithinACustomer:
    def test_what_is_closed_comes_last(self, database: Database) -> None:
        """A contract that is over may still be the right one; a site that is deactivated is not."""
        customer = add_customer(database)
        contracts = [add(database, Contract, customer_id=customer, title=title) for title in ("Open", "Over")]
        records.change(database, Contract, contracts[1], {"status": "cancelled"})
        sites = [add(database, Site, customer_id=customer, name=name) for name in ("Works", "Depot")]
        status.deactivate(database, Site, sites[1])
        found = [linkable(database, WorkItem.fields[name], "", customer) for name in ("contract_id", "site_id")]
        assert [[candidate.row["id"] for candidate in each] for each in found] == [contracts, sites[:1]]
        assert obvious(database, WorkItem.fields["site_id"], customer) is not None
        assert [
            candidate.row["id"] for candidate in linkable(database, WorkItem.fields["contract_id"], "over", customer)
        ] == [2]
        assert linkable(database, WorkItem.fields["site_id"], "depot", customer) == []

    def test_however_many_are_closed_or_of_others(self, database: Database) -> None:
        """The open one, the primary contact and the own ones are offered, not what others have had since."""
        customer, other = add_customer(database, "Acme"), add_customer(database, "Other")
        add_contact(database, customer, "Bea", is_primary=True)
        opened = add_work_item(database, customer, "Open")
        for place in range(12):
            add_contact(database, customer, f"Cy {place}")
            add_work_item(database, customer, f"Closed {place}", status="cancelled")
        with database.write("import") as transaction:
            transaction.add_many(Contact, [{"customer_id": other, "first_name": f"Dee {place}"} for place in range(60)])
        contacts = linkable(database, CONTACT, "", customer)
        assert [candidate.row["first_name"] for candidate in contacts[:2]] == ["Bea", "Cy 11"]
        assert {candidate.row["customer_id"] for candidate in contacts} == {customer}
        assert (obvious(database, CONTACT, customer) or {})["first_name"] == "Bea"
        items = linkable(database, Order.fields["work_item_id"], "", customer)
        assert [candidate.row["id"] for candidate in items[:2]] == [opened, opened + 12]
        assert len(contacts) == len(items) == 8


def test_linked(database: Database) -> None:
    """What a link shows; nothing for no link and for one that is gone."""
    customer = add_customer(database, "Acme")
    row = linked(database, CUSTOMER, customer)
    assert row
    assert row["name"] == "Acme"
    assert linked(database, CUSTOMER, None) is None
    assert linked(database, CUSTOMER, 99) is None


@pytest.mark.parametrize(
    ("typed", "customer", "contact"),
    [
        ("Acme Roofing", {"name": "Acme Roofing"}, {"first_name": "Acme", "last_name": "Roofing"}),
        (" Zoë ", {"name": "Zoë"}, {"first_name": "Zoë"}),
        ("Mary Ann Ward", {"name": "Mary Ann Ward"}, {"first_name": "Mary Ann", "last_name": "Ward"}),
    ],
)
def test_new_record_from_what_was_typed(typed: str, customer: dict[str, str], contact: dict[str, str]) -> None:
    """The last row of a picker opens a form with the name filled in."""
    assert prefill_from(Customer, typed) == customer
    assert prefill_from(Contact, typed) == contact
