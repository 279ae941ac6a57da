"""Opens the database of a command for one verb, and finds the records and fields that its words name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from capptro_tui.cli.parsing.common import known_schema, record_slugs
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Problem
from capptro_tui.locations import database_path, named_path
from capptro_tui.models.record import RecordType
from capptro_tui.models.types.locales import show_in
from capptro_tui.services.business.region import locale
from capptro_tui.services.rules import alias
from capptro_tui.text.suggestions import did_you_mean


@contextmanager
def opened(given: Path | None, *, make: bool = False, strays: bool = True) -> Iterator[Database]:
    """Open the database for one verb.

    Args:
        given: the path from the command line; None for the usual one.
        make: whether to make a new database if there is none.
        strays: whether to report on standard error documents that lie beside a link to the database.

    Raises:
        Unusable: the database cannot be used.
    """
    path = database_path(given)
    schema = known_schema()
    database = Database.create(path, schema=schema) if make else Database.open(path, schema=schema)
    try:
        show_in(locale(database))
        if strays:
            _tell_of_strays(database, named_path(given))
        yield database
    finally:
        database.close()


def _tell_of_strays(database: Database, named_by_user: Path) -> None:
    if named_by_user == database.path:
        return  # no link leads to it
    from capptro_tui.services.integrity import linked_documents  # late, for the start

    if found := linked_documents.find_strays(database, named_by_user):
        complain(f"{linked_documents.sentence(found)} “capptro check --move-documents” moves them to the others.")


def record_type(slug: str) -> RecordType:
    """Return the record type that a plural names. Raises Misused."""
    for record in known_schema().numbered:
        if record.info.slug == slug:
            return record
    known = record_slugs()
    raise Misused(
        f"“{slug[:40]}” are no records of this program; known are {', '.join(known)}.{did_you_mean(slug, known)}"
    )


def named(database: Database, ref: str) -> tuple[RecordType, int]:
    """Return record type and id of the record that a number finds. Raises Refused if the number is of no record type.

    The number of a merged record finds the record that it was merged into; standard error reports it.
    """
    record, row_id = database.schema.reference(ref)
    standing = alias.standing_for(database, record, row_id)
    if standing != row_id:
        complain(alias.said(record, row_id, standing))
    return record, standing


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


@contextmanager
def suggesting(record: RecordType, given: Mapping[str, Any]) -> Iterator[None]:
    """Add suggestions to the refusals of unknown fields and states that the body raises.

    Args:
        record: the type of the record whose fields are given.
        given: name of a field, in any form, to its typed value.

    Raises:
        Invalid: the error of the body, with a suggestion for each problem that has one.
    """
    try:
        yield
    except Invalid as invalid:
        raise Invalid([_with_suggestion(record, given, one) for one in invalid.problems]) from None


def field_names(record: RecordType) -> list[str]:
    """Return the names of a record's fields on the command line and in JSON."""
    return [field.key for field in record.fields.values() if field.form or not field.is_fixed]


def _with_suggestion(record: RecordType, given: Mapping[str, Any], problem: Problem) -> Problem:
    field = record.fields.get(problem.field)
    if field is None:
        if problem.field not in given:
            return problem
        return Problem(problem.field, problem.message + did_you_mean(problem.field, field_names(record)))
    if not field.choices:
        return problem
    typed = next((given[name] for name in (field.key, field.name, field.api) if name in given), None)
    if not isinstance(typed, str):
        return problem
    return Problem(problem.field, problem.message + did_you_mean(typed, [choice.label for choice in field.choices]))
