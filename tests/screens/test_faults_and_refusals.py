"""What is refused anywhere is said and no more; what fails in the background never takes a form with it."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Unusable
from capptro_tui.locations import log_path
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.forms.form_screen import FormScreen
from capptro_tui.screens.lists.record_list import RecordList
from capptro_tui.services.business import dashboard_figures
from capptro_tui.services.duplicates import duplicates
from capptro_tui.services.duplicates.duplicates import Duplicate
from capptro_tui.services.forms import choices
from capptro_tui.services.history import trash
from tests.screens.desk import Driver, desk
from tests.support import add_customer

BUSY = "The database is in use by another program."


def refuse(*_: Any, **__: Any) -> Any:
    raise Unusable(BUSY)


async def test_a_key_whose_action_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme")
        monkeypatch.setattr(RecordList, "action_edit", refuse)
        await driver.keys("e")
        await driver.said(BUSY)
        await driver.keys("n", "B")
        await driver.is_on("FormScreen")
        await driver.until(lambda: driver.app.screen.form.typed() == {"name": "B"})  # type: ignore[attr-defined]


async def test_a_form_that_cannot_be_opened_is_left_again(database: Database) -> None:
    """Another window has deleted the record for good."""
    add_customer(database, "Acme")
    async with desk(database, tab="customer") as driver:
        await driver.sees("Acme")
        driver.app.open_form(Customer, 4711)
        await driver.until(lambda: driver.messages)
        await driver.is_on("RecordList")
        await driver.until(lambda: len(driver.app.screen_stack) == 1)
        await driver.keys("n", "B")
        await driver.is_on("FormScreen")
    assert not log_path().exists()


async def test_a_field_whose_choices_cannot_be_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler of a widget is refused something; the widget and all that was typed stay."""
    add_customer(database, "Acme")
    async with desk(database) as driver:
        await driver.keys("w")
        await driver.is_on("FormScreen")
        await driver.type("acm")
        await driver.sees("C-000001")
        with monkeypatch.context() as patched:
            patched.setattr(choices, "obvious", refuse)
            await driver.keys("enter")
            await driver.said(BUSY)
        form = driver.app.screen.form  # type: ignore[attr-defined]
        form.focus_field("title")
        await driver.focuses("field-title")
        await driver.type("Boiler")
        await driver.keys("ctrl+s")
        await driver.said("Created work item Boiler")


async def test_a_read_in_the_background_that_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard_figures, "counts", refuse)
    async with desk(database) as driver:
        await driver.said(BUSY)
        await driver.keys("2")
        await driver.is_on("RecordList")
    assert not log_path().exists()


def fail(*_: Any, **__: Any) -> list[Duplicate]:
    secret = "Secret Customer"
    raise KeyError(secret)


async def typed_into_a_form(driver: Driver) -> FormScreen:
    await driver.keys("n")
    await driver.is_on("FormScreen")
    await driver.type("Acme")
    screen = driver.app.screen
    assert isinstance(screen, FormScreen)
    return screen


async def test_a_read_in_the_background_that_fails_while_a_form_is_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is noted by its real kind and place, without data; what was typed is saved afterwards."""
    async with desk(database, tab="customer") as driver:
        with monkeypatch.context() as patched:
            patched.setattr(duplicates, "check", fail)
            form = (await typed_into_a_form(driver)).form
            await driver.said("Something went wrong: KeyError.")
            assert form.typed() == {"name": "Acme"}
        await driver.keys("ctrl+s")
        await driver.said("Created customer Acme")
        assert driver.app.return_code in (None, 0)
    log = log_path().read_text("utf-8")
    assert "KeyError" in log
    assert f"{__file__}:" in log
    assert " fail\n" in log
    assert "WorkerFailed" not in log
    assert "Secret" not in log


async def test_a_form_in_another_tab_is_a_form_that_is_open(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await typed_into_a_form(driver)
        driver.app.switch_mode("dashboard")
        await driver.is_on("Dashboard")
        driver.app.run_worker(fail, thread=True)
        await driver.said("Something went wrong: KeyError.")


async def test_a_screen_that_cannot_show_what_was_written(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list below the form fails to look again: the form goes on."""
    monkeypatch.setattr(RecordList, "written", fail)
    async with desk(database, tab="customer") as driver:
        form = (await typed_into_a_form(driver)).form
        add_customer(database, "Bolt")
        driver.app.publish(trash.delete(database, Customer, 1))
        await driver.said("Something went wrong: KeyError.")
        assert form.typed() == {"name": "Acme"}


async def test_without_a_form_it_ends_the_program(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    async def failing() -> None:
        async with desk(database, tab="customer") as driver:
            driver.app.run_worker(fail, thread=True)
            await driver.has_ended(1)

    with pytest.raises(KeyError):
        await failing()
    assert capsys.readouterr().err.startswith("Something went wrong: KeyError.")
    assert " fail\n" in log_path().read_text("utf-8")


def test_what_a_fault_came_of_is_noted_with_it() -> None:
    from capptro_tui import faults

    def inner() -> None:
        raise LookupError("Secret")

    try:
        try:
            inner()
        except LookupError as error:
            raise RuntimeError("Secret") from error
    except RuntimeError as fault:
        said = faults.note(fault)
    log = log_path().read_text("utf-8")
    assert said.startswith("Something went wrong: RuntimeError.")
    assert "caused by LookupError" in log
    assert " inner\n" in log
    assert "Secret" not in log
