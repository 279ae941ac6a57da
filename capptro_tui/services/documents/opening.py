"""Opens a document in the system's program for its type."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Refused
from capptro_tui.models.record import Row
from capptro_tui.services.documents import file_names
from capptro_tui.storage.leftovers import OPENED, sweep_opened

PATIENCE: Final = 2.0
"""Seconds in which an opener reports failure; one that runs for longer has found a program."""


def open_document(database: Database, row: Row) -> Path:
    """Open a copy of a document, under its own name, in its program; return the path of the copy.

    The copy is read-only, in a folder of its own that nobody else may read: changes made in the other program must be
    saved elsewhere, and the document stays as it is. Raises Refused.
    """
    sweep_opened()
    try:
        folder = Path(tempfile.mkdtemp(prefix=OPENED))
    except OSError as error:
        raise Refused(f"There is no room for a copy to open: {error.strerror}.") from None
    try:
        copy = Files(database.path).copy_out(row["sha256"], folder, file_names.safe(row["name"]), mode=0o400)
        open_externally(copy)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return copy


def open_externally(path: Path) -> None:
    """Hand a file to the system's opener, without a shell and without this terminal. Raises Refused."""
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError as error:
            raise _unknown(path) from error
        return
    name = "open" if sys.platform == "darwin" else "xdg-open"
    opener = shutil.which(name)
    if opener is None:
        raise Refused(f"This system has no {name}, which opens files in their programs. Export the document instead.")
    nothing = subprocess.DEVNULL
    try:
        started = subprocess.Popen(
            [opener, str(path.absolute())], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        raise _unknown(path) from None
    try:
        failed = started.wait(PATIENCE) != 0
    except subprocess.TimeoutExpired:
        # It ends when the user closes the program; a thread waits for it, so that it leaves no zombie.
        threading.Thread(target=started.wait, daemon=True).start()
        return
    if failed:
        raise _unknown(path)


def _unknown(path: Path) -> Refused:
    return Refused(f"The system knows no program that opens {path.name}. Export the document instead.")
