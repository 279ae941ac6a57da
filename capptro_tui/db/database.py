"""An open database: it reads as `ReadableDatabase`, and writes in transactions."""

from __future__ import annotations

import getpass
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.checkpoint import LARGEST_LOG, checkpoint, log_mark, log_size
from capptro_tui.db.connection.connections import Connections
from capptro_tui.db.connection.driver import FAULTS, sqlite
from capptro_tui.db.connection.file_guard import RESTORE, FileGuard
from capptro_tui.db.connection.inspect import check_file
from capptro_tui.db.connection.writer_queue import Tell, WriterQueue
from capptro_tui.db.readable import ReadableDatabase
from capptro_tui.errors import FieldError, Invalid, Refused, Restored, Unusable
from capptro_tui.locations import resolve_database
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types.dates import timestamp

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.db.connection.file_guard import FileState
    from capptro_tui.db.write.transaction import Transaction

_LOOK = 0.1
"""Seconds between two looks at `stop` while a thread waits for maintenance."""


def os_user() -> tuple[str, str]:
    """Login and full name of the operating system's user."""
    try:
        login = getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "user", "User"
    try:
        import pwd

        return login, pwd.getpwnam(login).pw_gecos.split(",")[0] or login
    except (ImportError, KeyError):
        return login, login


class Database(ReadableDatabase):
    """One open database file: `ReadableDatabase` with writing and maintenance.

    Attributes:
        by: login and full name of the user.
        clock: gives the time in UTC.
        tell: called from the waiting thread, with a sentence for people, when a write has to wait for others.
    """

    def __init__(
        self,
        path: Path,
        connections: Connections,
        guard: FileGuard,
        *,
        schema: Schema = SHIPPED,
        by: tuple[str, str] | None = None,
        clock: Callable[[], datetime] | None = None,
    ):
        self.by = by or os_user()
        super().__init__(path, connections, guard, WriterQueue(path, self.by[0]), schema)
        self.clock = clock or (lambda: datetime.now(UTC))
        self.tell: Tell | None = None
        self._settled: tuple[int, int] | None = None
        self._turn = threading.Lock()

    @classmethod
    def open(
        cls, path: Path, *, expected: FileState | None = None, schema: Schema = SHIPPED, **options: Any
    ) -> Database:
        """Open an existing database; an older one is migrated first.

        Args:
            path: path of the file.
            expected: state of the file when another process opened it; it must be the same database.
            schema: the record types of the database.
            options: `by`, login and full name of the user; `clock`, which gives the time in UTC.

        Raises:
            Unusable: there is none, or it cannot be used.
        """
        opened = cls.open_if_there(path, expected=expected, schema=schema, **options)
        if opened is None:
            raise Unusable(f"There is no database {resolve_database(path)} yet.")
        return opened

    @classmethod
    def open_if_there(
        cls, path: Path, *, expected: FileState | None = None, schema: Schema = SHIPPED, **options: Any
    ) -> Database | None:
        """Open a database as `open` does; return None if there is no file. Raises Unusable, also for a log alone."""
        from capptro_tui.db.schema.opening import open_file

        path = resolve_database(path)
        if not check_file(path):
            return None
        return cls(path, *open_file(path, schema, expected), schema=schema, **options)

    @classmethod
    def create(cls, path: Path, *, schema: Schema = SHIPPED, **options: Any) -> Database:
        """Create an empty database, or open the existing one. Raises Unusable."""
        path = resolve_database(path)
        if not check_file(path):
            from capptro_tui.db.schema.migrate import create

            create(path, schema)
        return cls.open(path, schema=schema, **options)

    def now(self) -> datetime:
        """Return the local wall-clock time, without a time zone."""
        return self.clock().astimezone().replace(tzinfo=None)

    # Writing

    @contextmanager
    def write(
        self, verb: str, *, dry_run: bool = False, read_after: str | None = None, is_own: bool = True
    ) -> Iterator[Transaction]:
        """Open one transaction with one batch: everything in it is written, or nothing.

        Args:
            verb: the operation, as in `create`.
            dry_run: do everything and roll it back.
            read_after: id of the restore after which the caller read its data; a write after a later restore is
                refused.
            is_own: whether people do this here. What comes in by itself is not: the undo key does not take it back,
                and after a restore it is refused until people have been told.

        Raises:
            FileReplaced: the file is not the one that was opened; the data written is lost with it.
            Restored: a backup was restored since; nothing was written.
            Refused: of every kind; nothing was written.
        """
        from capptro_tui.db.schema.foreign_structures import remember_verified, verify
        from capptro_tui.db.write.transaction import Transaction

        with self._queue.wait_for_turn(verb, self.tell), self._storing():
            with self._connections.writing() as connection:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    generation = self._begin(connection) if is_own else self.guard.begin(connection)
                    self._check_read_after(read_after)
                    verify(connection, self.schema, self.path)
                    transaction = Transaction(connection, self.schema, verb, self.by, timestamp(self.clock()))
                    yield transaction
                    transaction.finish()
                    if dry_run or not transaction.journal:
                        return
                    remember_verified(connection)
                    if is_own:
                        self.own_batches.add(transaction.batch_id)  # before the watch can see it
                    connection.execute("COMMIT")
                finally:
                    _end(connection)
            self.guard.committed(transaction.batch_id, generation)
            if log_size(self.path) > LARGEST_LOG:
                with suppress(Refused):
                    checkpoint(self.path, self.guard)

    def note_progress(self, done: int, total: int) -> None:
        """Let the programs that wait for the write of this thread know how far it is."""
        self._queue.note_progress(done, total)

    @contextmanager
    def _storing(self) -> Iterator[None]:
        """Translate the driver's errors about values that it cannot store."""
        try:
            yield
        except sqlite.IntegrityError as error:
            message = f"The database refused this: {error}. Nothing was written."
            raise Invalid([FieldError("", message)]) from None
        except FAULTS as error:
            raise self.explain(error) from None
        except (UnicodeEncodeError, OverflowError):
            raise Invalid([FieldError("", "A value cannot be stored. Nothing was written.")]) from None

    @contextmanager
    def maintenance(self, verb: str, *, verify: bool = True, read_after: str | None = None) -> Iterator[Connection]:
        """Open one transaction outside the journal, for data that is derived from the records and can be rebuilt.

        Args:
            verb: the operation, as in `check`.
            verify: whether triggers and views must be the program's own; False only to make them so.
            read_after: id of the restore after which the caller read its data; a write after a later restore is
                refused.

        Raises:
            Unusable: another program is writing for long, or the file is not the one that was opened. Nothing is
                written.
        """
        with self._queue.wait_for_turn(verb, self.tell):
            from capptro_tui.db.schema import foreign_structures

            connection = self._connections.open()
            try:
                connection.execute("BEGIN IMMEDIATE")
                self.guard.begin(connection)
                self._check_read_after(read_after)
                if verify:
                    foreign_structures.verify(connection, self.schema, self.path)
                yield connection
                connection.execute("COMMIT")
            except FAULTS as error:
                raise self.explain(error) from None
            finally:
                connection.close()

    @contextmanager
    def restoring(self) -> Iterator[tuple[Connection, int]]:
        """Keep all others from writing while a backup is restored into the file.

        Yields:
            A connection in no transaction, and the generation that the main file is to have afterwards.

        Raises:
            Unusable: another program is writing for long, or the file is not the one that was opened.
        """
        with self._queue.wait_for_turn("restore a backup", self.tell):
            connection = self._connections.open()
            try:
                connection.execute("BEGIN IMMEDIATE")
                generation = self.guard.begin(connection)
                connection.execute("ROLLBACK")
                yield connection, generation
                self.accept_restore(*connection.execute(RESTORE).fetchone())
            except FAULTS as error:
                raise self.explain(error) from None
            finally:
                connection.close()

    @contextmanager
    def exclusive_maintenance(self, stop: Callable[[], bool] | None = None) -> Iterator[bool]:
        """Let one thread of this program at a time do long maintenance.

        Args:
            stop: asked while the thread waits for others; True ends the waiting.

        Yields:
            Whether the thread may do its maintenance.
        """
        while not (is_ours := self._turn.acquire(timeout=_LOOK)) and not (stop and stop()):
            pass
        try:
            yield is_ours
        finally:
            if is_ours:
                self._turn.release()

    def preload(self) -> None:
        """Import the modules that writing needs, so that the first save does not wait for them."""
        from capptro_tui.db.schema import foreign_structures  # noqa: F401
        from capptro_tui.db.write import transaction  # noqa: F401

    def settle(self) -> bool:
        """Copy the log into the main file, so that a copy of the file alone is whole.

        Returns:
            Whether the main file holds everything. It does not while somebody writes, or reads an older state.

        Raises:
            Unusable: the file cannot be used, or is not the one that was opened.
        """
        if not self.is_to_settle:
            return True
        with self._queue.turn_if_free("checkpoint") as is_free:
            if not is_free or not checkpoint(self.path, self.guard):
                return False
            self._settled = log_mark(self.path)
            return True

    @property
    def is_to_settle(self) -> bool:
        """Whether the log may hold changes that the main file does not hold."""
        mark = log_mark(self.path)
        return mark is not None and mark != self._settled

    def close(self) -> None:
        """Close every connection, and copy the log into the main file if that is possible."""
        self._connections.close_writer()
        is_settled = False
        with suppress(Refused):
            is_settled = self.settle()
        self._connections.close(log_is_copied=is_settled)

    @contextmanager
    def closed_for_replacing(self) -> Iterator[None]:
        """Keep the file closed while it is replaced on purpose; afterwards this object is open on the new file.

        Requests of other threads are refused meanwhile.

        Raises:
            Unusable: the new file cannot be used.
        """
        from capptro_tui.db.schema.opening import open_file

        self.guard.is_being_replaced = True
        self._connections.close(log_is_copied=False)
        try:
            yield
        finally:
            check_file(self.path)
            self._connections, self.guard = open_file(self.path, self.schema)
            self._data_version = self._settled = None
            self.own_batches.clear()

    def _begin(self, connection: Connection) -> int:
        """Check the file at the start of a write; return the generation of the main file after the write.

        A restore is refused once: the user is told of it and may write again.
        """
        try:
            return self.guard.begin(connection)
        except Restored:
            self.accept_restore(*connection.execute(RESTORE).fetchone())
            raise

    def _check_read_after(self, restore_id: str | None) -> None:
        if restore_id not in (None, self.guard.restore_id):
            raise Restored("The database was restored from a backup meanwhile. Nothing was saved.")


def _end(connection: Connection) -> None:
    """Undo what was not committed. A connection that cannot do that stays in its transaction until it is closed."""
    if connection.in_transaction:
        with suppress(*FAULTS):
            connection.execute("ROLLBACK")
