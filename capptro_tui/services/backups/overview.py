"""The state of the backups, for people: their list, the age of the newest, and problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.db.files import MEGABYTE
from capptro_tui.db.recovery.backup_file import count_records
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.moment_texts import time_text
from capptro_tui.services.backups import taking
from capptro_tui.services.backups.store import Backup, list_backups, local_backups
from capptro_tui.services.backups.taking import State
from capptro_tui.storage.place import answered

TOO_OLD: Final = timedelta(days=2)
"""Age of the newest backup from which on a warning is shown, if anything was written since."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of a database's backups.

    Attributes:
        backups: the backups in both places, newest first.
        newest: the newest one beside the database.
        second: the folder chosen as the second place; None for none.
        second_newest: the newest one there.
        state: result of the last attempt.
        problems: sentences for people about problems; empty if all is well.
    """

    backups: list[Backup]
    newest: Backup | None
    second: Path | None
    second_newest: Backup | None
    state: State
    problems: tuple[str, ...]


def read_overview(database: Database) -> Overview:
    """Read the state of a database's backups; takes a while, so it runs in the background. Raises Unusable."""
    folder = taking.second_folder(database)
    there: list[Backup] = answered(lambda: list_backups(folder), []) if folder else []
    both = sorted([*local_backups(database.path), *there], key=lambda backup: backup.taken, reverse=True)
    newest, state = taking.newest_backup(database), taking.read_state(database.path)
    problems = tuple(_problems(database, newest, folder, state))
    return Overview(both, newest, folder.parent if folder else None, next(iter(there), None), state, problems)


def backups_of_lost(database: Path) -> list[Backup]:
    """Return the backups of a database that cannot be opened, newest first.

    They are those beside it, and those in the second place that the newest readable one names.
    """
    local = local_backups(database)
    second = next((found for backup in local if (found := taking.second_folder_named_in(backup.path, database))), None)
    there: list[Backup] = answered(lambda: list_backups(second), []) if second else []
    return sorted([*local, *there], key=lambda backup: backup.taken, reverse=True)


def newest_told(newest: Backup | None, now: datetime) -> str:
    """Return the day of the newest backup, for people: `today 09:00`, `3 days ago`; `none yet`."""
    if newest is None:
        return "none yet"
    days = (now.date() - newest.taken.date()).days
    if days < 1:
        return f"today {time_text(newest.taken.isoformat())}"
    return f"yesterday {time_text(newest.taken.isoformat())}" if days == 1 else f"{days:,} days ago"


def size_told(size: int) -> str:
    """Return the size of a file, for people: `12.3 MB`."""
    return f"{size / MEGABYTE:,.1f} MB" if size < 100 * MEGABYTE else f"{size / MEGABYTE:,.0f} MB"


def count_in(schema: Schema, backup: Backup) -> dict[RecordType, int]:
    """Return the number of customers and work items in a backup; {} if it cannot be read."""
    try:
        return count_records(backup.path, [record for record in schema.numbered if record.info.is_main])
    except Refused:
        return {}


def once_each(backups: list[Backup]) -> list[Backup]:
    """Return the backups in their order without second copies of the same one.

    Of two copies of the same name the first one in the list is kept.
    """
    return list({backup.path.name: backup for backup in reversed(backups)}.values())[::-1]


def _problems(database: Database, newest: Backup | None, second: Path | None, state: State) -> Iterator[str]:
    if state.problem:
        yield f"No backup could be taken: {state.problem}"
    elif newest and database.now() - newest.taken > TOO_OLD and taking.is_unsaved(database, newest):
        days = (database.now() - newest.taken).days
        yield f"The last backup is {days} days old, and something was written since."
    if second and not taking.is_folder(second.parent):
        yield f"The second place for backups, {second.parent}, is not there."
    elif second and state.second_problem:
        yield f"The second place for backups was not brought up to date: {state.second_problem}"
