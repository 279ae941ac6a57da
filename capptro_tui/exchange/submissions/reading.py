"""Read a file of submissions, whatever its format: as text, with nothing guessed and nothing left out."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.delimited import open_delimited
from capptro_tui.exchange.formats.source_file import SourceContent
from capptro_tui.exchange.submissions.mail import read_mail
from capptro_tui.models.records.submission import FILE, MAIL, SOURCES, WEB
from capptro_tui.models.types import strict_json
from capptro_tui.services.submissions.receiving import MOST_FIELDS, Sent
from capptro_tui.text.patterns import pattern
from capptro_tui.text.url_encoded import UrlEncodingError, read_url_encoded
from capptro_tui.web.published import FORM, NAMES

MOST_BYTES: Final = 2_000_000
"""Most bytes of a file of submissions."""

_MOST_SUBMISSIONS: Final = 2000
_ABOUT: Final = len((FORM, NAMES))
"""Number of the fields of a page that are about the others."""

_RECEIVED: Final = "received"
_FIELDS: Final = "fields"
_SUFFIXES: Final = {".json": "json", ".csv": "csv", ".tsv": "csv", ".eml": "eml", ".urlencoded": "urlencoded"}
_HEADER = pattern(rb"[A-Za-z][A-Za-z0-9-]*:[ \t][^\n]*\n(?:[^\n]+\n)*\r?\n")
_PAIRS = pattern(rb"[^\s=&;,]+=[^\s]*\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class _FoundSubmission:
    """A submission in a file. What is told about it is apart from its fields: these may have any name.

    Attributes:
        fields: the name of each field to its value.
        raw: everything that was sent.
        place: its place in the file, `row 3`; "" if it is alone there.
        form: number of its form.
        received: the moment at which it was sent.
        source: the way it came.
    """

    fields: Mapping[str, Any]
    raw: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    form: Any = ""
    received: Any = ""
    source: Any = ""


def read_sent(name: str, content: bytes, *, format: str = "", form: str = "") -> list[Sent]:
    """Return the submissions in the content of a file.

    Args:
        name: name of the file.
        content: its bytes.
        format: one of `FORMATS`; "" to decide it by name and content.
        form: number of the form that submissions are for that name none.

    Raises:
        Refused: it cannot be read. The sentence says why.
    """
    if len(content) > MOST_BYTES:
        raise Refused(f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB; submissions are smaller.")
    if not content.strip():
        raise Refused(f"“{name}” is empty.")
    chosen = format or format_of(name, content)
    source, read = _READERS[chosen]
    found: list[Sent] = []
    equal: Counter[str] = Counter()
    for one in read(name, content):
        if len(found) >= _MOST_SUBMISSIONS:
            raise Refused(f"“{name}” has more than {_MOST_SUBMISSIONS:,} submissions. Divide it.")
        found.append(_sent(one, source, form, equal))
    if not found:
        raise Refused(f"There is no submission in “{name}”.")
    return found


def format_of(name: str, content: bytes) -> str:
    """Return the format of a file by the ending of its name, or by its content."""
    by_name = _SUFFIXES.get(Path(name).suffix.lower())
    if by_name:
        return by_name
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return "json"
    if _PAIRS.fullmatch(start):
        return "urlencoded"
    return "eml" if _HEADER.match(start.replace(b"\r\n", b"\n")) else "csv"


def is_whole(name: str, content: bytes) -> bool:
    """Return whether a content that was read is all of its file: JSON has an end, which a half of it lacks."""
    return format_of(name, content) == "json"


def _sent(found: _FoundSubmission, source: str, form: str, equal: Counter[str]) -> Sent:
    """Return a submission.

    Its digest is that of its content, so that a file may be put right and read again. Of several with the same content
    in one file, each has another digest; `equal` counts them.
    """
    form = str(found.form or "") or form
    texts = {str(name): _text(value) for name, value in found.fields.items()}
    known = {choice.value for choice in SOURCES}
    whole = {**found.raw, "fields": texts}
    content = json.dumps([form, whole], sort_keys=True)
    equal[content] += 1
    digest = hashlib.sha256(f"{equal[content]} {content}".encode()).hexdigest()
    way = found.source if isinstance(found.source, str) and found.source in known else source
    return Sent(form, texts, whole, way, digest, _text(found.received), found.place)


def _is_moment(value: Any) -> bool:
    """Return whether a value is a moment as this program writes it; any other one is a field like the others."""
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _text(value: Any) -> str:
    """Return a value of JSON as text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _decoded(name: str, content: bytes) -> str:
    if b"\0" in content:
        raise Refused(f"“{name}” has a zero byte (NUL): it is damaged, or is no text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"“{name}” is not UTF-8 text: byte {error.start + 1} fits no character.") from None


def _read_json(name: str, content: bytes) -> Iterator[_FoundSubmission]:
    """Yield the objects of a JSON file: one, or a list of them. The fields may be in an object of their own."""
    try:
        found = strict_json.read(_decoded(name, content))
    except Refused as why:
        raise Refused(f"“{name}” cannot be read. {why}") from None
    several = isinstance(found, list)
    for count, one in enumerate(found if several else [found], 1):
        if not isinstance(one, dict):
            raise Refused(f'“{name}” holds no JSON object. It should look like {{"form": "E-1", "name": "Bea"}}.')
        inner = one.get(_FIELDS)
        place = f"record {count}" if several else ""
        if isinstance(inner, dict):
            yield _FoundSubmission(inner, one, place, one.get(FORM), one.get(_RECEIVED), one.get("source"))
        else:
            yield _flat(one, one, place)


def _flat(fields: Mapping[str, Any], raw: dict[str, Any], place: str) -> _FoundSubmission:
    """Return a submission whose form and moment are among its fields. Another text than a moment stays a field."""
    told = {FORM} | ({_RECEIVED} if _is_moment(fields.get(_RECEIVED)) else set())
    rest = {name: value for name, value in fields.items() if name not in told}
    received = fields[_RECEIVED] if _RECEIVED in told else ""
    return _FoundSubmission(rest, raw, place, fields.get(FORM), received)


def _read_csv(name: str, content: bytes) -> Iterator[_FoundSubmission]:
    """Yield the rows of a table, whose first row names the fields."""
    table = open_delimited(SourceContent(name, content)).tables[0]
    rows = [row for row in table.rows() if any(map(str.strip, row.cells))]
    header = _columns(name, rows[0].cells) if rows else []
    for row in rows[1:]:
        names = _columns(name, [*header, *[""] * (len(row.cells) - len(header))])
        fields = dict(zip(names, row.cells, strict=False))
        # The moment belongs to the record as it was sent, and tells equal rows of different days apart.
        moment = {_RECEIVED: fields[_RECEIVED]} if _is_moment(fields.get(_RECEIVED)) else {}
        yield _flat(fields, moment, f"row {row.number}")


def _columns(name: str, header: Sequence[str]) -> list[str]:
    """Return the names of a table's columns; one without a name is called by its place. Raises Refused."""
    if len(header) > MOST_FIELDS:
        raise Refused(f"“{name}” has {len(header):,} columns; at most {MOST_FIELDS} are read.")
    named = [cell.strip() or f"column {at}" for at, cell in enumerate(header, 1)]
    columns = [one.casefold() if one.casefold() in (FORM, _RECEIVED) else one for one in named]
    if twice := next((one for one in columns if columns.count(one) > 1), ""):
        raise Refused(f"“{name}” has the column “{twice[:40]}” twice.")
    return columns


def _read_pairs(name: str, content: bytes) -> Iterator[_FoundSubmission]:
    """Yield the fields of a URL-encoded text, as a browser sends a form. When it was sent, it does not tell."""
    text = _decoded(name, content).strip()
    try:
        fields = read_url_encoded(text, MOST_FIELDS + _ABOUT)
    except UrlEncodingError as why:
        raise Refused(f"“{name}” {why}") from None
    yield _posted(fields, {"encoded": text})


def _read_eml(name: str, content: bytes) -> Iterator[_FoundSubmission]:
    """Yield the fields of a mail."""
    yield _posted(*read_mail(name, content))


def _posted(fields: Mapping[str, str], raw: dict[str, Any]) -> _FoundSubmission:
    """Return a submission as the page of a form sends it, with the form and the names of the fields in two fields."""
    rest = {name: value for name, value in fields.items() if name not in (FORM, NAMES)}
    return _FoundSubmission(rest, raw, form=fields.get(FORM))


_READERS: Final[dict[str, tuple[str, Callable[[str, bytes], Iterator[_FoundSubmission]]]]] = {
    "json": (FILE, _read_json),
    "csv": (FILE, _read_csv),
    "urlencoded": (WEB, _read_pairs),
    "eml": (MAIL, _read_eml),
}
"""Format to the way in which such submissions come, and to the function that reads them."""

FORMATS: Final = tuple(_READERS)
