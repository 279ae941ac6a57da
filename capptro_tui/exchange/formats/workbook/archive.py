"""The zip archive of a workbook and the XML in it, read without trust: bounded in size, without entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from xml.parsers import expat

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile

_MOST_BYTES: Final = 4 << 30
"""Most bytes of all parts unpacked. A sheet with the most rows there can be has about two gigabytes."""

_MOST_RATIO: Final = 300
_SMALL: Final = 64 << 20
"""Size unpacked below which nothing is a bomb. Sheets are packed to about a tenth of their size."""

_MOST_PARTS: Final = 20_000
_CHUNK: Final = 1 << 18

MOST_TEXT: Final = 200_000_000
"""Most characters of one row, and of the texts that all sheets share."""

Start = Callable[[str, dict[str, str]], None]
"""Is called with the local name of an element that begins, and its attributes without their prefixes."""

End = Callable[[str], None]
Characters = Callable[[str], None]


@contextmanager
def open_archive(file: SourceFile) -> Iterator[zipfile.ZipFile]:
    """Open the archive of a workbook, whose sizes are checked first.

    Raises:
        Refused: it is a zip bomb, or damaged.
    """
    with file.open() as opened, undamaged(file.name), zipfile.ZipFile(opened) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if len(parts) > _MOST_PARTS or size > _MOST_BYTES or size > max(_SMALL, file.size * _MOST_RATIO):
            raise Refused(
                f"“{file.name}” would unpack to {size >> 20:,} MB, which no real workbook of its size does. "
                "It is not opened."
            )
        if any(part.flag_bits & 1 for part in parts):
            raise Refused(f"“{file.name}” is encrypted. Save it without a password, and import that.")
        yield archive


@contextmanager
def undamaged(name: str) -> Iterator[None]:
    """Say that a workbook is damaged. Raises Refused instead of the errors of zip and XML."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError) as error:
        raise Refused(f"“{name}” is damaged ({_reason(error)}). Open it, save it anew, and import that.") from None
    except (EOFError, IndexError, KeyError, NotImplementedError, RuntimeError, UnicodeError, ValueError):
        raise Refused(f"“{name}” is damaged. Open it, save it anew, and import that.") from None


def parse(archive: zipfile.ZipFile, part: str, start: Start, end: End, characters: Characters) -> Iterator[None]:
    """Parse a part, with a pause after each piece of it in which what has been found can be taken.

    Raises:
        expat.ExpatError: it is no XML.
        Refused: it declares entities, which could be made to grow without end or to read other files.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    locals_: dict[str, str] = {}

    def local(name: str) -> str:
        if (found := locals_.get(name)) is None:
            found = locals_[name] = name.rpartition(" ")[2]
        return found

    def begin(name: str, found: dict[str, str]) -> None:
        if " " in "".join(found):  # most have no prefix, and there is one of these for each cell
            found = {local(key): value for key, value in found.items()}
        start(local(name), found)

    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: end(local(name))
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_entities
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield


def parse_all(archive: zipfile.ZipFile, part: str, start: Start, end: End, characters: Characters) -> None:
    """Parse a part to its end. Raises what `parse` raises."""
    for _ in parse(archive, part, start, end, characters):
        pass


def ignore(_: str) -> None:
    """Do nothing with an element or a text."""


def _refuse_entities(*_: object) -> None:
    raise Refused("The workbook has a document type, which no spreadsheet program writes. It is not opened.")


def _reason(error: Exception) -> str:
    return "its XML is cut off or broken" if isinstance(error, expat.ExpatError) else "its zip archive is broken"
