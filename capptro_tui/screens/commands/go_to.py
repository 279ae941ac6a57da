"""Go to any list by the letter of its record numbers."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from capptro_tui.screens.base import Dialog
from capptro_tui.widgets.keys.key_bar import KeyBar


class GoTo(Dialog[None]):
    """Asks for a list, and opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", id="back")]

    def compose(self) -> ComposeResult:
        lines = [
            Content.assemble((f" {record.info.letter.lower()} ", "bold $accent"), f" {record.info.plural}")
            for record in self.desk.schema.listed
        ]
        half = -(-len(lines) // 2)
        with Vertical(id="dialog"):
            yield Static("Go to", id="question")
            with Horizontal(id="lists"):
                yield Static(Content("\n").join(lines[:half]))
                yield Static(Content("\n").join(lines[half:]))
            yield Static(Content.styled("The letters are those of the numbers: S-000012 is a site.", "$muted"))
            yield KeyBar()

    def on_key(self, event: events.Key) -> None:
        """Go to the list of a letter."""
        for record in self.desk.schema.listed:
            if event.key.lower() == record.info.letter.lower():
                event.stop()
                self.dismiss()
                self.app.call_next(self.desk.open_list, record.info.name)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss()
