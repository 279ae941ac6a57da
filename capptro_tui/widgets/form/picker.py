"""The picker: one field for everything that is chosen. Type any part of it, enter takes the first row."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from capptro_tui.errors import Refused, Superseded
from capptro_tui.services.forms.choices import MOST
from capptro_tui.show import show
from capptro_tui.widgets.background import AfterPause, run_in_background
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.form.picker_rows import Choices, Choosable, Find, PickerRows, suggested, with_present
from capptro_tui.widgets.keys.key_order import keys_wait
from capptro_tui.widgets.textual_patches.one_frame import MOMENT, OneFrame

PAUSE: Final = 0.2
"""Seconds without a key after which the longer search begins: for every letter it would slow the next one."""

_LOOKING = "look"
"""The group of workers that search for rows."""


class _Field(LineInput):
    """The picker's text field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list(1)", "Choices", show=False, id="picker.down"),
        Binding("up", "list(-1)", "Choices", show=False, id="picker.up"),
        Binding("enter", "take", "Choose", show=False, id="picker.take"),
        Binding("tab", "pass(1)", "Next field", show=False, id="picker.next"),
        Binding("shift+tab", "pass(-1)", "Field before", show=False, id="picker.before"),
    ]

    async def action_take(self) -> None:
        """Take the row under the cursor."""
        await self._picker.take()

    async def action_list(self, step: int) -> None:
        """Move the cursor in the rows."""
        await self._picker.step(step)

    async def action_pass(self, step: int) -> None:
        """Go to the next or previous field, unless the typed text is still open."""
        await self._picker.leave(step)

    @property
    def _picker(self) -> Picker:
        parent = self.parent
        assert isinstance(parent, Picker)
        return parent


class Picker(Widget):
    """A text field with the matching choices below it while it has the focus.

    `value` is the last choice. While the text differs from it nothing is chosen (`is_open_question`), except in a
    `free` field, whose value is its text. `settle` makes the choice if the typed text has only one meaning.
    """

    DEFAULT_CSS = """
    Picker {
        height: 1;
        layout: vertical;
    }
    """

    @dataclass
    class Chosen(Message):
        """Another value was chosen.

        Attributes:
            picker: the picker.
            value: the chosen value; None if the choice was removed.
            by_enter: whether the user is done with this field.
            row: the row that was taken, if it was one of the rows.
        """

        picker: Picker
        value: Any
        by_enter: bool
        row: Choosable | None = None

        @property
        def control(self) -> Picker:
            """The picker that sent the message."""
            return self.picker

    @dataclass
    class Create(Message):
        """The user wants to create a record under the typed name."""

        picker: Picker
        text: str

        @property
        def control(self) -> Picker:
            """The picker that sent the message."""
            return self.picker

    @dataclass
    class StillOpen(Message):
        """The user wants to leave the field, but the typed text is no choice: the focus stays."""

        picker: Picker

        @property
        def control(self) -> Picker:
            """The picker that sent the message."""
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
        self.chosen: Any = value
        self._chosen_text = text
        self._listed_for: str | None = None
        self._listed_whole = False
        self._browsing = False
        self._put_away = False
        self._frame = OneFrame(self)
        self._further = AfterPause(self, PAUSE, self._begin_further)
        self._hint = hint
        self._field: LineInput | None = None
        self._rows: PickerRows | None = None  # made with the first focus: a form has many pickers

    def compose(self) -> ComposeResult:
        self._field = _Field(self._chosen_text, placeholder=self._hint)
        yield self._field

    def on_mount(self) -> None:
        # The field's message would come a frame later.
        self.watch(self.input, "value", self._typed, init=False)

    def on_unmount(self) -> None:
        self._frame.release()
        self._further.stop()

    # Interface for the form

    @property
    def input(self) -> LineInput:
        """The text field."""
        assert self._field is not None, "the picker is not on the screen yet"
        return self._field

    @property
    def text(self) -> str:
        """The text in the field."""
        return self._field.value if self._field is not None else self._chosen_text

    @property
    def value(self) -> Any:
        """The chosen value; None if there is none. In a free field it is the text."""
        if self.free:
            return self.text
        return self.chosen if self.text == self._chosen_text else None

    @property
    def is_open_question(self) -> bool:
        """Whether a text was typed that is not chosen."""
        return not self.free and bool(self.text.strip()) and self.text != self._chosen_text

    def choose(self, value: Any, text: str) -> None:
        """Choose a value, shown as `text`."""
        self.chosen, self._chosen_text = value, text
        self.input.value = text
        self.close()

    def ask(self, text: str) -> None:
        """Put a text into the field as if it had just been typed: nothing is chosen."""
        self.choose(None, "")
        self.input.value = text
        self.close()

    def focus(self, scroll_visible: bool = True) -> Picker:
        """Focus the text field."""
        self.input.focus(scroll_visible)
        return self

    # Keys

    async def step(self, step: int) -> None:
        """Open the list, or move the cursor in it."""
        if self._rows is not None and self.is_open:
            self._rows.step(step)
        else:
            self._browsing = True
            await self._look("" if self.text == self._chosen_text else self.text)

    async def take(self) -> None:
        """Take the row under the cursor; with nothing typed, keep the choice and go on."""
        if not self.is_open and not self.is_open_question:
            self._settle()
            self.post_message(self.Chosen(self, self.value, by_enter=True))
            return
        if self._put_away:
            # A first row that the user has not seen is not taken.
            await self._look(self.text)
            if self.is_open:
                return
        if not self._browsing and self._listed_for != self.text:
            await self._look(self.text)
        row = self._row()
        if (row is None or row.create) and not self._listed_whole and not self._browsing:
            await self._look_further(self.text)
            row = self._row()
        if row is None:
            self.close()
            if self.free:
                self.post_message(self.Chosen(self, self.value, by_enter=True))
            else:
                self.post_message(self.StillOpen(self))
        elif row.create:
            self.close()
            self.post_message(self.Create(self, self.text))
        else:
            self.choose(row.value, row.text)
            self.post_message(self.Chosen(self, row.value, by_enter=True, row=row))

    async def leave(self, step: int) -> None:
        """Go to the next or previous field.

        A typed text with only one meaning is chosen first. Otherwise the focus stays, and `StillOpen` is sent.
        """
        row = await self.settle(completing=True)
        if row is not None:
            self.post_message(self.Chosen(self, row.value, by_enter=False, row=row))
        if self.is_open_question:
            self.post_message(self.StillOpen(self))
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    async def settle(self, *, completing: bool = False) -> Choosable | None:
        """Choose the typed text if it means only one row; no message is sent.

        In a free field this is a suggestion that differs only in case. With `completing`, it is also the only
        suggestion that begins with the text.

        Returns:
            The chosen row; None if nothing was chosen.
        """
        text = self.text
        if not self._is_unsettled:
            return None
        try:
            found = await asyncio.to_thread(self.choices.first_page, text)
        except Refused as refused:
            self.app.notify(show(refused, 400), severity="error", markup=False)
            return None
        row = suggested(found, text, completing=completing) if self.free else self.choices.unmistakable(found, text)
        if row is not None and text == self.text:
            self.choose(row.value, row.text)
            return row
        return None

    @property
    def _is_unsettled(self) -> bool:
        """Whether a text was typed that is not the last choice."""
        return self.text != self._chosen_text and bool(self.text.strip())

    async def key_escape(self, event: events.Key) -> None:
        """Close the list; the next escape leaves the form."""
        if self.is_open:
            event.stop()
            event.prevent_default()
            self.close()

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._rows is not None and self._rows.display

    def close(self) -> None:
        """Hide the list, and drop the results of running searches."""
        self._browsing = False
        self._put_away = self.is_mounted and self.is_open_question
        self._stop_looking()
        self._frame.release()
        if self._rows is not None:
            self._rows.hide()

    # Typing

    @on(events.DescendantFocus)
    async def _entered(self) -> None:
        if self._rows is None:
            self._rows = PickerRows()
            await self.mount(self._rows)

    def _typed(self, text: str) -> None:
        self._browsing = self._put_away = False
        if not text.strip() and self.chosen is not None and not self.free:
            self.chosen, self._chosen_text = None, text
            self.post_message(self.Chosen(self, None, by_enter=False))
        if text == self._chosen_text:
            self.close()
        elif self.input.has_focus:
            self._stop_looking()
            if self._try_within(text):
                self._look_further_soon()
            else:
                self._frame.hold()
                run_in_background(self, partial(self._search, text), group=_LOOKING)

    @on(events.DescendantBlur)
    def _left(self) -> None:
        # The focus may leave by the mouse. No key waits for a search then, so only the rows already listed count.
        if self._rows is not None and self.is_open and self.is_open_question and self._listed_for == self.text:
            row = self.choices.unmistakable(self._rows.rows, self.text)
            if row is not None:
                self.choose(row.value, row.text)
                self.post_message(self.Chosen(self, row.value, by_enter=False, row=row))
        self._settle()
        self.close()

    def _settle(self) -> None:
        if self.free and self.text != self._chosen_text:
            self.chosen = self._chosen_text = self.text

    @on(PickerRows.Clicked)
    async def _clicked(self, event: PickerRows.Clicked) -> None:
        event.stop()
        await self.take()

    def _row(self) -> Choosable | None:
        return self._rows.chosen if self._rows is not None else None

    def _try_within(self, text: str) -> bool:
        """Show the rows found within the time that a frame may wait. False if the search took longer."""
        if self.choices.first_page_within is None or keys_wait(self.app):
            return False
        try:
            self._list(text, self.choices.first_page_within(text, MOMENT), whole=self.choices.whole is None)
        except (Refused, Superseded):
            # The search in a thread is refused again, and shows the message.
            return False
        return True

    async def _search(self, text: str) -> None:
        """Show the rows that are found at once, and later the others."""
        await self._look(text)
        self._frame.release()
        self._look_further_soon()

    def _look_further_soon(self) -> None:
        """Start the longer search after a pause, unless another key comes."""
        if not self._listed_whole:
            self._further.ask()

    def _begin_further(self) -> None:
        text = self.text
        if self._listed_for == text and not self._put_away:
            run_in_background(self, partial(self._look_further, text), exclusive=True, group=_LOOKING)

    def _stop_looking(self) -> None:
        """Cancel all searches."""
        self._further.stop()
        self.workers.cancel_group(self, _LOOKING)

    async def _look(self, text: str) -> None:
        """Show the rows for `text` that are found at once."""
        await self._find(self.choices.first_page, text, whole=self.choices.whole is None)

    async def _look_further(self, text: str) -> None:
        """Show all rows for `text`."""
        if self.choices.whole is not None:
            await self._find(self.choices.whole, text, whole=True)

    async def _find(self, find: Find, text: str, *, whole: bool) -> None:
        try:
            self._list(text, await asyncio.to_thread(find, text), whole=whole)
        except Refused as refused:
            self.app.notify(show(refused, 400), severity="error", markup=False)

    def _list(self, text: str, found: list[Choosable], *, whole: bool) -> None:
        """Show rows, unless the text has changed or the focus has left."""
        if self._rows is None or not self.input.has_focus or (not self._browsing and text != self.text):
            return
        cursor = next((place for place, row in enumerate(found) if not row.guess), None)
        present = None
        if self._browsing and self.text == self._chosen_text and self.text:
            found, present = with_present(found, self.chosen, self.text, is_text=self.free)
            cursor = present
        self._put_away = False
        self._rows.show_rows(found, None if self.free and not self._browsing else cursor, present)
        self._listed_for, self._listed_whole = text, whole or len(found) > MOST
