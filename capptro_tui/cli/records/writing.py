"""The verbs that change records, except `add`."""

from __future__ import annotations

from typing import Annotated

import typer

from capptro_tui.cli.options import LARGEST, Db, DryRun, Force, Json, Ref, assignments, named, opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.exchange import parts, shapes
from capptro_tui.models.registry import reference
from capptro_tui.services.business import demo as sample
from capptro_tui.services.history import trash
from capptro_tui.services.history import undo as journal
from capptro_tui.services.history.outcome import Outcome
from capptro_tui.services.records import records as service
from capptro_tui.services.records.inner_parts import writing_parts
from capptro_tui.services.search import listing


def set_(
    context: typer.Context,
    ref: Ref,
    words: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE …", help="What to set; nothing after = empties it.")
    ],
    version: Annotated[
        int | None,
        typer.Option(
            "--version", min=0, max=LARGEST, help="The version you have seen; refused if it has changed since."
        ),
    ] = None,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Change fields of a record."""
    reference(ref)
    given = assignments(words)
    with opened(context, db) as database:
        record, row_id = named(database, ref)
        listing.one(database, record, row_id)
        given, inside = parts.take(record, given)
        typed, also = shapes.read_typed(record, given), writing_parts(record, inside, database)
        done = service.change(database, record, row_id, typed, version, also=also)
        if as_json:
            output.emit_json(shapes.whole(database, record, row_id))
        else:
            pages.outcome(done)


def delete(context: typer.Context, ref: Ref, dry_run: DryRun = False, as_json: Json = False, db: Db = None) -> None:
    """Put a record into the trash.

    What belongs to it goes along; what is only linked to it stays and loses the link. “restore” brings all back.
    """
    record, row_id = reference(ref)
    with opened(context, db) as database:
        _print(trash.delete(database, record, row_id, dry_run=dry_run), as_json=as_json, dry_run=dry_run)


def restore(context: typer.Context, ref: Ref, dry_run: DryRun = False, as_json: Json = False, db: Db = None) -> None:
    """Take a record out of the trash.

    What went along comes back, and so do the links that were lost and not set anew.
    """
    record, row_id = reference(ref)
    with opened(context, db) as database:
        _print(trash.restore(database, record, row_id, dry_run=dry_run), as_json=as_json, dry_run=dry_run)


def undo(
    context: typer.Context,
    batch: Annotated[
        int | None, typer.Argument(metavar="[BATCH]", min=1, max=LARGEST, help="From the history.")
    ] = None,
    dry_run: DryRun = False,
    force: Force = False,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Take back the last change, or the batch named.

    A change that would overwrite later ones is listed and not made, unless with --force.
    """
    with opened(context, db) as database:
        done = journal.undo(database, batch, force=force, dry_run=dry_run)
        _print(done, as_json=as_json, dry_run=dry_run)


def redo(context: typer.Context, force: Force = False, as_json: Json = False, db: Db = None) -> None:
    """Do again what was undone last."""
    with opened(context, db) as database:
        _print(journal.redo(database, force=force), as_json=as_json)


def demo(context: typer.Context, as_json: Json = False, db: Db = None) -> None:
    """Fill an empty database with a sample business.

    One undo takes it out again.
    """
    with opened(context, db, make=True) as database:
        done = sample.load(database)
    if as_json:
        output.emit_json({"batch": done.batch, "summary": done.summary})
    else:
        output.tell(f"{done.summary}.", f"This is batch {done.batch}.")


def _print(done: Outcome, *, as_json: bool, dry_run: bool = False) -> None:
    if as_json:
        output.emit_json(pages.changes_json(done, dry_run=dry_run))
    else:
        pages.outcome(done, dry_run=dry_run)
