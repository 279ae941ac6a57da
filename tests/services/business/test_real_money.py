"""What happens with money in a real business: deposits, refunds, credit notes, discounts, due days, currencies."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.exchange import journal
from capptro_tui.exchange import records as exchange
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.types import amounts, locales
from capptro_tui.services.business import accounts
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import journal as history
from capptro_tui.services.history import trash, undo
from capptro_tui.services.integrity import check
from capptro_tui.services.records import bulk, records
from tests.services.business.billing import balance, order
from tests.support import add, add_customer, get


@pytest.fixture
def acme(database: Database) -> int:
    return add_customer(database, "Acme")


class TestCredit:
    """Money that comes before it is owed, or is more."""

    def test_a_deposit_before_there_is_an_order(self, database: Database, acme: int) -> None:
        done = records.create(database, Payment, {"customer_id": acme, "amount": "100"})
        assert done.notices == ("£100.00 more than Acme owes is kept as credit.",)
        order(database, acme, "60")
        [found] = accounts.aging(database)
        assert (found.ages, found.credit, found.balance) == ((0, 0, 0, 0), 4000, -4000)
        order(database, acme, "60")
        assert accounts.aging(database)[0].balance == 2000

    def test_a_payment_for_a_draft(self, database: Database, acme: int) -> None:
        """It is credit until the order is confirmed."""
        draft = order(database, acme, "60", status="draft")
        done = records.create(database, Payment, {"customer_id": acme, "order_id": draft, "amount": "60"})
        assert done.notices == ("O-000001 is draft: until it is owed for, the payment is credit.",)
        assert balance(database, acme) == -6000
        records.change(database, Order, draft, {"status": "confirmed"})
        assert balance(database, acme) == 0
        assert accounts.owed_orders(database, acme) == []

    def test_a_payment_is_unlinked_and_linked_again(self, database: Database, acme: int) -> None:
        first, second = order(database, acme, "60"), order(database, acme, "40")
        paid = add(database, Payment, customer_id=acme, order_id=first, amount="60")
        records.change(database, Payment, paid, {"order_id": second})
        assert [(due.order_id, due.open) for due in accounts.owed_orders(database, acme)] == [(first, 4000)]
        records.change(database, Payment, paid, {"order_id": None, "amount": "10"})
        assert [(due.order_id, due.open) for due in accounts.owed_orders(database, acme)] == [
            (first, 5000),
            (second, 4000),
        ]


class TestMoneyBack:
    """Figures are positive; the kind has the sign."""

    def test_a_refund_of_a_credit(self, database: Database, acme: int) -> None:
        add(database, Payment, customer_id=acme, amount="100")
        refund = add(database, Payment, customer_id=acme, kind="refund", amount="30")
        assert balance(database, acme) == -7000
        assert accounts.aging(database)[0].credit == 7000
        for amount, left in (("30.50", -6950), ("100", 0)):
            records.change(database, Payment, refund, {"amount": amount})
            assert balance(database, acme) == left
        records.change(database, Payment, refund, {"kind": "payment"})
        assert balance(database, acme) == -20000
        undo.undo(database)
        assert balance(database, acme) == 0
        assert check.check(database) == []

    def test_a_refund_for_an_order_opens_it_again(self, database: Database, acme: int) -> None:
        bill = order(database, acme, "60")
        add(database, Payment, customer_id=acme, order_id=bill, amount="60")
        add(database, Payment, customer_id=acme, order_id=bill, kind="refund", amount="20")
        assert [(due.order_id, due.open) for due in accounts.owed_orders(database, acme)] == [(bill, 2000)]
        assert balance(database, acme) == 2000

    def test_more_paid_back_than_there_was(self, database: Database, acme: int) -> None:
        """It is owed, as old as the refund."""
        add(database, Payment, customer_id=acme, kind="refund", amount="20", day="2026-01-10")
        [found] = accounts.aging(database)
        assert (found.ages, found.credit, found.balance) == ((0, 0, 2000, 0), 0, 2000)

    def test_a_credit_note_pays_what_is_oldest(self, database: Database, acme: int) -> None:
        order(database, acme, "60", day="2026-01-01")
        order(database, acme, "40", day="2026-03-01")
        note = order(database, acme, "70", kind="credit")
        assert balance(database, acme) == 3000
        assert [(due.order_id, due.open) for due in accounts.owed_orders(database, acme)] == [(2, 3000)]
        found = accounts.statement(database, acme)
        assert [(entry.number, entry.text, entry.amount) for entry in found.entries][-1] == (
            "O-000003",
            "credit note",
            -7000,
        )
        records.change(database, Order, note, {"status": "cancelled"})
        assert balance(database, acme) == 10000
        trash.delete(database, Order, note)
        undo.undo(database)
        undo.undo(database)
        assert balance(database, acme) == 3000
        assert check.check(database) == []

    def test_a_discount_is_a_line_below_nothing(self, database: Database, acme: int) -> None:
        bill = order(database, acme, "100", "-12.5", "0")
        assert get(database, Order, bill)["total"] == 8750
        assert balance(database, acme) == 8750


class TestDecimals:
    """Unit prices and quantities have four decimals, tax rates three."""

    def test_small_prices(self, database: Database, acme: int) -> None:
        bill = order(database, acme)
        line = add(
            database, OrderLine, order_id=bill, description="Screws", quantity="1234.5678", unit_price="0.0125",
            tax_rate="7.125",
        )  # fmt: skip
        row = get(database, OrderLine, line)
        assert (row["quantity"], row["unit_price"], row["tax_rate"]) == (12345678, 125, 7125)
        assert (row["net"], row["tax"]) == (1543, 110)
        shown = exchange.to_json(database.schema, OrderLine, row)
        assert (shown["quantity"], shown["unit_price"], shown["tax_rate"]) == ("1234.5678", "0.0125", "7.125")
        assert (shown["net"], shown["tax"]) == ("15.43", "1.10")
        for name, text in (("quantity", "1.00001"), ("unit_price", "1.00001"), ("tax_rate", "1.0001")):
            with pytest.raises(Invalid):
                records.change(database, OrderLine, line, {name: text})

    @pytest.mark.parametrize(("currency", "net"), [("GBP", 150), ("JPY", 2), ("KWD", 1500)])
    def test_a_line_is_rounded_to_its_currency(self, database: Database, currency: str, net: int) -> None:
        bill = order(database, add_customer(database, "A", currency=currency), "1.4999")
        assert get(database, Order, bill)["total"] == (1 if currency == "JPY" else net)


class TestJson:
    """A number is in units; text with all decimals means that in every locale."""

    @pytest.mark.parametrize("locale", ["en_GB", "de_DE", "fr_FR"])
    @pytest.mark.parametrize(
        ("currency", "sent", "value"),
        [("GBP", 5, 500), ("GBP", 5.5, 550), ("GBP", "45.00", 4500), ("JPY", 5, 5), ("JPY", "45", 45),
         ("KWD", 5, 5000), ("KWD", "1.250", 1250), ("KWD", 0.001, 1), ("GBP", 0.1 + 0.2, None), ("JPY", 1.5, None)],
    )  # fmt: skip
    def test_a_number_is_in_units(
        self, database: Database, locale: str, currency: str, sent: Any, value: int | None
    ) -> None:
        records.change(database, Settings, 1, {"locale": locale})
        row_id = add_customer(database, "A", currency=currency)
        given = exchange.from_json(database.schema, Payment, {"customer": f"C-{row_id}", "amount": sent})
        if value is None:
            with pytest.raises(Invalid, match="decimals"):
                records.create(database, Payment, given)
        else:
            made = records.create(database, Payment, given)
            assert get(database, Payment, made.row_id)["amount"] == value
            shown = exchange.to_json(database.schema, Payment, get(database, Payment, made.row_id))["amount"]
            assert shown == amounts.plain(value, amounts.decimals(currency))

    def test_history_says_the_same(self, database: Database) -> None:
        """With the decimals of the row's currency."""
        row_id = add_customer(database, "A", currency="JPY")
        paid = add(database, Payment, customer_id=row_id, amount="500")
        done = records.change(database, Payment, paid, {"amount": "450"})
        assert done.changes[0].described() == [("Amount", "JP¥500", "JP¥450")]
        [event] = history.history(database, Payment, paid, limit=1)
        for changed in (done.changes, event.changes):
            [told] = journal.changes(changed)
            assert (told["field"], told["from"], told["to"]) == ("amount", "500", "450")


class TestOtherCurrency:
    """An amount is never turned into another currency by moving its record."""

    @pytest.mark.parametrize("record", [Order, Payment, Contract])
    def test_a_move_is_refused(self, database: Database, acme: int, record: RecordType) -> None:
        other, same = add_customer(database, "Sato", currency="JPY"), add_customer(database, "Brown")
        typed = {Order: {}, Payment: {"amount": "5"}, Contract: {"title": "C", "value": "5"}}[record]
        row_id = add(database, record, customer_id=acme, **typed)
        with pytest.raises(Invalid, match=r"Sato is billed in JPY, .* is in GBP\. Make a new"):
            records.change(database, record, row_id, {"customer_id": other})
        with pytest.raises(Invalid, match="Sato is billed in JPY"):
            bulk.change(database, record, [row_id], {"customer_id": other})
        records.change(database, record, row_id, {"customer_id": same})
        assert get(database, record, row_id)["currency"] == "GBP"

    @pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
    def test_a_line_stays_with_its_currency(self, database: Database, acme: int, currency: str) -> None:
        bill, there = order(database, acme, "19.99"), add(database, Order, customer_id=acme)
        elsewhere = add(database, Order, customer_id=add_customer(database, "Sato", currency=currency))
        said = rf"Order: O-000003 is billed in {currency}, the line is in GBP\. Make a new line"
        with pytest.raises(Invalid, match=said):
            records.change(database, OrderLine, 1, {"order_id": elsewhere})
        with pytest.raises(Invalid, match=said):
            bulk.change(database, OrderLine, [1], {"order_id": elsewhere})
        records.change(database, OrderLine, 1, {"order_id": there})
        assert [get(database, Order, one)["total"] for one in (bill, there, elsewhere)] == [0, 1999, 0]

    @pytest.mark.parametrize("record", [Order, Payment, Contract])
    def test_a_merged_customer_lends_no_currency(self, database: Database, acme: int, record: RecordType) -> None:
        """A number of a customer without amounts, billed in yen and merged since, stands for the one that is left."""
        sato = add_customer(database, "Sato", currency="JPY")
        merge.merge(database, acme, sato)
        typed = {Order: {}, Payment: {"amount": "5"}, Contract: {"title": "C", "value": "5"}}[record]
        moved = add(database, record, customer_id=add_customer(database, "Brown"), **typed)
        records.change(database, record, moved, {"customer_id": sato})
        made = add(database, record, customer_id=sato, **typed)
        for row_id in (moved, made):
            row = get(database, record, row_id)
            assert (row["customer_id"], row["currency"]) == (acme, "GBP")
            assert row.get("amount", 500) == row.get("value", 500) == 500

    def test_bulk_reads_a_text_in_each_currency(self, database: Database, acme: int) -> None:
        other = add_customer(database, "Sato", currency="JPY")
        ids = [add(database, Contract, customer_id=one, title="C") for one in (acme, other)]
        bulk.change(database, Contract, ids, {"value": "5"})
        assert [get(database, Contract, one)["value"] for one in ids] == [500, 5]

    def test_an_undo_does_not_turn_it_either(self, database: Database, acme: int) -> None:
        """The customer's currency was changed once nothing was in it any more."""
        other = add_customer(database, "Brown")
        bill = order(database, acme, "15")
        moved = records.change(database, Order, bill, {"customer_id": other}).batch
        records.change(database, Customer, acme, {"currency": "JPY"})
        with pytest.raises(Refused, match="GBP"):
            undo.undo(database, moved)
        assert get(database, Order, bill)["currency"] == "GBP"

    def test_an_undo_of_a_currency_under_amounts(self, database: Database) -> None:
        row_id = add_customer(database, "Brown")
        changed = records.change(database, Customer, row_id, {"currency": "JPY"}).batch
        order(database, row_id, "1500")
        with pytest.raises(Refused, match="currency"):
            undo.undo(database, changed)
        assert get(database, Customer, row_id)["currency"] == "JPY"


class TestDue:
    """An order is due by its customer's payment term."""

    @pytest.mark.parametrize(
        ("term", "due"),
        [("net 30", "2026-04-15"), ("30 days", "2026-04-15"), ("Net 14 days", "2026-03-30"),
         ("7 days net", "2026-03-23"),
         ("0 days", "2026-03-16"), ("", None), ("on delivery", None), ("30", None), ("2/10 net 30", None)],
    )  # fmt: skip
    def test_it_is_filled_from_the_term(self, database: Database, term: str, due: str | None) -> None:
        bill = order(database, add_customer(database, "A", payment_term=term))
        assert get(database, Order, bill)["due"] == due

    def test_what_was_typed_stays(self, database: Database) -> None:
        row_id = add_customer(database, "A", payment_term="net 30")
        bill = order(database, row_id, due="2026-05-01")
        records.change(database, Order, bill, {"day": "2026-03-20"})
        assert get(database, Order, bill)["due"] == "2026-05-01"
        other = order(database, row_id)
        records.change(database, Order, other, {"day": "2026-03-20"})
        assert get(database, Order, other)["due"] == "2026-04-19"

    def test_ages_count_from_it(self, database: Database) -> None:
        row_id = add_customer(database, "A")
        order(database, row_id, "10", day="2026-01-01", due="2026-03-10")
        order(database, row_id, "20", day="2026-01-01")
        assert accounts.aging(database)[0].ages == (1000, 0, 2000, 0)


class TestOneFigure:
    """List, page, statement and ageing say the same, and what of it is dated later."""

    def test_what_is_dated_later(self, database: Database, acme: int) -> None:
        order(database, acme, "10", day="2026-03-01")
        order(database, acme, "25", day="2026-04-01")
        add(database, Payment, customer_id=acme, amount="5", day="2026-04-02")
        [aged] = accounts.aging(database)
        whole = accounts.statement(database, acme)
        assert balance(database, acme) == aged.balance == whole.closing == whole.aging.balance == 3000
        assert aged.later == whole.aging.later == accounts.dated_later(database, acme) == 2000
        early = accounts.statement(database, acme, until="2026-03-16")
        assert (early.closing, early.aging.balance, early.aging.later) == (1000, 1000, 0)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("de_DE", "de_DE"), ("de-de", "de_DE"), (" EN_us ", "en_US"), ("FR", "fr_FR"), ("gb", "en_GB"), ("", "en_GB"),
     ("xx_YY", None), ("XX", None), ("german", None), ("de_DE_x", None)],
)  # fmt: skip
def test_region_and_language(database: Database, typed: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(Invalid, match="such as en_GB"):
            records.change(database, Settings, 1, {"locale": typed})
    else:
        records.change(database, Settings, 1, {"locale": typed})
        assert get(database, Settings, 1)["locale"] == stored


def test_amounts_are_shown_as_the_locale_writes_them() -> None:
    shown = {}
    for locale in ("en_GB", "en_US", "de_DE", "fr_FR", "de_CH", "en_IN"):
        locales.show_in(locale)
        shown[locale] = [amounts.money(value, "EUR") for value in (123456789, -50)]
    assert shown == {
        "en_GB": ["€1,234,567.89", "-€0.50"],
        "en_US": ["€1,234,567.89", "-€0.50"],
        "de_DE": ["1.234.567,89\xa0€", "-0,50\xa0€"],
        "fr_FR": ["1\u202f234\u202f567,89\xa0€", "-0,50\xa0€"],
        "de_CH": ["EUR\xa01\u2019234\u2019567.89", "EUR-0.50"],
        "en_IN": ["€12,34,567.89", "-€0.50"],
    }
