"""Dialogs of an import: one of a few answers, and the target of a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from capptro_tui.screens.base import Dialog
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choosable, listed
from capptro_tui.widgets.keys.key_bar import KeyBar


class ChooseAnswer(Dialog[str | None]):
    """A question with a few answers, chosen by their digits or by enter. Closes with the answer, or None."""

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Choose", priority=True, id="choose.take"),
        *(Binding(str(digit), f"answer({digit - 1})", show=False) for digit in range(1, 10)),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(self, question: str, answers: Sequence[tuple[str, str, str]], present: str = "") -> None:
        """
        Args:
            question: the question, a sentence.
            answers: value, label and explanation of each answer.
            present: the value that is in force.
        """
        super().__init__()
        self.question = question
        self.answers = answers
        self.present = present

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(Content.styled(show(self.question, 400), "bold"), id="question")
            yield OptionList(*(self._option(place) for place in range(len(self.answers))), markup=False, compact=True)
            yield KeyBar()

    def on_mount(self) -> None:
        values = [value for value, _, _ in self.answers]
        self.query_one(OptionList).highlighted = values.index(self.present) if self.present in values else 0

    def _option(self, place: int) -> Option:
        value, label, about = self.answers[place]
        mark = "✓ " if value == self.present else ""
        return Option(
            Content.assemble(
                (f"{place + 1} " if place < 9 else "  ", "bold $accent"),
                mark,
                show(label, 60),
                "  ",
                (show(about, 120), "$muted"),
            )
        )

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_answer(event.option_index)

    def action_take(self) -> None:
        """Take the answer under the cursor."""
        self.action_answer(self.query_one(OptionList).highlighted or 0)

    def action_answer(self, place: int) -> None:
        """Close with an answer by its place."""
        if place < len(self.answers):
            self.dismiss(self.answers[place][0])

    def action_leave(self) -> None:
        """Choose none."""
        self.dismiss(None)


class ChooseTarget(Dialog[str | None]):
    """Asks what a column becomes. Closes with the target, or None."""

    AUTO_FOCUS = "Picker Input"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", id="back")]

    def __init__(self, header: str, samples: Sequence[str], targets: Mapping[str, str], present: str) -> None:
        """
        Args:
            header: the name of the column.
            samples: some of its values.
            targets: target to label.
            present: the present target.
        """
        super().__init__()
        self.header = header
        self.samples = samples
        self.targets = targets
        self.present = present

    def compose(self) -> ComposeResult:
        rows = [Choosable(target, label) for target, label in self.targets.items()]
        present = self.present if self.present in self.targets else None
        with Vertical(id="dialog"):
            yield Static(
                Content.assemble(("What does “", "bold"), (show(self.header, 60), "bold"), ("” become?", "bold"))
            )
            yield Static(Content.styled(show(" · ".join(self.samples), 120), "$muted"), id="samples")
            yield Picker(listed(lambda: rows), present, self.targets.get(self.present, ""), hint="part of its name")
            yield KeyBar()

    def on_mount(self) -> None:
        picker = self.query_one(Picker)
        picker.input.select_all()
        run_in_background(self, partial(picker.step, 1))

    @on(Picker.Chosen)
    def _chosen(self, event: Picker.Chosen) -> None:
        if event.by_enter and event.value:
            self.dismiss(str(event.value))

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
