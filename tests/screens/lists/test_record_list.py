"""The list of a record type: filter as you type, sort, open, edit, delete, the default customer."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events

from capptro_tui.db.connection.reader import Reader
from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.business import business_settings
from capptro_tui.services.history import trash
from capptro_tui.services.search.listing import Listing
from capptro_tui.widgets.table.record_table import RecordTable
from capptro_tui.widgets.table.table_pages import PAGE
from tests.screens.desk import Driver, desk
from tests.support import add, add_customer, add_work_item


def shown(driver: Driver) -> list[str]:
    """The names in the list, from the top."""
    table = driver.app.screen.query_one(RecordTable)
    return [row["name"] for place in range(table.row_count) if (row := table.row_at(place))]


async def test_typing_filters_and_escape_clears(database: Database) -> None:
    for name in ("Acme Ltd", "Bakery", "Café Zoë"):
        add_customer(database, name)
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd", "Bakery", "Café Zoë", "3 customers")
        await driver.keys("slash")
        await driver.focuses("find")
        await driver.type("cafe")
        await driver.until(lambda: shown(driver) == ["Café Zoë"])
        await driver.sees("1 customer")
        await driver.keys("escape")
        await driver.until(lambda: len(shown(driver)) == 3)


async def test_of_keys_that_come_at_once_not_each_is_looked_for_on_the_spot(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers to all but the last would never be shown."""
    for name in ("Acme Ltd", "Bakery", "Café Zoë"):
        add_customer(database, name)
    looked: list[int] = []
    hurried = Listing.first_page_within

    def noted(listing: Listing, count: int, seconds: float) -> list[dict[str, Any]]:
        looked.append(count)
        return hurried(listing, count, seconds)

    monkeypatch.setattr(Listing, "first_page_within", noted)
    async with desk(database, tab="customer") as driver:
        await driver.keys("slash")
        await driver.focuses("find")
        for letter in "bakery":
            driver.app.post_message(events.Key(letter, letter))
        await driver.until(lambda: shown(driver) == ["Bakery"])
        await driver.until(lambda: driver.app.screen.query_one("#find").value == "bakery")  # type: ignore[attr-defined]
        assert len(looked) < len("bakery")
        await driver.pilot.pause()
        looked.clear()
        # Not by the pilot, whose own messages wait behind the key.
        driver.app.post_message(events.Key("backspace", None))
        await driver.until(lambda: driver.app.screen.query_one("#find").value == "baker")  # type: ignore[attr-defined]
        assert len(looked) == 1


async def test_down_leads_from_the_search_to_the_rows_and_enter_opens(database: Database) -> None:
    add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer") as driver:
        await driver.keys("slash")
        await driver.focuses("find")
        await driver.type("acm")
        await driver.until(lambda: shown(driver) == ["Acme Ltd"])
        await driver.keys("down", "enter")
        await driver.is_on("RecordPage")


async def test_letters_are_text_in_the_search_field(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("slash")
        await driver.focuses("find")
        await driver.type("new undo 12?")
        await driver.is_on("RecordList")
        assert driver.app.screen.query_one("#find").value == "new undo 12?"  # type: ignore[attr-defined]


async def test_an_empty_list_says_what_to_press(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.sees("No customers yet. Press n to add the first one.")
        await driver.keys("slash")
        await driver.type("nobody")
        await driver.sees("No customers found.")


async def test_a_name_that_was_searched_in_vain_starts_the_new_customer(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("slash")
        await driver.type("Nobody yet")
        await driver.sees("No customers found.")
        await driver.keys("down", "n")
        await driver.focuses("field-name")
        assert driver.app.focused.value == "Nobody yet"  # type: ignore[union-attr]


async def test_delete_asks_and_names_what_goes_along(database: Database) -> None:
    add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await driver.keys("d")
        await driver.sees("Delete Acme Ltd?")
        await driver.keys("escape")
        await driver.is_on("RecordList")
        assert len(shown(driver)) == 1
        await driver.keys("d")
        await driver.sees("Delete Acme Ltd?")
        await driver.keys("y")
        await driver.sees("No customers yet")
        await driver.keys("u")
        await driver.until(lambda: shown(driver) == ["Acme Ltd"])
        await driver.keys("U")
        await driver.sees("No customers yet")


async def test_f_makes_the_default_customer_and_stops(database: Database) -> None:
    add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await driver.keys("f")
        await driver.until(lambda: business_settings.default_customer(database))
        await driver.keys("f")
        await driver.until(lambda: business_settings.default_customer(database) is None)


async def test_sorting_by_a_column_and_back(database: Database) -> None:
    for name, account in (("Acme", "3"), ("Bakery", "1"), ("Cafe", "2")):
        add_customer(database, name, account=account)
    async with desk(database, tab="customer") as driver:
        await driver.until(lambda: len(shown(driver)) == 3)
        await driver.keys("s", "s", "s")
        await driver.until(lambda: shown(driver) == ["Bakery", "Cafe", "Acme"])
        await driver.keys("S")
        await driver.until(lambda: shown(driver) == ["Acme", "Cafe", "Bakery"])


async def test_a_customer_added_by_another_window_is_there_after_the_next_key(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.until(lambda: shown(driver) == ["Acme"])
        add_customer(database, "Bakery")
        await driver.keys("slash")
        await driver.type("b")
        await driver.until(lambda: shown(driver) == ["Bakery"])


async def test_w_on_a_row_starts_a_work_item_for_it_with_the_title_focused(database: Database) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.until(lambda: shown(driver) == ["Acme"])
        await driver.keys("w")
        await driver.focuses("field-title")
        await driver.sees("New work item", "Acme")


async def test_the_record_beside_the_list_when_there_is_room(database: Database) -> None:
    add_customer(database, "Acme", description="Pays late", billing_city="Leeds")
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await driver.sees("Pays late", "Leeds", "Billing address")


async def test_work_items_of_a_deleted_customer_show_the_broken_link(database: Database) -> None:
    from capptro_tui.models.records.work_item import WorkItem

    customer = add_customer(database, "Acme")
    add(database, WorkItem, customer_id=customer, title="Mend it")
    trash.delete(database, Customer, customer)
    async with desk(database, size=(120, 40), tab="work_item") as driver:
        await driver.sees("Mend it", "⚠ Acme")


async def test_a_list_is_made_for_a_record_type_that_no_release_knows(database: Database, vehicle: RecordType) -> None:
    customer = add_customer(database)
    add(database, vehicle, customer_id=customer, plate="AB12 CDE", make="Volvo")
    async with desk(database, size=(120, 40), tab="vehicle") as driver:
        await driver.sees("Vehicles", "AB12 CDE", "Volvo", "1 vehicle")


async def test_a_filter_narrows_the_list_together_with_the_text(database: Database) -> None:
    """`v` asks for states and values, the list says what it is narrowed to, and escape shows all again."""
    add_customer(database, "Smith Trade", category="Trade")
    add_customer(database, "Smith Home", category="Household")
    add_customer(database, "Jones Trade", category="Trade")
    async with desk(database, size=(100, 30), tab="customer") as driver:
        await driver.keys("v")
        await driver.is_on("Filter")
        await driver.keys("tab")
        await driver.focuses("filter-category")
        await driver.type("tra")
        await driver.keys("enter", "ctrl+s")
        await driver.is_on("RecordList")
        await driver.until(lambda: shown(driver) == ["Jones Trade", "Smith Trade"])
        await driver.sees("Category Trade", "2 customers")
        await driver.keys("slash")
        await driver.type("smi")
        await driver.until(lambda: shown(driver) == ["Smith Trade"])
        await driver.keys("escape")
        await driver.until(lambda: len(shown(driver)) == 3)
        await driver.sees_no("Category Trade")


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_deactivated_customers_are_hidden_until_something_is_asked(
    database: Database, size: tuple[int, int]
) -> None:
    """A line says so. A text finds them, the filter shows all or them alone; the count is of what is shown."""
    for name in ("Acme", "Bakery"):
        add_customer(database, name)
    add_customer(database, "Acme Old", status="deactivated")
    async with desk(database, size=size, tab="customer") as driver:
        await driver.sees("2 customers", "active only · v shows others")
        assert shown(driver) == ["Acme", "Bakery"]
        await driver.keys("slash")
        await driver.type("acme")
        await driver.until(lambda: shown(driver) == ["Acme", "Acme Old"])
        await driver.sees("2 customers")
        await driver.sees_no("active only")
        await driver.keys("escape")
        await driver.sees("active only · v shows others")
        await driver.keys("v")
        await driver.is_on("Filter")
        for letters, found, count in (
            ("any", ["Acme", "Acme Old", "Bakery"], "3 cust"),
            ("dea", ["Acme Old"], "1 cust"),
        ):
            await driver.keys("ctrl+u")
            await driver.type(letters)
            await driver.keys("enter", "ctrl+s")
            await driver.is_on("RecordList")
            await driver.until(lambda found=found: shown(driver) == found)  # type: ignore[misc]
            await driver.sees(f"Status {'any' if letters == 'any' else 'Deactivated'}", count)
            await driver.keys("v")
            await driver.is_on("Filter")
        await driver.keys("escape", "escape")
        await driver.sees("2 customers", "active only · v shows others")


async def test_an_emptied_state_is_any(database: Database) -> None:
    """As is ctrl+r; what is asked besides stays. Who is selected is who is shown."""
    add_customer(database, "Acme", category="Trade")
    add_customer(database, "Acme Old", status="deactivated", category="Trade")
    async with desk(database, tab="customer") as driver:
        await driver.sees("1 customer")
        await driver.keys("ctrl+a")
        await driver.sees("1 customer selected")
        await driver.keys("escape", "v")
        await driver.is_on("Filter")
        await driver.keys("ctrl+u", "ctrl+s")
        await driver.sees("2 customers", "Status any")
        await driver.keys("ctrl+a")
        await driver.sees("2 customers selected")
        await driver.keys("escape", "escape")
        await driver.sees("1 customer", "active only")
        await driver.keys("v", "ctrl+r")
        await driver.sees("2 customers", "Status any")


async def test_only_deactivated_ones_are_left(database: Database) -> None:
    """The list says that there are others."""
    add_customer(database, "Acme Old", status="deactivated")
    async with desk(database, tab="customer") as driver:
        await driver.sees("No active customers. v shows the others; n adds a new customer.", "0 customers")
        await driver.keys("v", "ctrl+r")
        await driver.sees("Acme Old", "1 customer")


async def test_other_lists_hide_nothing(database: Database) -> None:
    """Work that is cancelled is in its list."""
    add_work_item(database, add_customer(database), status="cancelled")
    async with desk(database, tab="work_item") as driver:
        await driver.sees("1 work item", "✗ Cancelled")
        assert "active only" not in driver.text


async def test_follow_ups_come_as_they_are_due(database: Database) -> None:
    """The soonest first, whatever was written last; what is late and still to be done is marked."""
    from capptro_tui.models.records.follow_up import FollowUp

    customer = add_customer(database)
    for title, due, status in [("Later", "2026-04-02", "open"), ("Late", "2026-03-02", "open"),
                               ("Past", "2026-03-01", "done"), ("Now", "2026-03-16", "open")]:  # fmt: skip
        add(database, FollowUp, customer_id=customer, title=title, due=due, status=status)
    async with desk(database, tab="follow_up") as driver:
        await driver.sees("Later", "    1 Mar 2026", "⚠ 2 Mar 2026", " 16 Mar 2026")
        rows = [line.partition("F-0000")[2].split() for line in driver.text.splitlines() if "F-0000" in line]
        assert [row[1] for row in rows] == ["Past", "Late", "Now", "Later"]
        assert driver.text.count("⚠") == 1


async def test_leaving_the_filter_changes_nothing(database: Database) -> None:
    """Escape keeps what was in force, and ctrl+r shows all."""
    add_customer(database, "Acme", category="Trade")
    add_customer(database, "Bakery")
    async with desk(database, size=(100, 30), tab="customer") as driver:
        await driver.keys("v", "tab")
        await driver.type("trade")
        await driver.keys("enter", "ctrl+s")
        await driver.until(lambda: shown(driver) == ["Acme"])
        await driver.keys("v")
        await driver.is_on("Filter")
        await driver.sees("Trade")
        await driver.keys("escape")
        await driver.is_on("RecordList")
        assert shown(driver) == ["Acme"]
        await driver.keys("v", "ctrl+r")
        await driver.until(lambda: len(shown(driver)) == 2)


async def test_many_are_selected_and_changed_at_once(database: Database) -> None:
    """Space selects one, ctrl+a all that the list finds, escape none; the list says how many."""
    for name in ("Acme", "Bakery", "Café"):
        add_customer(database, name)
    async with desk(database, size=(100, 30), tab="customer") as driver:
        await driver.sees("3 customers")
        await driver.sees_no("Change selected")
        await driver.keys("space", "down", "space")
        await driver.sees("2 customers selected", "Change selected")
        await driver.keys("escape")
        await driver.sees_no("selected")
        await driver.keys("slash")
        await driver.type("a")
        await driver.until(lambda: len(shown(driver)) > 0)
        await driver.keys("down", "ctrl+a")
        await driver.sees(f"{len(shown(driver))} ", "selected")
        await driver.keys("b")
        await driver.is_on("BulkChange")


async def test_two_selected_customers_are_merged(database: Database) -> None:
    """`m` takes the two that are selected."""
    add_customer(database, "Acme Ltd")
    add_customer(database, "Acme Limited")
    async with desk(database, size=(100, 30), tab="customer") as driver:
        await driver.sees("2 customers")
        await driver.keys("space", "down", "space", "m")
        await driver.is_on("MergeScreen")
        await driver.keys("escape")
        await driver.keys("escape", "m")
        await driver.is_on("MergeWith")


async def test_possible_duplicates_are_a_key_away(database: Database) -> None:
    """`D` opens the review of what was entered twice, for customers only."""
    async with desk(database, size=(100, 30), tab="customer") as driver:
        await driver.keys("D")
        await driver.is_on("Review")
    async with desk(database, size=(100, 30), tab="work_item") as driver:
        await driver.keys("D", "m")
        await driver.is_on("RecordList")


async def test_no_more_than_a_screenful_is_read_for_a_frame(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: no read that a key leads to fetches more rows than about a screenful."""
    with database.write("create") as transaction:
        transaction.add_many(Customer, [{**Customer.defaults(), "name": f"Smith {n} Plumbing"} for n in range(20_000)])
    read: list[int] = []
    select = Reader.select

    def counted(reader: Reader, query: str, values: Any = ()) -> list[dict[str, Any]]:
        rows = select(reader, query, values)
        read.append(len(rows))
        return rows

    async with desk(database, size=(100, 30), tab="customer") as driver:
        await driver.sees("20,000 customers")
        monkeypatch.setattr(Reader, "select", counted)
        await driver.keys("slash")
        for letter in "smith 1":
            await driver.type(letter)
            await driver.until(lambda: bool(shown(driver)))
        await driver.keys("down", "end", "home", "pagedown", "pagedown", "up")
        await driver.has_finished()
        assert len(read) > 5
        assert max(read) <= PAGE
