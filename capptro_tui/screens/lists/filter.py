"""The filter of a list: by states, picklist values and some links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import deactivates
from capptro_tui.screens.base import Dialog
from capptro_tui.widgets.form.field_inputs import filter_input
from capptro_tui.widgets.form.field_row import FieldRow
from capptro_tui.widgets.form.form_values import open_question
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choosable
from capptro_tui.widgets.keys.key_bar import KeyBar

Filters = Mapping[str, Any]
"""Field name to the value that the records must have, "" for any."""


_ANY = Choosable("", "Any")


class Filter(Dialog[Filters | None]):
    """Asks for the values that the records of a list must have. An empty field allows any value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "show", "Show these", id="filter.show"),
        Binding("ctrl+r", "show_all", "Show all", id="filter.all"),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(self, record: RecordType, filters: Filters) -> None:
        """`filters` are those in force."""
        super().__init__()
        self.record = record
        self.filters = filters

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(f"Show only {self.record.info.plural.lower()} with", id="question")
            for field in filterable(self.record):
                value, first = self.filters.get(field.name), _ANY if field.name == self._either else None
                yield FieldRow(field, filter_input(self.desk.database, self.record, field, value, first=first))
            yield KeyBar()

    @on(Picker.Chosen)
    def _chosen(self, event: Picker.Chosen) -> None:
        if event.by_enter:
            self.focus_next()

    @on(Picker.StillOpen)
    def _stays_open(self, event: Picker.StillOpen) -> None:
        event.stop()
        self._say_open(next(row for row in self.query(FieldRow) if row.input is event.picker), event.picker)

    def _say_open(self, row: FieldRow, picker: Picker) -> None:
        row.say(open_question(self.desk.schema, row.field, picker.text, creates=False))

    async def action_show(self) -> None:
        """Show the records with these values. A text that is no value is marked, and the dialog stays."""
        for row in self.query(FieldRow):
            picker = row.query_one(Picker)
            await picker.settle()
            row.say("")
            if picker.is_open_question:
                self._say_open(row, picker)
                picker.focus()
                return
        chosen = {
            field.name: self.query_one(f"#filter-{field.name}", Picker).value for field in filterable(self.record)
        }
        self.dismiss({name: value for name, value in chosen.items() if value or name == self._either})

    def action_show_all(self) -> None:
        """Remove all filters."""
        self.dismiss({self._either: ""} if self._either else {})

    @property
    def _either(self) -> str:
        """The field whose value “any” must be chosen: without filters a list leaves deactivated records out."""
        return "status" if deactivates(self.record) else ""

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)


def filterable(record: RecordType) -> list[Field]:
    """Return the fields by which a list can be filtered: states first."""
    fields = [field for field in record.fields.values() if field.type.can_filter]
    return sorted(fields, key=lambda field: not field.choices)
