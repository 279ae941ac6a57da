"""`merge`: two customers become one."""

from __future__ import annotations

from typing import Annotated

import typer

from capptro_tui.cli.options import Db, DryRun, Json, assignments, named, opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.errors import Refused
from capptro_tui.exchange import shapes
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.registry import reference
from capptro_tui.services.duplicates import merge as service


def merge(
    context: typer.Context,
    keep: Annotated[str, typer.Argument(metavar="KEEP", help="The customer that stays, such as C-7.")],
    lose: Annotated[str, typer.Argument(metavar="LOSE", help="The customer that is merged into it, such as C-42.")],
    assigned: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="What a field shall hold afterwards; may be repeated."),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Merge a customer into another one.

    Its contacts, work items and number become those of the one that stays, which keeps its values and takes those it
    lacks. Contacts that are the same person are folded into one. One “undo” takes all of it back.
    """
    for text in (keep, lose):
        if reference(text)[0] is not Customer:
            raise Refused(f"“{text[:40]}” is not the number of a customer; only customers can be merged.")
    lose_id = reference(lose)[1]
    values = shapes.read_typed(Customer, assignments(assigned or []))
    with opened(context, db) as database:
        keep_id = named(database, keep)[1]
        done = service.merge(database, keep_id, lose_id, values, dry_run=dry_run)
    if as_json:
        output.emit_json(pages.changes_json(done, dry_run=dry_run))
    else:
        pages.outcome(done, dry_run=dry_run)
