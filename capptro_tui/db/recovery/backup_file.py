"""Reads database files that are not open: a backup, or a copy that somebody has made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.connection import inspect, soundness
from capptro_tui.db.connection.driver import FAULTS, connect_alone, explained
from capptro_tui.db.connection.reader import DataVersion
from capptro_tui.db.read import attachment_rows
from capptro_tui.db.schema import head
from capptro_tui.db.schema.foreign_structures import find_foreign, find_foreign_in_older, refusal
from capptro_tui.errors import Refused, Unusable
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class BackupContent:
    """The content of a database file.

    Attributes:
        is_older: whether its schema is older than the program's.
        business: the name of the business.
        database_id: the random id of the database it is a copy of; "" in one that was made before there were ids.
        newest_batch: the highest number of a batch in it; 0 if there is none.
        newest_at: time of the newest batch, UTC; "" if there is none.
        counts: number of records of each type that are not in the trash.
        documents: hashes of all documents that it names, also those that its journal could bring back.
    """

    is_older: bool
    business: str
    database_id: str
    newest_batch: int
    newest_at: str
    counts: dict[RecordType, int]
    documents: set[str]


def check_backup(path: Path, schema: Schema) -> None:
    """Check that a file is a sound database of this program that may replace another of a schema.

    Raises:
        Refused: there is none, it is not ours, damaged, from a newer version, or has rules of other programs in it.
    """
    if not inspect.check_file(path):
        raise Refused(f"There is no backup {path}.")
    with _reading(path) as connection:
        is_older = inspect.read_revision(connection, path, head.HEAD) < head.HEAD
        found = find_foreign_in_older(connection) if is_older else find_foreign(connection, schema)
        if found:
            raise refusal(found, path)
        damage, _ = soundness.faults(connection)
        if damage:
            raise Unusable(f"The backup {path} is damaged ({damage[0]}). Nothing was changed; take another one.")


def read_backup(path: Path, records: Sequence[RecordType]) -> BackupContent:
    """Read the content of a file that `check_backup` has found sound; `records` are the types to count."""
    with _reading(path) as connection:
        newest, at = connection.execute("SELECT coalesce(max(id), 0), coalesce(max(at), '') FROM batch").fetchone()
        return BackupContent(
            inspect.read_revision(connection, path, head.HEAD) < head.HEAD,
            str(connection.execute("SELECT business_name FROM settings").fetchone()[0]),
            _database_id(connection),
            newest,
            at,
            {record: _count(connection, record.info.name) for record in records},
            _documents(connection),
        )


def count_records(path: Path, records: Sequence[RecordType]) -> dict[RecordType, int]:
    """Return the number of records of each type in a file, without the trash. Raises Unusable."""
    with _reading(path) as connection:
        return {record: _count(connection, record.info.name) for record in records}


def read_documents(path: Path) -> set[str]:
    """Return the hashes of all documents that a file names. Raises Unusable."""
    with _reading(path) as connection:
        return _documents(connection)


def read_file_version(path: Path) -> DataVersion:
    """Return the version of the records in a file. Raises Unusable."""
    with _reading(path) as connection:
        query = "SELECT restore_id, coalesce((SELECT max(id) FROM batch), 0) FROM database_file"
        restore_id, newest = connection.execute(query).fetchone()
        return restore_id, newest


def read_second_place(path: Path) -> tuple[str, str]:
    """Read the second backup folder in a file's settings, "" for none, and the id of the database. Raises Unusable."""
    with _reading(path) as connection:
        known = connection.execute("SELECT 1 FROM pragma_table_info('settings') WHERE name = 'second_backup_folder'")
        if known.fetchone() is None:
            return "", ""
        named = connection.execute("SELECT second_backup_folder FROM settings").fetchone()
        return str(named[0] or "") if named else "", _database_id(connection)


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    try:
        with closing(connect_alone(path)) as connection:
            yield connection
    except FAULTS as error:
        raise explained(error, path) from None


def _has(connection: Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone() is not None


def _database_id(connection: Connection) -> str:
    if not _has(connection, "database_file"):
        return ""
    return str(connection.execute("SELECT database_id FROM database_file").fetchone()[0])


def _count(connection: Connection, table: str) -> int:
    if not _has(connection, table):
        return 0
    return int(connection.execute(f'SELECT count(*) FROM "{table}" WHERE trashed IS NULL').fetchone()[0])


def _documents(connection: Connection) -> set[str]:
    return attachment_rows.needed(connection) if _has(connection, "attachment") else set()
