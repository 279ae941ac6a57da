"""Drafts of a record's form: make one from the typed text, continue one, and the notices about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from textual.content import Content
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.types import locales
from capptro_tui.models.types.moment_texts import stamp_text
from capptro_tui.screens.forms.form_conflicts import changes_since
from capptro_tui.screens.forms.form_state import FormState
from capptro_tui.screens.forms.unsaved import open_draft
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.drafts.links import PendingLink, changed_pending_links, follow_links
from capptro_tui.services.drafts.standing import RECORD_FORM, Standing, record_of, standing, texts_now
from capptro_tui.services.forms.choices import linked
from capptro_tui.services.search.listing import one_or_none
from capptro_tui.show import show
from capptro_tui.widgets.form.form_values import start_row
from capptro_tui.widgets.keys.keys import key_name

_MOST_LINES = 4
"""Most changes of others that are listed above a form."""


class DraftNotice(Static):
    """Notices about drafts, above a form. Hidden while there are none."""

    DEFAULT_CSS = """
    DraftNotice {
        display: none;
        height: auto;
        max-height: 8;
        padding: 0 2;
        background: $accent 12%;
    }
    DraftNotice.-some { display: block; }
    """

    def say(self, lines: list[Content]) -> None:
        """Show these lines."""
        self.set_class(bool(lines), "-some")
        self.update(Content("\n").join(lines))


# Typed text as a draft


def draft_of(screen: FormState, also: Mapping[str, FieldContent]) -> Draft | None:
    """Return the unsaved text of a form as a draft; None if there is none.

    Args:
        screen: the form.
        also: contents that are not in its fields yet.
    """
    contents = {**screen.form.contents(), **also}
    changed = screen.form.changed(contents)
    if not changed:
        return None
    return Draft(
        id=screen.draft_id,
        form=RECORD_FORM,
        title=_title(screen, contents),
        tab=screen.tab,
        record=screen.record.info.name,
        row_id=screen.row_id,
        version=screen.row.get("version") or 0,
        restore_id=screen.restore_id,
        contents={**contents, **screen.owners},
        typed=tuple(changed),
        given={name: content.value for name, content in screen.owners.items()},
        ids=tuple(sorted(screen.different)),
        focus=screen.form.focused_field(),
        outer=screen.outer[0],
        outer_field=screen.outer[1],
        locale=locales.shown_in(),
    )


def owners_of(
    database: Database, record: RecordType, row: Row, hidden: frozenset[str], joined: Mapping[str, Any]
) -> dict[str, FieldContent]:
    """Return the records that a form's record belongs to or is `joined` with, as contents of its hidden fields."""
    found = {name: FieldContent(value=row_id) for name, row_id in joined.items()}
    for name in hidden:
        link = record.fields[name]
        owner = linked(database, link, row[name])
        found[name] = FieldContent(database.schema.record_named(link.link).called(owner) if owner else "", row[name])
    return found


def _title(screen: FormState, contents: Mapping[str, FieldContent]) -> str:
    """Return a form's name for people: `New contact “Bea” of Acme Ltd`, `Work item W-000042 “Mend the roof”`."""
    record, info = screen.record, screen.record.info
    if info.is_singleton:
        return info.label
    if screen.row_id is not None:
        name = record.called(screen.row)
        return " ".join(filter(None, (info.label, number(record, screen.row_id), f"“{name}”" if name else "")))
    name = " ".join(text for part in info.title if part in contents and (text := contents[part].text.strip()))
    owner = next((content.text for content in screen.owners.values()), "")
    return f"New {info.label.lower()}" + (f" “{name}”" if name else "") + (f" of {owner}" if owner else "")


# Continuing a draft


class Ready(NamedTuple):
    """A draft that is ready to be continued.

    Attributes:
        draft: the draft.
        row_id: the record that it changes; None for a new one, also if its record is gone.
        row: the values that the form starts with.
        contents: the contents of the typed fields.
        notes: notices for the user.
    """

    draft: Draft
    row_id: int | None
    row: dict[str, Any]
    contents: dict[str, FieldContent]
    notes: list[Content]


def make_ready(database: Database, draft: Draft) -> Ready:
    """Prepare a draft to be continued, with the present state of its record and links.

    Raises:
        Refused: This program does not know the record type, all of it is saved already, or the database cannot be read.
    """
    record, state = record_of(database.schema, draft), standing(database, draft)
    if record is None:
        raise Refused("This version of the program does not know the kind of record that this was typed for.")
    if state is Standing.SAVED:
        raise Refused("What was typed there is in the database already.")
    row = one_or_none(database, record, draft.row_id) if draft.row_id is not None else None
    contents, lost = follow_links(database, record, texts_now(database, record, draft, row or draft.given))
    pending = changed_pending_links(database, record, draft)
    notes = [*_state_notes(database, record, draft, state), *_lost_notes(lost), *_pending_notes(pending)]
    if row is not None and state is not Standing.GONE:
        typed = {name: contents[name] for name in draft.typed}
        return Ready(draft, draft.row_id, {**row, "version": draft.version}, typed, notes)
    given = {name: contents[name].value for name in draft.given if name in contents}
    return Ready(draft, None, start_row(database, record, given), contents, notes)


def _state_notes(database: Database, record: RecordType, draft: Draft, state: Standing) -> Iterator[Content]:
    label = record.info.label.lower()
    typed_at = stamp_text(draft.typed_at)
    if state is Standing.GONE:
        yield _warning(f"The {label} is gone since you typed this on {typed_at}. Saved, it becomes a new one.")
    elif state is Standing.RESTORED:
        yield _warning(f"A backup was restored since you typed this on {typed_at}. You are asked before it is saved.")
    elif state is Standing.CHANGED and draft.row_id is not None:
        by, lines = changes_since(database, record, draft.row_id, draft.version)
        who = f" by {show(' and '.join(by[:2]), 80)}" if by else ""
        yield _warning(f"The {label} was changed{who} since you typed this on {typed_at}.")
        yield from (Content(f"  {show(line, 200)}") for line in lines[:_MOST_LINES])
    else:
        yield Content.styled(f"Typed on {typed_at}, and not saved yet.", "$muted")


def _lost_notes(lost: list[tuple[str, str]]) -> Iterator[Content]:
    for label, text in lost:
        yield _warning(f"{label}: {show(text, 60) or 'what was chosen'} is not there any more. Choose again.")


def _pending_notes(pending: list[PendingLink]) -> Iterator[Content]:
    for record, row_id, row in pending:
        label = record.info.label.lower()
        if row is None or row["trashed"] is not None:
            where = "gone" if row is None else "in the trash"
            yield _warning(f"The {label} {number(record, row_id)} is {where} by now: this is saved without it.")
            continue
        status = record.fields.get("status")
        now = f", and is “{status.choice(row['status']).label}” now" if status else ""
        name = show(f"{record.called(row)} ({number(record, row_id)})", 80)
        yield _warning(f"The {label} {name} was changed since you typed this{now}. Look at it before you save.")


def _warning(text: str) -> Content:
    return Content.styled(f"⚠ {text}", "$warning")


# In the form


def offer_drafts(screen: FormState) -> None:
    """Show above the fields which drafts of this form exist."""
    screen.left = left = screen.drafts.left_for(RECORD_FORM, screen.record.info.name, screen.row_id)
    lines = []
    if left:
        key = key_name(screen.desk.config.keys.get("form.drafts", "f4").partition(",")[0])
        more = f", and {len(left) - 1} more" if len(left) > 1 else ""
        said = Content.assemble(
            ("Not saved yet: ", "bold"),
            show(left[0].title, 80),
            (f", typed on {stamp_text(left[0].typed_at)}{more}. ", "$muted"),
            (show(key, 10), "$accent bold"),
            (" goes on with it; else it is kept.", "$muted"),
        )
        lines.append(said)
    screen.query_one(DraftNotice).say(lines)
    screen.refresh_bindings()


def choose_draft(screen: FormState) -> None:
    """List the drafts of this form, and continue the chosen one."""
    from capptro_tui.screens.forms.drafts import DraftList

    async def chosen(draft: Draft | None) -> None:
        if draft is not None:
            await _take(screen, draft)

    screen.app.push_screen(DraftList((RECORD_FORM, screen.record.info.name, screen.row_id)), chosen)


async def _take(screen: FormState, draft: Draft) -> None:
    """Continue a draft: in this form if it is for the same record and still untouched, otherwise above it."""
    try:
        ready = make_ready(screen.desk.database, draft)
        fields = screen.record.fields
        owners = {name: owner.value for name, owner in screen.owners.items() if name in fields}
        is_same = all(ready.row.get(name) == value for name, value in owners.items())
        is_same &= {name: value for name, value in draft.given.items() if name not in fields} == screen.joined
        if screen.form.is_dirty() or ready.row_id != screen.row_id or not is_same or screen.drafts.above(draft):
            await open_draft(screen.app, draft)
            return
        screen.drafts.take([draft])
    except Refused as refused:
        screen.desk.say(str(refused), severity="error")
    else:
        go_on_with(screen, ready)


def go_on_with(screen: FormState, ready: Ready) -> None:
    """Restore a form to the state of a draft."""
    draft = ready.draft
    screen.draft_id, screen.row, screen.restore_id = draft.id, ready.row, draft.restore_id
    screen.different, screen.left = frozenset(draft.ids), []
    screen.form.put(ready.contents)
    if draft.focus in {field.name for field in screen.form.fields}:
        screen.form.focus_field(draft.focus)
    screen.query_one(DraftNotice).say(ready.notes)
    screen.refresh_bindings()
