"""The sums of an order in a file: what it comes to here is what it comes to there, or it is asked."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.outcome import Outcome
from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.services.search.listing import Listing
from tests.exchange.understanding.accounting import table_of
from tests.support import add_customer, get, raw

from .rows import actions, imported


@pytest.fixture
def desk(database: Database) -> Database:
    """A business with a usual rate of tax, which is for typing."""
    raw(database.path, "UPDATE settings SET tax_rate = 20000")
    add_customer(database, "Acme")
    return database


def bring(desk: Database, header: str, *rows: str) -> list[Outcome]:
    """Import orders of Acme; the reference and the day stand before each row."""
    lines = [f"Invoice No,Customer,Date,{header}", *(f"{row[:3]},Acme,2026-03-01,{row[4:]}" for row in rows)]
    table = table_of("\n".join(lines))
    return imported(desk, understand(desk.schema, Order, table, region="GB").records(table), Order)


def sums(desk: Database, row_id: int = 1) -> tuple[int, int, int]:
    order = get(desk, Order, row_id)
    return order["net"], order["tax"], order["total"]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Total", "A-1,84.60", (8460, 0, 8460)),
        ("Invoice amount", "A-1,£84.60", (8460, 0, 8460)),
        ("Subtotal,Tax,Total", "A-1,70.50,14.10,84.60", (7050, 1410, 8460)),
        ("Net,VAT,Gross", "A-1,200.00,10.00,210.00", (20000, 1000, 21000)),
        ("Total,VAT", "A-1,126.00,6.00", (12000, 600, 12600)),
        ("Net amount,Total", "A-1,80.00,85.60", (8000, 560, 8560)),
        ("Netto,MwSt,Brutto", "A-1,33.33,6.33,39.66", (3333, 633, 3966)),
        ("VAT rate,Total", "A-1,5%,42.00", (4000, 200, 4200)),
        ("Item,Qty,Total", "A-1,Pipe,3,10.00", (1000, 0, 1000)),
        ("Item,Qty,Price,VAT", "A-1,Pipe,3,25.00,15.00", (7500, 1500, 9000)),
        ("Item,Qty,Price,VAT", "A-1,Pipe,3,25.00,", (7500, 0, 7500)),
        ("Item,Qty,Price,VAT", "A-1,Pipe,3,25.00,20%", (7500, 1500, 9000)),
        ("Item,Qty,Price,VAT", "A-1,Pipe,3,25.00,exempt", (7500, 0, 7500)),
        ("Item,Qty,Price,Tax code", "A-1,Pipe,3,25.00,5.0% R", (7500, 375, 7875)),
        ("Item,Qty,Price", "A-1,Pipe,3,25.00", (7500, 0, 7500)),
        ("Item,Qty,Price,VAT", "A-1,Pipe,3,25.00,19", (7500, 1425, 8925)),
    ],
)
def test_an_order_comes_to_what_the_file_says(
    desk: Database, header: str, row: str, expected: tuple[int, int, int]
) -> None:
    """Again, it is the same."""
    [outcome] = bring(desk, header, row)
    assert (outcome.action.value, outcome.question) == ("created", "")
    assert sums(desk) == expected
    assert actions(bring(desk, header, row)) == ["unchanged"]


def test_tax_of_the_whole_order_is_that_of_its_lines(desk: Database) -> None:
    bring(desk, "Item,Qty,Price,Total tax,Total", "A-1,Pipe,2,10.00,4.60,27.60", "A-1,Tap,1,3.00,4.60,27.60")
    assert sums(desk) == (2300, 460, 2760)


def test_rows_of_one_order_with_totals_of_their_own_are_its_lines(desk: Database) -> None:
    bring(desk, "Item,Total", "A-1,Pipe,10.00", "A-1,Tap,5.50")
    lines = Listing(desk, OrderLine).rows(0, 9)
    assert {row["description"]: row["unit_price"] for row in lines} == {"Pipe": 100_000, "Tap": 55_000}
    assert sums(desk) == (1550, 0, 1550)


def test_lines_that_come_to_another_total_are_asked(desk: Database) -> None:
    """The total of the file is kept as text."""
    [outcome] = bring(desk, "Item,Qty,Price,Invoice total", "A-1,Pipe,2,10.00,23.50")
    assert outcome.question == "The lines come to £20.00, and the file says £23.50."
    assert (sums(desk)[2], get(desk, Order, 1)["notes"]) == (2000, "Total: 23.50")


def test_a_total_that_cannot_be_read_refuses_the_order(desk: Database) -> None:
    first, second = bring(desk, "Total", "A-1,12.00", "A-2,tba")
    assert (first.action.value, second.reason[:34]) == ("created", "“tba”: Total must be a number in G")


def test_lines_that_are_there_stay_where_the_file_has_their_sum_alone(desk: Database) -> None:
    bring(desk, "Item,Qty,Price,VAT", "A-1,Pipe,2,10.00,4.00")
    assert actions(bring(desk, "Total", "A-1,24.00")) == ["unchanged"]
    [outcome] = bring(desk, "Total", "A-1,30.00")
    assert outcome.question == "Its lines here come to £24.00, and the file says £30.00."
    assert sums(desk) == (2000, 400, 2400)


def test_a_changed_total_changes_the_order_that_was_made_of_one(desk: Database) -> None:
    bring(desk, "Total", "A-1,24.00")
    assert actions(bring(desk, "Total", "A-1,30.00")) == ["updated"]
    assert sums(desk) == (3000, 0, 3000)


def test_a_paid_order_says_that_no_payment_comes_with_it(desk: Database) -> None:
    paid, sent = bring(desk, "Status,Total", "A-1,Paid in full,24.00", "A-2,Sent,24.00")
    assert "import the payments, too" in paid.mends[0].why
    assert "payment" not in sent.mends[0].why
