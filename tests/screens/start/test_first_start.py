"""The first start: two ways to begin, nothing made before one is chosen, and what goes wrong is said."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.app import CapptroApp
from capptro_tui.db.database import Database
from capptro_tui.screens.start.first_start import locale_here
from capptro_tui.services.business import business_settings, dashboard_figures
from capptro_tui.services.history import undo
from tests.screens.desk import Driver, threads_end
from tests.support import is_sound


@asynccontextmanager
async def first_start(path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driver]:
    """The app without a database."""
    app = CapptroApp(path, None)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.is_on("FirstStart")
        yield driver
    await threads_end(app)
    app.close_database()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database will be; its folder is not there yet."""
    return tmp_path / "data" / "desk.db"


async def test_it_welcomes_and_says_where_the_file_will_be(path: Path) -> None:
    async with first_start(path, (120, 40)) as driver:
        await driver.sees("C a p p t r o", "Look around", "Start empty", "kept in one file", path.name)
    assert not path.parent.exists()


async def test_the_home_folder_is_written_short(home: Path) -> None:
    async with first_start(home / "data" / "desk.db") as driver:
        await driver.sees("~/data/desk.db")


@pytest.mark.parametrize("keys", [["1"], ["down", "up", "enter"]])
async def test_looking_around_fills_in_the_sample_business(path: Path, keys: list[str]) -> None:
    async with first_start(path) as driver:
        await driver.keys(*keys)
        await driver.is_on("Dashboard")
        database = driver.app.database
        assert dashboard_figures.counts(database)["customers"] > 30
        assert business_settings.settings(database)["business_name"]
        undo.undo(database)
        assert dashboard_figures.is_empty(database)
    assert is_sound(path)


async def test_the_mouse_chooses(path: Path) -> None:
    async with first_start(path) as driver:
        await driver.pilot.click("OfferRow")
        await driver.is_on("Dashboard")
    assert path.exists()


async def test_starting_empty_asks_for_the_name_and_nothing_else_is_needed(path: Path) -> None:
    async with first_start(path) as driver:
        await driver.keys("2")
        await driver.focuses("business_name")
        await driver.sees("Business name", "Region and language")
        await driver.sees_no("Look around")
        await driver.type("Quay 12")
        await driver.keys("enter")
        await driver.focuses("locale")
        await driver.keys(*["backspace"] * 5)
        await driver.type("fr_FR")
        await driver.keys("enter")
        await driver.is_on("Dashboard")
        database = driver.app.database
        row = business_settings.settings(database)
        assert (row["business_name"], row["region"], row["currency"]) == ("Quay 12", "FR", "EUR")
        assert dashboard_figures.is_empty(database)
        await driver.sees("Quay 12")


@pytest.mark.parametrize("keys", [["2", "ctrl+s"], ["down", "enter", "enter", "enter"]])
async def test_the_name_may_stay_empty(path: Path, keys: list[str]) -> None:
    async with first_start(path) as driver:
        for key in keys:
            await driver.keys(key)
        await driver.is_on("Dashboard")
        row = business_settings.settings(driver.app.database)
        assert (row["business_name"], row["region"]) == ("", "GB")


async def test_a_hostile_name_is_stored_as_typed_and_shown_harmlessly(path: Path) -> None:
    async with first_start(path) as driver:
        await driver.keys("2")
        await driver.focuses("business_name")
        driver.app.focused.value = "[@click=app.quit]x\x1b[2J"  # type: ignore[union-attr]
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
        assert business_settings.settings(driver.app.database)["business_name"] == "[@click=app.quit]x\x1b[2J"
        await driver.sees("[@click")
        assert "\x1b" not in driver.text


async def test_esc_goes_back_to_the_choice_and_then_leaves_without_a_file(path: Path) -> None:
    async with first_start(path) as driver:
        await driver.keys("2")
        await driver.focuses("business_name")
        await driver.keys("escape")
        await driver.sees("Look around")
        await driver.sees_no("Business name")
        await driver.keys("escape")
        await driver.until(lambda: driver.app.return_code == 0 and not driver.app.is_running, "the end")
    assert not path.parent.exists()


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_leaving_makes_nothing(path: Path, key: str) -> None:
    async with first_start(path) as driver:
        await driver.keys(key)
        await driver.until(lambda: not driver.app.is_running, "the end")
    assert not path.parent.exists()


async def test_what_goes_wrong_is_said_and_one_may_try_again(path: Path) -> None:
    path.parent.write_text("a file in the way")
    async with first_start(path) as driver:
        await driver.keys("1")
        await driver.sees("✗ The database", "cannot be reached", "Look around")
        path.parent.unlink()
        await driver.keys("1")
        await driver.is_on("Dashboard")


async def test_what_goes_wrong_while_naming_loses_nothing(path: Path) -> None:
    path.parent.write_text("a file in the way")
    async with first_start(path) as driver:
        await driver.keys("2")
        await driver.focuses("business_name")
        await driver.type("Quay")
        await driver.keys("ctrl+s")
        await driver.sees("✗ The database", "cannot be reached", "Quay")
        path.parent.unlink()
        await driver.keys("ctrl+s")
        await driver.is_on("Dashboard")
        assert business_settings.settings(driver.app.database)["business_name"] == "Quay"


async def test_a_file_that_came_meanwhile_is_not_touched(path: Path) -> None:
    async with first_start(path) as driver:
        path.parent.mkdir()
        path.write_text("something else")
        await driver.keys("1")
        await driver.until(lambda: "is not a customer database" in " ".join(driver.text.split()), "the reason")
    assert path.read_text() == "something else"


async def test_keys_while_it_is_being_made_do_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    go_on = threading.Event()
    create = Database.create

    def slow(where: Path, **options: Any) -> Database:
        made.append(where)
        go_on.wait(20)
        return create(where, **options)

    monkeypatch.setattr(Database, "create", slow)
    async with first_start(path) as driver:
        await driver.keys("1")
        await driver.sees("Filling in the sample business…")
        await driver.keys("1", "2", "enter", "escape", "ctrl+s")
        await driver.sees("Look around")
        go_on.set()
        await driver.is_on("Dashboard")
    assert made == [path]


async def test_there_is_no_palette_and_no_help_before_there_is_a_database(path: Path) -> None:
    async with first_start(path) as driver:
        await driver.keys("ctrl+p", "f1", "w", "u")
        assert type(driver.app.screen).__name__ == "FirstStart"


async def test_it_fits_a_phone(path: Path) -> None:
    async with first_start(path, (40, 20)) as driver:
        await driver.sees("C a p p t r o", "Look around", "Start empty", "esc Quit")
        await driver.keys("2")
        await driver.sees("Business name", "Region and language", "Start")


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("de_AT.UTF-8", "de_AT"), ("en_US", "en_US"), ("C.UTF-8", "en_GB"), ("", "en_GB"), ("POSIX", "en_GB"),
        ("sr_RS@latin", "sr_RS"), ("pt_BR.UTF-8", "pt_BR"), ("xx_YY", "en_GB"),
    ],
)  # fmt: skip
def test_the_locale_is_that_of_the_computer(language: str, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", language)
    assert locale_here() == locale
