"""The contents of documents that belong to a backup."""

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
    """The contents of the documents of all backups in a folder, each once."""
    return Files(database, folder / _POOL)


def copy_contents(hashes: Iterable[str], sources: list[Files], target: Files, *, link: bool = False) -> list[str]:
    """Have the contents of documents in a store.

    Args:
        hashes: which ones.
        sources: the stores that may have them; the first one that does is taken.
        target: the store to have them in.
        link: whether a second name for the same file will do.

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
    """The hashes of all documents that the copies in the folder of a database's backups name.

    Copies that were set aside count, too. What cannot be read names nothing, but for a damaged database that was set
    aside.

    Returns:
        The hashes; None if it is not known which, so that none may go.
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
    """The files of a folder that may be databases."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    other = ("-wal", "-shm", "-journal", ".json")
    return [
        path for path in paths if path.is_file() and not path.name.startswith(".") and not path.name.endswith(other)
    ]
