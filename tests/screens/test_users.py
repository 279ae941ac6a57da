"""Users in the app: a list under `g`, a form, a page that shows what is theirs."""

from __future__ import annotations

from functools import partial

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.user import User
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.table.record_table import RecordTable
from tests.screens.desk import Driver, desk
from tests.support import add, add_customer, add_work_item, get


async def test_a_user_is_made_in_the_app_and_another_login_kept_apart(database: Database) -> None:
    """`g u`, `n`, a login and a name; a login that is somebody's is refused at its field."""
    add_customer(database)
    async with desk(database) as driver:
        await driver.keys("g", "u")
        await driver.sees("Ann Example", "ann", "U-000001")
        await driver.keys("n")
        await driver.focuses("field-login")
        await driver.type("ANN")
        await driver.keys("tab")
        await driver.type("Bo Reed")
        await driver.keys("ctrl+s")
        await driver.sees("is the login of Ann Example")
        await driver.focuses("field-login")
        await driver.keys("ctrl+u")
        await driver.type("bo")
        await driver.keys("ctrl+s")
        await driver.sees("Bo Reed", "U-000002")
    assert get(database, User, 2)["login"] == "bo"


async def test_the_list_is_searched_and_a_user_renamed(database: Database) -> None:
    """Their work stays on their page, and what they have made goes on naming them."""
    bo = add(database, User, login="bo", full_name="Bo Reed")
    add_work_item(database, add_customer(database), "Mend the roof", assigned_user_id=bo)
    async with desk(database, size=(120, 40), tab="user") as driver:
        await driver.keys("/")
        await driver.type("reed")
        await driver.sees_no("Ann Example")
        await driver.until(lambda: driver.app.screen.query_one(RecordTable).row, "the row that was found")
        await driver.keys("enter", "e")
        await driver.focuses("field-login")
        await driver.keys("ctrl+u")
        await driver.type("bob")
        await driver.keys("ctrl+s")
        await driver.sees("bob")
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.sees("Bo Reed", "Login bob", "Created", "by Ann")
        await driver.sees("Work items 1")


async def test_a_user_is_made_where_one_is_to_be_assigned(database: Database) -> None:
    """With nothing of the outer form lost, also where the user is not made after all."""
    customer = add_customer(database)
    work = add_work_item(database, customer)
    async with desk(database) as driver:
        for made, record in enumerate((WorkItem, Task, FollowUp, Customer), start=2):
            name = record.info.title[0]
            prefill = {"customer_id": customer, "work_item_id": work}
            driver.app.open_form(record, prefill={} if record is Customer else prefill, focus=name)
            await driver.focuses(f"field-{name}")
            await driver.type("Call back")
            driver.app.screen.form.focus_field("assigned_user_id")  # type: ignore[attr-defined]
            await driver.focuses("field-assigned_user_id")
            await driver.type(f"Bo {record.info.label}")
            await driver.sees(f"+ Create “Bo {record.info.label}”")
            await driver.keys("tab")
            await driver.said(f"“Bo {record.info.label}” is not a user here. Press enter to choose or create one.")
            await driver.keys("enter")
            await driver.focuses("field-login")
            await driver.sees("New user")
            await driver.keys("escape")
            await driver.focuses("field-assigned_user_id")
            await driver.keys("enter")
            await driver.sees("+ Create")
            await driver.keys("enter")
            await driver.focuses("field-login")
            await driver.type(f"bo{made}")
            await driver.keys("ctrl+s")
            await driver.until(partial(assigned, driver, made))
            await driver.keys("ctrl+s")
            await driver.is_on("Dashboard")
            user = get(database, User, made)
            assert (user["login"], user["full_name"]) == (f"bo{made}", f"Bo {record.info.label}")
            [row] = database.select(f'SELECT * FROM "{record.info.name}" ORDER BY id DESC LIMIT 1')
            assert (row[name], row["assigned_user_id"]) == ("Call back", made)


def assigned(driver: Driver, row_id: int) -> bool:
    """Whether a form has a user chosen."""
    return any(picker.value == row_id for picker in driver.app.screen.query("#field-assigned_user_id").results(Picker))
