"""JSON and JSON Lines: every record with its parts, customers with the published names and, if wanted, its types."""

from __future__ import annotations

import json

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.customers import API_NAMES
from capptro_tui.exchange.exporting.json_files import NUMBERS, is_plain_number
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.importing.origins import mark
from tests.exchange.exporting.support import NAMES, exported, fill_hostile, text_of
from tests.support import add_customer, published


@pytest.mark.parametrize("record", SHIPPED.numbered, ids=lambda record: record.info.name)
def test_a_record_a_line(sample: Database, record: RecordType) -> None:
    """Of every record type, the records of the list, each on a line of its own, with the mark of the database."""
    lines = text_of(sample, record, "jsonl").split("\n")
    assert lines.pop() == ""
    wanted = published(sample, record, mark=mark(sample))
    assert [json.loads(line) for line in lines] == wanted
    assert json.loads(text_of(sample, record, "json")) == wanted


def test_an_order_has_its_lines(sample: Database) -> None:
    first = json.loads(text_of(sample, Order, "jsonl").split("\n")[0])
    assert [line["unit_price"] for line in first["lines"]] != []


def test_hostile_names_are_exact(database: Database) -> None:
    fill_hostile(database)
    found = [json.loads(line)["CustomerName"] for line in text_of(database, Customer, "jsonl").split("\n") if line]
    assert found == [*NAMES]


def test_chosen_fields(database: Database) -> None:
    add_customer(database, "Acme")
    names = ("number", "name", "balance", "trashed")
    assert json.loads(text_of(database, Customer, "json", names)) == [
        {"number": "C-000001", "name": "Acme", "balance": "0.00", "trashed": False}
    ]


def test_api_types(database: Database) -> None:
    """Numbers where the published API has numbers, but never at the cost of a zero, a space or a sign."""
    add_customer(database, "Acme", phone="441632960123", alt_phone="01632 960124", external_id="007", account="42")
    text, done = exported(database, Customer, "json", api_types=True)
    [one] = json.loads(text)
    assert [name for name in one if name != "extensions"] == [*API_NAMES]
    assert one["CustomerPhone1"] == 441632960123
    assert one["CustomerRefNo"] == 42
    assert (one["CustomerPhone2"], one["CustomerExternalID"]) == ("01632 960124", "007")
    assert one["CustomerFax"] is None
    assert one["CustomerName"] == "Acme"
    [said] = done.notices
    assert said.endswith("zeros, spaces or signs: 1 of CustomerExternalID, 1 of CustomerPhone2.")
    assert json.loads(text_of(database, Customer, "json"))[0]["CustomerPhone1"] == "441632960123"


@pytest.mark.parametrize(
    ("text", "is_number"),
    [("0", True), ("42", True), ("9" * 15, True), ("9" * 16, False), ("007", False), ("-1", False), ("+1", False),
     ("1e3", False), ("1.0", False), (" 1", False), ("٣", False), ("", False)],
)  # fmt: skip
def test_what_a_number_can_stand_for(text: str, is_number: bool) -> None:
    assert is_plain_number(text) is is_number


def test_the_numeric_names_are_those_of_the_published_record() -> None:
    """Each of them is one of the 41."""
    assert set(NUMBERS) < set(API_NAMES)


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_no_records(database: Database, form: str) -> None:
    assert text_of(database, Customer, form) == ("[\n]\n" if form == "json" else "")
