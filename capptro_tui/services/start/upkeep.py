"""What is looked after while the desk is open: the daily backup and its second place, leftovers, dangers. For the
background: files are read and written for it."""

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
    """What a look at the backups has come to.

    Attributes:
        taken: the backup that was taken; None if none was due.
        problems: sentences for people about what is wrong.
    """

    taken: Backup | None
    problems: tuple[str, ...]


def begin(database: Database) -> list[str]:
    """Sweep what killed programs left behind; what endangers the database where it lies, sentences for people."""
    sweep_leftovers(database.path)
    return about.warnings(database.path)


def look_after_backups(database: Database) -> Looked:
    """Take a backup if the last one is a day old, and bring the second place up to date.

    Raises:
        Unusable: the database cannot be read. What else is in the way is among the problems.
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
    # Mostly it is noted with the state of the backups, but for where nothing can be written beside the database.
    is_told = not refused or any(refused in one for one in problems)
    return Looked(taken, problems if is_told else (*problems, f"No backup could be taken: {refused}"))
