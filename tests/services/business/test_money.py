"""Orders and payments: what an order comes to, what is owed, what a payment may be, and the statement of it all."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.services.business import accounts
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.integrity import check
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.services.business.billing import balance, order
from tests.support import Clock, add, add_customer, dump, get, raw


@pytest.fixture
def acme(database: Database) -> int:
    return add_customer(database, "Acme")


def test_an_order_comes_to_what_its_lines_come_to(database: Database, acme: int) -> None:
    """Whatever happens to a line, and back."""
    row_id = order(database, acme)
    line = add(
        database, OrderLine, order_id=row_id, description="Slate", quantity="1.5", unit_price="9.99", tax_rate="20"
    )
    assert [get(database, Order, row_id)[name] for name in ("net", "tax", "total")] == [1499, 300, 1799]
    records.change(database, OrderLine, line, {"quantity": "2"})
    assert get(database, Order, row_id)["total"] == 2398
    trash.delete(database, OrderLine, line)
    assert get(database, Order, row_id)["total"] == 0
    undo.undo(database)
    assert get(database, Order, row_id)["total"] == 2398
    assert check.check(database) == []


def test_a_line_whose_creation_is_undone_is_not_billed(database: Database, acme: int) -> None:
    """It is gone, and so is what it came to."""
    row_id = order(database, acme, "60", "40")
    undo.undo(database)
    assert (get(database, Order, row_id)["total"], balance(database, acme)) == (6000, 6000)
    undo.redo(database)
    assert (get(database, Order, row_id)["total"], balance(database, acme)) == (10000, 10000)


def test_a_new_line_has_the_usual_tax_and_its_place(database: Database, acme: int) -> None:
    """The business's own rate, where none is typed."""
    from capptro_tui.models.system.settings import Settings

    records.change(database, Settings, 1, {"tax_rate": "5.5"})
    row_id = order(database, acme, "10", "20")
    lines = [get(database, OrderLine, line) for line in (1, 2)]
    assert [(line["tax_rate"], line["tax"], line["position"]) for line in lines] == [(5500, 55, 1), (5500, 110, 2)]
    assert get(database, Order, row_id)["total"] == 3165


def test_only_what_is_confirmed_is_owed_for(database: Database, acme: int) -> None:
    """A draft is not, nor what was cancelled; the balance follows."""
    row_id = order(database, acme, "100", status="draft")
    assert balance(database, acme) == 0
    records.change(database, Order, row_id, {"status": "confirmed"})
    assert balance(database, acme) == 10000
    records.change(database, Order, row_id, {"status": "cancelled"})
    assert balance(database, acme) == 0
    undo.undo(database)
    assert balance(database, acme) == 10000


def test_what_is_in_the_trash_does_not_count(database: Database, acme: int) -> None:
    """Neither a payment nor an order nor a line; out of it they count again, and so they do when it is undone."""
    bill = order(database, acme, "60", "40")
    paid = add(database, Payment, customer_id=acme, order_id=bill, amount="40")
    assert balance(database, acme) == 6000
    for record, row_id, without in ((Payment, paid, 10000), (OrderLine, 2, 2000), (Order, bill, -4000)):
        trash.delete(database, record, row_id)
        assert balance(database, acme) == without
        trash.restore(database, record, row_id)
        assert balance(database, acme) == 6000
        undo.undo(database)
        assert balance(database, acme) == without
        undo.undo(database)
        assert balance(database, acme) == 6000
    assert check.check(database) == []


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"amount": "0"}, "amount", "must be more than nothing"),
        ({"amount": "-5"}, "amount", "must be more than nothing"),
        ({"amount": "1.005"}, "amount", "at most 2 decimals"),
        ({"amount": 1.005}, "amount", "must have at most 2 decimals"),
        ({"amount": True}, "amount", "must be a number, or a text such as 12.50"),
        ({"amount": "1", "order_id": 4}, "order_id", "belongs to another customer"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_at_its_field(
    database: Database, acme: int, typed: dict[str, Any], field: str, said: str
) -> None:
    """And nothing is written."""
    order(database, acme, "60")
    order(database, acme, "40")
    order(database, acme, "9", status="draft")
    order(database, add_customer(database, "Other"), "9")
    before = dump(database)
    with pytest.raises(Invalid) as refused:
        records.create(database, Payment, {"customer_id": acme, **typed})
    assert refused.value.field_errors[0].field == field
    assert said in refused.value.field_errors[0].message
    assert dump(database) == before


def test_a_payment_may_be_corrected_up_to_what_it_pays(database: Database, acme: int) -> None:
    """Its own old amount does not count; what is more than is owed is said."""
    row_id = order(database, acme, "60")
    paid = add(database, Payment, customer_id=acme, order_id=row_id, amount="60")
    assert records.change(database, Payment, paid, {"amount": "59"}).notices == ()
    assert records.change(database, Payment, paid, {"amount": "60"}).notices == ()
    told = records.change(database, Payment, paid, {"amount": "60.01"}).notices
    assert told == ("£0.01 more than Acme owes is kept as credit.",)
    assert balance(database, acme) == -1


@pytest.mark.parametrize(
    ("record", "typed", "field"),
    [
        (OrderLine, {"order_id": 1, "description": "x", "unit_price": "1", "quantity": "-1"}, "quantity"),
        (OrderLine, {"order_id": 1, "description": "x", "unit_price": "9" * 11, "quantity": "9999"}, "unit_price"),
        (OrderLine, {"order_id": 1, "description": "x", "unit_price": "1", "tax_rate": "101"}, "tax_rate"),
        (Contract, {"customer_id": 1, "title": "x", "start": "2026-02-01", "end": "2026-01-31"}, "end"),
        (Contract, {"customer_id": 1, "title": "x", "value": "-1"}, "value"),
    ],
)
def test_amounts_and_days_that_cannot_be(database: Database, acme: int, record: Any, typed: Any, field: str) -> None:
    """A negative quantity, a contract that ends before it starts."""
    order(database, acme)
    with pytest.raises(Invalid) as refused:
        records.create(database, record, typed)
    assert [problem.field for problem in refused.value.field_errors] == [field]


def test_all_amounts_of_a_customer_are_in_its_currency(database: Database) -> None:
    """It follows the customer, and a customer with amounts keeps it."""
    row_id = add_customer(database, "Meier", currency="eur")
    made = order(database, row_id, "10.50")
    assert (get(database, Order, made)["currency"], get(database, OrderLine, 1)["currency"]) == ("EUR", "EUR")
    with pytest.raises(Invalid, match="1 order in the old one"):
        records.change(database, Customer, row_id, {"currency": "GBP"})
    with pytest.raises(Invalid, match="three letters of a currency"):
        add_customer(database, "Nobody", currency="XXQ")
    other = add_customer(database, "Meyer", currency="JPY")
    with pytest.raises(Refused, match="is billed in EUR"):
        merge.merge(database, other, row_id)
    assert get(database, OrderLine, add(database, OrderLine, order_id=order(database, other), description="x",
                                        unit_price="1250"))["unit_price"] == 1250_0000  # fmt: skip


def test_merging_adds_what_is_owed(database: Database, acme: int) -> None:
    """Orders and payments move, and the balance with them; an undo takes it back."""
    other = add_customer(database, "Acme Ltd")
    order(database, acme, "10")
    order(database, other, "20")
    merge.merge(database, acme, other)
    assert (balance(database, acme), balance(database, other)) == (3000, 0)
    undo.undo(database)
    assert (balance(database, acme), balance(database, other)) == (1000, 2000)


def test_a_customer_with_payments_stays_in_the_trash(database: Database, acme: int) -> None:
    """Emptying says why, and removes the rest."""
    order(database, acme, "10")
    add(database, Payment, customer_id=acme, amount="10")
    other = add_customer(database, "Other")
    trash.delete(database, Customer, acme)
    with pytest.raises(Refused, match="Acme stays in the trash: it has 1 order and 1 payment"):
        trash.empty(database)
    trash.delete(database, Customer, other)
    done = trash.empty(database)
    assert done.notices == ("Acme stays in the trash: it has 1 order and 1 payment.",)
    assert [row["id"] for row in Listing(database, Customer, trash=None).rows(0, 9)] == [acme]


def test_the_list_is_sorted_by_balance(database: Database, acme: int) -> None:
    """Who owes most first."""
    other = add_customer(database, "Other")
    order(database, other, "5")
    order(database, acme, "50")
    rows = Listing(database, Customer, sort="balance", descending=True).rows(0, 9)
    assert [(row["name"], row["balance"]) for row in rows] == [("Acme", 5000), ("Other", 500)]


def test_a_wrong_balance_is_found_and_mended(database: Database, acme: int) -> None:
    """By `capptro check`."""
    row_id = order(database, acme, "10")
    raw(database.path, "UPDATE customer SET balance = 7 WHERE id = ?", acme)
    raw(database.path, 'UPDATE "order" SET tax = 7 WHERE id = ?', row_id)
    found = check.check(database)
    assert [(finding.what, finding.count, finding.repaired) for finding in found] == [("sums", 1, True)] * 2
    assert (balance(database, acme), get(database, Order, row_id)["tax"]) == (1000, 0)
    assert check.check(database) == []


class TestAccount:
    """The statement and the ages of what is owed."""

    @pytest.fixture
    def owing(self, database: Database, acme: int) -> int:
        """Orders of four ages; 30.00 paid for the newest, 100.00 and later 20.00 on account."""
        for day in ("2025-11-01", "2026-01-01", "2026-02-01", "2026-03-10"):
            order(database, acme, "100", day=day)
        add(database, Payment, customer_id=acme, order_id=4, amount="30", day="2026-03-11")
        add(database, Payment, customer_id=acme, amount="100", day="2026-03-12", method="Card")
        add(database, Payment, customer_id=acme, amount="20", day="2026-03-13")
        return acme

    def test_the_oldest_orders_are_paid_first(self, database: Database, owing: int) -> None:
        """But for what a payment says that it is for."""
        due = [(one.day, one.paid, one.open) for one in accounts.owed_orders(database, owing)]
        assert due == [("2026-01-01", 2000, 8000), ("2026-02-01", 0, 10000), ("2026-03-10", 3000, 7000)]

    def test_how_old_a_debt_is(self, database: Database, owing: int, clock: Clock) -> None:
        """Counted from the order's date to today, 16 March."""
        [found] = accounts.aging(database)
        assert (found.ages, found.credit, found.balance) == ((7000, 10000, 8000, 0), 0, 25000)
        assert found.balance == balance(database, owing)
        clock.forward(days=31)
        assert accounts.aging(database)[0].ages == (0, 7000, 10000, 8000)

    def test_a_statement_goes_on_from_what_was_before(self, database: Database, owing: int) -> None:
        """Its lines lead from the opening to the closing balance."""
        found = accounts.statement(database, owing, "2026-02-01", "2026-03-12")
        assert found.opening == 20000
        assert [(entry.number, entry.text, entry.amount, entry.balance) for entry in found.entries] == [
            ("O-000003", "", 10000, 30000), ("O-000004", "", 10000, 40000),
            ("Y-000001", "for O-000004", -3000, 37000), ("Y-000002", "on account, Card", -10000, 27000),
        ]  # fmt: skip
        assert found.closing == found.aging.balance == 27000
        whole = accounts.statement(database, owing)
        assert (whole.opening, whole.closing) == (0, balance(database, owing))

    def test_what_was_paid_too_much_is_a_credit(self, database: Database, owing: int) -> None:
        """After an order that was paid for was cancelled."""
        for row_id in (1, 2, 3):
            records.change(database, Order, row_id, {"status": "cancelled"})
        [found] = accounts.aging(database)
        assert (found.ages, found.credit, found.balance) == ((0, 0, 0, 0), 5000, -5000)
        assert balance(database, owing) == -5000
