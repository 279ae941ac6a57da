"""The stored backups: their names, their folders, and which of them are kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from capptro_tui.db.connection.backup import STAMP
from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder
from capptro_tui.models.types.moment_texts import moment_text
from capptro_tui.storage.private_files import remove
from capptro_tui.text.patterns import pattern

DAYS, WEEKS, MONTHS = 7, 5, 12
"""The newest backup of so many days, weeks and months is kept; that of each year for ever."""

SHARE: Final = 0.1
"""The share of a disk that backups may fill."""

SALVAGED: Final = "salvaged"

REASONS: Final = {
    "daily": "daily",
    "by-hand": "on request",
    "before-upgrade": "before a new version",
    "before-restore": "before a restore",
    "before-emptying": "before emptying the trash",
    "before-bulk": "before changing many",
    "before-import": "before an import",
    "before-removing": "before removing rules",
    SALVAGED: "saved of a damaged file",
}
"""Reason of a backup, as it is in the file's name, to its words for people."""

_NAME = pattern(rf".+-(?P<taken>\d{{8}}-\d{{6}})-(?P<reason>{'|'.join(REASONS)})( \(\d+\))?\.\w+")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: a database file whose name has the time and the reason.

    Attributes:
        path: path of the file.
        taken: local time.
        reason: a key of `REASONS`.
        size: bytes.
    """

    path: Path
    taken: datetime
    reason: str
    size: int

    @property
    def why(self) -> str:
        """The reason, in words for people."""
        return REASONS.get(self.reason, self.reason)

    @property
    def taken_text(self) -> str:
        """The time, in words for people."""
        return moment_text(self.taken.isoformat(timespec="minutes"))


def list_backups(folder: Path, stem: str = "") -> list[Backup]:
    """Return the backups in a folder, newest first.

    Args:
        folder: the folder; it may be missing.
        stem: prefix of the backups' names, if backups of other databases may lie there too.
    """
    try:
        found = [_read(path) for path in folder.iterdir() if path.name.startswith(stem)]
    except OSError:
        return []
    return sorted(
        (backup for backup in found if backup), key=lambda backup: (backup.taken, backup.path.name), reverse=True
    )


def local_backups(database: Path) -> list[Backup]:
    """Return the backups beside a database, newest first."""
    return list_backups(backup_folder(database))


def thin(backups: list[Backup]) -> list[Backup]:
    """Remove the backups that the plan does not keep, and the oldest ones if all take too much of the disk.

    Args:
        backups: all backups in one folder, newest first.

    Returns:
        The removed ones.
    """
    kept = _planned(backups)
    allowed = _room(backups)
    gone = []
    for place, backup in reversed(list(enumerate(backups))):
        total = sum(other.size for other in backups[: place + 1] if other in kept)
        if place and (backup not in kept or total > allowed):
            kept.discard(backup)
            if remove(backup.path):
                gone.append(backup)
    return gone


def find_backup(database: Path, name: str) -> Path:
    """Return the path of a backup given by its path or its name alone. Raises Refused if there is none."""
    given = Path(name).expanduser()
    for path in (given, backup_folder(database) / name):
        if path.is_file():
            return path.resolve()
    raise Refused(f"There is no backup {name[:200]}. “capptro backups” lists those of this database.")


def _read(path: Path) -> Backup | None:
    named = _NAME.fullmatch(path.name)
    if named is None:
        return None
    try:
        seen, taken = path.lstat(), datetime.strptime(named["taken"], STAMP)
    except (OSError, ValueError):
        return None
    return Backup(path, taken, named["reason"], seen.st_size) if path.is_file() and not path.is_symlink() else None


def _planned(backups: list[Backup]) -> set[Backup]:
    """Return the backups that the plan keeps: all of the last day, and the newest of each day, week, month and year."""
    kept = {backup for backup in backups if backup.taken > backups[0].taken - timedelta(days=1)}
    for key, most in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS), ("%Y", None)):
        kept.update(_newest_of_each(backups, key, most))
    return kept


def _newest_of_each(backups: list[Backup], key: str, most: int | None) -> Iterable[Backup]:
    """Return the newest backup of each of the last periods; `key` is the period as a format of `strftime`."""
    newest: dict[str, Backup] = {}
    for backup in backups:
        newest.setdefault(backup.taken.strftime(key), backup)
    return list(newest.values())[:most]


def _room(backups: list[Backup]) -> float:
    """Return the bytes that the backups of a folder may take."""
    if not backups:
        return 0
    try:
        return shutil.disk_usage(backups[0].path.parent).total * SHARE
    except OSError:
        return float("inf")
