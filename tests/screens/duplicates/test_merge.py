"""Merging on the screen: both customers side by side, every key, and what other programs do meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.business import business_settings
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.services.rules import alias
from tests.screens.desk import Driver, desk
from tests.support import add, add_contact, add_customer, add_work_item, dump, get

KEEP, LOSE = 1, 2


@pytest.fixture
def two(database: Database) -> Database:
    """Acme Ltd, which is shown on the left at first, and Acme, which has a contact and two pieces of work."""
    add_customer(database, "Acme Ltd", phone="01632 960123", description="Ring twice.", billing_city="Leeds")
    add_customer(
        database, "Acme", phone="01632 960124", email="a@example.com", description="Dog.", billing_city="Leeds"
    )
    bea = add_contact(database, LOSE, "Bea")
    add_work_item(database, LOSE, "Mend the roof", contact_id=bea)
    add_work_item(database, LOSE, "Paint the fence")
    return database


async def opened(driver: Driver, keep: int = KEEP, lose: int = LOSE) -> None:
    """Open the screen and wait until it says what moves."""
    driver.app.open_merge(keep, lose)
    await driver.is_on("MergeScreen")
    await driver.sees("What moves")


def names(database: Database) -> list[str]:
    """The names of the customers that are neither merged nor in the trash."""
    return [row["name"] for row in dump(database)["customer"] if row["trashed"] is None]


def line(driver: Driver, label: str) -> str:
    """The line of a field."""
    return next(text for text in driver.text.splitlines() if text.strip().startswith(label))


class TestLooking:
    @pytest.mark.parametrize("size", [(80, 24), (120, 40)])
    async def test_both_side_by_side_with_what_differs(self, two: Database, size: tuple[int, int]) -> None:
        async with desk(two, size=size) as driver:
            await opened(driver)
            await driver.sees("✓ Stays", "→ Merged into it", "C-000001", "C-000002", "≠ Different", "Description: both")
            phone = line(driver, "Phone")
            assert phone.index("✓ 01632 960123") < phone.index("01632 960124")
            await driver.sees("1 contact  Bea", "2 work items  Mend the roof, Paint the fence")
            await driver.keys("end", "pagedown")
            await driver.sees("◐ Only one has it", "= The same in both", "Leeds")
        assert names(two) == ["Acme Ltd", "Acme"]

    async def test_what_becomes_of_the_default_customer(self, two: Database) -> None:
        business_settings.toggle_default(two, LOSE)
        async with desk(two) as driver:
            await opened(driver)
            await driver.sees("It becomes the default customer.")
            records.change(two, Customer, KEEP, {"status": "deactivated"})
            await driver.keys("escape")
            await driver.is_on("Dashboard")
            await opened(driver)
            await driver.sees("It is not active and does not become the default customer.")

    async def test_what_is_read_when_the_screen_is_gone_does_no_harm(
        self, two: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A thread may begin late: it needs nothing of the screen."""
        late: list[Callable[[], object]] = []

        async def keep(function: Callable[..., object], *values: object, **options: object) -> object:
            late.append(partial(function, *values, **options))
            return await asyncio.Event().wait()

        async with desk(two) as driver:
            monkeypatch.setattr("capptro_tui.screens.duplicates.merge.asyncio.to_thread", keep)
            driver.app.open_merge(KEEP, LOSE)
            await driver.until(lambda: late, "the preview")
            await driver.keys("escape")
            await driver.is_on("Dashboard")
            for read in late:
                read()

    async def test_below_each_other_on_a_phone(self, two: Database) -> None:
        async with desk(two, size=(40, 20)) as driver:
            await opened(driver)
            await driver.sees("✓ Stays  Acme Ltd", "✓ Acme Ltd", "→ Merged into it  Acme")

    @pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 40)])
    async def test_what_moves_and_what_is_not_kept_is_seen(self, two: Database, size: tuple[int, int]) -> None:
        """Counts come first; where there is no room for all, a key of the footer leads to the rest."""
        lost = {"phone": "01632 960777", "alt_phone": "01632 960888", "fax": "01632 960999"}
        records.change(two, Customer, LOSE, {**lost, "billing_street": "12 Mill Lane", "billing_city": "York"})
        records.change(two, Customer, KEEP, {name: f"01632 96010{place}" for place, name in enumerate(lost)})
        records.change(two, Customer, KEEP, {"billing_street": "1 Quay"})
        for record in (Site, Asset):
            add(two, record, customer_id=LOSE, name=record.info.label)
        order = add(two, Order, customer_id=LOSE)
        add(two, Payment, customer_id=LOSE, order_id=order, amount="1")
        async with desk(two, size=size) as driver:
            await opened(driver)
            if size == (120, 40):
                await driver.sees(
                    "1 contact  Bea", "2 work items  Mend the roof, Paint the fence", "1 payment  Y-000001"
                )
            else:
                await driver.sees("1 contact, 1 site, 1 asset, 2 work", "1 payment")
            await driver.sees("⚠ Not kept of Acme: phone")
            if size == (40, 20):
                assert "York" not in driver.text
                await driver.sees("tab Read on")
                await driver.keys("tab", "end")
            await driver.sees("York”.", "go on finding")
            assert ("Read on" in driver.text) == (size == (40, 20))
            if size == (40, 20):
                await driver.keys("tab", "down", "right")
                await driver.sees("✓ 01632 960777")
            await driver.keys("ctrl+s")
            await driver.said("Merged Acme")

    async def test_hostile_names_are_harmless(self, database: Database) -> None:
        for name in ("[/]\x1b]0;owned\x07", "[link=x]\u202e"):
            add_customer(database, name, description=name)
        async with desk(database) as driver:
            await opened(driver)
            await driver.sees("[/]␛]0;owned␇", "[link=x]⇄")
            await driver.keys("enter")
            await driver.said("Merged")

    async def test_esc_merges_nothing(self, two: Database) -> None:
        before = dump(two)
        async with desk(two) as driver:
            await opened(driver)
            await driver.keys("right", "escape")
            await driver.is_on("Dashboard")
        assert dump(two) == before


class TestChoosing:
    @pytest.mark.parametrize("key", ["ctrl+s", "enter"])
    async def test_merging_as_proposed(self, two: Database, key: str) -> None:
        async with desk(two) as driver:
            await opened(driver)
            await driver.keys(key)
            await driver.is_on("Dashboard")
            await driver.said("Merged Acme (C-000002) into Acme Ltd (C-000001)")
        row = get(two, Customer, KEEP)
        assert (row["name"], row["email"]) == ("Acme Ltd", "a@example.com")
        assert row["description"] == "Ring twice.\n\nDog."
        assert alias.standing_for(two, Customer, LOSE) == KEEP

    @pytest.mark.parametrize(("right", "left"), [("right", "left"), ("r", "l")])
    async def test_choosing_field_by_field(self, two: Database, right: str, left: str) -> None:
        """Name right, phone there and back, description only the other's."""
        async with desk(two) as driver:
            await opened(driver)
            await driver.keys(right)
            await driver.until(lambda: "✓ Acme Ltd" not in line(driver, "Name") and "✓ Acme" in line(driver, "Name"))
            await driver.keys("down", right, left, "down", right, right)
            await driver.until(lambda: "both" not in line(driver, "Description"))
            await driver.keys("up", "up", "up", "ctrl+s")
            await driver.is_on("Dashboard")
        row = get(two, Customer, KEEP)
        assert (row["name"], row["phone"], row["description"]) == ("Acme", "01632 960123", "Dog.")

    async def test_an_empty_value_can_be_chosen(self, two: Database) -> None:
        async with desk(two, size=(120, 40)) as driver:
            await opened(driver)
            await driver.keys("down", "down", "down", "left")
            await driver.until(lambda: "✓ (empty)" in line(driver, "Email"))
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert get(two, Customer, KEEP)["email"] == ""

    async def test_swapping_lets_the_other_one_stay(self, two: Database) -> None:
        """What was chosen stays chosen, on the other side."""
        async with desk(two) as driver:
            await opened(driver)
            await driver.keys("right", "x")
            await driver.sees("C-000001 and its name go on finding")
            await driver.until(lambda: line(driver, "Phone").index("960124") < line(driver, "Phone").index("960123"))
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        row = get(two, Customer, LOSE)
        assert (row["name"], row["phone"], row["trashed"]) == ("Acme", "01632 960124", None)
        assert alias.standing_for(two, Customer, KEEP) == LOSE

    async def test_texts_that_do_not_fit_together(self, database: Database) -> None:
        """It is said before anything is merged, and no more once one of them is chosen."""
        for letter in "ab":
            add_customer(database, letter, description=letter * 3000)
        async with desk(database) as driver:
            driver.app.open_merge(KEEP, LOSE)
            await driver.sees("too long together", "Pick one")
            await driver.keys("down", "left")
            await driver.sees_no("too long together")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert get(database, Customer, KEEP)["description"] == "a" * 3000


class TestOthersMeanwhile:
    async def test_changed_by_another_program(self, two: Database) -> None:
        """It is not merged unseen: what is so now is shown, and the next key merges that."""
        async with desk(two) as driver:
            await opened(driver)
            other = Database.open(two.path, by=("bob", "Bob"))
            records.change(other, Customer, LOSE, {"phone": "01632 960199"})
            other.close()
            await driver.keys("ctrl+s")
            await driver.said("has been changed by bob")
            await driver.is_on("MergeScreen")
            await driver.sees("01632 960199")
            assert names(two) == ["Acme Ltd", "Acme"]
            await driver.sees("go on finding")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert names(two) == ["Acme Ltd"]

    async def test_merged_or_deleted_by_another_program(self, two: Database) -> None:
        for what in ("merge", "trash"):
            async with desk(two) as driver:
                third = add_customer(two, f"Third {what}")
                await opened(driver, KEEP, third)
                if what == "merge":
                    merge.merge(two, LOSE, third)
                else:
                    trash.delete(two, Customer, third)
                await driver.keys("ctrl+s")
                await driver.said("merged into C-000002 already" if what == "merge" else "in the trash")
                await driver.keys("escape")
        assert get(two, Customer, KEEP)["trashed"] is None


class TestWaysThere:
    async def test_from_the_page_with_the_likely_ones_offered(self, two: Database) -> None:
        """`m`, then enter takes the one that is most like it; undo takes the merge back."""
        before = dump(two)
        async with desk(two) as driver:
            driver.app.open_page(Customer, KEEP)
            await driver.is_on("RecordPage")
            await driver.keys("m")
            await driver.is_on("MergeWith")
            await driver.sees("Merge into Acme Ltd", "C-000002", "same name")
            await driver.keys("enter")
            await driver.is_on("MergeScreen")
            await driver.sees("go on finding")
            await driver.keys("ctrl+s")
            await driver.is_on("RecordPage")
            await driver.sees("Work items 2", "Contacts 1")
            await driver.keys("u")
            await driver.said("Undid")
        assert dump(two) == before

    async def test_the_other_one_by_any_part_of_it(self, two: Database) -> None:
        add_customer(two, "Zebra Fencing")
        async with desk(two) as driver:
            driver.app.open_merge(KEEP)
            await driver.is_on("MergeWith")
            await driver.type("zebr")
            await driver.sees("Zebra Fencing")
            await driver.keys("enter")
            await driver.is_on("MergeScreen")
            await driver.sees("Zebra Fencing")

    async def test_the_picker_is_left_with_esc(self, two: Database) -> None:
        async with desk(two) as driver:
            driver.app.open_merge(KEEP)
            await driver.is_on("MergeWith")
            await driver.sees("same name")
            await driver.keys("escape", "escape")
            await driver.is_on("Dashboard")

    async def test_a_page_whose_customer_goes_gives_way_to_the_one_that_stays(self, two: Database) -> None:
        async with desk(two) as driver:
            driver.app.open_page(Customer, LOSE)
            await driver.is_on("RecordPage")
            await driver.keys("m")
            await driver.is_on("MergeWith")
            await driver.sees("same name")
            await driver.keys("enter")
            await driver.is_on("MergeScreen")
            await driver.keys("x")
            await driver.sees("C-000002 and its name go on finding")
            await driver.keys("ctrl+s")
            await driver.is_on("RecordPage")
            await driver.sees("Acme Ltd", "C-000001", "Work items 2")
            await driver.keys("escape")
            await driver.is_on("Dashboard")

    async def test_a_merged_number_opens_the_survivor(self, two: Database) -> None:
        merge.merge(two, KEEP, LOSE)
        async with desk(two) as driver:
            driver.app.open_page(Customer, LOSE)
            await driver.is_on("RecordPage")
            await driver.said("C-000002 was merged into C-000001.")
            await driver.sees("Acme Ltd", "C-000001")

    async def test_the_palette_finds_the_survivor_by_the_merged_number(self, two: Database) -> None:
        merge.merge(two, KEEP, LOSE)
        async with desk(two) as driver:
            await driver.keys("ctrl+p")
            await driver.is_on("Palette")
            await driver.type("C-2")
            await driver.sees("Acme Ltd")
            await driver.keys("enter")
            await driver.is_on("RecordPage")
            await driver.sees("C-000001")

    async def test_from_the_duplicate_warning_with_what_was_typed(self, two: Database) -> None:
        """Nothing typed is lost: it is in the merge as if it had been saved."""
        async with desk(two) as driver:
            driver.app.open_form(Customer, LOSE, focus="phone")
            await driver.focuses("field-phone")
            await driver.keys("home", "shift+end")
            await driver.type("01632 960123")
            await driver.keys("tab", "tab")
            await driver.keys("home", "shift+end")
            await driver.type("new@example.com")
            await driver.keys("ctrl+s")
            await driver.is_on("Duplicates")
            await driver.sees("m merges the two")
            await driver.keys("m")
            await driver.is_on("MergeScreen")
            await driver.sees("✓ Stays", "C-000001", "go on finding")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        row = get(two, Customer, KEEP)
        assert (row["phone"], row["email"]) == ("01632 960123", "new@example.com")
        assert [item["customer_id"] for item in dump(two)[WorkItem.info.name]] == [KEEP, KEEP]

    async def test_a_new_customer_is_not_merged(self, two: Database) -> None:
        """There is nothing to merge yet: the other one is used instead."""
        async with desk(two, tab="customer") as driver:
            await driver.keys("n")
            await driver.focuses("field-name")
            await driver.type("Acme")
            await driver.keys("ctrl+s")
            await driver.is_on("Duplicates")
            await driver.keys("m")
            await driver.is_on("Duplicates")
            await driver.sees_no("merges the two")


async def test_an_address_is_chosen_whole(database: Database) -> None:
    """The right street brings the right town with it, and the left one back; phones and what is not kept are told."""
    add_customer(database, "Acme Ltd", phone="01632 960123", billing_street="1 High St", billing_city="York")
    add_customer(
        database, "Acme", phone="01632 960124", billing_street="2 Low Rd", billing_city="Leeds", billing_lat=53.8
    )
    async with desk(database, size=(120, 40)) as driver:
        await opened(driver)
        await driver.sees("✓ 1 High St", "✓ York", "Alt phone becomes 01632 960124")
        await driver.sees("Not kept of Acme: billing address “2 Low Rd, Leeds”")
        await driver.keys("down", "down", "right")
        await driver.sees("✓ 2 Low Rd", "✓ Leeds", "✓ 53.8")
        await driver.sees_no("Not kept of Acme: billing")
        await driver.keys("down", "left")
        await driver.sees("✓ 1 High St", "✓ York")
        await driver.keys("right", "ctrl+s")
        await driver.is_on("Dashboard")
    row = get(database, Customer, KEEP)
    found = [row[name] for name in ("billing_street", "billing_city", "billing_lat", "phone", "alt_phone")]
    assert found == ["2 Low Rd", "Leeds", 53.8, "01632 960123", "01632 960124"]


async def test_the_number_that_was_not_chosen_goes_to_the_free_field(database: Database) -> None:
    for name, phone in (("Acme Ltd", "01632 960123"), ("Acme", "01632 960124")):
        add_customer(database, name, phone=phone)
    async with desk(database, size=(120, 40)) as driver:
        await opened(driver)
        await driver.keys("down", "right")
        await driver.sees("Alt phone becomes 01632 960123")
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
    row = get(database, Customer, KEEP)
    assert (row["phone"], row["alt_phone"]) == ("01632 960124", "01632 960123")
