"""This program's own tables come back as they were: whatever their texts are, and what was changed in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.leaving.leaving import leave
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.note import Note
from capptro_tui.services.history import trash
from capptro_tui.services.search.listing import Listing
from tests.exchange.exporting.support import FORMULAS
from tests.support import HOSTILE, Clock, add, add_customer, get

from .desks import FORMS, bring, export
from .rows import actions

TEXTS = (
    *filter(str.strip, HOSTILE),
    *FORMULAS,
    "'t Hof",
    "''",
    " = ",
    "tab\there",
    "'=1",
    '="07601"',
    "n/a",
    "-",
    "0/0/00",
    "1.0",
    "Total",
    "Grand total: 12",
    "Printed on 16 March 2026",
)
"""Texts that a careless reader takes for something else."""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A desk without customers."""
    with closing(Database.create(tmp_path / "new" / "new.db", by=("zoe", "Zoë New"), clock=Clock())) as database:
        yield database


@pytest.mark.parametrize("form", FORMS)
def test_hostile_texts_change_nothing_at_home(database: Database, home: Path, form: str) -> None:
    """A sign that a format has in place of another one is not taken for a change."""
    for text in TEXTS:
        add_customer(database, text, description=f"{text}\r\n\n  {text}\n", area=text)
    outcomes = bring(database, Customer, export(database, Customer, home / "all", form))
    assert [one.to_json() for one in outcomes if one.action.value != "unchanged" or one.mends] == []


@pytest.mark.parametrize("form", ["csv-raw", "json"])
def test_exact_exports_hold_every_sign(database: Database, empty: Database, home: Path, form: str) -> None:
    for text in TEXTS:
        add(database, Note, customer_id=add_customer(database, text), text=f"{text}\r\n\n  {text}\n")
    for record, name in ((Customer, "name"), (Note, "text")):
        outcomes = bring(empty, record, export(database, record, home / record.info.name, form))
        assert {(one.action.value, one.mends) for one in outcomes} == {("created", ())}
        before, after = (
            [row[name] for row in Listing(one, record, sort="id").rows(0, 99)] for one in (database, empty)
        )
        assert after == before


@pytest.mark.parametrize("form", ["csv", "csv-raw"])
def test_a_changed_text_takes_the_place_of_the_old_one(database: Database, home: Path, form: str) -> None:
    """Only what comes from elsewhere is added to a description."""
    add_customer(database, "Acme", description="Ring twice.\nDog!")
    file = export(database, Customer, home / "all", form)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, row = csv.reader(opened)
    row[row.index("Ring twice.\nDog!")] = "Ring once."
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, row])
    assert actions(bring(database, Customer, file)) == ["updated"]
    assert get(database, Customer, 1)["description"] == "Ring once."


def test_an_emptied_cell_of_an_exact_export_empties_the_field(database: Database, home: Path) -> None:
    """In a table for people, it says nothing."""
    add_customer(database, "Acme", area="North", description="Dog!")
    for form, left in (("csv", "North"), ("csv-raw", "")):
        file = export(database, Customer, home / form, form)
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(",North,", ",,"), encoding="utf-8")
        bring(database, Customer, file)
        found = get(database, Customer, 1)
        assert (found["area"], found["description"]) == (left, "Dog!")


def test_the_trash_in_a_table_of_everything_stays_out(database: Database, empty: Database, tmp_path: Path) -> None:
    """`leave` writes what is in the trash, too; its table of customers brings only the others."""
    gone = add_customer(database, "Gone")
    add_customer(database, "Acme")
    trash.delete(database, Customer, gone)
    leave(database, tmp_path / "left")
    assert actions(bring(empty, Customer, tmp_path / "left" / "customers.csv")) == ["created"]
    assert get(empty, Customer, 2)["name"] == "Acme"
