"""The picker by itself, without a form around it."""

from __future__ import annotations

import asyncio
import gc

import pytest
from textual.app import App, ComposeResult

from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choices, Choosable, PickerRows
from tests.screens.desk import PATIENCE

TOWNS = ("Derby", "Dover", "Leeds")


class PickerApp(App[None]):
    """A picker of towns. It finds nothing on the spot, so that every text is looked for in the background."""

    def compose(self) -> ComposeResult:
        yield Picker(Choices(lambda text: [Choosable(town, town) for town in TOWNS if town.startswith(text)]))


async def test_keys_that_come_at_once_leave_no_search_behind(recwarn: pytest.WarningsRecorder) -> None:
    """The search for the first is given up before it has begun."""
    app = PickerApp()
    async with app.run_test() as pilot:
        picker = app.query_one(Picker).focus()
        await pilot.pause()
        for text in ("D", "De", "Der"):
            picker.input.value = text
        async with asyncio.timeout(PATIENCE):
            while [row.text for row in picker.query_one(PickerRows).rows] != ["Derby"]:
                await pilot.pause()
    gc.collect()
    assert not [str(warning.message) for warning in recwarn if "never awaited" in str(warning.message)]
