"""In the form of a work item, sites and assignees are offered by distance, where it is known where they are."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User
from capptro_tui.services.records import records
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import PickerRows
from tests.screens.desk import Driver, desk
from tests.screens.forms.test_work_item_form import choices
from tests.support import add, add_customer


@pytest.fixture
def acme(database: Database) -> Database:
    """Three sites of C-1, of which two have coordinates; two users, Bo in the north and Cy in the south."""
    add_customer(database, "Acme Ltd")
    add(database, Site, customer_id=1, name="North", lat=52, lng=-0.12)
    add(database, Site, customer_id=1, name="South", lat=51, lng=-0.12)
    add(database, Site, customer_id=1, name="Somewhere")
    add(database, User, login="bo", full_name="Bo Reed", lat=52.01, lng=-0.12)
    add(database, User, login="cy", full_name="Cy Reed", lat=51.01, lng=-0.12)
    return database


async def offered(driver: Driver, name: str, text: str = "") -> list[tuple[str, str]]:
    """What a picker offers, each with how far it is away."""
    picker = driver.app.screen.query_one(f"#field-{name}", Picker)
    picker.focus()
    await driver.focuses(f"field-{name}")
    await driver.type(text)
    if not text:
        await driver.keys("down")
    await driver.until(lambda: choices(driver, name), "the rows")
    return [(row.text, row.note.partition("  ")[2]) for row in picker.query_one(PickerRows).rows if not row.create]


async def open_form(driver: Driver, **prefill: object) -> None:
    """The form of a new work item for C-1."""
    driver.app.open_form(WorkItem, prefill={"customer_id": 1, **prefill})
    await driver.is_on("FormScreen")


async def test_sites_by_their_distance_from_the_business(acme: Database) -> None:
    """What has no coordinates comes last; typing finds by name, and the distance is told still."""
    records.change(acme, Settings, 1, {"lat": 51.02, "lng": -0.12})
    async with desk(acme) as driver:
        await open_form(driver)
        assert await offered(driver, "site_id") == [
            ("South", "2.2 km"),
            ("North", "109 km"),
            ("Somewhere", ""),
        ]
        await driver.keys("escape")
        assert (await offered(driver, "site_id", "nor"))[0] == ("North", "109 km")


async def test_sites_as_before_where_it_is_not_known_where_the_business_is(acme: Database) -> None:
    async with desk(acme) as driver:
        await open_form(driver)
        assert {note for _, note in await offered(driver, "site_id")} == {""}


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (1, [("Bo Reed", "1.1 km"), ("Cy Reed", "110 km")]),
        (2, [("Cy Reed", "1.1 km"), ("Bo Reed", "112 km")]),
    ],
)
async def test_assignees_by_their_distance_from_the_site(
    acme: Database, site: int, expected: list[tuple[str, str]]
) -> None:
    """Whoever has no coordinates is below them; typed names are in that order, too."""
    async with desk(acme) as driver:
        await open_form(driver, site_id=site)
        found = await offered(driver, "assigned_user_id")
        assert found[:2] == expected
        assert found[2][0] == "Ann Example"
        await driver.keys("escape")
        assert await offered(driver, "assigned_user_id", "reed") == expected


async def test_assignees_follow_the_site_that_is_chosen_in_the_form(acme: Database) -> None:
    async with desk(acme) as driver:
        await open_form(driver)
        assert {note for _, note in await offered(driver, "assigned_user_id")} == {""}
        await driver.keys("escape")
        assert (await offered(driver, "site_id", "sou"))[0][0] == "South"
        await driver.keys("enter")
        assert (await offered(driver, "assigned_user_id"))[0] == ("Cy Reed", "1.1 km")
