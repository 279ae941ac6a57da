"""Count submissions by month and state: those of a public form, or those that a list shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import rows, submission_rows
from capptro_tui.models.records.submission import STATUS, Submission
from capptro_tui.models.types import Choice
from capptro_tui.services.search.listing import Listing


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The submissions of one month.

    Attributes:
        month: the month in local time, `2026-11`.
        total: their number.
        by_state: each state that some of them have, with their number.
    """

    month: str
    total: int
    by_state: tuple[tuple[Choice, int], ...]


def count_form_by_month(source: Source, form_id: int) -> list[MonthCount]:
    """Return the counts of a form's submissions outside the trash, the newest month first."""
    return _by_month(submission_rows.counts_by_month(source, rows.Query(Submission, equal={"public_form_id": form_id})))


def count_list_by_month(listing: Listing) -> list[MonthCount]:
    """Return the counts of the submissions in a list, the newest month first. May take long. Raises Superseded."""
    ids = listing.found_ids()
    if ids is not None:
        return _by_month(submission_rows.counts_of_ids(listing.database, ids))
    return _by_month(submission_rows.counts_by_month(listing.database, listing.query))


def _by_month(counted: Sequence[Mapping[str, Any]]) -> list[MonthCount]:
    months: dict[str, dict[str, int]] = {}
    for row in counted:
        months.setdefault(row["month"], {})[row["status"]] = row["n"]
    return [
        MonthCount(
            month,
            sum(counts.values()),
            tuple((choice, counts[choice.value]) for choice in STATUS if choice.value in counts),
        )
        for month, counts in months.items()
    ]
