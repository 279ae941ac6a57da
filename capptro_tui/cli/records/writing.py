"""`set`, `undo` and `redo`: the verbs that change records or revert changes."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.database import assignments, named, opened
from capptro_tui.cli.output import pages
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command, Option
from capptro_tui.cli.parsing.common import DB, DRY_RUN, FORCE, JSON, LARGEST, REF, known_schema
from capptro_tui.cli.parsing.parser import whole_number
from capptro_tui.services.search import listing


def set_(ref: str, words: list[str], version: int | None, as_json: bool, db: Path | None) -> None:
    """Change fields of a record."""
    from capptro_tui.exchange import shapes, writing  # late: `undo` does without

    known_schema().reference(ref)
    given = assignments(words)
    with opened(db) as database:
        record, row_id = named(database, ref)
        listing.one(database, record, row_id)
        done = writing.change(database, row_id, writing.read_given(database.schema, record, given, typed=True), version)
        if as_json:
            output.emit_json(shapes.whole(database, record, row_id))
        else:
            pages.print_changes(done)


def undo(batch: int | None, dry_run: bool, force: bool, as_json: bool, db: Path | None) -> None:
    """Take back the last change, or the batch named."""
    from capptro_tui.services.history import undo as journal  # late: `set` does without

    with opened(db) as database:
        done = journal.undo(database, batch, force=force, dry_run=dry_run)
        pages.print_result(done, as_json=as_json, dry_run=dry_run)


def redo(force: bool, as_json: bool, db: Path | None) -> None:
    """Do again what was undone last."""
    from capptro_tui.services.history import undo as journal  # late: `set` does without

    with opened(db) as database:
        pages.print_result(journal.redo(database, force=force), as_json=as_json)


SET = Command(
    set_,
    (
        REF,
        Argument("words", "FIELD=VALUE", "What to set; nothing after = empties it.", count="many"),
        Option(
            ("--version",),
            "version",
            "The version you have seen; refused if it has changed since.",
            metavar="COUNT",
            read=whole_number(0, LARGEST),
        ),
        JSON,
        DB,
    ),
    details="A word with spaces in it is put in quotes. The fields are those of “capptro add RECORDS -h”.",
    examples=("capptro set C-42 email=office@acme.example", 'capptro set W-7 status=completed "notes=New pump fitted"'),
)
UNDO = Command(
    undo,
    (
        Argument("batch", "BATCH", "Its number in the history.", count="optional", read=whole_number(1, LARGEST)),
        DRY_RUN,
        FORCE,
        JSON,
        DB,
    ),
    details="A change that would overwrite later ones is listed and not made, unless with --force.",
    examples=("capptro undo --dry-run", "capptro undo 17"),
)
REDO = Command(redo, (FORCE, JSON, DB), examples=("capptro redo",))
