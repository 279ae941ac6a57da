"""Pairs of customers: possible duplicates, and those that people marked as different."""

from __future__ import annotations

from capptro_tui.models.field import field
from capptro_tui.models.record import Record
from capptro_tui.models.types import Integer, Link, Multiline


class Distinct(Record, name="distinct", label="Different pair", plural="Different pairs", letter="", title=()):
    """Two customers that look alike and are different; they are not reported again. `low_id` < `high_id`."""

    low_id: int = field("One", Link("customer"), required=True)
    high_id: int = field("Other", Link("customer"), required=True)


class DuplicatePair(
    Record, name="duplicate_pair", label="Possible duplicate", plural="Possible duplicates", letter="", title=(),
    journaled=False,
):  # fmt: skip
    """Two customers that may be the same, as of their last comparison. `low_id` < `high_id`; `reasons` is a JSON list.

    Pairs are made from the customers and made again when these change, so the journal leaves them out.
    """

    low_id: int = field("One", Integer(), required=True)
    high_id: int = field("Other", Integer(), required=True)
    grade: str = field("Grade")
    score: int = field("Score", Integer(), required=True)
    reasons: str = field("Reasons", Multiline())


class DuplicateDue(
    Record, name="duplicate_due", label="To be compared", plural="To be compared", letter="", title=(), journaled=False
):
    """A customer, by its id, that has changed since it was compared with all others."""
