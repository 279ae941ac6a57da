"""An open database: plain connections to read with, units of work to write with."""

from __future__ import annotations

import getpass
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.driver import FAULTS, as_dicts, connect, explained, sqlite
from capptro_tui.db.connection.inspect import State, inspect
from capptro_tui.errors import Invalid, Problem, Unusable
from capptro_tui.models.kinds import stamp

if TYPE_CHECKING:
    from sqlite3 import Connection

    from capptro_tui.db.work import Work

_STEPS = 1000
"""Steps of the database's machine from one look at the time to the next."""

_LOOK = 0.1
"""Seconds of waiting for a turn from one look at the stop to the next."""


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


class Database:
    """One database file. Reads may come from any thread, each thread having a connection of its own."""

    def __init__(self, path: Path, *, by: tuple[str, str] | None = None, clock: Callable[[], datetime] | None = None):
        self.path = path
        self.by = by or os_user()
        self.clock = clock or (lambda: datetime.now(UTC))
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._engine: Any = None
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    @classmethod
    def open(cls, path: Path, **options: Any) -> Database:
        """Open a database that is there, bringing an older one up to date first. Raises Unusable, also when absent."""
        from capptro_tui.db.head import HEAD

        state = inspect(path, HEAD)
        if state is State.ABSENT:
            raise Unusable(f"There is no database {path} yet.")
        if state is State.OLDER:
            from capptro_tui.db.migrate import upgrade

            upgrade(path)
        return cls(path, **options)

    @classmethod
    def create(cls, path: Path, **options: Any) -> Database:
        """Make a new, empty database, or open the one that is there. Raises Unusable."""
        from capptro_tui.db.head import HEAD

        if inspect(path, HEAD) is State.ABSENT:
            from capptro_tui.db.migrate import create

            create(path)
        return cls.open(path, **options)

    def now(self) -> datetime:
        """The wall clock here, without a zone."""
        return self.clock().astimezone().replace(tzinfo=None)

    def read(self) -> Connection:
        """This thread's connection for reading, rows as `sqlite3.Row`."""
        found: Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = connect(self.path)
            found.row_factory = sqlite.Row
            found.execute("PRAGMA query_only = ON")
            self._local.connection = found
            with self._lock:
                self._connections.append(found)
        return found

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give this thread's reads so much time in all: what takes longer ends by raising Superseded."""
        connection, until = self.read(), monotonic() + seconds
        connection.set_progress_handler(lambda: monotonic() > until, _STEPS)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)

    def select(self, query: str, values: tuple[Any, ...] | list[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a plain query as dicts. Raises Unusable."""
        try:
            return as_dicts(self.read().execute(query, values))
        except FAULTS as error:
            raise explained(error, self.path) from None

    @contextmanager
    def write(self, verb: str, *, dry_run: bool = False) -> Iterator[Work]:
        """One transaction and one batch: all of it is written, or nothing.

        `verb` says what it is for. A dry run does everything and takes it back. Raises Refused of every kind.
        """
        from sqlalchemy.exc import DBAPIError, IntegrityError
        from sqlmodel import Session

        from capptro_tui.db.work import Work

        with Session(self._sessions(), expire_on_commit=False, autoflush=False) as session:
            try:
                work = Work(session, verb, self.by, stamp(self.clock()))
                yield work
                work.finish()
                if dry_run or not work.journal:
                    session.rollback()
                else:
                    session.commit()
            except IntegrityError as error:
                raise Invalid([Problem("", f"The database refused this: {error.orig}. Nothing was written.")]) from None
            except DBAPIError as error:
                raise explained(error.orig or error, self.path) from None
            except FAULTS as error:
                raise explained(error, self.path) from None
            except (UnicodeEncodeError, OverflowError):
                raise Invalid([Problem("", "A value cannot be stored. Nothing was written.")]) from None

    @contextmanager
    def upkeep(self) -> Iterator[Connection]:
        """One transaction, outside the journal, for what is derived from the records and can be made anew from them.

        Raises Unusable, also when another program is writing for long; nothing is written then.
        """
        connection = connect(self.path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except FAULTS as error:
            raise explained(error, self.path) from None
        finally:
            connection.close()

    @contextmanager
    def turn(self, stop: Callable[[], bool] | None = None) -> Iterator[bool]:
        """Upkeep that takes long and that one thread does at a time: wait for the turn; False when `stop` said so."""
        while not (is_ours := self._turn.acquire(timeout=_LOOK)) and not (stop and stop()):
            pass
        try:
            yield is_ours
        finally:
            if is_ours:
                self._turn.release()

    def warm(self) -> None:
        """Load what writing needs, so that the first save does not wait for it."""
        self._sessions()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            connections, self._connections = self._connections, []
            engine, self._engine = self._engine, None
        for connection in connections:
            connection.close()
        self._local = threading.local()
        if engine is not None:
            engine.dispose()

    def _sessions(self) -> Any:
        with self._lock:
            if self._engine is None:
                from capptro_tui.db.connection.engine import make_engine

                self._engine = make_engine(self.path)
            return self._engine
