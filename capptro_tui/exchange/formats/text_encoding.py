"""The encoding of a text file: from its byte order mark, else UTF-8 if all of it is, else that of DOS (cp850) if its
letters are there, else Windows (cp1252).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.text.patterns import pattern

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 4096

_SEQUENCE = pattern(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A character of UTF-8 beyond ASCII."""

_DOS_LETTER = pattern(rb"(?<=[A-Za-z])[\x81\x82\x84\x85\x87\x93-\x95\xa2-\xa4](?=[a-z])")
"""A letter of cp850 inside a word. In cp1252 the byte is a sign such as `„`, which no word has inside, or nothing."""

_OTHER_LETTER = pattern(rb"(?<=[A-Za-z])[\x88-\x8a\x8d-\x8f\x9a\x9f\xc0-\xd6\xd8-\xf6\xf8-\xff](?=[a-z])")
"""A letter of cp1252 or of an old Macintosh inside a word."""

_FEWEST_FITTING: Final = 16
"""Bytes of such characters below which a text may be of another encoding by chance."""

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks. That of UTF-32 begins with that of UTF-16."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text and its encoding.

    Attributes:
        file: the file.
        encoding: name of its encoding, as people may choose it.
        reason: why it has this encoding.
    """

    file: SourceFile
    encoding: str
    reason: str

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.file.name

    @property
    def facts(self) -> dict[str, str]:
        """The encoding and its reason, for people."""
        return {"encoding": self.encoding, "encoding decided by": self.reason}

    @contextmanager
    def open(self) -> Iterator[io.TextIOWrapper]:
        """Open it as text without a byte order mark, with the ends of its lines as they are. Raises Refused."""
        with self.file.open() as file:
            text = io.TextIOWrapper(file, encoding=_codec(self.encoding), newline="")
            try:
                yield text
            except UnicodeError:
                raise Refused(f"“{self.name}” is not {self.encoding} to its end. Choose another encoding.") from None
            finally:
                if not file.closed:
                    text.detach()

    def head(self, length: int) -> str:
        """Return its first characters."""
        with self.open() as text:
            return text.read(length)


def open_text(file: SourceFile, chosen: str = "") -> TextFile:
    """Decide the encoding of a file.

    Args:
        file: the file. All of it is read once.
        chosen: the encoding that a person has chosen; "" to decide it.

    Raises:
        Refused: the encoding is unknown, or the file has bytes that are no characters in it.
    """
    if chosen:
        return _as_chosen(file, chosen)
    head = file.head(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _checked(file, name, "byte order mark")
    if name := _unmarked_utf_16(head):
        return _checked(file, name, "every second byte is zero")
    line = _first_misfit(file, "utf-8")
    if not line:
        return TextFile(file, "utf-8", "all of it is UTF-8")
    if _is_mostly_utf_8(file):
        raise Refused(
            f"Row {line} of “{file.name}” is not UTF-8, but the other rows are: it is damaged there. "
            "Export it again, or choose its encoding."
        )
    if _is_of_dos(file):
        return TextFile(file, "cp850", f"line {line} is not UTF-8, and has letters as DOS wrote them")
    if misfit := _first_misfit(file, "cp1252"):
        raise Refused(
            f"Row {misfit} of “{file.name}” is neither UTF-8 nor Windows text (cp1252). "
            "Choose its encoding, such as cp1250, cp850, mac-roman or shift-jis."
        )
    return TextFile(file, "cp1252", f"line {line} is not UTF-8")


def _as_chosen(file: SourceFile, chosen: str) -> TextFile:
    try:
        name = codecs.lookup(chosen.strip()).name
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # refuses codecs that are not of text
    except (LookupError, ValueError):
        raise Refused(
            f"“{chosen[:40]}” is no known encoding; known are, for example, utf-8, utf-16, cp1252 and cp1250."
        ) from None
    return _checked(file, name, "chosen")


def _checked(file: SourceFile, name: str, reason: str) -> TextFile:
    if line := _first_misfit(file, name):
        raise Refused(f"Row {line} of “{file.name}” is not {name}: it is damaged, or has another encoding.")
    return TextFile(file, name, reason)


def _codec(name: str) -> str:
    return "utf-8-sig" if name == "utf-8" else name


def _unmarked_utf_16(head: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, "" for other text: Western text has a zero in each pair."""
    pairs = len(head) // 2
    for name, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if pairs and zeros.count(0) * 2 > pairs and others.count(0) * 20 < pairs:
            return name
    return ""


def _is_mostly_utf_8(file: SourceFile) -> bool:
    """Whether nearly all characters beyond ASCII are UTF-8. In other encodings such sequences are rare."""
    sample = file.head(_CHUNK)
    beyond = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    fitting = sum(len(found[0]) for found in _SEQUENCE.finditer(sample))
    return fitting >= _FEWEST_FITTING and fitting * 10 >= beyond * 9


def _is_of_dos(file: SourceFile) -> bool:
    """Whether words have letters of cp850 inside, and more of them than letters of other encodings."""
    sample = file.head(_CHUNK)
    return sum(1 for _ in _DOS_LETTER.finditer(sample)) > sum(1 for _ in _OTHER_LETTER.finditer(sample))


def _first_misfit(file: SourceFile, name: str) -> int:
    """Return the line with the first bytes that an encoding has no characters for; 0 if there are none."""
    decoder = codecs.getincrementaldecoder(_codec(name))()
    line = 1
    with file.open() as opened:
        while True:
            chunk = opened.read(_CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            except UnicodeError:
                return line
            if not chunk:
                return 0
