"""The files of other programs, brought in by the command: counts, the expected record, no value lost, none doubled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.exchange.formats.reading import open_source
from tests.cli.runner import Capptro
from tests.support import ROOT

DATA = ROOT / "tests" / "data" / "import"
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "expected.json").read_text("utf-8"))["files"]
GOOD = sorted(name for name, one in EXPECTED.items() if one["kind"] != "bad")
SLUGS = ("customers", "contacts", "sites", "notes")

_WORD = re.compile(r"\w+")
_UNSAID = {"phone", "mobile", "fax", "tel", "main", "work", "home", "p", "br", "div", "amp", "mycontacts", "true", "0"}
"""Words that decide about a field, or are markup, and no values themselves."""


def imported(capptro: Capptro, path: Path) -> tuple[int, dict[str, Any]]:
    result = capptro("import", "customers", str(path), "--json")
    assert result.err == ""
    return result.code, json.loads(result.out)


def stored(capptro: Capptro) -> dict[str, list[dict[str, Any]]]:
    """All records, by their names on the command line."""
    return {slug: json.loads(capptro("list", slug, "--json").out) for slug in SLUGS}


def texts(value: Any) -> Iterator[str]:
    """All texts of a value of JSON."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    else:
        yield str(value)


@pytest.mark.parametrize("name", GOOD)
def test_file(capptro: Capptro, name: str) -> None:
    code, found = imported(capptro, DATA / name)
    expected = EXPECTED[name]
    counts = {"asked": 0, "contacts": 0, "sites": 0, "skipped": 0, **expected["counts"]}
    assert code == bool(counts["asked"])
    records = stored(capptro)
    assert {
        "customers": len(records["customers"]),
        "contacts": len(records["contacts"]),
        "sites": len(records["sites"]),
        "asked": found["counts"]["refused"],
        "skipped": sum(rows["count"] for rows in found["skipped_rows"].values()),
    } == counts
    wanted = expected["record"]["customer"]
    shown = {one["number"]: json.loads(capptro("show", one["number"], "--json").out) for one in records["customers"]}
    customer = next(one for one in shown.values() if one["name"] == wanted["name"])
    found_values = {field: str(customer.get(field) or "") for field in wanted}
    assert found_values == {
        field: one_of(expected, field, found_values[field], str(value)) for field, value in wanted.items()
    }
    for text in expected["record"].get("kept_in_note", ()):
        assert any(text in each for each in texts([customer, records["notes"]])), text
    _, again = imported(capptro, DATA / name)
    assert again["counts"]["created"] == 0
    assert again["batch"] is None
    assert stored(capptro) == records


def one_of(expected: dict[str, Any], field: str, found: str, value: str) -> str:
    """The expected value, or the other one that is accepted; a description has further lines with what has no field."""
    if field == "description" and value in found.splitlines():
        return found
    others = expected["record"].get("either", {}).get(field, expected.get("either", {}).get(field, []))
    return found if found in (others if isinstance(others, list) else [others]) else value


@pytest.mark.parametrize("name", GOOD)
def test_no_value_is_lost(capptro: Capptro, name: str) -> None:
    """Each word of each cell is in the database, in the report of its row, or in a column or row that is named."""
    _, found = imported(capptro, DATA / name)
    everything = [stored(capptro), found["outcomes"], found["above"]]
    everything += [json.loads(capptro("show", one["number"], "--json").out) for one in everything[0]["customers"]]
    known = {word for text in texts(everything) for word in _WORD.findall(text.casefold())}
    ignored = {column["column"] for column in found["ignored"]}
    ignored |= {column["column"] for column in found["columns"] if column["target"] in ("decides", "status")}
    skipped = {row for rows in found["skipped_rows"].values() for row in rows["rows"]}
    headers = {column["column"] for column in found["columns"]}
    refused = {row for one in found["outcomes"] if one["action"] == "refused" for row in one["rows"]}
    source = open_source(DATA / name)
    table = next(each for each in source.tables if each.name == found["sheet"])
    header: tuple[str, ...] = table.header or ()
    for row in table.rows():
        if not header and headers <= {cell.strip() for cell in row.cells} | ignored | headers - set(row.cells):
            header = row.cells if len(headers & set(row.cells)) > len(headers) / 2 else ()
            continue
        if row.number in skipped | refused:
            continue
        for title, cell in zip(header, row.cells, strict=False):
            if title not in ignored and not cell.startswith(("0/0", "#")):
                lost = set(_WORD.findall(cell.casefold())) - known - _UNSAID
                assert not lost, (row.number, title, cell)
