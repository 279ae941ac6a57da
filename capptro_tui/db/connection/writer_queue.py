"""The queue in which the programs and threads that write to one database wait for their turn.

SQLite's own waiting is a race: whoever asks at the right moment wins, and a writer may be passed over until its
patience ends. Here writers wait on a lock file beside the database, in the order in which they come (Linux hands
`flock` on in that order). They wait for as long as somebody is ahead of them, and the place of one that dies is given
up by the system.

The lock is never on the database file itself: closing a handle of that would drop SQLite's locks. Where locks do not
work (some network file systems) or the file cannot be made, there is no queue, and SQLite's waiting decides.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

try:
    import fcntl
except ImportError:  # as on Windows
    _HAS_LOCKS = False
else:
    _HAS_LOCKS = True

PATIENCE: Final = 1.0
"""Seconds after which a waiting writer is told whom it waits for."""

AGAIN: Final = 10.0
"""Seconds between two such sentences, each with the time left."""

_NOTED_EVERY = 1.0
"""Seconds after which the writer at work notes again how far it is."""

_MANY_SECONDS = 100
"""Seconds from which on minutes are said."""

_LONGEST_NOTE = 4096
"""Most bytes that are read of the note of the writer at work in the lock file."""

Tell = Callable[[str], None]
"""A function that takes a sentence for people. It is called from another thread."""


@dataclass(slots=True)
class _Work:
    """The write of a thread that has the turn: the open lock file, its verb, its beginning, and its last note."""

    handle: int
    verb: str
    since: float
    noted: float = 0.0


class WriterQueue:
    """The queue of one database, for one program. Each turn may be taken in another thread."""

    def __init__(self, database: Path, by: str, suffix: str = "-queue") -> None:
        """
        Args:
            database: path of the database.
            by: login of the user, shown to others that wait.
            suffix: suffix of the lock file's name after the database's; each suffix is a queue of its own.
        """
        self.path = database.with_name(database.name + suffix)
        self._by = by
        self._mine = threading.local()

    @contextmanager
    def wait_for_turn(self, verb: str, tell: Tell | None = None) -> Iterator[None]:
        """Wait for the writers' turn and hold it.

        Args:
            verb: the operation, as in `create`.
            tell: called after a second of waiting, and then every ten, with a sentence that names the writer at work
                and says how long it will take, as far as it has told.
        """
        # A thread that asks again while it has the turn would wait for itself.
        handle = None if getattr(self._mine, "turn", False) else self._open()
        if handle is None:
            yield
            return
        try:
            if self._lock(handle, tell):
                self._leave_note(handle, verb)
            self._mine.turn = True
            self._mine.work = _Work(handle, verb, time.time())
            yield
        finally:
            self._mine.turn = False
            self._mine.work = None
            os.close(handle)  # drops the lock

    def note_progress(self, done: int, total: int) -> None:
        """Let those who wait know how far this thread is with the write whose turn it has."""
        work: _Work | None = getattr(self._mine, "work", None)
        now = time.time()
        if work is None or not 0 < done <= total or 0 <= now - work.noted < _NOTED_EVERY:
            return
        work.noted = now
        self._leave_note(work.handle, work.verb, work.since, now + (now - work.since) * (total - done) / done)

    @contextmanager
    def turn_if_free(self, verb: str) -> Iterator[bool]:
        """Hold the turn if it is free; yields False if somebody has it. Where there is no queue, the turn is free."""
        handle = self._open()
        if handle is None:
            yield True
            return
        try:
            is_free = _try_lock(handle)
            if is_free:
                self._leave_note(handle, verb)
            yield is_free is not False
        finally:
            os.close(handle)

    def _open(self) -> int | None:
        if not _HAS_LOCKS:
            return None
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        with suppress(OSError):
            return os.open(self.path, flags, 0o600)
        return None

    def _lock(self, handle: int, tell: Tell | None) -> bool:
        """Wait for the lock of an open lock file; return False where locks do not work."""
        is_free = _try_lock(handle)
        if is_free is not False:
            return is_free is not None
        is_over = threading.Event()
        if tell is not None:
            threading.Thread(target=self._tell_until, args=(is_over, handle, tell), daemon=True).start()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            return False
        finally:
            is_over.set()
        return True

    def _tell_until(self, is_over: threading.Event, handle: int, tell: Tell) -> None:
        """Tell a writer whom it waits for, again and again until its waiting is over."""
        patience = PATIENCE
        while not is_over.wait(patience):
            tell(self._waiting_for(handle))
            patience = AGAIN

    def _leave_note(self, handle: int, verb: str, since: float | None = None, until: float | None = None) -> None:
        """Write into the lock file who has the turn. Only the sentence for those who wait depends on it.

        Args:
            handle: the open lock file.
            verb: the operation.
            since: the time at which it has begun; None for now.
            until: the time at which it will probably be through; None if nobody knows.
        """
        note = {"process": os.getpid(), "by": self._by[:100], "verb": verb[:100], "since": int(since or time.time())}
        if until is not None:
            note["until"] = int(until)
        with suppress(OSError):
            os.pwrite(handle, json.dumps(note).encode().ljust(_shortest(handle)), 0)

    def _waiting_for(self, handle: int) -> str:
        """Return the sentence for a writer that waits."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            note = json.loads(os.pread(handle, _LONGEST_NOTE, 0))
            seconds = max(0, int(time.time() - note["since"]))
            who = f"by {note['by']} (“{note['verb']}”, process {note['process']})"
            return f"Waiting: the database is being written to {who}, for {seconds} s so far{_left(note)}."
        return "Waiting: the database is being written to by another program."


def _left(note: dict[str, Any]) -> str:
    """Return the time that is left by the note of a writer, for a sentence; "" where nobody knows it."""
    left = int(note.get("until", 0) - time.time())
    if left <= 0:
        return ""
    return f"; about {left} s left" if left < _MANY_SECONDS else f"; about {round(left / 60)} min left"


def _try_lock(handle: int) -> bool | None:
    """Take the lock if it is free; return False if somebody has it, None where locks do not work."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _shortest(handle: int) -> int:
    """Return the length to which a note is padded, so that it covers the previous one."""
    return os.fstat(handle).st_size
