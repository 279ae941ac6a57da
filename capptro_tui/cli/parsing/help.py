"""The help of the command line, for people who are no programmers."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from capptro_tui.cli.parsing.command import Argument, Command, Option, Verb

_HELP_ROW = ("-h, --help", "Show this help.")
_WIDEST = 100
"""The most columns of a line: longer ones are hard to read."""
_WIDEST_NAME = 30
"""The most columns of a name that has its help beside it."""


def program_help(summary: str, groups: Mapping[str, Sequence[Verb]], options: Sequence[Option]) -> str:
    """Return the help of the program: its verbs in groups."""
    longest = max(len(verb.name) for verbs in groups.values() for verb in verbs)
    parts = [f"Usage: capptro [OPTIONS] [VERB …]\n\n{_paragraph(summary)}"]
    for title, verbs in groups.items():
        parts.append(_section(title, [(verb.name.ljust(longest), verb.summary) for verb in verbs]))
    parts.append(_section("Options", [option_row(option) for option in options] + [_HELP_ROW]))
    parts.append("“capptro VERB -h” explains a verb, with examples.")
    return "\n\n".join(parts)


def verb_help(path: str, verb: Verb, command: Command) -> str:
    """Return the help of a verb. `path` is the command line up to it: `capptro find`."""
    arguments = command.arguments
    parts = [f"Usage: {usage(path, command)}", _paragraph(verb.summary)]
    if command.details:
        parts.append(_paragraph(command.details))
    if arguments:
        parts.append(_section("What to give", [(argument.metavar, argument.help) for argument in arguments]))
    if command.verbs:
        parts.append(_section("What may follow", [(one.name, one.summary) for one in command.verbs]))
    parts.append(_section("Options", [*map(option_row, command.options), _HELP_ROW]))
    if command.examples:
        parts.append("Examples:\n" + "\n".join(f"  {line}" for line in command.examples))
    return "\n\n".join(parts)


def usage(path: str, command: Command) -> str:
    """Return the usage of a verb on one line: `capptro find TEXT … [OPTIONS]`."""
    words = [path, *map(_usage, command.arguments)]
    if command.verbs:
        names = "|".join(verb.name for verb in command.verbs) if len(command.verbs) < 4 else "RECORDS"
        words.append(f"{names} …" if command.run is None else f"[{names} …]")
    if command.options:
        words.append("[OPTIONS]")
    return " ".join(words)


def _usage(argument: Argument) -> str:
    if argument.count == "optional":
        return f"[{argument.metavar}]"
    return argument.metavar + (" …" if argument.count == "many" else "")


def option_row(option: Option) -> tuple[str, str]:
    """Return an option's names with its value (`--limit COUNT`), and its help."""
    names = ", ".join(sorted(option.flags, key=len)) + (f" {option.metavar}" if option.metavar else "")
    if option.has_no:
        names = ", ".join(option.spellings)
    default = option.default if option.metavar and option.default not in (None, "", []) else None
    usual = f" Without it: {default}." if default is not None else ""
    again = " May be repeated." if option.is_repeated else ""
    return names, f"{option.help}{again}{usual}"


def _columns() -> int:
    return max(40, min(shutil.get_terminal_size().columns, _WIDEST))


def _paragraph(text: str) -> str:
    return textwrap.fill(text, _columns(), initial_indent="  ", subsequent_indent="  ")


def _section(title: str, rows: Iterable[tuple[str, str]]) -> str:
    return f"{title}:\n" + "\n".join(_aligned(list(rows)))


def _aligned(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of names with their help beside them, or below them if a name is too long."""
    widest = max((len(name) for name, _ in rows if len(name) <= _WIDEST_NAME), default=0)
    indent = " " * (widest + 4)
    for name, text in rows:
        lines = textwrap.wrap(text, max(20, _columns() - len(indent))) or [""]
        if len(name) > widest:
            yield f"  {name}"
        else:
            yield f"  {name.ljust(widest)}  {lines.pop(0)}".rstrip()
        yield from (f"{indent}{line}" for line in lines)
