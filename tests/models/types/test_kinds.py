"""What each kind of field accepts, what it stores, and what it says to the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.errors import Invalid
from capptro_tui.models import types
from capptro_tui.models.field import Field
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.types import locales
from capptro_tui.models.types.dates import timestamp
from capptro_tui.models.validation import validate
from capptro_tui.text.normalise import email_key, phone_key
from tests.contact_table import EMAILS, NO_EMAILS, NO_PHONES, PHONES
from tests.support import HOSTILE, Vehicle, is_plain

NOW = datetime(2026, 3, 16, 9, 30)
EACH_TYPE = {
    field.type.name: field for record in (Customer, Contact, WorkItem, Vehicle) for field in record.form_fields()
}

ANYTHING = st.text(max_size=60) | st.sampled_from(HOSTILE) | st.integers() | st.floats() | st.none() | st.booleans()


def parsed(field: Field, value: Any) -> Any:
    return field.parse(value, now=NOW, locale=locales.USUAL)


def refusal(field: Field, value: Any) -> str:
    with pytest.raises(ValueError, match=field.full_label) as refused:
        parsed(field, value)
    assert is_plain(refused.value)
    return str(refused.value)


class TestText:
    name = Customer.fields["name"]
    notes = WorkItem.fields["notes"]

    @pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
    def test_is_stored_as_typed(self, text: str) -> None:
        """Hostile or not: nothing is stripped, escaped or mended."""
        assert parsed(self.name, text) == text

    @pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
    def test_one_line_means_one_line(self, break_: str) -> None:
        """A pasted line break is refused in a name and kept in notes."""
        assert "one line" in refusal(self.name, f"Acme{break_}Ltd")
        assert parsed(self.notes, f"first{break_}second") == f"first{break_}second"

    def test_too_long(self) -> None:
        """The message says how long it is and what fits."""
        assert parsed(self.name, "x" * 200) == "x" * 200
        assert "10,000 characters, at most 200 fit" in refusal(self.name, "x" * 10_000)

    def test_half_a_character(self) -> None:
        """A lone surrogate cannot be stored; it is refused before the database sees it."""
        for half in ("\ud800", "a\udfffb"):
            assert "half a character" in refusal(self.name, half)

    @pytest.mark.parametrize("blank", ["", "   ", "\t", "\u00a0", "\u3000", None])
    def test_blank_is_empty(self, blank: str | None) -> None:
        """Spaces only are nothing typed."""
        assert parsed(self.name, blank) == ""

    def test_too_long_as_a_number(self) -> None:
        """From JSON an account may come as digits without quotes; what fits is the same."""
        assert "at most 20 fit" in refusal(Customer.fields["billing_postcode"], 10**20)

    @pytest.mark.parametrize("value", [True, [], {}, b"x", object()])
    def test_what_is_no_text(self, value: object) -> None:
        """From JSON anything may come."""
        assert "must be text" in refusal(self.name, value)

    def test_number_becomes_text(self) -> None:
        """A script may send an account as a number."""
        assert parsed(Customer.fields["account"], 731) == "731"


class TestEmail:
    email = Customer.fields["email"]

    @pytest.mark.parametrize("typed", EMAILS)
    def test_possible(self, typed: str) -> None:
        """Kept as typed but for the spaces around it; nothing is looked up. What is odd is said."""
        address, is_odd = EMAILS[typed]
        assert parsed(self.email, typed) == typed.strip()
        assert email_key(typed) == address
        assert bool(self.email.oddness(typed)) is is_odd

    @pytest.mark.parametrize("typed", [*NO_EMAILS, 5])
    def test_impossible(self, typed: object) -> None:
        """The message shows what an address looks like."""
        assert "name@example.com" in refusal(self.email, typed)


class TestPhone:
    phone = Customer.fields["phone"]

    @pytest.mark.parametrize("typed", PHONES)
    def test_possible(self, typed: str) -> None:
        """Stored as typed: leading zeros and spaces tell people something. It is compared as it is dialled."""
        dialled, is_odd = PHONES[typed]
        assert parsed(self.phone, typed) == typed
        assert phone_key(typed, "GB") == dialled
        assert bool(self.phone.oddness(typed)) is is_odd

    @pytest.mark.parametrize("typed", NO_PHONES)
    def test_impossible(self, typed: str) -> None:
        """A phone with letters, or too few or too many digits."""
        assert "not a phone number" in refusal(self.phone, typed)


class TestWeb:
    website = Customer.fields["website"]

    @pytest.mark.parametrize(
        "typed", ["example.com", "www.example.com/a?b=c#d", "https://exämple.com:8080/", "HTTP://EXAMPLE.COM"]
    )
    def test_possible(self, typed: str) -> None:
        """With or without the protocol."""
        assert parsed(self.website, typed) == typed

    @pytest.mark.parametrize(
        "typed", ["example", "http://", "ftp://example.com", "javascript:alert(1)", "ann@example.com", "two words.com"]
    )
    def test_impossible(self, typed: str) -> None:
        """What no browser should be sent to."""
        assert "not a web address" in refusal(self.website, typed)


class TestChoice:
    status = WorkItem.fields["status"]

    @pytest.mark.parametrize("typed", ["in_progress", "In progress", " IN PROGRESS ", "In_Progress"])
    def test_value_or_label_in_any_case(self, typed: str) -> None:
        """Scripts send the value, people type the word."""
        assert parsed(self.status, typed) == "in_progress"

    @pytest.mark.parametrize("typed", ["parked", "", " ", None, "new, scheduled"])
    def test_anything_else_lists_the_choices(self, typed: str | None) -> None:
        """Nothing is not a state, nor is a null from JSON."""
        assert "New, Scheduled, In progress, On hold, Completed, Cancelled" in refusal(self.status, typed)


class TestYesNo:
    primary = Contact.fields["is_primary"]

    @pytest.mark.parametrize("typed", ["yes", "Y", "TRUE", "1", "on", True, 1])
    def test_yes(self, typed: object) -> None:
        """Every usual way to say it."""
        assert parsed(self.primary, typed) is True

    @pytest.mark.parametrize("typed", ["no", "N", "False", "0", "off", "", " ", None, False, 0])
    def test_no(self, typed: object) -> None:
        """Nothing is no."""
        assert parsed(self.primary, typed) is False

    @pytest.mark.parametrize("typed", ["maybe", "2", [], 0.5])
    def test_neither(self, typed: object) -> None:
        """No guessing."""
        assert "yes or no" in refusal(self.primary, typed)


class TestNumbers:
    latitude = Customer.fields["billing_lat"]
    mileage = Vehicle.fields["mileage"]
    value = Vehicle.fields["value"]

    @pytest.mark.parametrize(("typed", "stored"), [("51.5", 51.5), ("-0,5", -0.5), (90, 90.0), (" -90 ", -90.0)])
    def test_latitude(self, typed: object, stored: float) -> None:
        """With a point or a comma, up to the poles."""
        assert parsed(self.latitude, typed) == stored

    @pytest.mark.parametrize("typed", ["90.01", "-91", "1e99"])
    def test_latitude_that_is_nowhere(self, typed: str) -> None:
        """The message says what there is."""
        assert "between -90 and 90" in refusal(self.latitude, typed)

    @pytest.mark.parametrize("typed", ["north", "1.2.3", "1,2,3", True, [], "5_0"])
    def test_no_number(self, typed: object) -> None:
        """A yes is no number either."""
        assert "must be a number" in refusal(self.latitude, typed)

    @pytest.mark.parametrize("typed", ["nan", "inf", "-inf", "1e999"])
    def test_infinity_is_no_number(self, typed: str) -> None:
        """Neither where there are limits nor where every number will do."""
        for field in (self.latitude, self.value):
            assert "number" in refusal(field, typed) or "between" in refusal(field, typed)

    @pytest.mark.parametrize(("typed", "stored"), [("120000", 120000), (" -7 ", -7), (2**63 - 1, 2**63 - 1)])
    def test_whole(self, typed: object, stored: int) -> None:
        """Up to what the database holds."""
        assert parsed(self.mileage, typed) == stored

    @pytest.mark.parametrize("typed", [2**63, "1.5", 1.5, "many", True, "9" * 150, float("nan"), "1_000"])
    def test_no_whole_number(self, typed: object) -> None:
        """An integer past 2⁶³ would be the driver's own error."""
        refusal(self.mileage, typed)


class TestValues:
    custom = Customer.fields["custom_fields"]

    def test_object_is_stored_as_json(self) -> None:
        """As a dict or as its text; the same object is always the same text."""
        assert parsed(self.custom, {"b": "ü", "a": "1"}) == '{"a": "1", "b": "ü"}'
        assert parsed(self.custom, '{"b": "ü", "a": "1"}') == '{"a": "1", "b": "ü"}'

    @pytest.mark.parametrize("typed", [{}, "{}", " { } "])
    def test_object_without_names_is_no_value(self, typed: object) -> None:
        """So that a record which is read back as it was is not changed."""
        assert parsed(self.custom, typed) is None

    def test_a_business_has_many_custom_fields(self) -> None:
        """Twenty fields with a sentence each are nothing special."""
        assert parsed(self.custom, {f"Custom field {count}": "A sentence in it. " * 3 for count in range(20)})

    @pytest.mark.parametrize("typed", ["[1]", "text", "{", 5, [1], {"a": object()}, {"a": "\ud800"}])
    def test_anything_else(self, typed: object) -> None:
        """A list or half an object is refused."""
        refusal(self.custom, typed)


@pytest.mark.parametrize("field", EACH_TYPE.values(), ids=EACH_TYPE)
@given(value=ANYTHING)
def test_anything_is_stored_or_answered_with_a_sentence(field: Field, value: Any) -> None:
    """No other error for any value of any field, and what is stored can be put into a form and typed again."""
    stored, message = None, ""
    try:
        stored = parsed(field, value)
    except ValueError as unfit:
        message = str(unfit)
    assert message.endswith(".") if message else parsed(field, field.edit_text(stored)) == stored


def test_values_as_people_read_them() -> None:
    """Labels for states, yes and no, local times; nothing for nothing."""
    assert WorkItem.fields["status"].format("on_hold") == "On hold"
    assert Contact.fields["is_primary"].format(True) == "yes"
    assert Contact.fields["is_primary"].format(False) == "no"
    assert WorkItem.fields["scheduled_start"].format("2026-03-31T08:00") == "31 Mar 2026 08:00"
    assert WorkItem.fields["scheduled_start"].format(None) == ""
    assert Customer.fields["created_at"].format("2026-03-31T08:00:00Z") == "31 Mar 2026 08:00"


def test_stamps_are_utc() -> None:
    """Whatever the zone of the moment."""
    assert timestamp(datetime.fromisoformat("2026-03-31T10:00:00+02:00")) == "2026-03-31T08:00:00Z"


class TestCleaning:
    """A record's values together: every problem at once, in the order of the fields."""

    def problems(self, record: Any, typed: dict[str, Any], stored: dict[str, Any] | None = None) -> dict[str, str]:
        with pytest.raises(Invalid) as refused:
            validate(record, typed, stored or record.defaults(), now=NOW, locale=locales.USUAL)
        return {problem.field: problem.message for problem in refused.value.field_errors}

    def test_all_problems_at_once(self) -> None:
        """Nobody has to save four times to learn of four mistakes; the first field comes first."""
        found = self.problems(Customer, {"website": "x", "billing_lat": "91", "email": "x", "phone": "x", "name": ""})
        assert list(found) == ["name", "phone", "email", "billing_lat", "website"]

    def test_one_problem_a_field(self) -> None:
        """A name that is too long is not also missing."""
        assert list(self.problems(Customer, {"name": "x" * 201})) == ["name"]

    def test_message_of_an_address_says_which(self) -> None:
        """There are two latitudes."""
        assert self.problems(Customer, {"name": "x", "shipping_lat": "91"})["shipping_lat"].startswith("Shipping lat")

    @pytest.mark.parametrize("name", ["nam", "id", "version", "created_by", "trashed", "search_text", "x" * 500])
    def test_field_that_cannot_be_written(self, name: str) -> None:
        """Unknown, or the program's own; named first, and cut when it is a page."""
        found = self.problems(Customer, {name: "1", "phone": "x"})
        assert next(iter(found)) == name
        assert found[name].startswith("Customer has no field")
        assert len(found[name]) < 100

    def test_required_counts_what_is_stored(self) -> None:
        """A change of the phone need not say the name again, but may not take it away."""
        stored = {**Customer.defaults(), "name": "Acme"}
        assert validate(Customer, {"phone": "01632 960123"}, stored, now=NOW, locale=locales.USUAL) == {
            "phone": "01632 960123"
        }
        assert list(self.problems(Customer, {"name": "  "}, stored)) == ["name"]

    def test_contact_needs_one_name(self) -> None:
        """First or last, not both."""
        assert validate(
            Contact, {"customer_id": 1, "last_name": "Ward"}, Contact.defaults(), now=NOW, locale=locales.USUAL
        )
        assert self.problems(Contact, {"customer_id": 1})["first_name"] == "Fill in first name or last name."

    def test_end_before_start(self) -> None:
        """Whether typed together or against what is stored."""
        typed = {"title": "x", "scheduled_start": "2026-03-31 9:00", "scheduled_end": "2026-03-31 8:59"}
        assert self.problems(WorkItem, typed)["scheduled_end"] == "End is before start."
        stored = {**WorkItem.defaults(), "title": "x", "scheduled_end": "2026-03-31T10:00"}
        assert list(self.problems(WorkItem, {"scheduled_start": "2026-04-01 9:00"}, stored)) == ["scheduled_end"]

    def test_end_counts_from_the_start_typed_with_it(self) -> None:
        """`+90` in the end field follows the start field of the same form."""
        typed = {"title": "x", "scheduled_start": "tomorrow 9:00", "scheduled_end": "+90"}
        cleaned = validate(WorkItem, typed, WorkItem.defaults(), now=NOW, locale=locales.USUAL)
        assert cleaned["scheduled_end"] == "2026-03-17T10:30"


def test_what_was_typed_in_one_locale_says_the_same_in_the_next() -> None:
    """Where it would be read as another value there; all else stays as it was typed."""
    locales.show_in("en_US")
    start, due, amount = WorkItem.fields["scheduled_start"], Task.fields["due"], Payment.fields["amount"]
    row = {"currency": "EUR"}
    assert due.retype("02.01.2026", "de_DE", now=NOW) == "Jan 2, 2026"
    assert start.retype("2.1.2026 9:00", "de_DE", now=NOW) == "Jan 2, 2026 9:00 AM"
    assert amount.retype("1.234", "de_DE", now=NOW, row=row) == "1234.00"
    for text in ("", "tomorrow", "28 Nov 2026", "2026-01-02", "when it suits"):
        assert due.retype(text, "de_DE", now=NOW) == text
    assert amount.retype("1234", "de_DE", now=NOW, row=row) == "1234"
    assert WorkItem.fields["title"].retype("02.01.2026", "de_DE", now=NOW) == "02.01.2026"


@pytest.mark.parametrize(
    ("kind", "text", "refusal"),
    [
        (types.FixedPoint(1, low=-2731), "-300", "must be -273.1 or more."),
        (types.FixedPoint(2, low=150), "1", "must be 1.50 or more."),
        (types.FixedPoint(2, low=0), "-1", "must be nothing or more."),
        (types.FixedPoint(2, low=1), "0", "must be more than nothing."),
        (types.FixedPoint(1), "1.25", "must be a number such as 1250.0, at most 1 decimal."),
    ],
)
def test_a_number_that_cannot_be_says_what_can(kind: types.FieldType, text: str, refusal: str) -> None:
    with pytest.raises(types.InvalidValue) as refused:
        kind.parse(text, types.Reading(NOW, locales.USUAL, {}))
    assert str(refused.value) == refusal
