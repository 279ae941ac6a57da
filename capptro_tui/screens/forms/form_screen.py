"""The form of any record: typed, checked for duplicates, saved with ctrl+s from anywhere, never lost by accident."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused, Stale, Unusable
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.types import TRASH_WITH
from capptro_tui.screens.behaviours import screen_behaviour
from capptro_tui.screens.forms.form_conflicts import ask_about_change, ask_about_loss
from capptro_tui.screens.forms.form_drafts import (
    DraftNotice,
    Ready,
    choose_draft,
    draft_of,
    go_on_with,
    make_ready,
    offer_drafts,
    owners_of,
)
from capptro_tui.screens.forms.form_duplicates import ask_about_duplicates, check_duplicates, undecided_duplicates
from capptro_tui.screens.forms.form_pasting import take_back, unfilled, watch_pastes
from capptro_tui.screens.forms.form_state import FormState
from capptro_tui.screens.forms.unsaved import ResumableScreen
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.duplicates.duplicates import Duplicate
from capptro_tui.services.forms.choices import prefill_from
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.search.listing import one_or_none
from capptro_tui.show import show
from capptro_tui.widgets.background import AfterPause
from capptro_tui.widgets.form.duplicate_hints import DuplicateHints
from capptro_tui.widgets.form.form_values import start_row
from capptro_tui.widgets.form.record_form import RecordForm

_PAUSE = 0.12
"""Seconds without a key before duplicates are looked for."""


class FormScreen(FormState):
    """A record being created or edited. It closes with the result of the save, or None."""

    AUTO_FOCUS = ""
    IS_FORM = True
    HELP = (
        "Type, and go on with tab or enter. ctrl+s saves from anywhere, esc leaves.\n"
        "In a field with choices, type any part of it: enter takes the first row, down shows all."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True, id="save"),
        Binding("escape", "back", "Cancel", id="back"),
        Binding("f3", "duplicates", "Duplicates", id="duplicates"),
        Binding(
            "ctrl+z", "take_back", "Undo fill", tooltip="Take back what was filled in from a paste", id="form.undo"
        ),
        Binding("f4", "drafts", "Draft", tooltip="What was typed here earlier and not saved", id="form.drafts"),
    ]

    def __init__(
        self,
        record: RecordType,
        row_id: int | None = None,
        *,
        prefill: dict[str, Any] | None = None,
        focus: str = "",
        using: bool = False,
        ready: Ready | None = None,
    ) -> None:
        """Prepare the form.

        Args:
            record: the type of the record.
            row_id: the record; None for a new one.
            prefill: values of a new record by field name, and ids of records to join it with, by record type.
            focus: name of the field with the focus; "" for the first one.
            using: the record is wanted for a field of another form.
            ready: a draft to continue.
        """
        super().__init__(draft_id=ready.draft.id if ready else "")
        self.record = record
        self.behaviour = screen_behaviour(record)
        self.row_id = row_id
        self.prefill = prefill or {}
        self.focus_at = focus
        self.row: dict[str, Any] = {}
        given = ready.draft.given if ready is not None else self.prefill
        self.joined = {name: given[name] for name in given if name not in record.fields}
        self.hits: list[Duplicate] = []
        self.using = using
        self.different: frozenset[int] = frozenset()
        self.restore_id = ""
        self.owners: dict[str, FieldContent] = {}
        self.outer = ("", "")
        self.creating_for = ""
        self._ready = ready
        self.left: list[Draft] = []
        self.box_text = ""
        self.filled: dict[str, tuple[FieldContent, FieldContent]] = {}
        self._soon = AfterPause(self, _PAUSE, self._look_for_duplicates)

    def body(self) -> ComposeResult:
        from capptro_tui.services.search.listing import one

        database = self.desk.database
        self.restore_id = database.guard.restore_id
        if self._ready is not None:
            self.row = self._ready.row
        elif self.row_id is None:
            self.row = start_row(database, self.record, self.prefill)
        else:
            self.row = one(database, self.record, self.row_id)
        self.owners = owners_of(database, self.record, self.row, self._hidden(), self.joined)
        yield Static(self._title(), id="title", classes="title")
        yield DraftNotice()
        yield RecordForm(database, self.record, self.row, hidden=self._hidden())
        yield DuplicateHints()

    def on_mount(self) -> None:
        below = self.app.screen_stack[-2:-1]
        if self.using and below and isinstance(below[0], FormScreen):
            self.outer = (below[0].draft_id, below[0].creating_for)
        if self.focus_at:
            self.form.focus_field(self.focus_at)
        else:
            self.form.focus_first()
        if self._ready is not None:
            go_on_with(self, self._ready)
        else:
            offer_drafts(self)
        watch_pastes(self)
        if self.behaviour.checks_duplicates:
            self._get_ready()
        if self.row_id is None and self.prefill:
            self._look_for_duplicates()

    @work(group="ready")
    async def _get_ready(self) -> None:
        """Load all names before one is typed."""

        def load(database: Database) -> None:
            from capptro_tui.services.duplicates import similar_names

            similar_names.refresh(database)

        with suppress(Refused):
            await asyncio.to_thread(load, self.desk.database)

    def written(self, result: WriteResult) -> None:
        """Follow a change of the locale."""
        if result.is_everything:
            self.form.follow_locale()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow opening duplicates and drafts, and taking back, if there are any."""
        return bool({"duplicates": self.hits, "drafts": self.left, "take_back": self.filled}.get(action, True))

    def _hidden(self) -> frozenset[str]:
        """Return the names of owner links that are set: the owner is not chosen in the form."""
        return frozenset(
            field.name
            for field in self.record.links()
            if field.type.on_delete is TRASH_WITH and self.row.get(field.name) is not None
        )

    def _title(self) -> Content:
        label = self.record.info.label
        owners = [
            field
            for field in self.record.links()
            if field.type.on_delete is TRASH_WITH and self.row.get(field.name) is not None
        ]
        owner = ""
        for field in owners:
            from capptro_tui.services.forms.choices import linked

            row = linked(self.desk.database, field, self.row[field.name])
            owner = f" of {show(self.desk.schema.record_named(field.link).called(row), 60)}" if row else ""
        if self.row_id is None:
            return Content.assemble(f"New {label.lower()}", (owner + self._joined_with(), "$muted"))
        if self.record.info.is_singleton:
            return Content(label)
        name = show(self.record.called(self.row), 60)
        return Content.assemble(name, ("  " + number(self.record, self.row_id) + owner, "$muted"))

    def _joined_with(self) -> str:
        """Describe the records that a new record will be joined with."""
        if not self.joined:
            return ""
        from capptro_tui.services.records.belonging import joined_names

        names = joined_names(self.desk.database, self.record, self.joined)
        return "".join(f"  {label.lower()} {show(name, 60)}" for label, name in names)

    # Saving

    async def action_save(self) -> None:
        """Save, after the duplicate warning if there is one.

        The key that asked for it awaits it, so that keys typed next wait for the result.
        """
        try:
            await self._settle_and_save()
        except Refused as refused:  # the database cannot be read
            self._say_refused(refused)

    async def _settle_and_save(self) -> None:
        if questions := await self.form.settle():
            self.form.show_problems(questions)
        elif self.row_id is not None and not self.form.typed():
            self.dismiss(None)
        elif hits := await undecided_duplicates(self):
            ask_about_duplicates(self, hits, saving=True)
        else:
            await self.save()

    async def save(self) -> None:
        """Save the typed values, and close with the result. A refusal is shown, and the form stays."""
        self.keep_typed()
        try:
            result = await asyncio.to_thread(self._write, self._typed())
        except Refused as refused:
            if self.is_running:  # closed meanwhile, it has no fields any more
                self._show_refused(refused)
            else:
                self.desk.say(str(refused), severity="error")
        else:
            self.desk.saved(result)
            self.dismiss(result)

    def _show_refused(self, refused: Refused) -> None:
        """Show why nothing was saved: at the fields, as a question about a conflict, or as a message."""
        if isinstance(refused, Invalid):
            self.form.show_problems(refused.field_errors)
            if not any(problem.field in self.record.fields for problem in refused.field_errors):
                self.app.notify(show(str(refused), 400), severity="error", markup=False)
        elif isinstance(refused, Stale):
            ask_about_change(self, refused)
        elif isinstance(refused, Unusable) or not ask_about_loss(self):
            self._say_refused(refused)

    def _say_refused(self, refused: Refused) -> None:
        kept = " What you typed is kept." if isinstance(refused, Unusable) and self.form.is_dirty() else ""
        self.app.notify(show(f"{refused}{kept}", 600), severity="error", markup=False)

    def _typed(self) -> dict[str, Any]:
        """Return the values to write: all of a new record, the changed ones of an existing record."""
        if self.row_id is not None:
            return self.form.typed()
        return {**{name: value for name, value in self.row.items() if name in self._hidden()}, **self.form.values()}

    def _write(self, typed: dict[str, Any]) -> WriteResult:
        from capptro_tui.services.duplicates import duplicates
        from capptro_tui.services.records import belonging, records

        # A kill just after the save leaves the draft on the disk. It is known as saved only if its text is the same.
        self.drafts.kept.flush()
        database, also, read_after = self.desk.database, duplicates.remembering(self.different), self.restore_id
        if self.row_id is None:
            also = belonging.joining(self.record, self.joined, database, also)
            result = records.create(database, self.record, typed, also=also, read_after=read_after)
        else:
            version = self.row["version"]
            result = records.change(
                database, self.record, self.row_id, typed, version, also=also, read_after=read_after
            )
        # Here and not on the screen, which may be gone: the program may have been told to end meanwhile.
        self.drafts.kept.settle(self.draft_id)
        return result

    def stored_version(self) -> int | None:
        """Return the record's present version; None if it is gone."""
        row = one_or_none(self.desk.database, self.record, self.row_id) if self.row_id is not None else None
        return row["version"] if row else None

    async def save_over(self) -> None:
        """Save the typed values over the present state of the record."""
        self.row["version"] = self.stored_version()
        self.restore_id = self.desk.database.guard.restore_id
        await self.save()

    async def save_as_new(self) -> None:
        """Save the typed values as a new record."""
        self.row_id = None
        self.restore_id = self.desk.database.guard.restore_id
        self.query_one("#title", Static).update(self._title())
        await self.save()

    # Leaving

    def action_back(self) -> None:
        """Leave; ask first if there is unsaved text."""
        self.leave()

    # Pasted details

    def action_take_back(self) -> None:
        """Undo the last filling from a paste."""
        take_back(self)

    # Records created for a link

    @on(RecordForm.Create)
    def _create(self, event: RecordForm.Create) -> None:
        """Open the form of a new record for a link field; it comes back with the record."""
        record = self.desk.schema.record_named(event.field.link)
        prefill = prefill_from(record, event.text)
        owner = record.owner_link()
        if owner is not None and event.owner_id is not None:
            prefill[owner.name] = event.owner_id

        self.creating_for = event.field.name
        self.desk.open_form(record, prefill=prefill, then=self._created, using=True)

    def _created(self, result: WriteResult | None) -> None:
        """Take the record that was created for a field, or none."""
        if result is not None:
            self.form.set_link(self.creating_for, result.row_id)
        else:
            self.form.focus_field(self.creating_for)

    # Drafts

    @classmethod
    def from_draft(cls, draft: Draft, database: Database) -> FormScreen:
        """Make the form of a draft. Raises Refused."""
        ready, record = make_ready(database, draft), database.schema.record_named(draft.record)
        return cls(record, ready.row_id, ready=ready)

    async def open_above(self, inner: ResumableScreen[Any], draft: Draft) -> None:
        """Show, above this form, the form of a record that was being made for one of its fields."""
        if isinstance(inner, FormScreen) and draft.outer_field in self.record.fields:
            inner.using, self.creating_for = True, draft.outer_field
            await self.app.push_screen(inner, self._created)
        else:
            await super().open_above(inner, draft)

    def unsaved(self) -> Draft | None:
        """Return the unsaved text as a draft."""
        return draft_of(self, unfilled(self)) if self.is_mounted else None

    def on_screen_resume(self) -> None:
        """Update the notice: the offered drafts may have been discarded above."""
        if self.left:
            offer_drafts(self)

    def action_drafts(self) -> None:
        """List the drafts of this form, to continue or discard one."""
        choose_draft(self)

    # Duplicates

    @on(RecordForm.Edited)
    def _edited(self, event: RecordForm.Edited) -> None:
        event.stop()
        self.keep_typed_soon()
        if self.behaviour.compares(event.field):
            self._soon.ask()

    @work(exclusive=True, group="duplicates")
    async def _look_for_duplicates(self) -> None:
        await check_duplicates(self)

    def action_duplicates(self) -> None:
        """Look at the possible duplicates."""
        ask_about_duplicates(self, self.hits, saving=False)
