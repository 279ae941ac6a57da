"""Dialogs of a paste into a form: what is proposed for which field, and a box to paste into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from capptro_tui.screens.base import BREAKPOINTS, Dialog
from capptro_tui.services.forms.pasting import FieldProposal
from capptro_tui.show import show
from capptro_tui.text.pasting.lines import MOST_CHARACTERS
from capptro_tui.widgets.form.long_input import LongInput
from capptro_tui.widgets.keys.key_bar import KeyBar

_LABEL: Final = 15
"""Cells of the labels of fields."""

TAKEN, LEFT, NOT_POSSIBLE = "✓ ", "□ ", "  "
"""Marks of a line: it is filled in, it is not, no field can hold it."""


class PasteDetails(Dialog[Sequence[FieldProposal] | None]):
    """Asks what of a pasted text is filled in. Closes with the taken proposals; None to fill in nothing."""

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "fill", "Fill in", priority=True, id="paste.fill"),
        Binding("space", "take", "Take", tooltip="Take the line, or leave it", id="table.select"),
        Binding("p", "as_it_is", "One line", tooltip="Paste all of it as one line", id="paste.as_it_is"),
        Binding("ctrl+a", "all", "All", tooltip="Take all lines, or none", id="select_all"),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(
        self, proposed: Sequence[FieldProposal], left_out: int = 0, as_it_is: Callable[[], object] | None = None
    ) -> None:
        """
        Args:
            proposed: the lines, first those that have a field.
            left_out: how many lines of the text are not among them.
            as_it_is: pastes the text as one line; None if there is no field for that.
        """
        super().__init__()
        self.proposed = proposed
        self.left_out = left_out
        self.as_it_is = as_it_is
        self.taken = {place for place, one in enumerate(proposed) if one.is_advised}

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(id="question")
            yield Static(self._hint(), id="hint")
            options = (Option(self._line(place)) for place in range(len(self.proposed)))
            yield OptionList(*options, markup=False, compact=True)
            yield KeyBar()

    def on_mount(self) -> None:
        self._count()
        self._list.highlighted = 0

    def on_resize(self) -> None:
        """Draw the lines for the new width."""
        self._draw(range(len(self.proposed)))

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Paste as one line only where there is a field for it."""
        return action != "as_it_is" or self.as_it_is is not None

    # Showing

    def _count(self) -> None:
        count = Content.styled(f"  {len(self.taken)} of {len(self.proposed)}", "$muted")
        self.query_one("#question", Static).update(Content.assemble(("Fill in what was pasted?", "bold"), count))

    def _hint(self) -> Content:
        parts = ["Nothing is saved yet."]
        if self.as_it_is is not None:
            key = self.desk.config.keys.get("paste.as_it_is", "p").partition(",")[0]
            parts.append(f"{key} pastes all of it as one line.")
        hint = Content.styled(" ".join(parts), "$muted")
        if not self.left_out:
            return hint
        more = "1 more line is" if self.left_out == 1 else f"{self.left_out:,} more lines are"
        return Content.assemble(hint, (f"\n▲ {more} not looked at.", "$warning"))

    def _line(self, place: int) -> Content:
        """Return a line: its mark, the label of its field, the value; below it what the value would replace."""
        one, is_taken = self.proposed[place], place in self.taken
        mark = NOT_POSSIBLE if one.field is None else TAKEN if is_taken else LEFT
        label = "no field" if one.field is None else one.field.label
        width = self._label_width()
        return Content.assemble(
            (mark, "bold $accent" if is_taken else "$muted"),
            (label.ljust(width) + "  ", "$muted"),
            (show(one.value, MOST_CHARACTERS), "" if is_taken else "$muted"),
            self._standing(one, is_taken),
        )

    def _standing(self, one: FieldProposal, is_taken: bool) -> Content:
        if not one.present.strip() or one.is_added:
            return Content("")
        what = "replaces" if is_taken else "now"
        return Content.styled(
            f"\n{' ' * (self._label_width() + 4)}{what} {show(one.present, 100)}", "$warning" if is_taken else "$muted"
        )

    def _label_width(self) -> int:
        """Return the cells of the labels: in a narrow window the values stand behind them, not in a column."""
        return 0 if self.app.size.width < BREAKPOINTS[1][0] else _LABEL

    # Keys

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Take the line under the cursor, or leave it."""
        place = self._list.highlighted
        if place is not None and self._is_possible(place):
            self._take(self.taken ^ {place})

    def action_all(self) -> None:
        """Take all lines, or none if all are taken."""
        possible = {place for place in range(len(self.proposed)) if self._is_possible(place)}
        self._take(set() if self.taken == possible else possible)

    def _is_possible(self, place: int) -> bool:
        return self.proposed[place].field is not None

    def _take(self, taken: set[int]) -> None:
        changed, self.taken = self.taken ^ taken, taken
        self._draw(changed)
        self._count()

    def _draw(self, places: Iterable[int]) -> None:
        for place in places:
            self._list.replace_option_prompt_at_index(place, self._line(place))

    def action_fill(self) -> None:
        """Close with the taken proposals."""
        self.dismiss([self.proposed[place] for place in sorted(self.taken)])

    def action_as_it_is(self) -> None:
        """Paste the text as one line instead."""
        if self.as_it_is is not None:
            self.dismiss([])
            self.as_it_is()

    def action_leave(self) -> None:
        """Fill in nothing."""
        self.dismiss(None)


class DetailsInput(LongInput):
    """The text of the box. A paste goes to the dialog, however long it is."""

    @dataclass
    class Pasted(Message):
        """A text was pasted."""

        text: str

    def on_paste(self, event: events.Paste) -> None:
        """Hand the text over."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Pasted(event.text))


class PasteBox(Dialog[str | None]):
    """A box to paste or type details into. Closes with the text, or None."""

    AUTO_FOCUS = "LongInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go_on", "Go on", priority=True, id="save"),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(self, text: str, typed: Callable[[str], object]) -> None:
        """
        Args:
            text: what stands in the box.
            typed: called with each new text of the box.
        """
        super().__init__()
        self.text = text
        self.typed = typed

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(Content.styled("Paste details", "bold"), id="question")
            about = "Paste a signature, an address or a card: you see what goes where before it is filled in."
            yield Static(Content.styled(about, "$muted"), id="hint")
            yield DetailsInput(self.text)
            yield KeyBar()

    def on_mount(self) -> None:
        box = self.query_one(DetailsInput)
        box.move_cursor(box.document.end)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.text = event.text_area.text
        self.typed(self.text)

    @on(DetailsInput.Pasted)
    def _pasted(self, event: DetailsInput.Pasted) -> None:
        event.stop()
        self.text = "\n".join(filter(None, (self.text, event.text)))
        self.action_go_on()

    def action_go_on(self) -> None:
        """Close with the text."""
        if self.text.strip():
            self.dismiss(self.text)

    def action_leave(self) -> None:
        """Fill in nothing; a text is given up after a question."""

        def give_up() -> None:
            self.dismiss(None)

        if self.text.strip():
            details = ["ctrl+s goes on with it."]
            self.desk.confirm("Give up what is in the box?", details, yes="Give up", no="Stay", then=give_up)
        else:
            give_up()
