"""Public forms and submissions on the screen: decided by single keys, each one step that is undone by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from textual import events

from capptro_tui.db.database import Database
from capptro_tui.exchange.submissions.reading import read_sent
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.submission import Submission
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash
from capptro_tui.services.records import records
from capptro_tui.services.submissions import answering
from capptro_tui.services.submissions.publishing import published
from capptro_tui.services.submissions.receiving import receive
from capptro_tui.web.pages import form_page
from tests.public_forms import add_form, sent, submit
from tests.screens.desk import Driver, desk
from tests.screens.forms.test_drafts import start
from tests.support import HOSTILE, Clock, Fill, add_customer, get
from tests.web.test_pages import read


def website(database: Database) -> None:
    """A form with three submissions, and a customer who is like the first of them."""
    add_form(database)
    add_customer(database, "Acme Ltd", phone="01632 960111")
    submit(database, name="Bea Brook", phone="01632 960177", message="The gate is stuck.")
    submit(database, name="Acme Limited", phone="01632 960111", message="Again.")
    submit(database, name="Buy now", message="Cheap!")


async def on_page(driver: Driver, record: RecordType, row_id: int) -> None:
    """Open a record's page and wait until it is read."""
    driver.app.open_page(record, row_id)
    await driver.until(lambda: getattr(driver.app.screen, "part", ""), "the page")
    await driver.app.workers.wait_for_complete()


async def test_from_the_page_to_the_work_item(database: Database) -> None:
    """The whole way: the form's page, what a browser sends of it, the submission, the customer, the work item, undo."""
    add_form(database)
    page = read(form_page(published(database, get(database, PublicForm, 1)), "E-000001"))
    fields = {str(one["name"]): str(one.get("value") or "") for one in page.all("input", "textarea")}
    typed = {**fields, "name": "Bea Brook", "phone": "01632 960177", "message": "The gate\r\nis stuck."}
    receive(database, read_sent("post", urlencode(typed).encode()))
    async with desk(database, (110, 36), tab="submission") as driver:
        await driver.sees("Bea Brook", "New", "Q-000001")
        await driver.keys("enter")
        await driver.sees("Your number: 01632 960177", "is stuck.")
        await driver.keys("c")
        await driver.is_on("FormScreen")
        await driver.sees("New customer", "submission Bea Brook (Q-000001)")
        await driver.keys("ctrl+s")
        await driver.is_on("SubmissionPage")
        await driver.sees("✓ Created")
        assert get(database, Customer, 1)["phone"] == "01632 960177"
        await driver.keys("w")
        await driver.is_on("FormScreen")
        await driver.sees("New work item", "Write to us", "The gate")
        await driver.keys("ctrl+s")
        await driver.is_on("SubmissionPage")
        row = get(database, Submission, 1)
        assert (row["status"], row["customer_id"], row["work_item_id"]) == ("created", 1, 1)
        assert get(database, WorkItem, 1)["description"].endswith("The gate\nis stuck.")
        for left in ((1, 0), (0, 0)):
            await driver.keys("u")
            await driver.until(lambda left=left: counts(database) == left, f"{left} after undo")
        await driver.sees("◆ New")


def counts(database: Database) -> tuple[int, int]:
    """How many customers and work items there are."""
    return len(database.select("SELECT id FROM customer")), len(database.select("SELECT id FROM work_item"))


async def test_a_duplicate_is_linked_instead(filled: Callable[[Fill], Database]) -> None:
    """The form of the new customer shows who is there already; `u` takes that one, and the submission is linked."""
    database = filled(website)
    async with desk(database, (110, 36)) as driver:
        await on_page(driver, Submission, 2)
        await driver.keys("c")
        await driver.is_on("FormScreen")
        await driver.keys("ctrl+s")
        await driver.sees("Possible duplicates", "u takes it instead")
        await driver.keys("u")
        await driver.is_on("SubmissionPage")
        await driver.sees("● Linked")
        assert get(database, Submission, 2)["customer_id"] == 1
        assert counts(database) == (1, 0)
        await driver.keys("u")
        await driver.until(lambda: get(database, Submission, 2)["status"] == "new", "the undo")


async def test_linked_by_the_picker_rejected_and_reopened(filled: Callable[[Fill], Database]) -> None:
    database = filled(website)
    async with desk(database, (110, 36)) as driver:
        await on_page(driver, Submission, 3)
        await driver.keys("R")
        await driver.sees("✗ Rejected")
        await driver.sees_no("w Work item")
        await driver.keys("c", "k", "w")  # none is offered for one that is rejected
        assert type(driver.app.screen).__name__ == "SubmissionPage"
        await driver.keys("x")
        await driver.sees("◆ New")
        await driver.keys("k")
        await driver.is_on("FormScreen")
        await driver.type("acme")
        await driver.sees("C-000001")
        await driver.keys("enter", "ctrl+s")
        await driver.is_on("SubmissionPage")
        await driver.sees("● Linked", "Acme Ltd")
        assert get(database, Submission, 3)["customer_id"] == 1


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (lambda database: answering.reject(database, 1), "the submission is rejected"),
        (lambda database: answering.link_customer(database, 1, 1), "It has the customer C-000001 already."),
        (lambda database: trash.delete(database, Submission, 1), "It is in the trash."),
        (lambda database: [trash.delete(database, Submission, 1), trash.empty(database)], "no submission"),
    ],
)
async def test_another_window_decides_while_the_form_is_open(
    filled: Callable[[Fill], Database], meanwhile: Callable[[Database], object], why: str
) -> None:
    """What was typed is saved all the same, and the submission left as it is."""
    database = filled(website)
    async with desk(database, (120, 36)) as driver:
        await on_page(driver, Submission, 1)
        await driver.keys("c")
        await driver.is_on("FormScreen")
        meanwhile(database)
        await driver.keys("ctrl+s")
        await driver.said("Q-000001 is not linked to it. ")
        await driver.said(why)
    assert get(database, Customer, 2)["name"] == "Bea Brook"
    assert database.select("SELECT id FROM submission WHERE customer_id = 2") == []


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        (lambda database: answering.reject(database, 1), "is “Rejected” now"),
        (lambda database: answering.link_customer(database, 1, 1), "is “Linked” now"),
        (lambda database: trash.delete(database, Submission, 1), "Q-000001 is in the trash by now"),
        (lambda database: [trash.delete(database, Submission, 1), trash.empty(database)], "Q-000001 is gone by now"),
    ],
)
async def test_another_window_decides_before_a_draft_is_gone_on_with(
    filled: Callable[[Fill], Database], clock: Clock, meanwhile: Callable[[Database], object], told: str
) -> None:
    """It is said above the form. What was typed is saved all the same, and the submission left as it is."""
    database = filled(website)
    async with desk(database, (120, 36)) as driver:
        await on_page(driver, Submission, 1)
        await driver.keys("c")
        await driver.is_on("FormScreen")
        await driver.keys("end")
        await driver.type(" Ltd")
        await driver.sees("Bea Brook Ltd")
    clock.forward(minutes=1)
    meanwhile(database)
    async with desk(database, (120, 36)) as driver:
        await start(driver)
        await driver.sees("Bea Brook Ltd", "01632 960177", told)
        await driver.keys("ctrl+s")
        await driver.said("Q-000001 is not linked to it. ")
    assert get(database, Customer, 2)["name"] == "Bea Brook Ltd"
    assert database.select("SELECT id FROM submission WHERE customer_id = 2") == []


@pytest.mark.parametrize(("key", "reads"), [("c", "customer_values"), ("w", "work_item_values")])
async def test_its_forms_are_read_in_the_background(
    filled: Callable[[Fill], Database], monkeypatch: pytest.MonkeyPatch, key: str, reads: str
) -> None:
    """A slow disk does not hold up the window; keys typed meanwhile go to the form that opens, not to the page."""
    database = filled(website)
    read, in_main_thread = getattr(answering, reads), []

    def noted(*given: Any) -> Any:
        in_main_thread.append(threading.current_thread() is threading.main_thread())
        return read(*given)

    monkeypatch.setattr(answering, reads, noted)
    async with desk(database, (110, 36)) as driver:
        await on_page(driver, Submission, 1)
        for typed in (key, "R", "R"):
            driver.app.post_message(events.Key(typed, typed))
        await driver.is_on("FormScreen")
        await driver.sees("RR")
    assert in_main_thread == [False]
    assert get(database, Submission, 1)["status"] == "new"


async def test_a_form_for_messages_alone_makes_no_customer(filled: Callable[[Fill], Database]) -> None:
    database = filled(website)
    records.change(database, PublicForm, 1, {"creates_customers": False})
    async with desk(database, (110, 36)) as driver:
        await on_page(driver, Submission, 1)
        await driver.sees("k Link")
        assert "Create customer" not in driver.text
        await driver.keys("c")
        assert type(driver.app.screen).__name__ == "SubmissionPage"


async def test_the_page_of_a_form(filled: Callable[[Fill], Database], clock: Clock) -> None:
    """What came in each month, by state; its submissions, to which none is added by hand."""
    database = filled(website)
    records.change(database, Submission, 3, {"status": "rejected"})
    clock.forward(days=31)
    submit(database, name="Cleo")
    async with desk(database, (110, 36)) as driver:
        await on_page(driver, PublicForm, 1)
        await driver.sees("Apr 2026 1 (1 new)", "Mar 2026 3", "Submissions 4", "Bea Brook")
        await driver.keys("n")
        assert type(driver.app.screen).__name__ == "PublicFormPage"
        await driver.keys("enter")  # the newest one is at the top
        await driver.is_on("SubmissionPage")
        await driver.sees("Name: Cleo")


async def test_the_list_is_filtered_by_state(filled: Callable[[Fill], Database]) -> None:
    database = filled(website)
    records.change(database, Submission, 3, {"status": "rejected"})
    async with desk(database, (110, 36), tab="submission") as driver:
        await driver.sees("3 submissions", "Buy now")
        await driver.keys("v")
        await driver.sees("Show only submissions with")
        await driver.type("rej")
        await driver.sees("✗ Rejected")
        await driver.keys("enter", "ctrl+s")
        await driver.sees("1 submission")
        await driver.sees_no("Bea Brook")


async def test_the_list_is_filtered_by_form(filled: Callable[[Fill], Database], clock: Clock) -> None:
    """The counts by month follow what is shown: the form, the search, all."""
    database = filled(website)
    add_form(database, name="Newsletter")
    clock.forward(days=31)
    submit(database, "E-2", name="Cleo")
    submit(database, "E-2", name="Bea Stone")
    async with desk(database, (110, 36), tab="submission") as driver:
        await driver.sees("5 submissions", "Apr 2026 2   Mar 2026 3")
        await driver.keys("v", "tab", "tab")
        await driver.type("news")
        await driver.sees("Newsletter", "E-000002")
        await driver.keys("enter", "ctrl+s")
        await driver.sees("2 submissions", "Public form Newsletter   Apr 2026 2")
        await driver.sees_no("Mar 2026")
        await driver.keys("slash")
        await driver.type("bea")
        await driver.sees("1 submission", "Public form Newsletter   Apr 2026 1")
        await driver.keys("down", "escape")
        await driver.sees("5 submissions", "Apr 2026 2   Mar 2026 3")
        await driver.keys("v", "tab", "tab")
        await driver.type("nothing")
        await driver.keys("ctrl+s")
        await driver.sees("“nothing” is not a public form here. down shows all")


async def test_the_dashboard_leads_to_the_new_ones(filled: Callable[[Fill], Database]) -> None:
    """One line while there are some, also before there is a customer. Whatever the list showed before."""
    database = filled(website)
    trash.delete(database, Customer, 1)
    trash.empty(database)
    records.change(database, Submission, 3, {"status": "rejected"})
    async with desk(database, (80, 24), tab="submission") as driver:
        await driver.sees("3 submissions")
        await driver.keys("slash")
        await driver.type("buy")
        await driver.sees("1 submission")
        await driver.keys("down", "1")
        await driver.sees("2 new submissions   s lists them", "Your desk is ready.")
        await driver.keys("s")
        await driver.sees("2 submissions", "Status New   Mar 2026 2", "Bea Brook", "Acme Limited")
        for row_id in (1, 2):
            await driver.app.perform(lambda database, row_id=row_id: answering.reject(database, row_id))
        await driver.keys("1")
        await driver.sees_no("new submission", "s lists them")
        await driver.keys("s")
        await driver.is_on("Dashboard")
        await driver.keys("g", "q")
        await driver.sees("No submissions found. esc clears the search.")


async def test_hostile_text_is_shown_as_text(database: Database) -> None:
    """On the page, in the list and in the form that is filled with it; and saved as it was sent."""
    add_form(database)
    texts = [text for text in HOSTILE if text.strip()]
    receive(database, [sent(name=text, phone=text, message=f"{text}\n[@click=app.quit]x[/]") for text in texts])
    async with desk(database, (60, 24), tab="submission") as driver:
        await driver.sees(f"{len(texts)} submissions")
        for row_id in range(1, len(texts) + 1):
            await on_page(driver, Submission, row_id)
            await driver.sees("[@click=app.quit]x[/]")
            driver.app.pop_screen()
        await on_page(driver, Submission, 1)
        await driver.keys("c")
        await driver.is_on("FormScreen")
        await driver.keys("ctrl+s")
        await driver.is_on("SubmissionPage")
        customer = get(database, Customer, 1)
        assert (customer["name"], customer["description"]) == (texts[0], f"Phone: {texts[0]}")
