"""What the verbs share: their common options, and opening the database that these name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.locations import database_path, named_path
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import numbered, reference
from capptro_tui.models.types.locales import show_in
from capptro_tui.services.integrity import linked_documents
from capptro_tui.services.rules import alias

LARGEST = 2**63 - 1

Db = Annotated[
    Path | None,
    typer.Option("--db", metavar="FILE", help="The database; otherwise CAPPTRO_DB, or the one in your data folder."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of text for people.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only list what would happen.")]
Force = Annotated[bool, typer.Option("--force", help="Go ahead although later changes are overwritten.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="A record's number, such as C-42.")]


def chosen(context: typer.Context, db: Path | None) -> Path:
    """The database that was named after the verb, before it, or not at all."""
    return database_path(db or context.obj)


def named_by_user(context: typer.Context, db: Path | None) -> Path:
    """The path by which the database was named; it may lead through links."""
    return named_path(db or context.obj)


@contextmanager
def opened(context: typer.Context, db: Path | None, *, make: bool = False, strays: bool = True) -> Iterator[Database]:
    """The database for one verb.

    Args:
        context: of the verb.
        db: the option of that name.
        make: whether a new one is made where there is none.
        strays: whether to say on standard error that documents lie beside a link to it.

    Raises:
        Unusable: it cannot be used.
    """
    path = chosen(context, db)
    database = Database.create(path) if make else Database.open(path)
    try:
        show_in(rows.locale(database))
        if strays and (found := linked_documents.find_strays(database, named_by_user(context, db))):
            complain(f"{linked_documents.sentence(found)} “capptro check --move-documents” moves them to the others.")
        yield database
    finally:
        database.close()


def record_type(slug: str) -> RecordType:
    """The record type that a plural names; anything else is wrong usage."""
    for record in numbered():
        if record.info.slug == slug:
            return record
    known = ", ".join(record.info.slug for record in numbered())
    raise typer.BadParameter(f"“{slug}” are no records of this program; known are {known}.")


def named(database: Database, ref: str) -> tuple[RecordType, int]:
    """Record type and id of the record that a number finds; a merged one's finds the record it was merged into, and
    that is said on standard error. Raises Refused when it is not a number of ours."""
    record, row_id = reference(ref)
    standing = alias.standing_for(database, record, row_id)
    if standing != row_id:
        complain(alias.said(record, row_id, standing))
    return record, standing


def assignments(words: list[str]) -> dict[str, str]:
    """The fields and values of words such as `phone=01632 960123`; anything else is wrong usage."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise typer.BadParameter(f"“{word[:40]}” should look like field=value.")
        if name in found:
            raise typer.BadParameter(f"“{name[:40]}” is given twice.")
        found[name] = value
    return found
