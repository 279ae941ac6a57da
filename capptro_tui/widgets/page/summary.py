"""A record in short, beside the list: what is filled in, under its name."""

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
    """The filled fields of one record, as far as there is room for them."""

    DEFAULT_CSS = """
    Summary {
        height: 100%;
        padding: 0 2;
        border-left: vkey $foreground 10%;
    }
    """

    def __init__(self, record: RecordType, read: Callable[[int], Row | None]) -> None:
        """`read` gives all of a record by its id, None if it is gone."""
        super().__init__("")
        self.record = record
        self._read = read
        self._row_id: int | None = None

    def show_record(self, row_id: int | None) -> None:
        """Show a record, or nothing. Its size stays, so nothing is laid out anew with every row."""
        self._row_id = row_id
        if self.display:
            self._draw()

    def on_show(self) -> None:
        """Draw what was not seen."""
        self._draw()

    def _draw(self) -> None:
        row = self._read(self._row_id) if self._row_id is not None else None
        self.update(summary(self.record, row) if row else "", layout=False)


def summary(record: RecordType, row: Row) -> Content:
    """Name, number, then a line for each filled field under the title of its section."""
    parts: list[Content | tuple[str, str] | str] = [
        (show(record.called(row)), "bold"),
        ("\n" + number(record, row["id"]) + "\n", "$muted"),
    ]
    section = ""
    for one in shown_fields(record, row):
        if one.section and one.section != section:
            parts.append((f"\n{one.section}\n", "$muted bold"))
            section = one.section
        parts += _line(one.label, value_shown(one, row))
    return Content.assemble(*parts)


def _line(label: str, value: Content) -> list[Content | tuple[str, str] | str]:
    """Label and value side by side; what does not fit there stands under its label."""
    if len(label) < _LABEL and value.cell_length <= _VALUE and "\n" not in value.plain:
        return [(f"{label:<{_LABEL}}", "$muted"), value, "\n"]
    return [(f"{label}\n", "$muted"), value, "\n"]


def shown_fields(record: RecordType, row: Row) -> list[Field]:
    """The fields worth showing: filled in, and not already said by the record's name, which has only the first line of
    a long text, or as a currency is by the amounts; its status first."""
    filled = [
        one
        for one in record.fields.values()
        if (one.form or one.kept)
        and not one.type.is_unit
        and row[one.name] not in (None, "", 0)
        and (one.name not in record.info.title or one.type.is_multiline)
    ]
    status = record.fields.get("status")
    return [status, *(one for one in filled if one is not status)] if status else filled
