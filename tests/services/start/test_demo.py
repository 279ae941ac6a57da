"""The sample business: what is in it, and that one undo takes it out again."""

from __future__ import annotations

import json

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.submission import CREATED, NEW, STATUS, WITH_CUSTOMER, Submission
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.user import User
from capptro_tui.services.business import accounts, business_settings, customer_activity, dashboard_figures
from capptro_tui.services.duplicates.duplicates import check as check_duplicates
from capptro_tui.services.history import undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.integrity import check
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.start import demo
from capptro_tui.services.submissions.answering import customer_values
from capptro_tui.services.submissions.publishing import published_forms
from capptro_tui.web.posted import problems_of
from tests.support import BY, add_customer, batches, dump, is_plain, is_sound, whole


def test_looks_like_a_business(sample: Database) -> None:
    """Forty customers or so, their contacts, sixty work items, a default customer, a name."""
    totals = [Listing(sample, record).total() for record in (Customer, Contact, WorkItem)]
    assert totals[0] >= 35
    assert totals[1] >= 20
    assert totals[2] == 60
    assert business_settings.default_customer(sample)
    assert dashboard_figures.due_today(sample)
    settings = business_settings.settings(sample)
    assert settings["business_name"]
    assert (settings["currency"], settings["tax_rate"]) == ("GBP", 20_000)
    assert None not in (settings["lat"], settings["lng"])
    assert is_sound(sample.path)


def test_the_database_agrees_with_itself(sample: Database) -> None:
    """Sums, balances, search and journal are what they should be."""
    assert check.check(sample) == []


def test_work_was_entered_over_a_year(sample: Database) -> None:
    """Each at its own time before now, as notes and orders were."""
    for record in (WorkItem, Note, Order, Payment, FollowUp):
        entered = [row["created_at"] for row in Listing(sample, record).rows(0, 100)]
        assert min(entered) < "2025-06-01"
        assert max(entered) <= "2026-03-16T09:00:00Z"


def test_days_are_counted_from_today(sample: Database) -> None:
    """Something is due, and something was."""
    due = {row["due"] for row in Listing(sample, FollowUp, equal={"status": "open"}).rows(0, 100)}
    assert "2026-03-16" in due
    assert min(due) < "2026-03-16" < max(due)


def test_the_busiest_customer_has_everything(sample: Database) -> None:
    """Its page has something behind every tab, and all that a head can say."""
    busiest = business_settings.default_customer(sample)
    assert busiest
    for record, link in SHIPPED.page_parts(Customer):
        if record.info.is_typed:
            assert Listing(sample, record, equal={link: busiest["id"]}).total(), record.info.plural
    activity = customer_activity.activity(sample, busiest["id"])
    assert activity.last
    assert activity.next
    assert activity.contact
    assert activity.open
    assert activity.due > 1
    assert activity.notes
    assert busiest["balance"] > 0


def test_debts_of_every_age(sample: Database) -> None:
    """With the busiest customer alone, too; orders are paid, paid in part, and not."""
    found = accounts.aging(sample)
    assert found[0].customer_id == business_settings.settings(sample)["default_customer_id"]
    assert all(found[0].ages)
    assert {aging.currency for aging in found} == {"GBP", "EUR"}
    assert sum(aging.balance for aging in found) == sum(
        row["balance"] for row in Listing(sample, Customer).rows(0, 100)
    )
    owed = accounts.owed_orders(sample, found[0].customer_id)
    assert any(due.paid for due in owed)
    assert not all(due.paid for due in owed)
    assert len(owed) < Listing(sample, Order, equal={"customer_id": found[0].customer_id}).total()


def test_lines_have_the_usual_tax_unless_they_say_another(sample: Database) -> None:
    """The business's, set before them."""
    rates = {row["tax_rate"] for row in Listing(sample, OrderLine).rows(0, 200)}
    assert rates == {0, 20_000}


def test_tasks_stand_in_their_order(sample: Database) -> None:
    """As they are written, from 1."""
    item = Listing(sample, Task).rows(0, 1)[0]["work_item_id"]
    places = [row["position"] for row in Listing(sample, Task, equal={"work_item_id": item}, sort="id").rows(0, 9)]
    assert places == list(range(1, len(places) + 1))


def test_who_works_there_and_where_work_is_have_places(sample: Database) -> None:
    """So that distances can be told; a geofence has the centre of what it is around."""
    people = [row for row in Listing(sample, User).rows(0, 9) if row["lat"] is not None]
    assert len(people) > 1
    assert sum(row["lat"] is not None for row in Listing(sample, Site).rows(0, 50)) > 20
    fences = Listing(sample, Geofence).rows(0, 20)
    assert {row["shape"] for row in fences} == {"circle", "polygon"}
    assert all(row["lat"] is not None for row in fences if row["shape"] == "circle")


def test_one_undo_takes_it_back(database: Database) -> None:
    """One batch, and redo brings it again; whoever pressed the key stays known."""
    before, users = dump(database), {BY[0]}
    demo.load(database)
    after, everyone = dump(database), whole(database)
    assert len(history(database)) == 1
    undo.undo(database)
    assert dump(database) == before
    assert {row["login"] for row in Listing(database, User).rows(0, 9)} == users
    assert dashboard_figures.is_empty(database)
    undo.redo(database)
    assert dump(database) == after
    assert whole(database) == everyone


def test_again_after_an_undo(sample: Database) -> None:
    """What was taken out does not stand in the way."""
    undo.undo(sample)
    demo.load(sample)
    assert check.check(sample) == []


def test_goes_into_an_empty_desk_only(database: Database) -> None:
    """Somebody's customers are not mixed with made-up ones."""
    add_customer(database)
    before, count = dump(database), batches(database)
    with pytest.raises(Refused, match="empty database only") as refused:
        demo.load(database)
    assert is_plain(refused.value)
    assert (dump(database), batches(database)) == (before, count)


def test_people_write_to_it(sample: Database) -> None:
    """A form is published, and what came by it is in every state; new ones wait, one of them from a known customer."""
    [form] = published_forms(sample)
    assert problems_of(form, {"name": "Bea", "phone": "01632 960177", "message": "Hello"}) == {}
    found = Listing(sample, Submission).rows(0, 50)
    assert {row["status"] for row in found} == {choice.value for choice in STATUS}
    for row in found:
        assert (row["customer_id"] is not None) == (row["status"] in WITH_CUSTOMER)
        assert row["received_at"] == row["created_at"] < "2026-03-16T09:00:00Z"
        fields = json.loads(row["sent"])["fields"]
        assert problems_of(form, fields) == {}
        assert fields["message"] in row["content"]
    assert all(row["work_item_id"] is not None for row in found if row["status"] == CREATED)
    waiting = [customer_values(sample, row) for row in found if row["status"] == NEW]
    assert len(waiting) > 2
    assert any(check_duplicates(sample, values, None) for values in waiting)
