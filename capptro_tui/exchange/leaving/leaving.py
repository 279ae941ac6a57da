"""Write all that a business has in the program into a folder of files that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.exporting.columns import exact_columns
from capptro_tui.exchange.exporting.csv_files import write_csv
from capptro_tui.exchange.exporting.everything import file_stem
from capptro_tui.exchange.exporting.new_folder import new_folder, new_text_file
from capptro_tui.exchange.exporting.vcard_files import write_vcards
from capptro_tui.exchange.leaving.readme import describe_files
from capptro_tui.exchange.leaving.record_archive import FILE, write_archive
from capptro_tui.models.record import number
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema
from capptro_tui.services.business.business_settings import settings
from capptro_tui.services.documents import attachments, file_names
from capptro_tui.services.leaving.returning import kept_records
from capptro_tui.services.search.snapshot import (
    Snapshot,
    all_of,
    open_snapshot,
    outside_the_trash,
    read_columns,
)
from capptro_tui.storage.private_files import make_folder

DOCUMENTS: Final = "documents"
"""The folder with the files of the documents."""

CARDS: Final = "customers.vcf"
README: Final = "README.txt"

Told = Callable[[str], None]
"""Called with the name of each file that is begun."""


@dataclass(frozen=True, slots=True)
class Left:
    """The result of `leave`.

    Attributes:
        counts: name of a record type to the number of its records.
        documents: number of files of documents.
        notices: sentences about files that are missing.
    """

    counts: dict[str, int]
    documents: int
    notices: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether the file of every document was there."""
        return not self.notices


def count_files(schema: Schema) -> int:
    """Return the number of files that `leave` tells about; the documents are one."""
    return len(kept_records(schema)) + len((CARDS, DOCUMENTS, FILE))


def leave(database: Database, folder: Path, told: Told = lambda _: None) -> Left:
    """Write everything into a new folder, whole or not at all: tables, vCards, documents, JSON, and a readme.

    All files are of one state of the database; others may read and write meanwhile.

    Args:
        database: the database.
        folder: a path at which nothing is, or an empty folder.
        told: called with the name of each file.

    Raises:
        Refused: of every kind; there is no folder then.
    """
    with open_snapshot(database) as snapshot, new_folder(folder, database=database.path) as draft:
        for record in kept_records(snapshot.schema):
            name = f"{file_stem(record)}.csv"
            told(name)
            with new_text_file(draft / name) as file:
                write_csv(file, snapshot, all_of(record), exact_columns(snapshot.schema, record), raw=True)
        told(CARDS)
        with new_text_file(draft / CARDS) as file:
            _, left_out = write_vcards(file, snapshot, outside_the_trash(snapshot.schema.own(Customer)))
        told(DOCUMENTS)
        copied, missing = _copy_documents(database, snapshot, draft / DOCUMENTS)
        told(FILE)
        with new_text_file(draft / FILE) as file:
            counts = write_archive(file, snapshot, [sha256 for sha256, _ in missing])
        notices = [why for _, why in missing]
        with new_text_file(draft / README) as file:
            name = str(settings(database).get("business_name") or "")
            file.write(describe_files(snapshot.schema, name, counts, [*left_out, *notices]))
        return Left(counts, copied, notices)


def _copy_documents(database: Database, snapshot: Snapshot, folder: Path) -> tuple[int, list[tuple[str, str]]]:
    """Copy the files of all documents; return their number, and hash and a sentence for each that is not there."""
    make_folder(folder)
    store, copied, missing = attachments.store(database), 0, []
    for row in _documents(snapshot):
        named = f"{number(Attachment, row['id'])} {row['name']}"
        try:
            store.copy_out(row["sha256"], folder, file_names.safe(named))
            copied += 1
        except Refused as refused:
            if "disk is full" in str(refused):
                raise
            missing.append((row["sha256"], f"{named[:100]}: {refused}"))
    return copied, missing


def _documents(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    names = ("id", "name", "sha256")
    for block in read_columns(snapshot, all_of(snapshot.schema.own(Attachment)), names):
        yield from (dict(zip(names, values, strict=True)) for values in block)
