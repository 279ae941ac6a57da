"""Puts a backup in the place of a database file that is damaged or gone.

The damaged file and its log are kept in the backup folder, and no id that they still know is given again.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capptro_tui.db.connection.backup import copy_database
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.db.database import Database, os_user
from capptro_tui.db.files import Files
from capptro_tui.db.recovery import replace
from capptro_tui.db.recovery.backup_file import check_backup, read_documents
from capptro_tui.db.recovery.restore import Mark
from capptro_tui.errors import Damaged, NotADatabase, Refused
from capptro_tui.locations import beside
from capptro_tui.models.schema import Schema
from capptro_tui.models.types.dates import timestamp
from capptro_tui.services.backups import documents, set_aside
from capptro_tui.services.backups.store import local_backups
from capptro_tui.services.restoring.restoring import bring_up_to_date, stores
from capptro_tui.storage.private_files import make_folder, remove
from capptro_tui.storage.temporary import temporary_name


@dataclass(frozen=True, slots=True)
class Replaced:
    """The result of a replacement.

    Attributes:
        path: the backup that took the place.
        kept: new path of the damaged file; None if there was none.
        missing: number of contents of documents that no store has.
    """

    path: Path
    kept: Path | None
    missing: int


def may_be_replaced(damage: Damaged) -> bool:
    """Return whether a backup may take the place of a file that cannot be opened.

    A file without any sign of this program is somebody's own, unless there are backups beside it.
    """
    return not isinstance(damage, NotADatabase) or bool(local_backups(damage.path))


def put_in_place(database: Path, path: Path, schema: Schema) -> Replaced:
    """Put a backup in the place of a database that is damaged or gone, while nobody has it open.

    Args:
        database: path of the database; a file there is kept.
        path: the backup, of this or an earlier schema.
        schema: the schema of the database.

    Raises:
        MisfitLog: a log lies there that was not written for the file.
        Refused: the database is not damaged, or open somewhere; the file is no backup that can be restored; or there is
            no room. Nothing was changed.
    """
    replace.must_be_closed(database)
    replace.must_be_lost(database)
    check_backup(path, schema)
    draft = database.with_name(temporary_name("restore"))
    with suppress(OSError):
        make_folder(database.parent)
    try:
        with WriterQueue(database, os_user()[0]).wait_for_turn("restore a backup"):
            copy_database(path, draft, is_backup=True)
            bring_up_to_date(draft, schema)
            mark = Mark(secrets.token_hex(16), timestamp(datetime.now(UTC)), path.name[:200])
            replace.mark_restored(draft, database, mark, os_user()[0])
            missing = documents.copy_contents(read_documents(draft), stores(database, path)[1:], Files(database))
            kept = _take_place(draft, database)
    finally:
        for left in beside(draft):
            remove(left)
    return Replaced(path, kept, len(missing))


def put_in_place_of_open(database: Database, path: Path) -> Replaced:
    """Put a backup in the place of a damaged database that this program has open, and open the backup.

    Raises:
        Refused: as `put_in_place` does; the damaged one is open again then.
    """
    with database.closed_for_replacing():
        return put_in_place(database.path, path, database.schema)


def _take_place(draft: Path, database: Path) -> Path | None:
    """Give the draft the name of the database; return the new path of the file that had it, or None."""
    replace.must_be_closed(database)  # another program may have opened it meanwhile
    kept = set_aside.free_name(database, database.name)
    is_there = database.exists()
    try:
        replace.take_place(
            draft, database, lambda path, suffix: set_aside.keep(path, kept.with_name(kept.name + suffix))
        )
    except OSError as error:
        raise Refused(f"The file {database} cannot be replaced: {error.strerror}. It was left as it is.") from None
    return kept if is_there else None
