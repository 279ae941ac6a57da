"""The history: every operation, newest first, and undo of any of them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from capptro_tui.errors import Conflict, Refused
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.widgets.timeline import timeline_messages
from capptro_tui.widgets.timeline.timeline import JournalSource, Timeline


class History(BrowseScreen[None]):
    """The whole journal."""

    HELP = (
        "`u` takes back what was done last, whatever the cursor is at; `U` does it again.\n"
        "`x` takes back what the cursor is at, a year later too. If that would overwrite later work, you are asked."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "undo_this", "Undo this one", tooltip="Take back what the cursor is at", id="history.undo_this"),
        Binding("o", "record", "Open", tooltip="Open the record that was changed", id="history.open"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[bool | None, ...] = ()

    def body(self) -> ComposeResult:
        yield Static("History", classes="title")
        yield Timeline(empty_text="Nothing has happened yet.")

    def on_mount(self) -> None:
        self.timeline.show_source(JournalSource(self.desk.database))
        self.timeline.focus()

    @property
    def timeline(self) -> Timeline:
        """The entries."""
        return self.query_one(Timeline)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that do not apply to the entry under the cursor.

        The history does not open on itself.
        """
        entry = self.timeline.entry if self.is_mounted and self.query(Timeline) else None
        if action == "undo_this":
            return True if entry is not None and entry.can_be_undone else None
        if action == "record":
            return True if entry is not None and entry.about is not None else None
        return (action, parameters) != ("screen", ("history",))

    def written(self, result: WriteResult) -> None:
        """Read the new entries."""
        self.timeline.look_again()

    @on(Timeline.EntryHighlighted)
    def _moved(self) -> None:
        # Drawing the line of keys is slow: only when other keys apply.
        keys = (self.check_action("undo_this", ()), self.check_action("record", ()))
        if keys != self._keys:
            self._keys = keys
            self.refresh_bindings()

    @on(Timeline.ReadingFailed)
    def _failed(self, event: timeline_messages.ReadingFailed) -> None:
        self.desk.say(str(event.error), severity="error")

    def action_record(self) -> None:
        """Open the record of the entry under the cursor."""
        entry = self.timeline.entry
        if entry is not None and entry.about is not None:
            self.desk.open_page(*entry.about)

    async def action_undo_this(self) -> None:
        """Undo the entry under the cursor. Later changes are listed, and overwritten only after a yes."""
        entry = self.timeline.entry
        if entry is None:
            return
        try:
            await self._undo(entry.batch)
        except Conflict as conflict:
            question = "This has been changed since. Undo anyway?"
            force = partial(self._undo, entry.batch, force=True)
            self.desk.confirm(question, conflict.conflicts, yes="Undo anyway", no="Leave it", then=force)

    async def _undo(self, batch: int, *, force: bool = False) -> None:
        """Undo a batch in a thread. Raises Conflict, and shows any other refusal."""
        from capptro_tui.services.history import undo

        try:
            result = await asyncio.to_thread(undo.undo, self.desk.database, batch, force=force)
        except Conflict:
            raise
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
        else:
            self.desk.saved(result)
