"""The drafts of one database: those of this window, and those that other windows have left."""

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
    """What a window needs of drafts.

    Attributes:
        kept: what is typed in this window.
    """

    def __init__(self, folder: Path, key: str, path: Path, clock: Callable[[], datetime]) -> None:
        """
        Args:
            folder: where the files are.
            key: the database's random id; where there is none yet, the path at which it will be.
            path: where the database is.
            clock: gives the time, in UTC.
        """
        self.kept = DraftKeeper(WindowFile(folder, PURPOSE), key, str(path), clock)
        self._left = LeftDrafts(folder, key)

    def left(self) -> list[Draft]:
        """What other windows have left, what was typed last first; of forms above each other only the lowest."""
        drafts = self._left.find()
        ids = {one.id for one in drafts}
        return [one for one in drafts if one.outer not in ids]

    def look(self, database: Database) -> list[tuple[Draft, Standing]]:
        """What other windows have left, and what has become of its records since.

        What is in the database already goes: its window was ended just after it had saved it. Raises Refused.
        """
        # Only where there are drafts: the program starts without it.
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
        """Those of them that belong into one form: of a record, or of a new one of a type."""
        wanted = (form, record, row_id)
        return [one for one in self.left() if (one.form, one.record, one.row_id) == wanted]

    def above(self, draft: Draft) -> list[Draft]:
        """What was typed in the forms above that of a draft that was left, the next one first."""
        inner = {one.outer: one for one in self._left.find() if one.outer}
        return list(_chain(draft, inner))

    def take(self, drafts: list[Draft]) -> None:
        """Go on with drafts here: they are this window's from now on.

        Raises:
            Refused: another window has them, or they cannot be written.
        """
        self._left.take(drafts, self.kept.adopt)

    def give_up(self, draft: Draft) -> None:
        """Remove a draft that was left, with those of the forms above it. Raises Refused."""
        self._left.give_up([draft.id, *(one.id for one in self.above(draft))])

    def problems(self) -> list[str]:
        """A sentence for each file that cannot be read, once; a damaged one is set aside."""
        return self._left.problems()


def _chain(draft: Draft, inner: dict[str, Draft]) -> Iterator[Draft]:
    """The drafts above one another; a circle, which only a damaged file has, ends where it began."""
    seen = {draft.id}
    above = inner.get(draft.id)
    while above is not None and above.id not in seen:
        seen.add(above.id)
        yield above
        above = inner.get(above.id)
