"""Checks of a database file before it is opened, so that a wrong file stays exactly as it was."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.connection.driver import APPLICATION_ID, FAULTS, explained
from capptro_tui.db.connection.leftovers import find_misfit
from capptro_tui.db.connection.main_file import read_main_file
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.errors import Damaged, MisfitLog, NotADatabase, Unusable

if TYPE_CHECKING:
    from sqlite3 import Connection

_SMALLEST = 512
"""Bytes of the smallest page, and so of the smallest database."""


def check_file(path: Path) -> bool:
    """Check that a file is a database of this program that may be opened; nothing is written.

    Returns:
        False if there is no file.

    Raises:
        MisfitLog: a log lies beside it that was not written for it.
        NotADatabase: the file is not ours.
        Damaged: the file is ours, and damaged.
        Unusable: it cannot be reached, or is no file.
    """
    try:
        seen = path.stat()
    except FileNotFoundError:
        _refuse_misfit(path)
        return False
    except OSError as error:
        raise Unusable(f"The database {path} cannot be reached: {error.strerror}.") from None
    if not stat.S_ISREG(seen.st_mode):
        raise Unusable(f"{path} is not a file, so it cannot be a customer database.")
    if not seen.st_size:
        message = f"The file {path} is empty (0 bytes): it is not a customer database. It was left as it is."
        raise NotADatabase(message, path)
    if seen.st_size < _SMALLEST:
        message = f"The file {path} is not a customer database, or it is damaged. It was left as it is."
        raise NotADatabase(message, path)
    header = read_main_file(path)
    if header.application_id != APPLICATION_ID:
        raise NotADatabase(f"The file {path} belongs to another program. It was left as it is.", path)
    beside = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    if not header.is_complete and not any(one.exists() for one in beside):
        raise Damaged(f"The database {path} is damaged: a part of it is missing. It was left as it is.", path)
    _refuse_misfit(path)
    return True


def is_verified(connection: Connection) -> bool:
    """Return whether the schema is unchanged since it was last verified (`foreign_structures.py`)."""
    cookie = connection.execute("PRAGMA schema_version").fetchone()[0]
    return bool(connection.execute("SELECT schema_cookie FROM database_file").fetchone()[0] == cookie)


def read_revision(connection: Connection, path: Path, head: str) -> str:
    """Return the schema revision of a database.

    Args:
        connection: a connection to it, which may be read-only.
        path: path of the file, for messages.
        head: the newest revision that this program knows.

    Raises:
        Damaged: the database does not name its revision.
        Unusable: it is from a newer version.
    """
    try:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except FAULTS as error:
        raise explained(error, path) from None
    revision = str(found[0]) if found else ""
    if not re.fullmatch("[0-9]{4}", revision) or revision < "0001":
        raise Damaged(f"The database {path} is damaged: it does not say its version. It was left as it is.", path)
    if revision > head:
        raise Unusable(
            f"The database {path} was made by a newer version of this program (schema {revision}, this one knows "
            f"{head}). It was left as it is; install the newer version."
        )
    return revision


def _refuse_misfit(path: Path) -> None:
    if find_misfit(path) is None:
        return
    # Another program may just have restarted its log. In the writers' turn nobody does.
    with WriterQueue(path, "").wait_for_turn("look at the file"):
        misfit = find_misfit(path)
    if misfit is None:
        return
    if misfit.is_orphan:
        raise MisfitLog(
            f"There is no database {path}, but the log {misfit.path.name} of one lies there. Nothing was decided. If "
            f"the database was moved away, put it back; “capptro recover --set-aside” puts the log aside.",
            misfit.path,
        )
    raise MisfitLog(
        f"Beside the database {path} lies the log {misfit.path.name}, which was written for another state of it, as "
        "when a backup was copied over it. Nothing was decided. “capptro recover --set-aside” takes the file as it is "
        "and puts the log aside; “capptro recover --apply” tries the file with the changes of the log.",
        misfit.path,
    )
