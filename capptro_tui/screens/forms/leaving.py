"""The question before leaving the program with unsaved text. It names all unsaved forms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, cast

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Button

from capptro_tui.screens.app_actions import AppActions
from capptro_tui.screens.dialogs.confirm import Confirm
from capptro_tui.screens.forms.unsaved import find_unsaved, tab_label
from capptro_tui.services.drafts.draft import Draft
from capptro_tui.show import show

_NAMED = 12
"""Most forms that are named; the others are counted."""


def leave(app: App[Any], modes: Collection[str]) -> None:
    """End the app: at once if nothing is unsaved in any tab, else after a question.

    Asking to leave once more during the question answers it: the text is kept.
    """
    if isinstance(app.screen, Leave):
        app.screen.action_answer(True)
        return
    desk = cast(AppActions, app)
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
    """Asks whether to leave with unsaved text. It is kept as drafts, unless it is discarded.

    Leaving is a safe answer and has the focus. Discarding has no key of its own: letters may still be on their way from
    the form.
    """

    AUTO_FOCUS = "#yes"
    HELP: ClassVar[str] = ""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        """`drafts` are the unsaved forms."""
        what = "a form" if len(drafts) == 1 else f"{len(drafts)} forms"
        super().__init__(f"Leave with {what} not saved?", yes="Leave, keep it", no="Stay")
        self.drafts = drafts

    def details(self) -> Iterable[Content]:
        """Yield the forms, each with its tab, and what happens to their text."""
        yield Content("\n").join([_line(draft, tab_label(self.desk, draft.tab)) for draft in self.drafts[:_NAMED]])
        if (more := len(self.drafts) - _NAMED) > 0:
            yield Content(f"and {more} more")
        advice = "What you typed is kept, and offered when you start again. tab goes on to the next answer."
        yield Content.styled(advice, "$muted")

    def buttons(self) -> ComposeResult:
        """Yield the answers, and one more."""
        yield from super().buttons()
        yield Button("Leave, give it up", id="give-up", compact=True)

    def pressed(self, button_id: str) -> None:
        """Give an answer."""
        if button_id == "give-up":
            kept = self.desk.drafts.kept
            kept.settle(*(draft.id for draft in self.drafts))
            kept.close()  # later events on the screens must not bring the drafts back
            self.action_answer(True)
        else:
            super().pressed(button_id)


def _line(draft: Draft, tab: str) -> Content:
    return Content.assemble("• ", show(draft.title, 100), (f"  in {tab}" if tab else "", "$muted"))
