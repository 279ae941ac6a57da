"""Tables of web pages, as many web programs export them under the name of a workbook."""

from __future__ import annotations

import pytest

from tests.exchange.formats.conftest import Read, cells, numbers


def test_a_page_named_as_a_workbook_is_a_table(read: Read) -> None:
    page = """<html><head><meta charset=utf-8><style>td { color: red }</style></head><body><p>Report</p><TABLE>
    <thead><tr><th>Name<th>Phone</thead>
    <tr><td>Heron &amp;  Co<script>alert(1)</script></td><td>01632&nbsp;960101<br>ext 2</td></tr>
    <tr></tr><tr><td>0042<td><b>bold</b> text</tr></table></body></html>"""
    source = read(page, "list.xls")
    assert source.format == "html"
    assert cells(source.tables[0]) == [
        ("Name", "Phone"),
        ("Heron & Co", "01632 960101\next 2"),
        ("0042", "bold text"),
    ]
    assert numbers(source.tables[0]) == [1, 2, 4]


def test_cells_that_span_others_keep_the_columns(read: Read) -> None:
    page = """<table><tr><td rowspan=2>a<td colspan=2>b<td>c</tr><tr><td>d<td>e<td>f</tr>
    <tr><td colspan="99999999999999999999">g<td>h</table>"""
    assert cells(read(page).tables[0]) == [("a", "b", "", "c"), ("", "d", "e", "f"), ("g", "h")]


def test_each_table_of_a_page_is_one(read: Read) -> None:
    page = "<table><tr><td>a</td><td><table><tr><td>inner</td></tr></table></td><td>b</td></tr></table><table><tr><td>c"
    source = read(page)
    assert [(table.name, cells(table)) for table in source.tables] == [
        ("Table 1", [("a", "", "b")]),
        ("Table 2", [("inner",)]),
        ("Table 3", [("c",)]),
    ]


@pytest.mark.parametrize("charset", ["windows-1250", "utf-8", "iso-8859-2"])
def test_the_page_says_its_encoding(read: Read, charset: str) -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={charset}"><table><tr><td>Łódź</table>'
    source = read(page.encode(charset))
    assert cells(source.tables[0]) == [("Łódź",)]
    assert source.facts["encoding decided by"] == "the page (charset)"
