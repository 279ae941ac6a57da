"""A short list of which some rows are ticked."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from capptro_tui.widgets.table.record_table import RecordTable


class Checklist(RecordTable):
    """Rows in one order, each with a box to tick; the ticked ones are the `selected`."""

    MARKS: ClassVar[tuple[str, str]] = ("□ ", "✓ ")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Tick", id="table.select"),
        Binding("enter", "select", "Tick", show=False, id="table.open"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows are not sorted here, and none is opened."""
        return action not in ("open", "sort", "reverse")

    def action_open(self) -> None:
        """A click on a row ticks it, or stops."""
        self.action_select()

    def _request_sort(self, key: str, descending: bool) -> None:
        """A click on a header changes nothing."""
