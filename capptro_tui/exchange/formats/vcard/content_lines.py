"""Lines of vCard: put together where they are folded, decoded, and divided into name, parameters and value."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.text.patterns import pattern

MEDIA: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
"""Properties whose values are files. They are not kept."""

OWN_PRODUCT: Final = "-//Capptro//Customers//EN"
"""The product that this program's own cards name (RFC 2426, section 3.6.3). Their values go back to their fields."""

OWN_DATABASE: Final = "X-CAPPTRO-DATABASE"
"""The property of own cards with the mark of the database in which their numbers hold."""

OWN_CUSTOMER: Final = "X-CAPPTRO-CUSTOMER"
"""The property of a contact's own card with the number of its customer."""

MOST_CHARACTERS: Final = 10_000_000
"""Longest line that is read."""

_LINE = pattern(r"(?:([\w-]+)\.)?([\w-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_PARAMETER = pattern(r";((?:[^\";]|\"[^\"]*\")*)")
_BASE64 = pattern(r"[A-Za-z0-9+/=]+")
_ESCAPED = pattern(r"\\([nN,;:\\])")
_ESCAPED_21 = pattern(r"\\([,;:\\])")
_ENCODINGS: Final = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B"})


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property of a card.

    Attributes:
        number: the line of the file where it begins, from 1.
        group: the name before a dot that ties it to others, in small letters; "" for none.
        name: its name in capitals.
        parameters: values of each parameter by its name in capitals; those without a name are of TYPE.
        value: its decoded value, still escaped; "" for media.
    """

    number: int
    group: str
    name: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def types(self) -> set[str]:
        """Its types, in small letters."""
        return {value.lower() for value in self.parameters.get("TYPE", ())}

    @property
    def is_preferred(self) -> bool:
        """Whether it is preferred to others of its name."""
        return "pref" in self.types or "1" in self.parameters.get("PREF", ())


def content_lines(lines: Iterator[str], name: str) -> Iterator[ContentLine]:
    """Yield the properties of a text. A line that is none is a note, so that nothing of it is lost.

    Args:
        lines: the lines of the text with their ends.
        name: name of the file, for messages.

    Raises:
        Refused: a line is too long, or a value has an unknown character set.
    """
    for number, text, is_media in _unfolded(lines, name):
        if found := _LINE.fullmatch(text):
            parameters = _parameters(found[3])
            value = "" if is_media else _decoded(found[4], parameters, name, number)
            yield ContentLine(number, (found[1] or "").lower(), found[2].upper(), parameters, value)
        elif text.strip():
            yield ContentLine(number, "", "NOTE", {}, text.strip())


def _unfolded(lines: Iterator[str], name: str) -> Iterator[tuple[int, str, bool]]:
    """Yield each property's first line number, its text, and whether its value is a file."""
    start, text, is_media, is_soft, is_base64 = 0, "", False, False, False
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if is_soft and line.upper() != "END:VCARD":
            text = text[:-1] + line
        elif text and line[:1] in (" ", "\t"):
            text += "" if is_media else line[1:]
        elif is_base64 and _BASE64.fullmatch(line):
            text += "" if is_media else line
        else:
            if text:
                yield start, text, is_media
            start, text = number, line
            upper = text.partition(":")[0].upper()
            is_base64 = "BASE64" in upper or "ENCODING=B" in upper.split(";")
            is_media = upper.partition(";")[0].rpartition(".")[2] in MEDIA and ":" in text
            is_quoted = "QUOTED-PRINTABLE" in upper
        is_soft = bool(text) and is_quoted and line.endswith("=")
        if len(text) >= MOST_CHARACTERS or len(raw) >= MOST_CHARACTERS:
            raise Refused(f"Line {number} of “{name}” is longer than {MOST_CHARACTERS:,} characters.")
    if text:
        yield start, text, is_media


def _parameters(text: str) -> dict[str, list[str]]:
    """Return the values of parameters such as `;TYPE="cell,voice";PREF=1` or, in 2.1, `;CELL;PREF`."""
    found: dict[str, list[str]] = {}
    for part in _PARAMETER.findall(text):
        name, equals, value = part.partition("=")
        if not equals:
            name, value = ("ENCODING" if part.strip().upper() in _ENCODINGS else "TYPE"), part
        name, value = name.strip().upper(), value.replace('"', "").strip()
        found.setdefault(name, []).extend(value.split(",") if name == "TYPE" else [value])
    return found


def _decoded(value: str, parameters: dict[str, list[str]], name: str, number: int) -> str:
    """Return the text of a value in quoted-printable, whose bytes have a character set of their own."""
    if "QUOTED-PRINTABLE" not in (encoding.upper() for encoding in parameters.get("ENCODING", ())):
        return value
    data = quopri.decodestring(value.encode("utf-8", "surrogatepass"))
    charset = (parameters.get("CHARSET") or ["utf-8"])[0]
    try:
        return data.decode(charset)
    except LookupError:
        raise Refused(f"Line {number} of “{name}” has an unknown character set, “{charset[:40]}”.") from None
    except UnicodeError:
        return data.decode("cp1252" if charset.lower() == "utf-8" else charset, "replace")


def split(value: str, separator: str) -> list[str]:
    """Return the parts of a value between separators that are not escaped, each still escaped."""
    if "\\" not in value:
        return value.split(separator)
    parts, at = [""], 0
    while at < len(value):
        step = 2 if value[at] == "\\" else 1
        if value[at] == separator:
            parts.append("")
        else:
            parts[-1] += value[at : at + step]
        at += step
    return parts


def unescaped(value: str, version: str) -> str:
    """Return a value without escapes, and its lines ended by a line feed. In 2.1 a backslash before n is none."""
    escaped = _ESCAPED_21 if version == "2.1" else _ESCAPED
    text = escaped.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if "\\" in value else value
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
