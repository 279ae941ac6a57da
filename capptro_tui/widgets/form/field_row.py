"""The row of one field in a form: its label, its input, and the messages about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Static, TextArea

from capptro_tui.models.field import Field
from capptro_tui.show import show
from capptro_tui.widgets.form.field_inputs import read_input
from capptro_tui.widgets.in_view import TOGETHER


class FieldRow(Horizontal):
    """A label and the input of one field, with messages beside and below it."""

    def __init__(self, field: Field, widget: Widget, edited: Callable[[Field], None] | None = None) -> None:
        """Make the row of a field.

        Args:
            field: the field.
            widget: its input.
            edited: called when the content changes; without it, the input's message bubbles up.
        """
        super().__init__(id=f"row-{field.name}", classes=TOGETHER)
        self.field = field
        self.input = widget
        self._edited = edited
        self.problem: Static | None = None
        self.understood: Static | None = None
        self.warning: Static | None = None

    def compose(self) -> ComposeResult:
        yield self.input

    def render(self) -> Content:
        """Return the label. The row draws it itself, which saves a widget for each field."""
        star = ("*", "$accent") if self.field.required else ""
        return Content.assemble(self.field.label, " ", star)

    def say_understood(self, text: str, warning: str) -> None:
        """Show, or hide if both are "", how the typed text is understood, and a warning about it."""
        if self.understood is None and text:
            self.understood = Static(classes="understood")
            self.mount(self.understood)
        if self.understood is not None:
            self.understood.update(Content(f"→ {text}"))
            self.understood.display = bool(text)
        if self.warning is None and warning and isinstance(self.parent, Widget):
            self.warning = Static(classes="warning")
            self.parent.mount(self.warning, after=self)
        if self.warning is not None:
            self.warning.update(Content(f"⚠ {show(warning, 200)}"))
            self.warning.display = bool(warning)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def _changed(self, event: Any) -> None:
        if self._edited is not None:
            event.stop()
            self._edited(self.field)

    def is_filled(self) -> bool:
        """Whether the field has content."""
        return read_input(self.input) not in (None, "", False)

    def say(self, text: str) -> None:
        """Show a problem under the field; "" removes it."""
        if self.problem is None and text and isinstance(self.parent, Widget):
            self.problem = Static(classes="problem")
            self.parent.mount(self.problem, after=self)
        if self.problem is not None and text:
            self.problem.update(Content(f"✗ {show(text, 300)}"))
        elif self.problem is not None:
            self.problem.remove()
            self.problem = None
        self.set_class(bool(text), "-wrong")
