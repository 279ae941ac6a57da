"""Many records at once: said how many, one field with the input of its form, and a way to stop that takes all back."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from textual.widgets import ProgressBar

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.screens.lists.bulk_change import BulkChange
from capptro_tui.services.history import undo
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records import bulk
from tests.screens.desk import Driver, desk
from tests.support import add, add_customer, add_work_item, batches, dump, get

MANY = 40


@pytest.fixture
def many(database: Database) -> list[int]:
    """Customers to change."""
    with database.write("import") as transaction:
        ids = transaction.add_many(
            Customer, [{"name": f"Customer {place}", "category": "Old"} for place in range(MANY)]
        )
        transaction.summary = "Imported"
    return list(ids)


async def asked(driver: Driver, record: RecordType, ids: list[int]) -> list[WriteResult | None]:
    """Ask; what was done comes into the list."""
    answers: list[WriteResult | None] = []
    driver.app.push_screen(BulkChange(record, ids), answers.append)
    await driver.is_on("BulkChange")
    return answers


async def done(driver: Driver, answers: list[WriteResult | None]) -> WriteResult | None:
    """What was done."""
    await driver.until(lambda: answers, "an answer")
    return answers[0]


def values(database: Database, name: str, record: str = "customer") -> set[Any]:
    """What all records of a type have in a column."""
    return {row[name] for row in dump(database)[record]}


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_a_field_of_all_of_them(database: Database, many: list[int], size: tuple[int, int]) -> None:
    """A few letters of the field, enter, the value, ctrl+s."""
    async with desk(database, size=size) as driver:
        answers = await asked(driver, Customer, many)
        await driver.sees("Change 40 customers")
        await driver.type("categ")
        await driver.sees("Category")
        await driver.keys("enter")
        await driver.focuses("field-category")
        await driver.sees("Leave it empty to empty the field.", "One u takes all of it back.")
        await driver.type("Trade")
        await driver.keys("ctrl+s")
        result = await done(driver, answers)
        assert result is not None
        assert (result.summary, result.count) == ("Changed category of 40 customers", MANY)
    assert values(database, "category") == {"Trade"}


@pytest.mark.parametrize(
    ("typed", "column", "after"), [("deact", "status", {"deactivated"}), ("react", "status", {"active"})]
)
async def test_deactivate_and_reactivate(
    database: Database, many: list[int], typed: str, column: str, after: set[str]
) -> None:
    """Nothing more is asked than that; what goes along is said."""
    bulk.change(database, Customer, many[:5], {"status": "deactivated"})
    async with desk(database) as driver:
        answers = await asked(driver, Customer, many)
        await driver.type(typed)
        await driver.keys("enter")
        await driver.sees("Their sites", "One u takes all of it back.")
        await driver.keys("ctrl+s")
        assert await done(driver, answers)
    assert values(database, column) == after


async def test_what_goes_along_with_many(database: Database, many: list[int]) -> None:
    """Each customer's sites and open work, in the one batch that one undo takes back."""
    for customer in many[:2]:
        add(database, Site, customer_id=customer, name="Works")
        add_work_item(database, customer)
    before, count = dump(database), batches(database)
    async with desk(database) as driver:
        answers = await asked(driver, Customer, many)
        await driver.type("deact")
        await driver.keys("enter", "ctrl+s")
        result = await done(driver, answers)
        assert result is not None
        assert (result.summary, result.count) == ("Deactivated 40 customers", MANY + 4)
    assert (values(database, "status", "site"), values(database, "status", "work_item")) == (
        {"deactivated"},
        {"cancelled"},
    )
    assert batches(database) == count + 1
    undo.undo(database)
    assert dump(database) == before


async def test_sites_are_deactivated_alone(database: Database) -> None:
    """Nothing goes along with them."""
    sites = [add(database, Site, customer_id=add_customer(database), name=name) for name in ("Works", "Depot")]
    async with desk(database) as driver:
        answers = await asked(driver, Site, sites)
        await driver.type("deact")
        await driver.keys("enter")
        assert "Their sites" not in driver.text
        await driver.keys("ctrl+s")
        result = await done(driver, answers)
        assert result is not None
        assert result.summary == "Deactivated 2 sites"
    assert (values(database, "status", "site"), values(database, "status")) == ({"deactivated"}, {"active"})


async def test_delete(database: Database, many: list[int]) -> None:
    """What goes along is said before, the way back too."""
    async with desk(database) as driver:
        answers = await asked(driver, Customer, many)
        await driver.type("del")
        await driver.keys("enter")
        await driver.sees("They go to the trash with what belongs to them.", "One u takes all of it back.")
        await driver.keys("ctrl+s")
        result = await done(driver, answers)
        assert result is not None
        assert result.summary == "Deleted 40 customers"
    assert None not in values(database, "trashed")


async def test_a_value_that_does_not_fit(database: Database, many: list[int]) -> None:
    """Is said below it, with nothing changed; another one may be typed."""
    count = batches(database)
    async with desk(database) as driver:
        answers = await asked(driver, Customer, many)
        await driver.type("email")
        await driver.keys("enter")
        await driver.focuses("field-email")
        await driver.type("nobody")
        await driver.keys("ctrl+s")
        await driver.sees("Email is not an email address")
        assert batches(database) == count
        await driver.type("nobody@example.com")
        await driver.keys("ctrl+s")
        assert await done(driver, answers)
    assert values(database, "email") == {"nobody@example.com"}


async def test_work_goes_to_a_customer_that_is_there(database: Database) -> None:
    """A link is picked; what nobody chose from the list is asked about."""
    one, other = add_customer(database, "One"), add_customer(database, "Other")
    items = [add_work_item(database, one) for _ in range(3)]
    async with desk(database) as driver:
        answers = await asked(driver, WorkItem, items)
        await driver.type("customer")
        await driver.keys("enter")
        await driver.focuses("field-customer_id")
        await driver.type("nowhere")
        await driver.keys("ctrl+s")
        await driver.sees("“nowhere” is not a customer here.")
        await driver.keys("ctrl+u")
        await driver.type("other")
        await driver.sees("C-000002")
        await driver.keys("enter", "ctrl+s")
        assert await done(driver, answers)
    assert values(database, "customer_id", "work_item") == {other}


async def test_nothing_chosen_does_nothing(database: Database, many: list[int]) -> None:
    """Not even ctrl+s; escape leaves."""
    count = batches(database)
    async with desk(database) as driver:
        answers = await asked(driver, Customer, many)
        await driver.keys("ctrl+s")
        assert not answers
        await driver.keys("escape")
        assert await done(driver, answers) is None
    assert batches(database) == count


async def test_another_choice_asks_for_another_value(database: Database, many: list[int]) -> None:
    """What was typed for the field before does not go into this one."""
    async with desk(database) as driver:
        answers = await asked(driver, Customer, many)
        await driver.type("category")
        await driver.keys("enter")
        await driver.focuses("field-category")
        await driver.keys("shift+tab", "ctrl+u")
        await driver.type("billing city")
        await driver.keys("enter")
        await driver.focuses("field-billing_city")
        assert not driver.app.screen.query("#field-category")
        await driver.type("Leeds")
        await driver.keys("ctrl+s")
        assert await done(driver, answers)
    assert (values(database, "billing_city"), values(database, "category")) == ({"Leeds"}, {"Old"})


async def test_escape_stops_and_takes_all_back(
    database: Database, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar shows how far it is; after escape everything is as it was, and that is said."""
    before, count = dump(database), batches(database)
    go_on = threading.Event()
    monkeypatch.setattr(bulk, "_BLOCK", 10)
    waiting_at = 20

    def find_and_wait(self: Any) -> Any:
        for block in blocks(self):
            yield block
            if block[-1] == many[waiting_at - 1]:
                self.progress(waiting_at, MANY)
                go_on.wait(20)

    blocks = bulk._Left.blocks
    monkeypatch.setattr(bulk._Left, "blocks", find_and_wait)
    async with desk(database) as driver:
        answers = await asked(driver, Customer, many)
        await driver.type("deact")
        await driver.keys("enter", "ctrl+s")
        bar = driver.app.screen.query_one(ProgressBar)
        await driver.until(lambda: bar.percentage == 0.5, "half of it")
        await driver.sees("50%")
        await driver.keys("escape")
        await driver.sees("Taking it back")
        assert not answers
        go_on.set()
        assert await done(driver, answers) is None
        await driver.said("Stopped. Nothing was changed.")
    assert (dump(database), batches(database)) == (before, count)
    assert get(database, Customer, many[0])["status"] == "active"
