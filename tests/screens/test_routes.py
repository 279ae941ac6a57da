"""Every screen has its line in the table of routes, opens by it, and is offered by the palette and named by help."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.screen import ModalScreen, Screen

from capptro_tui import screens
from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.preparing import ReadingChoices, ReadingWatch, look_at, prepare
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.screens.commands.help import key_groups
from capptro_tui.screens.commands.key_options import key_options
from capptro_tui.screens.commands.palette import commands
from capptro_tui.screens.importing.import_job import ImportJob
from capptro_tui.screens.routes import ROUTES, Needs, Route
from capptro_tui.services.backups import taking
from capptro_tui.services.documents import attachments
from capptro_tui.services.duplicates import duplicates
from capptro_tui.services.history import trash
from capptro_tui.services.start.desk_start import DeskStart, Question
from capptro_tui.services.submissions.receiving import Sent, receive
from tests.screens.desk import Driver, desk
from tests.support import add, add_customer

BASES = {"BrowseScreen", "DeskScreen", "FormState", "ImportStep", "PageKeys", "ResumableScreen", "UnsavedScreen"}
"""Classes that other screens are made from."""

ARGUMENTS: dict[str, Callable[[Database], tuple[Any, ...]]] = {
    "list": lambda _: (Customer,),
    "page": lambda _: (Order, 1),
    "customer page": lambda _: (1,),
    "document page": lambda _: (1,),
    "order page": lambda _: (1,),
    "public form page": lambda _: (1,),
    "submission page": lambda _: (1,),
    "statement": lambda _: (1,),
    "form": lambda _: (Customer,),
    "attach": lambda _: (Customer, 1),
    "bulk change": lambda _: (Customer, [1, 2]),
    "merge": lambda _: (1, 2),
    "merge with": lambda _: (1,),
    "confirm": lambda _: ("Sure?", ["Nothing is lost."]),
    "confirm delete": lambda database: (trash.delete(database, Customer, 1, dry_run=True),),
    "import": lambda database: (ImportJob.begin(database, Customer),),
    "import look": lambda database: (begun_import(database),),
    "import columns": lambda database: (begun_import(database),),
    "import rehearsal": lambda database: (begun_import(database),),
    "import run": lambda database: (begun_import(database),),
    "first start": lambda database: (database.path.with_name("new.db"), database.schema),
    "start question": lambda database: asked(database),
    "choose backup": lambda database: asked(database)[:1],
}
"""What each screen is opened with, by the name of its route; the others need nothing."""


def begun_import(database: Database) -> ImportJob:
    """An import whose file is read."""
    path = database.path.with_name("list.csv")
    path.write_text("Name,Phone\nQuay,01632 960101\n")
    job = ImportJob.begin(database, Customer)
    job.choose_file(path)
    job.take_look(look_at(database, Customer, path, ReadingChoices()))
    assert job.look is not None
    job.prepared = prepare(database, Customer, job.look, None, ReadingWatch())
    return job


def asked(database: Database) -> tuple[DeskStart, Question]:
    """The question of a start where a database is gone, and its backups are there."""
    path = database.path.with_name("lost.db")
    with closing(Database.create(path)) as lost:
        taking.take_backup(lost, "daily")
    path.unlink()
    start = DeskStart(path, path)
    question = start.open()
    assert isinstance(question, Question)
    return start, question


@pytest.fixture
def business(database: Database, home: Path) -> Database:
    for name in ("Acme Heating", "ACME Heating Ltd"):
        add_customer(database, name)
    add(database, Order, customer_id=1)
    add(database, PublicForm, name="Website", heading="Write to us")
    receive(database, [Sent("E-1", {"name": "Bea"}, {"fields": {"name": "Bea"}}, "web", "0" * 64)])
    (paper := home / "plan.txt").write_text("Mend the roof")
    attachments.attach(database, Customer, 1, [paper])
    return database


async def open_route(driver: Driver, business: Database, route: Route) -> None:
    """Open a route's screen from the list of customers."""
    if route.name == "duplicates":
        hits = duplicates.check(business, {"name": "Acme Heating"})
        driver.app.ask_duplicates(hits, saving=True, using=False, editing=False, then=lambda _: None)
    else:
        arguments = ARGUMENTS.get(route.name, lambda _: ())
        driver.app.open_screen(route.name, *arguments(business))
    await driver.is_on(route.load().__name__)
    assert type(driver.app.screen) is route.load()


async def test_every_route_opens(business: Database) -> None:
    """One after the other, each from the list of customers."""
    wrong: dict[str, str] = {}
    async with desk(business, tab="customer") as driver:
        first = driver.app.screen
        for route in ROUTES.values():
            try:
                await open_route(driver, business, route)
            except AssertionError as error:
                wrong[route.name] = str(error)
            while driver.app.screen is not first:
                if len(driver.app.screen_stack) > 1:
                    driver.app.pop_screen()
                else:
                    driver.app.switch_mode("customer")
                await driver.pilot.pause()
    assert wrong == {}


def test_every_screen_is_in_the_table() -> None:
    """A dialog is a part of the screen that asks it, and need not be."""
    for module in pkgutil.walk_packages(screens.__path__, "capptro_tui.screens."):
        importlib.import_module(module.name)
    found: set[type] = set()
    left: list[type] = [Screen]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("capptro_tui.screens.") and kind.__name__ not in BASES:
            found.add(kind)
    known = {route.load() for route in ROUTES.values()}
    assert known <= found
    assert {kind for kind in found - known if not issubclass(kind, ModalScreen)} == set()


async def test_the_palette_offers_every_screen_that_needs_nothing(database: Database) -> None:
    add_customer(database)
    async with desk(database, tab="customer") as driver:
        labels = {command.label for command in commands(driver.app.screen, driver.app)}
    titles = {route.title for route in ROUTES.values() if route.needs is Needs.NOTHING and route.name != "palette"}
    assert {title for title in titles if not {title, f"Go to {title}"} & labels} == set()


async def test_help_names_the_key_of_every_screen(database: Database) -> None:
    """Those that have a key everywhere stand in the help of the first screen, the others where their key is."""
    async with desk(database) as driver:
        groups = key_groups(driver.app.screen, {}, [label for _, label in driver.app.tabs])
        anywhere = groups["Anywhere"]
        for route in ROUTES.values():
            if route.key:
                assert route.key in anywhere[route.tooltip or route.title], route.name
    wanted = {route.opened_by for route in ROUTES.values() if route.opened_by}
    assert wanted - key_options().keys() == set()


def test_names_and_titles_are_told_apart() -> None:
    assert all(name == route.name for name, route in ROUTES.items())
    offered = [route.title for route in ROUTES.values() if route.needs is Needs.NOTHING]
    assert len(offered) == len(set(offered))
