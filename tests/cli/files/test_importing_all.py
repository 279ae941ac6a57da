"""`capptro import all`: what `export all` has written comes into an empty database as one batch, and is equal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.runner import Capptro

STAMPS = {"version", "modified_at", "modified_by", "CustomerModifiedDate", "CustomerModifiedFullName"}
"""The last batch that wrote a record: in the other database that is the import."""


def records(capptro: Capptro, path: Path) -> dict[str, list[dict[str, Any]]]:
    """All records but users, submissions, and what the last batch left on them."""
    found = json.loads(capptro.done("export", "all", "--db", str(path)))
    return {
        slug: [_comparable(one) for one in each] for slug, each in found.items() if slug not in ("users", "submissions")
    }


def _comparable(one: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in one.items() if name not in STAMPS}
    return {name: _comparable(value) if name == "extensions" else value for name, value in kept.items()}


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_comes_back_equal_as_one_batch(capptro: Capptro, tmp_path: Path, form: str) -> None:
    capptro.done("demo")
    new, written = tmp_path / "new.db", tmp_path / f"all.{form}"
    options = ("--format", form, "-o", str(written)) if form == "jsonl" else ("-o", str(written))
    capptro.done("export", "all", *options)
    said = capptro.done("import", "all", str(written), "--db", str(new))
    assert "customers: 45 created." in said
    assert "Not taken over: submissions." in said
    assert records(capptro, new) == records(capptro, capptro.path)
    capptro.done("undo", "--db", str(new))
    assert not any(records(capptro, new).values())


def test_tables_come_back_without_what_they_have_no_place_for(capptro: Capptro, tmp_path: Path) -> None:
    """The command line of the export says what that is; here, the lines of orders are named."""
    capptro.add("customers", {"name": "Acme", "account": "007", "description": "two\nlines"})
    capptro.add(
        "orders", {"customer": "C-1", "day": "2026-03-01", "lines": [{"description": "Hour", "unit_price": "9.00"}]}
    )
    folder, new = tmp_path / "tables", tmp_path / "new.db"
    capptro.done("export", "all", "--format", "csv", "--raw", "-o", str(folder))
    said = capptro.done("import", "all", str(folder), "--db", str(new))
    assert "order-lines" in said.rpartition("Not taken over")[2]
    after, before = records(capptro, new), records(capptro, capptro.path)
    assert after["customers"] == before["customers"]
    assert [one["customer"] for one in after["orders"]] == ["C-000001"]


def test_a_second_time_it_changes_nothing(capptro: Capptro, tmp_path: Path) -> None:
    capptro.done("demo")
    capptro.done("export", "all", "-o", str(tmp_path / "all.json"))
    found = json.loads(capptro.done("import", "all", str(tmp_path / "all.json"), "--json"))
    assert found["batch"] is None
    assert {action for counts in found["records"].values() for action in counts} == {"unchanged"}


def test_a_refused_record_is_said_and_the_others_go_in(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(json.dumps({"customers": [{"name": "Acme"}, {"phone": "1"}]}))
    result = capptro("import", "all", str(path))
    assert result.code == 1
    assert "1 created, 1 refused" in result.out
    assert "It has no name." in result.out


@pytest.mark.parametrize("content", ['{"numbers": [{"a": 1}]}', "[]", '{"name": "Acme"}', "nothing"])
def test_another_file_is_refused(capptro: Capptro, tmp_path: Path, content: str) -> None:
    path = tmp_path / "all.json"
    path.write_text(content)
    new = tmp_path / "new.db"
    capptro.refused("import", "all", str(path), "--db", str(new))
    assert not new.exists()


def test_two_files_for_one_type_are_refused(capptro: Capptro, tmp_path: Path) -> None:
    for ending in ("csv", "json"):
        (tmp_path / f"customers.{ending}").write_text('[{"name": "Acme"}]' if ending == "json" else "name\nAcme\n")
    assert "leave one of them" in capptro.refused("import", "all", str(tmp_path))


def test_options_of_one_table_are_refused(capptro: Capptro, tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text('{"customers": [{"name": "Acme"}]}')
    assert "leave the options away" in capptro.misused("import", "all", str(tmp_path / "all.json"), "--dry-run")
    assert "FILE is missing" in capptro.misused("import", "all")
