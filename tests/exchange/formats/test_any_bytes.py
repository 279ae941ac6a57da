"""Whatever the bytes are, they are read or refused in plain sentences; nothing else is ever raised."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.formats.sniffing import FORMATS
from tests.exchange.formats.conftest import Read, cells
from tests.exchange.formats.workbook_files import ods, xls, xlsx

BEGINNINGS = {
    "csv": b'Name;"City"\r\n"A\nB",',
    "vcard": b"BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUOTED-PRINTABLE:=C3=\r\n=A9\r\nTEL;CELL:1\r\nEND:VCARD\r\n",
    "iif": b"!CUSTNAMEDICT\tINDEX\tLABEL\n!CUST\tNAME\nCUST\tAcme\n",
    "json": b'[{"a": [1, "x\\u0041"], "b": {"c": null}}, {"a": 2}]',
    "jsonl": b'{"a": 1}\n{"a": "2"}\n',
    "html": b"<table><tr><td colspan=2>a&amp;b</td></tr></table>",
    "xlsx": xlsx(lambda workbook: workbook.add_worksheet().write_row(0, 0, ["Acme", 42, "=1"])),
    "ods": ods('<table:table table:name="a"><table:table-row><table:table-cell/></table:table-row></table:table>'),
    "xls": xls([["Name", "No"], ["Acme", 42.0]]),
}


def check(tmp_path_factory: pytest.TempPathFactory, content: bytes, **chosen: str) -> None:
    """Read a file to its end, or see it refused with a sentence."""
    path = tmp_path_factory.mktemp("any") / "list"
    path.write_bytes(content)
    said = ""
    try:
        for table in open_source(path, **chosen).tables:
            for row in table.rows():
                assert row.number >= 1
                assert all(isinstance(cell, str) for cell in row.cells)
    except Refused as refused:
        said = str(refused)
    assert not said or ((said[0].isupper() or said[0] == "“") and said.endswith("."))


@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    check(tmp_path_factory, content)


@pytest.mark.parametrize("format", FORMATS)
@given(content=st.binary(max_size=200))
def test_any_bytes_as_any_format(tmp_path_factory: pytest.TempPathFactory, format: str, content: bytes) -> None:
    check(tmp_path_factory, content, format=format)


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_a_real_file_with_damage(tmp_path_factory: pytest.TempPathFactory, format: str, data: st.DataObject) -> None:
    """Some bytes are replaced, or the end is missing."""
    content = bytearray(BEGINNINGS[format])
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    check(tmp_path_factory, bytes(content[: data.draw(st.integers(1, len(content)))]))


HOSTILE = [
    *("=cmd|' /C calc'!A0", "'; DROP TABLE customers; --", "[link=x]", "\x1b[31mred", "\u202eevil", "\u200b"),
    *("Ω≈ç√∫", "\ufdfd", "\u2028x", "\x85y", "田中さん", "👩‍👩‍👧"),
]


def test_hostile_text_is_text(read: Read) -> None:
    quoted = "\n".join('"' + text.replace('"', '""') + '",x' for text in HOSTILE)
    assert [row[0] for row in cells(read(f"Name,Note\n{quoted}\n", format="csv").tables[0])[1:]] == HOSTILE
    lines = "\n".join(json.dumps({"name": text}) for text in HOSTILE)
    assert [row[0] for row in cells(read(lines, format="jsonl").tables[0])] == HOSTILE
