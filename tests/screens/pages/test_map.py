"""The map: opened from where one is, moved with keys, and helpful where there is nothing to show."""

from __future__ import annotations

import pytest

from capptro_tui.config import DARK, LIGHT
from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.site import Site
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.records import records
from capptro_tui.widgets.map.map import Map
from tests.screens.desk import Driver, desk
from tests.support import add, add_customer, add_work_item, get


@pytest.fixture
def acme(database: Database) -> Database:
    """Two sites of C-1, the first in a geofence of 250 m; a customer without coordinates; a business."""
    records.change(database, Settings, 1, {"business_name": "Ours", "lat": 51.51, "lng": -0.12})
    add_customer(database, "Acme Ltd")
    add(database, Site, customer_id=1, name="Depot", lat=51.5, lng=-0.12)
    add(database, Site, customer_id=1, name="Old mill", lat=51.505, lng=-0.11)
    add(database, Geofence, customer_id=1, site_id=1, name="Yard", radius=250)
    add_customer(database, "Nowhere Ltd")
    add(database, Site, customer_id=2, name="Lost")
    return database


def ground(driver: Driver) -> Map:
    """The map on the screen."""
    return driver.app.screen.query_one(Map)


async def opened(driver: Driver, record: type = Customer, row_id: int = 1) -> Map:
    """The map of a record, opened from its page."""
    driver.app.open_page(record, row_id)
    await driver.keys("l")
    await driver.is_on("MapScreen")
    await driver.until(lambda: ground(driver).scene, "the map")
    await driver.pilot.pause()
    return ground(driver)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 20)])
@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_a_customers_places_with_their_names(acme: Database, size: tuple[int, int], theme: str) -> None:
    """At every size: the sites, the geofence, a scale, and where the first one is."""
    async with desk(acme, size, theme=theme) as driver:
        await opened(driver)
        await driver.sees("Map of Acme Ltd", "● Depot", "Old mill", "Yard", "├─", " from the business")


async def test_the_line_below_tells_who_is_inside_what(acme: Database) -> None:
    """tab goes on, shift+tab goes back."""
    async with desk(acme) as driver:
        await opened(driver, Site)
        await driver.sees("Depot  S-000001  51.50000, -0.12000", "1.1 km from the business · inside Yard, 250 m from")
        await driver.keys("tab")
        await driver.sees("Old mill  S-000002", "in no geofence")
        await driver.keys("shift+tab")
        await driver.sees("inside Yard")


async def test_beside_a_wide_map_every_place_is_listed(acme: Database) -> None:
    async with desk(acme, (120, 40)) as driver:
        await opened(driver)
        lines = [line[86:].strip() for line in driver.text.splitlines()]
        assert lines[lines.index("● Depot") + 1] == "in Yard"
        assert {"● Old mill", "⌂ The business"} <= set(lines)


async def test_zoomed_and_moved(acme: Database) -> None:
    """What moves out of the window is not drawn; 0 shows all again."""
    async with desk(acme) as driver:
        shown = await opened(driver)
        whole = shown.view
        await driver.keys("plus")
        assert shown.view.scale < whole.scale
        await driver.keys("minus", "minus")
        assert shown.view.scale > whole.scale
        await driver.keys("0", "right", "down")
        assert shown.view.centre.lng > whole.centre.lng
        assert shown.view.centre.lat < whole.centre.lat
        await driver.keys(*["right"] * 12)
        await driver.sees_no("● Old mill")
        await driver.keys("home")
        await driver.sees("● Old mill")


async def test_tab_brings_a_place_into_the_window(acme: Database) -> None:
    async with desk(acme) as driver:
        shown = await opened(driver, Site)
        await driver.keys(*["left"] * 20, "tab")
        assert shown.spot is not None
        assert shown.view.shows(shown.spot.place)


async def test_opens_and_edits_the_place_under_the_cursor(acme: Database) -> None:
    async with desk(acme) as driver:
        await opened(driver, Site)
        await driver.keys("tab", "enter")
        await driver.is_on("RecordPage")
        await driver.sees("Old mill")
        await driver.keys("escape", "e")
        await driver.sees("Old mill  S-000002")
        await driver.is_on("FormScreen")


async def test_is_drawn_anew_when_something_moves(acme: Database) -> None:
    """Without a key: another window of the program has saved it."""
    async with desk(acme) as driver:
        await opened(driver, Site)
        await driver.sees("250 m from its edge")
        driver.app.publish(records.change(acme, Geofence, 1, {"radius": 300, "name": "Court"}))
        await driver.sees("inside Court, 300 m from its edge")


async def test_clicked(acme: Database) -> None:
    async with desk(acme) as driver:
        shown = await opened(driver, Site)
        column, row = shown.view.dot(shown.scene.spots[1 - shown.cursor].place)
        await driver.pilot.click(Map, offset=(int(column // 2), int(row // 4)))
        await driver.sees("Old mill  S-000002")


async def test_says_how_to_add_coordinates_where_there_are_none(acme: Database) -> None:
    """And e goes there."""
    async with desk(acme) as driver:
        driver.app.open_page(Site, 3)
        await driver.keys("l")
        await driver.sees("none of these places has coordinates", "Press e and fill in", "capptro set S-000003 lat=")
        await driver.keys("e")
        await driver.focuses("field-name")
        form = driver.app.screen
        for name, text in (("lat", "51.5"), ("lng", "-0.1")):
            form.query_one(f"#field-{name}").value = text
        await driver.keys("ctrl+s")
        await driver.is_on("MapScreen")
        await driver.sees("● Lost")
    assert get(acme, Site, 3)["lng"] == -0.1


async def test_from_the_palette_of_all_sites_around_the_business(acme: Database) -> None:
    async with desk(acme) as driver:
        await driver.keys("ctrl+p")
        await driver.type("map")
        await driver.keys("enter")
        await driver.sees("Around Ours", "2 sites, 1 geofence", "Depot", "Old mill")


async def test_from_a_piece_of_work_at_a_site(acme: Database) -> None:
    """The map opens with that site."""
    from capptro_tui.models.records.work_item import WorkItem

    add_work_item(acme, 1, site_id=2)
    async with desk(acme) as driver:
        shown = await opened(driver, WorkItem, 1)
        assert shown.spot is not None
        assert shown.spot.name == "Old mill"


async def test_hostile_names_are_harmless(database: Database) -> None:
    add_customer(database, "[@click=app.quit]x[/]")
    add(database, Site, customer_id=1, name="[/]\x1b[2J", lat=51.5, lng=-0.12)
    add(database, Geofence, customer_id=1, name="[link=x]", lat=51.5, lng=-0.12, radius=100)
    async with desk(database, (120, 40)) as driver:
        await opened(driver)
        await driver.sees("Map of [@click=app.quit]x[/]", "[/]␛[2J", "inside [link=x]")


async def test_a_geofence_added_on_a_sites_page_is_that_sites(acme: Database) -> None:
    """The customer is known with the site; the centre is the site's where none is typed."""
    async with desk(acme) as driver:
        driver.app.open_page(Site, 2)
        await driver.sees("Old mill")
        while driver.app.screen.part != "geofence-site_id":
            await driver.keys("right")
        await driver.keys("n")
        await driver.sees("New geofence of Acme Ltd")
        form = driver.app.screen
        for name, text in (("name", "Court"), ("radius", "80")):
            form.query_one(f"#field-{name}").value = text
        await driver.keys("ctrl+s")
        await driver.is_on("RecordPage")
    row = get(acme, Geofence, 2)
    assert (row["customer_id"], row["site_id"], row["lat"], row["radius"]) == (1, 2, 51.505, 80)


async def test_what_is_wrong_with_a_polygon_is_said_at_the_field(acme: Database) -> None:
    """And what was typed is still there."""
    crossed = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1]]]}'
    async with desk(acme) as driver:
        driver.app.open_form(Geofence, prefill={"customer_id": 1, "shape": "polygon"})
        await driver.is_on("FormScreen")
        form = driver.app.screen
        form.query_one("#field-name").value = "Field"
        form.query_one("#field-polygon").text = crossed
        await driver.pilot.pause()  # that it was changed is known before it is saved
        await driver.keys("ctrl+s")
        await driver.sees("✗ Polygon: The polygon crosses itself near 0.50000,")
        assert form.query_one("#field-polygon").text == crossed
        await driver.focuses("field-polygon")
