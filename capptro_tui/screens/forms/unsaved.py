"""What every screen has on which somebody types more than a search: that is kept until it is saved or given up.

Such a screen takes part by these steps:

1. It is an `UnsavedScreen`, and `unsaved` says what is typed on it.
2. It calls `keep_typed_soon` whenever something was typed, and `keep_typed` before it is saved.
3. It is a `ResumableScreen`, and `RESUMABLE` has its line here: `open_draft` shows it again with a draft. The first
   start is none: it opens by itself, and goes on with its own draft.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, TypeVar, cast

from textual import events, on
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.registry import listed
from capptro_tui.screens.desk import Desk
from capptro_tui.services.drafts.draft import Draft, new_id
from capptro_tui.services.drafts.drafts import Drafts
from capptro_tui.widgets.background import AfterPause

T = TypeVar("T")

_AFTER_KEYS: Final = 0.3
"""Seconds from the first of several keys until what was typed is kept. It is written soon after that."""

RESUMABLE: Final = {
    "record": ("capptro_tui.screens.forms.form_screen", "FormScreen"),
    "bulk change": ("capptro_tui.screens.lists.bulk_change", "BulkChange"),
    "attach": ("capptro_tui.screens.forms.documents", "AttachDialog"),
}
"""Module and class of the screen for each kind of form (`Draft.form`); its code is loaded when it is needed."""


class UnsavedScreen(Screen[T]):
    """A screen on which something may be typed that is not saved.

    Attributes:
        draft_id: by which what is typed here is kept.
        tab: the tab in which it is.
    """

    def __init__(self, *args: Any, draft_id: str = "", **options: Any) -> None:
        """`draft_id` is that of a draft to go on with."""
        super().__init__(*args, **options)
        self.draft_id = draft_id or new_id()
        self.tab = ""
        self._keeping = AfterPause(self, _AFTER_KEYS, self.keep_typed)

    @property
    def is_working(self) -> bool:
        """Whether what was typed is being done, so that the screen must stay."""
        return False

    @on(events.Mount)
    def _take_note_of_tab(self) -> None:
        self.tab = cast(Desk, self.app).tab

    @abstractmethod
    def unsaved(self) -> Draft | None:
        """What is typed here and not saved; None if nothing is."""

    @property
    def drafts(self) -> Drafts:
        """Where it is kept."""
        return cast(Desk, self.app).drafts

    def keep_typed_soon(self) -> None:
        """Keep what is typed here, a moment after the keys: reading all fields takes as long as looking for a name."""
        if not self._keeping.is_waiting:
            self._keeping.ask()

    def keep_typed(self) -> None:
        """Keep what is typed here now; it is on the disk soon."""
        self._keeping.stop()
        if (draft := self.unsaved()) is not None:
            self.drafts.kept.put(draft)
        else:
            self.drafts.kept.drop(self.draft_id)

    def leave(self) -> None:
        """Close without saving, after a question where something is typed."""

        def give_up() -> None:
            self.dismiss(None)

        if self.unsaved() is None:
            give_up()
        else:
            details = ["What you typed will be lost. ctrl+s in the form saves it."]
            question = "Leave without saving?"
            cast(Desk, self.app).confirm(question, details, yes="Leave", no="Stay", then=give_up)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close: what was typed is saved or given up."""
        self._keeping.stop()
        self.drafts.kept.settle(self.draft_id)
        return super().dismiss(result)


class ResumableScreen(UnsavedScreen[T]):
    """An unsaved screen that is shown again with a draft, once the program has ended without saving it."""

    @classmethod
    @abstractmethod
    def from_draft(cls, draft: Draft, database: Database) -> ResumableScreen[T]:
        """Make the screen with a draft on it.

        Raises:
            Refused: it cannot be shown, and why.
        """

    async def open_above(self, inner: ResumableScreen[Any], draft: Draft) -> None:
        """Show a screen that was open above this one, with what was typed on it."""
        await self.app.push_screen(inner)


def is_unsaved(screens: Iterable[Screen[Any]]) -> bool:
    """Whether something is typed and not saved on some of the screens, or is being done there."""
    return any(isinstance(one, UnsavedScreen) and (one.is_working or one.unsaved() is not None) for one in screens)


def find_unsaved(app: App[Any], modes: Collection[str]) -> list[Draft]:
    """What is typed and not saved on all screens of some tabs; all of it is kept."""
    found = []
    for screen in _unsaved_screens(app, modes):
        screen.keep_typed()
        if (draft := screen.unsaved()) is not None:
            found.append(draft)
    return found


def keep_everything(app: App[Any], modes: Collection[str]) -> None:
    """Have on the disk what stands on all screens, at an end that asks nothing; keys may be ahead of their messages.

    It may be called from any thread and with screens in any state, so it only adds to what is kept already.
    """
    kept = cast(Desk, app).drafts.kept
    with suppress(Exception):
        for screen in _unsaved_screens(app, modes):
            with suppress(Exception):
                if (draft := screen.unsaved()) is not None:
                    kept.put(draft)
    kept.flush()


def _unsaved_screens(app: App[Any], modes: Collection[str]) -> Iterator[UnsavedScreen[Any]]:
    for mode in modes:
        with suppress(KeyError):  # a tab that was never shown
            for screen in app.get_screen_stack(mode):
                if isinstance(screen, UnsavedScreen):
                    yield screen


def offer_left_drafts(app: App[Any]) -> None:
    """At the start, show what was typed in windows that have ended and was not saved; say what cannot be read."""
    desk = cast(Desk, app)
    try:
        is_some = bool(desk.drafts.left() and desk.drafts.look(desk.database))
    except Refused as refused:
        desk.say(str(refused), severity="error")
        return
    for problem in desk.drafts.problems():
        desk.say(problem, severity="warning")
    if is_some:
        desk.open_screen("drafts")


async def open_draft(app: App[Any], draft: Draft) -> None:
    """Go on with a draft that was left: it is taken over, and shown with what was typed in forms above it.

    Raises:
        Refused: another window has it, or it cannot be shown.
    """
    desk = cast(Desk, app)
    drafts, screens = [draft], [_screen_of(draft).from_draft(draft, desk.database)]
    for inner in desk.drafts.above(draft):
        try:
            screens.append(_screen_of(inner).from_draft(inner, desk.database))
        except Refused as refused:
            # It stays where it is, and is offered by itself.
            desk.say(str(refused), severity="warning")
            break
        drafts.append(inner)
    desk.drafts.take(drafts)
    await app.push_screen(screens[0])
    for outer, inner, above in zip(screens, drafts[1:], screens[1:], strict=False):
        await outer.open_above(above, inner)


def _screen_of(draft: Draft) -> type[ResumableScreen[Any]]:
    if draft.form not in RESUMABLE:
        raise Refused("This version of the program does not know the form in which this was typed.")
    module, name = RESUMABLE[draft.form]
    screen: type[ResumableScreen[Any]] = getattr(import_module(module), name)
    return screen


def tab_label(desk: Desk, mode: str) -> str:
    """What people call the tab in which something was typed; empty for one that is none."""
    return dict(desk.tabs).get(mode) or next((one.info.plural for one in listed() if one.info.name == mode), "")
