"""A rehearsal says of every file of another program what its import then does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.importing.outcome import Action, Outcome
from capptro_tui.exchange.importing.source_tables import read_source
from capptro_tui.models.shipped import SHIPPED
from tests.exchange.importing.rows import imported
from tests.support import raw

DATA = Path(__file__).parents[2] / "data"
FOLDERS = ("import", "import_more", "import_third")


def files(folder: str) -> list[tuple[str, str]]:
    """Return record type and name of the files of a folder: customers first, for the records of others."""
    expected = json.loads((DATA / folder / "expected.json").read_text("utf-8"))
    listed = expected.get("files", expected)
    found = [(str(one["record"]) if isinstance(one.get("record"), str) else "customer", name)
             for name, one in listed.items() if one.get("kind") != "bad"]  # fmt: skip
    return sorted(found, key=lambda one: (one[0] != "customer", one))


def told_lines(outcomes: list[Outcome]) -> list[int]:
    """Return the number of lines that each new order is said to have."""
    return [one.parts.get("order_line", 0) for one in outcomes if one.action is Action.CREATED]


def written_lines(database: Database, outcomes: list[Outcome]) -> list[int]:
    """Return the number of lines that each new order has."""
    ids = [int(one.number.partition("-")[2]) for one in outcomes if one.action is Action.CREATED]
    counted = "SELECT count(*) FROM order_line WHERE order_id = ?"
    return [raw(database.path, counted, each)[0][0] for each in ids]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_rehearsal_is_what_the_import_does(database: Database, folder: str) -> None:
    """All files into one database, one after the other: `imported` compares each outcome with the rehearsed one."""
    told: list[Outcome] = []
    for kind, name in files(folder):
        record = SHIPPED.record_named(kind)
        found = read_source(database, record, open_source(DATA / folder / name, database=database.path), "", None)
        outcomes = imported(database, list(found.read()), record, keeps_blanks=found.is_exact)
        assert kind != "order" or written_lines(database, outcomes) == told_lines(outcomes), name
        told += outcomes
    assert sum(one.action.value == "created" for one in told) > len(files(folder))
