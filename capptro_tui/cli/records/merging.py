"""`merge`: two customers become one."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.database import assignments, named, opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, known_schema
from capptro_tui.errors import Refused
from capptro_tui.exchange import shapes
from capptro_tui.exchange.suggesting import suggesting
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import merge as service


def merge(
    keep: str,
    lose: str,
    assigned: list[str],
    dry_run: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Merge a customer into another one."""
    for text in (keep, lose):
        if known_schema().reference(text)[0] is not Customer:
            raise Refused(f"“{text[:40]}” is not the number of a customer; only customers can be merged.")
    lose_id = known_schema().reference(lose)[1]
    given = assignments(assigned)
    values = shapes.read_typed(known_schema(), Customer, given)
    with opened(db) as database, suggesting(Customer, given):
        keep_id = named(database, keep)[1]
        done = service.merge(database, keep_id, lose_id, values, dry_run=dry_run)
    pages.print_result(done, as_json=as_json, dry_run=dry_run)


MERGE = Command(
    merge,
    (
        Argument("keep", "KEEP", "The customer that stays, such as C-7."),
        Argument("lose", "LOSE", "The customer that is merged into it, such as C-42."),
        Option(("--set",), "assigned", "What a field shall hold afterwards.", metavar="FIELD=VALUE", is_repeated=True),
        DRY_RUN,
        JSON,
        DB,
    ),
    details="Its contacts, work items and number become those of the one that stays, which keeps its values and takes "
    "those it lacks. Contacts that are the same person are folded into one. One “undo” takes all of it back.",
    examples=("capptro merge C-7 C-42 --dry-run", 'capptro merge C-7 C-42 --set "phone=01632 960111"'),
)
