"""Leaving: at once where everything is saved; otherwise all that is not is named, and kept unless it is given up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from capptro_tui.app import CapptroApp
from capptro_tui.db.database import Database
from capptro_tui.locations import drafts_folder
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens.forms.form_screen import FormScreen
from capptro_tui.screens.forms.leaving import Leave
from capptro_tui.services.drafts import keeper
from capptro_tui.services.drafts.draft import Draft
from capptro_tui.services.drafts.drafts import Drafts
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records import records
from capptro_tui.widgets.form.path_picker import PathPicker
from tests.screens.desk import Driver, desk, threads_end
from tests.support import HOSTILE, add_customer, add_work_item, get


def left(database: Database) -> list[Draft]:
    """What a window that starts now is offered."""
    return Drafts(drafts_folder(), database.guard.database_id, database.path, database.clock).left()


async def type_into_new(driver: Driver, tab: str, text: str) -> None:
    """Begin a new record in a tab by keys alone."""
    await driver.keys("escape")
    driver.app.switch_mode(tab)
    await driver.is_on("RecordList")
    await driver.keys("n")
    await driver.is_on("FormScreen")
    await driver.type(text)


class TestWithoutAnythingTyped:
    async def test_it_leaves_at_once(self, database: Database) -> None:
        async with desk(database) as driver:
            await driver.keys("ctrl+q")
            await driver.has_ended()
        assert left(database) == []

    async def test_neither_an_open_form_nor_a_search_is_asked_about(self, database: Database) -> None:
        add_customer(database)
        async with desk(database, tab="customer") as driver:
            await driver.keys("/")
            await driver.type("acme")
            await driver.keys("down", "n")
            await driver.is_on("FormScreen")
            await driver.keys("ctrl+q")
            await driver.has_ended()
        assert left(database) == []

    async def test_what_was_typed_and_saved_or_taken_back_is_not_asked_about(self, database: Database) -> None:
        async with desk(database, tab="customer") as driver:
            await driver.keys("n")
            await driver.is_on("FormScreen")
            await driver.type("Saved Ltd")
            await driver.keys("ctrl+s")
            await driver.is_on("RecordList")
            await driver.keys("n")
            await driver.is_on("FormScreen")
            await driver.type("x")
            await driver.keys("backspace", "ctrl+q")
            await driver.has_ended()
        assert left(database) == []

    async def test_nor_what_was_given_up(self, database: Database) -> None:
        async with desk(database, tab="customer") as driver:
            await driver.keys("n")
            await driver.is_on("FormScreen")
            await driver.type("Given up")
            await driver.keys("escape")
            await driver.sees("Leave without saving?")
            await driver.keys("y")
            await driver.is_on("RecordList")
            await driver.keys("ctrl+q")
            await driver.has_ended()
        assert left(database) == []


class TestWithForms:
    @pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)])
    async def test_each_is_named_with_its_tab(self, database: Database, size: tuple[int, int]) -> None:
        """In the tab that is shown, in another one, and below other screens."""
        add_work_item(database, title="Mend the roof")
        async with desk(database, size=size) as driver:
            await type_into_new(driver, "customer", "Zorro Ltd")
            driver.app.switch_mode("work_item")
            await driver.sees("Mend the roof")
            await driver.keys("e")
            await driver.focuses("field-customer_id")
            await driver.type("Nobody")
            await driver.sees("+ Create")
            await driver.keys("enter")
            await driver.sees("New customer")
            await driver.keys("tab")
            await driver.type("A-1")
            driver.app.open_screen("trash")
            await driver.is_on("Trash")
            await driver.keys("ctrl+q")
            await driver.is_on("Leave")
            await driver.sees("3 forms not saved", "Leave, keep it", "Stay", "Leave, give it up")
            # On a phone the names are in lines of their own.
            seen = " ".join(driver.text.split())
            for part in ("New customer “Zorro Ltd”", "Work item W-000001", "New customer “Nobody”", "in Customers"):
                assert part in seen
            await driver.keys("escape")
            await driver.is_on("Trash")

    @pytest.mark.parametrize("size", [(80, 24), (40, 20)])
    async def test_the_answers_are_seen_below_any_number_of_forms(
        self, database: Database, size: tuple[int, int]
    ) -> None:
        async with desk(database, size=size) as driver:
            forms = [Draft(str(place), "record", title=f"New customer “Zorro {place}”") for place in range(30)]
            driver.app.push_screen(Leave(forms))
            await driver.sees("Leave with 30 forms not saved?", "Zorro 0", "Leave, keep it", "Stay", "give it up")

    async def test_to_stay_changes_nothing(self, database: Database) -> None:
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            for key in ("escape", "n"):
                await driver.keys("ctrl+q")
                await driver.is_on("Leave")
                await driver.keys(key)
                await driver.is_on("FormScreen")
            await driver.type(" Ltd")
            await driver.keys("ctrl+s")
            await driver.is_on("RecordList")
        assert get(database, Customer, 1)["name"] == "Zorro Ltd"
        assert left(database) == []

    @pytest.mark.parametrize("key", ["enter", "y", "ctrl+q"])
    async def test_to_leave_keeps_it(self, database: Database, key: str) -> None:
        """The quickest answers, and to ask once more, lose nothing."""
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            await driver.keys("ctrl+q")
            await driver.is_on("Leave")
            await driver.keys(key)
            await driver.has_ended()
        assert [draft.title for draft in left(database)] == ["New customer “Zorro”"]

    async def test_typed_in_one_go(self, database: Database) -> None:
        """The last letter is on its way when the program is told to leave."""
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zor")
            await driver.pilot.press("r", "o", "ctrl+q", "ctrl+q")
            await driver.has_ended()
        assert [draft.title for draft in left(database)] == ["New customer “Zorro”"]

    async def test_to_give_up_takes_more_than_a_letter(self, database: Database) -> None:
        """Letters may still be on their way from the form."""
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            await driver.keys("ctrl+q")
            await driver.is_on("Leave")
            await driver.keys(*"gdlxa", "tab", "tab", "enter")
            await driver.has_ended()
        assert left(database) == []

    async def test_the_palette_asks_too(self, database: Database) -> None:
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            await driver.keys("ctrl+p")
            await driver.is_on("Palette")
            await driver.type("quit")
            await driver.sees("asks first")
            await driver.keys("enter")
            await driver.is_on("Leave")
            await driver.sees("New customer “Zorro”  in Customers")

    async def test_over_another_question(self, database: Database) -> None:
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            await driver.keys("escape")
            await driver.is_on("Confirm")
            await driver.keys("ctrl+q")
            await driver.is_on("Leave")
            await driver.keys("escape")
            await driver.until(lambda: type(driver.app.screen).__name__ == "Confirm")

    async def test_nothing_that_is_typed_does_harm(self, database: Database) -> None:
        for text in [one for one in HOSTILE if one.strip() and "\x00" not in one]:
            add_customer(database, text)
        async with desk(database, size=(120, 40)) as driver:
            for row_id in (2, 5, 8):
                driver.app.open_form(Customer, row_id, focus="account")
                await driver.is_on("FormScreen")
                await driver.type("1")
            await driver.keys("ctrl+q")
            await driver.is_on("Leave")
            assert all(each.isprintable() or each == "\n" for each in driver.text), ascii(driver.text)


class TestOtherForms:
    async def test_settings_and_notes(self, database: Database) -> None:
        customer = add_customer(database)
        async with desk(database) as driver:
            driver.app.open_form(Settings, 1)
            await driver.is_on("FormScreen")
            await driver.type("Harbour Heating")
            driver.app.open_form(Note, prefill={"customer_id": customer})
            await driver.sees("New note of Acme Ltd")
            await driver.type("Rings twice")
            await driver.keys("ctrl+q", "enter")
            await driver.has_ended()
        assert {draft.title for draft in left(database)} == {"Settings", "New note “Rings twice” of Acme Ltd"}

    async def test_a_value_for_many_records(self, database: Database) -> None:
        ids = [add_customer(database, name) for name in ("One", "Two")]
        async with desk(database) as driver:
            driver.app.open_bulk_change(Customer, ids, lambda _: None)
            await driver.is_on("BulkChange")
            await driver.type("description")
            await driver.keys("enter")
            await driver.focuses("field-description")
            await driver.type("Long words")
            await driver.keys("ctrl+q")
            await driver.sees("Change 2 customers: description")
            await driver.keys("enter")
            await driver.has_ended()
        [draft] = left(database)
        assert (draft.ids, draft.contents["description"].text) == ((1, 2), "Long words")

    async def test_what_is_said_of_a_file(self, database: Database) -> None:
        from capptro_tui.screens.forms.documents import AttachDialog

        customer = add_customer(database)
        async with desk(database) as driver:
            driver.app.push_screen(AttachDialog(Customer, customer))
            await driver.until(lambda: driver.app.screen.query_one(PathPicker).is_open, "the files")
            await driver.keys("escape", "tab")
            await driver.type("The offer")
            await driver.keys("escape")
            await driver.sees("Leave without saving?")
            await driver.keys("n", "ctrl+q")
            await driver.sees("File for Acme Ltd")
            await driver.keys("enter")
            await driver.has_ended()
        [draft] = left(database)
        assert draft.contents["description"].text == "The offer"

    async def test_the_name_of_the_business_before_there_is_a_database(self, tmp_path: Path) -> None:
        path = tmp_path / "desk.db"
        for typed in ("Harbour", " Heating"):
            app = CapptroApp(path, None)
            async with app.run_test() as pilot:
                driver = Driver(app, pilot)
                await driver.is_on("FirstStart")
                if typed == "Harbour":
                    await driver.keys("2")
                await driver.focuses("business_name")
                await driver.keys("end")
                await driver.type(typed)
                await driver.keys("ctrl+q")
                await driver.is_on("Leave")
                await driver.keys("enter")
                await driver.has_ended()
            app.drafts.kept.close()
        app = CapptroApp(path, None)
        async with app.run_test() as pilot:
            driver = Driver(app, pilot)
            await driver.focuses("business_name")
            await driver.sees("Harbour Heating")
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
            await driver.keys("ctrl+q")
            await driver.has_ended()
        assert app.business == "Harbour Heating"
        app.drafts.kept.close()
        assert app.drafts.left() == []
        await threads_end(app)
        app.database.close()


ENDS: dict[str, Callable[[CapptroApp], object]] = {
    "told to end": lambda app: app.told_to_end(143),
    "a fault": lambda app: app.fault_noted(RuntimeError()),
    "ended from outside": lambda app: app.watchdog._do_last(),
}


class TestWithoutAQuestion:
    @pytest.mark.parametrize("end", list(ENDS))
    async def test_what_stands_on_the_screens_is_kept(self, database: Database, end: str) -> None:
        """Also the last letters, of which the form has not heard yet, and what stands in other tabs."""
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zor")
            await type_into_new(driver, "work_item", "")
            driver.app.screen.query_one("#field-title", Input).value = "Mend"
            ENDS[end](driver.app)
            driver.app.drafts.kept.close()
            assert {draft.title for draft in left(database)} == {"New customer “Zor”", "New work item “Mend”"}

    @pytest.mark.parametrize("end", list(ENDS))
    async def test_a_screen_that_cannot_be_read_keeps_no_other_from_it(
        self, database: Database, monkeypatch: pytest.MonkeyPatch, end: str
    ) -> None:
        def fail(self: FormScreen) -> Draft | None:
            if self.record is WorkItem:
                raise RuntimeError
            return unsaved(self)

        unsaved = FormScreen.unsaved
        async with desk(database) as driver:
            await type_into_new(driver, "work_item", "Mend")
            await driver.until(lambda: driver.app.drafts.kept.drafts, "the work item kept")
            await type_into_new(driver, "customer", "Zor")
            with monkeypatch.context() as patch:
                patch.setattr(FormScreen, "unsaved", fail)
                driver.app.screen.query_one("#field-name", Input).value = "Zorro"
                ENDS[end](driver.app)
            driver.app.drafts.kept.close()
            assert {draft.title for draft in left(database)} == {"New customer “Zorro”", "New work item"}


class TestWhileItIsSaved:
    async def test_the_draft_is_what_is_being_saved(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """A kill just after the save leaves a draft that is known to be saved already."""
        create, written = records.create, []

        def seen(*args: object, **options: object) -> WriteResult:
            written.extend(path.read_text("ascii") for path in drafts_folder().glob("*.json"))
            return create(*args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(records, "create", seen)
        monkeypatch.setattr(keeper, "DELAY", 60)
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            await driver.keys("ctrl+s")
            await driver.is_on("RecordList")
        assert len(written) == 1
        assert '"Zorro"' in written[0]

    async def test_what_has_just_been_saved_is_not_kept(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The program is told to end when the record is written and its form is still there."""
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            monkeypatch.setattr(driver.app, "saved", lambda _: driver.app.told_to_end(143))
            await driver.keys("ctrl+s")
            await driver.has_ended(143)
        assert get(database, Customer, 1)["name"] == "Zorro"
        assert left(database) == []

    async def test_a_save_that_waits_is_asked_about_and_ends_the_draft(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The program is told to leave while another one writes; the save comes through after all."""
        begun, go_on = threading.Event(), threading.Event()
        create = records.create

        def waiting(*args: object, **options: object) -> WriteResult:
            begun.set()
            go_on.wait(20)
            return create(*args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(records, "create", waiting)
        async with desk(database) as driver:
            await type_into_new(driver, "customer", "Zorro")
            saving = driver.pilot.app.run_worker(driver.app.screen.action_save())  # type: ignore[attr-defined]
            await driver.until(begun.is_set, "the save")
            await driver.app.action_quit()
            await driver.is_on("Leave")
            await driver.keys("enter")
            await driver.has_ended()
            assert len(driver.app.drafts.kept.drafts) == 1
            go_on.set()
            await driver.until(lambda: not driver.app.drafts.kept.drafts, "the end of the save")
            saving.cancel()
        assert get(database, Customer, 1)["name"] == "Zorro"
        assert left(database) == []
