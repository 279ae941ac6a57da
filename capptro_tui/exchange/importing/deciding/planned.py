"""A record of a source on its way into the database, with the outcome that it will have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from capptro_tui.exchange.importing.deciding.fitting import Fitted
from capptro_tui.exchange.importing.outcome import Action, Outcome, SimilarRecord
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.records.note import Note
from capptro_tui.services.importing.writing import NewRecord


@dataclass(frozen=True, slots=True)
class There:
    """A record that a given one is for sure, or that it may be where people are asked.

    Attributes:
        row_id: its id.
        similar: the evidence.
        is_known: whether it is clearly the one of an earlier import.
        by_number: whether it has the number of the given one, whose values take the place of its own.
        others: further records that the given one is as likely.
    """

    row_id: int
    similar: SimilarRecord
    is_known: bool
    by_number: bool = False
    others: tuple[SimilarRecord, ...] = ()


@dataclass(slots=True)
class Planned:
    """A record that is to be written, or not.

    Attributes:
        fitted: its values.
        parts: its parts, of any type.
        outcome: its outcome; the action is set when it is decided.
        stored: the row of the database that it changes; None for a new record.
        old_id: the id that the source gives it and that it may have here; 0 for none.
        given_id: the id that the source gives it, even if another record has it here; 0 for none.
        is_card: whether that is from a card, which has neither the time of the creation nor all values.
        other_with_number: a sentence about another record that has its number here; "" if there is none.
        created: time and author of its creation, as the source says; empty if it does not.
        new_id: the id that it got; 0 as long as it has none.
        changes: the typed values that change, of a record that is there.
        changed_parts: parts that are there and change: (type, id, typed values, name).
        notes: texts that become notes of its customer.
    """

    fitted: Fitted
    outcome: Outcome
    parts: list[Fitted] = field(default_factory=list)
    stored: Row | None = None
    old_id: int = 0
    given_id: int = 0
    is_card: bool = False
    created: dict[str, str] = field(default_factory=dict)
    new_id: int = 0
    other_with_number: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    changed_parts: list[tuple[RecordType, int, dict[str, Any], str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def record(self) -> RecordType:
        """Its record type."""
        return self.fitted.record

    @property
    def row(self) -> int:
        """The row of the source where it begins."""
        return self.fitted.row

    @property
    def is_new(self) -> bool:
        """Whether it is to be created."""
        return self.outcome.action is Action.CREATED

    @property
    def is_changed(self) -> bool:
        """Whether the record of the database is to be changed."""
        return self.outcome.action in (Action.UPDATED, Action.FILLED) and self.stored is not None

    @property
    def is_written(self) -> bool:
        """Whether it is to be written. A later row of a new record is written with that."""
        return self.is_new or self.is_changed

    def set_new_id(self, row_id: int) -> None:
        """Note the id that the record got."""
        self.new_id, self.outcome.number = row_id, number(self.record, row_id)

    def refuse(self, reason: str) -> None:
        """Refuse the record. Nothing is asked about it any more."""
        self.outcome.action, self.outcome.reason, self.outcome.question = Action.REFUSED, reason, ""

    def leave_open(self, reason: str) -> None:
        """Leave the record out as long as nobody has decided about it."""
        self.outcome.action, self.outcome.reason = Action.UNDECIDED, reason
        self.outcome.differences, self.outcome.changes = self.outcome.changes, ()

    def skip(self, of: SimilarRecord, *, differs: bool) -> None:
        """Skip the record as a duplicate. `differs` is whether the other one lacks something of it."""
        self.outcome.action, self.outcome.differs = Action.SKIPPED, differs
        self.outcome.reason = f"It is there already: {of}."
        self.outcome.differences, self.outcome.changes = self.outcome.changes, ()
        self.changes, self.parts, self.changed_parts = {}, [], []

    def new_record(self, plain_parts: Sequence[Fitted] = ()) -> NewRecord:
        """Return the record as the writer takes it, with some of its parts, and its notes."""
        parts: dict[str, list[NewRecord]] = {}
        for part in plain_parts:
            parts.setdefault(part.record.info.name, []).append(NewRecord(part.typed, part.checked))
        for text in self.notes:
            parts.setdefault(Note.info.name, []).append(NewRecord({"text": text}, {"text": text}))
        return NewRecord(self.fitted.typed, self.fitted.checked, self.old_id, parts)

    def finish(self) -> None:
        """Complete the outcome: title, mends and number."""
        self.outcome.title = self.outcome.title or self.fitted.title
        if self.stored is not None:
            self.outcome.title = self.outcome.title or self.record.called(self.stored)
            self.outcome.number = number(self.record, self.stored["id"])
        mends = (*self.fitted.mends, *(mend for part in self.parts for mend in part.mends))
        self.outcome.mends = (*self.outcome.mends, *mends)
        if self.is_written:
            for part in self.parts:
                name = part.record.info.name
                self.outcome.parts[name] = self.outcome.parts.get(name, 0) + 1
            if self.notes:
                name = Note.info.name
                self.outcome.parts[name] = self.outcome.parts.get(name, 0) + len(self.notes)
