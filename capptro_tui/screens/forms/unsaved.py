"""Unsaved text: any screen with more typing than a search keeps its text until it is saved or discarded.

Such a screen takes part by these steps:
1. It is an `UnsavedScreen`, and `unsaved` returns its text as a draft.
2. It calls `keep_typed_soon` whenever something was typed, and `keep_typed` before it is saved.
3. It is a `ResumableScreen`, and `RESUMABLE` has its line here: `open_draft` shows it again with a draft. The first
start is none: it opens by itself, and continues its own draft.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

from textual import events, on
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.screens import routes
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.services.drafts.draft import Draft, new_id
from capptro_tui.services.drafts.drafts import Drafts
from capptro_tui.widgets.background import AfterPause

T = TypeVar("T")

_AFTER_KEYS: Final = 0.3
"""Seconds from the first of several keys until the text is handed over. It is on the disk soon after that."""

RESUMABLE: Final = {
    "record": routes.FORM,
    "bulk change": routes.BULK_CHANGE,
    "attach": routes.ATTACH,
}
"""The screen of each kind of form (`Draft.form`)."""


class UnsavedScreen(Screen[T]):
    """A screen that may hold unsaved text.

    Attributes:
        draft_id: id of the draft of this screen.
        tab: the tab in which the screen is.
    """

    def __init__(self, *args: Any, draft_id: str = "", **options: Any) -> None:
        """`draft_id` is the id of a draft to continue."""
        super().__init__(*args, **options)
        self.draft_id = draft_id or new_id()
        self.tab = ""
        self._keeping = AfterPause(self, _AFTER_KEYS, self.keep_typed)

    @property
    def is_working(self) -> bool:
        """Whether the typed change is being made, so that the screen must stay."""
        return False

    @on(events.Mount)
    def _take_note_of_tab(self) -> None:
        self.tab = cast(AppActions, self.app).tab

    @abstractmethod
    def unsaved(self) -> Draft | None:
        """Return the unsaved text as a draft; None if there is none."""

    @property
    def drafts(self) -> Drafts:
        """The drafts of the app."""
        return cast(AppActions, self.app).drafts

    def keep_typed_soon(self) -> None:
        """Keep the text, a moment after the keys: reading all fields takes as long as looking for a name."""
        if not self._keeping.is_waiting:
            self._keeping.ask()

    def keep_typed(self) -> None:
        """Keep the text now; it is on the disk soon."""
        self._keeping.stop()
        if (draft := self.unsaved()) is not None:
            self.drafts.kept.put(draft)
        else:
            self.drafts.kept.drop(self.draft_id)

    def leave(self) -> None:
        """Close without saving, after a question if there is unsaved text."""

        def give_up() -> None:
            self.dismiss(None)

        if self.unsaved() is None:
            give_up()
        else:
            details = ["What you typed will be lost. ctrl+s in the form saves it."]
            question = "Leave without saving?"
            cast(AppActions, self.app).confirm(question, details, yes="Leave", no="Stay", then=give_up)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close. The text is saved or discarded, so its draft is removed."""
        self._keeping.stop()
        self.drafts.kept.settle(self.draft_id)
        return super().dismiss(result)


class ResumableScreen(UnsavedScreen[T]):
    """An unsaved screen that can be shown again with a draft, after the program has ended without saving it."""

    @classmethod
    @abstractmethod
    def from_draft(cls, draft: Draft, database: Database) -> ResumableScreen[T]:
        """Make the screen with a draft on it.

        Raises:
            Refused: It cannot be shown.
        """

    async def open_above(self, inner: ResumableScreen[Any], draft: Draft) -> None:
        """Show a screen that was open above this one, with its draft."""
        await self.app.push_screen(inner)


def is_unsaved(screens: Iterable[Screen[Any]]) -> bool:
    """Whether any of the screens has unsaved text, or is making a change."""
    return any(
        isinstance(screen, UnsavedScreen) and (screen.is_working or screen.unsaved() is not None) for screen in screens
    )


def find_unsaved(app: App[Any], modes: Collection[str]) -> list[Draft]:
    """Return the unsaved text of all screens in some tabs as drafts. All of it is kept."""
    found = []
    for screen in _unsaved_screens(app, modes):
        screen.keep_typed()
        if (draft := screen.unsaved()) is not None:
            found.append(draft)
    return found


def keep_everything(app: App[Any], modes: Collection[str]) -> None:
    """Write the text of all screens to the disk, at an end without questions; keys may be ahead of their messages.

    It may be called from any thread and with screens in any state, so it only adds to the text kept already.
    """
    kept = cast(AppActions, app).drafts.kept
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
    """At the start, list drafts of windows that have ended, and show which files cannot be read."""
    desk = cast(AppActions, app)
    try:
        is_some = bool(desk.drafts.left() and desk.drafts.look(desk.database))
    except Refused as refused:
        desk.say(str(refused), severity="error")
        return
    for problem in desk.drafts.problems():
        desk.say(problem, severity="warning")
    if is_some:
        desk.open_screen(routes.DRAFTS.name)


async def open_draft(app: App[Any], draft: Draft) -> None:
    """Take over a draft of a window that has ended, and show it with the drafts of forms above it.

    Raises:
        Refused: Another window has it, or it cannot be shown.
    """
    desk = cast(AppActions, app)
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
    screen = RESUMABLE[draft.form].load()
    assert issubclass(screen, ResumableScreen)
    return screen


def tab_label(desk: AppActions, mode: str) -> str:
    """Return the label of a tab in which text was typed; "" for a mode that is no tab."""
    return dict(desk.tabs).get(mode) or next(
        (record.info.plural for record in desk.schema.listed if record.info.name == mode), ""
    )
