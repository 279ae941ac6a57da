"""The page of a public form: its submissions, and how many came in each month."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.types.moment_texts import month_text
from capptro_tui.screens.pages.record_page import RecordPage
from capptro_tui.services.submissions.counting import MonthCount, count_form_by_month
from capptro_tui.widgets.page.facts import flow, labelled

_MOST_MONTHS: Final = 12
_MOST_LINES: Final = 3


class PublicFormPage(RecordPage):
    """Everything about one public form."""

    HELP = (
        "Its page is written by `capptro forms html`, or shown by `capptro forms serve`.\n"
        "`enter` opens a submission; there a customer and a work item are made of it."
    )

    def __init__(self, row_id: int) -> None:
        super().__init__(PublicForm, row_id)
        self._months: list[MonthCount] = []

    def _read_activity(self) -> None:
        self._months = count_form_by_month(self.desk.database, self.row_id)

    def _activity(self, width: int) -> list[Content]:
        """Return the counts of the last months: the newest one by state, the others as sums."""
        if not self._months:
            return []
        newest, *others = self._months[:_MOST_MONTHS]
        states = ", ".join(f"{count:,} {choice.label.lower()}" for choice, count in newest.by_state)
        counts = [labelled(month_text(newest.month), Content(f"{newest.total:,} ({states})"))]
        counts += [labelled(month_text(month.month), Content(f"{month.total:,}")) for month in others]
        return flow(counts, width)[:_MOST_LINES]
