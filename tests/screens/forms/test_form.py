"""The form: typing, saving, problems at their fields, leaving, and what happens when somebody else was quicker."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.records import records
from capptro_tui.widgets.form.record_form import RecordForm
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, add, add_contact, add_customer, get


def fields(driver: Driver) -> dict[str, object]:
    """What the form on the screen holds."""
    return driver.app.screen.query_one(RecordForm).values()


async def test_a_new_customer_is_saved_from_any_field(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.is_on("FormScreen")
        await driver.type("Marine Supplies")
        await driver.keys("tab", "tab")
        await driver.type("01632 960 111")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
        await driver.sees("Marine Supplies", "01632 960 111")
    assert get(database, Customer, 1)["phone"] == "01632 960 111"


async def test_enter_goes_on_to_the_next_field(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.keys("enter")
        await driver.focuses("field-account")


async def test_what_is_wrong_stands_at_its_field_and_the_first_gets_the_focus(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.keys("tab", "tab")
        await driver.type("call me")
        await driver.keys("tab", "tab")
        await driver.type("nonsense")
        await driver.keys("ctrl+s")
        await driver.sees("Name must be filled in.", "Phone is not a phone number", "Email is not an email address")
        await driver.focuses("field-name")
        assert fields(driver)["phone"] == "call me"
        await driver.type("x")
        await driver.sees_no("Name must be filled in.")
    assert database.select("SELECT * FROM customer") == []


async def test_leaving_with_unsaved_text_asks_first(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.type("Half typed")
        await driver.keys("escape")
        await driver.sees("Leave without saving?")
        await driver.keys("escape")
        await driver.is_on("FormScreen")
        assert fields(driver)["name"] == "Half typed"
        await driver.keys("escape")
        await driver.sees("Leave without saving?")
        await driver.keys("y")
        await driver.is_on("RecordList")


async def test_leaving_an_untouched_form_asks_nothing(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.is_on("FormScreen")
        await driver.keys("escape")
        await driver.is_on("RecordList")


async def test_an_edit_writes_only_what_was_changed(database: Database) -> None:
    add_customer(database, "Before", phone="01632 960111")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Before")
        await driver.keys("e")
        await driver.focuses("field-name")
        await driver.type("After")
        await driver.keys("ctrl+s")
        await driver.is_on("RecordList")
        await driver.sees("After")
    assert get(database, Customer, 1)["name"] == "After"
    assert database.select("SELECT summary FROM batch ORDER BY id DESC")[0]["summary"] == "Changed name of After"


async def test_somebody_elses_change_is_shown_and_nothing_is_overwritten(database: Database) -> None:
    add_customer(database, "Acme", phone="01632 960111")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme")
        await driver.keys("e")
        await driver.focuses("field-name")
        records.change(database, Customer, 1, {"phone": "01632 960999"})
        await driver.keys("tab")
        await driver.type("A-1")
        await driver.keys("ctrl+s")
        await driver.sees("was changed by Ann Example while you were", "01632 960111 → 01632 960999")
        await driver.keys("y")
        await driver.is_on("RecordList")
    row = get(database, Customer, 1)
    assert (row["phone"], row["account"]) == ("01632 960999", "A-1")


async def test_a_paste_of_several_lines_becomes_one_and_says_so(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.keys("tab")
        driver.app.post_message(_paste("First line\nSecond line"))
        await driver.until(lambda: fields(driver)["account"] == "First line Second line")
        await driver.said("line breaks became spaces")


async def test_hostile_text_is_edited_and_kept_exactly(database: Database) -> None:
    texts = [text for text in HOSTILE if text.strip() and "\x00" not in text]
    ids = [add_customer(database, text) for text in texts]
    async with desk(database) as driver:
        for customer, text in zip(ids, texts, strict=True):
            driver.app.open_form(Customer, customer)
            await driver.focuses("field-name")
            assert fields(driver)["name"] == text
            drawn = driver.text
            assert all(each.isprintable() or each == "\n" for each in drawn), ascii(drawn)
            await driver.keys("tab", *str(customer), "ctrl+s")
            await driver.is_on("Dashboard")
    rows = [get(database, Customer, customer) for customer in ids]
    assert [(row["name"], row["account"]) for row in rows] == [
        (text, str(customer)) for text, customer in zip(texts, ids, strict=True)
    ]


async def test_a_yes_or_no_is_turned_over_by_space(database: Database) -> None:
    customer = add_customer(database)
    add_contact(database, customer, is_primary=True)
    async with desk(database) as driver:
        from capptro_tui.models.records.contact import Contact

        driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="is_primary")
        await driver.is_on("FormScreen")
        await driver.sees("New contact of Acme Ltd")
        await driver.keys("space", "shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await driver.type("Cara")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert [row["is_primary"] for row in database.select("SELECT is_primary FROM contact ORDER BY id")] == [0, 1]


async def test_a_form_is_made_for_a_record_type_that_no_release_knows(database: Database, vehicle: RecordType) -> None:
    add_customer(database)
    async with desk(database) as driver:
        driver.app.open_form(vehicle, prefill={"customer_id": 1})
        await driver.is_on("FormScreen")
        await driver.sees("New vehicle of Acme Ltd", "Plate", "Mileage", "Looks")
        await driver.type("AB12 CDE")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    assert get(database, vehicle, 1)["plate"] == "AB12 CDE"


async def test_labels_stand_above_the_fields_on_a_phone(database: Database) -> None:
    async with desk(database, size=(40, 20), tab="customer") as driver:
        await driver.keys("n")
        await driver.focuses("field-name")
        await driver.sees("Name *", "company or person")
        name = driver.app.screen.query_one("#field-name")
        assert isinstance(name, Input)
        above, line = driver.text.splitlines()[name.region.y - 1 : name.region.y + 1]
        assert above.strip() == "Name *"
        assert line.strip().startswith("company or person")


async def test_times_may_be_typed_as_people_say_them(database: Database) -> None:
    add(database, WorkItem, title="Mend it")
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, 1, focus="scheduled_start")
        await driver.focuses("field-scheduled_start")
        await driver.type("tomorrow 9:00")
        await driver.keys("tab")
        await driver.type("+90")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    row = get(database, WorkItem, 1)
    assert (row["scheduled_start"], row["scheduled_end"]) == ("2026-03-17T09:00", "2026-03-17T10:30")


async def test_an_appointment_that_moves_keeps_its_length(database: Database) -> None:
    """Only the start is typed; the item, which was new, is scheduled."""
    add(database, WorkItem, title="Mend it", scheduled_start="2026-03-17 9:00", scheduled_end="+90")
    async with desk(database) as driver:
        driver.app.open_form(WorkItem, 1, focus="scheduled_start")
        await driver.focuses("field-scheduled_start")
        await driver.keys("ctrl+u")
        await driver.type("2026-03-20 14:00")
        await driver.keys("ctrl+s")
        await driver.said("End is now 20 Mar 2026 15:30.")
    row = get(database, WorkItem, 1)
    assert (row["status"], row["scheduled_end"]) == ("scheduled", "2026-03-20T15:30")


def _paste(text: str) -> object:
    from textual.events import Paste

    return Paste(text)


@pytest.mark.parametrize(
    ("record", "field", "typed", "shown"),
    [
        (WorkItem, "scheduled_start", "28 mar 9am", "→ Sat 28 Mar 09:00"),
        (WorkItem, "scheduled_start", "fri 14:30", "→ Fri 20 Mar 14:30"),
        (Customer, "phone", "12345", "⚠ Phone: 5 digits are few"),
        (Customer, "email", "a..b@docomo.ne.jp", "⚠ Email: a..b@docomo.ne.jp"),
    ],
)
async def test_what_was_understood_is_shown_beside_the_field(
    database: Database, record: RecordType, field: str, typed: str, shown: str
) -> None:
    """And goes when the text is no longer read so."""
    async with desk(database, size=(120, 40)) as driver:
        driver.app.open_form(record, focus=field)
        await driver.focuses(f"field-{field}")
        await driver.type(typed)
        await driver.sees(shown)
        await driver.keys(*["backspace"] * len(typed))
        await driver.sees_no(shown)


async def test_an_end_is_understood_from_the_start(database: Database) -> None:
    async with desk(database, size=(120, 40)) as driver:
        driver.app.open_form(WorkItem, focus="scheduled_start")
        await driver.focuses("field-scheduled_start")
        await driver.type("28 mar 9am")
        await driver.keys("tab")
        await driver.type("+90")
        await driver.sees("→ Sat 28 Mar 10:30")
