"""The page about the command line, docs/command-line.md, made from the declarations that the help is made from.

`make docs` writes it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from capptro_tui.cli.exit_codes import DONE, INTERRUPTED, MISUSED, REFUSED
from capptro_tui.cli.parsing.command import Command, Option, Verb
from capptro_tui.cli.parsing.common import DB, JSON, NO_PAGER
from capptro_tui.cli.parsing.help import option_row, usage

_COMMON: Final = (JSON, DB, NO_PAGER)
"""Options of many verbs. The page explains them once."""

_EXIT_CODES: Final = {
    DONE: "It is done.",
    REFUSED: "It was refused, and one line on standard error says why. Of `add` from standard input: some of its lines "
    "were; of `check`: something is wrong that cannot be made anew.",
    MISUSED: "The command line was wrong: an unknown verb or option, a value that is missing.",
    INTERRUPTED: "It was interrupted by `ctrl+c`.",
}

_CHANGES: Final = '{"changes": [{"record", "number", "name", "field", "from", "to"}, …], "batch"}'
_RECORD: Final = '{"number", "version", …}'
_RECORDS: Final = f"[{_RECORD}, …]"
_RECEIVED: Final = '{"added": […], "already_there": […], "refused": […]}'
_ACCOUNT: Final = '"number", "name", "currency", "ages": […], "credit", "balance", "later"'

SHAPES: Final[dict[str, str]] = {
    "find": '[{"record", "number", "name", "score", "matched"}, …]',
    "list": _RECORDS,
    "show": _RECORD,
    "add": _RECORD,
    "set": _RECORD,
    "history": '[{"batch", "at", "by", "verb", "summary", "undone_by", "changes": […]}, …]',
    "undo": _CHANGES,
    "redo": _CHANGES,
    "statement": f'{{{_ACCOUNT}, "from", "to", "opening", '
    '"entries": [{"day", "number", "text", "amount", "balance"}, …], "closing"}',
    "aging": f"[{{{_ACCOUNT}}}, …]",
    "near": '{"lat", "lng", "inside": […], '
    '"near": [{"record", "number", "name", "distance", "lat", "lng", "inside"}, …]}',
    "geofence import": _CHANGES,
    "submissions add": _RECEIVED,
    "submissions collect": _RECEIVED,
    "deactivate": _CHANGES,
    "reactivate": _CHANGES,
    "reopen": _CHANGES,
    "duplicates": '[{"a", "b", "grade", "score", "reasons": […]}, …]',
    "duplicates check": '[{"number", "grade", "score", "reasons": […]}, …]',
    "merge": _CHANGES,
    "delete": _CHANGES,
    "restore": _CHANGES,
    "attach": _RECORDS,
    "attachments": _RECORDS,
    "import": '{"file", "format", "sheet", "facts": {…}, "columns": [{"column", "target", "values"}, …], '
    '"ignored": […], "skipped_rows": {…}, "column_questions": […], "above": […], "other_sheets": […], "records", '
    '"counts": {"created", "updated", "filled", "unchanged", "skipped", "undecided", "refused"}, "parts": {…}, '
    '"mends", "readings": […], "questions", "dry_run", "batch", "refusal", '
    '"outcomes": [{"rows", "action", "name", "number", …}, …]}; '
    '{"batch", "records"} of a folder',
    "export": '{"file", "records", "notices": […]}',
    "leave": '{"folder", "records": {…}, "documents", "notices": […]}',
    "backup": '{"backup", "notice"}',
    "backups": '{"backups": [{"file", "taken", "reason", "size"}, …], "notices": […]}',
    "restore-backup": '{"file", "business", "same_database", "last_change", "counts": {…}, "changes_lost", '
    '"documents_missing", "kept"}',
    "check": '{"sound", "findings": [{"what", "message", "count", "repaired"}, …]}',
    "recover": '{"done", "kept"}',
    "salvage": '{"database", "tables": {…}, "missing", "findings": […]}',
    "where": '{"database", "documents", "config", "log", "backups", "drafts", "warnings": […]}',
    "demo": '{"batch", "summary"}',
    "config": '{"path", "options": [{"name", "value", "default", "meaning"}, …], "problems": […]}',
}
"""Verb to the shape of its JSON. Names stand for themselves; `…` stands for more."""

_INTRODUCTION: Final = """\
# The command line

This page is made from the command line itself by `make docs`; `capptro -h` and `capptro VERB -h` say the same.

```
capptro [OPTIONS] [VERB …]
```

{about}

- A record is named by its number: `C-42`, or `C-000042` in full.
- Options may stand before or after what they belong to. After `--`, no word is an option.
- Dates are typed as in a form, or as `2026-11-28`. In JSON and CSV they are always `2026-11-28`, moments of the history
  UTC, and amounts texts with all their decimals: `"45.00"`. A link is the number of its record.
- `--json` prints one JSON value and nothing else on standard output. What went wrong is said on standard error.
- A change is saved as soon as its verb ends with 0, and `capptro undo` takes it back.
"""

_SHAPES_INTRODUCTION: Final = """\
## Shapes of the JSON

Of each verb that has `--json`. Names stand for themselves and their values, `…` for more of the same. A record has
`number`, `version`, the fields that `capptro add RECORDS -h` lists, and when and by whom it was made and changed. With
`--dry-run` there is no `batch` and nothing is `kept`. `capptro show` with several numbers prints a list; of a customer
it has the records of its page beside the fields. `capptro add RECORDS` without options answers each line of standard
input by a line of its own, `{"line": 1, "number": "C-000042"}` or `{"line": 1, "error": "…"}`.
"""


def reference(about: str, groups: Mapping[str, Sequence[Verb]], options: Sequence[Option]) -> str:
    """Return the page as Markdown.

    Args:
        about: one sentence about the program.
        groups: the verbs in the groups of the help.
        options: the options that may stand before the verb.
    """
    parts = [_INTRODUCTION.format(about=about), _options("Options before the verb", options)]
    parts.append(_options("Options of many verbs", [*_COMMON, _HELP]))
    codes = [(f"`{code}`", meaning) for code, meaning in _EXIT_CODES.items()]
    parts.append("## Exit codes\n\n" + _table(("code", "means"), codes))
    for title, verbs in groups.items():
        parts.append(f"## {title}\n")
        parts += [part for verb in verbs for part in _verb(f"capptro {verb.name}", verb, level=3)]
    shapes = [(f"`{verb}`", f"`{shape}`") for verb, shape in SHAPES.items()]
    parts.append(f"{_SHAPES_INTRODUCTION}\n{_table(('verb', 'prints'), shapes)}")
    return "\n".join(parts)


_HELP: Final = Option(("--help", "-h"), "help", "Show the help.")


def _verb(path: str, verb: Verb, *, level: int) -> Iterator[str]:
    """Yield the parts about a verb, and about those that may follow it."""
    command = verb.command()
    sentences = [verb.summary, *([command.details] if command.details else [])]
    yield f"{'#' * level} `{path}`\n\n{_wrapped(' '.join(sentences))}\n\n```\n{usage(path, command)}\n```\n"
    takes = [(f"`{argument.metavar}`", argument.help) for argument in command.arguments]
    takes += [_option(one) for one in command.options if one not in _COMMON]
    if takes:
        yield _table(("give", ""), takes)
    if common := _also(command):
        yield f"Also {common}.\n"
    if command.examples:
        yield "```sh\n" + "\n".join(command.examples) + "\n```\n"
    for one in command.verbs:
        yield from _verb(f"{path} {one.name}", one, level=level + 1)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def _also(command: Command) -> str:
    """Return the options of many verbs that this one has too."""
    own = [one for one in _COMMON if one in command.options or (one is NO_PAGER and command.is_paged)]
    return ", ".join(f"`{option_row(one)[0]}`" for one in own)


def _options(title: str, options: Iterable[Option]) -> str:
    return f"## {title}\n\n{_table(('option', ''), map(_option, options))}"


def _option(option: Option) -> tuple[str, str]:
    names, text = option_row(option)
    return f"`{names}`", text


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
