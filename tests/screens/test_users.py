"""Users in the app: a list under `g`, a form, a page that shows what is theirs."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.models.user import User
from tests.screens.desk import desk
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
        await driver.keys("enter", "e")
        await driver.focuses("field-login")
        await driver.keys("ctrl+u")
        await driver.type("bob")
        await driver.keys("ctrl+s")
        await driver.sees("bob")
        await driver.keys("enter")
        await driver.is_on("RecordPage")
        await driver.sees("Bo Reed", "Login bob", "Created", "by Ann")
        await driver.until(lambda: "work_item-assigned_user_id" in driver.app.screen._counts)
        assert driver.app.screen._counts["work_item-assigned_user_id"] == 1
