"""Documents beside a link to the database instead of beside the database itself.

A database is opened by its real path. Documents that were attached by the path of a link, or left behind when the
database was moved and a link put in its place, are found here, and moved to the others if the user agrees.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.read import attachment_rows
from capptro_tui.errors import Missing, Refused
from capptro_tui.locations import document_folder
from capptro_tui.services.backups.documents import named_by_backups

_MOST_LINKS: Final = 40


@dataclass(frozen=True, slots=True)
class Stray:
    """Contents of documents beside a link.

    Attributes:
        folder: their folder.
        hashes: hashes of those that the database or one of its backups names.
    """

    folder: Path
    hashes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of moving them.

    Attributes:
        moved: number of contents that were moved to the others.
        left: number of contents that stayed: damaged ones, and those that cannot be removed.
    """

    moved: int
    left: int


def find_strays(database: Database, named: Path) -> list[Stray]:
    """Find documents of a database beside the links that lead to it; takes a while, so it runs in the background.

    Args:
        database: the database, open under its real path.
        named: the path that the user gave.

    Raises:
        Unusable: the database cannot be read.
    """
    folders = [path for path in _folders(named) if _is_another(path, document_folder(database.path))]
    if not folders:
        return []
    needed = _needed(database)
    found = [Stray(path, needed & frozenset(Files(database.path, path).hashes())) for path in folders]
    return [stray for stray in found if stray.hashes]


def move_strays(database: Database, strays: list[Stray]) -> Moved:
    """Move documents to the others; each is copied, checked by its hash and then removed from its old folder.

    Files that the database does not name stay.

    Raises:
        Refused: they cannot be written, or the disk is full; those not yet moved stay in their folder.
    """
    moved = left = 0
    store = Files(database.path)
    for stray in strays:
        source = Files(database.path, stray.folder)
        for sha256 in sorted(stray.hashes):
            is_moved = _move(sha256, source, store)
            moved, left = moved + is_moved, left + (not is_moved)
        source.remove_if_empty()
    return Moved(moved, left)


def _move(sha256: str, source: Files, store: Files) -> bool:
    """Move one content; return whether it was moved and removed from its old folder."""
    try:
        with source.verified(sha256):
            pass
    except (Missing, Refused):
        return False
    store.take_from(source, sha256)
    return source.remove(sha256)


def sentence(strays: list[Stray]) -> str:
    """Return a sentence for people that names the folders of such documents."""
    folders = " and ".join(str(stray.folder) for stray in strays)
    count = len(frozenset[str]().union(*(stray.hashes for stray in strays)))
    files, lie = ("file", "lies") if count == 1 else ("files", "lie")
    return (
        f"{count:,} {files} of documents of this database {lie} beside a link to it, in {folders}, where they are not "
        "looked for."
    )


def describe(done: Moved) -> str:
    """Return a sentence for people about the result of moving them."""
    moved = f"{done.moved:,} {'file of documents was' if done.moved == 1 else 'files of documents were'} moved."
    left = f" {done.left:,} {'is' if done.left == 1 else 'are'} damaged or cannot be removed, and stayed there."
    return moved + (left if done.left else "")


def _needed(database: Database) -> frozenset[str]:
    """Return the hashes of the contents that the database or one of its backups names."""
    with database.reading() as connection:
        needed = attachment_rows.needed(connection)
    return frozenset(needed | (named_by_backups(database.path) or set()))


def _folders(named: Path) -> Iterator[Path]:
    """Yield the folders of documents beside a path and beside each link on the way to its target."""
    path = Path(os.path.realpath(named.parent)) / named.name
    for _ in range(_MOST_LINKS):
        try:
            target = path.parent / os.readlink(path)
        except OSError:  # it is no link
            return
        yield document_folder(path)
        path = Path(os.path.realpath(target.parent)) / target.name


def _is_another(folder: Path, real: Path) -> bool:
    """Return whether a path is an existing folder, no link, and not the real one by another way."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    return not (real.exists() and folder.samefile(real))
