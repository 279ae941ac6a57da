"""Puts a database in the place of a file that is damaged or gone.

SQLite cannot restore into a file whose pages make no sense. The new file is made beside it and takes its name; no
process may have the old one open then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from capptro_tui.db.connection import soundness
from capptro_tui.db.connection.driver import FAULTS, connect_alone, explained, sqlite
from capptro_tui.db.connection.inspect import check_file
from capptro_tui.db.connection.main_file import new_generation
from capptro_tui.db.recovery import restore
from capptro_tui.errors import Damaged, Refused, Unusable
from capptro_tui.locations import beside
from capptro_tui.storage.private_files import remove, sync_folder

try:
    import fcntl
except ImportError:  # as on Windows, which replaces no file that is open
    _HAS_LOCKS = False
else:
    _HAS_LOCKS = True

if TYPE_CHECKING:
    from sqlite3 import Connection

_LOCKS_AT, _LOCKS_LENGTH = 0x40000002, 510
"""The bytes of a file that SQLite locks while it reads (https://www.sqlite.org/src/file/src/os.h, SHARED_FIRST).

With a write-ahead log, it locks them for as long as the file is open.
"""

_MOST_NEW_NUMBERS: Final = 1_000_000
"""Highest lead of a damaged file's ids over a backup's; a larger lead is taken for damage."""


def must_be_lost(path: Path) -> None:
    """Check that there is no undamaged database at a path: a backup is restored into such a one and never replaces it.

    Raises:
        MisfitLog: a log lies there that was not written for the file; the user decides about it first.
        Refused: there is an undamaged database.
    """
    try:
        if not check_file(path):
            return
        with closing(connect_alone(path)) as connection:
            if soundness.faults(connection)[0]:
                return
    except Damaged:
        return
    except FAULTS:
        return
    raise Refused(f"The database {path} is not damaged. It was left as it is.")


def must_be_closed(path: Path) -> None:
    """Check that no other process has a database open, by its locks. This process must have closed it.

    Raises:
        Refused: a process has it open.
    """
    if not _HAS_LOCKS or not path.is_file():
        return
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS_LENGTH, _LOCKS_AT)
    except (BlockingIOError, PermissionError):
        raise Refused(
            f"Another window or program has the database {path} open. Nothing was changed; close it and try again."
        ) from None
    except OSError:  # a disk without locks
        return
    finally:
        os.close(handle)


def mark_restored(draft: Path, lost: Path, mark: restore.Mark, by: str) -> None:
    """Write the mark of a restore into a file, and raise its id counters above the ids that the lost file used.

    Args:
        draft: a sound database of the newest schema that nobody else uses.
        lost: the file whose place it will take; it may be damaged or not there.
        mark: the mark of the restore.
        by: login of the user who restores.

    Raises:
        Unusable: the draft cannot be written.
    """
    try:
        with closing(sqlite.connect(draft, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            known = dict.fromkeys(_tables(connection), 0)
            known |= dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
            soundness.set_next_ids(connection, _plausible(_numbers(lost, known), known))
            connection.execute("UPDATE database_file SET restore_id = ?, restored_at = ?, restored_from = ?", [*mark])
            restore.note_in_journal(connection, mark, by)
            connection.execute(f"PRAGMA user_version = {new_generation()}")
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = DELETE")
    except FAULTS as error:
        raise explained(error, draft) from None


def take_place(draft: Path, path: Path, keep: Callable[[Path, str], None]) -> None:
    """Give a file the name of a database, and set aside the files that are there.

    A log that was left at that name would be replayed into the new file, so it goes first. If the process is killed in
    between, the damaged file is still there, and all its files have been kept.

    Args:
        draft: the new file, in the same folder.
        path: path of the database.
        keep: keeps a file under another name; it takes the file and its suffix after the database's name.

    Raises:
        OSError: something cannot be written; the file is still there.
    """
    main, log, shared, journal = beside(path)
    for one in (main, log, journal):
        if one.exists():
            keep(one, one.name.removeprefix(path.name))
    for one in (log, journal, shared):
        if not remove(one) and one.exists():
            raise OSError(None, f"{one.name} cannot be removed")
    os.replace(draft, path)
    sync_folder(path.parent)


def _tables(connection: Connection) -> list[str]:
    """Return names of the tables that never give an id twice."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    return [row[0] for row in found]


def _numbers(lost: Path, tables: Collection[str]) -> dict[str, int]:
    """Return table to the highest id that was ever given in it, as far as a damaged file can be read."""
    if not lost.is_file():
        return {}
    with suppress(Unusable, *FAULTS), closing(connect_alone(lost)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # read a partly damaged schema too
        return {table: _highest(connection, table) for table in tables}
    return {}


def _highest(connection: Connection, table: str) -> int:
    queries = (
        "SELECT seq FROM sqlite_sequence WHERE name = ?1",
        f'SELECT max(id) FROM "{table}" WHERE ?1 NOTNULL',
        "SELECT max(row_id) FROM change WHERE record = ?1",
    )
    found = [0]
    for query in queries:
        with suppress(*FAULTS):
            found += [row[0] for row in connection.execute(query, [table]) if isinstance(row[0], int)]
    return max(found)


def _plausible(numbers: dict[str, int], known: dict[str, int]) -> dict[str, int]:
    """Return the ids that are higher than a backup's, within a plausible lead."""
    return {name: seq for name, seq in numbers.items() if known[name] < seq <= known[name] + _MOST_NEW_NUMBERS}
