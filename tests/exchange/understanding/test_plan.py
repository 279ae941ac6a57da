"""The plan: what is asked, what people decide, and the mapping that is kept and used again."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator

import pytest

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.table import SourceRow, Table
from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.site import Site
from capptro_tui.models.shipped import SHIPPED

from .accounting import table_of, unaccounted


def plan_of(text: str, region: str = "GB") -> tuple[Table, Plan]:
    """Return the table and the plan of a text of customers."""
    table = table_of(text)
    return table, understand(SHIPPED, Customer, table, region=region)


def descriptions(table: Table, plan: Plan) -> list[str]:
    return [one.values.get("description", "") for one in plan.records(table)]


@pytest.mark.parametrize(
    ("values", "order", "read"),
    [
        (["03/02/2026", "25/12/2025"], "dmy", ["2026-02-03", "2025-12-25"]),
        (["2/14/2026", "1/2/2026"], "mdy", ["2026-02-14", "2026-01-02"]),
        (["03.02.26", "1.2.2026"], "dmy", ["2026-02-03", "2026-02-01"]),
        (["2026-02-03", "46056"], "ymd", ["2026-02-03", "2026-02-03"]),
        (["03/02/2026", "0/0/00"], "ambiguous", ["03/02/2026", ""]),
        (["13/02/2026", "02/13/2026"], "mixed", ["13/02/2026", "02/13/2026"]),
        (["3-Feb", "next year"], "", ["3-Feb", "next year"]),
    ],
)
def test_the_order_of_dates_is_decided_by_the_whole_column(values: list[str], order: str, read: list[str]) -> None:
    table, plan = plan_of("Name,Fitted\n" + "".join(f"Customer {value},{value}\n" for value in values))
    assert plan.columns[1].date_order == order
    assert descriptions(table, plan) == [f"Fitted: {value}" if value else "" for value in read]
    assert bool(plan.questions) == (order in ("ambiguous", "mixed"))


def test_an_order_that_stays_open_is_asked_and_then_used() -> None:
    table, plan = plan_of("Name,Fitted\nHeron,03/02/2026\n")
    (question,) = plan.questions
    assert question.answers == ("dmy", "mdy")
    plan.answer(question, "mdy")
    assert plan.questions == []
    assert descriptions(table, plan) == ["Fitted: 2026-03-02"]
    with pytest.raises(Refused):
        plan.answer(question, "ydm")


def test_a_date_beyond_the_sample_decides_too() -> None:
    rows = [("Name", "Fitted"), *((f"Customer {number}", "03/02/2026") for number in range(3000)), ("Z", "25/12/2025")]
    table = Table("", lambda: (SourceRow(number, cells) for number, cells in enumerate(rows, 1)))
    assert understand(SHIPPED, Customer, table).columns[1].date_order == "dmy"


def test_a_lost_zero_is_put_back_only_when_people_want_it() -> None:
    table, plan = plan_of("Name,Phone,Postcode,Country\nHeron,1632960193,ZZ1 1AA,UK\nEgret,01632 960194,ZZ1 1AB,UK\n")
    assert [one.values["phone"] for one in plan.records(table)] == ["1632960193", "01632 960194"]
    (question,) = plan.questions
    plan.answer(question, "yes")
    first, _ = plan.records(table)
    assert first.values["phone"] == "01632960193"
    assert [(one.was, one.now) for one in first.mends] == [("1632960193", "01632960193")]
    assert first.question == ""


def test_a_postcode_without_its_zero_is_proposed_by_the_country() -> None:
    table, plan = plan_of("Name,Postcode,Country\nHeron,1067,Deutschland\nEgret,1010,Österreich\n")
    first, second = plan.records(table)
    assert (first.values["billing_postcode"], first.question) == (
        "1067", "“1067” under “Postcode” has probably lost its leading zero: is it 01067?",
    )  # fmt: skip
    assert second.question == ""


def test_a_mapping_is_kept_and_used_for_moved_columns() -> None:
    _, plan = plan_of("Name,Colour,Phone\nHeron,green,01632 960101\n")
    plan.columns[1].target, plan.columns[2].target = "area", "ignored"
    kept = Plan.from_json(plan.to_json())
    table = table_of("Phone,Name,Colour,Size\n01632 960102,Egret,red,big\n")
    used = understand(SHIPPED, Customer, table, mapping=kept)
    (record,) = used.records(table)
    assert record.values == {"name": "Egret", "area": "red", "description": "Size: big"}
    assert [column.header for column in used.ignored] == ["Phone"]
    assert unaccounted(table, used) == []


def test_a_layout_is_known_again_whatever_the_order_of_its_columns() -> None:
    layouts = [plan_of(text)[1].layout for text in ("Name,Phone\na,1\n", "phone,NAME\n2,b\n", "Name,Fax\na,1\n")]
    assert layouts[0] == layouts[1] != layouts[2]


@pytest.mark.parametrize(
    "text",
    [
        "no json", "[]", '{"version": 9, "columns": []}', '{"version": 1, "columns": [5]}',
        '{"version": 1, "record": "customer", "columns": [{"header": "a", "target": 5}]}',
    ],
)  # fmt: skip
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Plan.from_json(text)


def test_a_mapping_of_another_record_type_is_refused() -> None:
    table, plan = plan_of("Name\nHeron\n")
    with pytest.raises(Refused, match="not for sites"):
        understand(SHIPPED, Site, table, mapping=Plan.from_json(plan.to_json()))


def test_the_mapping_is_plain_for_people() -> None:
    _, plan = plan_of("Name,Mobile,Fitted\nHeron,07700 900001,25/12/2025\n")
    assert json.loads(plan.to_json())["columns"] == [
        {"header": "Name", "target": "name", "detail": "display", "label": "Name"},
        {"header": "Mobile", "target": "phone", "detail": "mobile", "label": "Mobile"},
        {"header": "Fitted", "target": "note", "label": "Fitted", "date_order": "dmy"},
    ]


def test_rows_are_told_that_are_no_records() -> None:
    table, plan = plan_of("ACME\n\nName,Phone,Total\nHeron,01632 960101,1\n,,\nName,Phone,Total\nTotal,,1\nTotal,,\n")
    assert plan.above == ((1, "ACME"),)
    assert {reason: one.rows for reason, one in plan.skipped.items()} == {
        "empty": [5], "the header again": [6], "total": [7, 8],
    }  # fmt: skip
    assert (plan.rows, [one.values["name"] for one in plan.records(table)]) == (1, ["Heron"])


def test_a_customer_called_total_is_one() -> None:
    table, _ = plan_of("Name,Phone\nTotal,01632 960101\nSum,\nHeron,01632 960102\n")
    plan = understand(SHIPPED, Customer, table)
    assert [one.values["name"] for one in plan.records(table)] == ["Total", "Sum", "Heron"]


def test_the_same_number_twice_is_one() -> None:
    table, plan = plan_of("Name,Phone,Mobile,Home Phone\nHeron,(01632) 960101,01632 960101,01632 960102\n")
    (record,) = plan.records(table)
    assert (record.values["phone"], record.values["alt_phone"]) == ("(01632) 960101", "01632 960102")


COUNT = 4_000
LENGTH = 5_000


def many() -> Iterator[SourceRow]:
    """Yield 20 MB of rows, of which pairs far from each other are one customer."""
    yield SourceRow(1, ("Customer", "Site Street", "Notes"))
    for number in range(2, COUNT):
        yield SourceRow(number, (f"Customer {number % (COUNT // 2)}", f"{number} Row", str(number) + "x" * LENGTH))


def test_a_large_table_is_never_held_in_memory() -> None:
    """A sample (4 MB), a table of bits for each way (4 MB) and the places of rows that belong together are held."""
    table = Table("", many)
    tracemalloc.start()
    plan = understand(SHIPPED, Customer, table)
    sites = sum(len(one.parts["site"]) for one in plan.records(table))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sites == COUNT - 2
    assert peak < 16_000_000


def test_cells_of_a_million_characters_are_read() -> None:
    header = ("Customer", "Phone", "Email", "Address", "Website", "Notes", "Colour", "Since")
    for filler in ("x", "1", "@", "1, ", "a@b.example; ", "<p>", " \n"):
        cell = "x" + filler * (1_000_000 // len(filler))
        rows = [SourceRow(1, header), *(SourceRow(2 + n, ("Heron", *[""] * n, cell)) for n in range(len(header) - 1))]
        table = Table("", lambda rows=rows: iter(rows))  # type: ignore[misc]
        assert len(list(understand(SHIPPED, Customer, table).records(table))) == len(rows) - 1


@pytest.mark.parametrize(
    "space", [chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in "\n\r"]
)
def test_spaces_around_a_value_are_taken_off(space: str) -> None:
    table = Table("", lambda: iter([SourceRow(1, ("Name", "City")), SourceRow(2, (f"{space}Heron", f"Bath{space}"))]))
    (record,) = understand(SHIPPED, Customer, table).records(table)
    assert record.values == {"name": "Heron", "billing_city": "Bath"}
