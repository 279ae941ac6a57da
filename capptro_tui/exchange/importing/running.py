"""Runs an import: all records in one batch, which one undo takes back, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.exchange.importing.deciding.planning import BLOCK, Planner
from capptro_tui.exchange.importing.outcome import Action, OnDuplicate, Outcome
from capptro_tui.exchange.importing.writing_planned import PlannedWriter
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.record import RecordType
from capptro_tui.services.backups.taking import backup_before_import
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.importing.bulk_load import BulkLoad
from capptro_tui.services.importing.writing import ImportWriter

if TYPE_CHECKING:
    from capptro_tui.services.importing.bulk_load import Transaction

STOPPED = "Stopped. Nothing was imported."

Tell = Callable[[Outcome], None]
"""Takes the outcome of a record, in the order of the file."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of an import.

    Attributes:
        on_duplicate: the treatment of records that are there already.
        is_strict: whether nothing is imported if a record would be mended, refused or asked about.
        keeps_blanks: whether an empty value empties a field that has a default.
        expected: number of records that will come, as far as it is known.
        file_name: the name of the file, for the history.
        decisions: decisions about single records, which go before `on_duplicate`.
    """

    on_duplicate: OnDuplicate = OnDuplicate.USUAL
    is_strict: bool = False
    keeps_blanks: bool = False
    expected: int = 0
    file_name: str = ""
    decisions: Decisions | None = None


def run(
    database: Database,
    record: RecordType,
    source_records: Iterable[SourceRecord],
    tell: Tell,
    options: ImportOptions | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> WriteResult:
    """Import records. On an error, and on a stop, nothing is written.

    A backup is taken first. Others read meanwhile, and their saves wait and are told the time left.

    Args:
        database: the database.
        record: the type of the records.
        source_records: the records, which are read one by one.
        tell: gets the outcome of each record, before the import is finished.
        options: the options.
        progress: called with the number of records done, and of those expected.
        stop: asked between blocks; True ends the import.

    Raises:
        Refused: nothing was imported: the file cannot be read to its end, `stop` returned True, or a record is not
            taken as it is and the import is strict.
        Unusable: the database cannot be written.
    """
    options = options or ImportOptions()
    record = database.schema.own(record)
    backup_before_import(database)
    with database.write("import") as transaction:
        count = _run_in(transaction, database, record, source_records, tell, options, progress, stop)
        if options.is_strict and count.faults:
            raise Refused(f"Nothing was imported: {count.faults:,} records cannot be taken as they are.")
        transaction.summary = _summary([(record, count)], options.file_name)
        return result_of(transaction, record)


@dataclass(frozen=True, slots=True)
class ImportPart:
    """Records of one type among those of an import of several types.

    Attributes:
        record: the type.
        source_records: the records.
        keeps_blanks: whether an empty value empties a field that has a default.
    """

    record: RecordType
    source_records: Iterable[SourceRecord]
    keeps_blanks: bool = False


def run_all(
    database: Database, parts: Iterable[ImportPart], tell: Callable[[RecordType, Outcome], None], file_name: str
) -> WriteResult:
    """Import records of several types as one batch; each type comes after those that its records link to.

    Args:
        database: the database.
        parts: the records of each type.
        tell: gets the type and the outcome of each record, before the import is finished.
        file_name: the name of the file or folder, for the history.

    Raises:
        Refused: nothing was imported: a file cannot be read to its end.
        Unusable: the database cannot be written.
    """
    backup_before_import(database)
    with database.write("import") as transaction:
        counts = []
        for part in parts:
            record = database.schema.own(part.record)
            options = ImportOptions(keeps_blanks=part.keeps_blanks)
            count = _run_in(transaction, database, record, part.source_records, partial(tell, record), options)
            counts.append((record, count))
        transaction.summary = _summary(counts, file_name)
        return result_of(transaction)


def _run_in(
    transaction: Transaction,
    database: Database,
    record: RecordType,
    source_records: Iterable[SourceRecord],
    tell: Tell,
    options: ImportOptions,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> _Counts:
    """Import records in a transaction, and return their numbers."""
    count = _Counts()
    with ExitStack() as stack:
        planner = Planner(
            database, transaction, record, options.on_duplicate, keeps_blanks=options.keeps_blanks,
            decisions=options.decisions,
        )  # fmt: skip
        load = BulkLoad(transaction, record, stack, is_compared=planner.compares)
        load.expect(options.expected)
        writer = ImportWriter(transaction, record, database, load)
        rest, done = iter(source_records), 0
        while block := list(islice(rest, BLOCK)):
            if stop and stop():
                raise Refused(STOPPED)
            planned = planner.plan(block)
            PlannedWriter(writer, record).write(planned)
            planner.forget_new()
            _tell(planned, tell, count)
            done += len(block)
            database.note_progress(done, options.expected)
            if progress:
                progress(done, max(done, options.expected))
        if stop and stop():
            raise Refused(STOPPED)
    if planner.numbered_as:
        transaction.number_as(planner.numbered_as)
    return count


@dataclass(slots=True)
class _Counts:
    """The numbers of records created, changed, and not taken as they are."""

    created: int = 0
    changed: int = 0
    faults: int = 0


def _tell(planned: list[Planned], tell: Tell, count: _Counts) -> None:
    for each in planned:
        outcome = each.outcome
        count.created += outcome.action is Action.CREATED
        count.changed += outcome.action in (Action.UPDATED, Action.FILLED)
        count.faults += outcome.is_fault
        tell(outcome)


def _summary(counts: Sequence[tuple[RecordType, _Counts]], file_name: str) -> str:
    """Return the summary of the batch, for the history."""
    created = [record.info.counted(count.created) for record, count in counts if count.created]
    changed = [record.info.counted(count.changed) for record, count in counts if count.changed]
    if not created and not changed:
        created = [counts[0][0].info.counted(0)] if counts else ["nothing"]
    parts = [f"Imported {', '.join(created)}"] if created else []
    if changed:
        parts.append(f"{'changed' if parts else 'Changed'} {', '.join(changed)}")
    name = file_name.encode("utf-8", "replace").decode()  # the bytes of a name need not be text
    return " and ".join(parts) + (f" from {name}" if name else "")
