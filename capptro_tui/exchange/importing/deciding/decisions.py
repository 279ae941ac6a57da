"""Decisions of people about single records of a file that are, or may be, there already."""

from __future__ import annotations

from dataclasses import dataclass, field

from capptro_tui.exchange.importing.outcome import OnDuplicate
from capptro_tui.text.patterns import pattern

Evidence = tuple[str, ...]
"""Reasons for which two records may be the same. Duplicates with the same reasons are of one kind."""

_DEGREE = pattern(r"\s*\(\d+ %\)")
"""The degree of a reason, `similar name (93 %)`: it is another one for each pair."""


@dataclass(slots=True)
class Decisions:
    """Decisions about single records, and about all of one kind. That about the record goes before that about its kind.

    A decision about a record holds for the one that it was compared with: when another one is found, it is open again.

    Attributes:
        by_row: first row of a record in the file to its treatment, and to the record that it was compared with.
        by_kind: reasons, without their degrees, to the treatment of all records with these.
    """

    by_row: dict[int, tuple[OnDuplicate, str]] = field(default_factory=dict)
    by_kind: dict[Evidence, OnDuplicate] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_row or self.by_kind)

    def copy(self) -> Decisions:
        """Return the decisions as they are now."""
        return Decisions({**self.by_row}, {**self.by_kind})

    def clear(self) -> None:
        """Forget all decisions."""
        self.by_row.clear()
        self.by_kind.clear()

    def decide(self, row: int, of: str, way: OnDuplicate | None) -> None:
        """Decide about the record of a row.

        Args:
            row: its first row.
            of: the `place` of the record that it is compared with.
            way: its treatment; None to leave it open again.
        """
        self.by_row.pop(row, None)
        if way is not None:
            self.by_row[row] = way, of

    def decide_kind(self, reasons: Evidence, way: OnDuplicate | None) -> None:
        """Decide about all records with these reasons; None leaves them open again."""
        kind = without_degrees(reasons)
        self.by_kind.pop(kind, None)
        if way is not None:
            self.by_kind[kind] = way

    def take_back(self, row: int, of: str, reasons: Evidence) -> None:
        """Leave a record open again: forget what `way` gives for it, that about the row or else that about its kind."""
        _, known = self.by_row.pop(row, (None, ""))
        if known != of:  # it was about another record, and held no more
            self.decide_kind(reasons, None)

    def way(self, row: int, of: str, reasons: Evidence) -> OnDuplicate | None:
        """Return the treatment that is decided for a record; None if nothing is."""
        decided, known = self.by_row.get(row, (None, ""))
        if decided is not None and known == of:
            return decided
        return self.by_kind.get(without_degrees(reasons)) if self.by_kind else None


def without_degrees(reasons: Evidence) -> Evidence:
    """Return reasons without the degrees that some have: `similar name` for `similar name (93 %)`."""
    return tuple(_DEGREE.sub("", reason) for reason in reasons)
