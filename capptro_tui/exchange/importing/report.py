"""The report of an import: counts, and the outcome of each record, in a temporary file, for there may be a million."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, Self

from capptro_tui.exchange.importing.outcome import Action, Outcome
from capptro_tui.storage.temporary import no_room

_IN_MEMORY = 8_000_000
"""Most bytes of outcomes that are held in memory."""


class ImportReport:
    """The outcomes of an import.

    Attributes:
        counts: treatment to number of records.
        parts: name of a record type to number of parts that are created.
        mends: number of values that were changed or moved.
        readings: column, and how its values are read, to number of values that are read so without a loss.
        questions: number of records with a question.
        faults: number of records that are not taken as they are: mended, left out or asked about.
        rejects: row of the file to the reason why it is refused, undecided, or skipped although it has more than the
            record that is there.
    """

    def __init__(self) -> None:
        self.counts: Counter[Action] = Counter()
        self.parts: Counter[str] = Counter()
        self.readings: Counter[tuple[str, str]] = Counter()
        self.mends = self.questions = self.faults = 0
        self.rejects: dict[int, str] = {}
        self._told = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass")  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # flushing fails on a full disk
            self._told.close()

    def clear(self) -> None:
        """Forget all outcomes."""
        self.counts.clear()
        self.parts.clear()
        self.readings.clear()
        self.rejects.clear()
        self.mends = self.questions = self.faults = 0
        self._told.seek(0)
        self._told.truncate()

    @property
    def undecided(self) -> int:
        """The number of records about which nobody has decided."""
        return self.counts[Action.UNDECIDED]

    @property
    def left_out(self) -> int:
        """The number of records that are refused or undecided."""
        return self.counts[Action.REFUSED] + self.undecided

    @property
    def total(self) -> int:
        """The number of records of the file."""
        return self.counts.total()

    def tell(self, outcome: Outcome) -> None:
        """Add an outcome. Raises Refused if there is no room for it."""
        self.counts[outcome.action] += 1
        self.parts.update(outcome.parts)
        self.mends += len(outcome.real_mends)
        self.readings.update((mend.column, mend.why) for mend in outcome.mends if mend.is_reading)
        self.questions += bool(outcome.question)
        self.faults += outcome.is_fault
        if outcome.is_left_out or outcome.differs:
            self.rejects.update(dict.fromkeys(outcome.rows, outcome.reason))
        line = json.dumps({"tell": outcome.is_worth_telling, **outcome.to_json()}, ensure_ascii=False)
        try:
            self._told.write(line + "\n")
        except OSError as error:
            raise no_room(error) from None

    def outcomes(self, *, every: bool = False) -> Iterator[dict[str, Any]]:
        """Yield the outcomes as objects: those that say more than that a record was created, or `every` one."""
        self._told.seek(0)
        for line in self._told:
            found: dict[str, Any] = json.loads(line)
            if found.pop("tell") or every:
                yield found
