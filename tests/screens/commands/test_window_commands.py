"""The framework's own commands, by the palette: a picture of the screen, and the keys at its side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.screens.commands import picture
from tests.screens.commands.test_palette import look_for
from tests.screens.desk import desk
from tests.support import add_customer


@pytest.mark.parametrize("is_folder", [True, False])
async def test_a_picture_of_the_screen_is_saved_where_the_message_says(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch, is_folder: bool
) -> None:
    monkeypatch.setenv("XDG_PICTURES_DIR", str(home / "Pictures"))
    if is_folder:
        (home / "Pictures").mkdir()
    add_customer(database, "Acme <Leeds> Ltd")
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await driver.sees("Acme")
        for count in (1, 2):
            await look_for(driver, "picture", "Save a picture of the screen")
            await driver.keys("enter")
            await driver.until(lambda count=count: len(driver.messages) == count, "the message")
        folder = home / "Pictures" if is_folder else home
        made = sorted(folder.glob("capptro *.svg"))
        assert len(made) == 2
        for path in made:
            assert any(str(path) in message.replace("\n", "") for message in driver.messages)
            assert path.stat().st_mode & 0o077 == 0
            text = path.read_text(encoding="utf-8")
            assert "Acme" in text
            assert "A&#160;command" not in text.replace(" ", "&#160;")  # the palette itself is gone
            assert set(re.findall(r"https?://[\w.]*", text)) <= {"http://www.w3.org", "https://www.textualize.io"}


async def test_a_folder_that_cannot_be_written_is_named(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "picture_folder", lambda: home / "gone")
    async with desk(database) as driver:
        await look_for(driver, "screenshot", "Save a picture of the screen")
        await driver.keys("enter")
        await driver.said(f"The picture cannot be saved in {home / 'gone'}")


async def test_the_keys_are_shown_at_the_side_and_hidden_again(database: Database) -> None:
    add_customer(database, "Acme Ltd")
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await driver.sees("Acme Ltd")
        assert "Row up" not in driver.text
        await look_for(driver, "show keys", "Show the keys")
        await driver.keys("enter")
        await driver.is_on("RecordList")
        await driver.sees("Row up", "A customer calls")
        await driver.keys("slash")
        await driver.sees_no("Row up")  # it follows the focus
        await look_for(driver, "hide keys", "Hide the keys")
        await driver.keys("enter")
        await driver.is_on("RecordList")
        await driver.sees_no("A customer calls")
