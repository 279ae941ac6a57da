"""Reads the header of a database's main file, without its write-ahead log.

The file is only ever opened through SQLite, never with `open`: on POSIX systems, closing any handle of a file drops all
locks that this process has on it, and SQLite's with them. An *immutable* connection reads the main file alone, takes no
lock, and leaves the locks of other connections in place.

The header's `user_version` holds the file's *generation*: a random number that each checkpoint renews. Two states of
the main file therefore never have the same generation, and a write-ahead log that carries the generation of the file it
continues can be told from one that belongs to another state (`leftovers.py`). See
https://www.sqlite.org/fileformat2.html#the_database_header.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from capptro_tui.db.connection.driver import FAULTS, explained, sqlite

if TYPE_CHECKING:
    from sqlite3 import Connection

LARGEST_GENERATION = 2**31 - 1
"""`user_version` is a signed number of four bytes."""


class MainFile(NamedTuple):
    """The header of a main file.

    Attributes:
        application_id: number of the program that the file belongs to.
        generation: number of the file's state; 0 in files that were made before generations were kept.
        is_complete: whether the file is as long as its header says. It is not while a checkpoint lengthens it.
    """

    application_id: int
    generation: int
    is_complete: bool


def read_main_file(path: Path) -> MainFile:
    """Read the header of a database's main file.

    Raises:
        Unusable: the file is no SQLite database or cannot be read.
    """
    try:
        with closing(_connect(path)) as connection:
            is_complete = _is_complete(connection)
            return MainFile(_number(connection, "application_id"), _number(connection, "user_version"), is_complete)
    except FAULTS as error:
        raise explained(error, path) from None


def read_generation(path: Path) -> int:
    """Read the generation of a main file, also of one that a checkpoint is just lengthening.

    Returns:
        The generation; 0 if the file is no SQLite database.

    Raises:
        Unusable: the file cannot be read.
    """
    try:
        with closing(_connect(path)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            return _number(connection, "user_version")
    except FAULTS as error:
        if "not a database" in str(error):
            return 0
        raise explained(error, path) from None


def read_database_id(path: Path) -> str:
    """Read the random id in a main file; "" if it holds none. Raises Unusable if the file cannot be read."""
    try:
        with closing(_connect(path)) as connection:
            found = connection.execute("SELECT database_id FROM database_file").fetchone()
    except FAULTS as error:
        if any(sign in str(error) for sign in ("not a database", "no such table")):
            return ""
        raise explained(error, path) from None
    return str(found[0]) if found else ""


def new_generation() -> int:
    """Return a random generation, never 0."""
    import secrets  # imported late, for the start-up time

    return secrets.randbelow(LARGEST_GENERATION) + 1


def next_generation(generation: int) -> int:
    """Return the generation after a transaction with a rollback journal.

    It follows from the previous one, so that a journal, which holds only the old header, determines both. The constants
    are those of the C standard's example generator; no generation has two predecessors.
    """
    return (generation * 1103515245 + 12345) % LARGEST_GENERATION + 1


def _connect(path: Path) -> Connection:
    uri = f"file:{quote(os.fsencode(path))}?mode=ro&immutable=1"
    connection: Connection = sqlite.connect(uri, uri=True, isolation_level=None)
    return connection


def _is_complete(connection: Connection) -> bool:
    """Return whether the file has all its pages. Afterwards, the connection reads a shorter file too."""
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        # With this setting SQLite does not compare the length of the file with its header.
        connection.execute("PRAGMA writable_schema = ON")
        return False
    return True


def _number(connection: Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
