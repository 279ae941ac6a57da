"""Rehearses an import: the outcome of each record, found by reading alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.deciding.planning import BLOCK, Planner
from capptro_tui.exchange.importing.outcome import OnDuplicate, Outcome
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType

_FIRST = 50
"""Number of records in the first block, so that the first outcomes are there at once."""


def rehearse(
    database: Database,
    record: RecordType,
    source_records: Iterable[SourceRecord],
    on_duplicate: OnDuplicate = OnDuplicate.USUAL,
    *,
    keeps_blanks: bool = False,
    decisions: Decisions | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome that each record would have. Nothing is written, and nobody waits.

    The new records of the file so far are held in memory, to compare the later ones with.

    Args:
        database: the database.
        record: the type of the records.
        source_records: the records.
        on_duplicate: the treatment of records that are there already.
        keeps_blanks: whether an empty value empties a field that has a default.
        decisions: decisions about single records, which go before `on_duplicate`.

    Raises:
        Unusable: the database cannot be read.
        Refused: the file cannot be read to its end.
    """
    planner = Planner(database, database, record, on_duplicate, keeps_blanks=keeps_blanks, decisions=decisions)
    rest, size = iter(source_records), _FIRST
    while block := list(islice(rest, size)):
        size = BLOCK
        yield from (planned.outcome for planned in planner.plan(block))
