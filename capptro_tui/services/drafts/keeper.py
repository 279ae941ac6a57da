"""Keeps the drafts of this window on the disk: a thread writes them soon after each key."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from capptro_tui.models.types.dates import timestamp
from capptro_tui.services.drafts.draft import Draft, DraftFile, encode
from capptro_tui.storage.window_files import WindowFile

DELAY: Final = 0.4
"""Seconds from a key to the writing of drafts, so that several keys are written together."""

RETRY: Final = 5.0
"""Seconds from a failed attempt to write to the next."""

Tell = Callable[[str], object]
"""A function that takes a sentence for people. It is called in another thread."""


class DraftKeeper:
    """Keeps the drafts of this window in its file. All methods may be called from any thread.

    Attributes:
        tell: called once with a sentence if drafts cannot be written.
    """

    def __init__(self, file: WindowFile, key: str, path: str, clock: Callable[[], datetime]) -> None:
        """
        Args:
            file: file of the drafts.
            key: key of their database (`DraftFile.key`).
            path: path of the database.
            clock: gives the time, in UTC.
        """
        self.tell: Tell | None = None
        self._file = file
        self._key, self._path = key, path
        self._clock = clock
        self._drafts: dict[str, Draft] = {}
        self._settled: set[str] = set()
        self._changes = self._written = 0
        self._failure: OSError | None = None
        self._is_closed = False
        self._state = threading.Lock()  # guards the drafts and the counts
        self._writing = threading.Lock()  # guards the file
        self._awake, self._at_once = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def drafts(self) -> list[Draft]:
        """The drafts of this window, in the order in which they were begun."""
        with self._state:
            return list(self._drafts.values())

    def put(self, draft: Draft) -> None:
        """Keep a draft as it is now; it is soon on the disk. A settled draft is not kept again."""
        with self._state:
            if draft.id in self._settled:
                return
            known = self._drafts.get(draft.id)
            if known is not None and replace(draft, typed_at=known.typed_at) == known:
                return
            self._drafts[draft.id] = replace(draft, typed_at=timestamp(self._clock()))
            self._changed()

    def adopt(self, drafts: list[Draft]) -> None:
        """Keep drafts left by another window, unchanged. They are on the disk when this returns.

        Raises:
            OSError: they could not be written; then they are not kept.
        """
        with self._state:
            self._drafts |= {draft.id: draft for draft in drafts}
            self._changed()
        self.flush()
        if self._failure is not None or self._is_closed:
            self.drop(*(draft.id for draft in drafts))
            raise self._failure or OSError(errno.EBADF, "the program ends")

    def drop(self, *draft_ids: str) -> None:
        """Stop keeping drafts: their forms hold no input now."""
        with self._state:
            kept = len(self._drafts)
            for one in draft_ids:
                self._drafts.pop(one, None)
            if len(self._drafts) < kept:
                self._changed()
                self._at_once.set()

    def settle(self, *draft_ids: str) -> None:
        """Stop keeping drafts for good: they are saved, or given up. The form may still be there for a moment."""
        with self._state:
            self._settled.update(draft_ids)
        self.drop(*draft_ids)

    def flush(self) -> None:
        """Write the drafts now, if they have changed. A failure is kept for the next attempt."""
        with self._writing:
            with self._state:
                drafts, change = tuple(self._drafts.values()), self._changes
                if change == self._written or self._is_closed:
                    return
            try:
                if drafts:
                    self._file.write(encode(DraftFile(self._key, self._path, drafts)))
                else:
                    self._file.clear()
            except OSError as error:
                self._fail(error)
            else:
                self._written, self._failure = change, None

    def close(self) -> None:
        """Write the remaining changes and close the file: this window ends. Other windows may take its drafts then."""
        self.flush()
        with self._writing:
            self._is_closed = True
            self._file.close()
        self._awake.set()
        self._at_once.set()

    def _changed(self) -> None:
        """Wake the writing thread. Called with the state's lock."""
        self._changes += 1
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_on, name="drafts", daemon=True)
            self._thread.start()
        self._awake.set()

    def _write_on(self) -> None:
        while not self._is_closed:
            self._awake.wait()
            self._at_once.wait(DELAY)
            self._awake.clear()
            self._at_once.clear()
            self.flush()
            if self._failure is not None and not self._is_closed:
                self._at_once.wait(RETRY)
                self._awake.set()

    def _fail(self, error: OSError) -> None:
        if self._failure is None and self.tell is not None:
            why = error.strerror or type(error).__name__
            self.tell(f"What you type is not kept as a draft, for it cannot be written: {why}. Save it soon.")
        self._failure = error
