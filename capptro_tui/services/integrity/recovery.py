"""Resolves a log beside a database that was not written for it.

SQLite would replay it into whichever file lies there. People decide between two ways: the file as it is, with the log
set aside, or the file with the changes of the log, if that gives a sound database. Nothing is deleted.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from pathlib import Path

from capptro_tui.db.connection import driver, soundness
from capptro_tui.db.connection.leftovers import Leftover, find_misfit
from capptro_tui.db.connection.main_file import new_generation
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.db.recovery.reckoning import reckon
from capptro_tui.errors import Refused, Unusable
from capptro_tui.locations import beside
from capptro_tui.models.schema import Schema
from capptro_tui.services.backups import set_aside
from capptro_tui.storage.temporary import temporary_name


def find_log(path: Path) -> Leftover | None:
    """Return the log beside a database that does not belong to it, or None. Raises Unusable."""
    return find_misfit(path)


def set_log_aside(path: Path) -> Path:
    """Use the database as it is: move the log into the backup folder.

    Returns:
        The new path of the log.

    Raises:
        Refused: there is no such log, or it cannot be moved.
    """
    with WriterQueue(path, "").wait_for_turn("recover"):
        return _move_aside(path, _misfit(path).path)


def apply_log(path: Path, schema: Schema) -> Path:
    """Use the database with the changes of the log, if they give a sound one.

    It is tried on copies. The file and the log as they were are kept in the backup folder.

    Args:
        path: path of the database.
        schema: its schema.

    Returns:
        The new path of the file as it was.

    Raises:
        Refused: there is no such log, or the database would not be sound; nothing was changed.
    """
    with WriterQueue(path, "").wait_for_turn("recover"):
        misfit = _misfit(path)
        if misfit.is_orphan:
            raise Refused(f"There is no database {path} to which the log could be applied.")
        trial = path.with_name(temporary_name("recovery"))
        try:
            _copy_with_log(path, misfit.path, trial)
            _replay(trial, path, schema)
            kept = set_aside.free_name(path, path.name)
            set_aside.keep(path, kept)
            os.replace(trial, path)
            _move_aside(path, misfit.path)
        except OSError as error:
            raise Refused(f"The log cannot be applied: {error.strerror}. The database was left as it is.") from None
        finally:
            _remove(trial)
    return kept


def _misfit(path: Path) -> Leftover:
    misfit = find_misfit(path)
    if misfit is None:
        raise Refused(f"Beside the database {path} lies no log that does not belong to it; nothing is to be recovered.")
    return misfit


def _remove(trial: Path) -> None:
    for path in beside(trial):
        path.unlink(missing_ok=True)


def _copy_with_log(path: Path, log: Path, trial: Path) -> None:
    """Copy a database that nobody has open, and its log, under other names."""
    suffix = log.name.removeprefix(path.name)
    for source, target in ((path, trial), (log, trial.with_name(trial.name + suffix))):
        shutil.copyfile(source, target)
        target.chmod(0o600)


def _replay(trial: Path, path: Path, schema: Schema) -> None:
    """Replay the log of a copy through SQLite. Raises Refused if the result is not sound."""
    refusal = Refused(
        f"With the changes of the log the database {path} would be damaged. It was left as it is; “capptro recover "
        "--set-aside” takes it without them."
    )
    try:
        with closing(driver.connect(trial)) as connection:
            damage, _ = soundness.faults(connection)
            if damage or soundness.broken_links(connection) or not _fits_journal(connection, schema):
                raise refusal
            connection.execute(f"PRAGMA user_version = {new_generation()}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except Unusable:
        raise refusal from None
    except driver.FAULTS:
        raise refusal from None
    with suppress(OSError), open(trial, "rb") as file:
        os.fsync(file.fileno())


def _fits_journal(connection: soundness.Connection, schema: Schema) -> bool:
    """Return whether the records agree with the journal."""
    journaled = (record for record in schema.records if record.info.journaled)
    found = (difference for record in journaled for difference in reckon(connection, record))
    return not any(one.missing or one.unexpected or one.unknown or one.changed for one in found)


def _move_aside(path: Path, log: Path) -> Path:
    aside = set_aside.free_name(path, log.name)
    try:
        os.replace(log, aside)
    except OSError as error:
        raise Refused(f"The log {log} cannot be moved to {aside}: {error.strerror}. Nothing was changed.") from None
    return aside
