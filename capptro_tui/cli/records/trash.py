"""`delete` and `restore`: records into the trash and out of it."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.parsing.command import Command
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, REF
from capptro_tui.models.registry import reference
from capptro_tui.services.history import trash


def delete(ref: str, dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Put a record into the trash."""
    record, row_id = reference(ref)
    with opened(db) as database:
        done = trash.delete(database, record, row_id, dry_run=dry_run)
        pages.print_outcome(done, as_json=as_json, dry_run=dry_run)


def restore(ref: str, dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Take a record out of the trash."""
    record, row_id = reference(ref)
    with opened(db) as database:
        done = trash.restore(database, record, row_id, dry_run=dry_run)
        pages.print_outcome(done, as_json=as_json, dry_run=dry_run)


DELETE = Command(
    delete,
    (REF, DRY_RUN, JSON, DB),
    details="What belongs to it goes along; what is only linked to it stays and loses the link. “restore” brings all "
    "back.",
    examples=("capptro delete C-42 --dry-run", "capptro delete C-42"),
)
RESTORE = Command(
    restore,
    (REF, DRY_RUN, JSON, DB),
    details="What went along comes back, and so do the links that were lost and not set anew.",
    examples=("capptro restore C-42 --dry-run", "capptro restore C-42"),
)
