"""`recover`: applies a log that lies beside the database and does not belong to it, or sets it aside."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command, Option
from capptro_tui.cli.parsing.common import DB, JSON, known_schema
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.errors import Refused
from capptro_tui.locations import database_path
from capptro_tui.services.integrity import recovery


def recover(
    set_aside: bool,
    apply: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Decide about a log of changes that lies beside the database and was not written for it."""
    if set_aside and apply:
        raise Misused("--set-aside and --apply exclude each other.")
    path = database_path(db)
    log = recovery.find_log(path)
    if log is None:
        _say(as_json, None, None, f"Beside the database {path} lies no log that does not belong to it.")
    elif set_aside:
        kept = recovery.set_log_aside(path)
        _say(as_json, "set aside", kept, f"The log was put aside as {kept}; the database is as it was.")
    elif apply:
        kept = recovery.apply_log(path, known_schema())
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


RECOVER = Command(
    recover,
    (
        Option(("--set-aside",), "set_aside", "Take the file as it is, and put the log aside."),
        Option(("--apply",), "apply", "Take the file with the changes of the log."),
        JSON,
        DB,
    ),
    details="A log of changes that was not written for the database beside it is left by a crash when another file is "
    "put in the database's place afterwards. Nothing is deleted: what is not taken is kept in the folder of the "
    "backups.",
    examples=("capptro recover", "capptro recover --set-aside"),
)
