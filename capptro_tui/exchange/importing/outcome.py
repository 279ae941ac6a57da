"""The outcome of each record of an import: created, updated, skipped, undecided or refused, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from capptro_tui.exchange.understanding.record import Mend


class Action(StrEnum):
    """The treatment of a record. One that is undecided is left out until people say what a duplicate is to become."""

    CREATED = "created"
    UPDATED = "updated"
    FILLED = "filled"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    UNDECIDED = "undecided"
    REFUSED = "refused"


class OnDuplicate(StrEnum):
    """The treatment of a record that is there already.

    USUAL updates a record that is clearly the one of an earlier import (by its number, an external id, or the same name
    with the same phone or email), and skips one that has the same name or account. One that is only like another is
    created; to ask is to ask about it, too. Where several are equally likely the same, none of them is changed.
    """

    USUAL = ""
    SKIP = "skip"
    FILL = "fill"
    UPDATE = "update"
    CREATE = "create"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class SimilarRecord:
    """A record that is, or may be, the same as one of the file.

    Attributes:
        number: its number; "" for another record of the file.
        row: the row of the file where that begins; 0 for a record of the database.
        name: its name.
        score: 0 to 100, higher is surer.
        reasons: the evidence, for people.
    """

    number: str
    row: int
    name: str
    score: int
    reasons: tuple[str, ...]

    @property
    def place(self) -> str:
        """Its number, or its row in the file."""
        return self.number or in_file(self.row)

    def __str__(self) -> str:
        said = f"{self.name} ({self.place})"
        return f"{said}: {', '.join(self.reasons)}" if self.reasons else said


Changed = tuple[str, str, str]
"""Label of a field, and its value before and after, as people read them."""


@dataclass(slots=True)
class Outcome:
    """The outcome of one record of the file.

    Attributes:
        rows: its rows.
        action: its treatment.
        title: its name.
        number: the number of the record in the database; "" as long as there is none.
        changes: the changed fields.
        parts: name of a record type to the number of parts that are created with it.
        similar: the records that are or may be the same, the likeliest first.
        mends: what was changed or moved so that it fits.
        reason: why it was skipped or refused, or is undecided.
        question: what a person should decide.
        differences: the fields that would change if the record that is there were updated; only where it is not.
        differs: whether a record that is skipped has something that the one that is there lacks.
    """

    rows: tuple[int, ...]
    action: Action
    title: str = ""
    number: str = ""
    changes: tuple[Changed, ...] = ()
    parts: dict[str, int] = field(default_factory=dict)
    similar: tuple[SimilarRecord, ...] = ()
    mends: tuple[Mend, ...] = ()
    reason: str = ""
    question: str = ""
    differences: tuple[Changed, ...] = ()
    differs: bool = False

    @property
    def is_worth_telling(self) -> bool:
        """Whether there is more to say than that the record was created or is there already."""
        is_quiet = self.action in (Action.CREATED, Action.UNCHANGED)
        return not is_quiet or bool(self.real_mends or self.question or self.similar)

    @property
    def real_mends(self) -> list[Mend]:
        """The mends without those that are but the reading of a whole column."""
        return [mend for mend in self.mends if not mend.is_reading]

    @property
    def is_left_out(self) -> bool:
        """Whether the record does not come in, and is none that is there already."""
        return self.action in (Action.REFUSED, Action.UNDECIDED)

    @property
    def is_fault(self) -> bool:
        """Whether the record is not taken as it is."""
        return self.is_left_out or bool(self.real_mends or self.question)

    def take_back(self, label: str, mend: Mend) -> None:
        """Tell that the field with this label does not change after all: the mend says why."""
        self.changes = tuple(each for each in self.changes if each[0] != label)
        self.mends += (mend,)

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as an object of JSON, without what is empty."""
        shown: dict[str, Any] = {"rows": list(self.rows), "action": self.action.value, "name": self.title}
        shown["number"] = self.number
        shown["changes"] = _shown_changes(self.changes)
        shown["parts"] = self.parts
        shown["similar"] = [
            {"number": one.number, "row": one.row, "name": one.name, "score": one.score, "reasons": list(one.reasons)}
            for one in self.similar
        ]
        shown["mends"] = [
            {"row": mend.row, "column": mend.column, "was": mend.was, "now": mend.now, "why": mend.why}
            | ({"reading": True} if mend.is_reading else {})
            for mend in self.mends
        ]
        shown |= {"reason": self.reason, "question": self.question}
        shown["differences"] = _shown_changes(self.differences)
        return {name: value for name, value in shown.items() if value or name in ("rows", "action", "name")}


def in_file(row: int) -> str:
    """Return the place of a record of the file, for people."""
    return f"row {row}"


def _shown_changes(changes: tuple[Changed, ...]) -> list[dict[str, str]]:
    return [{"field": name, "from": was, "to": now} for name, was, now in changes]
