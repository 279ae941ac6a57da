"""`list`: some records, sorted, as a table, JSON or CSV, however many there are."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing

import pytest

from capptro_tui.cli.output.csv_cells import csv_cell
from capptro_tui.db.database import Database
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.records import records
from tests.cli.runner import Capptro


@pytest.fixture
def some(capptro: Capptro) -> Capptro:
    """A desk with three customers, of whom the last is in the trash, and four work items."""
    capptro.add(
        "customers",
        {"name": "Zoë's Café", "phone": "+44 1632 960111", "category": "Trade", "billing_lat": 51.5},
        {"name": "Acme Ltd", "account": "A-1"},
        {"name": "Gone Ltd"},
    )
    capptro.done("delete", "C-3")
    capptro.add(
        "work-items",
        {"title": "Boiler", "customer": "C-1", "scheduled_start": "2030-04-02 9:00", "priority": "urgent"},
        {"title": "Tap", "customer": "C-2"},
        {"title": "Roof", "customer": "C-1", "status": "completed"},
        {"title": "Drain", "customer": "C-1", "notes": "=1+1"},
    )
    return capptro


def numbers(capptro: Capptro, *words: str) -> list[str]:
    return [one["number"] for one in capptro.json("list", *words)]


def test_a_table_has_the_columns_of_the_list(some: Capptro) -> None:
    lines = [line.split() for line in some.done("list", "customers").splitlines()]
    assert lines[0][:3] == ["Number", "Name", "Account"]
    assert [line[0] for line in lines[1:]] == ["C-000002", "C-000001"]
    table = some.done("list", "work-items", "--columns", "number,title,customer,status", "--sort", "title")
    assert [line.split() for line in table.splitlines()] == [
        ["Number", "Title", "Customer", "Status"],
        ["W-000001", "Boiler", "Zoë's", "Café", "◷", "Scheduled"],
        ["W-000004", "Drain", "Zoë's", "Café", "◆", "New"],
        ["W-000003", "Roof", "Zoë's", "Café", "✓", "Completed"],
        ["W-000002", "Tap", "Acme", "Ltd", "◆", "New"],
    ]
    assert some.done("list", "assets") == "There are no such assets.\n"


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        (["status=new"], ["W-000002", "W-000004"]),
        (["status=New", "customer=C-1"], ["W-000004"]),
        (["status=new", "status=Completed"], ["W-000002", "W-000003", "W-000004"]),
        (["customer=c2"], ["W-000002"]),
        (["scheduled-start=2.4.2030 9:00"], ["W-000001"]),
        (["scheduled_start=", "priority=normal"], ["W-000002", "W-000003", "W-000004"]),
        (["title=Tap"], ["W-000002"]),
        (["title=tap"], []),
        (["number=W-3"], ["W-000003"]),
        (["notes==1+1"], ["W-000004"]),
        (["trashed=yes"], []),
    ],
)
def test_conditions_are_read_by_the_fields(some: Capptro, conditions: list[str], found: list[str]) -> None:
    words = [word for condition in conditions for word in ("--where", condition)]
    assert numbers(some, "work-items", "--sort", "number", *words) == found


def test_amounts_and_merged_customers(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme"}, {"name": "Acme Ltd"}, {"name": "Bolt"})
    payment = {"day": "2026-03-01", "method": "cash"}
    capptro.add("payments", *({"customer": "C-1", "amount": amount} | payment for amount in ("45.00", "1250.50")))
    with closing(Database.open(capptro.path)) as database:
        records.change(database, Settings, 1, {"locale": "de_DE"})
    for text in ("1250.50", "1.250,50", "1250,5"):
        assert numbers(capptro, "payments", "--where", f"amount={text}") == ["Y-000002"]
    capptro.done("merge", "C-3", "C-1")
    assert numbers(capptro, "payments", "--where", "customer=C-1", "--sort", "number") == ["Y-000001", "Y-000002"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--where", "status=shceduled"], "Did you mean “Scheduled”?"),
        (["--where", "titel=x"], "Work item has no field “titel”. Did you mean “title”?"),
        (["--sort", "-titel"], "Work item has no field “titel”. Did you mean “title”?"),
        (["--columns", "number,titel"], "Work item has no field “titel”. Did you mean “title”?"),
        (["--where", "scheduled_start=soon"], "“soon” is not a day and time"),
        (["--where", "customer=W-1"], "“W-1” is not the number of a customer"),
        (["--where", "number=C-1"], "C-1 is no work item."),
        (["--where", "trashed=perhaps"], "“trashed” must be yes or no"),
        (["--where", "created_at=today"], "Created cannot be compared with a value here."),
        (["--where", "scheduled_start=", "--where", "scheduled_start=2030-04-02 9:00"], "finds what is empty"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(some: Capptro, words: list[str], message: str) -> None:
    assert message in some.refused("list", "work-items", *words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["boats"], "“boats” are no records of this program"),
        (["customer"], "Did you mean “customers”?"),
        (["customers", "--format", "xml"], "--format “xml” is unknown: it takes table, json or csv."),
        (["customers", "--format", "cvs"], "Did you mean “csv”?"),
        (["customers", "--where", "name"], "“name” should look like field=value."),
        (["customers", "--limit", "0"], "--limit must be 1 or more."),
    ],
)
def test_wrong_usage(some: Capptro, words: list[str], message: str) -> None:
    assert message in some.misused("list", *words)


def test_sorted_either_way_and_cut(some: Capptro) -> None:
    titles = ["Boiler", "Drain", "Roof", "Tap"]
    for sort, expected in (("title", titles), ("-title", titles[::-1])):
        found = some.json("list", "work-items", "--sort", sort, "--columns", "title")
        assert [one["title"] for one in found] == expected
    assert numbers(some, "work-items", "--sort", "-number", "--limit", "2") == ["W-000004", "W-000003"]
    assert numbers(some, "work-items", "--sort=notes", "--limit", "1") == ["W-000004"]


def test_json_is_as_other_verbs_print_records(some: Capptro) -> None:
    whole = some.json("show", "W-1")
    [shown] = some.json("list", "work-items", "--where", "number=W-1")
    assert shown == whole
    assert some.done("list", "work-items", "--format", "json") == some.done("list", "work-items", "--json")
    chosen = some.json("list", "work-items", "--columns", "title,number,trashed", "--where", "number=W-1")
    assert [list(one) for one in chosen] == [["title", "number", "trashed"]]
    assert some.json("list", "assets") == []


def test_the_trash(some: Capptro) -> None:
    assert numbers(some, "customers", "--where", "trashed=yes") == ["C-000003"]
    both = ("--where", "trashed=yes", "--where", "trashed=no")
    assert numbers(some, "customers", *both, "--sort", "number") == ["C-000001", "C-000002", "C-000003"]
    table = some.done("list", "customers", *both, "--columns", "name,trashed", "--sort", "name")
    assert "Gone Ltd" in table
    assert table.count("yes") == 1
    some.done("merge", "C-1", "C-2")
    assert numbers(some, "customers", "--where", "trashed=yes") == ["C-000003"]
    assert numbers(some, "customers", *both, "--sort", "number") == ["C-000001", "C-000003"]


def test_csv_has_a_header_and_what_json_has(some: Capptro) -> None:
    text = some.done("list", "work-items", "--format", "csv", "--sort", "number")
    rows = list(csv.DictReader(io.StringIO(text)))
    [first] = some.json("list", "work-items", "--where", "number=W-1")
    assert list(rows[0]) == [name for name in first if name != "assets"]
    assert rows[0]["customer"] == "C-000001"
    assert (rows[0]["scheduled_start"], rows[0]["trashed"], rows[0]["contact"]) == ("2030-04-02T09:00", "no", "")
    assert rows[3]["notes"] == "'=1+1"
    customers = list(csv.DictReader(io.StringIO(some.done("list", "customers", "--format", "csv"))))
    assert [one["phone"] for one in customers] == ["", "+44 1632 960111"]
    assert some.done("list", "assets", "--format", "csv").startswith("number,version,")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("-45.00", "-45.00"),
        ("+44 (0)1632 960-111", "+44 (0)1632 960-111"),
        ("a=b", "a=b"),
        (None, ""),
        (True, "yes"),
        (51.5, "51.5"),
        ({}, ""),
        ({"floor": "2"}, '{"floor": "2"}'),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


@pytest.mark.parametrize("sort", ["", "name", "-name", "phone", "description", "-assigned_user"])
@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_many_are_read_block_by_block(capptro: Capptro, monkeypatch: pytest.MonkeyPatch, form: str, sort: str) -> None:
    """In an order with an index or without, each record comes once, and only a block is read at a time."""
    monkeypatch.setattr("capptro_tui.services.search.selection.BLOCK", 3)
    monkeypatch.setattr("capptro_tui.cli.output.layout._FIRST", 2)
    added = capptro.add(
        "customers",
        *({"name": f"Customer {place % 4}", "phone": f"12345{9 - place}", "description": "d"} for place in range(10)),
    )
    largest = 0
    from capptro_tui.db.read import rows

    by_ids = rows.by_ids

    def watched(*arguments: object, **options: object) -> object:
        nonlocal largest
        found = by_ids(*arguments, **options)  # type: ignore[arg-type]
        largest = max(largest, len(found))
        return found

    monkeypatch.setattr(rows, "by_ids", watched)
    words = ["list", "customers", "--format", form, "--columns", "number", *(["--sort", sort] if sort else [])]
    text = capptro.done(*words)
    found = [one["number"] for one in json.loads(text)] if form == "json" else text.split()[1:]
    assert sorted(found) == added
    assert largest == 3
    assert len(capptro.done(*words, "--limit", "5").split()) == len(text.split()) - (5 if form != "json" else 10)


def test_a_terminal_is_as_wide_as_it_is(some: Capptro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    some.add("customers", {"name": "A very long name of a customer " * 5, "account": "株式会社カプトロ" * 3})
    plain = some("list", "customers", terminal=True).out.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert "…" in plain
    from capptro_tui.cli.output.layout import width

    assert max(width(line) for line in plain.splitlines()) <= 50
    assert "…" not in some.done("list", "customers")
