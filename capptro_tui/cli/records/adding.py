"""`add`: records from standard input, a JSON object a line, or a single one from options made from its fields."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from capptro_tui.cli.database import assignments, opened
from capptro_tui.cli.exit_codes import DONE, REFUSED
from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command, Option, Verb
from capptro_tui.cli.parsing.common import DB, JSON, known_schema
from capptro_tui.cli.parsing.misuse import Misused
from capptro_tui.cli.records.type_words import type_word
from capptro_tui.cli.streams import complain
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange import json_lines, records, shapes, writing
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number

_PREFIX = "field_"
_MARK = b"\xef\xbb\xbf"
"""The byte order mark, which some programs put before UTF-8 text."""


def add_command() -> Command:
    """Return the command of `add`, with a verb for each record type."""
    return Command(
        verbs=tuple(
            Verb(record.info.slug, f"Add {record.info.plural.lower()}.", partial(_command, record))
            for record in known_schema().numbered
        ),
        details="The options of each are those of its fields: “capptro add customers -h”. Without options, standard "
        "input is read: one JSON object a line.",
        examples=('capptro add customers --name "Acme Ltd"', "capptro add contacts < contacts.jsonl"),
    )


def _command(record: RecordType) -> Command:
    thing = record.info.label.lower()
    slug = record.info.slug
    return Command(
        partial(add, record),
        (
            *(_option(field) for field in records.typed_fields(record)),
            Option(("--set",), "assigned", "Any field by its name.", metavar="FIELD=VALUE", is_repeated=True),
            JSON,
            DB,
        ),
        details=f"With options, one {thing}; its number is printed. Without, standard input is read: one JSON object a "
        "line, each saved by itself and answered at once by a line with its number or what is wrong with it.",
        examples=(_example(record), f"capptro add {slug} < {slug}.jsonl"),
    )


def _example(record: RecordType) -> str:
    """Return an example: a command line that adds a record with its required fields."""
    needed = [field for field in records.typed_fields(record) if field.required and field.default is None]
    named = [field for name in record.info.title if (field := record.fields[name]).form]
    fields = dict.fromkeys([*needed, *(named or records.typed_fields(record)[:1])])
    words = [f"--{field.key.replace('_', '-')} {type_word(field).example}" for field in fields]
    return " ".join([f"capptro add {record.info.slug}", *words])


def add(record: RecordType, *, assigned: list[str], as_json: bool, db: Path | None, **options: Any) -> int:
    """Add one record from options, or the records of standard input. Return the exit code."""
    given = {name.removeprefix(_PREFIX): value for name, value in options.items() if value is not None}
    more = assignments(assigned)
    if twice := given.keys() & more.keys():
        raise Misused(f"“{min(twice)}” is given twice.")
    given |= more
    if given:
        new = writing.read_given(known_schema(), record, given, typed=True)
        with opened(db, make=True) as database:
            _single(database, new, as_json=as_json)
        return DONE
    if sys.stdin.isatty():
        complain("Type one JSON object a line; ctrl+d ends.")
    with opened(db, make=True) as database:
        return _stream(database, record, sys.stdin.buffer)


def _option(field: Field) -> Option:
    """Return the option that sets a field."""
    flag = "--" + field.key.replace("_", "-")
    name = _PREFIX + field.key
    if field.type.is_flag:
        return Option((flag,), name, f"{field.full_label}.", has_no=True)
    word = type_word(field)
    hints = [field.full_label, field.hint, ", ".join(choice.value for choice in field.choices), word.hint]
    states = [choice.value for choice in field.choices]
    return Option(
        (flag,),
        name,
        ": ".join(hint for hint in hints if hint) + ".",
        metavar=word.name,
        words=(lambda: states) if states else None,
    )


def _single(database: Database, new: writing.GivenRecord, *, as_json: bool) -> None:
    done = writing.create(database, new)
    for notice in done.notices:
        complain(notice)
    if as_json:
        output.emit_json(shapes.whole(database, new.record, done.row_id))
    else:
        output.emit(number(new.record, done.row_id))


def _stream(database: Database, record: RecordType, stream: BinaryIO) -> int:
    """Save each line and answer it before the next one is read. Return 1 if any was refused."""
    code = DONE
    for count, line in _lines(stream):
        answer: dict[str, Any] = {"line": count}
        try:
            answer["number"] = _saved(database, record, json_lines.read_object(line))
        except Refused as why:
            code = REFUSED
            answer["error"] = str(why)
        output.emit(output.to_text(answer))
        sys.stdout.flush()
    return code


def _saved(database: Database, record: RecordType, found: dict[str, Any]) -> str:
    """Save the record of a line and return its number. Raises Refused."""
    return number(record, writing.create(database, writing.read_given(database.schema, record, found)).row_id)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers from 1; of an overlong line only the beginning."""
    count = 0
    while line := stream.readline(json_lines.MOST_BYTES + 2):
        count += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(json_lines.MOST_BYTES)
        text = (line.removeprefix(_MARK) if count == 1 else line).rstrip(b"\r\n")
        if text.strip():
            yield count, text
