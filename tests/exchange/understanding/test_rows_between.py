"""Rows that are no records: further tables, headers and numbers of pages, letters, remarks of reports."""

from __future__ import annotations

import pytest

from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of, unaccounted

HEAD = "Customer,Phone,Street,Town\n"
ANN, BOB = "Ann Finch,01632 960801,1 Fake St,Hull\n", "Bob Dove,01632 960802,2 Fake St,Hull\n"


def read(text: str) -> tuple[Plan, list[SourceRecord]]:
    """Return plan and records of a text, of which nothing is lost."""
    table = table_of(text)
    plan = understand(SHIPPED, Customer, table, region="GB")
    assert unaccounted(table, plan) == []
    return plan, list(plan.records(table))


SKIPPED: dict[str, tuple[str, dict[str, list[int]]]] = {
    "suppliers below the customers": (
        f"{HEAD}{ANN}{BOB},,,\nSuppliers,,,\nSupplier,Contact,Phone,Account\nPipes,Sid,01632 960803,P1\n",
        {"empty": [4], "of another table below": [5, 6, 7]},
    ),
    "the first table goes on below the other": (
        f"{HEAD}{ANN},,,\nSupplier,Contact,Phone,Account\nPipes,Sid,01632 960803,P1\n{HEAD}{BOB}",
        {"empty": [3], "of another table below": [4, 5], "the header again": [6]},
    ),
    "the head and the foot of each page": (
        f"{HEAD}{ANN}Page 1 of 2,,,\nPrinted 12/11/2026,,,\n{HEAD}{BOB}- 2 -,,,\n",
        {"the number of a page": [3, 7], "a heading": [4], "the header again": [5]},
    ),
    "two rows of headers on each page": (
        f"Who,,Where,\n{HEAD}{ANN}Seite 1,,,\nWho,,Where,\n{HEAD}{BOB}",
        {"the number of a page": [4], "the header again": [5, 6]},
    ),
    "the title again on each page": (
        f"Acme Ltd,,,\nCustomers,,,\n{HEAD}{ANN}Acme Ltd,,,\nCustomers,,,\n{HEAD}{BOB}",
        {"the header again": [5, 6, 7]},
    ),
    "letters and what is counted below them": (
        f"{HEAD}A,,,\n{ANN}Total A: 1,,,\nB - C,,,\n{BOB}Subtotal B,1,,\n",
        {"a heading": [2, 5], "total": [4, 7]},
    ),
    "the remarks of a report": (
        f"{HEAD}{ANN}{BOB}\nCustomers by town\nConfidential - do not distribute\nCopyright 2026 Acme\n",
        {"empty": [4], "below the records": [5, 6, 7]},
    ),
}


@pytest.mark.parametrize("name", SKIPPED)
def test_what_is_no_record_is_counted_and_shown(name: str) -> None:
    text, skipped = SKIPPED[name]
    plan, records = read(text)
    names = [one.values["name"] for one in records]
    assert names == [name for name in ("Ann Finch", "Bob Dove") if name in text]
    assert {reason: one.rows for reason, one in plan.skipped.items()} == skipped
    assert [one.values.get("description", "") for one in records] == [""] * len(records)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{ANN},,,\nOffice,Mobile,Street,Mail\n",  # nothing but words of headers, and two of one meaning
        f"{HEAD}{ANN},,,\nMobile,Phone,Street,Hull\n{BOB}",  # a customer of a town that is there above
        f"{HEAD}{ANN},,,\nEve Rail,,,\nFlo Teal,,,\n",  # a list whose last two customers have but a name
        f"{HEAD}{ANN}\nEve Rail\nFlo Teal\nGus Wren\nReport Ltd\n",
        f"{HEAD}A,,,\n{BOB}",  # no name below begins with it
        f"{HEAD}{ANN}Page Street Dental,,,\n{BOB}",
        f"{HEAD}{ANN}Total Fitness,,,\n{BOB}",
    ],
)
def test_a_customer_with_few_values_is_no_such_row(text: str) -> None:
    _, records = read(text)
    assert len(records) == sum(1 for line in text.splitlines()[1:] if line.strip(","))


def test_names_of_groups_above_the_header_need_not_be_understood() -> None:
    groups, header = "Customer details,,,,Site,,\n", "Company,Contact,Phone,Colour,House,Road,Town\n"
    plan, (record,) = read(f"{groups}{header}Heron Ltd,Jo Bloggs,01632 960801,red,7,High St,Ely\n")
    assert plan.header_row == 2
    assert record.parts["site"] == [{"name": "7 High St", "street": "7 High St", "city": "Ely"}]
    assert "red" in record.values["description"]


def test_another_table_is_imported_by_its_header() -> None:
    text, _ = SKIPPED["suppliers below the customers"]
    plan, _ = read("\n".join(text.splitlines()[5:]))
    assert plan.rows == 1
