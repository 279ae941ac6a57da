"""Files of thirty-six layouts that other programs write: mapping, counts, one record each, and that nothing is lost."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.formats.table import Table
from capptro_tui.exchange.understanding.choosing import choose_table
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.plan import Plan, understand
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED

from .accounting import DATA, unaccounted

EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "expected.json").read_text("utf-8"))["files"]
GOOD = sorted(name for name, one in EXPECTED.items() if one["kind"] != "bad")
CARDS = ("apple-icloud.vcf", "android-21.vcf", "thunderbird-40.vcf")

Understood = tuple[Table, Plan, list[SourceRecord]]


@pytest.fixture(scope="module")
def understood() -> dict[str, Understood]:
    return {}


def read(cache: dict[str, Understood], name: str) -> Understood:
    """Return table, plan and records of a file, read once."""
    if name not in cache:
        table = choose_table(open_source(DATA / name))
        plan = understand(SHIPPED, Customer, table, region="GB")
        cache[name] = table, plan, list(plan.records(table))
    return cache[name]


@pytest.mark.parametrize("name", GOOD)
def test_counts(understood: dict[str, Understood], name: str) -> None:
    _, plan, records = read(understood, name)
    accepted = [one for one in records if not one.refused]
    parts = Counter(kind for one in accepted for kind, each in one.parts.items() for _ in each)
    found = {
        "customers": len(accepted), "contacts": parts["contact"], "sites": parts["site"],
        "asked": len(records) - len(accepted), "skipped": sum(one.count for one in plan.skipped.values()),
    }  # fmt: skip
    expected = {"contacts": 0, "sites": 0, "asked": 0, "skipped": 0, **EXPECTED[name]["counts"]}
    assert found == expected


@pytest.mark.parametrize("name", GOOD)
def test_record(understood: dict[str, Understood], name: str) -> None:
    _, _, records = read(understood, name)
    for expected in filter(None, (EXPECTED[name].get("record"), EXPECTED[name].get("row2"))):
        customer = expected["customer"]
        record = next(one for one in records if one.values.get("name") == customer["name"])
        for field, value in customer.items():
            if field.endswith("_either"):
                assert record.values.get(field.removesuffix("_either")) in value
            elif field == "description":
                assert record.values["description"].startswith(value)
            else:
                assert record.values.get(field, "") == str(value), field
        for text in (*expected.get("kept_in_note", ()), *expected.get("dates", {}).values()):
            assert text in record.values["description"]
        assert_parts(record.parts.get("contact", []), expected.get("contacts", []))
        assert_parts(record.parts.get("site", []), expected.get("sites", []))


def assert_parts(found: list[dict[str, str]], expected: list[dict[str, Any]]) -> None:
    """Assert that the expected parts are there, in their order, with their values."""
    for part, values in zip(found, expected, strict=bool(expected)):
        shown = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
        assert {name: part.get(name, "") for name in shown} == shown


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_lost(understood: dict[str, Understood], name: str) -> None:
    table, plan, _ = read(understood, name)
    assert unaccounted(table, plan) == []


PLAIN = frozenset((
    "external_id", "external_id2", "account", "website", "industry", "category", "source", "area", "billing_city",
    "billing_state", "billing_postcode", "billing_country", "site.city", "site.postcode", "contact.role", "employees",
))  # fmt: skip
"""Targets whose values stand in their field, in the same field of a part, or in the description."""


@pytest.mark.parametrize("name", GOOD)
def test_values_stand_in_the_field_of_their_column(understood: dict[str, Understood], name: str) -> None:
    table, plan, records = read(understood, name)
    rows = {row.number: row for row in table.rows()}
    wrong = []
    for record in records:
        for column in (one for one in plan.columns if one.target in PLAIN):
            found = set(words(" ".join(texts_for(record, column.target))))
            cells = (rows[row].cells[column.index] for row in record.rows if column.index < len(rows[row].cells))
            wrong += [(record.rows, column.header, cell) for cell in cells if not set(words(cell)) <= found]
    assert wrong == []


def texts_for(record: SourceRecord, target: str) -> list[str]:
    """Return the texts of a record in which a value for a target may stand."""
    part = target.rpartition(".")[2].removeprefix("billing_")
    inside = [each.get(part, "") for parts in record.parts.values() for each in parts]
    inside += [each.get("notes", "") for parts in record.parts.values() for each in parts]
    own = [record.values.get(field, "") for field in (target, f"shipping_{part}", "description")]
    return [*own, *inside, *(mend.was for mend in record.mends)]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@pytest.mark.parametrize("name", [one for one in GOOD if one not in CARDS])
def test_mapping(understood: dict[str, Understood], name: str) -> None:
    """Cards have no headers of their own: those of `formats` are named as Google names them."""
    _, plan, _ = read(understood, name)
    mapping = EXPECTED[name]["mapping"]
    columns = {column.header: column for column in plan.columns}
    wrong = {}
    for header, expected in mapping.items():
        column = columns.get({"": "", "#2": "#2"}.get(header, header)) or column_of_label(plan, header)
        if column is None or not is_meant(column, expected):
            wrong[header] = (expected, column and (column.target, column.detail))
    assert wrong == {}


def column_of_label(plan: Plan, header: str) -> SourceColumn | None:
    """Return a column that the format has named by the label that the file has for it."""
    return plan.columns[34] if header == "CUSTFLD1" and plan.columns[34].header == "Boiler serial" else None


REMARK = r"(?: \(.*\))?"
MEANT = {
    "phone": r"(?:alt_)?phone\b.*|note \(3rd number\)|fax \(label has Fax\)",
    "email": r"email\b.*",
    "name": r"name\b.*",
    "decides": r"decides .*|filter: .*|links a contact .*",
    "note": r"(?:important )?note\b.*|site\.notes / note with its label",
    "contact.full_name": r"contact\.first_name, contact\.last_name .*",
    "contact.first_name": rf"(?:name / )?contact\.first_name{REMARK}",
    "contact.last_name": rf"(?:name / )?contact\.last_name{REMARK}",
    "site.notes": r"site\.notes(?: with its label)?",
}
"""Target to the words of the expected mapping that say the same: a third number is kept as a note."""

BESIDE = {("email", "further"): "note", ("decides", "label"): "ignored"}
"""Target and detail of a column to what is expected of some: a second address is a note, a label stands nowhere."""


def is_meant(column: SourceColumn, expected: str) -> bool:
    """Whether the target of a column is the expected one. One without values may be a note as well as ignored."""
    if not column.filled and expected.startswith(("note", "ignored")):
        return True
    if expected == "ignored" and column.detail == "formatted":
        return True  # a formatted address is a spare for its parts
    if BESIDE.get((column.target, column.detail)) == expected:
        return True
    kind, _, part = re.sub(r"^(address\d+|home|other)\.", "billing_", column.target).partition("_")
    if kind in ("billing", "shipping"):
        is_place = column.target.startswith(("home", "address", "other"))
        forms = rf"{kind}_(?:{part}|\*){REMARK}" if part != "address" else rf"{kind}_(?:street|\*){REMARK}"
        bare = rf"|shipping_{part}{REMARK}|site or billing by .*|\(joined\)|{part}|site\.{part}" if is_place else ""
        return re.fullmatch(forms + bare, expected) is not None
    return re.fullmatch(MEANT.get(column.target, re.escape(column.target) + REMARK), expected) is not None


@pytest.mark.parametrize(
    ("target", "detail", "expected"),
    [
        ("fax", "fax", "phone"), ("note", "", "phone"), ("decides", "label", "phone"), ("phone", "main", "note"),
        ("phone", "main", "fax"), ("name", "company", "contact.first_name"), ("email", "", "note"),
        ("billing_city", "", "billing_country"), ("billing_street", "", "shipping_street"), ("site.street", "", "site"),
        ("address1.city", "", "state"), ("external_id", "", "external_id2"),
    ],
)  # fmt: skip
def test_another_target_than_the_expected_one_is_seen(target: str, detail: str, expected: str) -> None:
    assert not is_meant(SourceColumn(0, "Column", target, detail, filled=1), expected)


def test_the_sheet_with_customers_is_proposed() -> None:
    source = open_source(DATA / "excel-list.xlsx")
    assert choose_table(source).name == "Customers"
    assert [table.name for table in source.tables if table.hidden] == ["Old"]


def test_cells_that_need_attention(understood: dict[str, Understood]) -> None:
    _, plan, records = read(understood, "excel-us-damaged.csv")
    assert "“6.09555E+09” has lost digits" in records[0].question
    assert records[0].values["description"].startswith("Phone: 6.09555E+09")
    assert "01632960193" in records[1].question
    assert records[1].values["phone"] == "1632960193"
    assert [(one.column, one.setting) for one in plan.questions] == [(1, "restore_zero")]


def test_rows_without_a_name_are_refused_with_a_proposal(understood: dict[str, Understood]) -> None:
    _, _, records = read(understood, "hubspot-contacts.csv")
    assert [(one.refused, one.rows) for one in records if one.refused] == [("It has no name.", (3,))]
    assert "Noname" in records[1].question


def test_a_guard_that_is_taken_off_is_listed(understood: dict[str, Understood]) -> None:
    _, _, records = read(understood, "odoo-res-partner.csv")
    assert [(one.row, one.column, one.was, one.now) for one in records[0].mends if one.was.startswith("'")] == [
        (2, "phone", "'+44 1632 960121", "+44 1632 960121"),
        (3, "mobile", "'+44 7700 900121", "+44 7700 900121"),
    ]


def test_a_row_that_is_too_long_is_refused_and_the_others_are_taken() -> None:
    table = choose_table(open_source(DATA / "bad-ragged.csv"))
    records = list(understand(SHIPPED, Customer, table).records(table))
    assert [(one.rows, one.refused) for one in records] == [
        ((2,), ""),
        ((3,), "It has 2 values more than the table has columns."),
        ((4,), ""),
    ]


def test_a_quote_that_is_never_closed_refuses_the_file() -> None:
    with pytest.raises(Refused, match="row 2"):
        understand(SHIPPED, Customer, choose_table(open_source(DATA / "bad-unclosed-quote.csv")))


def test_a_web_page_is_a_table() -> None:
    table = choose_table(open_source(DATA / "bad-html.xls"))
    (record,) = understand(SHIPPED, Customer, table).records(table)
    assert record.values == {"name": "Heron & Co", "phone": "01632 960101"}
