"""The question whether to restore a backup, with its contents compared to the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from textual.content import Content

from capptro_tui.models.types.moment_texts import stamp_text
from capptro_tui.screens.dialogs.confirm import Confirm
from capptro_tui.services.backups.store import SALVAGED, Backup
from capptro_tui.services.restoring.restoring import BackupComparison
from capptro_tui.show import show

_MOST_EVENTS: Final = 3
"""Most lost changes that are named."""

_LABEL, _NUMBER = 12, 9
"""Cells of a record type's name and of a number."""


class RestoreQuestion(Confirm):
    """Asks whether to restore a backup: True for yes. The focus is on the other answer."""

    def __init__(self, backup: Backup, compared: BackupComparison, *, kept: str = "", note: str = "") -> None:
        """Prepare the question.

        Args:
            backup: the backup.
            compared: its contents compared to the database.
            kept: a sentence on the fate of a damaged or missing database, which the backup replaces; "" for a sound
                one.
            note: a further sentence.
        """
        self.compared = compared
        self.kept = kept
        self.note = note
        what = "what could be read" if backup.reason == SALVAGED else f"the backup of {backup.taken_text}"
        super().__init__(f"Restore {what}?", yes="Restore", no="Leave it")

    def details(self) -> Iterable[Content]:
        """Yield the contents of the backup, the changes that would be lost, and what is kept."""
        yield self._head()
        if self.note:
            yield Content(show(self.note, 400))
        if not self.compared.is_same:
            yield Content.styled("It is a backup of another database.", "$warning")
        if self.compared.lost:
            yield self._lost()
        yield Content("\n").join(self._counts())
        if count := self.compared.missing:
            files = "1 file of documents is" if count == 1 else f"{count:,} files of documents are"
            yield Content.styled(f"{files} nowhere any more.", "$warning")
        yield Content.styled(self.kept or "What is here now is kept as a backup first.", "$muted")

    def _head(self) -> Content:
        whose = f"{show(self.compared.business, 60)}. " if self.compared.business else ""
        last = f"Its last change is of {stamp_text(self.compared.newest)}." if self.compared.newest else "It is empty."
        return Content(whose + last)

    def _counts(self) -> Iterator[Content]:
        is_known = any(now is not None for _, _, now in self.compared.counts)
        here = f"{'Here':>{_NUMBER}}" if is_known else ""
        yield Content.styled(f"{'':{_LABEL}}{'Backup':>{_NUMBER}}{here}", "$muted")
        for plural, there, now in self.compared.counts:
            if there or now:
                line = Content(f"{show(plural, _LABEL):{_LABEL}}{there:>{_NUMBER},}")
                if now is not None:
                    style = "" if now == there else "$warning" if now > there else "$accent"
                    line = Content.assemble(line, (f"{now:>{_NUMBER},}", style))
                yield line

    def _lost(self) -> Content:
        count = self.compared.lost
        what = (
            "1 change was made since and is lost" if count == 1 else f"{count:,} changes were made since and are lost"
        )
        events = self.compared.last[:_MOST_EVENTS]
        lines = [Content.styled(f"{what}:", "$warning"), *(Content(show(event.summary, 80)) for event in events)]
        if count > len(events):
            lines.append(Content.styled(f"and {count - len(events):,} more", "$muted"))
        return Content("\n").join(lines)
