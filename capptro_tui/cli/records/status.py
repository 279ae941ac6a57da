"""`deactivate`, `reactivate` and `reopen`."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command, Option
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, REF, known_schema
from capptro_tui.services.records import status
from capptro_tui.services.records.status import Offer


def deactivate(ref: str, dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Deactivate a customer or a site."""
    record, row_id = known_schema().reference(ref)
    with opened(db) as database:
        done = status.deactivate(database, record, row_id, dry_run=dry_run)
    pages.print_result(done, as_json=as_json, dry_run=dry_run)


def reactivate(
    ref: str,
    along: list[str],
    everything: bool,
    dry_run: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Make a customer or a site active again."""
    record, row_id = known_schema().reference(ref)
    named = [known_schema().reference(text) for text in along]
    with opened(db) as database:
        offers = status.offers(database, record, row_id)
        if everything:
            named = [(offer.record, offer.row_id) for offer in offers]
        done = status.reactivate(database, record, row_id, bring_back=named, dry_run=dry_run)
    pages.print_result(done, as_json=as_json, dry_run=dry_run)
    if not as_json:
        _tell_offers([offer for offer in offers if (offer.record, offer.row_id) not in named], dry_run=dry_run)


def reopen(ref: str, dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Open a record again that is completed, done, expired or cancelled."""
    record, row_id = known_schema().reference(ref)
    with opened(db) as database:
        done = status.reopen(database, record, row_id, dry_run=dry_run)
    pages.print_result(done, as_json=as_json, dry_run=dry_run)


def _tell_offers(offers: list[Offer], *, dry_run: bool) -> None:
    """Print the records that stay cancelled, and the command that reopens them."""
    if not offers:
        return
    if dry_run:
        output.tell("This was cancelled with it and stays so, unless you add --with and its number, or --all:")
    else:
        output.tell("This was cancelled with it and stays so; “reopen” opens one of it again:")
    rows = ([offer.number, offer.name, offer.was.label, offer.changed_since] for offer in offers)
    output.table(["Number", "Name", "Was", "Changed since"], rows, indent=2)


DEACTIVATE = Command(
    deactivate,
    (REF, DRY_RUN, JSON, DB),
    details="With a customer its sites are deactivated, and its contracts, open work items and open tasks cancelled. "
    "“reactivate” brings it back, “undo” all of it.",
    examples=("capptro deactivate C-42 --dry-run", "capptro deactivate C-42"),
)
REACTIVATE = Command(
    reactivate,
    (
        REF,
        Option(("--with",), "along", "Something cancelled that comes back, too.", metavar="NUMBER", is_repeated=True),
        Option(("--all",), "everything", "Bring back all that was cancelled with it."),
        DRY_RUN,
        JSON,
        DB,
    ),
    details="With a customer the sites come back that its deactivation took down. The contracts, work items and tasks "
    "that it cancelled stay cancelled unless they are named; those are listed.",
    examples=("capptro reactivate C-42", "capptro reactivate C-42 --with W-7 --with K-3"),
)
REOPEN = Command(
    reopen,
    (REF, DRY_RUN, JSON, DB),
    details="What is completed, done, expired or cancelled is open again.",
    examples=("capptro reopen W-7",),
)
