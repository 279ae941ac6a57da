"""What a service did: enough to say it, to show it again and to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capptro_tui.models.field import Kind
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

    def told(self) -> list[tuple[str, str, str]]:
        """(field label, from, to) of what people care about, values as they read."""
        return [
            (one.full_label, read_value(one, before), read_value(one, after))
            for name, (before, after) in self.delta.items()
            if name not in BASE and (one := self.record.fields.get(name)) and one.kind is not Kind.VALUES
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one batch did. `row_id` is the record it was about; `notices` are sentences worth showing."""

    batch: int
    summary: str
    changes: tuple[Changed, ...]
    record: RecordType | None = None
    row_id: int = 0
    notices: tuple[str, ...] = ()

    def touches(self, record: RecordType, row_id: int | None = None) -> bool:
        """Whether records of that type (or that very record) were written."""
        return any(one.record is record and row_id in (None, one.row_id) for one in self.changes)


def outcome(work: Work, record: RecordType | None = None, row_id: int = 0, notices: tuple[str, ...] = ()) -> Outcome:
    """The outcome of a unit of work that is about to end."""
    changes = tuple(Changed(one.record, one.row_id, one.deed, one.title, one.delta) for one in work.entries)
    return Outcome(work.batch_id, work.summary, changes, record, row_id, notices)
