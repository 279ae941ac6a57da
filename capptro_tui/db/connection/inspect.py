"""Looks at a database file before anything opens it, so that a wrong file is left exactly as it was."""

from __future__ import annotations

import os
import re
import stat
import struct
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.driver import APPLICATION_ID, FAULTS, connect, explained, sqlite
from capptro_tui.errors import Unusable

_MAGIC = b"SQLite format 3\0"


class State(Enum):
    """What is to be done with a database file."""

    ABSENT = "absent"
    CURRENT = "current"
    OLDER = "older"


def inspect(path: Path, head: str) -> State:
    """Whether `path` is a database of ours and of which age; `head` is the newest schema revision we know.

    Raises Unusable for anything that is not ours, damaged or from a newer version; writes nothing.
    """
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return State.ABSENT
    except OSError as error:
        raise Unusable(f"The database {path} cannot be reached: {error.strerror}.") from None
    if not stat.S_ISREG(kind):
        raise Unusable(f"{path} is not a file, so it cannot be a customer database.")
    _check_header(path)
    revision = _revision(path)
    if revision > head:
        raise Unusable(
            f"The database {path} was made by a newer version of this program (schema {revision}, this one knows "
            f"{head}). It was left as it is; install the newer version."
        )
    return State.CURRENT if revision == head else State.OLDER


def _check_header(path: Path) -> None:
    """Reads the 100 bytes documented at https://www.sqlite.org/fileformat2.html#the_database_header."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise Unusable(f"The database {path} cannot be read: {error.strerror}.") from None
    if not header:
        raise Unusable(f"The file {path} is empty (0 bytes): it is not a customer database. It was left as it is.")
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise Unusable(f"The file {path} is not a customer database, or it is damaged. It was left as it is.")
    page, pages = struct.unpack(">H", header[16:18])[0], struct.unpack(">I", header[28:32])[0]
    if struct.unpack(">I", header[68:72])[0] != APPLICATION_ID:
        raise Unusable(f"The file {path} belongs to another program. It was left as it is.")
    if size < pages * (65536 if page == 1 else page) and not _is_half_written(path):
        raise Unusable(f"The database {path} is damaged: a part of it is missing. It was left as it is.")


def _is_half_written(path: Path) -> bool:
    """Whether there is something beside a database that SQLite has to put into it, or to take back out of it, before
    the file itself says anything."""
    return any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-journal"))


def _take_back(path: Path) -> None:
    """Let SQLite take back what a program has left half-written that ended while it committed without WAL: a connection
    that may only read refuses to, and says that the database is read-only."""
    if path.with_name(path.name + "-journal").exists():
        connection = sqlite.connect(f"file:{quote(os.fsencode(path))}?mode=rw", uri=True, timeout=driver.BUSY_SECONDS)
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except FAULTS as error:
            raise explained(error, path) from None
        finally:
            connection.close()


def _revision(path: Path) -> str:
    _take_back(path)
    connection = connect(path, read_only=True)
    try:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except FAULTS as error:
        raise explained(error, path) from None
    finally:
        connection.close()
    if not found or not re.fullmatch("[0-9]{4}", str(found[0])) or found[0] < "0001":
        raise Unusable(f"The database {path} is damaged: it does not say its version. It was left as it is.")
    return str(found[0])
