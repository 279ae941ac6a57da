"""The verbs put together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any

import typer
from typer.main import get_command

from capptro_tui import __version__
from capptro_tui.cli.app_opener import open_app
from capptro_tui.cli.business import places
from capptro_tui.cli.business.accounts import aging, statement
from capptro_tui.cli.care import backups
from capptro_tui.cli.care.checking import check
from capptro_tui.cli.care.configuring import config
from capptro_tui.cli.care.recovering import recover
from capptro_tui.cli.files.documents import attach, attachments, open_
from capptro_tui.cli.options import Db
from capptro_tui.cli.output import text as output
from capptro_tui.cli.records import duplicates
from capptro_tui.cli.records.adding import group
from capptro_tui.cli.records.merging import merge
from capptro_tui.cli.records.reading import export, find, history, show, where
from capptro_tui.cli.records.status import deactivate, reactivate, reopen
from capptro_tui.cli.records.writing import delete, demo, redo, restore, set_, undo
from capptro_tui.cli.streams import complain
from capptro_tui.models.registry import RECORDS


def program() -> typer.Typer:
    """The command line with all its verbs."""
    made = typer.Typer(name="capptro", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    made.callback(invoke_without_command=True, subcommand_metavar="[VERB] …")(_start)
    made.command("find")(find)
    made.command("show")(show)
    made.add_typer(group(), name="add", subcommand_metavar="RECORDS …")
    made.command("set")(set_)
    made.add_typer(duplicates.group(), name="duplicates", subcommand_metavar="[check …]")
    made.command("merge")(merge)
    made.command("deactivate")(deactivate)
    made.command("reactivate")(reactivate)
    made.command("reopen")(reopen)
    made.command("delete")(delete)
    made.command("restore")(restore)
    made.command("attach")(attach)
    made.command("attachments")(attachments)
    made.command("open")(open_)
    made.command("statement")(statement)
    made.command("aging")(aging)
    made.command("near", context_settings=places.NEGATIVE)(places.near)
    made.add_typer(places.group(), name="geofence", subcommand_metavar="import|export …")
    made.command("history")(history)
    made.command("undo")(undo)
    made.command("redo")(redo)
    made.command("export")(export)
    made.command("backup")(backups.backup)
    made.command("backups")(backups.backups)
    made.command("restore-backup")(backups.restore_backup)
    made.command("salvage")(backups.salvage)
    made.command("check")(check)
    made.command("recover")(recover)
    made.command("demo")(demo)
    made.command("where")(where)
    made.command("config")(config)
    return made


@lru_cache(maxsize=1)
def _command(_: tuple[Any, ...]) -> Any:
    """The command line for these record types; to make it takes longer than most commands."""
    return get_command(program())


def run(words: Sequence[str]) -> int:
    """Run one command and return the exit code. Raises whatever the verb raises."""
    command = _command(tuple(RECORDS))
    try:
        with command.make_context("capptro", list(words)) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except typer.TyperException as misused:
        used_in = getattr(misused, "ctx", None)
        path = used_in.command_path if used_in is not None else "capptro"
        message = misused.format_message().removeprefix("Invalid value: ").rstrip(".")
        complain(f"{message}{'' if message.endswith('?') else '.'} Try “{path} --help”.")
        return misused.exit_code
    return 0


def _start(
    context: typer.Context,
    db: Db = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """The customer desk of a small business. Without a verb, the app opens."""
    context.obj = db
    if version:
        output.emit(f"capptro {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(open_app(db))
