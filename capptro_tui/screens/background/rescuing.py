"""Saving what this window still holds of a database whose file was moved, removed or replaced."""

from __future__ import annotations

import asyncio
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.screens.desk import Desk
from capptro_tui.services.restoring import rescuing

COMMAND: Final = "Save a rescue copy"
"""What the command palette calls it."""


def hint(database: Database) -> str:
    """What to do about what this window still holds; empty if it holds nothing that could be saved."""
    if not rescuing.can_be_rescued(database):
        return ""
    return f"ctrl+p, “{COMMAND}”, saves what this window still holds."


async def save_copy(desk: Desk) -> None:
    """Save a copy of what this window still reads, and say where."""
    try:
        said = await asyncio.to_thread(rescuing.save_copy, desk.database)
    except Refused as refused:
        desk.say(str(refused), severity="error")
    else:
        desk.say(said)
