"""What a service did: enough to say it, to show it again and to take it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.models.field import Kind
from capptro_tui.models.kinds import changed_values
from capptro_tui.models.record import BASE, RecordType, number
from capptro_tui.models.registry import read_value

if TYPE_CHECKING:
    from capptro_tui.db.work import Work


@dataclass(frozen=True, slots=True)
class Changed:
    """One row that was written. `delta` is column to [before, after]."""

    record: RecordType
    row_id: int
    deed: str
    title: str
    delta: dict[str, list[Any]]

    @property
    def number(self) -> str:
        """The row's number."""
        return number(self.record, self.row_id)

    @property
    def trash(self) -> str:
        """`into` or `out of` the trash, where it went there or came from there; a merged record is in no trash."""
        before, after = self.delta.get("trashed", (None, None))
        link = self.record.stand_in()
        if self.deed != "change" or before == after or (link is not None and link.name in self.delta):
            return ""
        return "into" if after is not None else "out of"

    def told(self) -> list[tuple[str, str, str]]:
        """(field label, from, to) of what people care about, values as they read; of custom fields each by its name."""
        found: list[tuple[str, str, str]] = []
        for name, (before, after) in self.delta.items():
            one = self.record.fields.get(name)
            if name in BASE or one is None:
                continue
            if one.kind is Kind.VALUES:
                found += changed_values(before, after)
            else:
                found.append((one.full_label, read_value(one, before), read_value(one, after)))
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one batch did. `row_id` is the record it was about; `notices` are sentences worth showing.

    Of a batch that changed very many rows `changes` has the first of each record type; `count` says how many it were.

    Attributes:
        elsewhere: whether another window or program did it.
        is_everything: whether any record may have been written, as by a restore.
    """

    batch: int
    summary: str
    changes: tuple[Changed, ...]
    record: RecordType | None = None
    row_id: int = 0
    notices: tuple[str, ...] = ()
    count: int = 0
    elsewhere: bool = False
    is_everything: bool = False

    def touches(self, record: RecordType, row_id: int | None = None) -> bool:
        """Whether records of that type (or that very record) were written, as far as it is known: rather once too
        often than too seldom."""
        if self.count > len(self.changes):
            row_id = None
        return self.is_everything or any(one.record is record and row_id in (None, one.row_id) for one in self.changes)

    def touches_any(self, names: Collection[str]) -> bool:
        """Whether records of types with these names were written."""
        return self.is_everything or any(one.record.info.name in names for one in self.changes)


def outcome(work: Work, record: RecordType | None = None, row_id: int = 0, notices: tuple[str, ...] = ()) -> Outcome:
    """The outcome of a unit of work that is about to end."""
    entries, count = work.journal.told()
    changes = tuple(Changed(one.record, one.row_id, one.deed, one.title, one.delta) for one in entries)
    return Outcome(work.batch_id, work.summary, changes, record, row_id, notices, count)
