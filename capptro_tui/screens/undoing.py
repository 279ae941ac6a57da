"""Undo and redo of the last operation."""

from __future__ import annotations

from functools import partial

from capptro_tui.models.types.moment_texts import stamp_text
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.services.history import undo
from capptro_tui.show import show


async def undo_last(desk: AppActions) -> None:
    """Undo the last operation of this window. One of another window or an earlier day needs a yes."""
    await _repeat(desk, is_redo=False)


async def redo_last(desk: AppActions) -> None:
    """Redo the operation undone last in this window. One undone in another window needs a yes."""
    await _repeat(desk, is_redo=True)


async def _repeat(desk: AppActions, *, is_redo: bool) -> None:
    act, verb = (undo.redo, "Redo") if is_redo else (undo.undo, "Undo")
    found = undo.find_last(desk.database, is_redo=is_redo)
    if found is None:
        desk.say(f"There is nothing to {verb.lower()}.", severity="error")
        return
    event, is_own = found
    do = partial(desk.perform, lambda database: act(database, event.batch))
    if is_own:
        await do()
        return
    question = f"{verb}: {show(event.summary, 160)}?"
    details = [f"By {show(event.by, 60)}, {stamp_text(event.at)}. It was not done in this window since it was opened."]
    desk.confirm(question, details, yes=verb, no="Leave it", then=do)
