"""Bulk change: set a field of many records, deactivate or delete them, with a progress bar that can be stopped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Checkbox, Input, ProgressBar, Static, TextArea

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import ACTIVE, DEACTIVATED, deactivates
from capptro_tui.models.schema import Schema
from capptro_tui.models.types import locales
from capptro_tui.screens.base import Dialog
from capptro_tui.screens.forms.unsaved import ResumableScreen
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.drafts.links import follow_links
from capptro_tui.services.drafts.standing import record_of, texts_now
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.form.field_inputs import field_input, put_content, read_content, read_input
from capptro_tui.widgets.form.field_row import FieldRow
from capptro_tui.widgets.form.form_values import open_question
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choosable, listed
from capptro_tui.widgets.keys.key_bar import KeyBar

_WHAT = Field("what", "What")
_NOTHING = (FieldContent(), FieldContent(value=False))
"""Contents of an input before anything is typed."""

_MOST_IDS = 20_000
"""Most records that are kept with a draft: their ids are written with every key."""

_TICK = 0.1
"""Seconds between updates of the progress."""


@dataclass(frozen=True, slots=True)
class BulkAction:
    """A change that can be made to many records.

    Attributes:
        label: its name.
        field: the field whose value is asked for; None if nothing is.
        typed: values to set, by field name.
        deletes: whether it deletes the records.
        advice: a sentence on its effect on other records.
    """

    label: str
    asked_field: Field | None = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    deletes: bool = False
    advice: str = ""


class BulkChange(ResumableScreen[WriteResult | None], Dialog[WriteResult | None]):
    """Asks for a change of many records and makes it, as one batch. Closes with the result, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "do", "Do it", id="bulk.do"),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(self, record: RecordType, ids: Sequence[int], draft: Draft | None = None) -> None:
        """`draft` is an earlier draft to continue."""
        super().__init__(draft_id=draft.id if draft else "")
        self.record = record
        self.ids = ids
        self.operations: dict[str, BulkAction] = {}
        self.operation: BulkAction | None = None
        self._is_working = False
        self._stop = threading.Event()
        self._progress = 0, len(ids)
        self._draft = draft

    def compose(self) -> ComposeResult:
        possible = operations(self.desk.schema, self.record)
        self.operations = {operation.label: operation for operation in possible}
        with Vertical(id="dialog"):
            yield Static(f"Change {self.record.info.counted(len(self.ids))}", id="question")
            with Vertical(id="asked"):
                choices = listed(lambda: [Choosable(label, label) for label in self.operations])
                yield FieldRow(_WHAT, Picker(choices, id="what", hint="delete, or a field to set"))
            yield Static(id="advice")
            yield ProgressBar(total=len(self.ids), show_eta=False, id="progress")
            yield KeyBar()

    def on_mount(self) -> None:
        self._ticking = self.set_interval(_TICK, self._show_progress, pause=True)

    @on(events.Mount)
    async def _begin_with_draft(self) -> None:
        if self._draft is not None:
            await self._go_on_with(self._draft)

    def on_unmount(self) -> None:
        self._stop.set()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the change once it is chosen, and not while it is being made."""
        is_named = self.operation is not None or any(
            picker.text.strip() for picker in self.query("#what").results(Picker)
        )
        return action != "do" or (is_named and not self._is_working)

    @property
    def is_working(self) -> bool:
        """Whether the change is being made."""
        return self._is_working

    # The change

    @on(Picker.Chosen, "#what")
    async def _chosen(self, event: Picker.Chosen) -> None:
        event.stop()
        await self._choose(event.value, focus=event.by_enter or event.row is not None)
        self.keep_typed()

    async def _choose(self, label: str | None, *, focus: bool) -> None:
        """Choose a change by its label."""
        self.operation = self.operations.get(label or "")
        for row in list(self.query(FieldRow))[1:]:
            await row.remove()
        self._say_advice()
        if self.operation is not None and self.operation.asked_field is not None:
            await self._ask_value(self.operation.asked_field, focus=focus)
        self.refresh_bindings()

    async def _ask_value(self, field: Field, *, focus: bool) -> None:
        """Ask for the field's value, with the input that it has in the form."""
        widget = field_input(
            self.desk.database, self.record, field, {field.name: field.empty}, lambda: None, creates=False
        )
        await self.query_one("#asked").mount(FieldRow(field, widget))
        if focus:
            widget.focus()

    def _say_advice(self) -> None:
        undo = self.desk.config.keys.get("undo", "u").partition(",")[0]
        parts = []
        if self.operation is not None and self.operation.advice:
            parts.append(self.operation.advice)
        if self.operation is not None and self.operation.asked_field is not None:
            parts.append("Leave it empty to empty the field.")
        if self.operation is not None:
            parts.append(f"One {show(undo, 10)} takes all of it back.")
        self.query_one("#advice", Static).update(Content.styled("\n".join(parts), "$muted"))

    @on(Picker.StillOpen)
    def _stays_open(self, event: Picker.StillOpen) -> None:
        event.stop()
        self._say_open(next(row for row in self.query(FieldRow) if row.input is event.picker))

    def _say_open(self, row: FieldRow) -> None:
        row.say(open_question(self.desk.schema, row.field, read_content(row.input).text, creates=False))

    @property
    def _row(self) -> FieldRow:
        """The row of the value if one is asked for, else that of the change."""
        return list(self.query(FieldRow))[-1]

    def _typed(self) -> Mapping[str, Any]:
        """Return the values to set, by field name."""
        if self.operation is None or self.operation.asked_field is None:
            return self.operation.typed if self.operation is not None else {}
        return {self.operation.asked_field.name: read_input(self._row.input)}

    # Text that is typed and not used yet

    async def _go_on_with(self, draft: Draft) -> None:
        """Ask for the value of a draft, with its text filled in."""
        field = self.record.fields[draft.typed[0]]
        self.query_one("#what", Picker).choose(field.full_label, field.full_label)
        await self._choose(field.full_label, focus=True)
        database = self.desk.database
        contents = follow_links(database, self.record, texts_now(database, self.record, draft, {})).contents
        put_content(self._row.input, contents[field.name])

    @classmethod
    def from_draft(cls, draft: Draft, database: Database) -> BulkChange:
        """Make the dialog for the records and the field of a draft. Raises Refused."""
        record = record_of(database.schema, draft)
        settable = (
            {
                operation.asked_field.name
                for operation in operations(database.schema, record)
                if operation.asked_field is not None
            }
            if record is not None
            else set()
        )
        if record is None or not settable.issuperset(draft.typed):
            raise Refused("This version of the program does not know the field that was to be changed.")
        if not draft.ids:
            raise Refused("So many records were selected that they were not kept. Select them, and type it again.")
        return cls(record, draft.ids, draft)

    def unsaved(self) -> Draft | None:
        """Return the typed value as a draft. The kind of change alone is quickly chosen again."""
        field = self.operation.asked_field if self.operation is not None else None
        if field is None or self._row.field is not field or (content := read_content(self._row.input)) in _NOTHING:
            return None
        return Draft(
            id=self.draft_id,
            form="bulk change",
            title=f"Change {self.record.info.counted(len(self.ids))}: {field.full_label.lower()}",
            tab=self.tab,
            record=self.record.info.name,
            contents={field.name: content},
            typed=(field.name,),
            ids=tuple(self.ids) if len(self.ids) <= _MOST_IDS else (),
            locale=locales.shown_in(),
        )

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def _edited(self) -> None:
        self.keep_typed_soon()

    # Making the change

    async def action_do(self) -> None:
        """Make the change in the background. A problem is shown where it was typed."""
        widget = self._row.input
        if isinstance(widget, Picker):
            taken = await widget.settle()
            if widget.is_open_question:
                widget.close()
                self._say_open(self._row)
                return
            if taken is not None and self.operation is None:
                # The next key makes the change, once the user has seen which one was meant.
                await self._choose(taken.value, focus=True)
                return
        if self.operation is None:
            return
        self._row.say("")
        self._set_working(True)
        run_in_background(self, partial(self._do, self.operation, self._typed()), group="bulk")

    async def _do(self, operation: BulkAction, typed: Mapping[str, Any]) -> None:
        try:
            result = await asyncio.to_thread(self._write, operation, typed)
        except Refused as refused:
            if self.is_running:  # closed meanwhile, it has no widgets any more
                self._show_refused(refused)
            else:
                self.desk.say(str(refused), severity="error")
        else:
            self.dismiss(result)

    def _show_refused(self, refused: Refused) -> None:
        """Show why nothing was changed: at the field, or as a message."""
        self._set_working(False)
        if isinstance(refused, Invalid):
            self._row.say(" ".join(problem.message for problem in refused.field_errors))
            self._row.input.focus()
            return
        self.desk.say(str(refused), severity="error")
        if self._stop.is_set():
            self.dismiss(None)

    def _write(self, operation: BulkAction, typed: Mapping[str, Any]) -> WriteResult:
        from capptro_tui.services.records import bulk

        database, stop = self.desk.database, self._stop.is_set
        if operation.deletes:
            return bulk.delete(database, self.record, self.ids, progress=self._note, stop=stop)
        result = bulk.change(database, self.record, self.ids, typed, progress=self._note, stop=stop)
        self.drafts.kept.settle(self.draft_id)
        return result

    def _note(self, done: int, total: int) -> None:
        """Note the progress. Called in the writing thread, which must not wait for a frame."""
        self._progress = done, total

    def _show_progress(self) -> None:
        done, total = self._progress
        self.query_one(ProgressBar).update(total=total, progress=done)

    def _set_working(self, is_working: bool) -> None:
        self._is_working = is_working
        if is_working:
            self._ticking.resume()
        else:
            self._ticking.pause()
        self.set_class(is_working, "-working")
        self.query_one("#asked").disabled = is_working
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Leave. During the change, stop it and wait until it is rolled back."""
        if not self._is_working:
            self.leave()
        elif not self._stop.is_set():
            self._stop.set()
            self.query_one("#advice", Static).update(Content.styled("Taking it back …", "$muted"))


_ENDS = "Their sites are deactivated; their contracts, open work and open tasks are cancelled."
_COMES_BACK = "Their sites come back; what was cancelled stays so. Reactivate one alone to choose from that."


def operations(schema: Schema, record: RecordType) -> list[BulkAction]:
    """Return the possible changes of many records of a type: those of whole records first, then the fields."""
    from capptro_tui.services.records.bulk import settable
    from capptro_tui.services.rules.cascade import ended_with

    has_cascade = bool(ended_with(schema, record))
    states = [
        BulkAction("Deactivate", typed={"status": DEACTIVATED}, advice=_ENDS if has_cascade else ""),
        BulkAction("Reactivate", typed={"status": ACTIVE}, advice=_COMES_BACK if has_cascade else ""),
    ]
    delete = BulkAction("Delete", deletes=True, advice="They go to the trash with what belongs to them.")
    fixed = [*(states if deactivates(record) else []), delete]
    taken = {name for operation in fixed for name in operation.typed}
    return [*fixed, *(BulkAction(field.full_label, field) for field in settable(record) if field.name not in taken)]
