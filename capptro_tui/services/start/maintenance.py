"""Maintenance while the program is open: the daily backup and its second place, leftovers, warnings.

It reads and writes files, so it runs in the background.
"""

from __future__ import annotations

from dataclasses import dataclass

from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced, Refused
from capptro_tui.services.backups import overview, taking
from capptro_tui.services.backups.store import Backup
from capptro_tui.services.start import about
from capptro_tui.storage.leftovers import sweep_leftovers


@dataclass(frozen=True, slots=True)
class Looked:
    """The result of a look at the backups.

    Attributes:
        taken: the backup that was taken; None if none was due.
        problems: sentences for people about problems.
    """

    taken: Backup | None
    problems: tuple[str, ...]


def begin(database: Database) -> list[str]:
    """Remove leftovers of killed programs; return warnings for people about the database's folder."""
    sweep_leftovers(database.path)
    return about.warnings(database.path)


def look_after_backups(database: Database) -> Looked:
    """Take a backup if the last one is a day old, and bring the second place up to date.

    Raises:
        Unusable: the database cannot be read. Other errors are among the problems.
    """
    taken, refused = None, ""
    try:
        taken = taking.take_daily_backup(database)
        taking.update_second_place(database)
    except FileReplaced:
        raise
    except Refused as error:
        refused = str(error)
    problems = overview.read_overview(database).problems
    # Usually the error is in the state of the backups, but not if nothing can be written beside the database.
    is_told = not refused or any(refused in one for one in problems)
    return Looked(taken, problems if is_told else (*problems, f"No backup could be taken: {refused}"))
