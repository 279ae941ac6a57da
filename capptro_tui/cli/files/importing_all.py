"""`import all`: an export of everything comes in, as one batch."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from capptro_tui.cli.database import opened_or_empty, own_or_new
from capptro_tui.cli.exit_codes import DONE, REFUSED
from capptro_tui.cli.output import text as output
from capptro_tui.exchange.importing.everything import read_everything
from capptro_tui.exchange.importing.outcome import Action, Outcome
from capptro_tui.exchange.importing.running import run_all
from capptro_tui.models.record import RecordType

_MOST_TOLD: Final = 200
"""Most records about which something is said."""


class _OutcomesOfAll:
    """The outcomes of all records: their numbers, and what is to be said about them.

    Attributes:
        counts: record type's name on the command line to treatment to number of records.
        said: record type, row, name and sentence of records that are not taken as they are.
        count: number of such sentences, also of those that are not kept.
    """

    def __init__(self) -> None:
        self.counts: dict[str, Counter[Action]] = {}
        self.said: list[tuple[str, str, str, str]] = []
        self.count = 0

    def tell(self, record: RecordType, outcome: Outcome) -> None:
        """Add an outcome."""
        self.counts.setdefault(record.info.slug, Counter())[outcome.action] += 1
        mends = [f"{mend.column}: {mend.was} ({mend.why})" for mend in outcome.mends]
        for sentence in filter(None, [outcome.reason, outcome.question, *mends]):
            self.count += 1
            if len(self.said) < _MOST_TOLD:
                self.said.append((record.info.label, ", ".join(map(str, outcome.rows[:3])), outcome.title, sentence))

    @property
    def is_any_left_out(self) -> bool:
        """Whether a record was refused, or nobody has decided about it."""
        return any(each[Action.REFUSED] or each[Action.UNDECIDED] for each in self.counts.values())


def import_everything(path: Path, as_json: bool, db: Path | None) -> int:
    """Import all records of a file or folder as one batch. Return 1 if one was left out."""
    told = _OutcomesOfAll()
    with opened_or_empty(db) as database:
        found, others = read_everything(database, path)
        with own_or_new(database, db) as target:
            result = run_all(target, (each.part for each in found), told.tell, path.name)
    batch = result.batch if result.count else None
    counts = {slug: {action.value: count for action, count in each.items()} for slug, each in told.counts.items()}
    if as_json:
        output.emit_json({"file": str(path), "records": counts, "left_out": others, "batch": batch})
        return REFUSED if told.is_any_left_out else DONE
    for slug, each in told.counts.items():
        said = ", ".join(f"{count:,} {action.value}" for action, count in each.items())
        output.tell(f"{slug}: {said}.")
    if told.said:
        output.table(("", "Row", "Name", ""), told.said, indent=2)
        if told.count > len(told.said):
            output.tell(f"  And {told.count - len(told.said):,} more.")
    if others:
        output.tell(f"Not taken over: {', '.join(others)}.")
    if batch:
        output.tell(f"Batch {batch}: “capptro undo {batch}” takes it back.")
    return REFUSED if told.is_any_left_out else DONE
