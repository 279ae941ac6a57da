"""Questions: what deleting takes along is said by name and count, and the safe answer is the one under the finger."""

from __future__ import annotations

import pytest

from capptro_tui.config import DARK, Config
from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.dialogs.confirm import Confirm, ConfirmDelete
from capptro_tui.services.business import business_settings
from capptro_tui.services.history import trash
from capptro_tui.show import show
from tests.screens.desk import Driver, desk
from tests.support import HOSTILE, add_contact, add_customer, add_work_item, get


async def asked(driver: Driver, question: Confirm) -> list[bool | None]:
    """Ask; the answer comes into the list."""
    answers: list[bool | None] = []
    driver.app.push_screen(question, answers.append)
    await driver.is_on(type(question).__name__)
    return answers


async def answered(driver: Driver, answers: list[bool | None]) -> bool | None:
    """The answer."""
    await driver.until(lambda: answers, "an answer")
    return answers[0]


def deleting(database: Database, record: RecordType, row_id: int) -> ConfirmDelete:
    """The question before a record is deleted."""
    return ConfirmDelete(trash.delete(database, record, row_id, dry_run=True))


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["y"], True),
        (["n"], False),
        (["escape"], False),
        (["enter"], False),
        (["left", "enter"], True),
        (["right", "enter"], True),
        (["tab", "enter"], True),
        (["shift+tab", "shift+tab", "enter"], False),
    ],
)
async def test_every_key_answers_and_enter_alone_is_safe(database: Database, keys: list[str], answer: bool) -> None:
    async with desk(database) as driver:
        answers = await asked(driver, Confirm("Leave without saving?", ["It will be lost."], yes="Leave", no="Stay"))
        await driver.sees("Leave without saving?", "It will be lost.", "y Leave", "n Stay")
        await driver.keys(*keys)
        assert await answered(driver, answers) is answer


@pytest.mark.parametrize(("button", "answer"), [("#yes", True), ("#no", False)])
async def test_the_mouse_answers(database: Database, button: str, answer: bool) -> None:
    async with desk(database) as driver:
        answers = await asked(driver, Confirm("Sure?"))
        await driver.pilot.click(button)
        assert await answered(driver, answers) is answer


async def test_other_keys_do_nothing(database: Database) -> None:
    async with desk(database) as driver:
        answers = await asked(driver, Confirm("Sure?"))
        await driver.keys("d", "w", "u", "2", "x")
        assert not answers
        assert isinstance(driver.app.screen, Confirm)


async def test_a_remapped_key_answers_and_is_shown(database: Database) -> None:
    async with desk(database) as driver:
        driver.app.set_keymap({"confirm.yes": "j"})
        answers = await asked(driver, Confirm("Sicher?", yes="Ja", no="Nein"))
        await driver.sees("j Ja", "n Nein")
        await driver.keys("y", "j")
        assert await answered(driver, answers) is True


async def test_deleting_a_customer_names_what_goes_along(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    for name in ("Ann", "Bea", "Cid", "Dora", "Eve"):
        add_contact(database, customer, name)
    add_work_item(database, customer, "Mend the roof")
    add_work_item(database, customer, "Paint the door")
    business_settings.toggle_default(database, customer)
    async with desk(database) as driver:
        await asked(driver, deleting(database, Customer, customer))
        await driver.sees(
            "Delete Acme Ltd?",
            "C-000001 goes to the trash.",
            "5 contacts go along",
            "Ann, Bea, Cid and 2 more",
            "2 work items keep the name and lose the link",
            "Mend the roof, Paint the door",
            "It stops being the default customer.",
            "u brings all of it back.",
            "y Delete",
            "n Keep",
        )


async def test_one_of_each_is_said_in_the_singular(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    add_contact(database, customer, "Ann")
    add_work_item(database, customer, "Mend the roof")
    async with desk(database) as driver:
        await asked(driver, deleting(database, Customer, customer))
        await driver.sees("1 contact goes along", "1 work item keeps the name and loses the link")


async def test_a_record_on_its_own_takes_nothing_along(database: Database) -> None:
    async with desk(database) as driver:
        await asked(driver, deleting(database, Customer, add_customer(database, "Acme Ltd")))
        await driver.sees("Delete Acme Ltd?", "u brings it back.")
        assert "go along" not in driver.text
        assert "link" not in driver.text


async def test_a_contacts_work_items_lose_their_link_only(database: Database) -> None:
    customer = add_customer(database)
    contact = add_contact(database, customer, "Bea")
    add_work_item(database, customer, "Mend the roof", contact_id=contact)
    async with desk(database) as driver:
        await asked(driver, deleting(database, Contact, contact))
        await driver.sees("Delete Bea?", "1 work item loses the link", "Mend the roof")


async def test_the_undo_key_is_the_one_in_the_config(database: Database) -> None:
    customer = add_customer(database)
    async with desk(database) as driver:
        driver.app.config = Config(DARK, {"undo": "z"})
        await asked(driver, deleting(database, Customer, customer))
        await driver.sees("z brings it back.")


@pytest.mark.parametrize("key", ["y", "d"])
async def test_from_the_list_the_customer_goes_and_comes_back(database: Database, key: str) -> None:
    customer = add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await driver.keys("d")
        await driver.is_on("ConfirmDelete")
        assert get(database, Customer, customer)["trashed"] is None
        await driver.keys(key)
        await driver.said("Deleted customer Acme Ltd")
        assert get(database, Customer, customer)["trashed"] is not None
        await driver.is_on("RecordList")
        await driver.keys("u")
        await driver.said("Undid: Deleted customer Acme Ltd")
        assert get(database, Customer, customer)["trashed"] is None


async def test_keeping_touches_nothing(database: Database) -> None:
    customer = add_customer(database, "Acme Ltd")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme Ltd")
        await driver.keys("d")
        await driver.is_on("ConfirmDelete")
        await driver.keys("enter")
        await driver.is_on("RecordList")
        assert get(database, Customer, customer)["trashed"] is None


async def test_hostile_names_are_shown_harmlessly(database: Database) -> None:
    customer = add_customer(database, "[@click=app.quit]Acme[/]")
    names = [name for name in HOSTILE if name.strip()]
    for name in names:
        add_contact(database, customer, name)
    async with desk(database, size=(120, 40)) as driver:
        await asked(driver, deleting(database, Customer, customer))
        await driver.sees("Delete [@click=app.quit]Acme[/]?", f"{len(names)} contacts go along", "[/], [link=x]")


async def test_hostile_questions_are_shown_harmlessly(database: Database) -> None:
    async with desk(database, size=(120, 40)) as driver:
        for text in HOSTILE:
            await asked(driver, Confirm(text, [text], yes=text, no=text))
            await driver.sees(show(text).split(" ")[0])
            assert "\x1b" not in driver.text
            await driver.keys("escape")
            await driver.is_on("Dashboard")


async def test_the_answers_are_in_view_on_a_phone(database: Database) -> None:
    customer = add_customer(database, "A name that is rather long for a small screen " * 2)
    for count in range(9):
        add_contact(database, customer, f"Contact number {count} of the customer")
        add_work_item(database, customer, f"Work item number {count} of the customer")
    async with desk(database, size=(40, 20)) as driver:
        await asked(driver, deleting(database, Customer, customer))
        await driver.sees("Delete A name", "9 contacts go along", "y Delete", "n Keep")
        assert "brings all of it back" not in driver.text
        await driver.keys("down", "pagedown")
        await driver.sees("brings all of it back", "y Delete", "n Keep")
        await driver.keys("up", "pageup")
        await driver.sees("Delete A name")
