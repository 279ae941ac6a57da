"""The sample business and the shipped picklists hold together: `capptro demo` fills an empty database with them."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from email_validator import validate_email
from rapidfuzz.distance import Levenshtein

from capptro_tui.models.clean import clean
from capptro_tui.models.contact import Contact
from capptro_tui.models.customer import Customer
from capptro_tui.models.field import Kind
from capptro_tui.models.record import RecordType
from capptro_tui.models.work_item import WorkItem

DATA = Path(__file__).parents[2] / "data"
NOW = datetime(2026, 3, 16, 9, 0)
OPEN = {"new", "scheduled", "in_progress", "on_hold"}
REGIONS = {
    "Czechia": "CZ",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "India": "IN",
    "Ireland": "IE",
    "Japan": "JP",
    "Malaysia": "MY",
    "Poland": "PL",
    "Spain": "ES",
    "Turkey": "TR",
    "USA": "US",
    "United Kingdom": "GB",
}
# Kept free by their regulators for use in fiction, so that nobody is ever rung; the library calls them not valid.
FICTION = ("+441632960", "+447700900", "+3532091", "+3363998")

Entry = dict[str, Any]


def load(name: str) -> Any:
    """One file of the data folder."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


BUSINESS: Entry = load("sample/business.json")
CUSTOMERS: list[Entry] = load("sample/customers.json")
CONTACTS: list[Entry] = load("sample/contacts.json")
WORK_ITEMS: list[Entry] = load("sample/work_items.json")
PICKLISTS: dict[str, list[dict[str, str]]] = load("picklists.json")
BY_KEY = {customer["key"]: customer for customer in CUSTOMERS}


def person(contact: Entry) -> tuple[str, str, str]:
    """What a work item names a contact by."""
    return contact["customer"], contact["first_name"], contact["last_name"]


def columns(entry: Entry, *others: str) -> Entry:
    """The columns of an entry, without its links and what the demo works out."""
    return {name: value for name, value in entry.items() if name not in ("key", "customer", "contact", *others)}


def stored(record: RecordType, values: Entry) -> Entry:
    """The values as the program would store them; raises Invalid if it would refuse them.

    A link that a record must have is stood in for: the entries link by key.
    """
    links = {one.name: 1 for one in record.links() if one.required}
    return clean(record, values, {**record.defaults(), **links}, now=NOW)


def numbers(entry: Entry) -> list[str]:
    """The telephone and fax numbers of a customer or contact."""
    return [entry[name] for name in ("phone", "alt_phone", "fax") if entry.get(name)]


def dialled(text: str, region: str = "GB") -> str:
    """A number as it is dialled from anywhere."""
    return phonenumbers.format_number(phonenumbers.parse(text, region), phonenumbers.PhoneNumberFormat.E164)


def plain(text: str) -> str:
    """A text without its accents."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def test_there_is_as_much_as_a_small_firm_has() -> None:
    assert BUSINESS["business_name"] == "Harbour Heating & Electrical"
    assert BUSINESS["region"] == "GB"
    assert 40 <= len(CUSTOMERS) <= 50
    assert 55 <= len(CONTACTS) <= 65
    assert len(WORK_ITEMS) == 60
    assert 2 <= sum(customer["status"] == "deactivated" for customer in CUSTOMERS) <= 3
    assert {customer["billing_country"] for customer in CUSTOMERS} == set(REGIONS)
    assert max(Counter(item["customer"] for item in WORK_ITEMS).values()) == 9


def test_every_link_resolves() -> None:
    people = Counter(person(contact) for contact in CONTACTS)
    assert len(BY_KEY) == len(CUSTOMERS)
    assert len({item["key"] for item in WORK_ITEMS}) == len(WORK_ITEMS)
    assert BY_KEY[BUSINESS["default_customer"]]["status"] == "active"
    assert {entry["customer"] for entry in (*CONTACTS, *WORK_ITEMS)} <= set(BY_KEY)
    for item in WORK_ITEMS:
        if item["contact"]:
            assert people[person({**item["contact"], "customer": item["customer"]})] == 1, item["key"]


@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda customer: customer["key"])
def test_customers_are_stored_as_written(customer: Entry) -> None:
    values = columns(customer)
    assert stored(Customer, values) == values
    assert customer["name"].strip()


@pytest.mark.parametrize("contact", CONTACTS, ids=lambda contact: contact["customer"])
def test_contacts_are_stored_as_written(contact: Entry) -> None:
    values = columns(contact)
    assert stored(Contact, values) == values
    assert contact["first_name"].strip()
    assert contact["last_name"].strip()


@pytest.mark.parametrize("item", WORK_ITEMS, ids=lambda item: item["key"])
def test_work_items_are_stored_as_written(item: Entry) -> None:
    values = columns(item, "created_days_ago", "scheduled")
    assert stored(WorkItem, values) == values
    assert item["title"].strip()
    assert item["description"].strip()


@pytest.mark.parametrize(
    ("record", "entries"),
    [(Customer, CUSTOMERS), (Contact, CONTACTS), (WorkItem, WORK_ITEMS)],
    ids=["customers", "contacts", "work items"],
)
def test_every_pick_is_in_its_picklist(record: RecordType, entries: list[Entry]) -> None:
    picks = [one for one in record.fields.values() if one.kind is Kind.PICK]
    for field in picks:
        known = {value["label"] for value in PICKLISTS[field.picklist]}
        assert {entry[field.name] for entry in entries if entry.get(field.name)} <= known, field.name


@pytest.mark.parametrize("name", PICKLISTS)
def test_picklist_codes_and_labels_are_unique(name: str) -> None:
    values = PICKLISTS[name]
    assert values
    for part in ("code", "label"):
        assert all(value[part].strip() for value in values)
        assert len({value[part].casefold() for value in values}) == len(values)


def test_a_customer_has_at_most_one_primary_contact() -> None:
    primaries = Counter(contact["customer"] for contact in CONTACTS if contact["is_primary"])
    assert set(primaries.values()) == {1}
    assert len(BY_KEY) > len({contact["customer"] for contact in CONTACTS})


@pytest.mark.parametrize("entry", [*CUSTOMERS, *CONTACTS], ids=lambda entry: entry.get("key") or entry["customer"])
def test_numbers_and_addresses_are_of_their_country(entry: Entry) -> None:
    owner = BY_KEY[entry.get("key") or entry["customer"]]
    region = REGIONS[owner["billing_country"]]
    for text in numbers(entry):
        number = phonenumbers.parse(text, region)
        assert phonenumbers.is_possible_number(number), text
        assert phonenumbers.is_valid_number(number) or dialled(text, region).startswith(FICTION), text
        # A desk in Britain reads a number without a country code as a British one.
        assert dialled(text, BUSINESS["region"]) == dialled(text, region) or region == "GB", text
    if address := entry.get("email"):
        assert validate_email(address, check_deliverability=False).normalized == address


def test_the_near_duplicates_are_there_and_no_others() -> None:
    def names(first: str, second: str) -> tuple[str, str]:
        return BY_KEY[first]["name"], BY_KEY[second]["name"]

    full, short = names("kelhaven-marine-services", "kelhaven-marine-services-upper")
    assert full.removesuffix(" Ltd").upper() == short != full
    accented, bare = names("cafe-zoe", "cafe-zoe-plain")
    assert plain(accented) == bare != accented
    assert Levenshtein.distance(*names("pritchards-guest-house", "prichards-guest-house")) == 1

    for name in ("account", "email", "external_id", "external_id2"):
        values = [customer[name] for customer in CUSTOMERS if customer.get(name)]
        assert len(set(values)) == len(values), name
    people = [contact["email"] for contact in CONTACTS if contact.get("email")]
    assert len(set(people)) == len(people)
    used = Counter(dialled(text) for entry in (*CUSTOMERS, *CONTACTS) for text in numbers(entry))
    shared = {number for number, uses in used.items() if uses > 1}
    cottages, house = BY_KEY["anchor-cottages"]["phone"], BY_KEY["nettleton"]["phone"]
    assert shared == {dialled(cottages)} == {dialled(house)}
    assert cottages != house


@pytest.mark.parametrize("item", WORK_ITEMS, ids=lambda item: item["key"])
def test_states_agree_with_the_calendar(item: Entry) -> None:
    created, status = -item["created_days_ago"], item["status"]
    assert -365 <= created <= 0
    if BY_KEY[item["customer"]]["status"] == "deactivated":
        assert status not in OPEN
    if item["scheduled"] is None:
        assert status in ("new", "cancelled")
        return
    day, time, minutes = item["scheduled"]
    start = datetime.combine(NOW.date() + timedelta(days=day), datetime.strptime(time, "%H:%M").time())
    assert start.strftime("%H:%M") == time
    assert 0 < minutes <= 600
    assert day >= created
    if status in ("completed", "cancelled", "on_hold"):
        assert day < 0
    elif status == "in_progress":
        assert -7 <= day <= 0
    else:
        assert status == "scheduled"
        assert day > 0


def test_a_year_of_work_is_mostly_done() -> None:
    statuses = Counter(item["status"] for item in WORK_ITEMS)
    assert statuses["completed"] > len(WORK_ITEMS) / 2
    assert statuses["in_progress"] == 2
    assert statuses["on_hold"] == 1
    assert all(statuses[status] > 2 for status in ("new", "scheduled", "cancelled"))
    assert {item["priority"] for item in WORK_ITEMS} == {"low", "normal", "high", "urgent"}
