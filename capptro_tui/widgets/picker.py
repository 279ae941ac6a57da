"""The picker: one field for everything that is chosen. Type any part of it, enter takes the first row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from capptro_tui.show import show
from capptro_tui.widgets.line_input import LineInput


@dataclass(frozen=True, slots=True)
class Choosable:
    """One row of a picker: what is stored, what then stands in the field, what explains it.

    `create` rows ask for a new record instead. A `guess` is not what was typed, only like it: enter does not take it.
    """

    value: Any
    text: str
    note: str = ""
    create: bool = False
    guess: bool = False


Choices = Callable[[str], list[Choosable]]
"""What can be chosen for a typed text, best first. Called in a thread."""


class _Field(LineInput):
    """The picker's text field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list(1)", "Choices", show=False, id="picker.down"),
        Binding("up", "list(-1)", "Choices", show=False, id="picker.up"),
        Binding("enter", "take", "Choose", show=False, id="picker.take"),
    ]

    async def action_take(self) -> None:
        """Take the row."""
        await self._picker.take()

    async def action_list(self, step: int) -> None:
        """Move among the rows."""
        await self._picker.step(step)

    @property
    def _picker(self) -> Picker:
        parent = self.parent
        assert isinstance(parent, Picker)
        return parent


class _Rows(OptionList, can_focus=False):
    """The rows below the text field."""


class Picker(Widget):
    """A text field with the fitting choices below it while it has the focus.

    `value` is what was chosen last; while the text is another one nothing is chosen (`is_open_question`), unless the
    field is `free`: then the text itself is the value.
    """

    DEFAULT_CSS = """
    Picker {
        height: 1;
        layout: vertical;
    }
    Picker > _Rows {
        overlay: screen;
        constrain: none inside;
        display: none;
        width: 100%;
        height: auto;
        max-height: 9;
        padding: 0;
        border: none;
        background: $panel;
        scrollbar-size-vertical: 1;
    }
    Picker > _Rows:focus { border: none; }
    Picker > _Rows > .option-list--option { padding: 0 1; }
    Picker > _Rows { text-wrap: nowrap; text-overflow: ellipsis; }
    Picker > _Rows > .option-list--option-highlighted {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
    }
    Picker.-open > _Rows { display: block; }
    """

    @dataclass
    class Chosen(Message):
        """Another value was chosen (None: nothing). `by_enter` says that the user is done with this field."""

        picker: Picker
        value: Any
        by_enter: bool

        @property
        def control(self) -> Picker:
            """The picker."""
            return self.picker

    @dataclass
    class Create(Message):
        """A new record was asked for under the name that was typed."""

        picker: Picker
        text: str

        @property
        def control(self) -> Picker:
            """The picker."""
            return self.picker

    def __init__(
        self,
        choices: Choices,
        value: Any = None,
        text: str = "",
        *,
        free: bool = False,
        id: str | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(id=id)
        self.choices = choices
        self.free = free
        self.hint = hint
        self.chosen: Any = value
        self._chosen_text = text
        self._listed: list[Choosable] = []
        self._listed_for: str | None = None
        self._browsing = False
        self._rows: _Rows | None = None  # made when first opened: a form has many pickers

    def compose(self) -> ComposeResult:
        yield _Field(self._chosen_text, placeholder=self.hint)

    # What the form asks

    @property
    def input(self) -> LineInput:
        """The text field."""
        return self.query_one(_Field)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.input.value if self.is_mounted else self._chosen_text

    @property
    def value(self) -> Any:
        """What is chosen; of a free field the text."""
        if self.free:
            return self.text
        return self.chosen if self.text == self._chosen_text else None

    @property
    def is_open_question(self) -> bool:
        """Something was typed and nothing chosen."""
        return not self.free and bool(self.text.strip()) and self.text != self._chosen_text

    def choose(self, value: Any, text: str) -> None:
        """Put a value into the field."""
        self.chosen, self._chosen_text = value, text
        with self.input.prevent(Input.Changed):
            self.input.value = text
        self.close()

    def focus(self, scroll_visible: bool = True) -> Picker:
        """Focus the text field."""
        self.input.focus(scroll_visible)
        return self

    # Keys

    async def step(self, step: int) -> None:
        """Open the list, or move in it."""
        rows = self._rows
        if not self.is_open or rows is None:
            self._browsing = True
            await self._look("" if self.text == self._chosen_text else self.text)
        elif rows.option_count:
            rows.highlighted = ((rows.highlighted if rows.highlighted is not None else -1) + step) % rows.option_count

    async def take(self) -> None:
        """Take the row under the cursor; with nothing typed, keep what is chosen and go on."""
        if not self.is_open and not self.is_open_question:
            self._settle()
            self.post_message(self.Chosen(self, self.value, by_enter=True))
            return
        if not self._browsing and self._listed_for != self.text:
            await self._look(self.text)
        row = self._row()
        if row is None:
            self.close()
            if self.free:
                self.post_message(self.Chosen(self, self.value, by_enter=True))
        elif row.create:
            self.close()
            self.post_message(self.Create(self, self.text))
        else:
            self.choose(row.value, row.text)
            self.post_message(self.Chosen(self, row.value, by_enter=True))

    async def key_escape(self, event: events.Key) -> None:
        """Close the list; the next escape leaves the form."""
        if self.is_open:
            event.stop()
            event.prevent_default()
            self.close()

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.has_class("-open")

    def close(self) -> None:
        """Hide the list."""
        self._browsing = False
        self.remove_class("-open")

    # What happens while it is typed into

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._browsing = False
        if not event.value.strip() and self.chosen is not None and not self.free:
            self.chosen, self._chosen_text = None, event.value
            self.post_message(self.Chosen(self, None, by_enter=False))
        if event.value == self._chosen_text:
            self.close()
        elif self.input.has_focus:
            self.run_worker(self._look(event.value), exclusive=True, group=f"look-{id(self)}")

    @on(events.DescendantBlur)
    def _left(self) -> None:
        row = self._row()
        if self.is_open and self.is_open_question and self._listed_for == self.text and row and not row.create:
            self.choose(row.value, row.text)
            self.post_message(self.Chosen(self, row.value, by_enter=False))
        self._settle()
        self.close()

    def _settle(self) -> None:
        if self.free and self.text != self._chosen_text:
            self.chosen = self._chosen_text = self.text

    @on(OptionList.OptionSelected)
    async def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        await self.take()

    def _row(self) -> Choosable | None:
        place = self._rows.highlighted if self._rows is not None else None
        return self._listed[place] if place is not None and place < len(self._listed) else None

    async def _look(self, text: str) -> None:
        """Show what can be chosen for `text`, unless another text is there by now."""
        found = await asyncio.to_thread(self.choices, text)
        if not self._browsing and text != self.text:
            return
        self._listed, self._listed_for = found, text
        rows = self._rows
        if rows is None:
            rows = self._rows = _Rows(markup=False, compact=True)
            await self.mount(rows)
        rows.clear_options()
        rows.add_options([Option(_prompt(row)) for row in found])
        first = next((place for place, row in enumerate(found) if not row.guess), None)
        rows.highlighted = None if self.free and not self._browsing else first
        self.set_class(bool(found), "-open")


def _prompt(row: Choosable) -> Content:
    if row.create:
        return Content.assemble(("+ Create ", "$accent bold"), (f"“{show(row.text, 60)}”", "bold"))
    note = f"  {show(row.note, 80)}" if row.note else ""
    return Content.assemble(show(row.text, 80), (note, "$muted"))
