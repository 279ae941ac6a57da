"""Takes backups: once a day, before changes that are hard to take back, and on request."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from capptro_tui.db.connection.backup import copy_database, name_backup
from capptro_tui.db.connection.reader import DataVersion, read_version
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.read import rows
from capptro_tui.db.recovery.backup_file import read_documents, read_file_version, read_second_place
from capptro_tui.errors import Refused, Unusable
from capptro_tui.locations import backup_folder, document_folder
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.backups import documents
from capptro_tui.services.backups.store import Backup, list_backups, local_backups, thin
from capptro_tui.storage.place import answered
from capptro_tui.storage.private_files import NewFile, make_folder

A_DAY: Final = timedelta(days=1)
"""Age of the newest backup after which the daily one is due."""

MANY: Final = 1000
"""Least number of records in a bulk change for which a backup is taken first."""

_STATE = "state.json"


@dataclass(frozen=True, slots=True)
class State:
    """The result of the last attempt to take a backup. An empty problem means that it went well.

    Attributes:
        problem: why no backup was made, a sentence for people.
        second_at: local time of the last copy to the second place, ISO 8601; "" for never.
        second_problem: why there was no copy to the second place, a sentence for people.
    """

    problem: str = ""
    second_at: str = ""
    second_problem: str = ""


def take_backup(database: Database, reason: str) -> Backup:
    """Take a backup, copy it to the second place, and thin the backups in both.

    A missing second place is noted, and no reason to refuse.

    Args:
        database: the database to copy. It may be written to meanwhile.
        reason: a key of `store.REASONS`.

    Raises:
        Refused: there is no room, or the database is damaged. That is noted too.
    """
    folder = backup_folder(database.path)
    with WriterQueue(database.path, database.by[0], "-backup-queue").wait_for_turn("backup"):
        state = read_state(database.path)
        try:
            made = database.copy(folder / name_backup(database.path, database.now(), reason))
        except Refused as refused:
            _write_state(database.path, State(str(refused), state.second_at, state.second_problem))
            raise
        pool, own = documents.pool(folder, database.path), Files(database.path)
        with suppress(Refused):  # contents stay where they are; `attachments.sweep` keeps those that a backup names
            documents.copy_contents(read_documents(made), [own], pool, link=True)
        at, problem = _update_second(database, state, made)
        _thin(folder, database.path)
        _write_state(database.path, State("", at, problem))
    return next(backup for backup in local_backups(database.path) if backup.path == made)


def take_backup_before(database: Database, reason: str) -> None:
    """Take a backup unless the newest one is up to date. Raises Refused if it fails."""
    if _version_in(newest_backup(database)) != read_version(database):
        take_backup(database, reason)


def backup_before_import(database: Database) -> None:
    """Take a backup before an import, unless the newest one is up to date or there is nothing yet to lose.

    Raises Refused if it fails.
    """
    if is_unsaved(database, newest_backup(database)):
        take_backup(database, "before-import")


def take_daily_backup(database: Database) -> Backup | None:
    """Take a backup if the newest one is a day old and the database has changed since; else return None.

    Raises Refused.
    """
    newest = newest_backup(database)
    if newest and database.now() - newest.taken < A_DAY:
        return None
    return take_backup(database, "daily") if is_unsaved(database, newest) else None


def newest_backup(database: Database) -> Backup | None:
    """Return the newest backup beside a database, without those dated into the future by a clock that was ahead."""
    return next((backup for backup in local_backups(database.path) if backup.taken <= database.now()), None)


def is_unsaved(database: Database, newest: Backup | None) -> bool:
    """Return whether the database has changed since the newest backup. Raises Unusable."""
    version = read_version(database)
    return bool(version[1]) and _version_in(newest) != version


def update_second_place(database: Database) -> None:
    """Copy the newest backup to the second place, which may have been missing at its time, or chosen since.

    A problem is noted, and no reason to refuse.
    """
    folder, newest = second_folder(database), newest_backup(database)
    if folder is None or newest is None:
        return
    with WriterQueue(database.path, database.by[0], "-backup-queue").wait_for_turn("backup"):
        state = read_state(database.path)
        at, problem = _update_second(database, state, newest.path)
        if (at, problem) != (state.second_at, state.second_problem):
            _write_state(database.path, State(state.problem, at, problem))


def is_folder(path: Path) -> bool:
    """Return whether there is such a folder; False if a server does not answer in time."""
    return answered(lambda: os.path.isdir(path), False)


def is_file(path: Path) -> bool:
    """Return whether there is such a file; False if a server does not answer in time."""
    return answered(lambda: os.path.isfile(path), False)


def copy_to(database: Database, target: Path) -> Path:
    """Copy the database and its documents to a file chosen by the user, such as one on a stick.

    Args:
        database: the database to copy.
        target: the file to make, or a folder for a file of the usual name.

    Returns:
        The path of the copy; its documents are in the folder beside it.

    Raises:
        Refused: a file of that name is there, or there is no room.
    """
    target = target.expanduser().absolute()
    if target.is_dir():
        target /= name_backup(database.path, database.now(), "by-hand")
    if target.exists() or target.is_symlink():
        raise Refused(f"{target} is there already. Name another file; nothing is overwritten.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}. Make it first.")
    made = database.copy(target)
    hashes = read_documents(made)
    if hashes:
        store = Files(made, document_folder(made))
        make_folder(store.folder)
        documents.copy_contents(hashes, _stores(database.path), store)
    return made


def second_folder(database: Database) -> Path | None:
    """Return the backup folder in the second place; None if no second place is chosen."""
    named = str((rows.one(database, Settings, 1) or {}).get("second_backup_folder") or "")
    return _folder_in(named, database.guard.database_id, database.path)


def second_folder_named_in(backup: Path, database: Path) -> Path | None:
    """Return the backup folder in the second place for a database that cannot be opened, from one of its backups."""
    try:
        named, database_id = read_second_place(backup)
    except Unusable:
        return None
    return _folder_in(named, database_id, database)


def _folder_in(named: str, database_id: str, database: Path) -> Path | None:
    """Return a database's folder in a second place.

    Its name is unique: two databases of one name may share the place.
    """
    if not named or not database_id:
        return None
    mark = f"{crc32(database_id.encode()):08x}"
    try:
        return Path(named).expanduser() / f"{database.name}-{mark}-backups"
    except RuntimeError:  # there is no such user's home folder
        return None


def read_state(path: Path) -> State:
    """Return the result of the last attempt to take a backup of a database."""
    try:
        found: dict[str, Any] = json.loads((backup_folder(path) / _STATE).read_text(encoding="utf-8"))
        return State(*(str(found[name]) for name in State.__slots__))
    except (OSError, ValueError, KeyError, TypeError):
        return State()


def _write_state(path: Path, state: State) -> None:
    folder = backup_folder(path)
    with suppress(OSError):  # the state is only for messages
        make_folder(folder)
        with NewFile(folder, "state") as made:
            made.file.write(json.dumps(asdict(state)).encode())
            made.finish()
            made.replace(folder / _STATE)


def _stores(path: Path) -> list[Files]:
    """Return the stores that may have the contents of a database's documents."""
    return [Files(path), documents.pool(backup_folder(path), path)]


def _update_second(database: Database, state: State, made: Path) -> tuple[str, str]:
    """Copy a backup and its documents to the second place.

    Returns:
        Local time of the last copy there, ISO 8601, and a sentence about a problem; "" for each that there is none.
    """
    folder = second_folder(database)
    if folder is None:
        return "", ""
    if not is_folder(folder.parent):
        return state.second_at, f"The second place for backups, {folder.parent}, is not there."
    try:
        is_new = not _is_same(made, folder / made.name)
        if is_new:
            copy_database(made, folder / made.name, is_backup=True)
        pool = documents.pool(folder, database.path)
        documents.copy_contents(read_documents(made), _stores(database.path), pool)
        _thin(folder, database.path)
    except Refused as refused:
        return state.second_at, str(refused)
    return database.now().isoformat(timespec="seconds") if is_new else state.second_at, ""


def _is_same(backup: Path, copy: Path) -> bool:
    """Return whether a copy of a backup is there: one of the same size, for a copy under its final name is whole."""
    try:
        return is_file(copy) and copy.stat().st_size == backup.stat().st_size
    except OSError:
        return False


def _thin(folder: Path, database: Path) -> None:
    """Thin the backups of a folder, and remove the documents that no remaining one names."""
    backups = list_backups(folder)
    if not thin(backups):
        return
    needed: set[str] = set()
    for backup in list_backups(folder):
        try:
            needed |= read_documents(backup.path)
        except Refused:
            return  # its documents are not known
    with suppress(Refused):
        documents.pool(folder, database).remove_unneeded(needed, datetime.now().timestamp())


def _version_in(backup: Backup | None) -> DataVersion | None:
    """Return the version of the records in a backup; None if there is none that can be read."""
    if backup is None:
        return None
    try:
        return read_file_version(backup.path)
    except Unusable:
        return None
