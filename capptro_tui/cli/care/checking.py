"""`check`: finds damage in a database, and repairs derived data that can be made anew."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from capptro_tui.cli.database import opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command, Option
from capptro_tui.cli.parsing.common import DB, JSON, known_schema
from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.locations import database_path, named_path
from capptro_tui.services.integrity import foreign_rules, linked_documents
from capptro_tui.services.integrity.check import MISSING, Check, Finding


def check(
    remove_foreign: bool,
    move_documents: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Check the database, and repair what can be made anew."""
    if remove_foreign:
        _remove_from_older(database_path(db))
    with opened(db, strays=not move_documents) as database:
        if move_documents:
            _move_documents(database, named_path(db))
        made = Check(database, remove_foreign=remove_foreign)
        for _ in output.progress(made.run(), made.steps, "Checking"):
            pass
        path = database.path
    if as_json:
        output.emit_json({"sound": made.sound, "findings": [asdict(finding) for finding in made.findings]})
    else:
        output.tell(*map(_describe, made.findings))
    if made.foreign:
        raise made.foreign
    if not made.database_is_sound:
        raise Refused(f"The database {path} cannot be repaired; put back a backup.")
    if not made.sound:
        raise Refused(f"The database {path} itself is sound. Put back what is wrong with its documents from a backup.")
    if not as_json:
        output.tell(_end(made))


def _remove_from_older(path: Path) -> None:
    """Remove the rules of other programs from a database that has to be brought up to date before it can be checked."""
    if copy := foreign_rules.remove_from_older(path, known_schema()):
        complain(f"The rules of another program were removed. The database as it was is kept in {copy}.")


def _move_documents(database: Database, named: Path) -> None:
    strays = linked_documents.find_strays(database, named)
    if not strays:
        complain("No documents lie beside a link to the database.")
        return
    complain(linked_documents.describe(linked_documents.move_strays(database, strays)))


def _describe(found: Finding) -> str:
    if found.what == MISSING:
        return found.message
    return f"{found.message} {'Repaired.' if found.repaired else 'Not repaired.'}"


def _end(made: Check) -> str:
    if any(finding.what == MISSING for finding in made.findings):
        return "The database itself is sound."
    return "All is well now." if made.findings else "All is well."


CHECK = Command(
    check,
    (
        Option(
            ("--remove-foreign",),
            "remove_foreign",
            "Remove triggers and views that other programs have put into the database; a copy is kept.",
        ),
        Option(
            ("--move-documents",),
            "move_documents",
            "Move documents that lie beside a link to the database to where they belong.",
        ),
        JSON,
        DB,
    ),
    details="It checks the file, the links between records, the records against the history, and the search index "
    "against the records.",
    examples=("capptro check", "capptro check --db /media/stick/capptro.db"),
)
