"""Scripts reach the records by the services' rules, in the form of the command line's JSON."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from capptro_tui import api
from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history import trash
from tests.support import ROOT, add_customer, batches


@pytest.fixture
def path(database: Database) -> Path:
    return database.path


def test_the_example_of_the_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Each block of Python on the page runs as it stands, and prints what it says."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "scripting.md").read_text(encoding="utf-8")
    first, refused = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(first, "scripting.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        "W-000001 Service the boiler new",
        "C-000001 Acme Ltd by name",
        "Undid: Changed email of Acme Ltd",
    ]
    with api.open("desk.db") as records:
        exec(compile(refused, "scripting.md", "exec"), {"records": records, "api": api})
    assert capsys.readouterr().out == "There is no customer C-000042.\n"


def test_a_record_is_as_the_command_line_prints_it(path: Path) -> None:
    with api.open(path) as records:
        made = records.create("customers", {"name": "Söhne & Co", "phone": "(020) 7946 0018", "billing_city": "Leeds"})
        shown = subprocess.run(
            [sys.executable, "-m", "capptro_tui", "show", made["number"], "--json", "--db", str(path)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        printed = json.loads(shown.stdout)
        assert {name: printed[name] for name in made} == made == records.get(made["number"])


def test_parts_are_written_with_their_record(path: Path) -> None:
    with api.open(path) as records:
        acme = records.create("customers", {"name": "Acme"})
        lines = [{"description": "Pump", "quantity": 2, "unit_price": "45.00"}]
        order = records.create("orders", {"customer": acme["number"], "lines": lines})
        assert [line["description"] for line in order["lines"]] == ["Pump"]
        assert [one["number"] for one in records.list("orders", where={"customer": acme["number"]})] == ["O-000001"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda records: records.create("customers", {"name": ""}), "Name must be filled in"),
        (lambda records: records.create("custmers", {"name": "A"}), "Did you mean “customers”?"),
        (lambda records: records.create("customers", {"nme": "A"}), "nme"),
        (lambda records: records.change("C-1", {"status": "asleep"}), "Status must be one of"),
        (lambda records: records.change("C-1", {"name": "B"}, version=99), "has been changed"),
        (lambda records: records.change("X-1", {"name": "B"}), "is not a number"),
        (lambda records: records.get("C-9"), "There is no customer C-000009"),
        (lambda records: list(records.list("customers", where={"nme": "A"})), "no field “nme”"),
        (lambda records: list(records.list("customers", where={"status": "asleep"})), "must be one of"),
        (lambda records: list(records.list("customers", sort="-nme")), "no field “nme”"),
        (lambda records: list(records.list("customers", where={"number": "W-1"})), "W-1 is no customer"),
        (lambda records: list(records.list("customers", where={"created_at": "2026-01-01"})), "cannot be compared"),
        (lambda records: list(records.find(" ")), "Say what to look for"),
        (lambda records: records.change("C-1", {"phne": "1"}), "Did you mean “phone”?"),
        (lambda records: records.create("customers", {"name": "B", "status": "actve"}), "Did you mean “Active”?"),
        (lambda records: list(records.list("custmers")), "Did you mean “customers”?"),
        (lambda records: list(records.find("a", ["thngs"])), "“thngs” are no records of this program"),
        (lambda records: records.undo(99), "There is no batch 99"),
    ],
)
def test_what_cannot_be_done_is_refused_and_writes_nothing(database: Database, call: Any, says: str) -> None:
    add_customer(database, "Acme")
    before = batches(database)
    with api.open(database.path) as records, pytest.raises(api.Refused, match=re.escape(says)):
        call(records)
    assert batches(database) == before


def test_records_are_listed_by_values_and_order(database: Database) -> None:
    for name, city in (("Acme", "Leeds"), ("Bolt", "York"), ("Cole", "Leeds")):
        add_customer(database, name, billing_city=city)
    with api.open(database.path) as records:
        names = [one["name"] for one in records.list("customers", where={"billing_city": "Leeds"}, sort="-name")]
        assert names == ["Cole", "Acme"]
        assert [one["name"] for one in records.list("customers", sort="name", limit=2)] == ["Acme", "Bolt"]
        assert [one["number"] for one in records.list("customers", where={"number": "C-2"})] == ["C-000002"]
        either = records.list("customers", where={"billing_city": ["Leeds", "York"]}, sort="name")
        assert [one["name"] for one in either] == ["Acme", "Bolt", "Cole"]


def test_records_in_the_trash_are_listed_where_they_are_asked_for(database: Database) -> None:
    trash.delete(database, Customer, add_customer(database, "Acme"))
    add_customer(database, "Bolt")
    with api.open(database.path) as records:
        assert [one["name"] for one in records.list("customers")] == ["Bolt"]
        assert [one["name"] for one in records.list("customers", where={"trashed": True})] == ["Acme"]


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (("list", "custmers"), lambda records: list(records.list("custmers"))),
        (("find", "a", "--only", "custmers"), lambda records: list(records.find("a", ["custmers"]))),
        (("set", "C-1", "phne=1"), lambda records: records.change("C-1", {"phne": "1"})),
        (
            ("list", "customers", "--where", "nme=A"),
            lambda records: list(records.list("customers", where={"nme": "A"})),
        ),
        (("find", " "), lambda records: list(records.find(" "))),
        (("show", "C-9"), lambda records: records.get("C-9")),
    ],
)
def test_scripts_and_the_shell_are_refused_in_the_same_words(
    database: Database, words: tuple[str, ...], call: Any
) -> None:
    add_customer(database, "Acme")
    with api.open(database.path) as records, pytest.raises(api.Refused) as refused:
        call(records)
    shell = subprocess.run(
        [sys.executable, "-m", "capptro_tui", *words, "--db", str(database.path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shell.returncode in (1, 2)
    assert str(refused.value) in shell.stderr


def test_a_merged_number_leads_to_the_survivor(database: Database) -> None:
    from capptro_tui.services.duplicates import merge

    keep, lose = add_customer(database, "Acme"), add_customer(database, "Acme Ltd")
    merge.merge(database, keep, lose)
    with api.open(database.path) as records:
        assert records.get(f"C-{lose}")["number"] == f"C-{keep:06}"
        records.create("work-items", {"title": "Roof", "customer": f"C-{keep}"})
        assert [one["title"] for one in records.list("work-items", where={"customer": f"C-{lose}"})] == ["Roof"]


def test_a_model_has_the_values_that_are_stored(database: Database) -> None:
    add_customer(database, "Acme", phone="01632 960123")
    with api.open(database.path) as records:
        model: Any = records.model("C-1")
    assert (model.id, model.name, model.phone) == (1, "Acme", "01632 960123")
    assert type(model).__mro__[1].__mro__[1].__name__ == "SQLModel"


def test_only_a_model_loads_sqlmodel(path: Path) -> None:
    code = (
        "import sys; from capptro_tui import api\n"
        f"with api.open({str(path)!r}) as records:\n"
        "    one = records.create('customers', {'name': 'Acme'})\n"
        "    records.change(one['number'], {'name': 'Bolt'}); records.undo()\n"
        "    list(records.find('acme')); list(records.list('customers'))\n"
        "assert not {'sqlmodel', 'sqlalchemy', 'pydantic', 'textual', 'alembic'} & set(sys.modules), sys.modules.keys()"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
