"""The sample business and the shipped picklists hold together: `capptro demo` fills an empty database with them."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import phonenumbers
import pytest
from email_validator import validate_email
from rapidfuzz.distance import Levenshtein

from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import OWED
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.types import FixedPoint, locales
from capptro_tui.models.validation import validate
from capptro_tui.services.start.demo import FILES, PARTS
from tests.support import ROOT

DATA = ROOT / "data"
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
ENTRIES: dict[str, list[Entry]] = {name: load(f"sample/{name}.json") for name in FILES}
"""File to its entries."""
KEYED: dict[str, dict[str, Entry]] = {
    record.info.name: {entry["key"]: entry for entry in ENTRIES[name] if "key" in entry}
    for name, record in FILES.items()
}
"""Record type's name to key to entry."""


def person(contact: Entry) -> tuple[str, str, str]:
    """What a work item names a contact by."""
    return contact["customer"], contact["first_name"], contact["last_name"]


def columns(entry: Entry, *others: str) -> Entry:
    """The columns of an entry, without its links and what the demo works out."""
    left = {"key", *PARTS, *(field.key for record in FILES.values() for field in record.links()), *others}
    return {name: value for name, value in entry.items() if name not in left}


def stored(record: RecordType, values: Entry) -> Entry:
    """The values as the program would store them; raises Invalid if it would refuse them.

    A link that a record must have is stood in for: the entries link by key. So is its place among others.
    """
    links = {field.name: 1 for field in record.fields.values() if field.required and (field.link or field.position)}
    return validate(record, values, {**record.defaults(), **links}, now=NOW, locale=locales.USUAL)


def everything() -> Iterator[tuple[RecordType, Entry]]:
    """Every entry, and what is listed in it as an entry of its own, with the link to it by key."""
    for name, record in FILES.items():
        for entry in ENTRIES[name]:
            yield record, {one: value for one, value in entry.items() if one not in PARTS}
            for listed, (part, link) in PARTS.items():
                owner = {record.info.name: entry.get("key"), "customer": entry.get("customer")}
                for inner in entry.get(listed, []):
                    yield part, {**owner, **({link: inner} if link else inner)}


def linked(record: RecordType, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """The links of an entry by their names, each with the entry that it leads to; contacts are left out."""
    for link in record.links():
        if link.link in KEYED and link.link != "contact" and entry.get(link.key):
            yield link.key, KEYED[link.link][entry[link.key]]


def written(record: RecordType, entry: Entry) -> Entry:
    """The columns of an entry as they are typed: links and days, which the demo works out, left out."""
    names = [name for name, field in record.fields.items() if not field.link and not field.type.is_day]
    return {name: entry[name] for name in names if name in entry and name != "polygon"}


def as_typed(record: RecordType, values: Entry) -> Entry:
    """Stored values, numbers with decimals as text."""
    return {
        name: record.fields[name].edit_text(value, {}) if isinstance(record.fields[name].type, FixedPoint) else value
        for name, value in values.items()
    }


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


def test_there_is_as_much_of_everything_as_belongs_to_it() -> None:
    counts = Counter(record.info.name for record, _ in everything())
    few = {"public_form": 1, "user": 2, "geofence": 5, "project": 5, "contract": 8, "contract_site": 12, "note": 15}
    assert {name: counts[name] for name in few if counts[name] < few[name]} == {}
    assert all(counts[record.info.name] >= 20 for record in FILES.values() if record.info.name not in few)
    assert counts["order_line"] > 1.5 * counts["order"]
    assert sum(counts.values()) < 700


def test_every_link_resolves() -> None:
    people = Counter(person(contact) for contact in CONTACTS)
    assert len(BY_KEY) == len(CUSTOMERS)
    assert len({item["key"] for item in WORK_ITEMS}) == len(WORK_ITEMS)
    assert BY_KEY[BUSINESS["default_customer"]]["status"] == "active"
    assert {entry["customer"] for entry in (*CONTACTS, *WORK_ITEMS)} <= set(BY_KEY)
    for item in WORK_ITEMS:
        if item["contact"]:
            assert people[person({**item["contact"], "customer": item["customer"]})] == 1, item["key"]
    for one in ENTRIES["follow_ups"]:
        if one.get("contact"):
            assert people[person({**one["contact"], "customer": one["customer"]})] == 1, one["title"]


@pytest.mark.parametrize("name", FILES)
def test_keys_are_unique(name: str) -> None:
    keys = [entry["key"] for entry in ENTRIES[name] if "key" in entry]
    assert len(set(keys)) == len(keys)


def test_what_is_linked_is_there_and_of_the_same_customer() -> None:
    for record, entry in everything():
        known = {field.key for field in record.links()}
        assert {field.key for field in record.links() if field.required and not field.copied_from} <= set(entry), entry
        for name, target in linked(record, entry):
            assert name in known
            if "customer" in target and "customer" in entry:
                assert target["customer"] == entry["customer"], entry


def test_a_thing_is_listed_once() -> None:
    for entries, listed in (("contracts", "sites"), ("work_items", "assets")):
        for entry in ENTRIES[entries]:
            assert len(set(entry.get(listed, []))) == len(entry.get(listed, []))


@pytest.mark.parametrize(
    "record", dict.fromkeys(record for record, _ in everything()), ids=lambda record: record.info.name
)
def test_all_is_stored_as_written(record: RecordType) -> None:
    for one, entry in everything():
        if one is record:
            values = written(record, entry)
            assert as_typed(record, stored(record, values)) == values
            extra = {"key", "scheduled", "created_days_ago", "polygon", "customer"}
            assert set(entry) <= set(record.fields) | {link.key for link in record.links()} | extra


def test_the_settings_are_stored_as_written() -> None:
    values = {name: value for name, value in BUSINESS.items() if name != "default_customer"}
    assert as_typed(Settings, stored(Settings, values)) == values
    assert (BUSINESS["tax_rate"], BUSINESS["currency"]) == ("20", "GBP")


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


@pytest.mark.parametrize("name", FILES)
def test_every_pick_is_in_its_picklist(name: str) -> None:
    for field in (one for one in FILES[name].fields.values() if one.type.picklist):
        known = {value["label"] for value in PICKLISTS[field.type.picklist]}
        used = {entry[field.name] for entry in ENTRIES[name] if entry.get(field.name)}
        assert used, field.name
        assert used <= known, field.name


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


@pytest.mark.parametrize(
    "entry", [*CUSTOMERS, *CONTACTS, *ENTRIES["sites"]], ids=lambda entry: entry.get("key") or entry["customer"]
)
def test_numbers_and_addresses_are_of_their_country(entry: Entry) -> None:
    owner = BY_KEY[entry.get("customer") or entry["key"]]
    region = REGIONS[entry.get("country") or owner["billing_country"]]
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


def test_tasks_agree_with_their_work() -> None:
    for task in ENTRIES["tasks"]:
        item, due = KEYED["work_item"][task["work_item"]], task.get("due")
        assert task["status"] != "open" or item["status"] in OPEN, task["title"]
        assert due is None or due >= -item["created_days_ago"], task["title"]
        assert task["status"] != "done" or (due is not None and due <= 1), task["title"]


def test_contracts_and_projects_agree_with_the_calendar() -> None:
    for one in ENTRIES["contracts"]:
        assert one["start"] < one["end"]
        began, ended = one["start"] <= 0, one["end"] < 0
        assert (began, ended) == {"draft": (False, False), "expired": (True, True)}.get(one["status"], (True, False))
    for one in ENTRIES["projects"]:
        assert (one["start"] <= 0) == (one["status"] != "planned")
        assert (one.get("end", 1) < 0) == (one["status"] == "completed")
    assert len({one["status"] for one in ENTRIES["contracts"]}) > 3
    assert len({one["status"] for one in ENTRIES["projects"]}) > 3


def test_work_is_done_where_its_assets_are() -> None:
    for item in WORK_ITEMS:
        places = {KEYED["asset"][key].get("site") for key in item.get("assets", [])} - {None}
        assert not places or "site" in item, item["key"]
        if contract := item.get("contract"):
            assert item.get("site") in (KEYED["contract"][contract].get("sites") or [None]), item["key"]


def test_one_site_is_deactivated_and_nothing_open_is_there() -> None:
    gone = {entry["key"] for entry in ENTRIES["sites"] if entry.get("status") == "deactivated"}
    assert len(gone) == 1
    assert not [entry for _, entry in everything() if entry.get("site") in gone]


def test_what_is_paid_is_owed() -> None:
    """Each order by its own payments; nothing is paid in the future, nor an order that nobody owes for."""
    assert {order["status"] for order in ENTRIES["orders"]} == {"draft", "confirmed", "fulfilled", "cancelled"}
    assert all(order["day"] <= 0 for order in ENTRIES["orders"])
    for payment in ENTRIES["payments"]:
        assert payment["day"] <= 0
        if "order" in payment:
            order = KEYED["order"][payment["order"]]
            assert order["status"] in OWED
            assert order["day"] <= payment["day"]
    assert [payment for payment in ENTRIES["payments"] if "order" not in payment]


def test_follow_ups_and_notes_were_made_before_now() -> None:
    for one in (*ENTRIES["follow_ups"], *ENTRIES["notes"]):
        assert 0 <= one["created_days_ago"] <= 365
    due = [one["due"] for one in ENTRIES["follow_ups"] if one["status"] == "open"]
    assert min(due) < 0 < max(due)
    assert 0 in due
    assert all(one["due"] >= -one["created_days_ago"] for one in ENTRIES["follow_ups"])
    assert {"done", "cancelled"} < {one["status"] for one in ENTRIES["follow_ups"]}
    assert 3 <= sum(one.get("important", False) for one in ENTRIES["notes"]) < len(ENTRIES["notes"]) / 2


def test_nothing_is_open_with_a_deactivated_customer() -> None:
    gone = {customer["key"] for customer in CUSTOMERS if customer["status"] == "deactivated"}
    for record, entry in everything():
        status = record.fields.get("status")
        if entry.get("customer") in gone and status and record.info.name not in ("contact", "order", "payment"):
            assert not status.choice(entry["status"]).open, entry
    assert gone & {payment["customer"] for payment in ENTRIES["payments"]}
