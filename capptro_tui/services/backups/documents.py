"""The contents of documents that belong to backups."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from capptro_tui.db.files import Files
from capptro_tui.db.recovery.backup_file import read_documents
from capptro_tui.errors import Missing, Refused
from capptro_tui.locations import backup_folder
from capptro_tui.services.backups import set_aside

_POOL = "documents"


def pool(folder: Path, database: Path) -> Files:
    """Return the store of the documents of all backups in a folder, each content once."""
    return Files(database, folder / _POOL)


def copy_contents(hashes: Iterable[str], sources: list[Files], target: Files, *, link: bool = False) -> list[str]:
    """Copy contents of documents into a store, unless it has them.

    Args:
        hashes: hashes of the contents.
        sources: stores that may have them; the first one that does is used.
        target: the store to copy into.
        link: whether a hard link to the same file will do.

    Returns:
        The hashes that no store has undamaged.

    Raises:
        Refused: the store cannot be written to.
    """
    return [
        sha256 for sha256 in sorted(hashes) if not target.has(sha256) and not _copy(sha256, sources, target, link=link)
    ]


def _copy(sha256: str, sources: list[Files], target: Files, *, link: bool) -> bool:
    for source in sources:
        try:
            if source.has(sha256):
                target.take_from(source, sha256, link=link)
                return True
        except Missing:
            continue
    return False


def named_by_backups(database: Path) -> set[str] | None:
    """Return the hashes of all documents named by the copies in the folder of a database's backups.

    Copies that were set aside count too. A file that cannot be read is skipped, unless it is a database that was set
    aside.

    Returns:
        The hashes; None if they are not known, so that no content may be removed.
    """
    found: set[str] = set()
    for path in _databases_in(backup_folder(database)):
        try:
            found |= read_documents(path)
        except Refused:
            if path.name.startswith(set_aside.PREFIX):
                return None
    return found


def _databases_in(folder: Path) -> list[Path]:
    """Return the files of a folder that may be databases."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    other = ("-wal", "-shm", "-journal", ".json")
    return [
        path for path in paths if path.is_file() and not path.name.startswith(".") and not path.name.endswith(other)
    ]
