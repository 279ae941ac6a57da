"""JSON: an array of objects, an object that has such arrays, or an object in each line (JSON Lines). (RFC 8259)"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import SourceRow, Table, TableSource
from capptro_tui.exchange.formats.text_encoding import TextFile, open_text
from capptro_tui.models.types import strict_json
from capptro_tui.text.patterns import pattern

Objects = Callable[[], Iterator[tuple[int, dict[str, Any]]]]
"""Reads the objects anew, each with its number."""

MOST_CHARACTERS: Final = 10_000_000
"""Longest text of one object."""

_MOST_WHOLE: Final = 64 << 20
"""Most bytes of a file that is one object: it is read as a whole."""

_CHUNK: Final = 1 << 20
_TOKEN = pattern(r'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
"""A string, a quotation mark of one that is not closed yet, or a character that begins, ends or separates values."""


@dataclass(frozen=True, slots=True)
class JsonTable(Table):
    """A table of objects. Its columns are their names; the names of an inner object follow a dot.

    Attributes:
        objects: the objects themselves, with their inner objects and lists.
    """

    objects: Objects = field(kw_only=True)


def open_json(file: SourceFile) -> TableSource:
    """Open an array of objects, or an object with lists of objects: each list is a table. Raises Refused."""
    text = open_text(file)
    if text.head(_CHUNK).lstrip().startswith("["):
        tables: tuple[Table, ...] = (_table("", partial(_array, text)),)
    else:
        tables = tuple(_table(name, partial(_listed, text, name)) for name in _lists(_whole(text)))
    return TableSource(file.path, "json", tables, text.facts)


def open_json_lines(file: SourceFile) -> TableSource:
    """Open a file with an object in each line. Raises Refused."""
    text = open_text(file)
    return TableSource(file.path, "jsonl", (_table("", partial(_lines, text)),), text.facts)


def _table(name: str, objects: Objects) -> JsonTable:
    """Return a table of objects. All are read once, for the columns."""
    columns: dict[str, None] = {}
    for _, found in objects():
        columns |= dict.fromkeys(_flat(found))
    header = tuple(columns)
    return JsonTable(name, partial(_rows, objects, header), header, objects=objects)


def _rows(objects: Objects, header: tuple[str, ...]) -> Iterator[SourceRow]:
    for number, found in objects():
        values = _flat(found)
        fractions = frozenset(place for place, name in enumerate(header) if isinstance(found.get(name), float))
        yield SourceRow(number, tuple(values.get(name, "") for name in header), fractions)


def _flat(found: dict[str, Any], before: str = "") -> dict[str, str]:
    """Return the values of an object as text. A list of texts has a line for each, an empty one none.

    Any other value stays JSON.
    """
    values: dict[str, str] = {}
    for name, value in found.items():
        if isinstance(value, dict) and value:
            values |= _flat(value, f"{before}{name}.")
        else:
            values[before + name] = _text(value)
    return values


def _text(value: Any) -> str:
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) and "\n" not in one for one in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _lines(text: TextFile) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of lines. An object's number is that of its line."""
    with text.open() as opened:
        for number, line in enumerate(iter(partial(opened.readline, MOST_CHARACTERS), ""), 1):
            if len(line) >= MOST_CHARACTERS:
                raise _too_long(text, number)
            if line.strip():
                yield number, _object(text, number, line)


def _array(text: TextFile) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of an array, one after the other."""
    with text.open() as opened:
        for number, element in enumerate(_elements(text, iter(partial(opened.read, _CHUNK), "")), 1):
            if number > 1 or element.strip():
                yield number, _object(text, number, element)


def _elements(text: TextFile, chunks: Iterator[str]) -> Iterator[str]:
    """Yield the text of each element of an array, while it is read. Of an empty array it is one empty text."""
    buffer = next(chunks, "").lstrip()
    count, depth, start, position = 1, 0, 1, 1
    while True:
        for token in _TOKEN.finditer(buffer, position):
            mark = token[0]
            if mark == '"':
                position = token.start()
                break
            position = token.end()
            if mark in "[{":
                depth += 1
            elif mark in "]}" and depth:
                depth -= 1
            elif not depth and mark in ",]":
                yield buffer[start : token.start()]
                start = position
                count += 1
                if mark == "]":
                    _check_end(text, buffer[position:] + next(chunks, ""))
                    return
        if len(buffer) - start > MOST_CHARACTERS:
            raise _too_long(text, count)
        if not (more := next(chunks, "")):
            raise Refused(f"“{text.name}” is cut off after record {count - 1}. Export or copy it again.")
        buffer, position, start = buffer[start:] + more, position - start, 0


def _check_end(text: TextFile, rest: str) -> None:
    if rest.strip():
        raise Refused(f"“{text.name}” has more after the end of its list. Export it again.")


def _whole(text: TextFile) -> dict[str, Any]:
    """Return the one object of a file."""
    if text.file.size > _MOST_WHOLE:
        raise Refused(
            f"“{text.name}” is one JSON object of more than {_MOST_WHOLE >> 20} MB. Export a list, or JSON Lines."
        )
    with text.open() as opened:
        return _object(text, 0, opened.read())


def _lists(whole: dict[str, Any]) -> list[str]:
    """Return the names of the lists of objects in an object; "" for the object itself if it has none."""
    names = [name for name, value in whole.items() if isinstance(value, list) and value and _is_objects(value)]
    return names or [""]


def _listed(text: TextFile, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a list in the object of a file; of "" the object itself."""
    whole = _whole(text)
    yield from enumerate(whole[name] if name else [whole], 1)


def _is_objects(values: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _object(text: TextFile, number: int, source: str) -> dict[str, Any]:
    where = f"Record {number} of “{text.name}”" if number else f"“{text.name}”"
    try:
        found = strict_json.read(source.strip())
    except Refused as refused:
        raise Refused(f"{where} cannot be read. {refused}") from None
    if not isinstance(found, dict):
        raise Refused(f'{where} is no JSON object. It should look like {{"name": "Acme Ltd"}}.')
    return found


def _too_long(text: TextFile, number: int) -> Refused:
    return Refused(f"Record {number} of “{text.name}” has more than {MOST_CHARACTERS:,} characters.")
