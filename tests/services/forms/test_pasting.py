"""What a pasted text would fill into a form: which field, what is advised, and that no line is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.services.forms.behaviours import form_behaviour
from capptro_tui.services.forms.pasting import FieldProposal, propose, texts_filled


def fits(field: Field, value: str) -> bool:
    """Whether a field can hold a text."""
    try:
        field.parse(value, now=datetime(2026, 3, 16), locale="en_GB")
    except ValueError:
        return False
    return True


def proposed(record: RecordType, text: str, **present: str) -> list[FieldProposal]:
    """The proposals for a form with these texts in it."""
    paste = form_behaviour(record).paste
    assert paste is not None
    return propose(record, paste, text, dict.fromkeys(record.fields, "") | present, fits)


def advised(record: RecordType, text: str, **present: str) -> dict[str, str]:
    """The texts of the fields if all is taken that is advised."""
    return texts_filled([one for one in proposed(record, text, **present) if one.is_advised])


PEOPLE = "Maeve Lindqvist\nOffice Manager\n01632 960111\nM: 07700 900111\nmaeve@acme.example\nb@acme.example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Ltd\nAnn Example", {"name": "Acme Ltd", "contact_name": "Ann Example"}),
        ("Ann Example\nann@acme.example", {"name": "Ann Example", "email": "ann@acme.example"}),
        ("Acme Ltd\nM: 07700 900111", {"name": "Acme Ltd", "phone": "07700 900111"}),
        ("M: 07700 900111\nT: 01632 960111", {"phone": "01632 960111", "alt_phone": "07700 900111"}),
        ("Acme Ltd\nKind regards,", {"name": "Acme Ltd"}),
        (
            "T: 01632 960111\nDirect dial: 01632 960112\nSwitchboard: 01632 960110\nEmergency: 07700 900999",
            {
                "phone": "01632 960111",
                "alt_phone": "01632 960112",
                "description": "Switchboard: 01632 960110\nEmergency: 07700 900999",
            },
        ),
        (
            PEOPLE,
            {
                "name": "Maeve Lindqvist",
                "phone": "01632 960111",
                "alt_phone": "07700 900111",
                "email": "maeve@acme.example",
                "description": "Role: Office Manager\nEmail: b@acme.example",
            },
        ),
    ],
)
def test_the_fields_of_a_new_customer(text: str, expected: dict[str, str]) -> None:
    assert advised(Customer, text) == expected


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ({"name": "Acme"}, {"contact_name": "Maeve Lindqvist"}),
        ({"phone": "01632 960999"}, {"alt_phone": "01632 960111"}),
        ({"phone": "01632-960111"}, {"alt_phone": "07700 900111"}),
        ({"email": "x@acme.example", "description": "Ring twice"}, {}),
    ],
)
def test_what_stands_there_stays(present: dict[str, str], expected: dict[str, str]) -> None:
    """What has a place beside it takes that; what would replace something is proposed and not advised."""
    found = advised(Customer, PEOPLE, **present)
    assert not found.keys() & present.keys()
    assert found.items() >= expected.items()
    replacing = [one for one in proposed(Customer, PEOPLE, **present) if one.present and not one.is_added]
    assert all(not one.is_advised and one.field is not None for one in replacing)


def test_the_rest_goes_below_what_stands_in_the_description() -> None:
    found = proposed(Customer, "Acme Ltd\nside gate, dog in garden\n01632 960111", description="Ring twice\n")
    assert [one.field.name for one in found if one.field] == ["name", "phone", "description"]
    assert texts_filled(found)["description"] == "Ring twice\nside gate, dog in garden"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            Contact,
            {
                "first_name": "Maeve",
                "last_name": "Lindqvist",
                "role": "Office Manager",
                "phone": "07700 900111",
                "email": "maeve@acme.example",
            },
        ),
        (
            Site,
            {
                "contact_name": "Maeve Lindqvist",
                "phone": "01632 960111",
                "email": "maeve@acme.example",
                "notes": "Role: Office Manager\nMobile: 07700 900111\nEmail: b@acme.example",
            },
        ),
    ],
)
def test_other_record_types(record: RecordType, expected: dict[str, Any]) -> None:
    """What no field of a contact can hold is shown, and cannot be taken."""
    assert advised(record, PEOPLE) == expected
    shown = [one.value for one in proposed(record, PEOPLE) if one.field is None]
    assert shown == (["Phone: 01632 960111", "Email: b@acme.example"] if record is Contact else [])


def test_a_value_that_does_not_fit_its_field_is_no_value_of_it() -> None:
    """It goes to the description whole, and where that cannot hold it, it is shown only."""
    estate = "The Estate of the Trade " * 3
    text = "\n".join(["14 Example Lane", *[estate] * 3, "Testham", "ZZ9 9AA", "half \ud800 a sign"])
    found = proposed(Customer, text)
    assert [(one.field.name if one.field else "", one.value[:30]) for one in found] == [
        ("billing_city", "Testham"),
        ("billing_postcode", "ZZ9 9AA"),
        ("description", "Street: 14 Example Lane, The E"),
        ("", "half \ud800 a sign"),
    ]
