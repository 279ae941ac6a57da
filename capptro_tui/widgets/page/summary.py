"""A summary of a record beside the list: its filled fields under its name."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widgets import Static

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number
from capptro_tui.show import show
from capptro_tui.widgets.page.marks import value_shown
from capptro_tui.widgets.table.table_columns import Row

_LABEL, _VALUE = 16, 17
"""Cells for a label, and for a value that stands beside it."""


class Summary(Static):
    """The filled fields of one record, as far as they fit."""

    DEFAULT_CSS = """
    Summary {
        height: 100%;
        padding: 0 2;
        border-left: vkey $foreground 10%;
    }
    """

    def __init__(self, record: RecordType, read: Callable[[int], Row | None]) -> None:
        """Make a summary. `read` returns all columns of a record by its id, None if it is gone."""
        super().__init__("")
        self.record = record
        self._read = read
        self._row_id: int | None = None

    def show_record(self, row_id: int | None) -> None:
        """Show a record, or nothing. The size stays, so that no row causes a new layout."""
        self._row_id = row_id
        if self.display:
            self._draw()

    def on_show(self) -> None:
        """Draw the present record, which was not drawn while hidden."""
        self._draw()

    def _draw(self) -> None:
        row = self._read(self._row_id) if self._row_id is not None else None
        self.update(summary(self.record, row) if row else "", layout=False)


def summary(record: RecordType, row: Row) -> Content:
    """Return name, number, and a line for each filled field under the title of its section."""
    parts: list[Content | tuple[str, str] | str] = [
        (show(record.called(row)), "bold"),
        ("\n" + number(record, row["id"]) + "\n", "$muted"),
    ]
    section = ""
    for field in shown_fields(record, row):
        if field.section and field.section != section:
            parts.append((f"\n{field.section}\n", "$muted bold"))
            section = field.section
        parts += _line(field.label, value_shown(field, row))
    return Content.assemble(*parts)


def _line(label: str, value: Content) -> list[Content | tuple[str, str] | str]:
    """Return label and value side by side; a value that does not fit stands below its label."""
    if len(label) < _LABEL and value.cell_length <= _VALUE and "\n" not in value.plain:
        return [(f"{label:<{_LABEL}}", "$muted"), value, "\n"]
    return [(f"{label}\n", "$muted"), value, "\n"]


def shown_fields(record: RecordType, row: Row) -> list[Field]:
    """Return the fields worth showing, the status first.

    These are filled fields whose value the record's name or another field does not already show.
    """
    filled = [
        field
        for field in record.fields.values()
        if (field.form or field.computed_by_database)
        and not field.type.is_unit
        and row[field.name] not in (None, "", 0)
        and (field.name not in record.info.title or field.type.is_multiline)
    ]
    status = record.fields.get("status")
    return [status, *(field for field in filled if field is not status)] if status else filled
