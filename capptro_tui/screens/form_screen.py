"""The form of any record: typed, checked for duplicates, saved with ctrl+s from anywhere, never lost by accident."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused, Restored, Stale
from capptro_tui.models.customer import Customer
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.registry import record_named
from capptro_tui.screens.base import DeskScreen
from capptro_tui.services.choices import prefill_from
from capptro_tui.services.duplicates import Answer, Duplicate
from capptro_tui.services.outcome import Outcome
from capptro_tui.show import show
from capptro_tui.widgets.duplicate_hints import DuplicateHints
from capptro_tui.widgets.record_form import RecordForm, start_row

_PAUSE = 0.12
"""Seconds without a key before duplicates are looked for."""


class FormScreen(DeskScreen[Outcome | None]):
    """A record being created or edited. It closes with what was saved, or None."""

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
    ]

    def __init__(
        self,
        record: RecordType,
        row_id: int | None = None,
        *,
        prefill: dict[str, Any] | None = None,
        focus: str = "",
        using: bool = False,
    ) -> None:
        """`using` says that the record is wanted for a field of another form."""
        super().__init__()
        self.record = record
        self.row_id = row_id
        self.prefill = prefill or {}
        self.focus_at = focus
        self.row: dict[str, Any] = {}
        self.hits: list[Duplicate] = []
        self.using = using
        self.different: frozenset[int] = frozenset()
        self._timer: Timer | None = None
        self._restore_id = ""

    def body(self) -> ComposeResult:
        from capptro_tui.services.listing import one

        database = self.desk.database
        self._restore_id = database.guard.restore_id
        if self.row_id is None:
            self.row = start_row(database, self.record, self.prefill)
        else:
            self.row = one(database, self.record, self.row_id)
        yield Static(self._title(), id="title", classes="title")
        yield RecordForm(database, self.record, self.row, hidden=self._hidden())
        yield DuplicateHints()

    def on_mount(self) -> None:
        if self.focus_at:
            self.form.focus_field(self.focus_at)
        else:
            self.form.focus_first()
        if self.record is Customer:
            self._get_ready()
        if self.row_id is None and self.prefill:
            self._look_for_duplicates()

    @work(group="ready")
    async def _get_ready(self) -> None:
        """Have all names at hand by the time that one is typed."""

        def load(database: Database) -> None:
            from capptro_tui.services import similar_names

            similar_names.refresh(database)

        with suppress(Refused):
            await asyncio.to_thread(load, self.desk.database)

    @property
    def form(self) -> RecordForm:
        """The fields."""
        return self.query_one(RecordForm)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Duplicates can be looked at while there are any."""
        return bool(self.hits) if action == "duplicates" else True

    def _hidden(self) -> frozenset[str]:
        """The owner of a record that belongs to one is not chosen in its form."""
        return frozenset(one.name for one in self.record.links() if one.keeps and self.row.get(one.name) is not None)

    def _title(self) -> Content:
        label = self.record.info.label
        owners = [one for one in self.record.links() if one.keeps and self.row.get(one.name) is not None]
        owner = ""
        for one in owners:
            from capptro_tui.services.choices import linked

            row = linked(self.desk.database, one, self.row[one.name])
            owner = f" of {show(record_named(one.link).called(row), 60)}" if row else ""
        if self.row_id is None:
            return Content.assemble(f"New {label.lower()}", (owner, "$muted"))
        if self.record.info.single:
            return Content(label)
        name = show(self.record.called(self.row), 60)
        return Content.assemble(name, ("  " + number(self.record, self.row_id) + owner, "$muted"))

    # Saving

    async def action_save(self) -> None:
        """Save, after the duplicate warning where there is one.

        It is awaited by the key that asked for it, so that what is typed next waits for what comes of it.
        """
        if questions := self.form.open_questions():
            self.form.show_problems(questions)
        elif self.row_id is not None and not self.form.typed():
            self.dismiss(None)
        elif hits := await self._unsettled_duplicates():
            self._ask(hits, saving=True)
        else:
            await self._save()

    async def _save(self) -> None:
        try:
            outcome = await asyncio.to_thread(self._write, self._typed())
        except Invalid as invalid:
            self.form.show_problems(invalid.problems)
            if not any(problem.field in self.record.fields for problem in invalid.problems):
                self.app.notify(show(str(invalid), 400), severity="error", markup=False)
        except Restored as restored:  # also where a new record was to be saved, which saving once more does
            self.app.notify(show(str(restored), 400), severity="error", markup=False)
        except Stale:
            self._changed_meanwhile()
        except Refused as refused:
            self.app.notify(show(str(refused), 400), severity="error", markup=False)
        else:
            self.desk.saved(outcome)
            self.dismiss(outcome)

    def _typed(self) -> dict[str, Any]:
        """What to write: of a new record everything, of an old one what was changed."""
        if self.row_id is not None:
            return self.form.typed()
        return {**{name: value for name, value in self.row.items() if name in self._hidden()}, **self.form.values()}

    def _write(self, typed: dict[str, Any]) -> Outcome:
        from capptro_tui.services import duplicates, records

        database, also = self.desk.database, duplicates.remembering(self.different)
        if self.row_id is None:
            return records.create(database, self.record, typed, also=also)
        if database.guard.restore_id != self._restore_id:  # the same version may be another record's by now
            raise Stale
        return records.change(database, self.record, self.row_id, typed, self.row["version"], also=also)

    def _changed_meanwhile(self) -> None:
        """Somebody else saved this record meanwhile: nothing typed is lost, and nothing is overwritten unasked."""
        from capptro_tui.services.history import history, told
        from capptro_tui.services.listing import one

        database, record, row_id = self.desk.database, self.record, self.row_id
        assert row_id is not None
        newest = history(database, record, row_id, limit=1)
        lines = [
            f"{label}: {before or '(empty)'} → {after or '(empty)'}"
            for event in newest
            for changed in event.changes
            if (changed.record, changed.row_id) == (record, row_id)
            for label, before, after in told(database, changed)
        ]
        by = f" by {newest[0].by}" if newest else ""
        question = f"This {record.info.label.lower()} was changed{by} while you were typing."

        async def save_mine_too() -> None:
            self.row["version"] = one(database, record, row_id)["version"]
            self._restore_id = database.guard.restore_id
            await self._save()

        self.desk.confirm(question, lines, yes="Save mine too", no="Back to the form", then=save_mine_too)

    # Leaving

    def action_back(self) -> None:
        """Leave; ask first when something was typed."""
        if self.form.is_dirty():
            details = ["What you typed will be lost. ctrl+s in the form saves it."]
            self.desk.confirm("Leave without saving?", details, yes="Leave", no="Stay", then=self._leave)
        else:
            self._leave()

    def _leave(self) -> None:
        self.dismiss(None)

    # Links made on the way

    @on(RecordForm.Create)
    def _create(self, event: RecordForm.Create) -> None:
        """Make the record that was asked for in a field, and come back with it."""
        record = record_named(event.one.link)
        prefill = prefill_from(record, event.text)
        for link in record.links():
            if link.keeps and event.owner_id is not None:
                prefill[link.name] = event.owner_id

        def back(outcome: Outcome | None) -> None:
            if outcome is not None:
                self.form.set_link(event.one.name, outcome.row_id)
            else:
                self.form.focus_field(event.one.name)

        self.desk.open_form(record, prefill=prefill, then=back, using=True)

    # Duplicates

    @on(RecordForm.Edited)
    def _edited(self, event: RecordForm.Edited) -> None:
        if self.record is Customer and (event.one.match or event.one.name.startswith("billing_")):
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(_PAUSE, self._look_for_duplicates)

    @work(exclusive=True, group="duplicates")
    async def _look_for_duplicates(self) -> None:
        await self._check()

    async def _check(self) -> list[Duplicate]:
        """Look for duplicates of what is typed, and show them."""
        from capptro_tui.services import duplicates

        if self.record is not Customer:
            return []
        values = {**self.row, **self.form.values()}
        self.hits = await asyncio.to_thread(duplicates.check, self.desk.database, values, self.row_id)
        for hints in self.query(DuplicateHints):  # none when the form was left meanwhile
            hints.show_hits(self.hits)
        self.refresh_bindings()
        return self.hits

    async def _unsettled_duplicates(self) -> list[Duplicate]:
        """The duplicates that the user has not decided about yet."""
        matched = {one.name for one in self.record.fields.values() if one.match}
        if self.row_id is not None and not matched & set(self.form.typed()):
            return []
        return [hit for hit in await self._check() if hit.row_id not in self.different]

    def action_duplicates(self) -> None:
        """Look at the possible duplicates."""
        self._ask(self.hits, saving=False)

    def _ask(self, hits: list[Duplicate], *, saving: bool) -> None:
        """Show the duplicates and do what is chosen."""

        async def answered(answer: Answer | None) -> None:
            if answer is None:
                return
            self.different |= answer.different
            if answer.open_id is not None:
                self.desk.open_page(self.record, answer.open_id)
            elif answer.merge_id is not None:
                self._merge(answer.merge_id)
            elif answer.use_id is not None:
                await self._use(next(hit for hit in hits if hit.row_id == answer.use_id))
            elif answer.save:
                await self._save()

        editing = self.row_id is not None
        self.desk.ask_duplicates(hits, saving=saving, using=self.using, editing=editing, then=answered)

    def _merge(self, other_id: int) -> None:
        """Merge the customer that is being edited into the other one, with what was typed and is not saved yet."""
        from capptro_tui.models.clean import clean

        assert self.row_id is not None
        try:
            typed = clean(self.record, self.form.typed(), self.row, now=self.desk.database.now())
        except Invalid as invalid:
            self.form.show_problems(invalid.problems)
            return

        def merged(outcome: Outcome | None) -> None:
            if outcome is not None:
                self.dismiss(outcome)

        self.desk.open_merge(other_id, self.row_id, typed={self.row_id: typed}, then=merged)

    async def _use(self, hit: Duplicate) -> None:
        """Leave this form for the customer that is there already; out of the trash with it, if it is there."""
        from capptro_tui.services import trash

        row_id = hit.row_id
        if hit.row["trashed"] and not await self.desk.perform(
            lambda database: trash.restore(database, Customer, row_id)
        ):
            return
        self.dismiss(Outcome(0, "", (), self.record, row_id))
        if not self.using:
            self.desk.open_page(self.record, row_id)
