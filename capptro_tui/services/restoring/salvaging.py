"""Salvages the readable data of a damaged database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capptro_tui.db.connection.backup import copy_database, name_backup
from capptro_tui.db.connection.driver import APPLICATION_ID
from capptro_tui.db.connection.main_file import read_main_file
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.recovery.backup_file import read_documents
from capptro_tui.db.recovery.salvage import Salvaged, salvage_rows
from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder, beside, document_folder
from capptro_tui.models.schema import Schema
from capptro_tui.services.backups import documents
from capptro_tui.services.backups.store import SALVAGED
from capptro_tui.services.integrity.check import DOCUMENTS, MISSING, Finding, check
from capptro_tui.storage.private_files import make_folder, remove
from capptro_tui.storage.temporary import temporary_name


@dataclass(frozen=True, slots=True)
class Salvage:
    """The result of salvaging a damaged database.

    Attributes:
        path: the new database.
        tables: result of each table.
        missing: number of contents of documents that could not be saved.
        findings: result of a check of the new database.
    """

    path: Path
    tables: list[Salvaged]
    missing: int
    findings: list[Finding]


def salvage(source: Path, target: Path, schema: Schema) -> Salvage:
    """Copy the readable data of a damaged database and its documents into a new one. The damaged one stays as it is.

    Args:
        source: the damaged database.
        target: the file to make.
        schema: its schema.

    Raises:
        Refused: nothing can be read, a file of that name is there, or there is no room.
    """
    source, target = source.expanduser().resolve(), target.expanduser().absolute()
    if target.exists() or target.is_symlink():
        raise Refused(f"{target} is there already. Name another file; nothing is overwritten.")
    with _saved(source, target.parent, schema) as (draft, tables):
        try:
            missing = _save_documents(source, draft, Files(target, document_folder(target)))
            draft.rename(target)
        except OSError as error:
            raise Refused(f"{target} cannot be made: {error.strerror}.") from None
    saved = Database.open(target, schema=schema)
    try:
        return Salvage(target, tables, missing, check(saved))
    finally:
        saved.close()


def salvage_as_backup(source: Path, taken: datetime, schema: Schema) -> Salvage:
    """Copy the readable data of a damaged database into a backup of it, which can be put in its place.

    Args:
        source: the damaged database, which stays as it is.
        taken: local time for the backup's name.
        schema: the schema of the database.

    Raises:
        Refused: nothing can be read, or there is no room.
    """
    folder = backup_folder(source)
    try:
        make_folder(folder)
    except OSError as error:
        raise Refused(f"The folder {folder} cannot be made: {error.strerror}.") from None
    with _saved(source, folder, schema) as (draft, tables):
        opened = Database.open(draft, schema=schema)
        try:
            findings = [finding for finding in check(opened) if finding.what not in (MISSING, DOCUMENTS)]
        finally:
            opened.close()
        made = copy_database(draft, folder / name_backup(source, taken, SALVAGED))
    hashes = read_documents(made)
    missing = documents.copy_contents(hashes, [Files(source)], documents.pool(folder, source), link=True)
    return Salvage(made, tables, len(missing), findings)


def describe(salvage: Salvage) -> str:
    """Return a sentence for people about the rows that could be saved."""
    read, given_back = (
        sum(counts)
        for counts in zip(*((salvaged.read, salvaged.from_journal) for salvaged in salvage.tables), strict=True)
    )
    history = f", {given_back:,} came from the history" if given_back else ""
    # The number of lost rows is unknown: some of the missing ids may never have been in use.
    lost = "; others could not be read" if any(salvaged.lost for salvaged in salvage.tables) else ""
    return f"{read:,} rows could be read{history}{lost}."


@contextmanager
def _saved(source: Path, folder: Path, schema: Schema) -> Iterator[tuple[Path, list[Salvaged]]]:
    """Yield the path and tables of a new database with the readable data; it is removed afterwards unless moved."""
    if not source.is_file():
        raise Refused(f"There is no file {source}.")
    nothing = Refused(f"Nothing can be read of {source}. It was left as it is; put back a backup.")
    if read_main_file(source).application_id != APPLICATION_ID:
        raise nothing
    draft = folder / temporary_name("salvage")
    try:
        Database.create(draft, schema=schema).close()
        tables = salvage_rows(source, draft, schema)
        if not any(salvaged.read for salvaged in tables):
            raise nothing
        yield draft, tables
    finally:
        for left in (*beside(draft), draft.with_name(draft.name + "-queue")):
            remove(left)


def _save_documents(source: Path, draft: Path, store: Files) -> int:
    """Copy the contents of the documents into a store; return the number of missing or damaged ones."""
    hashes = read_documents(draft)
    if not hashes:
        return 0
    make_folder(store.folder)
    return len(documents.copy_contents(hashes, [Files(source)], store))
