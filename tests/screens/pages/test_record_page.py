"""A record's page: who it is at the top, everything that belongs to it below, and it goes along with every change."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.screens.pages.record_page import RecordPage
from capptro_tui.services.business import business_settings
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.show import show
from capptro_tui.widgets.page.facts import Profile
from capptro_tui.widgets.page.related import Related
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, add, add_contact, add_customer, add_work_item, get, primaries

Asked = list[tuple[RecordType, int | None, dict[str, Any]]]


async def opened(driver: Driver, record: RecordType, row_id: int) -> RecordPage:
    """Open a record's page and wait until all of it is read."""
    driver.app.open_page(record, row_id)
    await driver.until(lambda: _page(driver).row_id == row_id and _page(driver).record is record, "the page")
    await ready(driver)
    return _page(driver)


async def ready(driver: Driver) -> None:
    """Wait until nothing is being read."""
    await driver.has_finished()


def _page(driver: Driver) -> Any:
    screen = driver.app.screen
    return screen if isinstance(screen, RecordPage) else type("None", (), {"row_id": None, "record": None})


def forms(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The forms that were asked for, which are not opened."""
    asked: Asked = []

    def note(record: RecordType, row_id: int | None = None, *, prefill: Any = None, **_: Any) -> None:
        asked.append((record, row_id, prefill or {}))

    monkeypatch.setattr(driver.app, "open_form", note)
    return asked


def enabled(driver: Driver) -> set[str]:
    """The keys that do something here."""
    return {key for key, active in driver.app.screen.active_bindings.items() if active.enabled}


# What is shown


async def test_the_head_says_who_it_is(sample: Database) -> None:
    async with desk(sample) as driver:
        await opened(driver, Customer, 1)
        await driver.sees(
            "Seaview Lettings & Management   ● Active   ★ default customer   C-000001",
            "Account HH-0001   01632 960104   maintenance@seaview-lettings.example",
            "Contact Dawn Prosser, Maintenance manager",
            "Open work 2",
            "Next ",
            "Last ",
        )


async def test_the_parts_and_their_counts(sample: Database) -> None:
    async with desk(sample) as driver:
        page = await opened(driver, Customer, 1)
        await driver.sees("Profile   Contacts 3   Work items ")
        assert page.part == "profile"
        await driver.sees("Billing address", "14 Custom House", "Classification", "Holiday let")
        seen = []
        for key in ["right", "right", "left", "left", "left"]:
            await driver.keys(key)
            await ready(driver)
            seen.append(page.part)
        contacts, items = "contact-customer_id", "work_item-customer_id"
        assert seen == [contacts, items, contacts, "profile", "timeline"]
        await driver.sees("Timeline", "Work item ")


async def test_a_part_is_made_when_it_is_seen_first(sample: Database) -> None:
    async with desk(sample) as driver:
        page = await opened(driver, Customer, 1)
        assert page.timeline is None
        assert not page.query(Related)
        await driver.keys("right")
        await driver.until(lambda: [table.record for table in page.query(Related)] == [Contact], "the contacts")
        await driver.keys("left", "left")
        await driver.until(lambda: page.timeline is not None and page.timeline.entries, "the timeline")


async def test_what_is_cut_off_the_line_of_parts_is_pointed_to(sample: Database) -> None:
    """A sign at the end where parts are left out; a click on it turns to the nearest of them."""
    async with desk(sample) as driver:
        page = await opened(driver, Customer, 1)
        line = next(line for line in driver.text.splitlines() if " Profile " in line)
        assert "\u203a" in line
        assert "\u2039" not in line
        await driver.pilot.click("#parts", offset=(line.index("\u203a"), 0))
        await driver.until(lambda: page.part not in ("profile", ""))
        assert page.part in page.related_tables()
        page.show_part("timeline")
        await driver.sees("\u2039", "Timeline")


async def test_a_click_turns_to_a_part(sample: Database) -> None:
    async with desk(sample) as driver:
        page = await opened(driver, Customer, 1)
        line = next(line for line in driver.text.splitlines() if "Work items " in line and "Profile" in line)
        await driver.pilot.click("#parts", offset=(line.index("Work items "), 0))
        await driver.until(lambda: page.part == "work_item-customer_id")


async def test_a_wide_screen_has_the_profile_beside_the_rest(sample: Database) -> None:
    async with desk(sample, size=(120, 40)) as driver:
        page = await opened(driver, Customer, 1)
        await driver.sees("Billing address", "Contacts 3   Work items ", "★", "Beverley Stott")
        assert "Profile" not in driver.text
        assert page.part == "contact-customer_id"
        await driver.pilot.resize_terminal(80, 24)
        await driver.sees("Profile   Contacts 3")
        await driver.sees_no("Billing address")
        await driver.keys("left")
        await driver.sees("Billing address")
        await driver.pilot.resize_terminal(120, 40)
        await driver.sees("Billing address", "Beverley Stott")
        assert page.part == "contact-customer_id"


async def test_a_phone_has_a_single_column(sample: Database) -> None:
    async with desk(sample, size=(40, 20)) as driver:
        await opened(driver, Customer, 1)
        await driver.sees("Seaview Lettings & Management", "★ default", "01632 960104", "Contacts 3", "Alt phone")
        await driver.keys("left")
        await driver.sees("Timeline", "▸ ")
        assert all(len(line) <= 40 for line in driver.text.splitlines())


async def test_an_empty_part_says_what_to_press(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        page = await opened(driver, Customer, customer)
        await driver.sees("Contacts 0", "Work items 0", "Open work 0")
        await driver.keys("right")
        await driver.sees("No contacts yet. Press c to add one.")
        await driver.keys("right")
        await driver.sees("No work items yet. Press w to add one.")
        assert "enter" not in enabled(driver)
        await driver.keys("enter")
        assert driver.app.screen is page


async def test_a_work_item_that_lost_its_customer_says_so(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    item = add_work_item(database, customer)
    trash.delete(database, Customer, customer)
    async with desk(database) as driver:
        await opened(driver, WorkItem, item)
        await driver.sees("Customer ⚠ Acme Ltd not linked", "⚠ “Acme Ltd” is not linked to a customer any more.")
        assert "o" not in enabled(driver)
        await driver.keys("u")
        await driver.sees_no("not linked")
        assert "o" in enabled(driver)


async def test_a_deactivated_customer_says_so(database: Database) -> None:
    customer = add_customer(database, status="deactivated")
    async with desk(database) as driver:
        await opened(driver, Customer, customer)
        await driver.sees("○ Deactivated", "it is not offered for new work")


async def test_a_scheduled_work_item_is_told_as_people_say_it(database: Database) -> None:
    customer = add_customer(database)
    item = add_work_item(database, customer, scheduled_start="tomorrow 9:00", priority="urgent", notes="Ring twice.")
    async with desk(database) as driver:
        await opened(driver, WorkItem, item)
        await driver.sees(
            "Mend the roof   ◷ Scheduled   W-000001", "Start tomorrow 09:00", "‼ Urgent", "Notes", "Ring twice."
        )
        driver.app.open_page(Customer, customer)
        await driver.sees("Next tomorrow 09:00  Mend the roof")


async def test_hostile_names_are_harmless_everywhere(database: Database) -> None:
    texts = [text for text in HOSTILE if text.strip()]
    worst = "".join(texts)[:180]
    customer = add_customer(database, worst, contact_name=worst, description=worst, billing_city=worst)
    for text in texts:
        contact = add_contact(database, customer, text, role=text)
        add_work_item(database, customer, text, contact_id=contact, category=text)
    async with desk(database, size=(80, 50)) as driver:
        await opened(driver, Customer, customer)
        await driver.sees(show(worst)[:40])
        for key in ("right", "right", "right", "end"):
            await driver.keys(key)
            await ready(driver)
            assert driver.text.replace("\n", "").isprintable()
        await driver.keys("left", "end", "enter")
        await driver.until(lambda: _page(driver).record is WorkItem, "the work item's page")
        await ready(driver)
        assert driver.text.replace("\n", "").isprintable()


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 40)])
async def test_a_name_of_any_length_leaves_room_for_the_rest(database: Database, size: tuple[int, int]) -> None:
    customer = add_customer(database, "Long and longer " * 12, email="a" * 60 + "@" + "b" * 60 + ".example")
    async with desk(database, size=size) as driver:
        await opened(driver, Customer, customer)
        await driver.sees("Long and longer", "Contacts 0" if size[0] > 40 else "Profile", "Created")


# What is opened


async def test_enter_opens_the_record_and_esc_comes_back(sample: Database) -> None:
    async with desk(sample) as driver:
        page = await opened(driver, Customer, 1)
        await driver.keys("right")
        await ready(driver)
        await driver.keys("down", "enter")
        await driver.until(lambda: _page(driver).record is Contact, "the contact's page")
        await driver.sees("Beverley Stott", "Customer Seaview Lettings & Management")
        await driver.keys("escape")
        await driver.until(lambda: driver.app.screen is page, "the customer's page")
        table = page.query_one("#contact-customer_id", Related)
        assert (table.cursor, driver.app.focused) == (1, table)


async def test_o_opens_the_customer_or_goes_back_to_it(sample: Database) -> None:
    async with desk(sample) as driver:
        await opened(driver, WorkItem, 1)
        await driver.keys("o")
        await driver.until(lambda: _page(driver).record is Customer, "the customer's page")
        customer = driver.app.screen
        depth = len(driver.app.screen_stack)
        await driver.keys("right", "right")
        await ready(driver)
        await driver.keys("enter")
        await driver.until(lambda: _page(driver).record is WorkItem, "the work item's page")
        await driver.keys("o")
        await driver.until(lambda: driver.app.screen is customer, "the same page")
        assert len(driver.app.screen_stack) == depth


async def test_a_record_that_is_not_there_is_refused(database: Database) -> None:
    async with desk(database) as driver:
        driver.app.open_page(Customer, 42)
        await driver.said("There is no customer C-000042.")
        await driver.is_on("Dashboard")


# What is done


async def test_edit_and_new_records(sample: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(sample) as driver:
        asked = forms(driver, monkeypatch)
        await opened(driver, Customer, 2)
        await driver.keys("e", "c", "w", "n")
        assert asked == [
            (Customer, 2, {}),
            (Contact, None, {"customer_id": 2}),
            (WorkItem, None, {"customer_id": 2}),
        ]
        asked.clear()
        await driver.keys("right")
        await ready(driver)
        contact = _page(driver).table().row["id"]
        await driver.keys("e", "n", "w", "right")
        await ready(driver)
        await driver.keys("n", "w")
        assert asked == [
            (Contact, contact, {}),
            (Contact, None, {"customer_id": 2}),
            (WorkItem, None, {"customer_id": 2, "contact_id": contact}),
            (WorkItem, None, {"customer_id": 2}),
            (WorkItem, None, {"customer_id": 2}),
        ]


async def test_a_contacts_work_item_has_the_contact(sample: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(sample) as driver:
        asked = forms(driver, monkeypatch)
        await opened(driver, Contact, 1)
        await driver.keys("w", "e", "c", "f", "right", "n")
        filled = {"contact_id": 1, "customer_id": 1}
        assert asked == [(WorkItem, None, filled), (Contact, 1, {}), (WorkItem, None, filled)]


async def test_delete_asks_and_goes_back(sample: Database) -> None:
    async with desk(sample, tab="customer") as driver:
        await ready(driver)
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        row_id = _page(driver).row_id
        await driver.keys("d")
        await driver.is_on("ConfirmDelete")
        await driver.keys("n")
        await driver.is_on("RecordPage")
        assert get(sample, Customer, row_id)["trashed"] is None
        await driver.keys("d")
        await driver.is_on("ConfirmDelete")
        await driver.keys("y")
        await driver.is_on("RecordList")
        assert get(sample, Customer, row_id)["trashed"] is not None


async def test_what_is_in_the_trash_can_only_be_restored(database: Database) -> None:
    customer = add_customer(database)
    add_contact(database, customer, "Bea")
    trash.delete(database, Customer, customer)
    async with desk(database) as driver:
        await opened(driver, Customer, customer)
        await driver.sees("⚠ In the trash. Press r to restore it.", "Contacts 1")
        assert not {"e", "d", "c", "f", "n"} & enabled(driver)
        await driver.keys("right")
        await driver.sees("Bea")
        await driver.keys("e", "d", "c", "f", "n", "p")
        await driver.is_on("RecordPage")
        await driver.keys("r")
        await driver.sees_no("In the trash")
        await driver.sees("Bea")
        await driver.until(lambda: {"e", "d", "c", "f"} <= enabled(driver), "the keys of a page")
        assert "r" not in enabled(driver)
        assert get(database, Customer, customer)["trashed"] is None


async def test_f_makes_the_default_customer_and_stops(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        await opened(driver, Customer, customer)
        assert "★" not in driver.text
        await driver.keys("f")
        await driver.sees("★ default customer")
        default = business_settings.default_customer(database)
        assert default is not None
        assert default["id"] == customer
        await driver.keys("f")
        await driver.sees_no("★ default customer")
        assert business_settings.default_customer(database) is None


async def test_p_makes_the_primary_contact(database: Database) -> None:
    customer = add_customer(database)
    ann = add_contact(database, customer, "Ann", is_primary=True)
    bob = add_contact(database, customer, "Bob")
    async with desk(database) as driver:
        page = await opened(driver, Customer, customer)
        assert "p" not in enabled(driver)
        await driver.sees("Contact Ann")
        await driver.keys("right")
        await driver.until(lambda: "p" in enabled(driver), "the key p")
        await driver.keys("p")
        await driver.said("Ann is the primary contact already.")
        await driver.keys("down", "p")
        await driver.sees("Contact Bob")
        assert primaries(database, customer) == [bob]
        table = page.query_one("#contact-customer_id", Related)
        await driver.until(lambda: table.row is not None and table.row["id"] == bob, "the cursor on Bob")
        await driver.keys("u")
        await driver.sees("Contact Ann")
        assert primaries(database, customer) == [ann]


# It goes along with every change


async def test_a_change_is_seen_at_once(database: Database) -> None:
    customer = add_customer(database, phone="01632 960001")
    async with desk(database) as driver:
        await opened(driver, Customer, customer)
        await driver.keys("left")
        await driver.sees("Created customer Acme Ltd")
        await driver.app.perform(lambda it: records.change(it, Customer, customer, {"phone": "01632 960002"}))
        await driver.sees("01632 960001 → 01632 960002")
        await driver.keys("right")
        await driver.sees("Phone", "01632 960002")
        await driver.app.perform(lambda it: records.create(it, Contact, {"customer_id": customer, "first_name": "Bea"}))
        await driver.sees("Contacts 1")
        await driver.keys("right")
        await driver.sees("Bea")
        bea = {"customer_id": customer, "first_name": "Cay"}
        await driver.app.perform(lambda it: records.create(it, Contact, bea))
        await driver.sees("Contacts 2", "Cay")
        await driver.keys("u")
        await driver.sees("Contacts 1")
        await driver.sees_no("Cay")
        await driver.keys("U")
        await driver.sees("Contacts 2", "Cay")


async def test_the_page_of_a_record_that_is_undone_closes(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        await opened(driver, Customer, customer)
        await driver.keys("u")
        await driver.is_on("Dashboard")
        await driver.sees("Your desk is ready.")


async def test_a_page_below_another_closes_when_it_comes_up(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        await opened(driver, Customer, customer)
        await driver.keys("h")
        await driver.is_on("History")
        await driver.keys("u")
        await driver.until(lambda: not database.select("SELECT id FROM customer"), "the undo")
        await driver.is_on("History")
        await driver.keys("escape")
        await driver.is_on("Dashboard")


async def test_a_page_in_another_tab_closes_when_it_comes_up(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database, tab="customer") as driver:
        await opened(driver, Customer, customer)
        await driver.keys("1")
        await driver.is_on("Dashboard")
        await driver.keys("u")
        await driver.sees("Your desk is ready.")
        await driver.keys("2")
        await driver.is_on("RecordList")


async def test_a_record_type_that_nobody_wrote_a_screen_for_has_its_page(
    database: Database, vehicle: RecordType, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = add_customer(database)
    van = add(database, vehicle, customer_id=customer, plate="LD12 ABC", make="Ford", mileage=1200, notes="Blue roof.")
    async with desk(database) as driver:
        asked = forms(driver, monkeypatch)
        page = await opened(driver, vehicle, van)
        await driver.sees("Ford LD12 ABC", "V-000001", "Customer Acme Ltd", "Looks", "Blue roof.", "Timeline")
        assert page.query_one(Profile).record is vehicle
        await driver.keys("o")
        await driver.is_on("CustomerPage")
        await driver.keys("left", "left")
        await driver.sees("Vehicles 1")
        await ready(driver)
        await driver.sees("Ford LD12 ABC")
        await driver.keys("n")
        assert asked == [(vehicle, None, {"customer_id": customer})]
