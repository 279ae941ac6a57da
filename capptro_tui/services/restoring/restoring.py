"""Restores a backup into the open database, after a comparison of the two.

A restore writes into the open file through SQLite's backup API: the file stays the same one for every window, and a
kill leaves the old state or the new one. The state before is kept as a backup. Ids that were given since are not given
again. A mark in the file tells other windows to read everything again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from capptro_tui.db.connection.backup import copy_database
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.read import rows
from capptro_tui.db.recovery import restore
from capptro_tui.db.recovery.backup_file import BackupContent, check_backup, read_backup, read_documents
from capptro_tui.errors import Refused
from capptro_tui.locations import backup_folder, beside, document_folder
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.dates import timestamp
from capptro_tui.services.backups import documents
from capptro_tui.services.backups.store import Backup
from capptro_tui.services.backups.taking import take_backup
from capptro_tui.services.history.journal import Event, history
from capptro_tui.storage.temporary import temporary_name

_MOST_EVENTS = 10
"""Most of the changes since the backup that are named."""


@dataclass(frozen=True, slots=True)
class BackupComparison:
    """A backup compared with the database.

    Attributes:
        path: the backup.
        business: the name of the business in it.
        is_same: whether it is a backup of this very database.
        newest: time of the last change in it, UTC; "" if there is none.
        counts: (plural of a record type, number in the backup, number in the database), without the trash. None stands
            for a database that is not there or cannot be read.
        lost: number of batches since the backup.
        last: the newest of them.
        missing: number of contents of the backup's documents that no store has.
    """

    path: Path
    business: str
    is_same: bool
    newest: str
    counts: list[tuple[str, int, int | None]]
    lost: int
    last: list[Event]
    missing: int


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """The result of a restore.

    Attributes:
        path: the restored backup.
        kept: the backup of the state before.
        missing: number of contents of documents that no store has.
    """

    path: Path
    kept: Backup
    missing: int


def compare(database: Database, path: Path) -> BackupComparison:
    """Compare a backup with the database. Raises Refused if it cannot be restored."""
    _must_not_be_itself(path, database.path)
    check_backup(path, database.schema)
    content = read_backup(path, database.schema.numbered)
    here = {record: rows.total(database, rows.Query(record)) for record in content.counts}
    is_same = content.database_id in ("", database.guard.database_id)
    since = content.newest_batch if is_same else 0
    lost = int(database.select("SELECT count(*) AS n FROM batch WHERE id > ?", [since])[0]["n"])
    last = [event for event in history(database, limit=_MOST_EVENTS) if event.batch > since]
    missing = _count_missing(content, database.path, path)
    counts = [(record.info.plural, count, here[record]) for record, count in content.counts.items()]
    return BackupComparison(path, content.business, is_same, content.newest_at, [*counts], lost, last, missing)


def describe(database: Path, path: Path, schema: Schema) -> BackupComparison:
    """Describe a backup for a database that is damaged or gone, and so cannot be compared with it.

    Raises Refused if it cannot be restored.
    """
    _must_not_be_itself(path, database)
    check_backup(path, schema)
    content = read_backup(path, schema.numbered)
    missing = _count_missing(content, database, path)
    counts = [(record.info.plural, count, None) for record, count in content.counts.items()]
    return BackupComparison(path, content.business, True, content.newest_at, [*counts], 0, [], missing)


def restore_backup(database: Database, path: Path) -> RestoreResult:
    """Restore a backup into the open database.

    Args:
        database: the database to replace; its state is kept as a backup first.
        path: the backup, of this or an earlier schema.

    Raises:
        Damaged: the database is damaged, so that its state cannot be kept (`replacing` is for that).
        Refused: the file is no backup of ours, damaged, from a newer version, or has rules of other programs in it; or
            there is no room. Nothing was changed.
    """
    _must_not_be_itself(path, database.path)
    check_backup(path, database.schema)
    draft = database.path.with_name(temporary_name("restore"))
    try:
        copy_database(path, draft, is_backup=True)
        bring_up_to_date(draft, database.schema)
        store = Files(database.path)
        missing = documents.copy_contents(read_documents(draft), stores(database.path, path)[1:], store)
        mark = restore.Mark(secrets.token_hex(16), timestamp(database.clock()), path.name[:200])
        with database.restoring() as (target, generation):
            # Nobody writes between this backup and the restore.
            kept = take_backup(database, "before-restore")
            restore.write_into(draft, target, mark, generation, by=database.by[0])
        database.settle()
    finally:
        for left in beside(draft):
            left.unlink(missing_ok=True)
    return RestoreResult(path, kept, len(missing))


def bring_up_to_date(draft: Path, schema: Schema) -> None:
    """Migrate a copy of a backup if its schema is older."""
    if read_backup(draft, []).is_older:
        from capptro_tui.db.schema.migrate import migrate

        migrate(draft, schema)


def stores(database: Path, path: Path) -> list[Files]:
    """Return the stores that may have the documents of a backup, that of the database first."""
    return [
        Files(database),
        documents.pool(backup_folder(database), database),
        documents.pool(path.parent, path),
        Files(path, document_folder(path)),
    ]


def _count_missing(content: BackupContent, database: Path, path: Path) -> int:
    """Return the number of contents of a backup's documents that no store has."""
    known = stores(database, path)
    return sum(not any(store.has(sha256) for store in known) for sha256 in content.documents)


def _must_not_be_itself(path: Path, database: Path) -> None:
    if path.exists() and database.exists() and path.samefile(database):
        raise Refused(f"{path} is the database itself. Choose a backup of it.")
