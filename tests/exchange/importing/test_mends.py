"""What a field cannot hold is mended and told, and every value of a row is in the database afterwards."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.deciding.fitting import Fitter
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.site import Site
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.validation import validate
from capptro_tui.services.importing.checking import ValueChecks
from capptro_tui.services.search.listing import Listing
from tests.support import HOSTILE, Clock, add_customer, get

from . import rows
from .rows import imported


def everything(database: Database) -> str:
    """All texts that are stored."""
    found = [
        str(value)
        for record in SHIPPED.records
        if record.info.letter
        for row in Listing(database, record, trash=None).rows(0, 500)
        for value in row.values()
    ]
    return "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text", "now"),
    [
        ("phone", "ask for Bob; 01632 960111", "01632 960111"),
        ("email", "n/a, office@acme.example", "office@acme.example"),
        ("email", "nonsense", ""),
        ("phone", "6.09555E+09", ""),
        ("website", "see facebook", ""),
        ("billing_street", "1 High Street\nFlat 2", "1 High Street, Flat 2"),
        ("account", "x" * 65, ""),
        ("billing_lat", "north", None),
        ("billing_lat", "91", None),
        ("currency", "pounds", "GBP"),
        ("status", "sleeping", "active"),
        ("billing_city", "Leeds \ud83d", "Leeds \ufffd"),
        ("assigned_user_id", "Nobody Here", None),
        ("shoe size", "44", None),
    ],
)
def test_value_that_does_not_fit(database: Database, name: str, text: str, now: str | None) -> None:
    [outcome] = imported(database, [rows.given(2, name="Acme", **{name: text})])
    assert outcome.action.value == "created"
    stored = get(database, Customer, 1)
    assert stored.get(name) == now
    assert [mend.was for mend in outcome.mends] == [text]
    assert outcome.mends[0].why.endswith(".")
    kept = (text, text.replace("\n", ", "), text.replace("\ud83d", "\ufffd"))
    assert any(one in everything(database) for one in kept)


def test_name_that_is_too_long_is_cut_and_kept_whole(database: Database) -> None:
    name = " ".join(f"word{n}" for n in range(60))
    [outcome] = imported(database, [rows.given(2, name=name)])
    stored = get(database, Customer, 1)
    assert name.startswith(stored["name"])
    assert len(stored["name"]) <= 200
    assert stored["description"] == f"Name: {name}"
    assert outcome.mends[0].was == name


@pytest.mark.parametrize("length", [3_990, 4_001, 9_999, 10_001, 1_000_000])
def test_text_of_any_length_is_kept_whole(database: Database, length: int) -> None:
    text = "".join(chr(ord("a") + place % 26) for place in range(length))
    imported(database, [rows.given(2, name="Acme", description=text, account="y" * 70)])
    notes = sorted(Listing(database, Note).rows(0, 500), key=lambda row: row["id"])
    parts = [get(database, Customer, 1)["description"], *(get(database, Note, row["id"])["text"] for row in notes)]
    assert text in "".join(parts) or text in "".join(parts[1:])
    assert "y" * 70 in "".join(parts)


@pytest.mark.parametrize("there", [False, True])
def test_long_text_of_a_customer_with_a_link_is_kept(database: Database, there: bool) -> None:
    """Such a customer is written by itself, not in a block; one that is there is changed."""
    add_customer(database, "Other")
    if there:
        imported(database, [rows.given(2, name="Acme", phone="01632 960111")])
    row = rows.given(2, name="Acme", phone="01632 960111", assigned_user_id="Ann Example", description="z" * 5_000)
    imported(database, [row])
    assert get(database, Customer, 2)["assigned_user_id"] == 1
    assert "z" * 5_000 in get(database, Note, 1)["text"]
    imported(database, [row])
    assert Listing(database, Note).total() == 1


def test_part_without_a_name_is_kept_as_text(database: Database) -> None:
    parts = {"contact": [{"phone": "01632 960112", "role": "Owner"}], "site": [{"city": "Leeds"}]}
    [outcome] = imported(database, [rows.given(2, name="Acme", parts=parts)])
    text = get(database, Customer, 1)["description"]
    assert text.splitlines() == ["Contact phone: 01632 960112", "Contact role: Owner", "Site city: Leeds"]
    assert len(outcome.mends) == 3
    assert Listing(database, Contact).total() == Listing(database, Site).total() == 0


def test_value_of_a_part_that_does_not_fit_goes_to_the_customer(database: Database) -> None:
    contact = {"first_name": "Bea", "phone": "ask", "shoe": "44"}
    imported(database, [rows.given(2, name="Acme", parts={"contact": [contact]})])
    assert get(database, Customer, 1)["description"].splitlines() == ["Bea: Phone: ask", "Bea: shoe: 44"]


def test_row_without_a_name_is_refused_and_the_others_go_in(database: Database) -> None:
    records = [rows.given(2, name="Acme"), rows.given(3, phone="01632 960111"), rows.given(4, name="  ")]
    outcomes = imported(database, records)
    assert [outcome.action.value for outcome in outcomes] == ["created", "refused", "refused"]
    assert [outcome.reason for outcome in outcomes[1:]] == ["It has no name."] * 2


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.strip()])
def test_hostile_name_is_stored_as_it_stands(database: Database, name: str) -> None:
    imported(database, [rows.given(2, name=name)], on_duplicate="create")
    assert get(database, Customer, 1)["name"] == name


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "S", "Cc")), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([field.name for field in Customer.form_fields() if not field.link]), texts))
def test_checks_are_those_of_the_form(clock: Clock, values: dict[str, str]) -> None:
    """What fits is stored as the form stores it; what does not is mended, or kept as text."""
    now = clock().replace(tzinfo=None)
    fitted = Fitter(ValueChecks(Customer, now=now, locale="en_GB")).fit(2, values)
    checked = validate(Customer, {**fitted.typed, "name": "x"}, Customer.defaults(), now=now, locale="en_GB")
    assert {**checked, "name": ""} == {**checked, **fitted.checked, "name": ""}
    kept = "\n".join([*map(str, fitted.typed.values()), *fitted.kept, *(mend.was for mend in fitted.mends)])
    assert all(value in kept for value in values.values() if value.strip())
