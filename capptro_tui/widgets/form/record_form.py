"""The one form: every record's fields with their labels, from the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label

from capptro_tui.db.database import Database
from capptro_tui.errors import FieldError
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row
from capptro_tui.services.business.region import locale as locale_of
from capptro_tui.services.drafts.draft import FieldContent
from capptro_tui.services.forms import choices
from capptro_tui.widgets.form.field_inputs import field_input, put_content, read_content, read_input
from capptro_tui.widgets.form.field_row import FieldRow
from capptro_tui.widgets.form.form_autofill import Autofill
from capptro_tui.widgets.form.form_values import open_question
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choosable


class RecordForm(VerticalScroll, can_focus=False):
    """All fields that people type, in sections. It reads and shows them; its screen saves."""

    @dataclass
    class Edited(Message):
        """The user changed a field."""

        field: Field

    @dataclass
    class Create(Message):
        """The user wants to create a record for a field, under the typed name."""

        field: Field
        text: str
        owner_id: int | None

    def __init__(
        self, database: Database, record: RecordType, row: Row, *, hidden: frozenset[str] = frozenset()
    ) -> None:
        """Make the form of a record.

        Args:
            database: where the records are.
            record: the type of the record.
            row: the values that the fields start with.
            hidden: names of fields that keep their value and are not shown.
        """
        super().__init__()
        self.database = database
        self.record = record
        self.fields = [field for field in record.form_fields() if field.name not in hidden]
        self._row = row
        self._rows = {field.name: FieldRow(field, self._input(field), self._edited) for field in self.fields}
        inputs = {name: held.input for name, held in self._rows.items()}
        self._autofill = Autofill(database, record, row, inputs, self._owner, self._say)
        self._locale = locale_of(database)
        self._start: dict[str, Any] = {}
        self._start_contents: dict[str, FieldContent] = {}
        self._last_focused = ""

    def _input(self, field: Field) -> Widget:
        return field_input(
            self.database,
            self.record,
            field,
            self._row,
            lambda: self._owner(field),
            lambda: self._linked(field.nearest_to),
        )

    def compose(self) -> ComposeResult:
        sections: dict[str, list[FieldRow]] = {}
        for field in self.fields:
            sections.setdefault(field.section, []).append(self._rows[field.name])
        with Container(id="sections"):
            for column in _two_columns(sections):
                with Vertical(classes="column"):
                    for title, rows in column.items():
                        with Vertical(classes="section"):
                            if len(sections) > 1:
                                yield Label(title, classes="section-title", markup=False)
                            yield from rows

    def on_mount(self) -> None:
        self._start = self._read()
        self._start_contents = self.contents()

    # Interface for the screen

    def typed(self) -> dict[str, Any]:
        """Return the fields whose value differs from the start, by name."""
        now = self._read()
        return {name: value for name, value in now.items() if value != self._start[name]}

    def values(self) -> dict[str, Any]:
        """Return the values of all fields, by name."""
        return self._read()

    def is_dirty(self) -> bool:
        """Whether anything was typed that is not saved."""
        return bool(self.changed(self.contents()))

    def contents(self) -> dict[str, FieldContent]:
        """Return the contents of all fields for a draft."""
        return {field.name: read_content(self._rows[field.name].input) for field in self.fields}

    def changed(self, contents: Mapping[str, FieldContent]) -> list[str]:
        """Return the names of fields whose content differs from the start, open texts included."""
        return [name for name, content in contents.items() if content != self._start_contents[name]]

    def put(self, contents: Mapping[str, FieldContent]) -> None:
        """Set fields to the contents of a draft. They count as typed and not saved."""
        for field in self.fields:
            if field.name in contents:
                put_content(self._rows[field.name].input, contents[field.name])

    def line_input(self, name: str) -> LineInput | None:
        """Return the input of a field of one line; None if there is none."""
        widget = self._rows[name].input if name in self._rows else None
        return widget if isinstance(widget, LineInput) else None

    def follow_locale(self) -> None:
        """Show every field's value in the locale that was chosen meanwhile."""
        before, self._locale = self._locale, locale_of(self.database)
        if before == self._locale:
            return
        for field in self.fields:
            widget = self._rows[field.name].input
            if field.type.reads_by_locale and isinstance(widget, LineInput):
                start = text = field.edit_text(self._row.get(field.name), self._row)
                if widget.value != self._start[field.name]:
                    text = field.retype(widget.value, before, now=self.database.now(), row=self._known(field))
                self._start[field.name], self._start_contents[field.name] = start, FieldContent(start)
                widget.value = text

    def focused_field(self) -> str:
        """Return the name of the field with the focus, or that had it last; "" if none ever had it.

        Nothing has the focus while the terminal's window is not in front, and once the program is ending.
        """
        focused = self.screen.focused
        field = self._field_of(focused) if focused is not None else None
        return field.name if field is not None else self._last_focused

    async def settle(self) -> list[FieldError]:
        """Choose, in all pickers, typed texts that have only one meaning.

        Returns:
            Problems: the fields still open, or else the fields that autofill has changed, which the user sees before
                saving.
        """
        filled: list[str] = []
        for field in self.fields:
            widget = self._rows[field.name].input
            if isinstance(widget, Picker) and (row := await widget.settle()) is not None:
                filled += self._chosen(field, by_enter=False, row=row)
        return self.open_questions() or [self._filled_in(name) for name in filled]

    def _filled_in(self, name: str) -> FieldError:
        """Return a problem that asks the user to look at a value that autofill has changed."""
        label, text = self.record.fields[name].label, read_input(self._rows[name].input)
        return FieldError(name, f"{label} is now {text or 'empty'}, from what was chosen. Save again if it is right.")

    def open_questions(self) -> list[FieldError]:
        """Return a problem for each picker with a typed text that is none of its choices."""
        found = [(field, self._rows[field.name].input) for field in self.fields]
        pickers = [(field, widget) for field, widget in found if isinstance(widget, Picker)]
        return [self._problem(field, widget) for field, widget in pickers if widget.is_open_question]

    def _problem(self, field: Field, picker: Picker) -> FieldError:
        """Return the reason why a picker's text is no choice, and what to do."""
        return FieldError(field.name, open_question(self.database.schema, field, picker.text, self._owner(field)))

    def show_problems(self, problems: list[FieldError]) -> None:
        """Show each problem at its field, and focus the first."""
        told = {problem.field: problem.message for problem in reversed(problems)}
        for name, row in self._rows.items():
            row.say(told.get(name, ""))
        for problem in problems:
            if problem.field in self._rows:
                self._say_open(self.record.fields[problem.field], problem.message)
                self.focus_field(problem.field)
                return

    def focus_field(self, name: str) -> None:
        """Focus a field."""
        self._rows[name].input.focus()
        self._rows[name].scroll_visible(animate=False)

    def focus_first(self) -> None:
        """Focus the first field."""
        self.focus_field(self.fields[0].name)

    def set_link(self, name: str, row_id: int) -> None:
        """Choose a newly created record in a link field, and go on as after any choice."""
        field = self.record.fields[name]
        row = choices.linked(self.database, field, row_id)
        picker = self._rows[name].input
        if row is not None and isinstance(picker, Picker):
            picker.choose(row_id, self.database.schema.record_named(field.link).called(row))
            self._chosen(field, by_enter=True)

    # Events in the form

    @on(events.DescendantFocus)
    def _remember_focus(self, event: events.DescendantFocus) -> None:
        if field := self._field_of(event.widget):
            self._last_focused = field.name

    def _read(self) -> dict[str, Any]:
        return {field.name: read_input(self._rows[field.name].input) for field in self.fields}

    def _field_of(self, widget: Widget) -> Field | None:
        """Return the field of a widget: of its input, or of the text field in a picker."""
        row = next((node for node in widget.ancestors_with_self if isinstance(node, FieldRow)), None)
        return row.field if row is not None else None

    def _owner(self, field: Field) -> int | None:
        """Return the id of the record to which a scoped field is limited.

        For a new record that is made for another one, that is also the record that it gets through this link.
        """
        if field.type.scoped_by or self._row.get("id") is not None:
            return self._linked(field.type.scoped_by)
        owner = self.database.schema.record_named(field.link).owner_link() if field.link else None
        along = next((other for other in self.record.links() if field.name in other.copied_from), None)
        return self._row.get(along.name) if along and owner and along.link == owner.link else None

    def _linked(self, name: str) -> int | None:
        """Return the id of the record in a link field; None if nothing is chosen."""
        held = self._rows.get(name)
        value = held.input.value if held and isinstance(held.input, Picker) else self._row.get(name)
        return value if isinstance(value, int) else None

    def _edited(self, field: Field) -> None:
        if self._start:
            self._autofill.note_typed(field.name)
            self._rows[field.name].say("")
            self._rows[field.name].say_understood(*self._understood(field))
            # Straight to the screen: bubbling through each container would take time with every key.
            self.screen.post_message(self.Edited(field))

    def _understood(self, field: Field) -> tuple[str, str]:
        """Return how a field's text is understood, and a warning about it; "" for none."""
        text = read_input(self._rows[field.name].input)
        if not isinstance(text, str) or not field.type.explains_input:
            return "", ""
        return field.explain(text, now=self.database.now(), locale=self._locale, row=self._known(field))

    def _known(self, field: Field) -> dict[str, Any]:
        """Return the values for reading a field's text: the currency of an amount, the field that it must follow."""
        row = self._autofill.row() if field.type.needs_currency else self._row
        return {**row, **(self._stored(field.after) if field.after else {})}

    def _stored(self, name: str) -> dict[str, Any]:
        """Return another field's value as it would be stored; nothing while its text cannot be read."""
        if name not in self._rows:
            return {}
        text = read_input(self._rows[name].input)
        try:
            return {name: self.record.fields[name].parse(text, now=self.database.now(), locale=self._locale)}
        except ValueError:
            return {}

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    @on(Picker.Chosen)
    def _picked(self, event: Picker.Chosen) -> None:
        event.stop()
        if field := self._field_of(event.picker):
            self._chosen(field, by_enter=event.by_enter, row=event.row)

    @on(Picker.StillOpen)
    def _stays_open(self, event: Picker.StillOpen) -> None:
        event.stop()
        if field := self._field_of(event.picker):
            self._say_open(field, self._problem(field, event.picker).message)

    def _say_open(self, field: Field, message: str) -> None:
        """Show that a field is still open; as a notification too, if its rows cover the message below it."""
        self._rows[field.name].say(message)
        picker = self._rows[field.name].input
        if isinstance(picker, Picker) and picker.is_open:
            self.app.notify(message, severity="warning", markup=False)

    @on(Picker.Create)
    def _asked(self, event: Picker.Create) -> None:
        event.stop()
        if field := self._field_of(event.picker):
            self.post_message(self.Create(field, event.text, self._owner(field)))

    def _chosen(self, field: Field, *, by_enter: bool, row: Choosable | None = None) -> list[str]:
        """Fill in the fields that follow from a choice, and return the names of those whose text has changed."""
        self._edited(field)
        filled = self._autofill.follow(field, row.led_by if row is not None else {})
        for name in filled:
            self._edited(self.record.fields[name])
        if field.link:
            # Amounts are in the currency of the record that was chosen.
            for other in (each for each in self.fields if each.type.needs_currency):
                self._rows[other.name].say_understood(*self._understood(other))
        if by_enter:
            self._go_on(field)
        return filled

    def _say(self, text: str) -> None:
        self.app.notify(text, markup=False)

    def _go_on(self, field: Field) -> None:
        """Focus the next mandatory field that is empty; if there is none, the next field."""
        later = self.fields[self.fields.index(field) + 1 :]
        must = next((each for each in later if each.required and not self._rows[each.name].is_filled()), None)
        if must is not None:
            self.focus_field(must.name)
        else:
            self.screen.focus_next()


def _two_columns(sections: dict[str, list[FieldRow]]) -> list[dict[str, list[FieldRow]]]:
    """Divide sections into two columns of nearly equal length, in their order."""
    lengths = [sum(4 if row.field.type.is_multiline else 1 for row in rows) + 2 for rows in sections.values()]
    cut = min(range(1, len(lengths) + 1), key=lambda at: max(sum(lengths[:at]), sum(lengths[at:])))
    items = list(sections.items())
    return [dict(part) for part in (items[:cut], items[cut:]) if part]
