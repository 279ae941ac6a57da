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
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # as on Windows
    _HAS_LOCKS = False
else:
    _HAS_LOCKS = True

PATIENCE: Final = 1.0
"""Seconds after which a waiting writer is told whom it waits for."""

_LONGEST_NOTE = 4096
"""Most bytes that are read of the note of the writer at work in the lock file."""

Tell = Callable[[str], None]
"""A function that takes a sentence for people. It is called from another thread."""


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
            tell: called after a second of waiting with a sentence that names the writer at work.
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
            yield
        finally:
            self._mine.turn = False
            os.close(handle)  # drops the lock

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
        timer = threading.Timer(PATIENCE, lambda: tell(self._waiting_for(handle)) if tell else None)
        timer.daemon = True
        timer.start()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            return False
        finally:
            timer.cancel()
        return True

    def _leave_note(self, handle: int, verb: str) -> None:
        """Write into the lock file who has the turn. Only the sentence for those who wait depends on it."""
        note = json.dumps({"process": os.getpid(), "by": self._by[:100], "verb": verb[:100], "since": int(time.time())})
        with suppress(OSError):
            os.pwrite(handle, note.encode().ljust(_shortest(handle)), 0)

    def _waiting_for(self, handle: int) -> str:
        """Return the sentence for a writer that waits."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            note = json.loads(os.pread(handle, _LONGEST_NOTE, 0))
            seconds = max(0, int(time.time() - note["since"]))
            who = f"by {note['by']} (“{note['verb']}”, process {note['process']})"
            return f"Waiting: the database is being written to {who}, for {seconds} s so far."
        return "Waiting: the database is being written to by another program."


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
