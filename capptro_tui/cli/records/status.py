"""`deactivate`, `reactivate` and `reopen`."""

from __future__ import annotations

from typing import Annotated

import typer

from capptro_tui.cli.options import Db, DryRun, Json, Ref, opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.registry import reference
from capptro_tui.services.history.outcome import Outcome
from capptro_tui.services.records import status
from capptro_tui.services.records.status import Offer


def deactivate(context: typer.Context, ref: Ref, dry_run: DryRun = False, as_json: Json = False, db: Db = None) -> None:
    """Deactivate a customer or a site.

    With a customer its sites are deactivated, and its contracts, open work items and open tasks cancelled. “reactivate”
    brings it back, “undo” all of it.
    """
    record, row_id = reference(ref)
    with opened(context, db) as database:
        done = status.deactivate(database, record, row_id, dry_run=dry_run)
    _print(done, as_json=as_json, dry_run=dry_run)


def reactivate(
    context: typer.Context,
    ref: Ref,
    along: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="REF", help="Something cancelled that comes back, too; may be repeated."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Bring back all that was cancelled with it.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Make a customer or a site active again.

    With a customer the sites come back that its deactivation took down. The contracts, work items and tasks that it
    cancelled stay cancelled unless they are named; those are listed.
    """
    record, row_id = reference(ref)
    named = [reference(text) for text in along or []]
    with opened(context, db) as database:
        offers = status.offers(database, row_id) if record is Customer else []
        if everything:
            named = [(offer.record, offer.row_id) for offer in offers]
        done = status.reactivate(database, record, row_id, bring_back=named, dry_run=dry_run)
    _print(done, as_json=as_json, dry_run=dry_run)
    if not as_json:
        _tell_offers([offer for offer in offers if (offer.record, offer.row_id) not in named], dry_run=dry_run)


def reopen(context: typer.Context, ref: Ref, dry_run: DryRun = False, as_json: Json = False, db: Db = None) -> None:
    """Open a record again that is completed, done, expired or cancelled."""
    record, row_id = reference(ref)
    with opened(context, db) as database:
        done = status.reopen(database, record, row_id, dry_run=dry_run)
    _print(done, as_json=as_json, dry_run=dry_run)


def _print(done: Outcome, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        output.emit_json(pages.changes_json(done, dry_run=dry_run))
    else:
        pages.outcome(done, dry_run=dry_run)


def _tell_offers(offers: list[Offer], *, dry_run: bool) -> None:
    """Print what stays cancelled, and how it comes back."""
    if not offers:
        return
    if dry_run:
        output.tell("This was cancelled with it and stays so, unless you add --with and its number, or --all:")
    else:
        output.tell("This was cancelled with it and stays so; “reopen” opens one of it again:")
    rows = ([one.number, one.name, one.was.label, one.changed_since] for one in offers)
    output.table(["Number", "Name", "Was", "Changed since"], rows, indent=2)
