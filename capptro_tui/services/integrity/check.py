"""Checks a database against its journal and derived data, and repairs all that can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from itertools import groupby

from capptro_tui.db.connection import soundness
from capptro_tui.db.connection.driver import FAULTS
from capptro_tui.db.connection.soundness import Connection
from capptro_tui.db.database import Database
from capptro_tui.db.files import BLOCK, Files
from capptro_tui.db.indexes import derived, former_names, search_index
from capptro_tui.db.read import attachment_rows, rows
from capptro_tui.db.recovery import reckoning
from capptro_tui.db.recovery.reckoning import RowDifferences
from capptro_tui.db.schema.foreign_structures import find_foreign, name_structures, refusal
from capptro_tui.errors import ForeignStructures, Missing, Refused
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.services.documents import attachments
from capptro_tui.services.integrity import foreign_rules

_ROWS_A_STEP = 20
_VERB = "check"
_MOST_NUMBERS, _MOST_DOCUMENTS = 5, 10
"""Most records, and most documents, that a sentence names."""

MISSING, DOCUMENTS = "missing", "documents"
"""Findings about documents.

MISSING: files are not there, as beside a copy of a database without its folder. DOCUMENTS: files are damaged or left
over.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    Attributes:
        what: kind of the fault.
        message: a sentence for people.
        count: number of cases.
        repaired: whether it is repaired.
    """

    what: str
    #: file, index, links, journal, foreign, structure, derived, related, sums, search, missing or documents
    message: str
    count: int
    repaired: bool


class Check:
    """A check of an open database. Data that can be rebuilt from the rows is repaired as it is found.

    Attributes:
        foreign: the error that names triggers and views of other programs, if they are left in the database.
    """

    def __init__(self, database: Database, *, remove_foreign: bool = False) -> None:
        """
        Args:
            database: the database to check.
            remove_foreign: whether to remove triggers and views that are not the program's own, after a backup of the
                database.
        """
        self.database = database
        self.findings: list[Finding] = []
        self.foreign: ForeignStructures | None = None
        self._remove_foreign = remove_foreign
        schema = self._schema = database.schema
        every = (rows.total(database, rows.Query(record, trash=None)) for record in search_index.searchable(schema))
        contents = sum(row["size"] for row in attachment_rows.contents(database))
        self.steps = 2 * sum(every) // _ROWS_A_STEP + contents // BLOCK
        """Estimated number of steps."""

    @property
    def sound(self) -> bool:
        """Whether there are no faults, or all are repaired. Missing files of documents do not count."""
        return all(finding.repaired or finding.what == MISSING for finding in self.findings)

    @property
    def database_is_sound(self) -> bool:
        """Whether the database itself has no faults left; those of documents do not count."""
        return all(finding.repaired or finding.what in (MISSING, DOCUMENTS) for finding in self.findings)

    def run(self) -> Iterator[None]:
        """Check, step by step. Other programs may read meanwhile and, but for moments, write. Raises Unusable."""
        with closing(self.database.connect()) as connection:
            try:
                if self._check_file(connection):
                    self._check_links_and_journal(connection)
                    for record in self._schema.records:
                        if record.info.journaled:
                            yield from self._reckon(connection, record)
                    if not self._check_structures(connection):
                        return
                    # The index first: later writes to rows update it.
                    for index in search_index.indexes(self._schema):
                        self._check_index(index)
                    for record in search_index.searchable(self._schema):
                        yield from self._check_derived(connection, record)
                    for record in former_names.records(self._schema):
                        self._check_former_names(connection, record)
                    for record in search_index.searchable(self._schema):
                        self._check_related(connection, record)
                    self._check_sums()
                    yield from self._check_documents()
            except FAULTS as error:
                raise self.database.explain(error) from None

    def _found(self, what: str, message: str, count: int, *, repaired: bool) -> None:
        if count:
            self.findings.append(Finding(what, message, count, repaired))

    def _records(self, table: str, count: int) -> str:
        return self._schema.record_named(table).info.counted(count)

    def _check_file(self, connection: Connection) -> bool:
        """Check whether the file itself is sound; nothing is written to a damaged one."""
        damage, indexes = soundness.faults(connection)
        if damage:
            self._found("file", f"The file is damaged ({damage[0]}).", len(damage), repaired=False)
            return False
        if indexes:
            with self._repairing() as writer:
                soundness.reindex(writer, indexes)
            self._found(
                "index",
                f"{_many(len(indexes), 'index')} of the tables did not fit the rows.",
                len(indexes),
                repaired=True,
            )
        return True

    def _check_links_and_journal(self, connection: Connection) -> None:
        for table, count in soundness.broken_links(connection).items():
            label = self._records(table, count)
            self._found(
                "links",
                f"{label} {'names' if count == 1 else 'name'} a record that is not there.",
                count,
                repaired=False,
            )
        count = soundness.unknown_changes(connection, self._schema)
        message = f"{_many(count, 'change')} in the history {_are(count)} of records that this version does not know."
        self._found("journal", message, count, repaired=False)
        highest = soundness.next_ids_too_low(connection, self._schema)
        if highest:
            with self._repairing() as writer:
                soundness.set_next_ids(writer, highest)
            message = f"Numbers of {_many(len(highest), 'kind')} of records would have been given again."
            self._found("journal", message, len(highest), repaired=True)

    def _reckon(self, connection: Connection, record: RecordType) -> Iterator[None]:
        """Compare the records of a type with the journal."""
        found = RowDifferences()
        for difference in reckoning.reckon(connection, record):
            found.add(difference)
            yield from [None] * (reckoning.BLOCK // _ROWS_A_STEP)
        for ids, message in (
            (found.missing, "{} {are} missing that the history knows: {}."),
            (found.unexpected, "{} {are} there that the history says {were} removed for good: {}."),
            (found.unknown, "{} {are} not in the history: {}."),
            (list(found.changed), "{} {have} another content than the history says: {}."),
        ):
            count, named = len(ids), _numbers(record, ids, found.changed)
            verbs = {"are": _are(count), "were": _were(count), "have": "has" if count == 1 else "have"}
            message = message.format(record.info.counted(count), named, **verbs)
            self._found("journal", message, count, repaired=False)

    def _check_structures(self, connection: Connection) -> bool:
        """Check whether all triggers and views are the program's own, so that rows may be written."""
        if foreign := find_foreign(connection, self._schema):
            message = f"Another program has put its own rules into the database: {name_structures(foreign)}."
            if self._remove_foreign:
                copy = foreign_rules.remove(self.database, _VERB)
                message += f" The database as it was is kept in {copy}."
            else:
                self.foreign = refusal(foreign, self.database.path)
            self._found("foreign", message, len(foreign), repaired=self._remove_foreign)
        if self.foreign:
            return False
        made = foreign_rules.mend(self.database, _VERB)
        message = f"{_many(len(made), 'part')} of what is kept up to date by itself {_were(len(made))} missing or old."
        self._found("structure", message, len(made), repaired=True)
        return True

    def _repairing(self) -> AbstractContextManager[Connection]:
        """Open one transaction for a repair."""
        return self.database.maintenance(_VERB, verify=False)

    def _check_derived(self, connection: Connection, record: RecordType) -> Iterator[None]:
        region = derived.region_of(connection)
        wrong = 0
        for looked_at, found in derived.wrongly_derived(connection, record, region):
            if found:
                with self._repairing() as writer:
                    # Checked again in the transaction: another program may have written in between.
                    found = derived.wrong_among(writer, record, region, [row["id"] for row in found])
                    derived.put_right(writer, record, found)
            wrong += len(found)
            yield from [None] * (looked_at // _ROWS_A_STEP)
        message = f"{record.info.counted(wrong)} {_were(wrong)} not found by every word."
        self._found("derived", message, wrong, repaired=True)

    def _check_former_names(self, connection: Connection, record: RecordType) -> None:
        wrong = 0
        for ids in former_names.suspects(connection, record):
            if former_names.wrong_among(connection, record, ids):
                with self._repairing() as writer:
                    found = former_names.wrong_among(writer, record, ids)
                    former_names.put_right(writer, record, found)
                wrong += len(found)
        message = f"{record.info.counted(wrong)} {_were(wrong)} not found by former names."
        self._found("derived", message, wrong, repaired=True)

    def _check_related(self, connection: Connection, record: RecordType) -> None:
        if derived.unrelated(connection, self._schema, record):
            with self._repairing() as writer:
                count = derived.follow_related(writer, self._schema, record)
            message = f"{record.info.counted(count)} {_were(count)} not found by related records."
            self._found("related", message, count, repaired=True)

    def _check_sums(self) -> None:
        with self._repairing() as writer:
            for table, count in derived.add_up(writer).items():
                message = (
                    f"The sums of {self._records(table, count)} {_were(count)} not those of what they are made of."
                )
                self._found("sums", message, count, repaired=True)

    def _check_index(self, index: search_index.Index) -> None:
        wrong = 0
        for table in index.tables:
            with self._repairing() as writer:
                whole = derived.is_whole(writer, table)
                if not whole:
                    derived.rebuild(writer, table)
            wrong += not whole
        whose = index.records[0].info.plural.lower() if index.named else "the other records"
        self._found("search", f"The search index of {whose} did not fit them.", wrong, repaired=True)

    def _check_documents(self) -> Iterator[None]:
        """Check that each document has its undamaged file, and remove files that no document needs."""
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
            f"{_having(missing)} no file any more: {_numbers(Attachment, missing, most=_MOST_DOCUMENTS)}. "
            f"The files are looked for in {files.folder}: "
            "put them back there from where the database was copied, or from a backup."
        )
        self._found(MISSING, message, len(missing), repaired=False)
        message = f"{_having(damaged)} a damaged file: {_numbers(Attachment, damaged, most=_MOST_DOCUMENTS)}."
        self._found(DOCUMENTS, message, len(damaged), repaired=False)
        count = attachments.sweep(self.database)
        message = f"{_many(count, 'file')} that no document needs {_were(count)} left over."
        self._found(DOCUMENTS, message, count, repaired=True)


def check(database: Database) -> list[Finding]:
    """Run a whole check and return its findings; [] for a sound database. Raises Unusable."""
    made = Check(database)
    for _ in made.run():
        pass
    return made.findings


def _many(count: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("x") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _having(ids: list[int]) -> str:
    return f"{Attachment.info.counted(len(ids))} {'has' if len(ids) == 1 else 'have'}"


def _numbers(
    record: RecordType, ids: list[int], columns: Mapping[int, list[str]] | None = None, *, most: int = _MOST_NUMBERS
) -> str:
    """Return the numbers of records, at most `most`, each with the labels of the fields in `columns`."""
    texts = []
    for row_id in sorted(ids)[:most]:
        fields = ", ".join(record.fields[name].full_label.lower() for name in (columns or {}).get(row_id, []))
        texts.append((number(record, row_id) or str(row_id)) + (f" ({fields})" if fields else ""))
    named = ", ".join(texts)
    return named + (f" and {len(ids) - most:,} more" if len(ids) > most else "")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
