"""Rules of other programs (triggers and views) in a database that has to be brought up to date: removed before that.

From a database of the newest schema a check removes them (`check.py`).
"""

from __future__ import annotations

from pathlib import Path

from capptro_tui.db.database import Database
from capptro_tui.errors import ForeignStructures


def remove_from_older(path: Path) -> Path | None:
    """Remove the rules of other programs from an older database, which cannot be opened with them.

    Returns:
        A checked backup of the database as it was; None where it can be opened as it is.

    Raises:
        Unusable: the database cannot be used, or there is no room; nothing was changed.
    """
    try:
        Database.open(path).close()
    except ForeignStructures:
        from capptro_tui.db.migrate import remove_foreign

        return remove_foreign(path)
    return None
