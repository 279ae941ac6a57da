"""Takes the pictures in docs/pictures: `python -m tools.pictures`, which `make pictures` runs.

They are of the sample business on a Monday that never changes, by a person that does not exist, in a home folder of
their own: nothing of the machine is in them.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from textual.widgets import Input

from capptro_tui.app import CapptroApp
from capptro_tui.config import DARK, LIGHT, Config
from capptro_tui.db.database import Database
from capptro_tui.services.start import demo
from tests.screens.desk import Driver
from tests.snapshots.test_looks import customers, page
from tests.support import BY, Clock

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"

LARGE, SMALL = (120, 40), (80, 24)
"""Columns and lines."""

_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""A font that the picture would load from the net."""


@dataclass(frozen=True)
class Picture:
    """A picture to take.

    Attributes:
        name: name of its file, without the look.
        way: presses the keys that lead to the screen, and waits for it.
        size: columns and lines of the terminal.
    """

    name: str
    way: Callable[[Driver], Awaitable[None]]
    size: tuple[int, int] = LARGE


async def _work_of_the_customer(driver: Driver) -> None:
    await page(driver)
    await driver.keys("right")
    await driver.sees("Gas safety checks", "Completed")


async def _call(driver: Driver) -> None:
    await driver.keys("w")
    await driver.focuses("field-customer_id")
    await driver.type("kel")
    await driver.sees("+ Create “kel”")


PICTURES = (
    Picture("customers", customers),
    Picture("customer", _work_of_the_customer),
    Picture("call", _call, SMALL),
)


async def take(picture: Picture, theme: str, path: Path) -> str:
    """Take a picture with a new database at `path`; return it as SVG."""
    database = Database.create(path, by=BY, clock=Clock())
    try:
        demo.load(database)
        app = CapptroApp(path, database, Config(theme))
        app.animation_level = "none"
        async with app.run_test(size=picture.size) as pilot:
            driver = Driver(app, pilot)
            await driver.is_on("Dashboard")
            await driver.sees("Today and overdue", "Loaded the sample business")
            await picture.way(driver)
            for field in app.screen.query(Input):
                field.cursor_blink = False
            app.clear_notifications()
            await pilot.pause()
            svg = app.export_screenshot(title="Capptro")
            app.close_drafts()
    finally:
        database.close()
    lines = _FONT.sub("", svg).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip()) + "\n"


def main() -> None:
    """Take every picture in every look."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, TZ="UTC", LANG="C.UTF-8", TERM="xterm-256color", COLORTERM="truecolor")
        for name in [name for name in os.environ if name.startswith(("XDG_", "LC_", "CAPPTRO_", "TEXTUAL"))]:
            del os.environ[name]
        time.tzset()
        for picture in PICTURES:
            for look, theme in (("dark", DARK), ("light", LIGHT)):
                file = FOLDER / f"{picture.name}-{look}.svg"
                path = Path(home) / f"{file.stem}.db"
                file.write_text(asyncio.run(take(picture, theme, path)), encoding="utf-8")
                print(f"Took {file.relative_to(FOLDER.parents[1])}.")


if __name__ == "__main__":
    main()
