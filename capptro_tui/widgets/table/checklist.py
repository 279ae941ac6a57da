"""A short list with rows to tick."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from capptro_tui.widgets.table.record_table import RecordTable


class Checklist(RecordTable):
    """Rows in one order, each with a box to tick. The ticked ones are `selected`."""

    MARKS: ClassVar[tuple[str, str]] = ("□ ", "✓ ")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Tick", id="table.select"),
        Binding("enter", "select", "Tick", show=False, id="table.open"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable sorting and opening of rows."""
        return action not in ("open", "sort", "reverse")

    def action_open(self) -> None:
        """Tick the row that was clicked, or untick it."""
        self.action_select()

    def _request_sort(self, key: str, descending: bool) -> None:
        """Ignore a click on a header."""
