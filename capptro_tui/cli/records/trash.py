"""`delete` and `restore`: put records into the trash, and take them out of it."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.parsing.command import Command
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, REF, REFS, known_schema
from capptro_tui.services.history import trash
from capptro_tui.services.records.delete_many import delete_many


def delete(refs: list[str], dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Put records into the trash: all of them, or none where one cannot be."""
    named = [known_schema().reference(ref) for ref in refs]
    with opened(db) as database:
        if len(named) == 1:
            [(record, row_id)] = named
            done = trash.delete(database, record, row_id, dry_run=dry_run)
        else:
            done = delete_many(database, named, dry_run=dry_run)
        pages.print_outcome(done, as_json=as_json, dry_run=dry_run)


def restore(ref: str, dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Take a record out of the trash."""
    record, row_id = known_schema().reference(ref)
    with opened(db) as database:
        done = trash.restore(database, record, row_id, dry_run=dry_run)
        pages.print_outcome(done, as_json=as_json, dry_run=dry_run)


DELETE = Command(
    delete,
    (REFS, DRY_RUN, JSON, DB),
    details="What belongs to a record goes along; what is only linked to it stays and loses the link. “restore” brings "
    "all back. Several are deleted together, and one “undo” brings them back: where one of them cannot be deleted, "
    "none is, and it is said what is in the way.",
    examples=("capptro delete C-42 --dry-run", "capptro delete C-42 C-43 W-7"),
)
RESTORE = Command(
    restore,
    (REF, DRY_RUN, JSON, DB),
    details="What went along comes back, and so do the links that were lost and not set anew.",
    examples=("capptro restore C-42 --dry-run", "capptro restore C-42"),
)
