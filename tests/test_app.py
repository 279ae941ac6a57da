"""The app itself: the keys of the config file, the theme, and what happens when the program has a fault."""

from __future__ import annotations

import pytest

from capptro_tui.app import CapptroApp
from capptro_tui.config import DARK, LIGHT, Config, read_config, write_theme
from capptro_tui.db.database import Database
from capptro_tui.locations import config_path, log_path
from capptro_tui.screens.commands.key_options import with_usable_keys
from capptro_tui.screens.lists.record_list import RecordList
from tests.screens.desk import Driver, desk
from tests.support import add_customer


async def test_keys_can_be_changed_by_their_names(database: Database) -> None:
    app = CapptroApp(database.path, database, Config(keys={"new": "a", "work_item": "w,ctrl+n"}))
    async with app.run_test() as pilot:
        driver = Driver(app, pilot)
        await driver.keys("2")
        await driver.sees("No customers yet")
        await driver.keys("a")
        await driver.sees("New customer")
        await driver.keys("escape", "ctrl+n")
        await driver.sees("New work item")


async def press_n(database: Database) -> None:
    """Press n in the list of customers, and wait for the fault that follows."""
    async with desk(database, tab="customer") as driver:
        await driver.sees("Secret Customer")
        await driver.keys("n")
        await driver.has_ended(1)


async def test_a_fault_says_one_sentence_and_puts_no_data_into_the_log(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_customer(database, "Secret Customer Ltd")

    def broken(self: RecordList) -> None:
        raise RuntimeError(f"cannot handle {self.table.row}")

    monkeypatch.setattr(RecordList, "action_new", broken)
    with pytest.raises(RuntimeError):
        await press_n(database)
    log = log_path().read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "Secret" not in log
    said = capsys.readouterr().err
    assert "Something went wrong: RuntimeError" in said
    assert "Traceback" not in said
    assert "Secret" not in said


def test_the_theme_is_kept_and_the_rest_of_the_config_stays() -> None:
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text('# my own\n[keys]\nnew = "a"\n', encoding="utf-8")
    write_theme(path, LIGHT)
    assert read_config(path) == Config(LIGHT, {"new": "a"})
    assert "# my own" in path.read_text(encoding="utf-8")


async def test_what_is_wrong_in_the_config_is_said_at_the_start_and_in_the_settings(database: Database) -> None:
    """The rest of it works: a key that is right does what it should."""
    text = 'them = "x"\n[keys]\nnwe = "n"\nnew = "insert,shift+a"\nedit = "d"\n'
    config_path().parent.mkdir(parents=True)
    config_path().write_text(text, encoding="utf-8")
    sentences = (
        "there is no option “them”. Perhaps “theme” is meant.",
        "there is no “nwe”. Perhaps “new” is meant.",
        "no terminal sends “shift+a”: write “A”.",
        "“d” is the key of “delete”",
    )
    add_customer(database, "Acme")
    app = CapptroApp(database.path, database, with_usable_keys(read_config(config_path())))
    async with app.run_test(size=(120, 40)) as pilot:
        driver = Driver(app, pilot)
        for sentence in sentences:
            await driver.said(sentence)
        app.switch_mode("settings")
        await driver.is_on("SettingsScreen")
        await driver.sees(*(sentence[:30] for sentence in sentences))
        app.switch_mode("customer")
        await driver.is_on("RecordList")
        await driver.keys("insert")
        await driver.is_on("FormScreen")
        await driver.keys("escape")
        await driver.is_on("RecordList")
        await driver.keys("e")
        await driver.sees("C-000001")
        await driver.is_on("FormScreen")
    app.drafts.kept.close()


async def test_a_config_that_cannot_be_understood_does_not_stop_the_desk(database: Database) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("theme = [", encoding="utf-8")
    app = CapptroApp(database.path, database, with_usable_keys(read_config(config_path())))
    async with app.run_test() as pilot:
        driver = Driver(app, pilot)
        await driver.said("cannot be understood")
        await driver.is_on("Dashboard")
        assert app.theme == DARK
    app.drafts.kept.close()
