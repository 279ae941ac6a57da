"""What the steps of an import on the screen read of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.preparing import ReadingChoices, ReadingWatch, look_at, prepare, samples
from capptro_tui.models.records.customer import Customer
from tests.support import add_customer


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_the_database_in_use_is_not_opened(database: Database, suffix: str) -> None:
    """To close a handle on it would drop SQLite's locks in this process."""
    add_customer(database)
    path = database.path.with_name(database.path.name + suffix)
    assert path.exists()
    with pytest.raises(Refused, match="database"):
        look_at(database, Customer, path, ReadingChoices())


@pytest.mark.parametrize("header_row", [None, 2])
def test_headings_are_a_column_with_examples(database: Database, home: Path, header_row: int | None) -> None:
    """Also where people have said which row is the header."""
    path = home / "round.csv"
    path.write_text(
        "My round,,\nCustomer,Phone,Day\nLeeds,,\nAnn Finch,01632 960801,Mon\n,,\nYork,,\nBob Dove,01632 960802,Tue\n"
    )
    look = look_at(database, Customer, path, ReadingChoices(header_row=header_row))
    found = prepare(database, Customer, look, None, ReadingWatch())
    assert found.plan is not None
    column = found.plan.columns[-1]
    assert (column.header, column.filled, found.plan.rows) == ("(heading above)", 2, 2)
    assert samples(look, column.index, found.plan) == ["Leeds", "York"]
    assert samples(look, 0, found.plan) == ["Leeds", "Ann Finch"]
    descriptions = [one.values["description"] for one in found.read(ReadingWatch())]
    assert descriptions == ["Day: Mon\nHeading: Leeds", "Day: Tue\nHeading: York"]
