"""Rows that say something by their place: headings of sections, and people below their company."""

from __future__ import annotations

from typing import Any

import pytest

from capptro_tui.exchange.formats.table import SourceRow, Table
from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of, unaccounted


def read(text: str) -> tuple[Plan, list[SourceRecord]]:
    """Return plan and records of a text, of which nothing is lost."""
    table = table_of(text)
    plan = understand(SHIPPED, Customer, table, region="GB")
    assert unaccounted(table, plan) == []
    return plan, list(plan.records(table))


HEAD = "Customer,Address,Phone,Town\n"
ANN, BOB = "Ann Finch,1 Fake St,01632 960801,\n", "Bob Dove,2 Fake St,01632 960802,\n"
CARA, DAN = "Cara Swift,3 Fake St,01632 960803,\n", "Dan Rook,4 Fake St,01632 960804,\n"


def in_town(lines: str, town: str) -> str:
    """Return rows with a town."""
    return lines.replace(",\n", f",{town}\n")


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (f"{HEAD}Leeds,,,\n{ANN}{BOB},,,\nYork,,,\n{CARA}", ["Leeds", "Leeds", "York"]),
        (f"{HEAD}West Riding,,,\n\n{ANN},,,\nNorth Riding,,,\n{CARA}", ["West Riding", "North Riding"]),
        (f"{HEAD}Leeds,,,\n{ANN}{BOB}York,,,\n{CARA}{DAN}", ["Leeds", "Leeds", "York", "York"]),
        (f"{HEAD}Leeds,,,\n{ANN}{BOB}North Leeds,,,\n{CARA}{DAN}", ["Leeds", "Leeds", "North Leeds", "North Leeds"]),
        (f"{HEAD}{ANN}Leeds:,,,\n{BOB}", ["", "Leeds"]),
        (f"{HEAD}{ANN}== Trade ==,,,\n{BOB[:-1]}Hull\n", ["", "Trade"]),
        (f"{HEAD}{ANN}== Trade ==,,,\n{BOB}", ["", "Trade"]),
        (f"{HEAD}{ANN}Hull,,,\n{BOB[:-1]}Hull\n{CARA[:-1]}Goole\n", ["", "", "Hull"]),  # Bob's town is Hull
    ],
)
def test_a_heading_is_kept_with_the_customers_below_it(text: str, headings: list[str]) -> None:
    plan, records = read(text)
    found = [one.values.get("description", "") for one in records]
    assert found == [f"Heading: {heading}" if heading else "" for heading in headings]
    assert plan.skipped["a heading"].count > 0
    assert plan.columns[-1].header == "(heading above)"


def test_a_heading_becomes_what_people_choose() -> None:
    table = table_of(f"{HEAD[:-6]}\nLeeds,,\n{ANN}\n,,,\nYork,,\n{CARA}")
    plan = understand(SHIPPED, Customer, table)
    plan.columns[-1].target = "billing_city"
    kept = Plan.from_json(plan.to_json())
    again = understand(SHIPPED, Customer, table, mapping=kept)
    assert [one.values["billing_city"] for one in again.records(table)] == ["Leeds", "York"]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{ANN}Eve Rail,,,\n{BOB}Flo Teal,,,\n{CARA}",  # two customers of whom no more is known
        f"{HEAD}Eve,,,\n{ANN}{BOB}",
        f"{HEAD}{ANN},,,\nEve,,,\n",
        f"{HEAD}{ANN},,,\nEve Rail,,,\n,,,\n{BOB},,,\nFlo Teal,,,\n,,,\n{CARA}",  # each row stands apart
        f"{HEAD}Heron Ltd,,,\n{ANN}Stork Ltd,,,\n{BOB}",
        f"{HEAD}Ann Finch,,,\n{ANN}",
        f"{HEAD}Tesco,,,\n{in_town(ANN + BOB, 'Hull')}Aldi,,,\n{in_town(CARA + DAN, 'Goole')}",
        f"{HEAD}Tesco,,,\n{in_town(ANN, 'Hull')}{in_town(BOB, 'York')}Aldi,,,\n{in_town(CARA, 'Goole')}{DAN}",
        f"{HEAD}Tesco,,,\n{in_town(ANN, 'Hull')},,,\nAldi,,,\n{in_town(CARA, 'Goole')}",
        "Customer,Phone\nLeeds,\nAnn Finch,01632 960801\n,\nYork,\nBob Dove,01632 960802\n",
    ],
)
def test_a_customer_of_whom_only_the_name_is_known_is_no_heading(text: str) -> None:
    plan, records = read(text)
    assert "a heading" not in plan.skipped
    assert len(records) == sum(1 for line in text.splitlines()[1:] if line.strip(","))


CONTINUED: dict[str, tuple[str, list[Any]]] = {
    "one column for contacts": (
        "Customer,Contact,Phone,Address\nHeron Ltd,Jo Bloggs,01632 960001,1 High St\n,Sam Poe,07700 900001,\n"
        ",,01632 960009,\nEgret Ltd,Al Egg,01632 960002,2 High St\n",
        [("Heron Ltd", ["Jo", "Sam"]), ("Egret Ltd", ["Al"])],
    ),
    "companies with numbers": (
        "Customer No,Company,First Name,Last Name,Phone\nH1,Heron Ltd,Jo,Bloggs,01632 960001\n"
        ",,Sam,Poe,07700 900001\nE1,Egret Ltd,Al,Egg,01632 960002\n",
        [("Heron Ltd", ["Jo", "Sam"]), ("Egret Ltd", ["Al"])],
    ),
    "companies with addresses, people with their domain": (
        "Company,Street,First Name,Last Name,E-mail\nHeron Ltd,1 High St,Jo,Bloggs,jo@heron.example\n"
        ",,Sam,Poe,sam@heron.example\nEgret Ltd,2 High St,Al,Egg,al@egret.example\n",
        [("Heron Ltd", ["Jo", "Sam"]), ("Egret Ltd", ["Al"])],
    ),
    "a private person with another domain": (
        "Company,Street,First Name,Last Name,E-mail\nHeron Ltd,1 High St,Jo,Bloggs,jo@heron.example\n"
        ",,Sam,Poe,sam@poe.example\nEgret Ltd,2 High St,Al,Egg,al@egret.example\n",
        [("Heron Ltd", ["Jo"]), ("Sam Poe", []), ("Egret Ltd", ["Al"])],
    ),
    "one name twice": (
        "No,Customer,Contact,Phone\n1,Smith,Jo Bloggs,01632 960001\n,,Sam Poe,07700 900001\n"
        "2,Smith,Al Egg,01632 960002\n,,Di Fox,07700 900002\n",
        [("Smith", ["Jo", "Sam"]), ("Smith", ["Al", "Di"])],
    ),
    "private persons among companies": (
        "Company,First Name,Last Name,Phone,Street\nHeron Ltd,Jo,Bloggs,01632 960001,1 High St\n"
        ",Sam,Poe,07700 900001,\n",
        [("Heron Ltd", ["Jo"]), ("Sam Poe", [])],
    ),
    "a customer whose name is missing": (
        "Customer,Contact,Phone,Street\nHeron Ltd,Jo Bloggs,01632 960001,1 High St\n,Sam Poe,07700 900001,2 High St\n",
        [("Heron Ltd", ["Jo"]), ("", ["Sam"])],
    ),
    "a gap between": (
        "Customer,Contact,Phone\nHeron Ltd,Jo Bloggs,01632 960001\n,,\n,Sam Poe,07700 900001\n",
        [("Heron Ltd", ["Jo"]), ("", ["Sam"])],
    ),
}


@pytest.mark.parametrize("name", CONTINUED)
def test_people_below_their_company(name: str) -> None:
    text, expected = CONTINUED[name]
    _, records = read(text)
    found = [
        (one.values.get("name", ""), [part.get("first_name") for part in one.parts.get("contact", [])])
        for one in records
    ]
    assert found == expected


def test_a_header_of_thousands_of_unknown_names() -> None:
    count = 3_000
    rows = [
        ("Name", *(f"Reading {number}" for number in range(count))),
        *((f"Customer {row}", *(f"value {row} {number}" for number in range(count))) for row in range(3)),
    ]
    table = Table("", lambda: (SourceRow(number, cells) for number, cells in enumerate(rows, 1)))
    plan = understand(SHIPPED, Customer, table)
    assert (plan.header_row, plan.rows, len(plan.columns)) == (1, 3, count + 1)
    records = list(plan.records(table))
    assert [one.values["name"] for one in records] == ["Customer 0", "Customer 1", "Customer 2"]
    assert records[2].values["description"].endswith(f"Reading {count - 1}: value 2 {count - 1}")
