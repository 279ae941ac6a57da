"""Watches for writes of other windows and programs while this one is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.db.read.history import journal_rows
from capptro_tui.errors import FileReplaced, Refused
from capptro_tui.services.history.write_result import WriteResult, changes_from

QUIET: Final = 0.8
"""Seconds without a write after which the log is copied into the main file."""

_MOST_CHANGES = 500
"""Most changes of a batch that are read; a larger batch counts as a change of everything."""


@dataclass(slots=True)
class Seen:
    """The result of a look at the database.

    Attributes:
        batches: numbers of the batches that others have written since the last look.
        is_restored: whether a backup was restored, so that everything must be read again.
        replaced: the reason why the file is no longer the one that was opened.
        is_to_settle: whether nobody has written for a while and the main file does not hold everything yet.
    """

    batches: list[int] = field(default_factory=list)
    is_restored: bool = False
    replaced: FileReplaced | None = None
    is_to_settle: bool = False

    def __bool__(self) -> bool:
        return bool(self.batches or self.is_restored)


class Watch:
    """Watches a database. A look takes a fraction of a millisecond and never waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen = database.guard.newest_batch
        self._changed_at = monotonic()

    def look(self) -> Seen:
        """Look for changes since the last look."""
        database = self._database
        try:
            if not database.has_changed():
                return Seen(is_to_settle=monotonic() - self._changed_at > QUIET and database.is_to_settle)
            self._changed_at = monotonic()
            restore_id = database.guard.restore_id
            batches = database.batches_since(self._seen)
            if database.guard.restore_id != restore_id:
                self._seen = database.guard.newest_batch
                return Seen(is_restored=True)
        except FileReplaced as replaced:
            return Seen(replaced=replaced)
        except Refused:  # the database is busy; the next look finds the changes
            return Seen()
        self._seen = max(batches, default=self._seen)
        return Seen([batch for batch in batches if batch not in database.own_batches])


def read_changes(database: Database, batches: list[int]) -> WriteResult:
    """Read the writes of others, for the screens that show them.

    Args:
        database: the database.
        batches: numbers of batches, at least one.

    Raises:
        Unusable: the database cannot be read.
    """
    rows = journal_rows.changes(database, batches, limit=_MOST_CHANGES)
    changes = changes_from(database, rows)
    counts = journal_rows.counted(database, batches)
    is_everything = any(count > _MOST_CHANGES for count in counts.values())
    return WriteResult(max(batches), "", changes, count=len(changes), elsewhere=True, is_everything=is_everything)


def everything() -> WriteResult:
    """Return the result of a restore: every record may have changed."""
    return WriteResult(0, "", (), elsewhere=True, is_everything=True)
