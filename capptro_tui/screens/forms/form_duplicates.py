"""Possible duplicates of a form's record: look for them while it is typed, and ask before it is saved."""

from __future__ import annotations

import asyncio

from capptro_tui.errors import Invalid
from capptro_tui.screens.forms.form_state import FormState
from capptro_tui.services.business.region import locale as locale_of
from capptro_tui.services.duplicates.duplicates import Answer, Duplicate
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.widgets.form.duplicate_hints import DuplicateHints


async def check_duplicates(screen: FormState) -> list[Duplicate]:
    """Look for duplicates of the typed values, and show them."""
    from capptro_tui.services.duplicates import duplicates

    if not screen.behaviour.checks_duplicates:
        return []
    values = {**screen.row, **screen.form.values()}
    screen.hits = await asyncio.to_thread(duplicates.check, screen.desk.database, values, screen.row_id)
    for hints in screen.query(DuplicateHints):  # none if the form was left meanwhile
        hints.show_hits(screen.hits)
    screen.refresh_bindings()
    return screen.hits


async def undecided_duplicates(screen: FormState) -> list[Duplicate]:
    """Return the duplicates that the user has not decided about yet."""
    matched = {field.name for field in screen.record.fields.values() if field.is_compared}
    if screen.row_id is not None and not matched & set(screen.form.typed()):
        return []
    return [hit for hit in await check_duplicates(screen) if hit.row_id not in screen.different]


def ask_about_duplicates(screen: FormState, hits: list[Duplicate], *, saving: bool) -> None:
    """Show the duplicates and act on the user's choice."""

    async def answered(answer: Answer | None) -> None:
        if answer is None:
            return
        screen.different |= answer.different
        if answer.open_id is not None:
            screen.desk.open_page(screen.record, answer.open_id)
        elif answer.merge_id is not None:
            _merge(screen, answer.merge_id)
        elif answer.use_id is not None:
            await _use(screen, next(hit for hit in hits if hit.row_id == answer.use_id))
        elif answer.save:
            await screen.save()

    editing = screen.row_id is not None
    screen.desk.ask_duplicates(hits, saving=saving, using=screen.using, editing=editing, then=answered)


def _merge(screen: FormState, other_id: int) -> None:
    """Merge the edited customer into the other one, with its unsaved values."""
    from capptro_tui.models.validation import validate

    row_id = screen.row_id
    assert row_id is not None
    try:
        database = screen.desk.database
        locale = locale_of(database)
        typed = validate(screen.record, screen.form.typed(), screen.row, now=database.now(), locale=locale)
    except Invalid as invalid:
        screen.form.show_problems(invalid.field_errors)
        return

    def merged(result: WriteResult | None) -> None:
        if result is not None:
            screen.dismiss(result)

    screen.desk.open_merge(other_id, row_id, typed={row_id: typed}, then=merged)


async def _use(screen: FormState, hit: Duplicate) -> None:
    """Leave this form for an existing customer. If it is in the trash, restore it."""
    from capptro_tui.services.history import trash

    row_id = hit.row_id
    if hit.row["trashed"] and not await screen.desk.perform(
        lambda database: trash.restore(database, screen.record, row_id)
    ):
        return
    screen.dismiss(WriteResult(0, "", (), screen.record, row_id))
    if not screen.using:
        screen.desk.open_page(screen.record, row_id)
