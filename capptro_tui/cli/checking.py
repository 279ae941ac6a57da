"""`check`: whether a database is sound, and repair of what can be made anew."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from capptro_tui.cli import output
from capptro_tui.cli.options import Db, Json, opened
from capptro_tui.errors import Refused
from capptro_tui.services.check import Check


def check(
    context: typer.Context,
    remove_foreign: Annotated[
        bool,
        typer.Option(
            "--remove-foreign",
            help="Remove triggers and views that other programs have put into the database; a copy is kept.",
        ),
    ] = False,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Check the database, and repair what can be made anew.

    The file, the links between records, the records against the history, and the search index against the records.
    """
    with opened(context, db) as database:
        made = Check(database, remove_foreign=remove_foreign)
        for _ in output.progress(made.run(), made.steps, "Checking"):
            pass
        path = database.path
    if as_json:
        output.emit_json({"sound": made.sound, "findings": [asdict(one) for one in made.findings]})
    elif made.findings:
        output.tell(*(f"{one.message} {'Repaired.' if one.repaired else 'Not repaired.'}" for one in made.findings))
    if made.foreign:
        raise made.foreign
    if not made.sound:
        raise Refused(f"The database {path} cannot be repaired; put back a backup.")
    if not as_json:
        output.tell("All is well now." if made.findings else "All is well.")
