"""A rehearsal says what the run does: for the orders, payments and jobs of other programs' files."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.importing.source_tables import read_source
from capptro_tui.models.records.customer import Customer
from tests.exchange.understanding.accounting import DATA
from tests.exchange.understanding.test_blind_files import EXPECTED

from .rows import actions, imported, named

FILES = [(folder, name, one["record"]) for (folder, name), one in EXPECTED.items() if one["record"] != "customer"]


@pytest.mark.parametrize("kind", ["order", "payment", "work_item"])
def test_every_file_is_imported_as_it_was_rehearsed(database: Database, kind: str) -> None:
    """`imported` compares them. All files of a kind go into one database, whose customers they name.

    Each program writes days in its own way, with times behind them: none of them is refused.
    """
    record = database.schema.record_named(kind)
    outcomes = []
    for folder, name, _ in (each for each in FILES if each[2] == kind):
        path = DATA.parent / folder / name
        found = list(read_source(database, record, open_source(path, database=database.path), "", None).read())
        customers = dict.fromkeys(one.values["customer"] for one in found if one.values.get("customer"))
        imported(database, named(*customers), Customer)
        outcomes += imported(database, found, record)
    assert "created" in actions(outcomes)
    assert [outcome.reason for outcome in outcomes if "day" in outcome.reason] == []
