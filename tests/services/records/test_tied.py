"""Records tied to a customer: what they take from it, how they go along with it, and its timeline."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.contract import Contract, ContractSite
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.services.business import customer_activity
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.timeline import FILTERS, CustomerStream
from capptro_tui.services.records import records
from capptro_tui.services.rules.starting import starting
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing
from tests.support import Clock, add, add_customer, add_work_item, dump, get


@pytest.fixture
def acme(database: Database) -> int:
    return add_customer(database, "Acme", contact_name="Bea Smith", phone="01632 960123", email="bea@example.com")


def test_a_site_starts_with_the_customers_contact(database: Database, acme: int) -> None:
    """In the form and on the command line, unless another is given."""
    assert starting(database, Site, {"customer_id": acme}, database.now())["phone"] == "01632 960123"
    row = get(database, Site, add(database, Site, customer_id=acme, name="Yard", phone="01632 960999"))
    assert (row["contact_name"], row["phone"], row["email"]) == ("Bea Smith", "01632 960999", "bea@example.com")


def test_a_customer_is_found_by_its_site(database: Database, acme: int) -> None:
    """By name, street and postcode; not any more when the site is gone."""
    site = add(database, Site, customer_id=acme, name="Boathouse", street="Mill Lane", postcode="HV1 4NQ")
    for text in ("boathouse", "mill la", "hv1 4nq"):
        assert [hit.name for hit in find(database, text, (Customer,))] == ["Acme"], text
    trash.delete(database, Site, site)
    assert find(database, "boathouse", (Customer,)) == []


def test_records_are_found_by_their_customer(database: Database, acme: int) -> None:
    """The orders of Acme, by its name in the list of orders."""
    order = add(database, Order, customer_id=acme)
    assert [row["id"] for row in Listing(database, Order, "acme").rows(0, 9)] == [order]
    records.change(database, Customer, acme, {"name": "Zebra"})
    assert [row["id"] for row in Listing(database, Order, "zebr").rows(0, 9)] == [order]


@pytest.mark.parametrize("record", [WorkItem, Asset])
def test_a_site_of_another_customer_is_refused(database: Database, acme: int, record: RecordType) -> None:
    """At the field, with the reason."""
    other = add(database, Site, customer_id=add_customer(database, "Other"), name="Yard")
    with pytest.raises(Invalid) as refused:
        records.create(database, record, {"customer_id": acme, record.info.title[0]: "x", "site_id": other})
    [problem] = refused.value.field_errors
    assert (problem.field, problem.message) == ("site_id", "Site: Yard belongs to another customer.")


def test_steps_and_assets_follow_the_work_item(database: Database, acme: int) -> None:
    """To another customer, and into the trash and back."""
    other = add_customer(database, "Other")
    work = add_work_item(database, acme)
    task = add(database, Task, work_item_id=work, title="Ring first")
    records.change(database, WorkItem, work, {"customer_id": other})
    assert get(database, Task, task)["customer_id"] == other
    undo.undo(database)
    assert get(database, Task, task)["customer_id"] == acme
    trash.delete(database, WorkItem, work)
    assert get(database, Task, task)["trashed"] is not None
    trash.restore(database, WorkItem, work)
    assert get(database, Task, task)["trashed"] is None


def test_tasks_keep_their_order(database: Database, acme: int) -> None:
    """Each comes after the others of its work item."""
    works = [add_work_item(database, acme) for _ in range(2)]
    for work in (works[0], works[1], works[0]):
        add(database, Task, work_item_id=work, title="x")
    assert [get(database, Task, row_id)["position"] for row_id in (1, 2, 3)] == [1, 1, 2]


def test_an_asset_of_another_customer_is_not_worked_on(database: Database, acme: int) -> None:
    """Nor does a contract cover a foreign site."""
    other = add_customer(database, "Other")
    boiler, yard = (
        add(database, Asset, customer_id=other, name="Boiler"),
        add(database, Site, customer_id=other, name="Yard"),
    )
    work, contract = add_work_item(database, acme), add(database, Contract, customer_id=acme, title="Care")
    with pytest.raises(Invalid, match="belongs to another customer"):
        records.create(database, WorkItemAsset, {"work_item_id": work, "asset_id": boiler})
    with pytest.raises(Invalid, match="belongs to another customer"):
        records.create(database, ContractSite, {"contract_id": contract, "site_id": yard})
    mine = add(database, Asset, customer_id=acme, name="Boiler")
    joined = add(database, WorkItemAsset, work_item_id=work, asset_id=mine)
    assert get(database, WorkItemAsset, joined)["customer_id"] == acme


def test_a_join_comes_back_with_the_last_of_its_two(database: Database, acme: int) -> None:
    """Never alone while the other is in the trash."""
    site, contract = (
        add(database, Site, customer_id=acme, name="Yard"),
        add(database, Contract, customer_id=acme, title="Care"),
    )
    joined = add(database, ContractSite, contract_id=contract, site_id=site)
    trash.delete(database, Site, site)
    trash.delete(database, Contract, contract)
    trash.restore(database, Site, site)
    assert get(database, ContractSite, joined)["trashed"] is not None
    trash.restore(database, Contract, contract)
    assert get(database, ContractSite, joined)["trashed"] is None


def test_what_joins_two_goes_when_one_of_them_moves(database: Database, acme: int) -> None:
    """A contract covers no site of another customer, and no work is done on another's asset, whichever moves."""
    other = add_customer(database, "Other")
    for moves in (0, 1):
        contract, site = (
            add(database, Contract, customer_id=acme, title="Care"),
            add(database, Site, customer_id=acme, name="Yard"),
        )
        item, asset = add_work_item(database, acme), add(database, Asset, customer_id=acme, name="Boiler")
        covered = add(database, ContractSite, contract_id=contract, site_id=site)
        worked = add(database, WorkItemAsset, work_item_id=item, asset_id=asset)
        pairs = (((Contract, contract), (Site, site)), ((WorkItem, item), (Asset, asset)))
        for (record, row_id), (join, joined) in zip(
            (pair[moves] for pair in pairs), ((ContractSite, covered), (WorkItemAsset, worked)), strict=True
        ):
            start = dump(database)
            records.change(database, record, row_id, {"customer_id": other})
            assert get(database, join, joined)["trashed"] is not None
            with pytest.raises(Refused, match="belongs to another customer"):
                trash.restore(database, join, joined)
            undo.undo(database)
            assert dump(database) == start


def test_a_join_stays_in_the_trash_when_its_two_have_parted(database: Database, acme: int) -> None:
    """The contract comes back from the trash; the site that it covered is another customer's by now."""
    contract, site = (
        add(database, Contract, customer_id=acme, title="Care"),
        add(database, Site, customer_id=acme, name="Yard"),
    )
    covered = add(database, ContractSite, contract_id=contract, site_id=site)
    trash.delete(database, Contract, contract)
    records.change(database, Site, site, {"customer_id": add_customer(database, "Other")})
    trash.restore(database, Contract, contract)
    assert get(database, Contract, contract)["trashed"] is None
    assert get(database, ContractSite, covered)["trashed"] is not None


def test_everything_of_a_customer_goes_and_comes_with_it(database: Database, acme: int) -> None:
    """Orders stay, and say whose they are; one undo restores every row."""
    site = add(database, Site, customer_id=acme, name="Yard")
    order = add(database, Order, customer_id=acme)
    for record, typed in ((Asset, {"name": "Boiler", "site_id": site}), (FollowUp, {"title": "Ring"}),
                          (Note, {"text": "Dog"}), (Contract, {"title": "Care"})):  # fmt: skip
        add(database, record, customer_id=acme, **typed)
    before = dump(database)
    trash.delete(database, Customer, acme)
    assert {name for name, rows in dump(database).items() if any(row["trashed"] for row in rows)} == {
        "customer", "site", "asset", "follow_up", "note", "contract",
    }  # fmt: skip
    assert get(database, Order, order)["customer_id"] == acme
    undo.undo(database)
    assert dump(database) == before


def test_what_is_below_loses_the_customer_and_gets_it_back(database: Database, acme: int) -> None:
    """A task belongs to its work item's customer: when that is deleted both lose it, and both get it back."""
    work = add(database, WorkItem, customer_id=acme, title="Roof")
    task = add(database, Task, work_item_id=work, title="Slates")
    before = dump(database)
    trash.delete(database, Customer, acme)
    assert (get(database, WorkItem, work)["customer_id"], get(database, Task, task)["customer_id"]) == (None, None)
    undo.undo(database)
    assert dump(database) == before
    undo.redo(database)
    trash.restore(database, Customer, acme)
    assert (get(database, WorkItem, work)["customer_id"], get(database, Task, task)["customer_id"]) == (acme, acme)


def test_the_top_of_the_page(database: Database, acme: int) -> None:
    """Follow-ups that are due, and notes that matter."""
    add(database, FollowUp, customer_id=acme, title="Ring", due="yesterday")
    add(database, FollowUp, customer_id=acme, title="Later", due="tomorrow")
    add(database, FollowUp, customer_id=acme, title="Done", due="yesterday", status="done")
    add(database, Note, customer_id=acme, text="Dog bites.\nRing first.", important=True)
    add(database, Note, customer_id=acme, text="Likes tea.")
    found = customer_activity.activity(database, acme)
    assert (found.due, found.notes) == (1, ("Dog bites.",))


class TestTimeline:
    """One stream of what was done and what there is."""

    def told(self, database: Database, acme: int, only: str = "Everything", count: int = 100) -> list[str]:
        return [
            moment.event.summary if moment.event else f"{moment.record.info.name} {moment.place.at}"
            for moment in CustomerStream(database, acme, FILTERS[only]).moments(None, count)
        ]

    def test_each_thing_stands_at_its_own_time(self, database: Database, acme: int, clock: Clock) -> None:
        """What is to come first; what only made such a thing is not told twice."""
        add_work_item(database, acme, "Roof", scheduled_start="2026-04-01 9:00")
        order = add(database, Order, customer_id=acme, day="2026-03-01")
        clock.forward(hours=1)
        add(database, OrderLine, order_id=order, description="Slate", unit_price="5")
        add(database, Note, customer_id=acme, text="Dog")
        told = self.told(database, acme)
        assert [one.partition(" ")[0] for one in told] == ["work_item", "note", "Created", "Created", "order"]
        assert [one for one in told if one.startswith("Created")] == ["Created line Slate", "Created customer Acme"]

    def test_it_is_narrowed(self, database: Database, acme: int) -> None:
        """To money: orders, their lines, payments."""
        order = add(database, Order, customer_id=acme)
        add(database, OrderLine, order_id=order, description="Slate", unit_price="5")
        add(database, Note, customer_id=acme, text="Dog")
        assert [one.partition(" ")[0] for one in self.told(database, acme, "Money")] == ["Created", "order"]
        assert [one.partition(" ")[0] for one in self.told(database, acme, "Notes")] == ["note"]

    def test_pages_fit_together(self, database: Database, acme: int, clock: Clock) -> None:
        """Nothing is missed or told twice where many things have one time."""
        for place in range(30):
            add(database, Note, customer_id=acme, text=f"Note {place}")
            clock.forward(minutes=place % 2)
        whole = CustomerStream(database, acme).moments(None, 100)
        stream, parts, before = CustomerStream(database, acme), [], None
        while page := stream.moments(before, 7):
            parts += page
            before = page[-1].place
        assert [moment.place for moment in parts] == [moment.place for moment in whole]
        assert len(whole) == 31

    def test_what_is_read_ahead_holds_until_the_next_write(self, database: Database, acme: int, clock: Clock) -> None:
        """A note that is deleted while somebody reads is not told further down, and a new one is."""
        notes = []
        for place in range(6):
            notes.append(add(database, Note, customer_id=acme, text=f"Note {place}"))
            clock.forward(minutes=1)
        stream = CustomerStream(database, acme, frozenset({"note"}))
        first = stream.moments(None, 2)
        assert [moment.row["text"] for moment in first] == ["Note 5", "Note 4"]
        trash.delete(database, Note, notes[2])
        told = [moment.row["text"] for moment in stream.moments(first[-1].place, 10) if moment.row]
        assert told == ["Note 3", "Note 1", "Note 0"]
