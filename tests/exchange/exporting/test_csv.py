"""CSV: exact for the way back, and for people so that a spreadsheet runs nothing and reads its own numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange import shapes
from capptro_tui.exchange.exporting.columns import exact_columns, read_values
from capptro_tui.exchange.exporting.csv_files import BOM
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types import locales
from capptro_tui.services.history import trash
from capptro_tui.services.importing import origins
from capptro_tui.services.importing.origins import is_mark
from capptro_tui.services.records import records
from capptro_tui.services.search.selection import read_blocks
from capptro_tui.services.search.snapshot import open_snapshot, outside_the_trash
from tests.exchange.exporting.support import FORMULAS, NAMES, exported, fill_hostile, text_of, under
from tests.support import Fill, add, add_contact, add_customer, add_work_item

LOCALES = ("en_GB", "en_US", "de_DE", "fr_FR", "hi_IN")


@pytest.fixture
def hostile(filled: Callable[[Fill], Database]) -> Database:
    return filled(fill_hostile)


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    """A region in whose form values are exported for people."""
    before = locales.shown_in()
    locales.show_in(request.param)
    yield request.param
    locales.show_in(before)


def read(text: str, delimiter: str = ",") -> list[list[str]]:
    """A file as any other program reads it."""
    return [*csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=delimiter, strict=True)]


def test_raw_is_exact(hostile: Database) -> None:
    """Field names, and every text as it is stored; nothing before it and nothing around it."""
    text = text_of(hostile, Customer, "csv", raw=True)
    assert not text.startswith(BOM)
    rows = read(text)
    assert under("name", rows) == list(NAMES)
    assert under("description", rows) == [f"{name}\r\n\n  {name}\n" for name in NAMES]
    assert set(under("billing_postcode", rows)) == {"01234"}


@pytest.mark.parametrize("record", SHIPPED.numbered, ids=lambda record: record.info.name)
def test_raw_has_what_json_has(sample: Database, record: RecordType) -> None:
    """Of every record type each value, in the form of its JSON, and the identities of the records that it names."""
    rows = read(text_of(sample, record, "csv", raw=True))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    wanted = [*shapes.objects(sample, record, [_live(sample, record)])]
    assert len(found) == len(wanted)
    for cells, one in zip(found, wanted, strict=True):
        assert is_mark(cells.pop("database"))
        known = origins.linked(sample, [cells[name.partition(".")[0]] for name in cells if "." in name and cells[name]])
        for name, cell in cells.items():
            link, is_identity, _ = name.partition(".")
            assert cell == (known.get(cells[link], "") if is_identity else _as_cell(one[name])), name


def _live(database: Database, record: RecordType) -> list[Row]:
    """The records outside the trash, oldest first."""
    found = [row for block in read_blocks(database, outside_the_trash(record)) for row in block]
    return sorted(found, key=lambda row: row["id"])


def _as_cell(value: object) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else str(value)


def test_for_people_nothing_is_a_formula(hostile: Database) -> None:
    """A text that a spreadsheet would run has an apostrophe before it; every other text is as it is."""
    text = text_of(hostile, Customer, "csv")
    assert text.startswith(BOM)
    cells = under("Name", read(text))
    assert cells == [f"'{name}" if name[0] in "=+-@\t\r\n" else name for name in NAMES]
    assert not [cell for row in read(text) for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r", "\n")]
    assert {f"'{text}" for text in FORMULAS} <= set(cells)


def test_the_title_of_a_link_is_guarded(database: Database) -> None:
    """So is every text that comes from another record, and the name of a user."""
    add_work_item(database, add_customer(database, "=1+1"), "-2")
    rows = read(text_of(database, WorkItem, "csv"))
    assert under("Customer", rows) == ["'=1+1"]
    assert under("Title", rows) == ["'-2"]


def test_for_people_in_their_region(database: Database, locale: str) -> None:
    """Amounts with the decimal sign and without groups, days as they are read, cells as its spreadsheet parts them."""
    customer = add_customer(database, "Müller", currency="EUR", billing_lat=51.5)
    order = add(database, Order, customer_id=customer, status="confirmed", day="2026-03-31")
    add(database, OrderLine, order_id=order, description="Rebate", quantity="1.5", unit_price="-1000", tax_rate="0")
    add(database, Payment, customer_id=customer, amount="1250.5", day="2026-03-31")
    wanted = {
        "en_GB": (",", "-1500.00", "1250.50", "51.5", "31 Mar 2026"),
        "en_US": (",", "-1500.00", "1250.50", "51.5", "Mar 31, 2026"),
        "de_DE": (";", "-1500,00", "1250,50", "51,5", "31.03.2026"),
        "fr_FR": (";", "-1500,00", "1250,50", "51,5", "31 mars 2026"),
        "hi_IN": (",", "-1500.00", "1250.50", "51.5", "31 मार्च 2026"),
    }
    delimiter, total, amount, latitude, day = wanted[locale]
    orders = read(text_of(database, Order, "csv"), delimiter)
    payments = read(text_of(database, Payment, "csv"), delimiter)
    assert under("Total", orders) == [total]
    assert under("Amount", payments) == [amount]
    assert under("Currency", payments) == ["EUR"]
    assert under("Date", payments) == [day]
    assert under("Billing latitude", read(text_of(database, Customer, "csv"), delimiter)) == [latitude]


def test_raw_is_the_same_in_every_region(sample: Database, locale: str) -> None:
    """What was written in one office is read in another."""
    before = text_of(sample, Payment, "csv", raw=True)
    locales.show_in("en_GB")
    assert text_of(sample, Payment, "csv", raw=True) == before
    locales.show_in(locale)


def test_labels_are_headers_and_differ(sample: Database) -> None:
    """No two columns of a table have the same label, in any record type."""
    for record in SHIPPED.numbered:
        header = read(text_of(sample, record, "csv"))[0]
        assert len(header) == len(set(header)), record
        assert header[0] == "Number"


def test_chosen_columns_in_their_order(database: Database) -> None:
    add_contact(database, add_customer(database, "Acme"), "Bea", is_primary=True)
    names = ("customer", "is_primary", "number", "trashed")
    assert read(text_of(database, Contact, "csv", names)) == [
        ["Customer", "Primary contact", "Number", "In the trash"],
        ["Acme", "yes", "N-000001", ""],
    ]
    assert read(text_of(database, Contact, "csv", names, raw=True)) == [
        [*names],
        ["C-000001", "yes", "N-000001", "no"],
    ]


def test_users_by_their_names(database: Database) -> None:
    """For people by their full name; exactly by their login."""
    add_customer(database)
    assert under("Created by", read(text_of(database, Customer, "csv"))) == ["Ann Example"]
    assert under("created_by", read(text_of(database, Customer, "csv", raw=True))) == ["ann"]


def test_the_trash_is_left_out(database: Database) -> None:
    add_customer(database, "Here")
    trash.delete(database, Customer, add_customer(database, "Gone"))
    assert under("Name", read(text_of(database, Customer, "csv"))) == ["Here"]


def test_the_name_of_a_lost_link_is_kept(database: Database) -> None:
    customer = add_customer(database, "Acme")
    add_work_item(database, customer)
    trash.delete(database, Customer, customer)
    assert under("Customer", read(text_of(database, WorkItem, "csv"))) == ["Acme"]


def test_it_says_what_a_table_leaves_out(sample: Database) -> None:
    """The lines of an order have no place in a table of orders."""
    assert exported(sample, Order, "csv")[1].notices == ["The lines of orders are left out; json and jsonl have them."]
    assert exported(sample, Customer, "csv")[1].notices == []


def test_one_state_while_others_write(database: Database) -> None:
    """What is written after an export has begun is in none of its rows."""
    add_customer(database, "Before")
    with open_snapshot(database) as snapshot:
        add_customer(database, "After")
        records.change(database, Customer, 1, {"name": "Changed"})
        columns = exact_columns(database.schema, Customer, ["name"])
        assert [*read_values(snapshot, outside_the_trash(Customer), columns)] == [[("Before",)]]


def test_more_rows_than_a_block(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, in order, whatever the blocks."""
    monkeypatch.setattr("capptro_tui.db.read.snapshot.BLOCK", 3)
    for count in range(10):
        add_customer(database, f"Customer {count}")
    assert under("name", read(text_of(database, Customer, "csv", raw=True))) == [f"Customer {n}" for n in range(10)]
