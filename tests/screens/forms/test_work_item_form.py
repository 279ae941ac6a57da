"""The main job: a work item whose customer is picked, or made on the way, with few keys and nothing lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from textual import events

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.business import business_settings
from capptro_tui.services.forms import choices as finding
from capptro_tui.services.records import records
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import PickerRows
from capptro_tui.widgets.form.record_form import RecordForm
from tests.screens.desk import Driver, desk
from tests.support import add_contact, add_customer, add_work_item, get


def picker(driver: Driver, name: str) -> Picker:
    """The picker of a field."""
    return driver.app.screen.query_one(f"#field-{name}", Picker)


def values(driver: Driver) -> dict[str, object]:
    """What the form holds."""
    return driver.app.screen.query_one(RecordForm).values()


def choices(driver: Driver, name: str) -> list[str]:
    """What the picker offers for the text in it; nothing while that is looked for."""
    one = picker(driver, name)
    is_found = one.is_open and (one._browsing or one._listed_for == one.text)
    return [row.text for row in one.query_one(PickerRows).rows] if is_found else []


async def test_a_call_from_a_known_customer_takes_the_keys_of_the_product_and_no_more(database: Database) -> None:
    add_customer(database, "Seaview Lettings")
    add_customer(database, "Acme Ltd")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("sea")
        await driver.keys("enter")
        await driver.focuses("field-title")
        await driver.type("No hot water")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    row = get(database, WorkItem, 1)
    assert (row["customer"], row["title"]) == ("Seaview Lettings", "No hot water")


async def test_the_same_keys_typed_without_a_pause_choose_the_same(database: Database) -> None:
    """Enter waits for the search of what was typed; it never takes a row of an older one."""
    add_customer(database, "Seaview Lettings")
    add_customer(database, "Acme Ltd")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.keys("s", "e", "a", "enter")
        await driver.until(lambda: values(driver)["customer_id"] == 1)


async def test_a_letter_is_answered_where_the_screen_is_drawn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread would answer later, and much later where the machine is busy."""
    add_customer(database, "Seaview Lettings")
    add_customer(database, "Acme Ltd")
    threads: dict[str, int] = {}
    linkable = finding.linkable

    def noted(source: Any, one: Any, text: str, *given: Any, **options: Any) -> Any:
        threads.setdefault(text, threading.get_ident())
        return linkable(source, one, text, *given, **options)

    monkeypatch.setattr(finding, "linkable", noted)
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.until(lambda: "" in threads)
        # Not by the pilot, whose own messages wait behind the key.
        driver.app.post_message(events.Key("s", "s"))
        await driver.until(lambda: choices(driver, "customer_id")[:1] == ["Seaview Lettings"])
    assert threads["s"] == threading.get_ident()


async def test_a_call_from_a_new_customer(database: Database) -> None:
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("Zanzibar Traders")
        await driver.keys("enter")
        await driver.sees("New customer")
        assert values(driver)["name"] == "Zanzibar Traders"
        await driver.keys("tab", "tab")
        await driver.type("01632 960222")
        await driver.keys("ctrl+s")
        await driver.sees("New work item")
        await driver.focuses("field-title")
        await driver.type("First visit")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    row = get(database, WorkItem, 1)
    assert (row["customer"], row["title"]) == ("Zanzibar Traders", "First visit")


async def test_making_a_customer_on_the_way_loses_nothing_of_the_work_item(database: Database) -> None:
    known = add_customer(database, "Acme Ltd")
    add_contact(database, known, "Bea", is_primary=True)
    business_settings.toggle_default(database, known)
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        assert (values(driver)["customer_id"], values(driver)["contact_id"]) == (1, 1)
        await driver.keys(*["tab"] * 4)
        await driver.type("Drips since Monday")
        await driver.keys(*["shift+tab"] * 4)
        await driver.focuses("field-customer_id")
        await driver.type("Brand new firm")
        await driver.keys("enter")
        await driver.sees("New customer")
        await driver.keys("ctrl+s")
        await driver.sees("New work item")
        assert not [message for message in driver.messages if "cleared" in message]  # nobody chose Bea
        await driver.focuses("field-title")
        assert values(driver)["description"] == "Drips since Monday"
        assert (values(driver)["customer_id"], values(driver)["contact_id"]) == (2, None)


async def test_a_contact_that_was_chosen_is_not_cleared_unsaid(database: Database) -> None:
    known = add_customer(database, "Acme Ltd")
    add_contact(database, known, "Bea", is_primary=True)
    add_contact(database, known, "Cy")
    add_customer(database, "Bolt")
    business_settings.toggle_default(database, known)
    async with desk(database) as driver:
        await driver.keys("w", "tab")
        await driver.focuses("field-contact_id")
        await driver.type("Cy")
        await driver.keys("tab")
        await driver.until(lambda: values(driver)["contact_id"] == 2, "Cy")
        await driver.keys("shift+tab", "shift+tab")
        await driver.focuses("field-customer_id")
        await driver.type("Bolt")
        await driver.keys("tab")
        await driver.said("Contact Cy was cleared: it belongs to another.")
        assert (values(driver)["customer_id"], values(driver)["contact_id"]) == (2, None)


async def test_leaving_the_new_customer_comes_back_to_the_work_item(database: Database) -> None:
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("Nobody")
        await driver.keys("enter")
        await driver.sees("New customer")
        await driver.keys("escape")
        await driver.sees("New work item")
        await driver.focuses("field-customer_id")
        assert picker(driver, "customer_id").text == "Nobody"


async def test_what_was_typed_and_not_chosen_is_not_saved_silently(database: Database) -> None:
    """Neither does tab leave it behind."""
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("Nobody")
        for key in ("tab", "shift+tab", "ctrl+s"):
            await driver.keys(key)
            await driver.said("“Nobody” is not a customer here. Press enter to choose or create one.")
            await driver.focuses("field-customer_id")
            driver.app.clear_notifications()
    assert database.select("SELECT * FROM work_item") == []


async def test_recent_customers_come_first_and_down_shows_them(database: Database) -> None:
    for name in ("Acme", "Bakery", "Cafe"):
        add_customer(database, name)
    add_work_item(database, 2)
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.keys("down")
        await driver.until(lambda: sorted(choices(driver, "customer_id")) == ["Acme", "Bakery", "Cafe"])
        await driver.keys("escape")
        await driver.until(lambda: not picker(driver, "customer_id").is_open)
        await driver.is_on("FormScreen")


async def test_customers_are_found_by_phone_contact_and_number(database: Database) -> None:
    add_customer(database, "Acme", phone="01632 960111")
    add_contact(database, add_customer(database, "Bakery"), "Zebedee")
    async with desk(database) as driver:
        for typed, expected in (("960111", "Acme"), ("zebed", "Bakery"), ("C-2", "Bakery")):
            await driver.keys("w")
            await driver.focuses("field-customer_id")
            await driver.type(typed)
            await driver.until(lambda expected=expected: choices(driver, "customer_id")[:1] == [expected])
            await driver.keys("escape", "escape")
            await driver.sees("Leave without saving?")
            await driver.keys("y")
            await driver.is_on("Dashboard")


async def test_a_slip_is_offered_but_enter_does_not_take_it(database: Database) -> None:
    add_customer(database, "Two Bells Brewery")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("brewry")
        await driver.until(lambda: choices(driver, "customer_id") == ["Two Bells Brewery", "brewry"])
        await driver.keys("enter")
        await driver.sees("New customer")


async def test_deactivated_and_trashed_customers_are_not_offered(database: Database) -> None:
    from capptro_tui.services.history import trash

    add_customer(database, "Sleepy Ltd", status="deactivated")
    trash.delete(database, Customer, add_customer(database, "Sleepless"))
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("sleep")
        await driver.until(lambda: choices(driver, "customer_id") == ["sleep"])


async def test_contacts_of_the_customer_only_and_a_lone_one_is_filled_in(database: Database) -> None:
    add_contact(database, add_customer(database, "Acme"), "Bea")
    add_contact(database, add_customer(database, "Bakery"), "Cid")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.focuses("field-customer_id")
        await driver.type("acme")
        await driver.keys("enter")
        await driver.focuses("field-title")
        assert values(driver)["contact_id"] == 1
        await driver.keys("shift+tab", "shift+tab", "down")
        await driver.until(lambda: choices(driver, "contact_id") == ["Bea"])


async def test_a_contact_can_be_made_on_the_way_too(database: Database) -> None:
    customer = add_customer(database, "Acme")
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, prefill={"customer_id": customer}, focus="contact_id")
        await driver.focuses("field-contact_id")
        await driver.type("Dora Delano")
        await driver.keys("enter")
        await driver.sees("New contact of Acme")
        await driver.keys("ctrl+s")
        await driver.sees("New work item")
        await driver.until(lambda: values(driver)["contact_id"] == 1)
    row = get(database, Contact, 1)
    assert (row["first_name"], row["last_name"], row["customer_id"]) == ("Dora", "Delano", customer)


async def test_states_are_chosen_by_their_first_letters(database: Database) -> None:
    add_work_item(database)
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, 1, focus="status")
        await driver.focuses("field-status")
        await driver.type("on h")
        await driver.keys("enter", "ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, WorkItem, 1)["status"] == "on_hold"


async def test_clearing_the_customer_clears_the_contact(database: Database) -> None:
    customer = add_customer(database, "Acme")
    add_contact(database, customer, "Bea")
    add_work_item(database, customer, contact_id=1)
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, 1, focus="customer_id")
        await driver.focuses("field-customer_id")
        await driver.keys("delete")
        await driver.until(lambda: values(driver)["customer_id"] is None and values(driver)["contact_id"] is None)
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, WorkItem, 1)["customer_id"] is None


async def test_suggestions_are_those_in_use_and_any_text_may_be_typed(database: Database) -> None:
    records.create(database, Customer, {"name": "Acme", "category": "Lighthouse"})
    async with desk(database) as driver:
        driver.app.open_form(Customer, prefill={"name": "Bakery"}, focus="category")
        await driver.focuses("field-category")
        await driver.type("light")
        await driver.until(lambda: "Lighthouse" in choices(driver, "category"))
        await driver.type("ship")
        await driver.keys("tab", "ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, Customer, 2)["category"] == "lightship"
