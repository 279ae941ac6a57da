"""Save a rescue copy of the data that this window still reads from a database file that was moved or replaced."""

from __future__ import annotations

import asyncio
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.services.restoring import rescuing

COMMAND: Final = "Save a rescue copy"
"""Its name in the command palette."""


def hint(database: Database) -> str:
    """Return a sentence on how to save a rescue copy; "" if nothing can be saved."""
    if not rescuing.can_be_rescued(database):
        return ""
    return f"ctrl+p, “{COMMAND}”, saves what this window still holds."


async def save_copy(desk: AppActions) -> None:
    """Save a rescue copy and show its place."""
    try:
        said = await asyncio.to_thread(rescuing.save_copy, desk.database)
    except Refused as refused:
        desk.say(str(refused), severity="error")
    else:
        desk.say(said)
