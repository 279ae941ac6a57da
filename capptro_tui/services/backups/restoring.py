"""Putting a backup back: what is in it against what is here, and the restore itself.

A restore writes into the open file through SQLite's backup API: the file stays the same one for every window, and a
kill leaves the old state or the new one. The state before is kept as a backup. Numbers that were given since are not
given again. A mark in the file tells other windows that everything is to be read anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capptro_tui.db import foreign_structures, head, restore
from capptro_tui.db.connection import inspect, soundness
from capptro_tui.db.connection.backup import copy_database
from capptro_tui.db.connection.driver import FAULTS, connect, explained
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Refused, Unusable
from capptro_tui.locations import backup_folder, beside, document_folder
from capptro_tui.models.kinds import stamp
from capptro_tui.models.registry import numbered
from capptro_tui.services.backups import documents
from capptro_tui.services.backups.store import Backup
from capptro_tui.services.backups.taking import take_backup
from capptro_tui.services.history import Event, history
from capptro_tui.storage.temporary import temporary_name

if TYPE_CHECKING:
    from sqlite3 import Connection

_MOST_EVENTS = 10
"""Changes that are named of those that a restore takes away."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is in a backup against what is in the database.

    Attributes:
        path: the backup.
        business: the name of the business in it.
        is_same: whether it is a backup of this very database.
        newest: when the last change in it was made, UTC; empty if there is none.
        counts: plural of a record type, how many are in the backup, how many here; the trash left out.
        lost: how many changes were made here since.
        last: the newest of those.
        missing: how many contents of documents of the backup are nowhere.
    """

    path: Path
    business: str
    is_same: bool
    newest: str
    counts: list[tuple[str, int, int]]
    lost: int
    last: list[Event]
    missing: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done.

    Attributes:
        path: the backup that was put back.
        kept: the backup of the state before.
        missing: how many contents of documents are nowhere.
    """

    path: Path
    kept: Backup
    missing: int


def compare(database: Database, path: Path) -> Comparison:
    """Compare a backup with the database. Raises Refused if it cannot be restored."""
    _check(path)
    with _reading(path) as backup:
        row = backup.execute("SELECT business_name FROM settings").fetchone()
        newest, at = backup.execute("SELECT coalesce(max(id), 0), coalesce(max(at), '') FROM batch").fetchone()
        is_same = _is_same(backup, database)
        counts = [
            (record.info.plural, _count(backup, record.info.name), _count(database.read(), record.info.name))
            for record in numbered()
        ]
        since = newest if is_same else 0
        lost = int(database.select("SELECT count(*) AS n FROM batch WHERE id > ?", [since])[0]["n"])
        last = [event for event in history(database, limit=_MOST_EVENTS) if event.batch > since]
        hashes = documents.needed_by(path)
        missing = sum(not any(store.has(one) for store in _stores(database.path, path)) for one in hashes)
    return Comparison(path, str(row[0]), is_same, at, counts, lost, last, missing)


def restore_backup(database: Database, path: Path) -> Restored:
    """Put a backup back into the open database.

    Args:
        database: what is replaced; its state is kept as a backup first.
        path: the backup, of this or an earlier schema.

    Raises:
        Refused: the file is no backup of ours, damaged, from a newer version, or has rules of other programs in it;
            or there is no room. Nothing was changed.
    """
    _check(path)
    draft = database.path.with_name(temporary_name("restore"))
    try:
        copy_database(path, draft)
        _prepare(draft)
        store = Files(database.path)
        missing = documents.copy_contents(documents.needed_by(draft), _stores(database.path, path)[1:], store)
        mark = restore.Mark(secrets.token_hex(16), stamp(database.clock()), path.name[:200])
        with database.restoring() as (target, generation):
            # Nobody writes between this backup and the restore.
            kept = take_backup(database, "before-restore")
            restore.write_into(draft, target, mark, generation, by=database.by[0])
        database.settle()
    finally:
        for left in beside(draft):
            left.unlink(missing_ok=True)
    return Restored(path, kept, len(missing))


def _check(path: Path) -> None:
    """Check that a file is a sound database of ours that may be put in the place of another. Raises Refused."""
    if not inspect.check_file(path):
        raise Refused(f"There is no backup {path}.")
    with _reading(path) as backup:
        revision = inspect.read_revision(backup, path, head.HEAD)
        is_older = revision < head.HEAD
        find = foreign_structures.find_foreign_in_older if is_older else foreign_structures.find_foreign
        if found := find(backup):
            raise foreign_structures.refusal(found, path)
        damage, _ = soundness.faults(backup)
        if damage:
            raise Unusable(f"The backup {path} is damaged ({damage[0]}). Nothing was changed; take another one.")


def _prepare(draft: Path) -> None:
    """Bring a copy of a backup up to date."""
    with _reading(draft) as backup:
        is_older = inspect.read_revision(backup, draft, head.HEAD) < head.HEAD
    if is_older:
        from capptro_tui.db.migrate import migrate

        migrate(draft)


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    try:
        with closing(connect(path, read_only=True)) as connection:
            yield connection
    except FAULTS as error:
        raise explained(error, path) from None


def _is_same(backup: Connection, database: Database) -> bool:
    """Whether a file is a copy of the database. One that was made before databases had an id may be."""
    if not backup.execute("SELECT 1 FROM sqlite_master WHERE name = 'database_file'").fetchone():
        return True
    found: Any = backup.execute("SELECT database_id FROM database_file").fetchone()[0]
    return bool(found == database.guard.database_id)


def _count(connection: Connection, table: str) -> int:
    """How many records of a type are not in the trash; 0 in a file that does not know the type."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
        return 0
    return int(connection.execute(f'SELECT count(*) FROM "{table}" WHERE trashed IS NULL').fetchone()[0])


def _stores(database: Path, path: Path) -> list[Files]:
    """The stores that may have the documents of a backup, that of the database first."""
    return [
        Files(database),
        documents.pool(backup_folder(database), database),
        documents.pool(path.parent, path),
        Files(path, document_folder(path)),
    ]
