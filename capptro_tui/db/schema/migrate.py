"""Creates new databases and migrates older ones, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.backup import copy_database, name_backup
from capptro_tui.db.connection.driver import APPLICATION_ID, FAULTS, explained, sqlite
from capptro_tui.db.connection.main_file import new_generation, next_generation
from capptro_tui.db.indexes import derived
from capptro_tui.db.schema import foreign_structures
from capptro_tui.db.schema.head import HEAD
from capptro_tui.errors import Unusable
from capptro_tui.storage.private_files import NewFile, make_folder

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.models.schema import Schema


def create(path: Path, schema: Schema) -> None:
    """Create a database of a schema at `path`, readable by its owner only.

    It is made beside its place and moved there when it is whole, so that a half-made one is never seen; a database that
    another process put there meanwhile is kept. Raises Unusable.
    """
    try:
        make_folder(path.parent)
        made = NewFile(path.parent, "database")
    except OSError as error:
        raise Unusable(f"The folder {path.parent} cannot be used: {error.strerror}.") from None
    made.file.close()
    fresh = made.path
    try:
        migrate(fresh, schema)
        _move_in(fresh, path)
    except OSError as error:
        raise Unusable(f"The database {path} cannot be made: {error.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)


def _move_in(fresh: Path, path: Path) -> None:
    """Put a new file in its place, unless a file is there by now."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:  # a disk without hard links
        if not path.exists():
            fresh.rename(path)


def upgrade(path: Path, schema: Schema) -> Path:
    """Migrate an older database after a checked backup; return the path of the backup. Raises Unusable."""
    from capptro_tui.db.connection.writer_queue import WriterQueue
    from capptro_tui.locations import backup_folder

    with WriterQueue(path, "").wait_for_turn("upgrade"):
        copy = copy_database(path, backup_folder(path) / name_backup(path, datetime.now(), "before-upgrade"))
        migrate(path, schema)
    return copy


def remove_foreign(path: Path) -> Path:
    """Remove the triggers and views of other programs from an older database, so that it can be migrated.

    Returns:
        The path of a checked backup of the database as it was.

    Raises:
        Unusable: the database cannot be used, or there is no room; nothing was changed.
    """
    from capptro_tui.db.connection.writer_queue import WriterQueue
    from capptro_tui.locations import backup_folder

    with WriterQueue(path, "").wait_for_turn("remove foreign rules"):
        copy = copy_database(path, backup_folder(path) / name_backup(path, datetime.now(), "before-removing"))
        try:
            with closing(_opener(path)()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                _mark_page_one(connection, is_new=False)
                foreign_structures.remove(connection, foreign_structures.find_foreign_in_older(connection))
                connection.execute("COMMIT")
        except FAULTS as error:
            raise explained(error, path) from None
    return copy


def migrate(path: Path, schema: Schema) -> None:
    """Migrate a file to the newest schema, in one transaction with foreign keys off, and check it. Raises Unusable.

    It also gets what a business has besides.

    Foreign keys stay off until the end: a batch rebuild of a parent table would empty its children otherwise.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import DBAPIError, IntegrityError
    from sqlalchemy.pool import StaticPool

    from capptro_tui.db.schema import additions

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = create_engine(
        "sqlite://", module=sqlite, creator=_opener(path), poolclass=StaticPool, hide_parameters=True
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            raw: Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
            _mark_page_one(raw, is_new=not path.stat().st_size)
            tables = _remember_rows(raw)
            derived.release(raw)
            config.attributes["connection"] = connection
            command.upgrade(config, HEAD)
            _verify(raw, tables, path)
            additions.add_missing(connection, schema)
            derived.renew(raw, schema)
            raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            foreign_structures.remember_verified(raw)
    except IntegrityError:
        raise Unusable(_LOSS.format(path=path)) from None
    except DBAPIError as error:
        raise explained(error.orig or error, path) from None
    except FAULTS as error:
        raise explained(error, path) from None
    finally:
        engine.dispose()


def _opener(path: Path) -> Callable[[], Connection]:
    def opened() -> Connection:
        connection: Connection = sqlite.connect(
            path, isolation_level=None, check_same_thread=False, timeout=driver.BUSY_SECONDS
        )
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA recursive_triggers = ON")
        return connection

    return opened


def _mark_page_one(connection: Connection, *, is_new: bool) -> None:
    """Write page 1 with the generation that every transaction writes (see `connection/leftovers.py`)."""
    if is_new:
        generation = new_generation()
    else:
        generation = connection.execute("PRAGMA user_version").fetchone()[0]
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            generation = next_generation(generation)
    connection.execute(f"PRAGMA user_version = {generation}")


def _remember_rows(connection: Connection) -> list[str]:
    """Note the ids of all rows in temporary tables; return the names of the tables that have any.

    Virtual tables and their shadow tables are left out. A count would not do: a migration may lose a row and make
    another.
    """
    tables = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    names = [row[0] for row in tables if not row[0].startswith(("sqlite_", "alembic_"))]
    for name in names:
        connection.execute(f'CREATE TEMP TABLE "before {name}" AS SELECT rowid AS id FROM main."{name}"')
    return [name for name in names if connection.execute(f'SELECT 1 FROM "before {name}"').fetchone()]


def _verify(connection: Connection, tables: list[str], path: Path) -> None:
    """Raise Unusable if a row is gone or a link names a missing row."""
    known = {row[0] for row in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    lost = any(
        name not in known
        or connection.execute(
            f'SELECT 1 FROM "before {name}" WHERE id NOT IN (SELECT rowid FROM main."{name}") LIMIT 1'
        ).fetchone()
        for name in tables
    )
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost or broken:
        raise Unusable(_LOSS.format(path=path))


_LOSS = "The database {path} could not be brought up to date without loss. It was left as it is."
