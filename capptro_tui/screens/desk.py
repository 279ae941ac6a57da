"""The interface of the app for its screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual.signal import Signal

from capptro_tui.config import Config
from capptro_tui.db.database import Database
from capptro_tui.errors import FileReplaced
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.history.outcome import WriteResult

if TYPE_CHECKING:
    from capptro_tui.services.drafts.drafts import Drafts
    from capptro_tui.services.duplicates.duplicates import Answer, Duplicate


class Desk(Protocol):
    """The app, as far as screens use it: state that they show, and actions that lead from one screen to another."""

    database: Database
    schema: Schema
    """The record types of the database; there before a database is open."""
    changed: Signal[WriteResult]
    tabs: list[tuple[str, str]]
    """(mode, label) of each tab, in the order of their keys."""
    tab: str
    """The mode that is shown."""
    business: str
    """The name of the business; "" while it has none."""
    config: Config
    """The config file as read at the start."""
    folder: Path
    """The folder in which a file was chosen last."""
    replaced: FileReplaced | None
    """The error that the database file was replaced; None while it is the one that was opened."""

    @property
    def drafts(self) -> Drafts:
        """The drafts of this database: unsaved text of this window, and of windows that have ended."""

    async def perform(self, act: Callable[[Database], WriteResult], *, dry_run: bool = False) -> WriteResult | None:
        """Run a write in the background, publish its changes, and show a refusal.

        Returns:
            The outcome; None if it was refused.
        """

    def open_tab(self, place: int) -> None:
        """Show the list or dashboard of the tab at this place, from 0."""

    def open_list(self, name: str) -> None:
        """Show the list of the record type called `name`, and close the screens above it."""

    async def find_in_list(self) -> None:
        """Go to the search of this tab's list, or of the customers if the tab has none."""

    def open_page(self, record: RecordType, row_id: int) -> None:
        """Show a record's page."""

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
            then: called with the outcome of the save, or None.
        """

    def saved(self, outcome: WriteResult) -> None:
        """Publish and show the outcome of a form's save."""

    def confirm(self, question: str, details: list[str], *, yes: str, no: str, then: Callable[[], Any]) -> None:
        """Ask a question; `then` is called on a yes."""

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

    async def ask_delete(
        self, record: RecordType, row_id: int, then: Callable[[WriteResult], Any] | None = None
    ) -> None:
        """Delete a record after a question that names all affected records; `then` is called with the outcome."""

    def open_bulk_change(self, record: RecordType, ids: Sequence[int], then: Callable[[WriteResult], Any]) -> None:
        """Ask for a change of many records and make it; `then` is called with the outcome."""

    def open_screen(self, name: str) -> None:
        """Show one of the named screens.

        These are help, go (to a list), trash, history, map, backups, review (of possible duplicates) and drafts.
        """

    def database_replaced(self) -> None:
        """Read everything again: another file was put in the place of the database on purpose."""

    def choose_theme(self, theme: str) -> None:
        """Use a theme from now on."""

    def say(self, text: str, *, severity: Any = "information") -> None:
        """Show a short message in a corner. Data in it is made harmless."""
