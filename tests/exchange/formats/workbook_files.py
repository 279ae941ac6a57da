"""Workbooks for tests, made without a program for spreadsheets."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence

import xlsxwriter
from xlsxwriter.workbook import Workbook

ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


def xlsx(fill: Callable[[Workbook], object]) -> bytes:
    """Return a workbook that a function fills."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        fill(workbook)
    return content.getvalue()


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a workbook of which one part is changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return result.getvalue()


def ods(tables: str, styles: str = "", *, manifest: str = "") -> bytes:
    """Return a workbook of OpenDocument with some tables in XML."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        inner = f"<office:automatic-styles>{styles}</office:automatic-styles>{body}"
        archive.writestr("content.xml", f"<office:document-content {ODS_SPACES}>{inner}</office:document-content>")
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return content.getvalue()


def xls(
    rows: Sequence[Sequence[str | float]],
    *,
    date_columns: Sequence[int] = (),
    is_hidden: bool = False,
    merges: Sequence[tuple[int, int, int, int]] = (),
) -> bytes:
    """Return a workbook of Excel 97: one sheet of texts and numbers. (MS-XLS)

    Args:
        rows: texts and numbers.
        date_columns: columns whose numbers are dates.
        is_hidden: whether the sheet is hidden.
        merges: first and last row, first and last column of merged cells, from 0.
    """
    formats = b"".join(_record(0x00E0, struct.pack("<HHHH12x", 0, code, 0, 0)) for code in (0, 14))
    name = b"Customers"
    cells = b"".join(
        _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le"))
        if isinstance(value, str)
        else _record(0x0203, struct.pack("<HHHd", row, column, 1 if column in date_columns else 0, value))
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
    )
    begin, end = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6), _record(0x000A, b"")
    merged = struct.pack("<H", len(merges)) + b"".join(struct.pack("<4H", *one) for one in merges)
    sheet = _record(0x0809, begin[:2] + b"\x10\0" + begin[4:]) + cells + _record(0x00E5, merged) + end
    start = len(_record(0x0809, begin)) + len(formats) + 4 + 8 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IBBBB", start, int(is_hidden), 0, len(name), 0) + name)
    return _compound_file(_record(0x0809, begin) + formats + bound + end + sheet)


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _compound_file(stream: bytes) -> bytes:
    """Return a compound file with the stream of a workbook. (MS-CFB, version 3)"""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    free, last, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [fat_mark, last, *range(3, 2 + count), last]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<10I108I", 0, 1, 1, 0, 4096, last, 0, last, 0, 0, *[free] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        links = struct.pack("<HBBIII36xIQ", len(text) if name else 0, kind, 1, free, free, child, start, size)
        return (text if name else b"").ljust(64, b"\0") + links

    root, book = entry("Root Entry", 5, 1, last, 0), entry("Workbook", 2, free, 2, len(stream))
    return header + fat + root + book + entry("", 0, free, 0, 0) * 2 + stream
