"""Checking a database: what is in it against what it says of itself, and repair of all that can be made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

from capptro_tui.db import attachment_rows, derived, rows, search_index
from capptro_tui.db.connection import soundness
from capptro_tui.db.connection.driver import FAULTS, connect, explained
from capptro_tui.db.connection.soundness import Connection
from capptro_tui.db.database import Database
from capptro_tui.db.files import BLOCK, Files
from capptro_tui.errors import Missing, Refused
from capptro_tui.models.attachment import Attachment
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.registry import RECORDS, record_named
from capptro_tui.services import attachments

_ROWS_A_STEP = 20
_MOST_NUMBERS = 10
"""Documents that a sentence names."""

MISSING, DOCUMENTS = "missing", "documents"
"""What is found of documents: files that are not there, as beside a copy of a database without its folder; and files
that are damaged or left over."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was wrong: where, a sentence for people, of how many it is true, and whether it is well now."""

    what: str  #: file, index, links, journal, structure, derived, related, sums, search, missing or documents
    message: str
    count: int
    repaired: bool


class Check:
    """A check of an open database. What can be made anew from the rows is repaired as it is found."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.findings: list[Finding] = []
        every = (rows.total(database, rows.Query(record, trash=None)) for record in search_index.searchable())
        contents = sum(row["size"] for row in attachment_rows.contents(database))
        self.steps = sum(every) // _ROWS_A_STEP + contents // BLOCK
        """About how many steps it takes."""

    @property
    def sound(self) -> bool:
        """Whether all is well, or was repaired. Files of documents that are not there are not the database's fault."""
        return all(one.repaired or one.what == MISSING for one in self.findings)

    @property
    def database_is_sound(self) -> bool:
        """Whether all is well with the database itself, whatever there is of documents."""
        return all(one.repaired or one.what in (MISSING, DOCUMENTS) for one in self.findings)

    def run(self) -> Iterator[None]:
        """Check, step by step. Other programs may go on reading and, but for moments, writing. Raises Unusable."""
        with closing(connect(self.database.path)) as connection:
            try:
                if self._check_file(connection):
                    self._check_links_and_journal(connection)
                    self._check_structures(connection)
                    # The index first: what is written to rows afterwards goes through it.
                    for index in search_index.indexes():
                        self._check_index(connection, index)
                    for record in search_index.searchable():
                        yield from self._check_derived(connection, record)
                    for record in search_index.searchable():
                        self._check_related(connection, record)
                    self._check_sums(connection)
                    yield from self._check_documents()
            except FAULTS as error:
                raise explained(error, self.database.path) from None

    def _found(self, what: str, message: str, count: int, *, repaired: bool) -> None:
        if count:
            self.findings.append(Finding(what, message, count, repaired))

    def _check_file(self, connection: Connection) -> bool:
        """Whether the file itself is sound; nothing is written to one that is not."""
        damage, indexes = soundness.faults(connection)
        if damage:
            self._found("file", f"The file is damaged ({damage[0]}).", len(damage), repaired=False)
            return False
        if indexes:
            with soundness.writing(connection):
                soundness.reindex(connection, indexes)
            self._found(
                "index",
                f"{_many(len(indexes), 'index')} of the tables did not fit the rows.",
                len(indexes),
                repaired=True,
            )
        return True

    def _check_links_and_journal(self, connection: Connection) -> None:
        for table, count in soundness.broken_links(connection).items():
            label = _records(table, count)
            self._found(
                "links",
                f"{label} {'names' if count == 1 else 'name'} a record that is not there.",
                count,
                repaired=False,
            )
        for record in RECORDS:
            if record.info.journaled and (count := soundness.unjournaled(connection, record)):
                message = f"{record.info.counted(count)} {_are(count)} not in the history."
                self._found("journal", message, count, repaired=False)
        count = soundness.unknown_changes(connection)
        message = f"{_many(count, 'change')} in the history {_are(count)} of records that this version does not know."
        self._found("journal", message, count, repaired=False)
        highest = soundness.next_ids_too_low(connection)
        if highest:
            with soundness.writing(connection):
                soundness.set_next_ids(connection, highest)
            message = f"Numbers of {_many(len(highest), 'kind')} of records would have been given again."
            self._found("journal", message, len(highest), repaired=True)

    def _check_structures(self, connection: Connection) -> None:
        with soundness.writing(connection):
            made = derived.mend_structures(connection)
        message = f"{_many(len(made), 'part')} of what is kept up to date by itself {_were(len(made))} missing or old."
        self._found("structure", message, len(made), repaired=True)

    def _check_derived(self, connection: Connection, record: RecordType) -> Iterator[None]:
        region = derived.region_of(connection)
        wrong = 0
        for looked_at, found in derived.wrongly_derived(connection, record, region):
            if found:
                with soundness.writing(connection):
                    # Looked at once more: another program may have written in between.
                    found = derived.wrong_among(connection, record, region, [row["id"] for row in found])
                    derived.put_right(connection, record, found)
            wrong += len(found)
            yield from [None] * (looked_at // _ROWS_A_STEP)
        message = f"{record.info.counted(wrong)} {_were(wrong)} not found by every word."
        self._found("derived", message, wrong, repaired=True)

    def _check_related(self, connection: Connection, record: RecordType) -> None:
        if derived.unrelated(connection, record):
            with soundness.writing(connection):
                count = derived.follow_related(connection, record)
            message = f"{record.info.counted(count)} {_were(count)} not found by related records."
            self._found("related", message, count, repaired=True)

    def _check_sums(self, connection: Connection) -> None:
        with soundness.writing(connection):
            for table, count in derived.add_up(connection).items():
                message = f"The sums of {_records(table, count)} {_were(count)} not those of what they are made of."
                self._found("sums", message, count, repaired=True)

    def _check_index(self, connection: Connection, index: search_index.Index) -> None:
        wrong = 0
        for table in index.tables:
            with soundness.writing(connection):
                whole = derived.is_whole(connection, table)
                if not whole:
                    derived.rebuild(connection, table)
            wrong += not whole
        whose = index.records[0].info.plural.lower() if index.named else "the other records"
        self._found("search", f"The search index of {whose} did not fit them.", wrong, repaired=True)

    def _check_documents(self) -> Iterator[None]:
        """Each document has its file, that is what it was, and no file is there for nothing."""
        files = Files(self.database.path)
        try:
            files.is_there()
        except Refused as refused:
            self._found(DOCUMENTS, str(refused), 1, repaired=False)
            return
        missing: list[int] = []
        damaged: list[int] = []
        for sha256, same in groupby(attachment_rows.contents(self.database), key=lambda row: row["sha256"]):
            ids = [row["id"] for row in same]
            try:
                damaged += [] if (yield from files.fits(sha256)) else ids
            except Missing:
                missing += ids
            except Refused:
                damaged += ids
        message = (
            f"{_having(missing)} no file any more: {_numbers(missing)}. The files are looked for in {files.folder}: "
            "put them back there from where the database was copied, or from a backup."
        )
        self._found(MISSING, message, len(missing), repaired=False)
        self._found(DOCUMENTS, f"{_having(damaged)} a damaged file: {_numbers(damaged)}.", len(damaged), repaired=False)
        count = attachments.sweep(self.database)
        message = f"{_many(count, 'file')} that no document needs {_were(count)} left over."
        self._found(DOCUMENTS, message, count, repaired=True)


def check(database: Database) -> list[Finding]:
    """What a check finds; nothing is wrong that is not in it. Raises Unusable."""
    made = Check(database)
    for _ in made.run():
        pass
    return made.findings


def _many(count: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("x") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _having(ids: list[int]) -> str:
    return f"{Attachment.info.counted(len(ids))} {'has' if len(ids) == 1 else 'have'}"


def _numbers(ids: list[int]) -> str:
    named = ", ".join(number(Attachment, row_id) for row_id in sorted(ids)[:_MOST_NUMBERS])
    return named + (f" and {len(ids) - _MOST_NUMBERS:,} more" if len(ids) > _MOST_NUMBERS else "")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _records(table: str, count: int) -> str:
    return record_named(table).info.counted(count)
