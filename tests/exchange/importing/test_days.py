"""Days of a file: one that is missing or cannot be read is never that of the import, and an order is never guessed."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.importing.outcome import Outcome
from capptro_tui.exchange.understanding.plan import understand
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.order import Order
from capptro_tui.models.records.payment import Payment
from capptro_tui.services.search.listing import Listing
from tests.exchange.understanding.accounting import table_of
from tests.support import add_customer, get

from .rows import imported

DATED: dict[RecordType, tuple[str, str, str]] = {
    Order: ("Date", "date", "Reference,R-1"),
    Payment: ("Date", "date", "Amount,12.50"),
    FollowUp: ("Due", "due date", "Title,Call back"),
}
"""Record types that have a day: the header of it, its name in a sentence, and another header with its value."""


def bring(database: Database, record: RecordType, *lines: str) -> list[Outcome]:
    table = table_of("\n".join(lines))
    plan = understand(database.schema, record, table, region="GB")
    return imported(database, plan.records(table), record)


@pytest.mark.parametrize("record", DATED, ids=lambda record: record.info.name)
def test_a_record_without_its_day_is_refused(database: Database, record: RecordType) -> None:
    add_customer(database, "Acme")
    header, name, other = DATED[record]
    label, value = other.split(",")
    lines = [f"Customer,{header},{label}", *(f"Acme,{day},{value}" for day in ("", "30/02/2025", "soon", "14/02/2025"))]
    reasons = [outcome.reason for outcome in bring(database, record, *lines)]
    assert reasons[0] == f"It has no {name}."
    assert reasons[1].startswith(f"{header}: “30/02/2025” is not a day")
    assert reasons[2].startswith(f"{header}: “soon” is not a day")
    assert (reasons[3], Listing(database, record).total()) == ("", 1)
    assert "2025-02-14" in get(database, record, 1).values()


def test_a_table_without_a_column_of_days_brings_no_orders(database: Database) -> None:
    add_customer(database, "Acme")
    [outcome] = bring(database, Order, "Customer,Reference,Total", "Acme,R-1,12.00")
    assert outcome.reason == "It has no date."


def test_day_numbers_of_a_spreadsheet_are_days(database: Database) -> None:
    """In a column of days; nowhere else."""
    add_customer(database, "Acme")
    bring(database, Payment, "Customer,Date,Amount,Reference", "Acme,45717,10,45717", "Acme,45718,11,45718")
    assert [get(database, Payment, row)["day"] for row in (1, 2)] == ["2025-03-01", "2025-03-02"]
    assert get(database, Payment, 1)["reference"] == "45717"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2025-03-04 10:11:12 +0000", "Date: 2025-03-04 10:11:12 +0000"),
        ("4 Mar 2025, 9:30 PM", "Date: 4 Mar 2025, 9:30 PM"),
        ("2025-03-04T00:00:00Z", ""),
    ],
)
def test_a_day_with_a_time_is_that_day(database: Database, text: str, kept: str) -> None:
    """The time is kept as text, if there is one."""
    add_customer(database, "Acme")
    [outcome] = bring(database, Payment, "Customer,Amount,Date", f'Acme,10,"{text}"')
    assert outcome.action.value == "created"
    assert (get(database, Payment, 1)["day"], get(database, Payment, 1)["notes"]) == ("2025-03-04", kept)


def test_only_a_day_that_may_be_two_is_asked(database: Database) -> None:
    add_customer(database, "Acme")
    days = ("04/03/2025", "05/05/2025", "2025-05-13", "45717")
    found = bring(database, Payment, "Customer,Date,Amount", *(f"Acme,{day},{9 + row}" for row, day in enumerate(days)))
    assert [outcome.question for outcome in found] == [
        "“04/03/2025” under “Date”: is the day first, or the month?", "", "", "",
    ]  # fmt: skip
    assert [get(database, Payment, row)["day"] for row in (2, 3, 4)] == ["2025-05-05", "2025-05-13", "2025-03-01"]
