"""The business's region and language."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows


def locale(database: Database) -> str:
    """Return the region and language by which text is read and shown, such as `en_GB`."""
    return rows.locale(database)
