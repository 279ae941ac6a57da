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
from capptro_tui.services.history.outcome import Outcome

if TYPE_CHECKING:
    from capptro_tui.services.drafts.drafts import Drafts
    from capptro_tui.services.duplicates.duplicates import Answer, Duplicate


class Desk(Protocol):
    """The app, as far as screens use it: state that they show, and actions that lead from one screen to another."""

    database: Database
    changed: Signal[Outcome]
    tabs: list[tuple[str, str]]
    """(mode, label) of each tab, in the order of their keys."""
    tab: str
    """The mode that is shown."""
    business: str
    """The business's name, empty while it has none."""
    config: Config
    """What the config file said at the start."""
    folder: Path
    """Where files were chosen last."""
    replaced: FileReplaced | None
    """The error by which the file was found to be another one than was opened; None while it is the same."""

    @property
    def drafts(self) -> Drafts:
        """The drafts of this database: unsaved text of this window, and of windows that have ended."""

    async def perform(self, act: Callable[[Database], Outcome], *, dry_run: bool = False) -> Outcome | None:
        """Do a write in the background, tell everybody who shows what it changed, and say what went wrong."""

    def open_tab(self, place: int) -> None:
        """Show the list or dashboard of the tab at this place, from 0."""

    def open_list(self, name: str) -> None:
        """Show the list of the record type called `name`, and close what is open above it."""

    async def find_in_list(self) -> None:
        """Go to the search of this tab's list; of the customers' where the tab has none."""

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
        then: Callable[[Outcome | None], Any] | None = None,
    ) -> None:
        """Show a record's form, empty for a new one. `then` gets what was saved, or None.

        `using` says that the record is wanted for a field of the form below.
        """

    def saved(self, outcome: Outcome) -> None:
        """Tell everybody what a form has written, and say it."""

    def confirm(self, question: str, details: list[str], *, yes: str, no: str, then: Callable[[], Any]) -> None:
        """Ask a question; `then` is done on a yes."""

    def ask_duplicates(
        self,
        hits: list[Duplicate],
        *,
        saving: bool,
        using: bool,
        editing: bool,
        then: Callable[[Answer | None], Any],
    ) -> None:
        """Show possible duplicates and what can be done; `then` gets what was chosen."""

    def open_merge(
        self,
        keep_id: int,
        lose_id: int | None = None,
        *,
        typed: Mapping[int, Mapping[str, Any]] | None = None,
        then: Callable[[Outcome | None], Any] | None = None,
    ) -> None:
        """Show what merging two customers does; without `lose_id` ask first which one is merged into `keep_id`.

        `typed` has values, by customer, that are not saved yet; `then` gets what was done, or None.
        """

    async def ask_delete(self, record: RecordType, row_id: int, then: Callable[[Outcome], Any] | None = None) -> None:
        """Delete a record after a question that names what goes along; `then` gets what was done."""

    def open_bulk_change(self, record: RecordType, ids: Sequence[int], then: Callable[[Outcome], Any]) -> None:
        """Ask what to do with many records and do it; `then` gets what was done."""

    def open_screen(self, name: str) -> None:
        """Show one of the screens that have a name: help, go (to a list), trash, history, map, backups, review (of
        possible duplicates), drafts."""

    def database_replaced(self) -> None:
        """Another file was put in the place of the database on purpose: everything is looked at anew."""

    def choose_theme(self, theme: str) -> None:
        """Use a theme from now on."""

    def say(self, text: str, *, severity: Any = "information") -> None:
        """A short message in a corner; data in it is harmless."""
