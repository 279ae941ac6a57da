"""What was typed and not saved when a window ended: offered at the next start and in the same form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events

from capptro_tui.db.database import Database
from capptro_tui.errors import Unusable
from capptro_tui.locations import drafts_folder
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.screens.forms.form_screen import FormScreen
from capptro_tui.services.backups.taking import take_backup
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.drafts.drafts import Drafts
from capptro_tui.services.duplicates import duplicates
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.services.restoring.restoring import restore_backup
from capptro_tui.widgets.form.record_form import RecordForm
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, Clock, add_contact, add_customer, batches, get


def drafts(database: Database) -> Drafts:
    """Those of a window that starts now."""
    return Drafts(drafts_folder(), database.guard.database_id, database.path, database.clock)


def left(database: Database) -> list[Draft]:
    return drafts(database).left()


def fields(driver: Driver) -> dict[str, Any]:
    return driver.app.screen.query_one(RecordForm).values()


async def on_form(driver: Driver) -> FormScreen:
    await driver.is_on("FormScreen")
    screen = driver.app.screen
    assert isinstance(screen, FormScreen)
    return screen


async def typed(database: Database, record: RecordType, row_id: int | None = None, **texts: str) -> None:
    """A window ends in which these were typed into a form's fields by keys."""
    async with desk(database) as driver:
        driver.app.open_form(record, row_id, focus=next(iter(texts)))
        form = (await on_form(driver)).form
        for name, text in texts.items():
            form.focus_field(name)
            await driver.focuses(f"field-{name}")
            await driver.type(text)


async def start(driver: Driver) -> FormScreen:
    """Go on with the only draft that is offered at the start."""
    await driver.is_on("DraftList")
    await driver.until(lambda: driver.app.screen.chosen, "a draft under the cursor")  # type: ignore[attr-defined]
    await driver.keys("enter")
    return await on_form(driver)


class TestAtTheStart:
    async def test_nothing_is_offered_where_nothing_was_typed(self, database: Database) -> None:
        await typed(database, Customer, name="x")
        drafts(database).give_up(left(database)[0])
        async with desk(database) as driver:
            await driver.is_on("Dashboard")
        assert list(drafts_folder().iterdir()) == []

    @pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)])
    async def test_it_is_named_shown_and_gone_on_with(self, database: Database, size: tuple[int, int]) -> None:
        await typed(database, Customer, name="Zorro Ltd", phone="01632 960111")
        async with desk(database, size=size) as driver:
            await driver.sees("New customer “Z", "Zorro Ltd", "01632 960111", "1 draft")
            await start(driver)
            await driver.sees("Typed on 16 Mar 2026 09:00")
            await driver.focuses("field-phone")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        row = get(database, Customer, 1)
        assert (row["name"], row["phone"]) == ("Zorro Ltd", "01632 960111")
        assert left(database) == []

    async def test_the_focus_is_where_it_was_before_the_window_was_left(self, database: Database) -> None:
        async with desk(database) as driver:
            driver.app.open_form(Customer, focus="phone")
            await driver.focuses("field-phone")
            driver.app.post_message(events.AppBlur())  # as a terminal says when its window is no longer in front
            await driver.until(lambda: driver.app.focused is None, "no focus")
            (await on_form(driver)).form.put({"name": FieldContent("Zorro")})
        assert [draft.focus for draft in left(database)] == ["phone"]

    async def test_to_keep_it_for_later_is_one_key(self, database: Database) -> None:
        await typed(database, Customer, name="Zorro")
        for _ in range(2):
            async with desk(database) as driver:
                await driver.is_on("DraftList")
                await driver.keys("escape")
                await driver.is_on("Dashboard")
        assert len(left(database)) == 1

    async def test_a_call_need_not_wait_for_it(self, database: Database) -> None:
        """Keys that are typed at once do what they do on the dashboard."""
        add_customer(database, "Acme Ltd")
        await typed(database, Customer, name="Zorro")
        async with desk(database) as driver:
            await driver.keys("w")
            await driver.focuses("field-customer_id")
            await driver.type("acm")
            await driver.keys("enter")
            await driver.focuses("field-title")
            await driver.type("No hot water")
            await driver.keys("ctrl+s")
            await driver.said("Created work item No hot water")
        assert get(database, WorkItem, 1)["title"] == "No hot water"
        assert len(left(database)) == 1

    async def test_to_give_it_up_asks(self, database: Database) -> None:
        await typed(database, Customer, name="Zorro")
        await typed(database, Contact, first_name="Bea")
        async with desk(database) as driver:
            await driver.sees("2 drafts", "New customer “Zorro”", "New contact “Bea”")
            await driver.keys("d")
            await driver.sees("Give up “New")
            await driver.keys("enter")
            await driver.is_on("DraftList")
            await driver.keys("d", "y")
            await driver.sees("1 draft")
            await driver.keys("d", "y")
            await driver.is_on("Dashboard")
        assert left(database) == []

    async def test_all_of_them_one_after_the_other(self, database: Database) -> None:
        await typed(database, Customer, name="One")
        await typed(database, Customer, name="Two")
        async with desk(database) as driver:
            for count in ("2 drafts", "1 draft"):
                await driver.sees(count)
                await start(driver)
                await driver.keys("ctrl+s")
                await driver.until(lambda: not isinstance(driver.app.screen, FormScreen), "the form closed")
            await driver.is_on("Dashboard")
        assert {row["name"] for row in database.select("SELECT name FROM customer")} == {"One", "Two"}

    async def test_it_is_found_by_the_palette_later(self, database: Database) -> None:
        async with desk(database) as driver:
            await typed(database, Customer, name="Zorro")
            await driver.keys("ctrl+p")
            await driver.is_on("Palette")
            await driver.type("drafts")
            await driver.sees("what was typed and not saved")
            await driver.keys("enter")
            await driver.is_on("DraftList")
            await driver.sees("New customer “Zorro”")

    async def test_what_was_saved_just_before_the_end_is_not_offered(self, database: Database) -> None:
        """A kill between the commit and the end of the draft."""
        await typed(database, Customer, name="Zorro", phone="01632 960111")
        values = {name: content.text for name, content in left(database)[0].contents.items()}
        records.create(database, Customer, values)
        async with desk(database) as driver:
            await driver.is_on("Dashboard")
        assert left(database) == []

    async def test_a_file_that_cannot_be_read_is_said_and_set_aside(self, database: Database) -> None:
        await typed(database, Customer, name="Zorro")
        [path] = drafts_folder().glob("*.json")
        path.write_bytes(b"\0" * 512)
        async with desk(database) as driver:
            await driver.said("cannot be read")
            await driver.is_on("Dashboard")
        assert path.with_suffix(".set-aside").read_bytes() == b"\0" * 512

    async def test_nothing_in_it_does_harm(self, database: Database) -> None:
        for place, text in enumerate(HOSTILE):
            window = drafts(database)
            contents = {"name": FieldContent(text), text: FieldContent(text)}
            window.kept.put(
                Draft(f"{place:016x}", "record", title=text, record="customer", contents=contents, typed=("name", text))
            )
            window.kept.close()
        async with desk(database, size=(120, 40)) as driver:
            await driver.sees(f"{len(HOSTILE)} drafts")
            for _ in HOSTILE:
                await driver.keys("down")
                assert all(each.isprintable() or each == "\n" for each in driver.text), ascii(driver.text)

    async def test_a_draft_that_this_program_does_not_know(self, database: Database) -> None:
        window = drafts(database)
        window.kept.put(Draft("1" * 16, "hologram", title="A hologram"))
        window.kept.put(Draft("2" * 16, "record", title="New spaceship", record="spaceship"))
        window.kept.close()
        async with desk(database) as driver:
            await driver.sees("2 drafts")
            for _ in range(2):
                await driver.keys("enter")
                await driver.said("does not know")
                await driver.keys("down")
        assert len(left(database)) == 2


class TestInTheSameForm:
    async def test_a_new_one_says_what_is_waiting_and_takes_every_key(self, database: Database) -> None:
        await typed(database, Customer, name="Zorro")
        async with desk(database) as driver:
            await driver.keys("escape")
            driver.app.switch_mode("customer")
            await driver.is_on("RecordList")
            await driver.keys("n", *"Acme")
            await driver.sees("Not saved yet: New customer “Zorro”", "f4")
            assert fields(driver)["name"] == "Acme"
            await driver.keys("ctrl+s")
            await driver.is_on("RecordList")
        assert get(database, Customer, 1)["name"] == "Acme"
        assert [draft.title for draft in left(database)] == ["New customer “Zorro”"]

    async def test_it_is_gone_on_with_where_nothing_is_typed_yet(self, database: Database) -> None:
        await typed(database, Customer, name="Zorro")
        async with desk(database) as driver:
            await driver.keys("escape")
            driver.app.open_form(Customer)
            await on_form(driver)
            await driver.keys("f4")
            await driver.is_on("DraftList")
            await driver.keys("enter")
            form = await on_form(driver)
            await driver.sees("Typed on", "Zorro")
            assert len(driver.app.screen_stack) == 2
            assert not form.left
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert get(database, Customer, 1)["name"] == "Zorro"
        assert left(database) == []

    async def test_what_is_typed_by_then_stays_below(self, database: Database) -> None:
        await typed(database, Customer, name="Zorro")
        async with desk(database) as driver:
            await driver.keys("escape")
            driver.app.open_form(Customer)
            await on_form(driver)
            await driver.type("Acme")
            await driver.keys("f4")
            await driver.is_on("DraftList")
            await driver.keys("enter")
            await driver.sees("Typed on", "Zorro")
            await driver.keys("ctrl+s")
            await driver.until(lambda: fields(driver)["name"] == "Acme", "the form below")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert {row["name"] for row in database.select("SELECT name FROM customer")} == {"Acme", "Zorro"}

    async def test_another_record_of_the_type_says_nothing(self, database: Database) -> None:
        one, other = add_customer(database, "One"), add_customer(database, "Other")
        await typed(database, Customer, one, phone="01632 960111")
        async with desk(database) as driver:
            await driver.keys("escape")
            for row_id, is_offered in ((other, False), (one, True)):
                driver.app.open_form(Customer, row_id)
                form = await on_form(driver)
                assert bool(form.left) == is_offered
                await driver.keys("escape")
                await driver.is_on("Dashboard")

    async def test_given_up_there_it_is_offered_no_more(self, database: Database) -> None:
        await typed(database, Customer, name="Zorro")
        async with desk(database) as driver:
            await driver.keys("escape")
            driver.app.open_form(Customer)
            await on_form(driver)
            await driver.keys("f4")
            await driver.is_on("DraftList")
            await driver.until(lambda: driver.app.screen.chosen, "a draft under the cursor")  # type: ignore[attr-defined]
            await driver.keys("d", "y")
            await on_form(driver)
            await driver.sees_no("Not saved yet")
        assert left(database) == []

    async def test_of_another_owner_it_is_opened_for_that_one(self, database: Database) -> None:
        """The new contact of one customer is not made one of another."""
        acme, beta = add_customer(database, "Acme"), add_customer(database, "Beta")
        async with desk(database) as driver:
            driver.app.open_form(Contact, prefill={"customer_id": acme}, focus="first_name")
            await on_form(driver)
            await driver.type("Bea")
        async with desk(database) as driver:
            await driver.keys("escape")
            driver.app.open_form(Contact, prefill={"customer_id": beta})
            await driver.sees("New contact of Beta", "New contact “Bea” of Acme")
            await driver.keys("f4")
            await driver.is_on("DraftList")
            await driver.keys("enter")
            await driver.sees("New contact of Acme", "Bea")
            await driver.keys("ctrl+s")
            await driver.sees("New contact of Beta")
        assert get(database, Contact, 1)["customer_id"] == acme


class TestAsItWas:
    async def test_text_that_was_not_chosen_yet(self, database: Database) -> None:
        add_customer(database, "Acme Ltd")
        await typed(database, WorkItem, title="Mend it", customer_id="acm")
        async with desk(database) as driver:
            form = await start(driver)
            assert form.form.open_questions()
            await driver.focuses("field-customer_id")
            await driver.keys("enter")  # nothing is taken unseen
            await driver.sees("Acme Ltd")
            await driver.keys("enter")
            await driver.until(lambda: fields(driver)["customer_id"] == 1, "the customer")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert get(database, WorkItem, 1)["customer_id"] == 1

    async def test_several_lines_a_tick_and_a_choice(self, database: Database) -> None:
        customer = add_customer(database)
        async with desk(database) as driver:
            driver.app.open_form(WorkItem, focus="description")
            form = (await on_form(driver)).form
            await driver.type("One")
            await driver.keys("enter")
            await driver.type("Two")
            form.focus_field("priority")
            await driver.type("high")
            await driver.keys("enter")
            await driver.until(lambda: fields(driver)["priority"] == "high", "the priority")
            driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="is_primary")
            await driver.sees("New contact")
            await driver.keys("space")
        async with desk(database) as driver:
            for count in ("2 drafts", "1 draft"):
                await driver.sees(count)
                form = (await start(driver)).form
                found = fields(driver)
                if "is_primary" in found:
                    assert found["is_primary"] is True
                else:
                    assert (found["description"], found["priority"]) == ("One\nTwo", "high")
                await driver.keys("escape", "y")
                await driver.until(lambda: not isinstance(driver.app.screen, FormScreen), "the form closed")

    async def test_what_stood_there_from_the_beginning_stays(self, database: Database, clock: Clock) -> None:
        """A payment that was typed yesterday was received yesterday."""
        add_customer(database)
        await typed(database, Payment, amount="45")
        clock.forward(days=1)
        async with desk(database) as driver:
            await start(driver)
            assert fields(driver)["day"] == "16 Mar 2026"

    async def test_an_edit_writes_only_what_was_typed(self, database: Database) -> None:
        row_id = add_customer(database, "Acme", phone="01632 960111")
        await typed(database, Customer, row_id, account="A-1")
        async with desk(database) as driver:
            await driver.sees("Customer C-000001 “Acme”")
            await start(driver)
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert database.select("SELECT summary FROM batch ORDER BY id DESC")[0]["summary"] == "Changed account of Acme"

    async def test_forms_above_each_other(self, database: Database) -> None:
        """A customer that is being made for a work item is chosen there when it is saved."""
        async with desk(database) as driver:
            driver.app.open_form(WorkItem, focus="title")
            form = (await on_form(driver)).form
            await driver.type("Mend it")
            form.focus_field("customer_id")
            await driver.type("Zorro")
            await driver.sees("+ Create")
            await driver.keys("enter")
            await driver.sees("New customer")
            await driver.keys("tab")
            await driver.type("Z-1")
        async with desk(database) as driver:
            await driver.sees("1 draft", "New work item “Mend it”", "New customer “Zorro”")
            await start(driver)
            await driver.until(lambda: "account" in fields(driver), "the customer")
            assert len(driver.app.screen_stack) == 4
            await driver.keys("ctrl+s")
            await driver.until(lambda: "title" in fields(driver), "the work item")
            assert fields(driver)["customer_id"] == 1
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert get(database, Customer, 1)["account"] == "Z-1"
        assert get(database, WorkItem, 1)["customer_id"] == 1
        assert left(database) == []

    async def test_a_value_for_many_records(self, database: Database) -> None:
        ids = [add_customer(database, name) for name in ("One", "Two")]
        async with desk(database) as driver:
            driver.app.open_bulk_change(Customer, ids, lambda _: None)
            await driver.is_on("BulkChange")
            await driver.type("account")
            await driver.keys("enter")
            await driver.focuses("field-account")
            await driver.type("A-1")
        async with desk(database) as driver:
            await driver.sees("Change 2 customers: account")
            await driver.keys("enter")
            await driver.is_on("BulkChange")
            await driver.sees("A-1")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert {get(database, Customer, row_id)["account"] for row_id in ids} == {"A-1"}
        assert left(database) == []

    async def test_what_is_said_of_a_file(self, database: Database, home: Path) -> None:
        from capptro_tui.screens.forms.documents import AttachDialog

        customer = add_customer(database)
        (home / "offer.pdf").write_bytes(b"%PDF")
        async with desk(database) as driver:
            driver.app.push_screen(AttachDialog(Customer, customer))
            await driver.is_on("AttachDialog")
            await driver.type("offer")
            await driver.keys("enter")
            await driver.focuses("description")
            await driver.type("Our offer")
        async with desk(database) as driver:
            await driver.sees("File for Acme Ltd")
            await driver.keys("enter")
            await driver.is_on("AttachDialog")
            await driver.sees("Our offer", "offer.pdf")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert database.select("SELECT name, description FROM attachment") == [
            {"name": "offer.pdf", "description": "Our offer"}
        ]
        assert left(database) == []


class TestChangedSince:
    async def test_another_change_is_told_and_nothing_is_overwritten_unasked(self, database: Database) -> None:
        row_id = add_customer(database, "Acme", phone="01632 960111")
        await typed(database, Customer, row_id, account="A-1")
        records.change(database, Customer, row_id, {"phone": "01632 960999"})
        add_contact(database, row_id, "Bea")
        async with desk(database, size=(120, 40)) as driver:
            await driver.sees("▲ changed since")
            await start(driver)
            await driver.sees("was changed by Ann Example since you typed this", "01632 960111 → 01632 960999")
            await driver.keys("ctrl+s")
            await driver.sees(
                "This customer was changed by Ann Example", "01632 960111 → 01632 960999", "Save mine too"
            )
            assert get(database, Customer, row_id)["account"] == ""
            await driver.keys("y")
            await driver.is_on("Dashboard")
        row = get(database, Customer, row_id)
        assert (row["phone"], row["account"]) == ("01632 960999", "A-1")

    @pytest.mark.parametrize("is_new", [False, True])
    async def test_a_restore_makes_it_older_whatever_the_version(self, database: Database, is_new: bool) -> None:
        row_id = add_customer(database, "Acme")
        backup = take_backup(database, "by-hand").path
        await typed(database, Customer, None if is_new else row_id, account="A-1", name="Zorro")
        restore_backup(database, backup)
        count = batches(database)
        async with desk(database, size=(120, 40)) as driver:
            await driver.sees("▲ backup restored since")
            await start(driver)
            await driver.sees("A backup was restored since you typed this")
            await driver.keys("ctrl+s")
            await driver.sees("A backup was restored while")
            assert batches(database) == count
            await driver.keys("y")
            await driver.is_on("Dashboard")
        assert get(database, Customer, 2 if is_new else row_id)["name"] == "Zorro"
        assert left(database) == []

    @pytest.mark.parametrize("is_purged", [False, True])
    async def test_what_was_for_a_record_that_is_gone_becomes_a_new_one(
        self, database: Database, is_purged: bool
    ) -> None:
        row_id = add_customer(database, "Acme", phone="01632 960111")
        await typed(database, Customer, row_id, account="A-1")
        trash.delete(database, Customer, row_id)
        if is_purged:
            trash.empty(database)
        async with desk(database, size=(120, 40)) as driver:
            await driver.sees("⚠ its record is gone")
            await start(driver)
            await driver.sees("New customer", "Saved, it becomes a new one")
            await driver.keys("ctrl+s")
            if not is_purged:
                await driver.sees("Possible duplicates")
                await driver.keys("c")
            await driver.is_on("Dashboard")
        row = get(database, Customer, 2)
        assert (row["name"], row["phone"], row["account"]) == ("Acme", "01632 960111", "A-1")

    async def test_a_link_that_is_gone_is_told_and_its_name_stays(self, database: Database) -> None:
        customer = add_customer(database, "Acme Ltd")
        async with desk(database) as driver:
            driver.app.open_form(WorkItem, prefill={"customer_id": customer}, focus="title")
            await on_form(driver)
            await driver.type("Mend it")
        trash.delete(database, Customer, customer)
        async with desk(database, size=(120, 40)) as driver:
            form = await start(driver)
            await driver.sees("Customer: Acme Ltd is not there any more")
            assert fields(driver)["customer_id"] is None
            await driver.keys("ctrl+s")
            await driver.sees("“Acme Ltd” is not a customer here")
            assert form.is_current
        assert len(left(database)) == 1

    async def test_the_owner_is_gone(self, database: Database) -> None:
        """Then it is shown, and asked for."""
        customer = add_customer(database, "Acme Ltd")
        async with desk(database) as driver:
            driver.app.open_form(Contact, prefill={"customer_id": customer}, focus="first_name")
            await on_form(driver)
            await driver.type("Bea")
        trash.delete(database, Customer, customer)
        async with desk(database, size=(120, 40)) as driver:
            await start(driver)
            await driver.sees("Customer: Acme Ltd is not there any more", "Bea")
            assert fields(driver)["customer_id"] is None


class TestAnOpenForm:
    """What happens to the record while somebody types."""

    async def open_and_type(self, driver: Driver, row_id: int | None) -> None:
        driver.app.open_form(Customer, row_id, focus="name")
        await on_form(driver)
        await driver.type("Zorro")

    async def test_a_restore_is_asked_about_though_the_version_is_the_same(self, database: Database) -> None:
        """Also where the watch has taken note of it before the save."""
        row_id = add_customer(database, "Acme")
        backup = take_backup(database, "by-hand").path
        async with desk(database) as driver:
            await self.open_and_type(driver, row_id)
            restore_backup(database, backup)
            await driver.keys("ctrl+s")
            await driver.sees("A backup was restored while you were changing")
            await driver.keys("escape", "ctrl+s")
            await driver.sees("A backup was restored while you were changing")
            assert get(database, Customer, row_id)["name"] == "Acme"
            await driver.keys("y")
            await driver.is_on("Dashboard")
        assert get(database, Customer, row_id)["name"] == "Zorro"

    async def test_so_it_is_for_a_new_record(self, database: Database) -> None:
        backup = take_backup(database, "by-hand").path
        async with desk(database) as driver:
            await self.open_and_type(driver, None)
            restore_backup(database, backup)
            await driver.keys("ctrl+s")
            await driver.sees("A backup was restored while you were typing")
            await driver.keys("y")
            await driver.is_on("Dashboard")
        assert get(database, Customer, 1)["name"] == "Zorro"

    @pytest.mark.parametrize(("is_purged", "said"), [(False, "is in the trash"), (True, "is gone")])
    async def test_it_is_deleted_meanwhile(self, database: Database, is_purged: bool, said: str) -> None:
        row_id = add_customer(database, "Acme", phone="01632 960111")
        async with desk(database) as driver:
            await self.open_and_type(driver, row_id)
            trash.delete(database, Customer, row_id)
            if is_purged:
                trash.empty(database)
            await driver.keys("ctrl+s")
            await driver.sees(f"This customer C-000001 {said}", "Save as new")
            await driver.keys("y")
            await driver.is_on("Dashboard")
        row = get(database, Customer, 2)
        assert (row["name"], row["phone"]) == ("Zorro", "01632 960111")

    @pytest.mark.parametrize("happens", [Path.unlink, lambda path: path.rename(path.with_name("away.db"))])
    async def test_the_file_is_replaced(
        self, database: Database, happens: Callable[[Path], object], tmp_path: Path
    ) -> None:
        """The form stays, and with the right file at its place it is offered."""
        add_customer(database, "Acme")
        database.settle()
        copy = tmp_path / "copy.db"
        copy.write_bytes(database.path.read_bytes())
        async with desk(database) as driver:
            await self.open_and_type(driver, None)
            happens(database.path)
            await driver.keys("ctrl+s")
            await driver.said("What you typed is kept.")
            await on_form(driver)
            assert fields(driver)["name"] == "Zorro"
        copy.rename(database.path)
        again = Database.open(database.path, by=database.by, clock=database.clock)
        async with desk(again) as driver:
            await start(driver)
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert get(again, Customer, 2)["name"] == "Zorro"
        again.close()

    async def test_duplicates_cannot_be_looked_for(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """As where the file is found to be gone before anything is written."""

        def refuse(*_: object) -> None:
            raise Unusable("There is no database any more.")

        async with desk(database) as driver:
            await self.open_and_type(driver, None)
            monkeypatch.setattr(duplicates, "check", refuse)
            await driver.keys("ctrl+s")
            await driver.said("There is no database any more. What you typed is kept.")
            assert fields(driver)["name"] == "Zorro"

    async def test_in_another_database_it_is_not_offered(self, database: Database, tmp_path: Path) -> None:
        await typed(database, Customer, name="Zorro")
        other = Database.create(tmp_path / "other.db", clock=database.clock)
        async with desk(other) as driver:
            await driver.is_on("Dashboard")
        other.close()
        assert len(left(database)) == 1

    async def test_many_records_keep_their_value_when_it_is_refused(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from capptro_tui.services.records import bulk

        def refuse(*_: object, **__: object) -> None:
            raise Unusable("The database is busy. Nothing was changed.")

        row_id = add_customer(database)
        async with desk(database) as driver:
            driver.app.open_bulk_change(Customer, [row_id], lambda _: None)
            await driver.is_on("BulkChange")
            await driver.type("account")
            await driver.keys("enter")
            await driver.focuses("field-account")
            await driver.type("A-1")
            with monkeypatch.context() as patch:
                patch.setattr(bulk, "change", refuse)
                await driver.keys("ctrl+s")
                await driver.said("The database is busy")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
        assert get(database, Customer, row_id)["account"] == "A-1"


def test_every_screen_of_this_kind_can_be_shown_again() -> None:
    """A new one needs its line in the table, or what is typed there is kept and never seen again."""
    from capptro_tui.screens.forms import unsaved
    from capptro_tui.screens.forms.unsaved import ResumableScreen, UnsavedScreen
    from tests.screens.test_closed_screens import all_screens

    all_screens()
    known = {route.load().__name__ for route in unsaved.RESUMABLE.values()}
    # The first start shows it by itself, and nothing is typed while an import runs.
    others = {"FirstStart", "RunImport"}
    assert {one.__name__ for one in UnsavedScreen.__subclasses__()} == {"ResumableScreen", *others}
    waiting, resumable = ResumableScreen.__subclasses__(), set()
    while waiting:
        waiting += (kind := waiting.pop()).__subclasses__()
        if "from_draft" in vars(kind):
            resumable.add(kind.__name__)
    assert resumable == known
