"""Opens the database of a command for one verb, and finds the records and fields that its words name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from capptro_tui.cli.parsing.common import known_schema
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.exchange import access
from capptro_tui.exchange.access import open_database
from capptro_tui.locations import database_path, named_path
from capptro_tui.models.record import RecordType


@contextmanager
def opened(given: Path | None, *, make: bool = False, strays: bool = True) -> Iterator[Database]:
    """Open the database for one verb. On a terminal, a write that waits for another program says so.

    Args:
        given: the path from the command line; None for the usual one.
        make: whether to make a new database if there is none.
        strays: whether to report on standard error documents that lie beside a link to the database.

    Raises:
        Unusable: the database cannot be used.
    """
    with open_database(database_path(given), known_schema(), create=make) as database:
        if sys.stderr.isatty():
            database.tell = complain
        if strays:
            _tell_of_strays(database, named_path(given))
        yield database


@contextmanager
def opened_or_empty(given: Path | None) -> Iterator[Database]:
    """Open the database; where there is none, an empty one in a temporary folder, which is enough to rehearse."""
    if database_path(given).exists():
        with opened(given) as database:
            yield database
        return
    from tempfile import TemporaryDirectory  # late, for the start

    with TemporaryDirectory(prefix="capptro-") as folder, opened(Path(folder) / "new.db", make=True) as database:
        yield database


@contextmanager
def own_or_new(database: Database, given: Path | None) -> Iterator[Database]:
    """Yield the database to write to: the one that is open, or a new one, which only now is made."""
    if database.path == database_path(given):
        yield database
        return
    with opened(given, make=True) as made:
        yield made


def _tell_of_strays(database: Database, named_by_user: Path) -> None:
    if named_by_user == database.path:
        return  # no link leads to it
    from capptro_tui.services.integrity import linked_documents  # late, for the start

    if found := linked_documents.find_strays(database, named_by_user):
        complain(f"{linked_documents.sentence(found)} “capptro check --move-documents” moves them to the others.")


def record_type(slug: str) -> RecordType:
    """Return the record type that a plural names. Raises Misused: the word is a part of the command."""
    try:
        return access.record_type(known_schema(), slug)
    except access.UnknownRecords as unknown:
        raise Misused(str(unknown)) from None


def named(database: Database, ref: str) -> tuple[RecordType, int]:
    """Return record type and id of the record that a number finds. Raises Refused if the number is of no record type.

    The number of a merged record finds the record that it was merged into; standard error reports it.
    """
    record, row_id, merged = access.standing_record(database, ref)
    if merged:
        complain(merged)
    return record, row_id


def assignment(word: str) -> tuple[str, str]:
    """Return the field and the value of a word such as `phone=01632 960123`. Raises Misused."""
    name, equals, value = word.partition("=")
    name = name.strip().replace("-", "_")
    if not equals or not name:
        raise Misused(f"“{word[:40]}” should look like field=value.")
    return name, value


def assignments(words: Iterable[str]) -> dict[str, str]:
    """Return the fields and values of words, each field once. Raises Misused."""
    found: dict[str, str] = {}
    for name, value in map(assignment, words):
        if name in found:
            raise Misused(f"“{name[:40]}” is given twice.")
        found[name] = value
    return found
