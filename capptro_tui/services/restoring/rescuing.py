"""Saves a copy of an open database whose file was moved, removed or replaced."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.db.recovery import rescue


def can_be_rescued(database: Database) -> bool:
    """Return whether the opened file can still be read, although it is no longer at its path."""
    return rescue.can_be_rescued(database)


def save_copy(database: Database) -> str:
    """Save a copy of the data that can still be read; return a sentence with its path. Raises Refused."""
    saved = rescue.rescue(database)
    what = "Everything that this window holds" if saved.is_complete else "What could still be read, not all of it,"
    return f"{what} is saved in {saved.path}. Close this window, put the right file back, and start again."
