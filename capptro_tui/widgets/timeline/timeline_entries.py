"""The entries of a timeline, described in words, and their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.types.moment_texts import local_moment
from capptro_tui.services.history.journal import DescribedField, Event, describe_changes, history
from capptro_tui.services.history.timeline import CustomerStream, Moment, TimelinePlace
from capptro_tui.services.history.write_result import RowChange

MOST: Final = 100
"""Most changes of one entry that are described; the number of the others is shown."""


PAGE: Final = 40
"""Entries of one read: more than a screenful."""

FAR: Final = 400
"""Number of new entries above which reading starts again."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The change of one record.

    Attributes:
        title: the record's type and name.
        what: the operation on it as a whole, if no field shows it.
        fields: (label, value before, value after) of each field.
        changed: whether it existed before and after.
    """

    title: str
    what: str
    fields: tuple[tuple[str, str, str], ...]
    changed: bool = True
    """Whether it existed before and after, so that both values of a field are shown."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One operation of a user.

    Attributes:
        batch: number of its batch in the journal; 0 for a record as an entry of its own.
        at: local wall time in ISO format; a date if it has no time.
        by: the user.
        verb: the kind of operation, "undo" and "redo" among them.
        summary: the operation in a few words.
        undone: whether it has been undone.
        target: number of the batch that it undid or redid.
        changes: the changes of each record.
        kinds: number and type of the records.
        more: number of further records.
        about: type and id of the record that it was about.
        own: place of an entry that is a record itself.
    """

    batch: int
    at: str
    by: str
    verb: str
    summary: str
    undone: bool = False
    target: int | None = None
    changes: tuple[RecordChange, ...] = ()
    kinds: str = ""
    """Number and type of the records, `3 contacts, 1 customer`."""
    more: int = 0
    """Number of changed records that are not in `changes`."""
    about: tuple[RecordType, int] | None = None
    own: TimelinePlace | None = None
    """Place of an entry that is a record itself, not a batch of the journal."""

    @property
    def day(self) -> str:
        """The day in ISO format."""
        return self.at[:10]

    @property
    def place(self) -> TimelinePlace:
        """Place in the order of the timeline: the later the larger."""
        return self.own or TimelinePlace("", 0, self.batch)

    @property
    def can_be_undone(self) -> bool:
        """Whether undo can take it back."""
        return bool(self.batch) and not self.undone and self.verb not in ("undo", "redo")


class EntrySource(Protocol):
    """The source of a timeline's entries. Called in worker threads, where it may block."""

    def entries(self, before: TimelineEntry | None, count: int) -> list[TimelineEntry]:
        """Return up to `count` entries older than `before`, newest first; fewer only at the end."""

    def today(self) -> date:
        """Return today's date."""


class JournalSource:
    """The journal as a source: of everything, of one record, or of a customer with all records that belong to it."""

    def __init__(self, database: Database, record: RecordType | None = None, row_id: int | None = None) -> None:
        self.database = database
        self.record = record
        self.row_id = row_id

    def entries(self, before: TimelineEntry | None, count: int) -> list[TimelineEntry]:
        """Return a page of the journal, newest first."""
        below = before.batch if before else None
        events = history(self.database, self.record, self.row_id, limit=count, before=below, most=MOST)
        return [_entry(self.database, event) for event in events]

    def today(self) -> date:
        """Return today's date where the program runs."""
        return self.database.now().date()


class Stream:
    """A customer's timeline as a source.

    It has the journal, and every work item, order, payment, document, note and follow-up at its own time. `only` limits
    it to the record types with these names.
    """

    def __init__(self, database: Database, customer_id: int, only: Collection[str] | None = None) -> None:
        self.database = database
        self._stream = CustomerStream(database, customer_id, only)

    def entries(self, before: TimelineEntry | None, count: int) -> list[TimelineEntry]:
        """Return a page of it, the latest first."""
        below = before.own if before else None
        return [
            replace(_entry(self.database, moment.event), own=moment.place) if moment.event else _standing(moment)
            for moment in self._stream.moments(below, count)
        ]

    def today(self) -> date:
        """Return today's date where the program runs."""
        return self.database.now().date()


def newer(source: EntrySource, newest: TimelineEntry) -> list[TimelineEntry] | None:
    """Return the entries above `newest`, the latest first; None if there are too many to add."""
    found: list[TimelineEntry] = []
    before = None
    while len(found) < FAR:
        page = source.entries(before, PAGE)
        fresh = [entry for entry in page if entry.place > newest.place]
        found += fresh
        if len(fresh) < PAGE:
            return found
        before = fresh[-1]
    return None


def _standing(moment: Moment) -> TimelineEntry:
    """Return a record as an entry of its own."""
    record, row = moment.record, moment.row
    at = local_moment(moment.place.at)
    shown = [field for field in record.list_fields() if not field.link and field.name not in record.info.title]
    shown = [field for field in shown if row[field.name] or not field.type.is_flag]
    fields = tuple((field.full_label, "", text) for field in shown if (text := field.format(row[field.name], row)))
    label = record.info.label
    called = record.called(row)
    summary = f"{label} {called}" if record.info.title else label + " " + number(record, row["id"])
    change = RecordChange(summary, "", fields, changed=False)
    return TimelineEntry(
        0, at if moment.has_time else at[:10], "", "", summary, changes=(change,),
        about=(record, row["id"]), own=moment.place,
    )  # fmt: skip


def _entry(database: Database, event: Event) -> TimelineEntry:
    changes = event.changes[:MOST]
    return TimelineEntry(
        event.batch,
        local_moment(event.at),
        event.by,
        event.verb,
        event.summary,
        event.undone_by is not None,
        event.target,
        tuple(map(_record_change, changes, describe_changes(database, changes))),
        _kinds(changes, event.total),
        event.total - len(changes),
        _about(event, changes),
    )


def _record_change(changed: RowChange, fields: list[DescribedField]) -> RecordChange:
    record = changed.record
    unnamed = changed.title.lower() == record.info.label.lower()
    # The name that a link keeps is shown with the link.
    kept = {
        record.fields[kept_in].full_label
        for field in record.links()
        if (kept_in := field.type.name_kept_in) and field.name in changed.delta
    }
    return RecordChange(
        record.info.label if unnamed else f"{record.info.label} {changed.title}",
        _what(changed),
        tuple(one for one in fields if one[0] not in kept),
        changed.operation == "change",
    )


def _what(changed: RowChange) -> str:
    """Return the operation on a record as a whole; "" if fields show it."""
    if changed.operation == "change":
        return {"into": "put into the trash", "out of": "taken out of the trash"}.get(changed.trash, "")
    return "created" if changed.operation == "create" else "removed for good"


def _kinds(changes: list[RowChange], total: int) -> str:
    """Return `3 contacts, 1 customer`; without the types if not every change is known."""
    if total > len(changes):
        return f"{total:,} records"
    counts = Counter(change.record for change in changes)
    return ", ".join(
        record.info.label.lower() if record.info.is_singleton else record.info.counted(count)
        for record, count in counts.items()
    )


def _about(event: Event, changes: list[RowChange]) -> tuple[RecordType, int] | None:
    """Return type and id of the record that the summary names, or of the only one; None if neither exists."""
    numbered = [change for change in changes if change.record.info.letter]
    named = [change for change in numbered if change.title and change.title in event.summary]
    found = next(iter(named or (numbered if len(numbered) == 1 else [])), None)
    return (found.record, found.row_id) if found else None
