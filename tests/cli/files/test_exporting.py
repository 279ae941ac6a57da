"""`capptro export`: files for people, phones and programs."""

from __future__ import annotations

import csv
import errno
import io
import json
from pathlib import Path

import pytest

from tests.cli.runner import Capptro
from tests.cli.test_hostile import is_harmless
from tests.support import HOSTILE, raw


@pytest.fixture
def acme(capptro: Capptro) -> Capptro:
    """A desk with three customers, one in the trash, a contact and an order."""
    capptro.add("customers", {"name": "Acme", "status": "active"}, {"name": "Bolt", "area": "North"}, {"name": "Gone"})
    capptro.add("contacts", {"customer": "C-1", "first_name": "Bea"})
    capptro.add("orders", {"customer": "C-1", "lines": [{"description": "Tap", "unit_price": "5"}]})
    capptro.done("delete", "C-3")
    return capptro


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a CSV file for people."""
    return [*csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "xlsx", "vcf"])
def test_the_ending_tells_the_format(acme: Capptro, tmp_path: Path, form: str) -> None:
    """Or the option, which wins; a file is for its owner only, and appears whole."""
    by_ending, by_option = tmp_path / f"a.{form}", tmp_path / "b.txt"
    assert acme.done("export", "contacts", "-o", str(by_ending)) == f"Written to {by_ending}.\n"
    acme.done("export", "contacts", "--format", form, "-o", str(by_option))
    assert by_ending.stat().st_mode & 0o777 == 0o600
    assert by_ending.read_bytes()[:2] == by_option.read_bytes()[:2]
    if form != "xlsx":  # a workbook says when it was made
        assert by_ending.read_bytes() == by_option.read_bytes()


def test_some_in_an_order(acme: Capptro, tmp_path: Path) -> None:
    """Conditions, order and columns are those of `list`, in every format that has them."""
    path = tmp_path / "c.csv"
    acme.done("export", "customers", "--sort", "-name", "--columns", "name,number", "-o", str(path))
    assert rows_of(path) == [["Name", "Number"], ["Bolt", "C-000002"], ["Acme", "C-000001"]]
    acme.done("export", "customers", "--where", "area=North", "--columns", "name", "-o", str(path))
    assert rows_of(path) == [["Name"], ["Bolt"]]
    acme.done("export", "customers", "--where", "trashed=yes", "--columns", "name,trashed", "-o", str(path))
    assert rows_of(path) == [["Name", "In the trash"], ["Gone", "yes"]]
    [one] = json.loads(acme.done("export", "customers", "--where", "name=Bolt"))
    assert one["CustomerNumber"] == "C-000002"
    assert [json.loads(line) for line in acme.done(
        "export", "customers", "--sort", "-name", "--columns", "name", "--format", "jsonl").splitlines()
    ] == [{"name": "Bolt"}, {"name": "Acme"}]  # fmt: skip
    cards = acme("export", "customers", "--where", "name=Bolt", "--format", "vcf")
    assert cards.out.count("BEGIN:VCARD") == 1


def test_it_says_what_is_left_out(acme: Capptro, tmp_path: Path) -> None:
    """On standard error, or in the JSON of the result."""
    said = "The lines of orders are left out; json and jsonl have them."
    result = acme("export", "orders", "--format", "csv")
    assert (result.code, result.err) == (0, said + "\n")
    path = tmp_path / "o.csv"
    told = acme.json("export", "orders", "-o", str(path))
    assert told == {"file": str(path), "records": 1, "notices": [said]}
    assert len(json.loads(acme.done("export", "orders", "--format", "jsonl"))["lines"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("customers", "--format", "xls"),
            "“xls” is no format of this program; known are json, jsonl, csv, xlsx, vcf.",
        ),
        (("orders", "--format", "vcf"), "A vCard holds customers and contacts"),
        (("customers", "--format", "xlsx"), "Name a file for xlsx, by -o."),
        (("customers", "--raw"), "--raw is for csv and xlsx"),
        (("orders", "--api-types"), "--api-types is for customers"),
        (("customers", "--api-types", "--format", "csv"), "--api-types is for customers as json"),
        (("customers", "--api-types", "--columns", "name"), "leave out --columns"),
        (("customers", "--format", "vcf", "--columns", "name"), "A vCard has no columns"),
        (("customers", "--json"), "--json tells about a file"),
        (("all", "--format", "csv"), "Name a new folder for csv, by -o."),
        (("all", "--sort", "name"), "“all” takes no"),
        (("boats",), "“boats” are no records"),
    ],
)
def test_words_that_do_not_go_together(acme: Capptro, words: tuple[str, ...], said: str) -> None:
    assert said in acme.misused("export", *words)


def test_unknown_fields_are_refused(acme: Capptro, tmp_path: Path) -> None:
    """And no file is made."""
    path = tmp_path / "c.csv"
    assert "has no field “colour”" in acme.refused("export", "customers", "--columns", "colour", "-o", str(path))
    assert "has no field “colour”" in acme.refused("export", "customers", "--where", "colour=red", "-o", str(path))
    assert not path.exists()


def test_the_database_is_not_overwritten(acme: Capptro) -> None:
    before = acme.path.read_bytes()
    for form in ("csv", "xlsx", "vcf"):
        said = acme.refused("export", "customers", "--format", form, "-o", str(acme.path))
        assert "is the database itself" in said
    assert acme.path.read_bytes() == before


def test_a_refused_export_leaves_the_old_file(acme: Capptro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is replaced when all of the new one is there."""
    monkeypatch.setattr("capptro_tui.exchange.exporting.xlsx_files.MOST_CHARACTERS", 3)
    path = tmp_path / "c.xlsx"
    path.write_text("before")
    assert "characters; a cell of a spreadsheet holds 3." in acme.refused("export", "customers", "-o", str(path))
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".capptro-export")] == []


def test_all_as_one_object(acme: Capptro, tmp_path: Path) -> None:
    """Each list is the one that the record type's own export is."""
    path = tmp_path / "all.json"
    acme.done("export", "all", "-o", str(path))
    found = json.loads(path.read_text(encoding="utf-8"))
    assert json.loads(acme.done("export", "all")) == found
    assert {slug: acme.export(slug) for slug in found} == found
    assert {"customers", "contacts", "orders", "users", "documents"} <= found.keys()
    typed = json.loads(acme.done("export", "all", "--api-types"))
    assert typed["customers"][0]["CustomerRefNo"] is None
    assert found["customers"][0]["CustomerRefNo"] == ""


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "vcf"])
def test_all_as_a_folder(acme: Capptro, tmp_path: Path, form: str) -> None:
    """A file for each record type; a table for the lines of orders, too."""
    folder = tmp_path / "all"
    result = acme("export", "all", "--format", form, "-o", str(folder))
    assert (result.code, result.out) == (0, f"Written to {folder}.\n")
    names = {path.name for path in folder.iterdir()}
    if form == "vcf":
        assert names == {"customers.vcf"}
        assert "Only customers and their contacts can be vCards" in result.err
        return
    assert {f"customers.{form}", f"work-items.{form}", f"orders.{form}"} <= names
    assert (f"order-lines.{form}" in names) == (form in ("csv", "xlsx"))
    assert result.err == ""
    assert "is not empty" in acme.refused("export", "all", "--format", form, "-o", str(folder))


def test_on_a_terminal_it_is_harmless(acme: Capptro) -> None:
    """Nothing of a name has an effect there."""
    acme.add("customers", *({"name": name} for name in HOSTILE if name.strip() and "\x00" not in name))
    for form in ("json", "jsonl", "csv", "vcf"):
        shown = acme("export", "customers", "--format", form, terminal=True)
        assert shown.code == 0
        assert is_harmless(shown.out, terminal=True)


def test_a_full_disk(acme: Capptro) -> None:
    """One sentence."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    for form in ("json", "csv", "vcf", "xlsx"):
        assert "cannot be written: No space left" in acme.refused(
            "export", "customers", "--format", form, "-o", "/dev/full"
        )


def test_a_full_disk_below_a_new_folder(acme: Capptro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is named as the user named it, and is not there."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("capptro_tui.exchange.exporting.everything.binary_of", full)
    folder = tmp_path / "all"
    said = acme.refused("export", "all", "--format", "xlsx", "-o", str(folder))
    assert said == f"The disk is full; {folder} was not made. Make room and try again."
    assert not folder.exists()


def test_in_the_region_of_the_business(acme: Capptro, tmp_path: Path) -> None:
    """Its settings decide what people read; exact values are the same everywhere."""
    raw(acme.path, "UPDATE settings SET locale = 'de_DE'")
    path = tmp_path / "o.csv"
    acme("export", "orders", "--columns", "total,day", "-o", str(path))
    total, day = path.read_bytes().decode("utf-8-sig").splitlines()[1].split(";")
    assert total == "5,00"
    assert day.count(".") == 2
    acme("export", "orders", "--raw", "--columns", "total,day", "-o", str(path))
    assert path.read_text(encoding="utf-8").splitlines()[1].startswith("5.00,2")
