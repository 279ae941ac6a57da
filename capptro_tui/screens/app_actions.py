"""The app as its screens know it: state that they show, and actions that lead from one screen to another."""

from __future__ import annotations

import asyncio
import inspect
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.signal import Signal

from capptro_tui.config import Config
from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, FileReplaced, Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.screens import routes
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.terminal_app import TerminalApp

if TYPE_CHECKING:
    from capptro_tui.services.drafts.drafts import Drafts
    from capptro_tui.services.duplicates.duplicates import Answer, Duplicate


class AppActions(TerminalApp):
    """The part of the app that screens use.

    Attributes:
        schema: the record types of the database; there before a database is open.
        changed: published with the result of every write, also of other windows.
        tabs: (mode, label) of each tab, in the order of their keys.
        business: the name of the business; "" while it has none.
        config: the config file as read at the start.
        folder: the folder in which a file was chosen last.
        replaced: the error that the database file was replaced; None while it is the one that was opened.
    """

    schema: Schema
    changed: Signal[WriteResult]
    tabs: list[tuple[str, str]]
    business: str
    config: Config
    folder: Path
    replaced: FileReplaced | None

    @property
    @abstractmethod
    def database(self) -> Database:
        """The open database. Raises Refused if there is none yet."""

    @property
    def tab(self) -> str:
        """The mode that is shown."""
        return self.current_mode

    @property
    @abstractmethod
    def drafts(self) -> Drafts:
        """The drafts of this database: unsaved text of this window, and of windows that have ended."""

    @abstractmethod
    def open_list(self, name: str) -> None:
        """Show the list of the record type called `name`, or the dashboard or the settings, freshly read.

        Screens open above it are closed, unless a form there has unsaved input.
        """

    @abstractmethod
    async def find_in_list(self) -> None:
        """Go to the search of this tab's list, or of the customers' list if the tab has none."""

    @abstractmethod
    def publish(self, result: WriteResult) -> None:
        """Tell every screen about a write, and show its notices."""

    @abstractmethod
    def database_replaced(self) -> None:
        """Read everything again: another file was put in the place of the database on purpose."""

    @abstractmethod
    def choose_theme(self, theme: str) -> None:
        """Use a theme from now on, and write it to the config file."""

    # Writes and messages

    async def perform(self, act: Callable[[Database], WriteResult], *, dry_run: bool = False) -> WriteResult | None:
        """Run a write in a thread, publish its changes, and show its errors; None if it failed or was refused."""
        try:
            result = await asyncio.to_thread(act, self.database)
        except Conflict as conflict:
            self.say(f"{conflict} " + " ".join(conflict.conflicts[:4]), severity="error")
            return None
        except Refused as refused:
            self.say(str(refused), severity="error")
            return None
        if not dry_run:
            self.saved(result)
        return result

    def saved(self, result: WriteResult) -> None:
        """Publish a write, and show its summary."""
        self.publish(result)
        self.say(result.summary)

    def say(self, text: str, *, severity: Any = "information") -> None:
        """Show a short message in a corner; data in it is harmless."""
        self.notify(show(text, 400), severity=severity, markup=False)

    # Screens

    def open_tab(self, place: int) -> None:
        """Show the tab at this place, from 0."""
        if place < len(self.tabs):
            self.open_list(self.tabs[place][0])

    def open_screen(self, name: str, *args: Any) -> None:
        """Show the screen of a route that needs nothing but `args`."""
        route = routes.ROUTES[name]
        self.push_screen(route.make(self.screen) if route.is_above else route.make(*args))

    def action_command_palette(self) -> None:
        """Show every command, and find records by name; not above itself, and not without a database."""
        if self.is_open and not isinstance(self.screen, routes.PALETTE.load()):
            self.open_screen(routes.PALETTE.name)

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether there is an open database."""

    def open_page(self, record: RecordType, row_id: int) -> None:
        """Show a record's page; of a merged record, the page of the one it was merged into."""
        from capptro_tui.services.rules import alias

        standing = alias.standing_for(self.database, record, row_id)
        if standing != row_id:
            self.say(alias.said(record, row_id, standing))
        self.push_screen(routes.page_of(self.schema.own(record), standing))

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
        """Show a record's form.

        Args:
            record: the type of the record.
            row_id: the record; None for a new one.
            prefill: values of a new record.
            focus: name of the field with the focus; "" for the first one.
            using: the record is wanted for a field of the form below.
            then: called with the result of the save, or None.
        """
        record = self.schema.own(record)
        self.push_screen(routes.FORM.make(record, row_id, prefill=prefill, focus=focus, using=using), then)

    def confirm(self, question: str, details: list[str], *, yes: str, no: str, then: Callable[[], Any]) -> None:
        """Ask a question; `then` is called on a yes."""

        async def answered(is_yes: bool | None) -> None:
            if is_yes and inspect.isawaitable(doing := then()):
                await doing

        self.push_screen(routes.CONFIRM.make(question, details, yes=yes, no=no), answered)

    def ask_duplicates(
        self,
        hits: list[Duplicate],
        *,
        saving: bool,
        using: bool,
        editing: bool,
        then: Callable[[Answer | None], Any],
    ) -> None:
        """Show possible duplicates and the possible actions.

        Args:
            hits: the possible duplicates.
            saving: offer to save anyway.
            using: a customer is wanted for a work item.
            editing: the customer in the form exists already, so that the two can be merged.
            then: called with the user's choice, or None.
        """
        self.push_screen(routes.DUPLICATES.make(hits, saving=saving, using=using, editing=editing), then)

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
            then: called with the result, or None.
        """

        def chosen(other_id: int | None) -> None:
            if other_id is not None:
                self.push_screen(routes.MERGE.make(keep_id, other_id, typed=typed), then)
            elif then:
                then(None)

        if lose_id is None:
            self.push_screen(routes.MERGE_WITH.make(keep_id), chosen)
        else:
            chosen(lose_id)

    async def ask_delete(
        self, record: RecordType, row_id: int, then: Callable[[WriteResult], Any] | None = None
    ) -> None:
        """Delete a record after a question that names the affected records; `then` is called with the result."""
        from capptro_tui.services.history import trash

        preview = await self.perform(
            lambda database: trash.delete(database, record, row_id, dry_run=True), dry_run=True
        )

        async def answered(is_yes: bool | None) -> None:
            result = await self.perform(lambda database: trash.delete(database, record, row_id)) if is_yes else None
            if result and then:
                then(result)

        if preview is not None:
            self.push_screen(routes.CONFIRM_DELETE.make(preview), answered)

    def open_bulk_change(self, record: RecordType, ids: Sequence[int], then: Callable[[WriteResult], Any]) -> None:
        """Ask for a change of many records and make it; `then` is called with the result."""

        def done(result: WriteResult | None) -> None:
            if result is not None:
                self.saved(result)
                then(result)

        self.push_screen(routes.BULK_CHANGE.make(record, ids), done)
