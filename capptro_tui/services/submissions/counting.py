"""Count the submissions of a public form by month and state."""

from __future__ import annotations

from dataclasses import dataclass

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import submission_rows
from capptro_tui.models.records.submission import STATUS
from capptro_tui.models.types import Choice


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The submissions of one month.

    Attributes:
        month: the month in UTC, `2026-11`.
        total: their number.
        by_state: each state that some of them have, with their number.
    """

    month: str
    total: int
    by_state: tuple[tuple[Choice, int], ...]


def count_by_month(source: Source, form_id: int) -> list[MonthCount]:
    """Return the counts of a form's submissions outside the trash, the newest month first."""
    months: dict[str, dict[str, int]] = {}
    for row in submission_rows.counts_by_month(source, form_id):
        months.setdefault(row["month"], {})[row["status"]] = row["n"]
    return [
        MonthCount(
            month,
            sum(counts.values()),
            tuple((choice, counts[choice.value]) for choice in STATUS if choice.value in counts),
        )
        for month, counts in months.items()
    ]
