"""What becomes of a submission: a customer, a link, a work item, nothing; each in one batch, and undone by one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.submission import Submission
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.integrity.check import check
from capptro_tui.services.records import records
from capptro_tui.services.records.belonging import joining
from capptro_tui.services.records.status import reopen
from capptro_tui.services.submissions import answering
from capptro_tui.services.submissions.publishing import published, published_forms
from tests.public_forms import add_form, submit
from tests.support import add_customer, add_work_item, get, whole


@pytest.fixture
def forms(database: Database) -> Database:
    add_form(database)
    return database


def state(database: Database, row_id: int) -> tuple[Any, Any, Any]:
    """Status, customer and work item of a submission."""
    row = get(database, Submission, row_id)
    return row["status"], row["customer_id"], row["work_item_id"]


def create(database: Database, record: type, values: dict[str, Any]) -> WriteResult:
    """Create a record as its form does: joined with the submission."""
    typed = {name: value for name, value in values.items() if name in record.fields}  # type: ignore[attr-defined]
    return records.create(database, record, typed, also=joining(record, values, database, None))  # type: ignore[arg-type]


def test_a_customer_and_a_work_item_are_made_of_it(forms: Database) -> None:
    row_id = submit(
        forms, name="Bea Brook", phone="01632 960177", billing_postcode="01234", message="The gate is stuck."
    )
    before = whole(forms)
    values = answering.customer_values(forms, get(forms, Submission, row_id))
    made = create(forms, Customer, values)
    customer = get(forms, Customer, made.row_id)
    assert (customer["name"], customer["phone"], customer["billing_postcode"]) == ("Bea Brook", "01632 960177", "01234")
    assert state(forms, row_id) == ("created", made.row_id, None)
    values = answering.work_item_values(forms, get(forms, Submission, row_id))
    work = create(forms, WorkItem, values)
    row = get(forms, WorkItem, work.row_id)
    assert (row["title"], row["customer_id"]) == ("Write to us", made.row_id)
    assert "The gate is stuck." in row["description"]
    assert state(forms, row_id) == ("created", made.row_id, work.row_id)
    assert check(forms) == []
    for _ in range(2):
        undo.undo(forms)
    assert whole(forms) == before


def test_a_value_that_its_field_cannot_hold_is_kept(forms: Database) -> None:
    """In the description, after its label; nothing is made to fit."""
    row_id = submit(forms, name="Bea", phone="after six", email="bea at home", website="=1+1", billing_postcode="1\n2")
    values = answering.customer_values(forms, get(forms, Submission, row_id))
    assert values["name"] == "Bea"
    assert not values.keys() & {"phone", "email", "website", "billing_postcode"}
    told = values["description"]
    assert all(text in told for text in ("Phone: after six", "Email: bea at home", "Website: =1+1", "postcode: 1\n2"))
    assert get(forms, Customer, create(forms, Customer, values).row_id)["description"] == told


def test_a_form_that_was_changed_since(forms: Database) -> None:
    """A phone that was asked for then is still a phone; a label of the form's own comes before that of a field."""
    row_id = submit(forms, name="Bea", phone="01632 960177", email="bea@example.com")
    records.change(forms, PublicForm, 1, {"asks_for": "Name *\nFax: Phone"})
    values = answering.customer_values(forms, get(forms, Submission, row_id))
    assert (values["phone"], values["email"]) == ("01632 960177", "bea@example.com")
    row_id = submit(forms, name="Bea", Phone="01632 960188")
    assert answering.customer_values(forms, get(forms, Submission, row_id))["fax"] == "01632 960188"


def test_two_values_of_one_field_are_both_kept(forms: Database) -> None:
    """The first in its field, the other in the description."""
    row_id = submit(forms, name="Bea", Phone="01632 960177", phone="01632 960188", **{"Your number": "01632 960177"})
    values = answering.customer_values(forms, get(forms, Submission, row_id))
    assert (values["phone"], values["description"]) == ("01632 960177", "Phone: 01632 960188")


def test_linked_to_a_customer_who_is_there(forms: Database) -> None:
    """And a customer who is merged or deleted takes the link along, or leaves it with the name."""
    row_id, acme = submit(forms, name="Bea"), add_customer(forms, "Acme")
    answering.link_customer(forms, row_id, acme)
    assert state(forms, row_id) == ("linked", acme, None)
    other = add_customer(forms, "Acme Ltd")
    merge.merge(forms, other, acme, {})
    assert state(forms, row_id) == ("linked", other, None)
    trash.delete(forms, Customer, other)
    assert state(forms, row_id)[1] is None
    trash.restore(forms, Customer, other)
    assert state(forms, row_id) == ("linked", other, None)
    records.change(forms, Submission, row_id, {"customer_id": None})
    assert state(forms, row_id) == ("new", None, None)


def test_rejected_and_taken_back(forms: Database) -> None:
    """A rejected one is linked to nobody before it is opened again; one with a customer is not rejected."""
    row_id, acme = submit(forms, name="Bea"), add_customer(forms, "Acme")
    answering.reject(forms, row_id)
    with pytest.raises(Invalid, match="Reopen it first"):
        answering.link_customer(forms, row_id, acme)
    reopen(forms, Submission, row_id)
    answering.link_customer(forms, row_id, acme)
    with pytest.raises(Refused, match="has a customer"):
        answering.reject(forms, row_id)
    assert state(forms, row_id) == ("linked", acme, None)


@pytest.mark.parametrize(("status", "why"), [("linked", "with its customer"), ("created", "with its customer")])
def test_a_state_with_a_customer_needs_one(forms: Database, status: str, why: str) -> None:
    row_id = submit(forms, name="Bea")
    with pytest.raises(Invalid, match=why):
        records.change(forms, Submission, row_id, {"status": status})
    answering.link_customer(forms, row_id, add_customer(forms, "Acme"))
    with pytest.raises(Invalid, match="has a customer"):
        records.change(forms, Submission, row_id, {"status": "new"})


def test_two_who_decide_at_once(forms: Database) -> None:
    """What the second one typed is saved, but not linked: the first customer is told."""
    row_id = submit(forms, name="Bea")
    values = answering.customer_values(forms, get(forms, Submission, row_id))
    create(forms, Customer, values)
    result = create(forms, Customer, values)
    assert result.notices == ("Q-000001 is not linked to it. It has the customer C-000001 already.",)
    assert state(forms, row_id) == ("created", 1, None)
    assert get(forms, Customer, result.row_id)["name"] == "Bea"


def test_the_customer_of_the_work_item_becomes_that_of_the_submission(forms: Database) -> None:
    """If it has none. One of another customer is not linked, and that is said."""
    first, second = submit(forms, name="Bea"), submit(forms, name="Cleo")
    acme, bolt = add_customer(forms, "Acme"), add_customer(forms, "Bolt")
    values = answering.work_item_values(forms, get(forms, Submission, first))
    work = create(forms, WorkItem, {**values, "customer_id": acme})
    assert state(forms, first) == ("linked", acme, work.row_id)
    answering.link_customer(forms, second, acme)
    values = answering.work_item_values(forms, get(forms, Submission, second))
    result = create(forms, WorkItem, {**values, "customer_id": bolt})
    assert any("belongs to another customer" in notice for notice in result.notices)
    assert state(forms, second) == ("linked", acme, None)
    records.change(forms, WorkItem, work.row_id, {"customer_id": bolt})
    assert state(forms, first) == ("linked", acme, None)
    assert check(forms) == []


def test_a_form_may_be_for_messages_alone(forms: Database) -> None:
    """Then no customer is created from what it brings."""
    records.change(forms, PublicForm, 1, {"creates_customers": False})
    row = get(forms, Submission, submit(forms, name="Bea"))
    assert not answering.may_create_customer(forms, row)
    records.change(forms, PublicForm, 1, {"creates_customers": True})
    assert answering.may_create_customer(forms, row)
    trash.delete(forms, PublicForm, 1)
    row = get(forms, Submission, row["id"])
    assert row["public_form_id"] is None
    assert answering.customer_values(forms, row)["name"] == "Bea"


def test_a_long_text_says_where_the_rest_is(forms: Database) -> None:
    row = get(forms, Submission, submit(forms, name="Bea", message="long " * 3000))
    text = answering.work_item_values(forms, row)["description"]
    assert len(text) == WorkItem.fields["description"].limit
    assert text.endswith("… Q-000001 has the rest.")
    add_work_item(forms, description=text)


class TestForms:
    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ({"asks_for": "Name *\nFone"}, "“Fone”, which is no field to ask for. Did you mean “Phone”?"),
            ({"asks_for": "Phone"}, "must have Name"),
            ({"asks_for": "Name\nname"}, "has Name twice"),
            ({"asks_for": "Name\nBalance"}, "is no field to ask for"),
            ({"asks_for": "Name\nPhone: " + "x" * 81}, "more than 80 characters"),
            ({"sends_to": "javascript:alert(1)"}, "name an address such as https://www.example.com/forms/E-1 or"),
            ({"sends_to": "https://[x"}, "name an address"),
            ({"sends_to": 'https://x.example/"><script>'}, "name an address"),
            ({"sends_to": "mailto:nobody"}, "name an address"),
            ({"language": '"><script>'}, "Language"),
        ],
    )
    def test_what_cannot_be_a_form_is_refused(self, forms: Database, typed: dict[str, str], why: str) -> None:
        with pytest.raises(Invalid, match=re.escape(why)):
            records.change(forms, PublicForm, 1, typed)

    def test_what_is_published(self, forms: Database) -> None:
        """Labels of one's own, the fields that must be filled in, and no other forms."""
        add_form(forms, name="Draft", is_published=False)
        [form] = published_forms(forms)
        assert form.number == "E-000001"
        assert [(one.name, one.label, one.kind, one.is_required) for one in form.fields] == [
            ("name", "Name", "text", True),
            ("phone", "Your number", "tel", False),
            ("email", "Email", "email", False),
            ("billing_postcode", "Billing postcode", "text", False),
            ("website", "Website", "url", False),
        ]
        assert [one.autocomplete for one in form.fields][:4] == ["name", "tel", "email", "billing postal-code"]
        assert form == published(forms, get(forms, PublicForm, 1))
