"""Runs one command line: finds its verb, reads its arguments and options, and calls its function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from capptro_tui import __version__
from capptro_tui.cli.app_opener import open_app
from capptro_tui.cli.exit_codes import DONE, MISUSED
from capptro_tui.cli.output import text as output
from capptro_tui.cli.output.pager import PagerClosed, paged
from capptro_tui.cli.parsing.command import Command, Verb
from capptro_tui.cli.parsing.common import DB, NO_PAGER
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.cli.parsing.parser import asks_for_help, parse
from capptro_tui.cli.streams import complain
from capptro_tui.cli.verbs import BEFORE_VERB, GROUPS, VERBS
from capptro_tui.text.suggestions import did_you_mean

ABOUT = "The customer desk of a small business. Without a verb, the app opens."


def run(words: Sequence[str]) -> int:
    """Run one command and return the exit code. Raises whatever the verb raises."""
    path = "capptro"
    try:
        before, rest = _until_verb(words)
        if asks_for_help(BEFORE_VERB, before):
            return _explain()
        given = parse(BEFORE_VERB, before)
        if given["version"]:
            output.emit(f"capptro {__version__}")
            return DONE
        if not rest:
            return open_app(given["db"])
        verb, path, rest = _verb(VERBS, path, rest)
        command = verb.command()
        while rest and command.verbs and not rest[0].startswith("-"):
            verb, path, rest = _verb({one.name: one for one in command.verbs}, path, rest)
            command = verb.command()
        if asks_for_help(command, rest):
            return _explain(verb, path, command)
        return _run(command, rest, given)
    except PagerClosed:
        return DONE
    except Misused as misused:
        complain(f"{misused.message} Try “{misused.path or path} --help”.")
        return MISUSED


def _until_verb(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the options before the verb, and the rest from the verb on."""
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] in DB.flags else 1
    return list(words[:place]), list(words[place:])


def _verb(known: Mapping[str, Verb], path: str, words: Sequence[str]) -> tuple[Verb, str, list[str]]:
    """Return the verb that the first word names, the path to its help, and the other words. Raises Misused."""
    name = words[0]
    if name not in known:
        what = "are no records" if path == "capptro add" else "is no verb"
        raise Misused(f"“{name[:40]}” {what} of this program.{did_you_mean(name, known)}", path)
    return known[name], f"{path} {name}", list(words[1:])


def _run(command: Command, words: Sequence[str], before: Mapping[str, Any]) -> int:
    if command.run is None:
        names = ", ".join(verb.name for verb in command.verbs)
        raise Misused(f"Say what: {names}.")
    given = parse(_with_pager_option(command), words)
    no_pager = given.pop(NO_PAGER.name, False) or before[NO_PAGER.name]
    if DB.name in given:
        db: Path | None = given[DB.name]
        given[DB.name] = db or before[DB.name]
    with paged(command.is_paged and not no_pager):
        return command.run(**given) or DONE


def _with_pager_option(command: Command) -> Command:
    return replace(command, takes=(*command.takes, NO_PAGER)) if command.is_paged else command


def _explain(verb: Verb | None = None, path: str = "", command: Command | None = None) -> int:
    """Print the help of the program, or of a verb."""
    from capptro_tui.cli.parsing.help import program_help, verb_help  # late: it is seldom needed

    with paged(True):
        if verb is None or command is None:
            output.emit(program_help(ABOUT, GROUPS, BEFORE_VERB.options))
        else:
            output.emit(verb_help(path, verb, _with_pager_option(command)))
    return DONE
