"""`delete` and `restore`: put records into the trash, and take them out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.parsing.command import Command
from capptro_tui.cli.parsing.common import DB, DRY_RUN, JSON, REFS, known_schema
from capptro_tui.services.history import trash
from capptro_tui.services.history.write_result import WriteResult


def delete(refs: list[str], dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Put records into the trash: all of them, or none where one cannot be."""
    _write(trash.delete, trash.delete_many, refs, dry_run=dry_run, as_json=as_json, db=db)


def restore(refs: list[str], dry_run: bool, as_json: bool, db: Path | None) -> None:
    """Take records out of the trash: all of them, or none where one cannot be."""
    _write(trash.restore, trash.restore_many, refs, dry_run=dry_run, as_json=as_json, db=db)


def _write(
    one: Callable[..., WriteResult],
    many: Callable[..., WriteResult],
    refs: list[str],
    *,
    dry_run: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Do to the record with a number, or to those with several, and print what was done."""
    named = [known_schema().reference(ref) for ref in refs]
    with opened(db) as database:
        done = one(database, *named[0], dry_run=dry_run) if len(named) == 1 else many(database, named, dry_run=dry_run)
        pages.print_result(done, as_json=as_json, dry_run=dry_run)


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
    (REFS, DRY_RUN, JSON, DB),
    details="What went along comes back, and so do the links that were lost and not set anew. Several are restored "
    "together, and one “undo” takes them back: where one of them cannot be restored, none is, and it is said what is "
    "in the way.",
    examples=("capptro restore C-42 --dry-run", "capptro restore C-42 C-43 W-7"),
)
