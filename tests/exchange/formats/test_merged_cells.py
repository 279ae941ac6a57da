"""Cells that are merged downwards: in every format that has them, a company stands beside all of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from xlsxwriter.workbook import Workbook

from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED

from .conftest import Read
from .workbook_files import ods, xls, xlsx

ROWS = (
    ("My customers", "", "", ""),
    ("Company", "First name", "Last name", "Town"),
    ("Heron Ltd", "Jo", "Bloggs", "Leeds"),
    ("", "Sam", "Poe", ""),
    ("", "Al", "Egg", ""),
    ("Ibis Ltd", "Di", "Fox", "York"),
)
"""`Heron Ltd` is merged with the cell below it, `Leeds` with the two below it, the title with the cells beside it."""


def as_xlsx() -> bytes:
    """Return the rows as XLSX."""

    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("Customers")
        for row, cells in enumerate(ROWS):
            sheet.write_row(row, 0, cells)
        sheet.merge_range("A1:D1", ROWS[0][0])
        sheet.merge_range("A3:A4", ROWS[2][0])
        sheet.merge_range("D3:D5", ROWS[2][3])

    return xlsx(fill)


def as_xls() -> bytes:
    """Return the rows as XLS."""
    return xls(ROWS, merges=[(0, 0, 0, 3), (2, 3, 0, 0), (2, 4, 3, 3)])


def as_ods() -> bytes:
    """Return the rows as ODS."""
    spans = {
        (0, 0): 'table:number-columns-spanned="4"',
        (2, 0): 'table:number-rows-spanned="2" table:number-columns-spanned="1"',
        (2, 3): 'table:number-rows-spanned="3"',
    }
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell {spans.get((row, column), '')}><text:p>{cell}</text:p></table:table-cell>"
            if cell
            else "<table:covered-table-cell/>"
            for column, cell in enumerate(cells)
        )
        + "</table:table-row>"
        for row, cells in enumerate(ROWS)
    )
    return ods(f'<table:table table:name="S">{rows}</table:table>')


def as_html() -> bytes:
    """Return the rows as a web page."""
    return (
        b"<table><tr><td colspan=4>My customers</td></tr>"
        b"<tr><th>Company<th>First name<th>Last name<th>Town</tr>"
        b"<tr><td rowspan=2>Heron Ltd<td>Jo<td>Bloggs<td rowspan=3>Leeds</tr>"
        b"<tr><td>Sam<td>Poe</tr><tr><td><td>Al<td>Egg</tr>"
        b"<tr><td>Ibis Ltd<td>Di<td>Fox<td>York</tr></table>"
    )


@pytest.mark.parametrize("content", [as_xlsx, as_xls, as_ods, as_html])
def test_a_merged_cell_stands_for_all_of_its_rows(read: Read, content: Callable[[], bytes]) -> None:
    table = read(content(), "list.xls").tables[0]
    merged = [(row.number, sorted(row.merged)) for row in table.rows() if row.merged]
    assert merged == [(4, [0, 3]), (5, [3])]
    plan = understand(SHIPPED, Customer, table)
    found = [
        (one.values["name"], one.values.get("billing_city"), [part["first_name"] for part in one.parts["contact"]])
        if "contact" in one.parts
        else (one.values["name"], one.values.get("billing_city"), [])
        for one in plan.records(table)
    ]
    assert found == [("Heron Ltd", "Leeds", ["Jo", "Sam"]), ("Al Egg", "Leeds", []), ("Ibis Ltd", "York", ["Di"])]
