"""Bring a folder that `leave` has written into an empty database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import keep_off
from capptro_tui.exchange.leaving.leaving import DOCUMENTS
from capptro_tui.exchange.leaving.record_archive import FILE, Archive
from capptro_tui.services.documents import attachments
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.leaving.returning import check_empty, put_back

LEFT_BEHIND: Final = (
    "The history of single changes, with former names, and possible duplicates are not in such a folder; a backup has "
    "them."
)
"""The data that a folder does not hold, a sentence for people."""

_BLOCK = 1 << 20


def check_folder(folder: Path) -> None:
    """Raise Refused if a path is no folder that `leave` may have written."""
    try:
        is_there = (folder / FILE).is_file()
    except OSError:  # a name that is too long
        is_there = False
    if not is_there:
        raise Refused(f"There is no {FILE} in {folder}: name a folder that “capptro leave” has written.")


def bring_back(database: Database, folder: Path) -> WriteResult:
    """Write all records and documents of a folder into an empty database, in one batch.

    Args:
        database: an empty database.
        folder: a folder that `leave` has written.

    Raises:
        Refused: the database is not empty, the folder is another, or something of it is missing or was changed; no
            record was written.
    """
    check_folder(folder)
    keep_off(folder / FILE, database.path)
    check_empty(database)
    archive = Archive(folder / FILE, database.schema)
    _take_documents(database, folder / DOCUMENTS, archive)
    return put_back(database, archive.blocks(), archive.next_ids, archive.mark)


def _take_documents(database: Database, folder: Path, archive: Archive) -> None:
    """Copy the contents of all documents into the store. One that no record names does no harm there.

    Raises:
        Refused: the file of a document is not in the folder, or was changed.
    """
    wanted = archive.documents()
    store = attachments.store(database)
    for path in _files(folder):
        keep_off(path, database.path)
        sha256 = _hash(path)
        if sha256 in wanted:
            with store.copying(path, path.stat().st_size) as copied:
                copied.keep()
            del wanted[sha256]
    lost = [name for sha256, name in wanted.items() if sha256 not in archive.missing]
    if lost:
        others = f" and {len(lost) - 1:,} others" if len(lost) > 1 else ""
        raise Refused(f"In {folder} the file of {lost[0][:80]}{others} is missing or changed. Nothing was written.")


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    try:
        yield from sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    except OSError as error:
        raise Refused(f"{folder} cannot be read: {error.strerror}.") from None


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    return digest.hexdigest()
