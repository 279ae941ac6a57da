"""`recover`: what becomes of a log that lies beside the database and does not belong to it."""

from __future__ import annotations

from typing import Annotated

import typer

from capptro_tui.cli.options import Db, Json, chosen
from capptro_tui.cli.output import text as output
from capptro_tui.errors import Refused
from capptro_tui.services.integrity import recovery


def recover(
    context: typer.Context,
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Take the file as it is, and put the log aside.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Take the file with the changes of the log.")] = False,
    as_json: Json = False,
    db: Db = None,
) -> None:
    """Decide about a log of changes that lies beside the database and was not written for it.

    Such a log is left by a crash when another file is put in the database's place afterwards. Nothing is deleted: what
    is not taken is kept in the folder of the backups.
    """
    if set_aside and apply:
        raise typer.BadParameter("--set-aside and --apply exclude each other.")
    path = chosen(context, db)
    log = recovery.find_log(path)
    if log is None:
        _say(as_json, None, None, f"Beside the database {path} lies no log that does not belong to it.")
    elif set_aside:
        kept = recovery.set_log_aside(path)
        _say(as_json, "set aside", kept, f"The log was put aside as {kept}; the database is as it was.")
    elif apply:
        kept = recovery.apply_log(path)
        _say(as_json, "applied", kept, f"The changes of the log are in the database; as it was, it is kept as {kept}.")
    else:
        raise Refused(
            f"{log.path} does not belong to the database beside it. --set-aside takes the file as it is and puts the "
            "log aside; --apply takes the file with the changes of the log, if that is a sound database."
        )


def _say(as_json: bool, done: str | None, kept: object, sentence: str) -> None:
    if as_json:
        output.emit_json({"done": done, "kept": str(kept) if kept else None})
    else:
        output.tell(sentence)
