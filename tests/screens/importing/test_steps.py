"""An import from the file to the list by keys: each step, its keys, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capptro_tui.config import DARK, LIGHT
from capptro_tui.db.database import Database
from capptro_tui.locations import imports_folder
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.payment import Payment
from capptro_tui.services.backups.overview import read_overview
from tests.screens.desk import desk
from tests.screens.importing.steps import (
    DATA,
    listed,
    names,
    paste,
    to_columns,
    to_end,
    to_look,
    to_rehearsal,
    write,
)
from tests.support import add_customer

TWO = "Name,Phone,E-mail,Colour\nAcme Heating,01632 960101,ann@acme.example,red\nBolt Garage,01632 960102,,blue\n"


async def test_from_the_list_to_the_imported_records(database: Database, home: Path) -> None:
    add_customer(database, "Here before")
    async with desk(database, tab="customer") as driver:
        await to_end(driver, write(home, TWO))
        await driver.sees("Imported 2 customers from list.csv", "2 customers created")
        await driver.keys("s")
        await driver.is_on("RecordList")
        await driver.sees("Only the 2 imported", "Acme Heating", "Bolt Garage", "2 customers")
        await driver.sees_no("Here before")
        await driver.keys("escape")
        await driver.sees("Here before", "3 customers")
    assert names(database) == {"Acme Heating", "Bolt Garage", "Here before"}
    assert next(row for row in listed(database) if row["name"] == "Acme Heating")["description"] == "Colour: red"
    assert len(read_overview(database).backups) == 1  # taken before it


async def test_one_undo_takes_all_of_it_back(database: Database, home: Path) -> None:
    async with desk(database, tab="customer") as driver:
        await to_end(driver, write(home, TWO))
        assert len(names(database)) == 2
        await driver.keys("u")
        await driver.sees("Taken back")
        assert names(database) == set()
        await driver.keys("escape")
        await driver.is_on("Rehearsal")  # one step back, to try again
        await driver.sees("Created 2")


async def test_nothing_is_written_before_the_last_step(database: Database, home: Path) -> None:
    async with desk(database, tab="customer") as driver:
        await to_rehearsal(driver, write(home, TWO))
        assert names(database) == set()
        for screen in ("MapColumns", "LookAtFile", "PickFile", "RecordList"):
            await driver.keys("escape")
            await driver.is_on(screen)
    assert names(database) == set()


async def test_what_was_chosen_stays_when_a_step_is_left(database: Database, home: Path) -> None:
    async with desk(database, tab="customer") as driver:
        await to_columns(driver, write(home, TWO))
        await driver.keys("end", "x")
        await driver.sees("✗ left out")
        await driver.keys("escape")
        await driver.is_on("LookAtFile")
        await driver.keys("escape")
        await driver.is_on("PickFile")
        await driver.sees("list.csv")
        await driver.keys("ctrl+s")
        await driver.is_on("LookAtFile")
        await driver.sees("Acme Heating")
        await driver.has_finished()
        await driver.keys("ctrl+s")
        await driver.is_on("MapColumns")
        await driver.sees("✗ left out")


async def test_a_column_gets_another_target(database: Database, home: Path) -> None:
    async with desk(database, tab="customer") as driver:
        await to_columns(driver, write(home, TWO))
        await driver.keys("end", "enter")
        await driver.is_on("ChooseTarget")
        await driver.sees("What does “Colour” become?", "red · blue")
        await driver.type("categ")
        await driver.keys("enter")
        await driver.is_on("MapColumns")
        await driver.sees("Category")
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        await driver.sees("Rehearsed")
        await driver.keys("ctrl+s")
        await driver.sees("2 customers created")
    assert {row["name"]: row["category"] for row in listed(database)} == {"Acme Heating": "red", "Bolt Garage": "blue"}


async def test_a_mapping_is_remembered_for_files_with_the_same_columns(database: Database, home: Path) -> None:
    async with desk(database, tab="customer") as driver:
        await to_columns(driver, write(home, TWO))
        await driver.keys("end", "x")
        await driver.sees("✗ left out")
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        for _ in range(4):
            await driver.keys("escape")
        await driver.is_on("RecordList")
        other = write(home, "Name,Phone,E-mail,Colour\nQuay,01632 960103,,green\n", "later.csv")
        await to_columns(driver, other)
        await driver.sees("As you had it the last time", "✗ left out")
        await driver.keys("n")  # the cursor is on the name; a slip
        await driver.sees_no("As you had it")
    (file,) = imports_folder().iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "green" not in file.read_text()  # no value of any file


async def test_the_last_file_is_offered_first(database: Database, home: Path) -> None:
    (home / "lists").mkdir()
    async with desk(database, tab="customer") as driver:
        await to_end(driver, write(home / "lists", TWO))
        await driver.keys("enter")
        await driver.is_on("RecordList")
        driver.app.folder = home
        await driver.keys("i")
        await driver.is_on("PickFile")
        await driver.sees("list.csv", "imported before")


@pytest.mark.parametrize("form", ["'{}'", '"{}"', "file://{}", "{} ", "'file://{}'"])
async def test_a_dropped_file_arrives_as_its_path(database: Database, home: Path, form: str) -> None:
    path = write(home, TWO, "my list.csv")
    text = str(path).replace(" ", "%20") if "file:" in form else str(path)
    async with desk(database, tab="customer") as driver:
        await driver.keys("i")
        await driver.is_on("PickFile")
        paste(driver, form.format(text))
        await driver.sees("my list.csv")
        await driver.keys("enter")
        await driver.is_on("LookAtFile")
        await driver.sees("Acme Heating")


async def test_the_exact_name_goes_before_a_newer_file(database: Database, home: Path) -> None:
    path = write(home, TWO)
    write(home, "Name\nWrong\n", "list.csv.old.csv")
    async with desk(database, tab="customer") as driver:
        await to_look(driver, path)
        await driver.sees("Acme Heating")


async def test_a_folder_of_contact_cards(database: Database, home: Path) -> None:
    (home / "cards").mkdir()
    for name, phone in (("Ann Vale", "01632 960101"), ("Bob Moor", "01632 960102")):
        card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nTEL:{phone}\r\nEND:VCARD\r\n"
        (home / "cards" / f"{name}.vcf").write_text(card)
    async with desk(database, tab="customer") as driver:
        await to_end(driver, home / "cards" / "*.vcf")
    assert names(database) == {"Ann Vale", "Bob Moor"}


async def test_a_path_that_is_not_there_is_said(database: Database) -> None:
    async with desk(database, tab="customer") as driver:
        await driver.keys("i")
        await driver.is_on("PickFile")
        await driver.type("nowhere")
        await driver.keys("enter")
        await driver.sees("There is no such file")
        await driver.keys("ctrl+s")
        await driver.sees("Choose a file")


async def test_the_reading_is_shown_and_changed(database: Database, home: Path) -> None:
    path = home / "list.csv"
    path.write_bytes("Kunden 2026\nName;Ort\nBäcker Groß;Köln\n".encode("cp1252"))
    async with desk(database, tab="customer") as driver:
        await to_look(driver, path)
        await driver.sees("encoding cp1252", "delimiter semicolon", "names of the columns in row 2", "Bäcker Groß")
        await driver.keys("e")
        await driver.is_on("ChooseAnswer")
        await driver.keys("2")
        await driver.sees("✗", "utf-8")  # it is not: said, and everything stays
        await driver.sees("Bäcker Groß")
        await driver.keys("d", "2")
        await driver.sees("delimiter comma", "Bäcker Groß;Köln")
        await driver.keys("d", "3")
        await driver.sees("delimiter semicolon")
        await driver.has_finished()  # the keys act on rows
        await driver.keys("home", "h")
        await driver.sees("names of the columns in row 1")
        await driver.has_finished()
        await driver.keys("H")
        await driver.sees("no row has names of columns")
        await driver.has_finished()
        await driver.keys("home", "down", "h")
        await driver.sees("names of the columns in row 2")
        await driver.has_finished()
        await driver.keys("ctrl+s")
        await driver.is_on("MapColumns")
        await driver.sees("Ort", "Köln")


async def test_another_sheet(database: Database) -> None:
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await to_look(driver, DATA / "excel-list.xlsx")
        await driver.sees("sheet “Customers” (one of 3)", "Curlew Café")
        await driver.keys("t")
        await driver.is_on("ChooseAnswer")
        await driver.sees("Which sheet?")
        await driver.keys("down", "enter")
        await driver.sees_no("sheet “Customers”")


async def test_questions_about_a_column_are_asked_once(database: Database) -> None:
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await to_columns(driver, DATA / "excel-list.xlsx")
        await driver.sees("2 questions about columns")
        await driver.keys("ctrl+s")
        await driver.sees("may have lost a leading zero")
        await driver.keys("1")
        await driver.sees("is the day")
        await driver.keys("1")
        await driver.is_on("Rehearsal")
        await driver.sees("Created 3")
        await driver.keys("escape")
        await driver.is_on("MapColumns")
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")  # not asked again
        await driver.sees("Created 3")
        await driver.keys("ctrl+s")
        await driver.sees("3 customers created")
    dipper = next(row for row in listed(database) if row["name"] == "Dipper Gym")
    assert "07700900142" in dipper["alt_phone"].replace(" ", "")
    assert "2019-11-05" in dipper["description"]


async def test_a_question_may_be_left_open_or_gone_back_from(database: Database) -> None:
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await to_columns(driver, DATA / "excel-list.xlsx")
        await driver.keys("ctrl+s")
        await driver.is_on("ChooseAnswer")
        await driver.keys("escape")
        await driver.is_on("MapColumns")
        await driver.keys("ctrl+s", "3")
        await driver.sees("is the day")
        await driver.keys("3")
        await driver.is_on("Rehearsal")
        await driver.sees("Questions 1")


async def test_the_order_of_days_cannot_be_left_open(database: Database, home: Path) -> None:
    """It would be guessed when the payments are written."""
    add_customer(database, "Acme")
    path = write(home, "Customer,Date,Amount\nAcme,04/03/2025,10\nAcme,05/06/2025,11\n")
    async with desk(database, size=(120, 40), tab="payment") as driver:
        await to_columns(driver, path)
        await driver.keys("ctrl+s")
        await driver.is_on("ChooseAnswer")
        await driver.sees("the day first", "the month first")
        assert "leave it open" not in driver.text
        await driver.keys("2")
        await driver.is_on("Rehearsal")
        await driver.sees("Created 2")
        await driver.keys("ctrl+s")
        await driver.sees("2 payments created")
    assert {row["day"] for row in listed(database, Payment)} == {"2025-04-03", "2025-05-06"}


async def test_the_rehearsal_says_why_and_narrows(database: Database, home: Path) -> None:
    add_customer(database, "Acme Heating", phone="01632 960199")
    text = TWO + ",01632 960109,,nameless\nAcme heating ltd,01632 960199,,green\nQuay,call me,,\n"
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await to_rehearsal(driver, write(home, text))
        await driver.sees("Refused 1", "Mended 1", "It has no name.")
        await driver.keys("end")
        await driver.sees("call me", "no phone number")
        await driver.keys("slash")
        await driver.type("no name")
        await driver.until(lambda: driver.text.count("refused") == 2, "the refused row alone, and what it says")
        await driver.sees_no("Quay")
        await driver.keys("down", "escape")
        await driver.sees("Quay")
        await driver.keys("left")
        await driver.sees("Quay")
        await driver.sees_no("Bolt Garage")


@pytest.mark.parametrize(
    ("key", "phone", "count"), [("2", "01632 960199", 1), ("4", "01632 960101", 1), ("5", "01632 960199", 2)]
)
async def test_duplicates_are_decided(database: Database, home: Path, key: str, phone: str, count: int) -> None:
    add_customer(database, "Acme Heating", phone="01632 960199", email="ann@acme.example")
    text = "Name,Phone,E-mail\nAcme Heating,01632 960101,ann@acme.example\n"
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await to_rehearsal(driver, write(home, text))
        await driver.sees("C-000001")
        await driver.keys("o")
        await driver.is_on("ChooseAnswer")
        await driver.keys(key)
        await driver.is_on("Rehearsal")
        await driver.until(lambda: "Rehearsed, nothing is written yet." in driver.text)
        await driver.sees({"2": "skip", "4": "update", "5": "create all"}[key])
        await driver.keys("ctrl+s")
        if key == "2":
            await driver.said("There is nothing to import")
        else:
            await driver.sees("Done")
    rows = listed(database)
    assert len(rows) == count
    assert min(row["id"] for row in rows) == 1
    assert next(row for row in rows if row["id"] == 1)["phone"] == phone


THREE = (
    "Name,Phone,E-mail\nAcme Heating,01632 960101,a@acme.example\nBolt Garage,01632 960102,b@bolt.example\n"
    "Quay Tiles,01632 960103,q@quay.example\nNew Here,01632 960104,n@new.example\n"
)


async def test_duplicates_are_decided_row_by_row(database: Database, home: Path) -> None:
    for place, name in enumerate(("Acme Heating", "Bolt Garage", "Quay Tiles"), 1):
        add_customer(database, name, phone=f"01632 96010{place}")
    before = {row["id"]: row["email"] for row in listed(database)}
    async with desk(database, size=(120, 40), tab="customer") as driver:
        await to_rehearsal(driver, write(home, THREE))
        await driver.keys("o", "6")
        await driver.sees("To decide 3", "Created 1", "Email: nothing → a@acme.example", "Duplicates: ask")
        await driver.keys("s")
        await driver.sees("To decide 2", "Skipped 1", "Email: nothing → b@bolt.example", "Rehearsed")  # the next row
        await driver.keys("ctrl+s")
        await driver.sees("2 rows are not decided yet, and left out")
        await driver.keys("n")
        await driver.keys("u")
        await driver.sees("To decide 1", "Updated 1", "Rehearsed")
        await driver.keys("a")  # the same with all alike; the first row keeps its own decision
        await driver.sees("Updated 2", "Skipped 1", "Rehearsed")
        assert {row["id"]: row["email"] for row in listed(database)} == before  # nothing is written before the run
        await driver.keys("escape", "ctrl+s")
        await driver.sees("Updated 2", "Skipped 1", "Rehearsed")  # remembered
        await driver.keys("home", "x")
        await driver.sees("Updated 3", "Rehearsed")  # taken back, so that it is as all alike are
        await driver.keys("c")
        await driver.sees("Created 2", "Updated 2", "Rehearsed")
        await driver.keys("ctrl+s")
        await driver.sees("Done", "2 customers created", "2 customers updated")
    emails = sorted((row["name"], row["email"]) for row in listed(database))
    assert emails == [
        ("Acme Heating", ""), ("Acme Heating", "a@acme.example"), ("Bolt Garage", "b@bolt.example"),
        ("New Here", "n@new.example"), ("Quay Tiles", "q@quay.example"),
    ]  # fmt: skip


async def test_a_changed_file_imported_again_updates(database: Database, home: Path) -> None:
    async with desk(database, tab="customer") as driver:
        await to_end(driver, write(home, TWO))
        await driver.keys("enter")
        await driver.is_on("RecordList")
        changed = TWO.replace("Acme Heating,01632 960101", "Acme Heating,01632 960777")
        await to_end(driver, write(home, changed, "later.csv"))
        await driver.sees("1 customer updated", "1 customer the same as before")
        await driver.keys("s")
        await driver.sees("Only the 1 imported", "Acme Heating")
        await driver.sees_no("Bolt Garage")
    assert len(names(database)) == 2


async def test_refused_rows_are_written_to_a_file(database: Database, home: Path) -> None:
    (home / "list - left out.csv").write_text("mine")
    async with desk(database, tab="customer") as driver:
        await to_end(driver, write(home, TWO + ",01632 960109,,nameless\n"))
        await driver.sees("1 customer refused")
        await driver.keys("r")
        await driver.sees("The rows left out are in")
    assert (home / "list - left out.csv").read_text() == "mine"
    found = (home / "list - left out (2).csv").read_text(encoding="utf-8")
    assert "nameless" in found
    assert "It has no name." in found


async def test_other_records_are_imported_from_their_own_list(database: Database, home: Path) -> None:
    add_customer(database, "Acme Heating")
    text = "Customer,First name,Last name\nAcme Heating,Ann,Vale\n"
    async with desk(database) as driver:
        driver.app.open_list("contact")
        await driver.is_on("RecordList")
        await to_end(driver, write(home, text))
        await driver.sees("1 contact created")
    assert [row["last_name"] for row in listed(database, Contact)] == ["Vale"]


async def test_an_own_export_skips_the_columns(database: Database, home: Path) -> None:
    path = write(home, json.dumps([{"CustomerName": "Quay", "CustomerPhone1": "01632 960101"}]), "all.json")
    async with desk(database, tab="customer") as driver:
        await to_look(driver, path)
        await driver.sees("an export of this program")
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        await driver.sees("Created 1")
        await driver.keys("ctrl+s")
        await driver.sees("1 customer created")
    assert names(database) == {"Quay"}


async def test_the_palette_imports_every_type(database: Database) -> None:
    async with desk(database) as driver:
        await driver.keys("ctrl+p")
        await driver.type("import custo")
        await driver.sees("Import customers")
        await driver.keys("enter")
        await driver.is_on("PickFile")
        await driver.keys("escape", "escape")
        await driver.is_on("Dashboard")
        await driver.keys("ctrl+p")
        await driver.type("import asse")
        await driver.sees("Import assets")


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_every_step_says_what_to_press(database: Database, home: Path, size: tuple[int, int], theme: str) -> None:
    async with desk(database, size=size, tab="customer", theme=theme) as driver:
        await driver.keys("i")
        await driver.is_on("PickFile")
        await driver.sees("^s Go on", "esc Back")
        await driver.keys("escape", "escape")
        await driver.is_on("RecordList")
        await to_look(driver, write(home, TWO))
        await driver.sees("^s Go on", "f1 Help")
        await driver.keys("ctrl+s")
        await driver.is_on("MapColumns")
        await driver.sees("^s Go on", "f1 Help")
        await driver.has_finished()
        await driver.keys("ctrl+s")
        await driver.is_on("Rehearsal")
        await driver.sees("^s Import", "f1 Help")
        await driver.has_finished()
        await driver.keys("ctrl+s")
        await driver.sees("^s Done", "s Show the imported")
