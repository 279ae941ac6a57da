"""XLSX, read back by another program: numbers are numbers, days are days, identifiers text, and nothing is cut."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.exporting import xlsx_files
from capptro_tui.exchange.exporting.exporting import ExportRequest, write_binary
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.search.snapshot import outside_the_trash
from tests.exchange.exporting.support import FORMULAS, NAMES, book_of, fill_hostile, under
from tests.support import Fill, add, add_customer, add_work_item, raw

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def sheet_of(database: Database, *what: object, **how: object) -> list[list[object]]:
    """The one sheet of an export."""
    sheets, _ = book_of(database, *what, **how)  # type: ignore[arg-type]
    [rows] = sheets.values()
    return rows


NOT_IN_THE_SAMPLE = ("attachment",)


def test_every_record_type_can_be_read(sample: Database) -> None:
    """A row for each record, under labels."""
    for record in SHIPPED.numbered:
        rows = sheet_of(sample, record)
        count = len(Listing(sample, record).rows(0, 10_000))
        assert len(rows) - 1 == len(sheet_of(sample, record, raw=True)) - 1 == count
        assert (count == 0) == (record.info.name in NOT_IN_THE_SAMPLE)
        assert rows[0][0] == "Number"


def test_numbers_days_and_identifiers(database: Database) -> None:
    """Each cell has the kind of its field; a spreadsheet can add up the amounts and sort the days."""
    customer = add_customer(
        database, "Müller", currency="KWD", phone="01632 960123", billing_postcode="01234", external_id="007",
        billing_lat=51.5,
    )  # fmt: skip
    add(database, Payment, customer_id=customer, amount="1250.125", day="2026-03-31")
    add_work_item(database, customer, scheduled_start="2026-12-01 8:00")
    rows = sheet_of(database, Customer)
    found = {header: under(header, rows)[0] for header in rows[0]}
    assert found["Number"] == "C-000001"
    assert found["Phone"] == "01632 960123"
    assert found["Billing postcode"] == "01234"
    assert found["External ID"] == "007"
    assert found["Billing latitude"] == 51.5
    assert found["Balance"] == -1250.125
    assert found["Created"] == datetime(2026, 3, 16, 9, 0)
    assert found["Created by"] == "Ann Example"
    payments = sheet_of(database, Payment)
    assert under("Amount", payments) == [1250.125]
    assert under("Date", payments) == [date(2026, 3, 31)]
    assert under("Start", sheet_of(database, WorkItem)) == [datetime(2026, 12, 1, 8, 0)]


def test_hostile_names_come_back(filled: Callable[[Fill], Database]) -> None:
    """Exactly, but for what XML cannot hold, which is said; none is a formula or a link."""
    sheets, done = book_of(filled(fill_hostile), Customer)
    cells = under("Name", sheets["Customers"])
    assert cells == [ILLEGAL.sub("\ufffd", name) for name in NAMES]
    assert set(FORMULAS) <= set(cells)
    count = 2 * sum(bool(ILLEGAL.search(name)) for name in NAMES)
    assert count > 0
    [said] = done.notices
    assert said.startswith(f"{count} cells have characters that a spreadsheet cannot hold")
    assert "C-0000" in said


def test_a_formula_stays_text_when_it_is_edited(database: Database) -> None:
    """The cell has Excel's own apostrophe, which is no part of the value."""
    add_customer(database, "=1+1")
    add_customer(database, "Plain")
    file = io.BytesIO()
    write_binary(file, database, ExportRequest(outside_the_trash(Customer), "xlsx", ["name"]), lambda _: None)
    with zipfile.ZipFile(file) as parts:
        sheet, styles = parts.read("xl/worksheets/sheet1.xml").decode(), parts.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert styles.count('quotePrefix="1"') == 1
    assert re.search(r'<c r="A2" s="\d+" t="inlineStr">', sheet)
    assert '<c r="A3" t="inlineStr">' in sheet


def test_raw_is_text_in_the_exact_form(sample: Database) -> None:
    """Under field names; a number keeps its decimals."""
    rows = sheet_of(sample, Order, raw=True)
    assert rows[0][:4] == ["number", "version", "customer", "customer.title"]
    assert all(isinstance(cell, str) for row in rows for cell in row)
    assert under("total", rows)[:2] == ["115.20", "172.80"]
    assert under("day", rows)[0] == sample.select("SELECT day FROM 'order' WHERE id = 1")[0]["day"]


def test_more_records_than_a_sheet_holds(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is on more sheets, each with its header, and it is said."""
    monkeypatch.setattr(xlsx_files, "MOST_ROWS", 4)
    for count in range(7):
        add_customer(database, f"Customer {count}")
    sheets, done = book_of(database, Customer, ["name"])
    assert {name: [row[0] for row in rows] for name, rows in sheets.items()} == {
        "Customers": ["Name", "Customer 0", "Customer 1", "Customer 2"],
        "Customers 2": ["Name", "Customer 3", "Customer 4", "Customer 5"],
        "Customers 3": ["Name", "Customer 6"],
    }
    assert done.notices == ["A sheet holds 3 records; the file has 3 sheets: Customers, Customers 2, Customers 3."]


def test_a_text_that_no_cell_holds_is_refused(database: Database) -> None:
    """With the record, the field and what to do; a signs beyond 16 bits counts as two, as it does in Excel."""
    polygon = '{"type": "Polygon", "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 52], [0, 51]]]}'
    add(database, Geofence, customer_id=add_customer(database), name="Yard", shape="polygon", polygon=polygon)
    for text, is_too_long in (("x" * 32_767, False), ("x" * 32_768, True), ("😀" * 16_384, True)):
        raw(database.path, "UPDATE geofence SET polygon = ? WHERE id = 1", text)
        if is_too_long:
            with pytest.raises(Refused, match=r"G-000001, Polygon, has 32,768 characters; .* CSV or JSON"):
                book_of(database, Geofence)
            assert len(sheet_of(database, Geofence, ["name"])) == 2
        else:
            assert under("Polygon", sheet_of(database, Geofence)) == [text]


def test_what_a_spreadsheet_has_no_day_or_number_for(database: Database) -> None:
    """Days before March 1900 and numbers of more than fifteen digits stand there as text."""
    customer = add_customer(database)
    add(database, Payment, customer_id=customer, amount="1", day="1899-12-31")
    add(database, Payment, customer_id=customer, amount="10000000000000.00", day="1900-03-01")
    rows = sheet_of(database, Payment)
    assert under("Date", rows) == ["31 Dec 1899", date(1900, 3, 1)]
    assert under("Amount", rows) == [1, "10000000000000.00"]


def test_no_records_are_a_header(database: Database) -> None:
    assert len(sheet_of(database, Customer)) == 1
