"""Documents: files that are copied in and belong to a record, and their export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.db.files import MEGABYTE, Copied, Files
from capptro_tui.db.read import attachment_rows, rows
from capptro_tui.errors import Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.validation import validate
from capptro_tui.services.backups.documents import named_by_backups
from capptro_tui.services.business import business_settings
from capptro_tui.services.documents import file_names
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.rules import alias
from capptro_tui.services.rules.link_rules import called
from capptro_tui.services.rules.starting import followed
from capptro_tui.services.search.listing import Listing, one
from capptro_tui.storage.leftovers import sweep_folder
from capptro_tui.storage.temporary import AN_HOUR

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

_PAGE = 200
_MOST_TOLD = 3


def store(database: Database) -> Files:
    """Return the store of the documents' contents."""
    return Files(database.path)


def may_have(record: RecordType) -> bool:
    """Return whether records of this type may have documents."""
    return any(link.link == record.info.name for link in Attachment.links())


def attach(
    database: Database,
    record: RecordType,
    row_id: int,
    paths: Sequence[Path],
    *,
    description: str = "",
    dry_run: bool = False,
) -> WriteResult:
    """Copy files in as documents of a record, all of them or none, in one batch.

    They are copied before the transaction, which must not take long, and moved to their places as its last step: an
    interruption leaves at most a file that no document names.

    Args:
        database: the database.
        record: record type of the owner.
        row_id: id of the owner.
        paths: the files to copy in.
        description: description of each document.
        dry_run: do everything and roll it back.

    Raises:
        Missing: there is no such record.
        Invalid: a name or the description cannot be stored.
        Refused: a file is no regular file, is too large (`settings.attachment_limit`, in megabytes) or changes
            meanwhile, the record is in the trash, or there is no room.
    """
    link = _link_to(record)
    one(database, record, row_id)
    files, most = Files(database.path), business_settings.settings(database)["attachment_limit"] * MEGABYTE
    with ExitStack() as stack:
        copies = [(path.name, stack.enter_context(files.copying(path, most))) for path in paths]
        with database.write("attach", dry_run=dry_run) as transaction:
            owner = transaction.get(record, alias.standing_for(transaction, record, row_id))
            if owner.trashed is not None:
                raise Refused(f"{called(record, owner)} is in the trash. Restore it first.")
            values = {link.name: owner.id}
            values |= followed(transaction, Attachment, values)
            made = [_add(transaction, database, values, name, description, copied) for name, copied in copies]
            what = made[0].name if len(made) == 1 else Attachment.info.counted(len(made))
            transaction.summary = f"Attached {what} to {called(record, owner)}"
            for _, copied in copies if not dry_run else ():
                copied.keep()
            return result_of(transaction, Attachment, made[0].id if made else 0)


def _link_to(record: RecordType) -> Field:
    for link in Attachment.links():
        if link.link == record.info.name:
            return link
    raise Refused(f"{record.info.plural} have no documents of their own.")


def _add(
    transaction: Transaction, database: Database, links: dict[str, Any], name: str, description: str, copied: Copied
) -> Attachment:
    name = file_names.storable(name)
    content = {"size": copied.size, "sha256": copied.sha256, "type": file_names.type_of(name)}
    typed = {"name": name, "description": description}
    values = validate(Attachment, typed, content, now=database.now(), locale=rows.locale(transaction))
    return transaction.add(Attachment, {**links, **content, **values})


def documents(database: Database, record: RecordType, row_id: int) -> list[Row]:
    """Return the documents of a record, newest first.

    A customer's include those of all its records, those of a trashed record the documents trashed with it; of a
    document it is the document itself. Raises Missing and Refused.
    """
    row = one(database, record, row_id)
    if record is Attachment:
        return [row]
    trash = False if row["trashed"] is None else None
    listing = Listing(
        database, Attachment, equal={_link_to(record).name: row_id}, sort="id", descending=True, trash=trash
    )
    found: list[Row] = []
    while block := listing.rows(len(found), _PAGE):
        found += block
    return found


def export(database: Database, rows: Iterable[Row], folder: Path) -> list[Path]:
    """Copy documents into a folder under their names, overwriting nothing; return the paths of the copies.

    Raises Refused if there is no such folder, or if some cannot be copied: the others are there then.
    """
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}. Make it first.")
    sweep_folder(folder)
    files, made, problems = Files(database.path), [], []
    for row in rows:
        try:
            made.append(files.copy_out(row["sha256"], folder, file_names.safe(row["name"])))
        except Refused as why:
            problems.append(f"{number(Attachment, row['id'])} {row['name'][:80]}: {why}")
    if problems:
        others = f"{Attachment.info.counted(len(made))} {'was' if len(made) == 1 else 'were'} copied to {folder}."
        raise Refused(" ".join([*problems[:_MOST_TOLD], *([others] if made else [])]))
    return made


def sweep(database: Database) -> int:
    """Remove unneeded contents from the folder of documents, and unfinished copies.

    A content is needed by a document, also one in the trash or a backup, or by an undo. Only files older than an hour
    are removed, and none while a damaged database is set aside: its documents are not known.

    Returns:
        The number of removed files.

    Raises:
        Refused: the folder may not be used.
        Unusable: the database cannot be used.
    """
    files = Files(database.path)
    # Attaching is a transaction too, so none runs meanwhile.
    with database.maintenance("sweep") as connection:
        of_backups = named_by_backups(database.path)
        if of_backups is None:
            unneeded = 0
        else:
            unneeded = files.remove_unneeded(attachment_rows.needed(connection) | of_backups, time() - AN_HOUR)
    return unneeded + sweep_folder(files.folder)
