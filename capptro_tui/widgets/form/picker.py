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
"""The group of workers that look for what can be chosen."""


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
        """Take the row."""
        await self._picker.take()

    async def action_list(self, step: int) -> None:
        """Move among the rows."""
        await self._picker.step(step)

    async def action_pass(self, step: int) -> None:
        """Go to the next field or the one before, unless what was typed here is still open."""
        await self._picker.leave(step)

    @property
    def _picker(self) -> Picker:
        parent = self.parent
        assert isinstance(parent, Picker)
        return parent


class Picker(Widget):
    """A text field with the fitting choices below it while it has the focus.

    `value` is what was chosen last; while the text is another one nothing is chosen (`is_open_question`), unless the
    field is `free`: then the text itself is the value. `settle` chooses what was typed unmistakably.
    """

    DEFAULT_CSS = """
    Picker {
        height: 1;
        layout: vertical;
    }
    """

    @dataclass
    class Chosen(Message):
        """Another value was chosen (None: nothing). `by_enter` says that the user is done with this field; `row` is
        what was taken, where it was one of the rows."""

        picker: Picker
        value: Any
        by_enter: bool
        row: Choosable | None = None

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

    @dataclass
    class StillOpen(Message):
        """The user wants to go on, and what was typed is not chosen: the focus stays."""

        picker: Picker

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
        # Not by the field's message: that would come a frame later.
        self.watch(self.input, "value", self._typed, init=False)

    def on_unmount(self) -> None:
        self._frame.release()
        self._further.stop()

    # What the form asks

    @property
    def input(self) -> LineInput:
        """The text field."""
        assert self._field is not None, "the picker is not on the screen yet"
        return self._field

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._field.value if self._field is not None else self._chosen_text

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
        self.input.value = text
        self.close()

    def ask(self, text: str) -> None:
        """Put a text into the field of which nothing is chosen yet, as if it had just been typed."""
        self.choose(None, "")
        self.input.value = text
        self.close()

    def focus(self, scroll_visible: bool = True) -> Picker:
        """Focus the text field."""
        self.input.focus(scroll_visible)
        return self

    # Keys

    async def step(self, step: int) -> None:
        """Open the list, or move in it."""
        if self._rows is not None and self.is_open:
            self._rows.step(step)
        else:
            self._browsing = True
            await self._look("" if self.text == self._chosen_text else self.text)

    async def take(self) -> None:
        """Take the row under the cursor; with nothing typed, keep what is chosen and go on."""
        if not self.is_open and not self.is_open_question:
            self._settle()
            self.post_message(self.Chosen(self, self.value, by_enter=True))
            return
        if self._put_away:
            # The first row is not taken unseen.
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
        """Go to the next field or the one before. What was typed is chosen if it is unmistakable; else the focus
        stays, and it is said."""
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
        """Choose what was typed where it can only mean one row, and return that; nothing is posted.

        Of a free field that is a suggestion which is the same but for its case; `completing`, also the only one that
        begins so.
        """
        text = self.text
        if not self._is_unsettled:
            return None
        try:
            found = await asyncio.to_thread(self.choices.quick, text)
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
        """Whether something was typed that has not been chosen."""
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
        """Hide the list, and show nothing that is still being looked for."""
        self._browsing = False
        self._put_away = self.is_mounted and self.is_open_question
        self._stop_looking()
        self._frame.release()
        if self._rows is not None:
            self._rows.hide()

    # What happens while it is typed into

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
            if self._hurry(text):
                self._look_further_soon()
            else:
                self._frame.hold()
                run_in_background(self, partial(self._search, text), group=_LOOKING)

    @on(events.DescendantBlur)
    def _left(self) -> None:
        # By the mouse, say: no key waits for a search, so that only what is listed already is looked at.
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

    def _hurry(self, text: str) -> bool:
        """Show what is found in the time that a frame may wait, and say whether it was."""
        if self.choices.hurried is None or keys_wait(self.app):
            return False
        try:
            self._list(text, self.choices.hurried(text, MOMENT), whole=self.choices.whole is None)
        except (Refused, Superseded):
            # What is refused here is refused again by the thread, which says so.
            return False
        return True

    async def _search(self, text: str) -> None:
        """Show what is found at once, and later what else there is."""
        await self._look(text)
        self._frame.release()
        self._look_further_soon()

    def _look_further_soon(self) -> None:
        """Look for what else there is, unless another key comes."""
        if not self._listed_whole:
            self._further.ask()

    def _begin_further(self) -> None:
        text = self.text
        if self._listed_for == text and not self._put_away:
            run_in_background(self, partial(self._look_further, text), exclusive=True, group=_LOOKING)

    def _stop_looking(self) -> None:
        """Look for nothing any more."""
        self._further.stop()
        self.workers.cancel_group(self, _LOOKING)

    async def _look(self, text: str) -> None:
        """Show what can be chosen for `text` as far as it is found at once."""
        await self._find(self.choices.quick, text, whole=self.choices.whole is None)

    async def _look_further(self, text: str) -> None:
        """Show all that can be chosen for `text`."""
        if self.choices.whole is not None:
            await self._find(self.choices.whole, text, whole=True)

    async def _find(self, find: Find, text: str, *, whole: bool) -> None:
        try:
            self._list(text, await asyncio.to_thread(find, text), whole=whole)
        except Refused as refused:
            self.app.notify(show(refused, 400), severity="error", markup=False)

    def _list(self, text: str, found: list[Choosable], *, whole: bool) -> None:
        """Show rows, unless another text is there by now, or the user is elsewhere."""
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
