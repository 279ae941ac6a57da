"""`add`: records from standard input, a JSON object a line, or a single one from options made from its fields."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import typer

from capptro_tui.cli.options import Db, Json, assignments, opened
from capptro_tui.cli.output import text as output
from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange import parts, records, shapes, strict
from capptro_tui.models.field import Field, Kind
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.registry import numbered
from capptro_tui.services.records import records as service
from capptro_tui.services.records.inner_parts import writing_parts

_PREFIX = "field_"
_MARK = b"\xef\xbb\xbf"
"""Some programs put it before UTF-8 text."""


def group() -> typer.Typer:
    """The verb with a command for each record type."""
    made = typer.Typer(help="Add records, from standard input or options.")
    for record in numbered():
        made.command(record.info.slug, help=_help(record), options_metavar="[OPTIONS]")(_command(record))
    return made


def _help(record: RecordType) -> str:
    thing = record.info.label.lower()
    return (
        f"Add {record.info.plural.lower()}.\n\nWith options, one {thing}; its number is printed. Without, standard "
        "input is read: one JSON object a line, each saved by itself and answered at once by a line with its number or "
        "what is wrong with it."
    )


def _command(record: RecordType) -> Callable[..., None]:
    """The function behind `add RECORDS`, with an option for each field."""

    def add(context: typer.Context, db: Any, as_json: bool, assigned: list[str], **options: Any) -> None:
        given = {name.removeprefix(_PREFIX): value for name, value in options.items() if value is not None}
        more = assignments(assigned)
        if twice := given.keys() & more.keys():
            raise typer.BadParameter(f"“{min(twice)}” is given twice.")
        given |= more
        if given:
            given, inside = parts.take(record, given)
            values = shapes.read_typed(record, given)
            with opened(context, db, make=True) as database:
                _single(database, record, values, inside, as_json=as_json)
        else:
            if sys.stdin.isatty():
                complain("Type one JSON object a line; ctrl+d ends.")
            with opened(context, db, make=True) as database:
                _stream(database, record, sys.stdin.buffer)

    parameters = [
        inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *(_option(one) for one in records.typed_fields(record)),
        _keyword(
            "assigned", list[str], typer.Option([], "--set", metavar="FIELD=VALUE", help="Any field by its name.")
        ),
        _keyword("as_json", Json, False),
        _keyword("db", Db, None),
    ]
    add.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    add.__annotations__ = {}
    return add


def _option(one: Field) -> inspect.Parameter:
    flag = "--" + one.key.replace("_", "-")
    if one.kind is Kind.YES_NO:
        declared = typer.Option(None, f"{flag}/--no-{flag.removeprefix('--')}", help=f"{one.full_label}.")
        return _keyword(_PREFIX + one.key, bool | None, declared)
    hints = [one.full_label, one.hint, ", ".join(choice.value for choice in one.choices)]
    if one.kind is Kind.LINK:
        hints.append(f"number of a {one.link.replace('_', ' ')}")
    return _keyword(
        _PREFIX + one.key,
        str | None,
        typer.Option(None, flag, metavar="TEXT", help=": ".join(hint for hint in hints if hint) + "."),
    )


def _keyword(name: str, kind: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _single(
    database: Database, record: RecordType, values: dict[str, Any], inside: parts.Inside, *, as_json: bool
) -> None:
    done = service.create(database, record, values, also=writing_parts(record, inside, database))
    for notice in done.notices:
        complain(notice)
    if as_json:
        output.emit_json(shapes.whole(database, record, done.row_id))
    else:
        output.emit(number(record, done.row_id))


def _stream(database: Database, record: RecordType, stream: BinaryIO) -> None:
    """Save each line and answer it before the next one is read. Exits with 1 when any was refused."""
    refused = False
    for count, line in _lines(stream):
        answer: dict[str, Any] = {"line": count}
        try:
            given, inside = parts.take(record, strict.read_object(line))
            also = writing_parts(record, inside, database)
            done = service.create(database, record, shapes.read(record, given), also=also)
            answer["number"] = number(record, done.row_id)
        except Refused as why:
            refused = True
            answer["error"] = str(why)
        output.emit(output.to_text(answer))
        sys.stdout.flush()
    if refused:
        raise typer.Exit(1)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, each with its number from 1; of one that is far too long only the beginning."""
    count = 0
    while line := stream.readline(strict.MOST_BYTES + 2):
        count += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(strict.MOST_BYTES)
        text = (line.removeprefix(_MARK) if count == 1 else line).rstrip(b"\r\n")
        if text.strip():
            yield count, text
