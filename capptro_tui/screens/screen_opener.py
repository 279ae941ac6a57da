"""Open screens by record or by name. The code of each is loaded when it is first asked for."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.history.outcome import WriteResult
from capptro_tui.widgets.terminal_app import TerminalApp

if TYPE_CHECKING:
    from capptro_tui.services.duplicates.duplicates import Answer, Duplicate

_PLAIN: Final = {
    "backups": ("backups.backups", "Backups"),
    "drafts": ("forms.drafts", "DraftList"),
    "history": ("lists.history", "History"),
    "review": ("duplicates.review", "Review"),
    "trash": ("lists.trash", "Trash"),
}
"""Module and class of each screen that is made without arguments, by its name."""


class ScreenOpener(TerminalApp):
    """The part of the app that opens screens above the present one."""

    schema: Schema
    """The record types of the database."""

    @property
    @abstractmethod
    def database(self) -> Database:
        """The open database."""

    @abstractmethod
    def say(self, text: str, *, severity: Any = "information") -> None:
        """Show a short message in a corner."""

    @abstractmethod
    def open_list(self, name: str) -> None:
        """Show the list of the record type called `name`."""

    @abstractmethod
    def saved(self, outcome: WriteResult) -> None:
        """Publish and show the outcome of a write."""

    @abstractmethod
    async def perform(self, act: Callable[[Database], WriteResult], *, dry_run: bool = False) -> WriteResult | None:
        """Run a write in the background."""

    def open_page(self, record: RecordType, row_id: int) -> None:
        """Show a record's page; of a merged record, the page of the one it was merged into."""
        from capptro_tui.screens.pages.pages import page_of
        from capptro_tui.services.rules import alias

        standing = alias.standing_for(self.database, record, row_id)
        if standing != row_id:
            self.say(alias.said(record, row_id, standing))
        self.push_screen(page_of(self.schema.own(record), standing))

    def open_form(
        self,
        record: RecordType,
        row_id: int | None = None,
        *,
        prefill: dict[str, Any] | None = None,
        focus: str = "",
        using: bool = False,
        then: Callable[[WriteResult | None], Any] | None = None,
    ) -> None:
        """Show a record's form, empty for a new one. `then` is called with the outcome of the save, or None."""
        from capptro_tui.screens.forms.form_screen import FormScreen

        record = self.schema.own(record)
        self.push_screen(FormScreen(record, row_id, prefill=prefill, focus=focus, using=using), then)

    def confirm(self, question: str, details: list[str], *, yes: str, no: str, then: Callable[[], Any]) -> None:
        """Ask a question; `then` is called on a yes."""
        from capptro_tui.screens.dialogs.confirm import Confirm

        async def answered(is_yes: bool | None) -> None:
            if is_yes and inspect.isawaitable(doing := then()):
                await doing

        self.push_screen(Confirm(question, details, yes=yes, no=no), answered)

    def ask_duplicates(
        self,
        hits: list[Duplicate],
        *,
        saving: bool,
        using: bool,
        editing: bool,
        then: Callable[[Answer | None], Any],
    ) -> None:
        """Show possible duplicates and the possible actions; `then` is called with the user's choice."""
        from capptro_tui.screens.duplicates.duplicates import Duplicates

        self.push_screen(Duplicates(hits, saving=saving, using=using, editing=editing), then)

    def open_merge(
        self,
        keep_id: int,
        lose_id: int | None = None,
        *,
        typed: Mapping[int, Mapping[str, Any]] | None = None,
        then: Callable[[WriteResult | None], Any] | None = None,
    ) -> None:
        """Show the effect of merging two customers.

        Args:
            keep_id: the customer that stays.
            lose_id: the customer that is merged into it; None to ask for it first.
            typed: values by customer id that are not saved yet.
            then: called with the outcome, or None.
        """
        from capptro_tui.screens.duplicates.merge import MergeScreen, MergeWith

        def chosen(other_id: int | None) -> None:
            if other_id is not None:
                self.push_screen(MergeScreen(keep_id, other_id, typed=typed), then)
            elif then:
                then(None)

        if lose_id is None:
            self.push_screen(MergeWith(keep_id), chosen)
        else:
            chosen(lose_id)

    async def ask_delete(
        self, record: RecordType, row_id: int, then: Callable[[WriteResult], Any] | None = None
    ) -> None:
        """Delete a record after a question that names the affected records; `then` is called with the outcome."""
        from capptro_tui.screens.dialogs.confirm import ConfirmDelete
        from capptro_tui.services.history import trash

        preview = await self.perform(
            lambda database: trash.delete(database, record, row_id, dry_run=True), dry_run=True
        )

        async def answered(is_yes: bool | None) -> None:
            outcome = await self.perform(lambda database: trash.delete(database, record, row_id)) if is_yes else None
            if outcome and then:
                then(outcome)

        if preview is not None:
            self.push_screen(ConfirmDelete(preview), answered)

    def open_bulk_change(self, record: RecordType, ids: Sequence[int], then: Callable[[WriteResult], Any]) -> None:
        """Ask for a change of many records and make it; `then` is called with the outcome."""
        from capptro_tui.screens.lists.bulk_change import BulkChange

        def done(outcome: WriteResult | None) -> None:
            if outcome is not None:
                self.saved(outcome)
                then(outcome)

        self.push_screen(BulkChange(record, ids), done)

    def open_screen(self, name: str) -> None:
        """Show one of the named screens."""
        if name == "help":
            from capptro_tui.screens.commands.help import Help

            self.push_screen(Help(self.screen))
        elif name == "go":
            from capptro_tui.screens.commands.go_to import GoTo

            self.push_screen(GoTo(), lambda chosen: self.open_list(chosen) if chosen else None)
        elif name == "map":
            from capptro_tui.screens.base import DeskScreen
            from capptro_tui.screens.pages.map import MapScreen

            about = self.screen.record_in_view() if isinstance(self.screen, DeskScreen) else None
            self.push_screen(MapScreen(about))
        else:
            module, screen = _PLAIN[name]
            self.push_screen(getattr(import_module(f"capptro_tui.screens.{module}"), screen)())
