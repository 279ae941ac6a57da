"""Details that are pasted into a form: proposed field by field, filled in where they are taken, and taken back.

The reading of pasted texts is loaded with the first of them: forms are opened without one nearly always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.screens.app_actions import AppActions
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.screens.forms.form_state import FormState
from capptro_tui.screens.new_record import begin_new
from capptro_tui.services.business.region import locale as locale_of
from capptro_tui.services.drafts.draft import FieldContent
from capptro_tui.services.forms.behaviours import form_behaviour

if TYPE_CHECKING:
    from capptro_tui.services.forms.pasting import FieldProposal


def watch_pastes(screen: FormState) -> None:
    """Propose what is pasted into the first field of a new record, if it has several lines."""
    paste = form_behaviour(screen.record).paste
    if paste is None or screen.row_id is not None or (field := screen.form.line_input(paste.into)) is None:
        return

    def take(text: str) -> bool:
        from capptro_tui.text.pasting.lines import is_several

        if not is_several(text) or not (proposed := _proposed(screen, text)):
            return False
        _ask(screen, text, proposed, is_into_field=True)
        return True

    field.take_paste = take


def ways_to_paste(screen: Screen[Any], desk: AppActions) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield what the palette says of pasting details, and does: into the form on the screen, else into a new one."""
    if isinstance(screen, FormState) and form_behaviour(screen.record).paste is not None:
        yield "into this form", partial(ask_for_details, screen)
        return
    for record in desk.schema.listed:
        if record.info.is_main and form_behaviour(record).paste is not None:
            about = f"of {record.info.with_article}: a signature, an address, a card"
            yield about, partial(_begin_pasted, screen, desk, record)


def _begin_pasted(screen: Screen[Any], desk: AppActions, record: RecordType) -> None:
    """Open the form of a new record, and above it the box to paste into."""
    begin_new(desk, record, [], screen.show_made if isinstance(screen, BrowseScreen) else None)
    form = desk.screen
    if isinstance(form, FormState):
        form.call_later(ask_for_details, form)


def ask_for_details(screen: FormState) -> None:
    """Show a box to paste into, with the text that was in it before; then the proposals for the fields."""
    from capptro_tui.screens.forms.paste_details import PasteBox

    def typed(text: str) -> None:
        screen.box_text = text
        screen.keep_typed_soon()

    def closed(text: str | None) -> None:
        if text is None:
            typed("")
        elif proposed := _proposed(screen, text):
            _ask(screen, text, proposed, is_into_field=False)
        else:
            screen.desk.say("There is nothing in it that could be filled in: its lines are too long.")

    screen.app.push_screen(PasteBox(screen.box_text, typed), closed)


def _ask(screen: FormState, text: str, proposed: Sequence[FieldProposal], *, is_into_field: bool) -> None:
    """Show the proposals, and fill in the taken ones. Without an answer the box is shown again, if it was there."""
    from capptro_tui.screens.forms.paste_details import PasteDetails
    from capptro_tui.services.forms.pasting import lines_left_out, texts_filled
    from capptro_tui.text.pasting.lines import MOST_CHARACTERS

    paste = form_behaviour(screen.record).paste
    field = screen.form.line_input(paste.into) if paste is not None and is_into_field else None

    def answered(taken: Sequence[FieldProposal] | None) -> None:
        if taken is None and not is_into_field and len(text) <= MOST_CHARACTERS:
            screen.box_text = text
            ask_for_details(screen)
            return
        screen.box_text = ""
        screen.keep_typed_soon()
        if taken:
            _fill(screen, texts_filled(taken))

    as_it_is = partial(field.put_paste, text) if field is not None else None
    screen.app.push_screen(PasteDetails(proposed, lines_left_out(text), as_it_is), answered)


def _proposed(screen: FormState, text: str) -> list[FieldProposal]:
    from capptro_tui.services.forms.pasting import propose

    paste = form_behaviour(screen.record).paste
    assert paste is not None
    database = screen.desk.database
    now, locale = database.now(), locale_of(database)

    def fits(field: Field, value: str) -> bool:
        try:
            field.parse(value, now=now, locale=locale)
        except ValueError:
            return False
        return True

    present = {name: content.text for name, content in screen.form.contents().items()}
    return propose(screen.record, paste, text, present, fits)


def _fill(screen: FormState, texts: dict[str, str]) -> None:
    """Set fields, and remember what stood there."""
    before = screen.form.contents()
    screen.form.put({name: FieldContent(text) for name, text in texts.items()})
    after = screen.form.contents()
    screen.filled = {name: (before[name], after[name]) for name in texts}
    screen.refresh_bindings()
    count = "1 field is" if len(texts) == 1 else f"{len(texts)} fields are"
    key = screen.desk.config.keys.get("form.undo", "ctrl+z").partition(",")[0]
    screen.desk.say(f"{count} filled in and not saved yet. {key} takes it back.")


def take_back(screen: FormState) -> None:
    """Undo the last filling: each field that still has what was filled in gets what stood there before."""
    now = screen.form.contents()
    back = {name: before for name, (before, after) in screen.filled.items() if now[name] == after}
    screen.form.put(back)
    kept = len(screen.filled) - len(back)
    screen.filled = {}
    screen.refresh_bindings()
    others = f" {kept} of the fields were changed since and stay." if kept else ""
    screen.desk.say(f"What was filled in is taken back.{others}")


def unfilled(screen: FormState) -> dict[str, FieldContent]:
    """Return the text of the box as the content of a field, so that a draft of the form keeps it; {} if it is empty."""
    paste = form_behaviour(screen.record).paste
    if paste is None or not screen.box_text.strip():
        return {}
    name = paste.rest or paste.into
    present = screen.form.contents()[name].text
    joined = "\n" if paste.rest else " "
    text = screen.box_text if paste.rest else " ".join(screen.box_text.split())
    return {name: FieldContent(joined.join(filter(None, (present, text))))}
