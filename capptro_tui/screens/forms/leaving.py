"""Leaving the program: asks when something is typed and not saved, naming all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, cast

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Button

from capptro_tui.screens.desk import Desk
from capptro_tui.screens.dialogs.confirm import Confirm
from capptro_tui.screens.forms.unsaved import find_unsaved, tab_label
from capptro_tui.services.drafts.draft import Draft
from capptro_tui.show import show

_NAMED = 12
"""How many forms are named; the others are counted."""


def leave(app: App[Any], modes: Collection[str]) -> None:
    """End the app: at once where nothing is unsaved in any of the tabs, else after a question. To ask twice for it is
    to answer: what is typed is kept."""
    if isinstance(app.screen, Leave):
        app.screen.action_answer(True)
        return
    desk = cast(Desk, app)
    drafts = find_unsaved(app, modes)

    def answered(does_leave: bool | None) -> None:
        if does_leave:
            desk.drafts.kept.flush()
            app.exit()

    if drafts:
        app.push_screen(Leave(drafts), answered)
    else:
        answered(True)


class Leave(Confirm):
    """Whether to leave while something is not saved: it is kept as drafts, unless it is given up.

    Leaving is a safe answer and has the focus. Giving up has no key of its own: letters may still be on their way from
    the form.
    """

    AUTO_FOCUS = "#yes"
    HELP: ClassVar[str] = ""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        """`drafts` are what is typed and not saved."""
        what = "a form" if len(drafts) == 1 else f"{len(drafts)} forms"
        super().__init__(f"Leave with {what} not saved?", yes="Leave, keep it", no="Stay")
        self.drafts = drafts

    def details(self) -> Iterable[Content]:
        """The forms, each with its tab, and what becomes of them."""
        yield Content("\n").join([_line(draft, tab_label(self.desk, draft.tab)) for draft in self.drafts[:_NAMED]])
        if (more := len(self.drafts) - _NAMED) > 0:
            yield Content(f"and {more} more")
        advice = "What you typed is kept, and offered when you start again. tab goes on to the next answer."
        yield Content.styled(advice, "$muted")

    def buttons(self) -> ComposeResult:
        """The answers, and one more."""
        yield from super().buttons()
        yield Button("Leave, give it up", id="give-up", compact=True)

    def pressed(self, button_id: str) -> None:
        """Give an answer."""
        if button_id == "give-up":
            kept = self.desk.drafts.kept
            kept.settle(*(draft.id for draft in self.drafts))
            kept.close()  # what still happens on the screens must not bring it back
            self.action_answer(True)
        else:
            super().pressed(button_id)


def _line(draft: Draft, tab: str) -> Content:
    return Content.assemble("• ", show(draft.title, 100), (f"  in {tab}" if tab else "", "$muted"))
