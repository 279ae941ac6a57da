"""`import`: a report for people or one JSON value, exit codes, rejects, maps; own exports come in as they were."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.worksheet import Worksheet

from capptro_tui.exchange.importing import report
from capptro_tui.exchange.understanding import grouping
from tests.cli.runner import Capptro
from tests.exchange.formats.workbook_files import ods, xls, xlsx
from tests.support import raw

LIST = (
    "Company,Phone,E-mail,Town\nAcme Ltd,01632 960111,office@acme.example,Leeds\n,01632 960112,,\nBolt,,nonsense,York\n"
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A list with a good row, one without a name, and one with an e-mail that is none."""
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def shown(capptro: Capptro, *words: object) -> tuple[int, dict[str, Any]]:
    """Exit code of an import, and the one JSON value that it prints."""
    result = capptro("import", "customers", *map(str, words), "--json")
    return result.code, json.loads(result.out)


def names(capptro: Capptro) -> list[str]:
    return sorted(one["CustomerName"] for one in capptro.export("customers"))


def test_report_for_people(capptro: Capptro, sheet: Path) -> None:
    result = capptro("import", "customers", str(sheet))
    assert result.code == 1, "a row was refused"
    assert "3 customers: 2 created, 1 refused." in result.lines
    assert any("E-mail: nonsense" in line and line.split()[0] == "4" for line in result.lines)
    assert any("It has no name." in line and line.split()[0] == "3" for line in result.lines)
    assert any("capptro undo" in line for line in result.lines)
    assert names(capptro) == ["Acme Ltd", "Bolt"]
    capptro.done("undo")
    assert names(capptro) == []


@pytest.mark.parametrize(
    ("slug", "text", "line"),
    [
        ("customers", "Name,VAT no,Priority\nAcme,GB1,high\n", "Kept in the description: VAT no, Priority."),
        ("payments", "Customer,Amount,Till\nAcme,5,2\n", "Kept in the notes: Till."),
    ],
)
def test_columns_without_a_field_are_named(capptro: Capptro, tmp_path: Path, slug: str, text: str, line: str) -> None:
    capptro.add("customers", {"name": "Acme"})
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    assert line in capptro("import", slug, str(tmp_path / "list.csv"), "--dry-run").lines


def test_json(capptro: Capptro, sheet: Path) -> None:
    code, found = shown(capptro, sheet)
    assert code == 1
    assert found["counts"] == {
        "created": 2, "updated": 0, "filled": 0, "unchanged": 0, "skipped": 0, "undecided": 0,
        "refused": 1,
    }  # fmt: skip
    assert [outcome["rows"] for outcome in found["outcomes"]] == [[2], [3], [4]]
    assert found["outcomes"][0]["number"] == "C-000001"
    assert found["batch"] == capptro.json("history")[0]["batch"]
    assert {column["column"]: column["target"] for column in found["columns"]}["Town"] == "billing_city"


def test_all_rows_taken_is_exit_code_0(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text("Name,Phone\nAcme,01632 960111\n")
    assert shown(capptro, path)[0] == 0
    code, again = shown(capptro, path)
    assert (code, again["counts"]["unchanged"], again["batch"]) == (0, 1, None)


class Full(io.BytesIO):
    """A temporary file on a disk without room."""

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("where", [(grouping, "TemporaryFile"), (report, "SpooledTemporaryFile")])
def test_no_room_for_temporary_files(
    capptro: Capptro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str]
) -> None:
    """It is said, and nothing is imported. Rows of one order wait in one, outcomes in another."""
    capptro.add("customers", {"name": "Acme"})
    path = tmp_path / "orders.csv"
    path.write_text("Customer,Invoice no,Description,Price\nAcme,R-1,Pipe,2.50\nAcme,R-2,Tap,1\nAcme,R-1,Nut,3\n")
    monkeypatch.setattr(*where, lambda *_, **__: Full())
    assert "There is no room for temporary files in " in capptro.refused("import", "orders", str(path))
    assert capptro.export("orders") == []


def test_dry_run_writes_nothing(capptro: Capptro, sheet: Path) -> None:
    capptro.add("customers", {"name": "Acme Ltd", "phone": "01632 960111"})
    batch = capptro.json("history")[0]["batch"]
    code, found = shown(capptro, sheet, "--dry-run")
    assert (code, found["dry_run"], found["batch"]) == (1, True, None)
    assert found["counts"]["updated"] == 1
    assert found["outcomes"][0]["similar"][0]["number"] == "C-000001"
    assert capptro.json("history")[0]["batch"] == batch
    assert names(capptro) == ["Acme Ltd"]


def test_rehearsal_needs_no_database(capptro: Capptro, sheet: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    code, found = shown(capptro, sheet, "--dry-run", "--db", tmp_path / "none.db")
    assert (code, found["counts"]["created"], found["counts"]["refused"]) == (1, 2, 1)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [(b'Name\n"Acme\n', ()), (b"Name,Email\nAcme,none\n", ("--strict",)), (b'[{"Name": "Acme" 1}]', ())],
)
def test_nothing_is_left_of_a_refused_first_import(
    capptro: Capptro, tmp_path: Path, content: bytes, words: tuple[str, ...]
) -> None:
    path = tmp_path / ("list.json" if content[:1] == b"[" else "list.csv")
    path.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    assert capptro("import", "customers", str(path), *words, "--db", str(tmp_path / "none.db")).code == 1
    assert sorted(tmp_path.iterdir()) == before


def test_first_import_makes_the_database(capptro: Capptro, sheet: Path, tmp_path: Path) -> None:
    new = str(tmp_path / "none.db")
    code, found = shown(capptro, sheet, "--db", new)
    assert (code, found["counts"]["created"]) == (1, 2)
    assert [one["name"] for one in capptro.json("list", "customers", "--db", new)] == ["Acme Ltd", "Bolt"]


def test_rejects(capptro: Capptro, sheet: Path, tmp_path: Path) -> None:
    """The refused rows as they stand, with the reason and the row: put right, they come in."""
    rejects = tmp_path / "left.csv"
    shown(capptro, sheet, "--rejects", rejects)
    with rejects.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines == [
        ["Company", "Phone", "E-mail", "Town", "Reason", "Row"],
        ["", "01632 960112", "", "", "It has no name.", "3"],
    ]


def test_rejects_have_what_was_skipped_and_is_not_there(capptro: Capptro, tmp_path: Path) -> None:
    """A duplicate with other values is not lost; one that is there in full is not among them."""
    path, rejects = tmp_path / "list.csv", tmp_path / "left.csv"
    path.write_text("Name,Website\nCole,\nDell,dell.example\n", encoding="utf-8")
    shown(capptro, path)
    path.write_text("Name,Website\nCole,cole.example\nDell,dell.example\n", encoding="utf-8")
    code, found = shown(capptro, path, "--rejects", rejects)
    assert (code, found["counts"]["skipped"]) == (0, 1)
    lines = rejects.read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["Cole,cole.example,It is there already: Cole (C-000001): same name.,2"]


def test_what_is_put_right_in_the_rejects_comes_in(capptro: Capptro, sheet: Path, tmp_path: Path) -> None:
    """The reason and the row stay out, and what is refused again has its new reason alone."""
    rejects, again = tmp_path / "left.csv", tmp_path / "again.csv"
    sheet.write_text(LIST + ",01632 960113,,Hull\n", encoding="utf-8")
    shown(capptro, sheet, "--rejects", rejects)
    rejects.write_text(rejects.read_text().replace(",01632 960112", "Crane,01632 960112"))
    assert shown(capptro, rejects, "--rejects", again)[1]["counts"]["created"] == 1
    crane = next(one for one in capptro.export("customers") if one["CustomerName"] == "Crane")
    assert crane["CustomerDescription"] == ""
    assert list(csv.reader(again.read_text().splitlines())) == [
        ["Company", "Phone", "E-mail", "Town", "Reason", "Row"],
        ["", "01632 960113", "", "Hull", "It has no name.", "3"],
    ]


def test_file_is_not_overwritten_by_its_rejects(capptro: Capptro, sheet: Path) -> None:
    before = sheet.read_bytes()
    for flag in ("--rejects", "--map"):
        assert "name another one" in capptro.misused("import", "customers", str(sheet), flag, str(sheet))
    assert sheet.read_bytes() == before


def test_long_report_is_cut_and_says_so(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Phone\n" + ",01632 960111\n" * 300 + "Acme,01632 960112\n")
    result = capptro("import", "customers", str(path))
    assert sum("It has no name." in line for line in result.lines) == 200
    assert "  And 100 more: “--json” lists all." in result.lines


def test_file_without_any_record_is_refused(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Phone\n,01632 960111\n,01632 960112\n")
    result = capptro("import", "customers", str(path))
    assert (result.code, names(capptro)) == (1, [])
    path.write_text("[]")
    assert capptro("import", "customers", str(path)).code == 0


def test_other_records_from_a_table(capptro: Capptro, tmp_path: Path) -> None:
    """A list of ours as CSV comes in again, and doubles nothing; a new row comes in by its customer's name."""
    capptro.add("customers", {"name": "Acme"})
    capptro.add("contacts", {"customer": "C-1", "first_name": "Bea", "phone": "01632 960111"})
    path = tmp_path / "contacts.csv"
    path.write_text(capptro.done("list", "contacts", "--format", "csv"), encoding="utf-8")
    assert json.loads(capptro("import", "contacts", str(path), "--json").out)["counts"]["unchanged"] == 1
    path.write_text("First name,Last name,Customer,Phone\nCy,Jones,Acme,01632 960112\n")
    assert json.loads(capptro("import", "contacts", str(path), "--json").out)["counts"]["created"] == 1
    assert [one["customer"] for one in capptro.export("contacts")] == ["C-000001"] * 2


def test_strict(capptro: Capptro, sheet: Path) -> None:
    result = capptro("import", "customers", str(sheet), "--strict")
    assert (result.code, names(capptro)) == (1, [])
    assert "Nothing is imported: 2 of 3 records cannot be taken as they are." in result.err


def test_ask_lists_and_imports_nothing(capptro: Capptro, sheet: Path) -> None:
    capptro.add("customers", {"name": "Acme Ltd"})
    result = capptro("import", "customers", str(sheet), "--on-duplicate", "ask")
    assert result.code == 1
    assert "1 records may be there already" in result.err
    assert any("Acme Ltd (C-000001)" in line for line in result.lines)
    assert "3 customers: 1 would be created, 1 to decide, 1 would be refused." in result.lines
    assert names(capptro) == ["Acme Ltd"]


def test_what_is_undecided_is_counted_apart_from_what_is_refused(capptro: Capptro, sheet: Path, tmp_path: Path) -> None:
    capptro.add("customers", {"name": "Acme Ltd"})
    rejects = tmp_path / "left out.csv"
    result = capptro(
        "import", "customers", str(sheet), "--on-duplicate", "ask", "--dry-run", "--json", "--rejects", str(rejects)
    )
    found = json.loads(result.out)
    assert result.code == 1
    assert found["counts"] | {"undecided": 1, "refused": 1} == found["counts"]
    assert [one["action"] for one in found["outcomes"]] == ["undecided", "refused", "created"]
    assert len(rejects.read_text("utf-8").splitlines()) == 3  # both rows that do not come in, with the header


TWICE = "Name,Phone,E-mail\nAcme Ltd,01632 960111,a@acme.example\nBolt,01632 960112,b@bolt.example\n"


def asked(capptro: Capptro, path: Path, answers: str) -> tuple[int, str, str]:
    """Import with questions on a terminal, and these answers."""
    path.write_text(TWICE, encoding="utf-8")
    result = capptro("import", "customers", str(path), "--on-duplicate", "ask", stdin=answers, terminal=True)
    return result.code, result.out, result.err


@pytest.mark.parametrize(
    ("answers", "emails"),
    [
        ("u\ns\n", ["a@acme.example", ""]),
        ("what?\n\ns\nu\n", ["", "b@bolt.example"]),
        ("F\n", ["a@acme.example", "b@bolt.example"]),
        ("c\ns\n", ["", "", "a@acme.example"]),
    ],
)
def test_ask_on_a_terminal(capptro: Capptro, sheet: Path, answers: str, emails: list[str]) -> None:
    capptro.add("customers", {"name": "Acme Ltd", "phone": "01632 960111"}, {"name": "Bolt", "phone": "01632 960112"})
    code, out, _ = asked(capptro, sheet, answers)
    assert code == 0
    assert "Row 2: Acme Ltd is like Acme Ltd (C-000001)" in out
    assert "Email: - → a@acme.example" in out
    found = sorted(capptro.export("customers"), key=lambda one: one["CustomerNumber"])
    assert [one["CustomerEmail"] for one in found] == emails


@pytest.mark.parametrize("answers", ["q\n", "u\n", ""])
def test_ask_writes_nothing_when_it_is_left(capptro: Capptro, sheet: Path, answers: str) -> None:
    capptro.add("customers", {"name": "Acme Ltd", "phone": "01632 960111"}, {"name": "Bolt", "phone": "01632 960112"})
    code, _, err = asked(capptro, sheet, answers)
    assert code == 1
    assert "Nothing was imported" in err
    assert [one["CustomerEmail"] for one in capptro.export("customers")] == ["", ""]


def test_map_is_written_and_used(capptro: Capptro, sheet: Path, tmp_path: Path) -> None:
    kept = tmp_path / "map.json"
    shown(capptro, sheet, "--dry-run", "--map", kept)
    mapping = json.loads(kept.read_text(encoding="utf-8"))
    town = next(column for column in mapping["columns"] if column["header"] == "Town")
    town["target"] = "area"
    kept.write_text(json.dumps(mapping), encoding="utf-8")
    shown(capptro, sheet, "--map", kept)
    acme = next(one for one in capptro.export("customers") if one["CustomerName"] == "Acme Ltd")
    assert (acme["CustomerArea"], acme["CustomerBillingCity"]) == ("Leeds", "")


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"header": "Town", "target": "nonsense"}, "“nonsense”, which the mapping has for “Town”, is no target"),
        ({"header": "Town", "target": "city"}, "Did you mean “billing_city”?"),
        ({"header": "Town", "target": "contact.fone"}, "Did you mean “contact.phone”?"),
        ({"header": "Town"}, "has no “target”"),
        ({"header": "Twon", "target": "area"}, "columns that the file has not: “Twon”. Did you mean “Town”?"),
        ({"header": "Phone", "target": "phone"}, "has the column “Phone” more than once"),
        ({"header": "Town", "target": "area", "date_order": "month first"}, "known are “dmy”, “mdy”, “ymd”"),
        ({"header": "Town", "target": "area", "date-order": "dmy"}, "Did you mean “date_order”?"),
    ],
)
def test_map_with_a_mistake_is_refused(
    capptro: Capptro, sheet: Path, tmp_path: Path, column: dict[str, str], message: str
) -> None:
    path = tmp_path / "map.json"
    columns = [{"header": "Phone", "target": "phone"}, column]
    path.write_text(json.dumps({"version": 1, "record": "customer", "columns": columns}), encoding="utf-8")
    assert message in capptro.refused("import", "customers", str(sheet), "--map", str(path))
    assert names(capptro) == []


def test_map_may_say_little(capptro: Capptro, tmp_path: Path) -> None:
    """What it does not say is found in the file: other columns, labels, the order of dates."""
    path, kept = tmp_path / "list.csv", tmp_path / "map.json"
    path.write_text("Client,Since,Mobile,Town\nAcme,31/01/2020,07700 900111,Leeds\n", encoding="utf-8")
    columns = [{"header": "Since", "target": "note"}, {"header": "Mobile", "target": "phone"}]
    kept.write_text(json.dumps({"version": 1, "record": "customer", "columns": columns}), encoding="utf-8")
    shown(capptro, path, "--map", kept)
    [acme] = capptro.export("customers")
    found = [acme[f"Customer{name}"] for name in ("Name", "Description", "Phone1", "BillingCity")]
    assert found == ["Acme", "Since: 2020-01-31", "07700 900111", "Leeds"]


def test_own_export_takes_no_map(capptro: Capptro, tmp_path: Path) -> None:
    capptro.add("customers", {"name": "Acme"})
    path, kept = tmp_path / "all.json", tmp_path / "map.json"
    path.write_text(capptro.done("export", "customers"), encoding="utf-8")
    assert "leave “--map” away" in capptro.refused("import", "customers", str(path), "--map", str(kept))
    assert not kept.exists()


def test_wrong_usage(capptro: Capptro, sheet: Path) -> None:
    assert "perhaps" in capptro.misused("import", "customers", str(sheet), "--on-duplicate", "perhaps")
    assert "widgets" in capptro.misused("import", "widgets", str(sheet))
    assert "FILE" in capptro.misused("import", "customers")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "none.csv"),
        ("empty.csv", b"", "empty"),
        ("open.csv", b'Name\n"Acme\n', "row 2"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00", "photo.png"),
    ],
)
def test_file_that_cannot_be_read(
    capptro: Capptro, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    """One sentence, and nothing written."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert message in capptro.refused("import", "customers", str(tmp_path / name))


@pytest.mark.parametrize("name", ["desk.db", "desk.db-backups/left.csv", "nowhere/left.csv", "", "x" * 300, "a\0b"])
def test_rejects_that_cannot_be_written_are_refused_before_the_import(
    capptro: Capptro, sheet: Path, tmp_path: Path, name: str
) -> None:
    assert capptro.refused("import", "customers", str(sheet), "--rejects", str(tmp_path / name))
    assert names(capptro) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_rejects_on_a_full_disk_do_not_hide_what_was_imported(capptro: Capptro, sheet: Path) -> None:
    result = capptro("import", "customers", str(sheet), "--rejects", "/dev/full")
    assert result.code == 1
    assert "3 customers: 2 created, 1 refused." in result.lines
    assert result.err == (
        "The rows left out were not written. The file /dev/full cannot be written: No space left on device.\n"
    )
    assert names(capptro) == ["Acme Ltd", "Bolt"]


def test_rejects_do_not_overwrite_the_map(capptro: Capptro, sheet: Path, tmp_path: Path) -> None:
    both = str(tmp_path / "both")
    assert "is the file of --map" in capptro.misused(
        "import", "customers", str(sheet), "--map", both, "--rejects", both
    )


def test_half_a_character_is_rejected_as_its_escape(capptro: Capptro, tmp_path: Path) -> None:
    path, rejects = tmp_path / "list.json", tmp_path / "left.csv"
    path.write_text('[{"Company": "Acme"}, {"Notes": "half \\ud800"}]')
    assert shown(capptro, path, "--rejects", rejects)[0] == 1
    assert "half \\ud800" in rejects.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[" * 100_000, "nested too deeply"),
        (b'{"version": 1, "version": 1, "record": "customer", "columns": []}', "given twice"),
        (b'{"version": 1', "make one with --map"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"", "is empty"),
        (b'{"version": 1, "record": "order", "columns": []}', "not for customers"),
    ],
)
def test_map_that_is_none(capptro: Capptro, sheet: Path, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(content)
    assert message in capptro.refused("import", "customers", str(sheet), "--map", str(path))
    assert path.read_bytes() == content
    assert names(capptro) == []


@pytest.mark.parametrize(
    ("name", "message"), [("desk.db", "is the database itself"), (".", "is a folder"), ("/dev/zero", "is no file")]
)
def test_map_that_is_no_file_of_its_own(capptro: Capptro, sheet: Path, tmp_path: Path, name: str, message: str) -> None:
    assert message in capptro.refused("import", "customers", str(sheet), "--map", str(tmp_path / name))
    assert names(capptro) == []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are text there")
def test_file_whose_name_is_no_text(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"list\xff.csv")
    path.write_text("Name\nAcme\n")
    assert capptro("import", "customers", str(path)).code == 0
    assert capptro.json("history")[0]["summary"] == "Imported 1 customer from list?.csv"


def test_hostile_report_is_harmless(capptro: Capptro, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"Name,E-mail\n\x1b]0;owned\x07[/],\x1b[2J\n")
    result = capptro("import", "customers", str(path))
    assert "\x1b" not in result.out + result.err


AMOUNTS = (0.5, 10.5, 1234.5, 12.34, 1000, 1234567.89, 99.9)


def _stored_in(path: Path) -> None:
    """Write payments whose amounts are numbers for the file itself."""
    own = {"Customer": "Own", "Date": "2026-03-02"}
    rows = [{**own, "Amount": amount, "Reference": f"{amount}"} for amount in (*AMOUNTS, 1.234)]
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return
    table = [[*rows[0]], *([*row.values()] for row in rows)]
    if path.suffix == ".xlsx":
        path.write_bytes(xlsx(lambda book: _fill(book.add_worksheet(), table)))
    elif path.suffix == ".xls":
        path.write_bytes(xls(table))
    else:
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in table)
        path.write_bytes(ods(f'<table:table table:name="S">{lines}</table:table>'))


def _fill(sheet: Worksheet, table: list[list[Any]]) -> None:
    for number, row in enumerate(table):
        sheet.write_row(number, 0, row)


def _ods_cell(value: Any) -> str:
    kind = "" if isinstance(value, str) else f' office:value-type="float" office:value="{value}"'
    return f"<table:table-cell{kind}><text:p>{value}</text:p></table:table-cell>"


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls", "jsonl"])
def test_stored_number_is_the_same_in_every_region(capptro: Capptro, tmp_path: Path, ending: str) -> None:
    """In Germany the text `1.234` is a thousand and more; a workbook's number 1.234 is not."""
    raw(capptro.path, "UPDATE settings SET locale = 'de_DE', region = 'DE', currency = 'EUR'")
    capptro.add("customers", {"name": "Own"})
    path = tmp_path / f"payments.{ending}"
    _stored_in(path)
    result = capptro("import", "payments", str(path), "--json")
    outcomes = json.loads(result.out)["outcomes"]
    assert [one["action"] for one in outcomes] == ["created"] * len(AMOUNTS) + ["refused"], result.err
    assert "at most 2 decimals" in outcomes[-1]["reason"]
    found = capptro.export("payments")
    assert [one["amount"] for one in found] == [f"{amount:.2f}" for amount in AMOUNTS]
    assert [one["reference"] for one in found] == [str(amount) for amount in AMOUNTS]


def test_amount_that_is_none_names_the_currency_of_its_customer(capptro: Capptro, tmp_path: Path) -> None:
    """Not that of the business."""
    raw(capptro.path, "UPDATE settings SET locale = 'de_DE', region = 'DE', currency = 'EUR'")
    capptro.add("customers", {"name": "Own", "currency": "CHF"})
    path = tmp_path / "payments.csv"
    path.write_text("Customer;Amount\nOwn;10.5\n")
    result = capptro("import", "payments", str(path), "--json")
    (mend,) = json.loads(result.out)["outcomes"][0]["mends"]
    assert (result.code, mend["was"]) == (1, "10.5")
    assert mend["why"] == "Amount must be a number in CHF such as 1250,00, at most 2 decimals. Did you mean 10,50?"


def test_column_with_another_currency(capptro: Capptro, tmp_path: Path) -> None:
    """Its rows are refused where the customer has another one; no dollar becomes a pound with a note."""
    capptro.add("customers", {"name": "Own"})
    path = tmp_path / "payments.csv"
    path.write_text("Customer,Date,Amount,Currency\nOwn,2026-03-02,10.50,USD\nOwn,2026-03-02,11.50,GBP\n")
    result = capptro("import", "payments", str(path), "--json")
    assert [one.get("reason") for one in json.loads(result.out)["outcomes"]] == [
        "It is in USD, and its customer is billed in GBP.", None,
    ]  # fmt: skip
    assert [(one["amount"], one["notes"]) for one in capptro.export("payments")] == [("11.50", "")]


@pytest.mark.parametrize("name", ["Bea,Smith", "Cy,Jones"])
def test_contacts_of_a_customer_who_is_there_are_not_made_primary(capptro: Capptro, tmp_path: Path, name: str) -> None:
    """The place of a contact in a file says nothing against the choice that was made here."""
    capptro.add("customers", {"name": "Acme", "phone": "01632 960111"})
    people = ({"first_name": "Ann", "is_primary": True}, {"first_name": "Bea", "last_name": "Smith"})
    capptro.add("contacts", *({"customer": "C-1", **person} for person in people))
    path = tmp_path / "list.csv"
    path.write_text(f"Company,Phone,First name,Last name,Contact e-mail\nAcme,01632 960111,{name},new@acme.example\n")
    assert shown(capptro, path)[1]["counts"]["updated"] == 1
    assert [one["first_name"] for one in capptro.export("contacts") if one["is_primary"]] == ["Ann"]


# --- our own exports ------------------------------------------------------------------------------------------------

_STAMPS = ("version", "modified_at", "modified_by", "CustomerModifiedDate", "CustomerModifiedFullName")


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the stamps of the last batch that wrote it."""
    return {
        name: comparable(value) if isinstance(value, dict) else value
        for name, value in record.items()
        if name not in _STAMPS
    }


ORDER = (
    "users", "customers", "contacts", "sites", "projects", "contracts", "assets", "work-items", "tasks", "orders",
    "payments", "notes", "follow-ups", "geofences",
)  # fmt: skip
"""The record types in an order in which each comes after those that it links to."""


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_own_exports_come_in_as_they_were(capptro: Capptro, tmp_path: Path, form: str) -> None:
    """The whole sample business, with parts, links, custom fields and numbers, in an empty database."""
    capptro.done("demo")
    capptro.add("customers", {"name": "Odd", "custom_fields": {"floor": 2, "wings": ["a"]}, "description": " "})
    exports = {slug: capptro.export(slug) for slug in ORDER}
    other = Capptro(capptro.monkeypatch, tmp_path / "other" / "desk.db")
    other.path.parent.mkdir()
    for slug, records in exports.items():
        path = tmp_path / f"{slug}.{form}"
        lines = "".join(json.dumps(record) + "\n" for record in records)
        path.write_text(json.dumps(records) if form == "json" else lines, encoding="utf-8")
        result = other("import", slug, str(path), "--json", "--db", str(other.path))
        assert result.code == 0, (slug, result.out[:2000], result.err)
    for slug, records in exports.items():
        if slug != "users":
            found = json.loads(other("export", slug, "--db", str(other.path)).out)
            assert [*map(comparable, found)] == [*map(comparable, records)], slug


def test_own_exports_change_nothing_where_they_come_from(capptro: Capptro, tmp_path: Path) -> None:
    """No record gets another version, so that what was done before can be undone as if there had been no import."""
    capptro.done("demo")
    for slug in ORDER:
        path = tmp_path / f"{slug}.json"
        capptro.done("export", slug, "--format", "json", "-o", str(path))
        counts = json.loads(capptro("import", slug, str(path), "--json").out)["counts"]
        assert {action for action, count in counts.items() if count} == {"unchanged"}, slug
