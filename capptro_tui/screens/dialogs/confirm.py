"""Yes-or-no questions before an action, and the question before a deletion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from capptro_tui.screens.base import Dialog
from capptro_tui.services.history.write_result import RowChange, WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.keys.keys import key_name

_NAMED = 3
"""Number of affected records that are named; the others are counted."""

_GOES = ("goes along", "go along")
_KEEPS_NAME = ("keeps the name and loses the link", "keep the name and lose the link")
_LOSES_LINK = ("loses the link", "lose the link")


class Confirm(Dialog[bool]):
    """A question with two answers, True for `yes`. The focus is on `no`, which is safe."""

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes"),
        Binding("n,escape", "answer(False)", "No", id="confirm.no"),
        Binding("left", "app.focus_previous", "Other answer", show=False, id="confirm.left"),
        Binding("right", "app.focus_next", "Other answer", show=False, id="confirm.right"),
        Binding("up,pageup", "scroll(-3)", "Scroll up", show=False, id="confirm.up"),
        Binding("down,pagedown", "scroll(3)", "Scroll down", show=False, id="confirm.down"),
    ]

    def __init__(self, question: str, details: Sequence[str] = (), *, yes: str = "Yes", no: str = "No") -> None:
        super().__init__()
        self.question = question
        self.lines = details
        self.answers = {"confirm.yes": yes, "confirm.no": no}

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            with VerticalScroll(id="asked", can_focus=False):
                yield Static(self.heading(), id="question")
                for line in self.details():
                    yield Static(line, classes="detail")
            with Horizontal(id="answers"):
                yield from self.buttons()

    def buttons(self) -> ComposeResult:
        """Yield the answers."""
        yield Button(self._label("confirm.yes"), id="yes", compact=True)
        yield Button(self._label("confirm.no"), id="no", compact=True)

    def heading(self) -> Content:
        """Return the question."""
        return Content.styled(show(self.question, 240), "bold")

    def details(self) -> Iterable[Content]:
        """Return the paragraphs below the question."""
        return [Content(show(line, 400)) for line in self.lines]

    def _label(self, binding_id: str) -> Content:
        """Return an answer with the first of its keys."""
        keys = [key for key, active in self.active_bindings.items() if active.binding.id == binding_id]
        key = key_name(keys[0]) if keys else ""
        return Content.assemble((key, "$accent bold"), " " if key else "", show(self.answers[binding_id], 40))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.pressed(event.button.id or "")

    def pressed(self, button_id: str) -> None:
        """Give the answer of a button."""
        self.action_answer(button_id == "yes")

    def action_scroll(self, lines: int) -> None:
        """Scroll the part that does not fit."""
        self.query_one("#asked").scroll_relative(y=lines, animate=False)

    def action_answer(self, answer: bool) -> None:
        """Close with an answer."""
        self.dismiss(answer)


class ConfirmDelete(Confirm):
    """Asks before a deletion, with the names and counts of the records that it affects."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "answer(True)", "Delete", show=False, id="confirm.delete"),
    ]

    def __init__(self, preview: WriteResult) -> None:
        """`preview` is the result of a dry run."""
        self.preview = preview
        self.subject, self.others = split(preview)
        super().__init__(f"Delete {show(self.subject.title, 80)}?", yes="Delete", no="Keep")

    def heading(self) -> Content:
        """Return the question, with the number of the record."""
        return Content.assemble(super().heading(), (f"\n{self.subject.number} goes to the trash.", "$muted"))

    def details(self) -> Iterable[Content]:
        """Yield the records that are deleted too, those that lose their link, and how to undo it."""
        for what, changes in _groups(self.others):
            count = changes[0].record.info.counted(len(changes))
            yield Content.assemble((count, "bold"), f" {what[len(changes) > 1]}\n", (names(changes), "$muted"))
        for changed in self.others:
            if changed.record.info.is_singleton:
                yield from (Content(f"It stops being the {link}.") for link in _lost_links(changed))
        undo = self.desk.config.keys.get("undo", "u").partition(",")[0]
        yield Content.assemble((undo, "$accent bold"), f" brings {'all of it' if self.others else 'it'} back.")


def split(preview: WriteResult) -> tuple[RowChange, list[RowChange]]:
    """Separate the record of an operation from the other records that it changes."""
    key = (preview.record, preview.row_id)
    others = [change for change in preview.changes if (change.record, change.row_id) != key]
    return next(change for change in preview.changes if (change.record, change.row_id) == key), others


def _groups(changes: list[RowChange]) -> Iterator[tuple[tuple[str, str], list[RowChange]]]:
    """Yield groups of records of one type with the same effect. The effect is worded for one record and for several."""
    seen = [change for change in changes if change.record.info.letter]
    for (_, what), group in groupby(sorted(seen, key=_happening), key=_happening):
        yield what, list(group)


def _happening(changed: RowChange) -> tuple[str, tuple[str, str]]:
    """Return the record type's name and the effect on a record, by which changes are grouped."""
    if changed.delta.get("trashed", [None, None])[1] is not None:
        what = _GOES
    else:
        named = any(field.type.name_kept_in and field.name in changed.delta for field in changed.record.links())
        what = _KEEPS_NAME if named else _LOSES_LINK
    return changed.record.info.name, what


def names(changes: Sequence[RowChange], most: int = _NAMED) -> str:
    """Return the names of the first records and the number of the others."""
    named = ", ".join(show(change.title or change.number, 30) for change in changes[:most])
    return named + (f" and {len(changes) - most:,} more" if len(changes) > most else "")


def _lost_links(changed: RowChange) -> list[str]:
    fields = [changed.record.fields[name] for name in changed.delta]
    return [field.label.lower() for field in fields if field.link and changed.delta[field.name][1] is None]
