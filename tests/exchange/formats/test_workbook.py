"""Workbooks: cells as people see them, sheets with their names, and hostile archives refused unopened."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.workbook import Workbook

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.workbook import ods as ods_module
from capptro_tui.exchange.formats.workbook import xls as xls_module
from capptro_tui.exchange.formats.workbook import xlsx as xlsx_module
from tests.exchange.formats.conftest import Read, cells, numbers
from tests.exchange.formats.workbook_files import changed, ods, xls, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def one_sheet(rows: list[list[Any]], code: str = "") -> bytes:
    """Return a workbook with one sheet, whose cells have one number format."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet("Customers")
        style = workbook.add_format({"num_format": code}) if code else None
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, style)

    return xlsx(fill)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (43, "0000", "0043"),
        (12345, "0000", "12345"),
        (1632960142, "00000 000000", "01632 960142"),
        (6095550191, "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "(609) 555-0191"),
        (5550191, "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "555-0191"),
        (123456789, "000\\-00\\-0000", "123-45-6789"),
        (102030405, '0#" "##" "##" "##" "##', "01 02 03 04 05"),
        (7, '"C-"0000', "C-0007"),
        (8699, "00000", "08699"),
        (7700900142, "General", "7700900142"),
        (447700900141, "0.00E+00", "447700900141"),
        (1234.5, "#,##0.00 €", "1234.5"),
        (1200, "#,##0", "1200"),
        (0.1 + 0.2, "0.00", "0.3"),
        (0.175, "0%", "17.5%"),
        (-43, "0000", "-43"),
        (43774, "dd/mm/yyyy", "2019-11-05"),
        (43774.5, "dd/mm/yyyy", "2019-11-05"),
        (43774.604167, "yyyy-mm-dd hh:mm", "2019-11-05 14:30"),
        (43774, "[$-407]d. mmmm yyyy;@", "2019-11-05"),
        (43774, "mmm-yy", "2019-11-05"),
        (0.604167, "h:mm AM/PM", "14:30"),
        (1.5, "[h]:mm", "36:00"),
        (60, "yyyy-mm-dd", "60"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-5, "yyyy-mm-dd", "-5"),
        (43774, '"day "0000', "day 43774"),
    ],
)
def test_a_number_is_read_as_it_is_shown(read: Read, value: float, code: str, shown: str) -> None:
    assert cells(read(one_sheet([[value]], code), "list.xlsx").tables[0]) == [(shown,)]


def test_a_built_in_date_format_is_a_date(read: Read) -> None:
    def fill(workbook: Workbook) -> None:
        style = workbook.add_format()
        style.set_num_format(14)
        workbook.add_worksheet().write(0, 0, 43774, style)

    assert cells(read(xlsx(fill), "list.xlsx").tables[0]) == [("2019-11-05",)]


def test_days_from_1904_are_the_same_days(read: Read) -> None:
    counted = one_sheet([[42312]], "yyyy-mm-dd")
    content = changed(counted, "xl/workbook.xml", lambda text: text.replace("<workbookPr", '<workbookPr date1904="1"'))
    assert cells(read(content, "list.xlsx").tables[0]) == [("2019-11-05",)]


def test_text_stays_text(read: Read) -> None:
    """Also digits, formulas and line breaks; rows that nobody wrote into have no cells."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet()
        for column, text in enumerate(["0042", "=1+1", "Top\r\nflat", "  x ", "_x0041_"], 1):
            sheet.write_string(1, column, text)
        sheet.write_formula(3, 0, '="0100"', None, "0100")
        sheet.write_formula(3, 1, "=A1*2", None, 84)
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 3, "=1=1", None, True)
        sheet.write_formula(3, 4, '=""', None, "")
        sheet.write_boolean(3, 5, False)
        sheet.write_rich_string(4, 0, "Acme ", workbook.add_format({"bold": True}), "Ltd")
        sheet.write_blank(5, 0, None, workbook.add_format({"bold": True}))

    table = read(xlsx(fill), "list.xlsx").tables[0]
    assert numbers(table) == [2, 4, 5]
    assert cells(table) == [
        ("", "0042", "=1+1", "Top\nflat", "  x ", "_x0041_"),
        ("0100", "84", "#DIV/0!", "TRUE", "", "FALSE"),
        ("Acme Ltd",),
    ]


def test_sheets_keep_names_and_order_and_hidden_ones_are_marked(read: Read) -> None:
    def fill(workbook: Workbook) -> None:
        for name in ("Notes", "Customers", "Old", "Secret"):
            workbook.add_worksheet(name).write(0, 0, name)
        workbook.add_chartsheet("Chart")
        workbook.get_worksheet_by_name("Old").hide()
        workbook.get_worksheet_by_name("Secret").very_hidden()

    source = read(xlsx(fill), "list.xlsx")
    assert [(table.name, table.hidden) for table in source.tables] == [
        ("Notes", False),
        ("Customers", False),
        ("Old", True),
        ("Secret", True),
    ]
    assert [cells(table) for table in source.tables] == [[("Notes",)], [("Customers",)], [("Old",)], [("Secret",)]]
    assert source.facts == {"sheets": "4", "hidden sheets": "Old, Secret"}


def test_hidden_rows_and_merged_cells_are_read(read: Read) -> None:
    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:C1", "Customers")
        sheet.write_row(1, 0, ["Acme", "Leeds", "x"])
        sheet.set_row(1, None, None, {"hidden": True})

    assert cells(read(xlsx(fill), "list.xlsx").tables[0]) == [("Customers",), ("Acme", "Leeds", "x")]


def test_parts_are_found_whatever_their_names(read: Read) -> None:
    """Some programs name them differently; only their relations are sure."""
    names = {
        "xl/workbook.xml": "xl/book2.xml",
        "xl/_rels/workbook.xml.rels": "xl/_rels/book2.xml.rels",
        "xl/sharedStrings.xml": "xl/texts.xml",
        "xl/styles.xml": "xl/looks.xml",
        SHEET: "xl/worksheets/first.xml",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(one_sheet([["Acme", 43]], "0000"))) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for before, after in names.items():
                text = text.replace(before, after).replace(before.removeprefix("xl/"), after.removeprefix("xl/"))
            new.writestr(names.get(name, name), text)
    assert cells(read(content.getvalue(), "list.xlsx").tables[0]) == [("Acme", "0043")]


def test_readings_of_japanese_are_no_part_of_a_text(read: Read) -> None:
    content = changed(
        one_sheet([["東京"]]),
        "xl/sharedStrings.xml",
        lambda text: text.replace("</t>", "</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh>"),
    )
    assert cells(read(content, "list.xlsx").tables[0]) == [("東京",)]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    content = changed(one_sheet([["x"]]), SHEET, lambda text: text + " " * (100 << 20))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("a part was unpacked"))
    with pytest.raises(Refused, match="would unpack to 100 MB"):
        read(content, "list.xlsx")


@pytest.mark.parametrize("part", ["shared texts", "cells"])
def test_more_text_than_a_computer_holds_is_refused(read: Read, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    for module in (xlsx_module, ods_module):
        monkeypatch.setattr(module, "MOST_TEXT", 1000)
    content = one_sheet([["x" * 600], ["y" * 600]])
    if part == "cells":
        content = ods(
            f"<table:table><table:table-row>{'<table:table-cell><text:p>' + 'x' * 1001}</text:p>"
            "</table:table-cell></table:table-row></table:table>"
        )
    with pytest.raises(Refused, match="is damaged"):
        list(read(content).tables[0].rows())


def test_entities_are_refused(read: Read) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for part in (SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"):
        content = changed(
            one_sheet([["x"]]), part, lambda text: text.replace("?>", f"?>{doctype}", 1).replace("x</t>", "&b;</t>")
        )
        with pytest.raises(Refused, match="document type"):
            list(read(content, "list.xlsx").tables[0].rows())


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "</worksheet>", ""),
        (SHEET, "<v>0</v>", "<v>7</v>"),
        (SHEET, 'r="A1"', 'r="ZZZZ1"'),
        (SHEET, 'r="A1"', 'r="1"'),
        (SHEET, '<row r="1"', '<row r="one"'),
        ("xl/workbook.xml", "<sheets>", "<sheets"),
    ],
)
def test_a_damaged_workbook_is_refused(read: Read, part: str, old: str, new: str) -> None:
    content = changed(one_sheet([["x"]]), part, lambda text: text.replace(old, new))
    assert content != one_sheet([["x"]])
    with pytest.raises(Refused, match="is damaged"):
        list(read(content, "list.xlsx").tables[0].rows())


def test_a_workbook_that_is_cut_off_is_refused(read: Read) -> None:
    content = one_sheet([["x" * 1000]])
    for length in range(100, len(content), 500):
        with pytest.raises(Refused, match="damaged"):
            read(content[:length], "list.xlsx")


ROWS = """<table:table table:name="Customers" table:style-name="{style}">
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/>
</table:table-row>
<table:table-row>
<table:table-cell office:value-type="float" office:value="43"><text:p>0043</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1632960142"><text:p>01632 960142</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1234567.5"><text:p>1,234,568</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2019-11-05"><text:p>5.11.19</text:p></table:table-cell>
<table:table-cell office:value-type="percentage" office:value="0.175"><text:p>17.5%</text:p></table:table-cell>
<table:table-cell/>
<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>
<text:p>Top<text:s text:c="2"/>flat</text:p><text:p>Leeds<text:line-break/>UK</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>y</text:p>
</table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>
</table:table-row></table:table>"""


def test_opendocument_is_read_as_it_is_shown(read: Read) -> None:
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    source = read(ods(ROWS.format(style="v") + ROWS.format(style="h"), hidden), "list.ods")
    assert source.format == "ods"
    assert [table.hidden for table in source.tables] == [False, True]
    for table in source.tables:
        assert numbers(table) == [3, 4, 5]
        assert cells(table) == [
            *[("0043", "01632 960142", "1234567.5", "2019-11-05", "17.5%", "", "Top  flat\nLeeds\nUK", "x", "x")],
            *[("y",)] * 2,
        ]


def test_an_encrypted_or_damaged_opendocument_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match="is encrypted"):
        read(ods("", manifest="<manifest:encryption-data/>"), "list.ods")
    with pytest.raises(Refused, match="has no sheet"):
        read(ods(""), "list.ods")
    with pytest.raises(Refused, match="is damaged"):
        read(ods("<table:table>"), "list.ods")


def test_an_old_workbook_is_read_and_its_limits_are_said(read: Read) -> None:
    rows = [["Name", "No", "Since"], ["Café Ltd", 7700900142.0, 43774.0], ["Bolt", 0.5, 43774.5]]
    content = xls(rows, date_columns=[2])
    source = read(content, "list.xls")
    assert source.format == "xls"
    assert [table.name for table in source.tables] == ["Customers"]
    assert cells(source.tables[0]) == [
        ("Name", "No", "Since"),
        ("Café Ltd", "7700900142", "2019-11-05"),
        ("Bolt", "0.5", "2019-11-05 12:00"),
    ]
    assert "without their formats" in source.facts["numbers"]
    assert read(xls([["x"]], is_hidden=True), "list.xls").tables[0].hidden


def test_a_damaged_old_workbook_is_refused(read: Read) -> None:
    content = xls([["Name", "No"], ["Acme", 1.0]])
    for length in (600, 1000, 1600):
        with pytest.raises(Refused):
            list(read(content[:length], "list.xls", format="xls").tables[0].rows())


def test_a_workbook_of_another_day_type_is_iso(read: Read) -> None:
    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet()
        style = workbook.add_format({"num_format": "d mmm yyyy hh:mm"})
        sheet.write_datetime(0, 0, datetime(2026, 2, 3, 9, 5), style)
        sheet.write_datetime(0, 1, date(2026, 2, 3), workbook.add_format({"num_format": "d mmm yyyy"}))

    assert cells(read(xlsx(fill), "list.xlsx").tables[0]) == [("2026-02-03 09:05", "2026-02-03")]


def test_a_workbook_with_a_wrong_name_is_read(read: Read) -> None:
    assert cells(read(one_sheet([["x"]]), "list.csv").tables[0]) == [("x",)]
    assert zipfile.is_zipfile(io.BytesIO(one_sheet([["x"]])))


def test_an_old_workbook_that_ends_its_reader_leaves_the_desk_running(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some damage makes the library abort its process, after rows that it has given."""
    program = tmp_path / "aborts.py"
    program.write_text(
        "import os\nprint('[\"Customers\", false]', flush=True)\nprint('[1', end='', flush=True)\nos.abort()\n"
    )
    monkeypatch.setattr(xls_module, "_PROGRAM", program)
    with pytest.raises(Refused, match="is damaged, or no workbook"):
        read(xls([["x"]]), "list.xls")


def test_reading_an_old_workbook_can_be_given_up(read: Read) -> None:
    rows = read(xls([["x"], ["y"]] * 30), "list.xls").tables[0].rows()
    assert next(rows).cells == ("x",)
    rows.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "row",
    [
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>",
        '<table:table-row table:number-rows-repeated="999999999">'
        "<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>" * 12,
        '<table:table-row><table:table-cell table:number-columns-repeated="9999"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>" * 1001,
    ],
)
def test_cells_that_are_repeated_without_end_are_refused(read: Read, row: str) -> None:
    """A few bytes may stand for all cells of a sheet, many times over."""
    table = read(ods(f'<table:table table:name="S">{row}</table:table>'), "list.ods").tables[0]
    with pytest.raises(Refused, match="repeats more than"):
        for _ in table.rows():
            pass
