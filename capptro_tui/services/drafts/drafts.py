"""The drafts of one database: those of this window, and those left by windows that have ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.services.drafts.draft import Draft
from capptro_tui.services.drafts.keeper import DraftKeeper
from capptro_tui.services.drafts.left import PURPOSE, LeftDrafts
from capptro_tui.storage.window_files import WindowFile

if TYPE_CHECKING:
    from capptro_tui.db.database import Database
    from capptro_tui.services.drafts.standing import Standing


class Drafts:
    """The drafts as a window uses them.

    Attributes:
        kept: keeps the drafts of this window.
    """

    def __init__(self, folder: Path, key: str, path: Path, clock: Callable[[], datetime]) -> None:
        """
        Args:
            folder: folder of the files.
            key: the database's random id; if there is none yet, the path at which it will be.
            path: path of the database.
            clock: gives the time, in UTC.
        """
        self.kept = DraftKeeper(WindowFile(folder, PURPOSE), key, str(path), clock)
        self._left = LeftDrafts(folder, key)

    def left(self) -> list[Draft]:
        """Return the drafts left by other windows, the last typed first; of stacked forms only the lowest one."""
        drafts = self._left.find()
        ids = {draft.id for draft in drafts}
        return [draft for draft in drafts if draft.outer not in ids]

    def look(self, database: Database) -> list[tuple[Draft, Standing]]:
        """Return the drafts left by other windows, each with its standing against the database.

        A draft that is already saved is removed: its window was ended just after saving it. Raises Refused.
        """
        # Imported only if there are drafts, for the start-up time.
        from capptro_tui.services.drafts.standing import Standing, standing

        found = []
        for draft in self.left():
            state = standing(database, draft)
            if state is Standing.SAVED and not self.above(draft):
                self.give_up(draft)
            else:
                found.append((draft, state))
        return found

    def left_for(self, form: str, record: str, row_id: int | None) -> list[Draft]:
        """Return the left drafts of one form: of a record, or of a new record of a type."""
        wanted = (form, record, row_id)
        return [draft for draft in self.left() if (draft.form, draft.record, draft.row_id) == wanted]

    def above(self, draft: Draft) -> list[Draft]:
        """Return the left drafts of the forms stacked above that of a draft, the next one first."""
        inner = {one.outer: one for one in self._left.find() if one.outer}
        return list(_chain(draft, inner))

    def take(self, drafts: list[Draft]) -> None:
        """Take over left drafts: they are this window's from now on.

        Raises:
            Refused: another window has them, or they cannot be written.
        """
        self._left.take(drafts, self.kept.adopt)

    def give_up(self, draft: Draft) -> None:
        """Remove a left draft, with those of the forms above it. Raises Refused."""
        self._left.give_up([draft.id, *(one.id for one in self.above(draft))])

    def problems(self) -> list[str]:
        """Return a sentence for each unreadable file, once; a damaged one is set aside."""
        return self._left.problems()


def _chain(draft: Draft, inner: dict[str, Draft]) -> Iterator[Draft]:
    """Yield the drafts stacked above one; a circle, which only a damaged file has, ends where it began."""
    seen = {draft.id}
    above = inner.get(draft.id)
    while above is not None and above.id not in seen:
        seen.add(above.id)
        yield above
        above = inner.get(above.id)
