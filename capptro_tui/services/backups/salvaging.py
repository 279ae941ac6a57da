"""Saving what can be read of a damaged database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from capptro_tui.db.backup_file import read_documents
from capptro_tui.db.connection.driver import APPLICATION_ID
from capptro_tui.db.connection.main_file import read_main_file
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.salvage import Salvaged, salvage_rows
from capptro_tui.errors import Refused
from capptro_tui.locations import beside, document_folder
from capptro_tui.services.backups import documents
from capptro_tui.services.check import Finding, check
from capptro_tui.storage.private_files import make_folder, remove
from capptro_tui.storage.temporary import temporary_name


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was saved of a damaged database.

    Attributes:
        path: the new database.
        tables: what became of the rows of each table.
        missing: how many contents of documents could not be saved.
        findings: what a check of the new database finds.
    """

    path: Path
    tables: list[Salvaged]
    missing: int
    findings: list[Finding]


def salvage(source: Path, target: Path) -> Salvage:
    """Read what can be read of a damaged database and its documents into a new one. The damaged one stays as it is.

    Args:
        source: the damaged database.
        target: the file to make.

    Raises:
        Refused: nothing can be read, a file of that name is there, or there is no room.
    """
    source, target = source.expanduser().resolve(), target.expanduser().absolute()
    if not source.is_file():
        raise Refused(f"There is no file {source}.")
    if target.exists() or target.is_symlink():
        raise Refused(f"{target} is there already. Name another file; nothing is overwritten.")
    nothing = Refused(f"Nothing can be read of {source}. It was left as it is; put back a backup.")
    if read_main_file(source).application_id != APPLICATION_ID:
        raise nothing
    draft = target.with_name(temporary_name("salvage"))
    try:
        Database.create(draft).close()
        tables = salvage_rows(source, draft)
        if not any(one.read for one in tables):
            raise nothing
        missing = _save_documents(source, draft, target)
        draft.rename(target)
    except OSError as error:
        raise Refused(f"{target} cannot be made: {error.strerror}.") from None
    finally:
        for left in (*beside(draft), draft.with_name(draft.name + "-queue")):
            remove(left)
    saved = Database.open(target)
    try:
        return Salvage(target, tables, missing, check(saved))
    finally:
        saved.close()


def _save_documents(source: Path, draft: Path, target: Path) -> int:
    """Copy the contents of the documents; how many are missing or damaged."""
    hashes = read_documents(draft)
    if not hashes:
        return 0
    store = Files(target, document_folder(target))
    make_folder(store.folder)
    return len(documents.copy_contents(hashes, [Files(source)], store))
