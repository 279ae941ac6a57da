"""Saves a copy of a database whose file was moved, removed or replaced while it was open."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from capptro_tui.db.connection.backup import STAMP
from capptro_tui.db.connection.driver import connect
from capptro_tui.db.connection.file_guard import read_state
from capptro_tui.errors import Refused
from capptro_tui.storage.private_files import remove

if TYPE_CHECKING:
    from capptro_tui.db.database import Database


class Rescued(NamedTuple):
    """A rescue copy.

    Attributes:
        path: path of the copy.
        is_complete: whether the copy has all batches that this program has seen.
    """

    path: Path
    is_complete: bool


def can_be_rescued(database: Database) -> bool:
    """Return whether the open connections still read the file that was opened.

    They do if it is no longer at the path, and nothing was copied over it there.
    """
    return database.guard.is_gone


def rescue(database: Database) -> Rescued:
    """Save a copy of the data that the open connections still read.

    The copy is beside the database, or in the home folder if there is no such folder any more.

    Raises:
        Refused: another file was copied over the file itself, it cannot be read any more, or there is no room.
    """
    path = database.path
    if not can_be_rescued(database):
        raise Refused(f"Something was copied over the file {path} itself: nothing is left of it to save a copy of.")
    folder = path.parent if path.parent.is_dir() else Path.home()
    name = f"{path.stem}-rescued-{database.now().strftime(STAMP)}{path.suffix or '.db'}"
    made = database.copy_open_file(folder / name)
    with closing(connect(made, read_only=True)) as connection:
        state = read_state(connection, made)
    if state.database_id != database.guard.database_id:
        remove(made)
        raise Refused(f"What is still read of {path} is another database. No copy was kept.")
    return Rescued(made, state.newest_batch >= database.guard.newest_batch)
