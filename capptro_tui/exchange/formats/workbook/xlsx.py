"""XLSX, row by row. (ECMA-376 part 1, SpreadsheetML)

It is read here and not by a library: a cell is wanted as people see it, and a format such as `0000`, which makes 43 the
customer 0043, is known to no reader that streams. A formula's text stays text, also if it is made of digits.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import FRACTION, SourceRow, Table, TableSource
from capptro_tui.exchange.formats.workbook import number_formats
from capptro_tui.exchange.formats.workbook.archive import MOST_TEXT, ignore, open_archive, parse, parse_all, undamaged
from capptro_tui.exchange.formats.workbook.merges import Merges, read_merges
from capptro_tui.text.patterns import pattern

_MOST_COLUMNS: Final = 16_384
_NOTHING: Final[frozenset[int]] = frozenset()
_ESCAPED = pattern(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class _Workbook:
    """Names, formats and texts that all sheets of a workbook share.

    Attributes:
        sheets: name, part, and whether it is hidden, of each sheet.
        is_1904: whether days are counted from 1904.
        codes: the format code of each cell style.
        strings_part: the part with the shared texts; "" if there is none.
        strings: the shared texts; None until a sheet is read.
        merges: part of a sheet to its merged cells, as far as they were read.
    """

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    is_1904: bool = False
    codes: list[str] = field(default_factory=list)
    strings_part: str = ""
    strings: list[str] | None = None
    merges: dict[str, Merges] = field(default_factory=dict)


def open_xlsx(file: SourceFile) -> TableSource:
    """Open the sheets of a workbook. Raises Refused if it is damaged, encrypted, or has no sheet."""
    with open_archive(file) as archive:
        workbook = _workbook(archive)
    if not workbook.sheets:
        raise Refused(f"“{file.name}” has no sheet with cells. Open it, and save it anew.")
    tables = [
        Table(name, partial(_rows, file, workbook, part), hidden=hidden) for name, part, hidden in workbook.sheets
    ]
    facts = {"sheets": str(len(tables))}
    if hidden := [name for name, _, is_hidden in workbook.sheets if is_hidden]:
        facts["hidden sheets"] = ", ".join(hidden)
    return TableSource(file.path, "xlsx", tuple(tables), facts)


def _workbook(archive: zipfile.ZipFile) -> _Workbook:
    """Read names and parts of the sheets. Each part is found by its relation: programs name them as they like."""
    workbook = _Workbook()
    (main,) = _related(archive, "", "officeDocument").values()
    parts = _related(archive, main, "worksheet")

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            workbook.is_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet" and (part := parts.get(attributes.get("id", ""))):
            is_hidden = attributes.get("state", "visible") != "visible"
            workbook.sheets.append((attributes.get("name", ""), part, is_hidden))

    parse_all(archive, main, start, ignore, ignore)
    for part in _related(archive, main, "styles").values():
        workbook.codes = _format_codes(archive, part)
    workbook.strings_part = next(iter(_related(archive, main, "sharedStrings").values()), "")
    return workbook


def _related(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Return the parts of a kind that a part refers to, by the ids that it has for them. (ECMA-376 part 2, 9.3)"""
    folder, name = posixpath.split(part)
    found: dict[str, str] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("Type", "").endswith(f"/{kind}"):
            target = posixpath.join("/", folder, attributes["Target"].replace("\\", "/"))
            found[attributes["Id"]] = posixpath.normpath(target).lstrip("/")

    parse_all(archive, posixpath.join(folder, "_rels", f"{name}.rels"), start, ignore, ignore)
    return found


def _format_codes(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the format code of each cell style, "" for a plain number."""
    named: dict[int, str] = {}
    codes: list[str] = []
    is_cells = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_cells
        if name == "numFmt":
            named[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            is_cells = True
        elif name == "xf" and is_cells:
            number = int(attributes.get("numFmtId", "0"))
            codes.append(named[number] if number in named else number_formats.built_in(number))

    def end(name: str) -> None:
        nonlocal is_cells
        is_cells = is_cells and name != "cellXfs"

    parse_all(archive, part, start, end, ignore)
    return codes


class _Texts:
    """Collects the shared texts: each is one piece, or several of different looks; readings (rPh) are left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._is_text = False
        self._readings = 0
        self._size = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        """Begin an element."""
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._readings += 1
        elif name == "t":
            self._is_text = not self._readings

    def end(self, name: str) -> None:
        """End an element."""
        if name == "si":
            self.found.append(_unescaped("".join(self._pieces)))
        elif name == "rPh":
            self._readings -= 1
        elif name == "t":
            self._is_text = False

    def characters(self, text: str) -> None:
        """Take a piece of text."""
        if self._is_text:
            self._size += len(text)
            if self._size > MOST_TEXT:
                raise ValueError(self._size)
            self._pieces.append(text)


class _Sheet:
    """Collects the rows of a sheet.

    Attributes:
        rows: complete rows.
    """

    def __init__(self, workbook: _Workbook, merges: Merges) -> None:
        self._merges = merges
        self.rows: deque[SourceRow] = deque()
        self._workbook = workbook
        self._strings = workbook.strings or []
        self._number = 0
        self._cells: list[str] = []
        self._fractions: set[int] = set()
        self._column = 0
        self._type = ""
        self._style = 0
        self._pieces: list[str] = []
        self._is_text = False
        self._readings = 0
        self._size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self._pieces = []
        elif name == "v" or name == "t":
            self._is_text = not self._readings
        elif name == "rPh":
            self._readings += 1
        elif name == "row":
            self._number = int(attributes["r"]) if "r" in attributes else self._number + 1
            self._cells, self._column, self._size = [], 0, 0
            self._fractions = set()

    def end(self, name: str) -> None:
        """End an element."""
        if name == "v" or name == "t":
            self._is_text = False
        elif name == "c":
            if text := self._text("".join(self._pieces)):
                self._cells += [""] * (self._column - 1 - len(self._cells))
                if self._type == "n" and FRACTION.fullmatch(text):
                    self._fractions.add(len(self._cells))
                self._cells.append(text)
        elif name == "row":
            if self._cells:
                merged = self._merges.get(self._number, _NOTHING)
                fractions = frozenset(self._fractions)
                self.rows.append(SourceRow(self._number, tuple(self._cells), fractions, merged=merged))
        elif name == "rPh":
            self._readings -= 1

    def characters(self, text: str) -> None:
        """Take a piece of text."""
        if self._is_text:
            self._size += len(text)
            if self._size > MOST_TEXT:
                raise ValueError(self._size)
            self._pieces.append(text)

    def _text(self, stored: str) -> str:
        """Return the text of the cell as it is shown."""
        if not stored:
            return ""
        match self._type:
            case "s":
                return self._strings[int(stored)]
            case "n":
                codes = self._workbook.codes
                code = codes[self._style] if self._style < len(codes) else ""
                return number_formats.shown(stored, code, is_1904=self._workbook.is_1904)
            case "b":
                return "TRUE" if stored.strip() == "1" else "FALSE"
            case "d":
                return stored.removesuffix("T00:00:00").replace("T", " ")
            case _:
                return _unescaped(stored)


def _rows(file: SourceFile, workbook: _Workbook, part: str) -> Iterator[SourceRow]:
    """Yield the rows of a sheet that have a text."""
    with open_archive(file) as archive, undamaged(file.name):
        if workbook.strings is None:
            texts = _Texts()
            if workbook.strings_part:
                parse_all(archive, workbook.strings_part, texts.start, texts.end, texts.characters)
            workbook.strings = texts.found
        if part not in workbook.merges:
            workbook.merges[part] = read_merges(archive, part)
        sheet = _Sheet(workbook, workbook.merges[part])
        for _ in parse(archive, part, sheet.start, sheet.end, sheet.characters):
            while sheet.rows:
                yield sheet.rows.popleft()


def _column(reference: str) -> int:
    """Return the column of a reference such as `AB12`, from 1. Raises ValueError for one that no sheet has."""
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
        if number > _MOST_COLUMNS:
            raise ValueError(reference)
    if number < 1:
        raise ValueError(reference)
    return number


def _unescaped(text: str) -> str:
    """Return a text without escapes such as `_x000D_`, and with line feeds for line ends. (ECMA-376, 22.9.2.19)"""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")
