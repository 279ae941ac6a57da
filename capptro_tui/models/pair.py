"""Pairs of customers that people have said are not the same."""

from __future__ import annotations

from capptro_tui.models.field import Kind, field
from capptro_tui.models.record import Record


class Distinct(Record, name="distinct", label="Different pair", plural="Different pairs", letter="", title=()):
    """Two customers that look alike and are different; they are not reported again. `low_id` < `high_id`."""

    low_id: int = field("One", kind=Kind.LINK, link="customer", required=True)
    high_id: int = field("Other", kind=Kind.LINK, link="customer", required=True)
