"""The journal: every write as a batch of changes, from which undo, history and timelines are read."""

from __future__ import annotations

from capptro_tui.models.field import field
from capptro_tui.models.record import Record
from capptro_tui.models.types import Integer, JsonObject, Link, Text, Timestamp

CREATE, CHANGE, REMOVE = "create", "change", "remove"
"""Values of `deed`: whether a batch created, changed or removed a row."""


class Batch(Record, name="batch", label="Batch", plural="Batches", letter="B", title=("summary",), journaled=False):
    """One write of a user. `undone_by` is the batch that undid it; an undo or redo names its target."""

    at: str = field("When", Timestamp(), required=True)
    by: str = field("Who")
    verb: str = field("What")
    summary: str = field("Summary", Text(limit=500))
    target: int | None = field("Batch it undoes or redoes", Link("batch"))
    undone_by: int | None = field("Undone by", Link("batch"))


class Change(Record, name="change", label="Change", plural="Changes", letter="", title=("record",), journaled=False):
    """One row that a batch changed: `delta` has its columns as [before, after], in the form of `db/journal/format.py`.

    A created row has no "before", a removed row no "after"; `deed` says which. `customer_id` and `other_customer_id`
    are the customers in whose timeline the change belongs; they are no foreign keys, the journal outlives its subjects.
    """

    batch_id: int = field("Batch", Link("batch"), required=True)
    record: str = field("Record")
    row_id: int = field("Row", Integer(), required=True)
    deed: str = field("Deed")
    title: str = field("Name then")
    delta: str = field("Before and after", JsonObject())
    customer_id: int | None = field("Customer", Integer())
    other_customer_id: int | None = field("Other customer", Integer())
