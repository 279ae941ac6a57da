"""What is inside a record goes with it: the lines of an order, the assets of a work item, the sites of a contract."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.runner import Capptro

LINES = [
    {"description": "Boiler service", "quantity": "1.0000", "unit_price": "85.0000", "tax_rate": "20.000"},
    {"description": "Discount", "quantity": "1.0000", "unit_price": "-5.5000", "tax_rate": "20.000"},
]


@pytest.fixture
def desk(capptro: Capptro) -> Capptro:
    capptro.add("customers", {"name": "Acme"}, {"name": "Other"})
    capptro.add("sites", {"customer": "C-1", "name": "Yard"}, {"customer": "C-1", "name": "Shop"})
    capptro.add("assets", {"customer": "C-1", "name": "Boiler"}, {"customer": "C-1", "name": "Pump"})
    return capptro


def test_an_order_comes_with_its_lines(desk: Capptro) -> None:
    assert desk.add("orders", {"customer": "C-1", "lines": LINES}) == ["O-000001"]
    shown = desk.json("show", "O-1")
    assert shown["lines"] == LINES
    assert shown["total"] == "95.40"
    assert len(desk.json("history", "O-1")) == 1
    desk.done("undo")
    assert desk.export("orders") == []


def test_lines_are_changed_in_their_order(desk: Capptro) -> None:
    desk.add("orders", {"customer": "C-1", "lines": LINES})
    changed = [{**LINES[0], "unit_price": 90}, {"description": "Filter", "unit_price": "12"}, LINES[1]]
    shown = desk.json("set", "O-1", f"lines={json.dumps(changed)}")
    assert [line["unit_price"] for line in shown["lines"]] == ["90.0000", "12.0000", "-5.5000"]
    shown = desk.json("set", "O-1", f"lines={json.dumps(changed[:1])}")
    assert [line["description"] for line in shown["lines"]] == ["Boiler service"]
    desk.done("undo")
    assert len(desk.json("show", "O-1")["lines"]) == 3
    assert desk.json("set", "O-1", "lines=[]")["lines"] == []


@pytest.mark.parametrize(
    ("records", "given", "key", "first", "then"),
    [
        ("work-items", {"title": "Job"}, "assets", ["A-000001"], ["A-000002", "A-000001"]),
        ("contracts", {"title": "Care"}, "sites", ["S-000001", "S-000002"], ["S-000002"]),
    ],
)
def test_what_is_joined(
    desk: Capptro, records: str, given: dict[str, Any], key: str, first: list[str], then: list[str]
) -> None:
    [number] = desk.add(records, {"customer": "C-1", **given, key: first})
    assert desk.json("show", number)[key] == first
    assert sorted(desk.json("set", number, f"{key}={json.dumps(then)}")[key]) == sorted(then)
    assert desk.export(records)[0][key] == desk.json("show", number)[key]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lines": [{"description": "x", "unit_price": "12;50"}]}, "Line 1: Unit price must be a number in GBP"),
        ({"lines": [LINES[0], {"unit_price": "1"}]}, "Line 2: Description must be filled in."),
        ({"lines": [{**LINES[0], "net": "5.00"}]}, "“net” is filled in by the program."),
        ({"lines": "5"}, "“lines” must be a list."),
        ({"lines": [5]}, "each must be an object."),
        ({"assets": ["A-1"]}, "Order has no field “assets”."),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(desk: Capptro, given: dict[str, Any], said: str) -> None:
    answer = desk("add", "orders", stdin=json.dumps({"customer": "C-1", **given}))
    assert answer.code == 1
    assert said in json.loads(answer.out)["error"]
    assert desk.export("orders") == []


def test_an_export_gives_back_all_that_was_entered(desk: Capptro, tmp_path: Path, empty_file: Path) -> None:
    desk.add("orders", {"customer": "C-1", "lines": LINES, "due": "2030-05-01"}, {"customer": "C-2", "kind": "credit"})
    desk.add("work-items", {"customer": "C-1", "title": "Job", "assets": ["A-2"]})
    desk.add("contracts", {"customer": "C-1", "title": "Care", "value": "450.00", "sites": ["S-1"]})
    kinds = ("customers", "sites", "assets", "work-items", "contracts", "orders")
    exported = {kind: desk.export(kind) for kind in kinds}
    other = Capptro(desk.monkeypatch, tmp_path / "other.db")
    shutil.copy(empty_file, other.path)
    other.monkeypatch.setenv("CAPPTRO_DB", str(other.path))
    for kind, found in exported.items():
        other.add(kind, *found)
    for kind, found in exported.items():
        assert list(map(unstamped, other.export(kind))) == list(map(unstamped, found))


def unstamped(one: dict[str, Any]) -> dict[str, Any]:
    """A record without what says when it was written."""
    rest = {name: value for name, value in one.items() if not name.endswith(("_at", "Date")) and name != "version"}
    rest.get("extensions", {}).pop("version", None)
    return rest
