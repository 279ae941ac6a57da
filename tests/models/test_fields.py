"""The declaration of every field holds together, so that forms, lists and exports made from it do too."""

from __future__ import annotations

from collections import Counter

import pytest

from capptro_tui.models.record import BASE, RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types import Choice, Suggested
from capptro_tui.services.business import picklists


def every(records: list[RecordType]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("record", records, ids=lambda record: record.info.name)


@every(SHIPPED.records)
class TestEveryField:
    def test_can_be_named_to_people(self, record: RecordType) -> None:
        """A label, and one that no other field of the record has."""
        labels = Counter(field.full_label for field in record.fields.values())
        assert all(label.strip() and count == 1 for label, count in labels.items()), labels

    def test_links_end_in_id_and_lead_to_a_record(self, record: RecordType) -> None:
        """A link to a customer is the column customer_id; outside the database it is called customer."""
        for field in record.fields.values():
            if field.link and record.info.journaled:
                assert field.name.endswith("_id")
                assert field.key == field.name.removesuffix("_id")
                assert SHIPPED.record_named(field.link)
            elif not field.link:
                assert field.key == field.name

    def test_refers_to_fields_that_exist(self, record: RecordType) -> None:
        """What depends on another field is declared after it, because form and checks go from top to bottom."""
        names = list(record.fields)
        for field in record.fields.values():
            before = names[: names.index(field.name)]
            scope = field.type.scoped_by
            assert not scope or (scope in before and record.fields[scope].link)
            assert field.nearest_to in ("", "settings") or record.fields[field.nearest_to].link
            assert not field.after or (
                field.after in before and type(record.fields[field.after].type) is type(field.type)
            )
            assert not field.type.name_kept_in or record.fields[field.type.name_kept_in].type.is_text

    def test_starts_with_a_value_it_accepts(self, record: RecordType) -> None:
        """A choice's default is one of its choices; text is never missing."""
        for field in record.fields.values():
            if field.choices:
                assert field.default in [choice.value for choice in field.choices]
            if record.info.journaled and field.name not in BASE and field.type.is_text:
                assert record.defaults()[field.name] is not None

    def test_suggests_from_a_picklist_that_ships(self, record: RecordType) -> None:
        """Every picklist named by a field is in the shipped data."""
        for field in record.fields.values():
            assert bool(field.type.picklist) == isinstance(field.type, Suggested), field.name
            assert not field.type.picklist or picklists.labels(field.type.picklist), field.name


@every([record for record in SHIPPED.records if record.info.has_list])
def test_list_columns_are_in_order_and_fit(record: RecordType) -> None:
    """Places 1, 2, 3 … once each, and the first three fit into 80 cells."""
    columns = record.list_fields()
    assert [field.column for field in columns] == sorted({field.column for field in columns})
    assert sum(field.width for field in columns[:3]) <= 74


@every([record for record in SHIPPED.records if record.info.has_list])
def test_choices_are_told_apart_without_colour(record: RecordType) -> None:
    """Each state has a word of its own and, where it has a mark, a mark of its own."""
    for field in record.fields.values():
        marks = [choice.mark for choice in field.choices if choice.mark]
        assert len({choice.label for choice in field.choices}) == len(field.choices)
        assert len(set(marks)) == len(marks)


def test_customer_has_every_field_of_the_product() -> None:
    """The fields that the product promises, by the names that scripts use."""
    address = ("street", "city", "state", "postcode", "country", "lat", "lng")
    promised = {
        "name", "account", "phone", "alt_phone", "email", "fax", "website", "contact_name", "description",
        *(f"billing_{part}" for part in address), *(f"shipping_{part}" for part in address),
        "status", "category", "type", "industry", "sector", "source", "area", "service_zone", "payment_term",
        "employees", "external_id", "external_id2", "currency", "balance", "assigned_user", "merged_into",
        "custom_fields",
    }  # fmt: skip
    assert {field.key for field in Customer.fields.values() if field.name not in BASE} == promised


def test_customer_list_shows_what_the_product_says() -> None:
    """Name, account, phone, email, status and balance, in this order (the number is the list's own column)."""
    shown = ["name", "account", "phone", "email", "status", "balance"]
    assert [field.key for field in Customer.list_fields()] == shown


def test_only_the_name_of_a_customer_must_be_typed() -> None:
    """Nothing else of what people type is required."""
    assert [field.key for field in Customer.form_fields() if field.required] == ["name"]


def test_contact_has_its_fields() -> None:
    """Title, first name, last name, role, phone, email, primary and whether they have left, of a customer."""
    assert {field.key for field in Contact.form_fields()} == {
        "customer", "title", "first_name", "last_name", "role", "phone", "email", "is_primary", "left",
    }  # fmt: skip


def test_work_item_has_its_fields() -> None:
    """What is typed into a work item; the customer's name as it was is kept by the program."""
    assert {field.key for field in WorkItem.form_fields()} == {
        "customer", "contact", "site", "title", "description", "status", "priority", "scheduled_start",
        "scheduled_end", "category", "assigned_user", "contract", "project", "notes", "external_id",
    }  # fmt: skip


def test_identifiers_are_text() -> None:
    """Leading zeros of phones, postcodes and accounts survive."""
    names = ("account", "phone", "alt_phone", "fax", "billing_postcode", "external_id", "external_id2", "employees")
    assert all(Customer.fields[name].type.is_text for name in names)


def test_api_names_are_given_once() -> None:
    """No two fields share a name in the 41-field customer record."""
    names = [field.api for field in Customer.fields.values() if field.api]
    assert len(names) == len(set(names))


@every(SHIPPED.numbered)
def test_letters_and_slugs_are_given_once(record: RecordType) -> None:
    """A number's letter and a word of the command line lead to one record type."""
    assert [other.info.letter for other in SHIPPED.numbered].count(record.info.letter) == 1
    assert [other.info.slug for other in SHIPPED.numbered].count(record.info.slug) == 1


def test_address_fields_are_named_whole_outside_their_section() -> None:
    """In a message or the history it must be clear which street."""
    assert Customer.fields["billing_street"].full_label == "Billing street"
    assert Customer.fields["shipping_lat"].full_label == "Shipping latitude"
    assert Customer.fields["phone"].full_label == "Phone"


def test_unknown_choice_speaks_for_itself() -> None:
    """A value from elsewhere is shown, not lost."""
    assert WorkItem.fields["status"].choice("in_progress").label == "In progress"
    assert WorkItem.fields["status"].choice("parked") == Choice("parked", "parked")
