"""This program's own tables come back as they were: whatever their texts are, and what was changed in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.note import Note
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
