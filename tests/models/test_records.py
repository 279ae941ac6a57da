"""Record types: what they are called, their numbers, and how the schema finds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.errors import Refused
from capptro_tui.models.record import BASE, RecordType, number, parse_number
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.journal import Batch, Change
from capptro_tui.models.system.pair import Distinct
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User
from capptro_tui.models.types import TRASH_WITH
from tests.support import HOSTILE


@pytest.mark.parametrize("typed", ["C-000042", "C-42", "c-42", "C42", "c0042", "  C-42 "])
def test_every_spelling_of_a_number(typed: str) -> None:
    """`C-42` is understood everywhere."""
    assert parse_number(typed) == ("C", 42)
    assert SHIPPED.reference(typed) == (Customer, 42)


@pytest.mark.parametrize(
    "typed", ["", "42", "C", "C-", "C-0", "C--42", "CC-42", "C-4x", "C-42 and more", "C-1\nC-2", "C-" + "9" * 19]
)
def test_what_is_no_number(typed: str) -> None:
    """Refused with an example of a number."""
    assert parse_number(typed) is None
    with pytest.raises(Refused, match=r"Numbers look like C-000042 \(or C-42\)") as refused:
        SHIPPED.reference(typed)
    assert "\n" not in str(refused.value).replace(typed, "")


def test_letter_of_no_record() -> None:
    """A letter that nothing has is no number of ours, nor is that of the journal's batches."""
    for typed in ("R-1", "B-1"):
        with pytest.raises(Refused, match="is not a number"):
            SHIPPED.reference(typed)


@given(st.sampled_from(SHIPPED.numbered), st.integers(min_value=1, max_value=10**18 - 1))
def test_numbers_read_back(record: RecordType, row_id: int) -> None:
    """A number leads to the record it was made for."""
    assert SHIPPED.reference(number(record, row_id)) == (record, row_id)


@given(st.text(max_size=60) | st.sampled_from(HOSTILE))
def test_any_text_is_a_number_or_refused(typed: str) -> None:
    """Never another error."""
    try:
        record, row_id = SHIPPED.reference(typed)
    except Refused:
        return
    assert parse_number(number(record, row_id)) == (record.info.letter, row_id)


def test_numbers_have_at_least_six_digits() -> None:
    """They line up in a list, and go on past a million."""
    assert number(Customer, 42) == "C-000042"
    assert number(WorkItem, 1234567) == "W-1234567"


def test_records_without_a_letter_have_no_number() -> None:
    """Settings are not counted, and what is not saved yet has no number."""
    assert number(Settings, 1) == ""
    assert number(Customer, None) == ""


def test_letters_are_those_of_the_product() -> None:
    """They stay: numbers are on paper. A newer record type has one that is free."""
    letters = {record.info.name: record.info.letter for record in SHIPPED.numbered}
    assert letters.items() >= {
        "customer": "C", "contact": "N", "work_item": "W", "task": "T", "site": "S", "asset": "A", "contract": "K",
        "project": "P", "order": "O", "payment": "Y", "attachment": "D", "geofence": "G", "follow_up": "F", "note": "M",
        "user": "U", "public_form": "E", "submission": "Q",
    }.items()  # fmt: skip


def test_schema_finds_by_name() -> None:
    """The database's name leads to the record type."""
    assert all(SHIPPED.record_named(record.info.name) is record for record in SHIPPED.records)


def test_owners_come_before_what_they_own() -> None:
    """Tables are made and filled in the order of the schema."""
    kept = [
        (record, link) for record in SHIPPED.records for link in record.links() if link.type.on_delete is TRASH_WITH
    ]
    assert kept
    assert all(
        SHIPPED.records.index(SHIPPED.record_named(link.link)) < SHIPPED.records.index(record) for record, link in kept
    )


def test_what_points_to_a_customer() -> None:
    """Everything that people see has its customer, by a link of one name; the business has its default one, and forms
    are for everybody."""
    pointing = SHIPPED.referencing(Customer)
    assert {other for other, name in pointing if name == "customer_id"} >= {
        record for record in SHIPPED.numbered if record not in (Customer, PublicForm, User)
    }
    assert {(Settings, "default_customer_id"), (Distinct, "low_id"), (Customer, "merged_into_id")} <= set(pointing)
    assert {other for other, name in SHIPPED.page_parts(Customer)} == {
        record for record in SHIPPED.numbered if record not in (Customer, PublicForm, User)
    }
    assert set(SHIPPED.referencing(Contact)) == {
        (WorkItem, "contact_id"), (FollowUp, "contact_id"), (Attachment, "contact_id"),
    }  # fmt: skip


def test_a_person_is_called_by_the_whole_name() -> None:
    """First and last name, whichever is there; with neither, by the number."""
    row = {"id": 7, "first_name": "Zoë", "last_name": ""}
    assert Contact.called(row) == "Zoë"
    assert Contact.called({**row, "last_name": "Ward"}) == "Zoë Ward"
    assert Contact.called({**row, "first_name": " "}) == "N-000007"


def test_settings_are_called_something() -> None:
    """Even before the business has a name."""
    assert Settings.called({"id": 1, "business_name": ""}) == "settings"


def test_defaults_are_a_fresh_record_without_stamps() -> None:
    """What a new work item starts with; the program's own columns are not among it."""
    defaults = WorkItem.defaults()
    assert (defaults["status"], defaults["priority"], defaults["title"]) == ("new", "normal", "")
    assert defaults["customer_id"] is None
    assert not BASE & set(defaults)


def test_form_leaves_out_what_the_program_fills() -> None:
    """No stamps, no status of a customer, no kept name."""
    assert not BASE & {field.name for record in SHIPPED.records for field in record.form_fields()}
    assert "status" not in {field.name for field in Customer.form_fields()}
    assert "customer_name" not in {field.name for field in WorkItem.form_fields()}


def test_the_journal_has_an_id_and_its_own_fields_only() -> None:
    """It is written once and has no versions."""
    assert {"version", "trashed", "modified_at"}.isdisjoint({*Batch.fields, *Change.fields})
    assert not Batch.info.journaled


def test_links_read_as_numbers() -> None:
    """In a change, a link reads as the number people know; other values as they are shown."""
    assert SHIPPED.read_value(WorkItem.fields["customer_id"], 42) == "C-000042"
    assert SHIPPED.read_value(WorkItem.fields["customer_id"], None) == ""
    assert SHIPPED.read_value(WorkItem.fields["status"], "on_hold") == "On hold"
